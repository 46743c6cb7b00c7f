"""Line mode: the session engine on a pipe or a simple terminal, one answer a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias
from unicodedata import normalize

from quizrnn.answers.check import syntax
from quizrnn.answers.shown import shown
from quizrnn.bank.model import ShortQuestion, question_type
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.plain.dialogue import Dialogue
from quizrnn.plain.layout import wrap, wrap_markup
from quizrnn.plain.question import explanation_lines, question_lines, verdict_lines, verdict_word
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.text import both, joined, pick

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance
    from quizrnn.bank.library import Library
    from quizrnn.study.runner import StudySession

_Outcome: TypeAlias = Literal["answer", "stays", "moved", "end"]
"""What a line was: an answer, a command that leaves the question standing, one that moves on, or the end."""

_HELP: Final = both(
    "Type an answer and press Enter. Or: h next hint, s skip, u undo the last answer, x explain the last "
    "question, q quit, !bury not before tomorrow, !suspend not before I say so. To give one of these as the "
    "answer, put = and a blank before it: = h",
    "输入答案后按回车。也可以输入：h 下一条提示，s 跳过，u 撤销上一个答案，x 解释上一题，q 退出，"
    "!bury 明天再问，!suspend 停用此题。若答案恰好是这些字母之一，请在前面加 = 和空格，例如 = h",
)
_SUSPEND: Final = both(
    " When it is asked, !suspend puts it away until “quizrnn data unsuspend”.",
    "问到它时输入 !suspend 即可停用，直到用“quizrnn data unsuspend”恢复。",
)
_CLOSING: Final = both(
    "That was the last question. u takes the last answer back, x explains it, Enter ends.",
    "这是最后一题。u 撤销上一个答案，x 解释上一题，按回车结束。",
)
_POINTS: Final = both(
    "Which points did you make? Numbers such as 1,3, or 0 for none (* = suggested by keywords).",
    "你答到了哪几点？输入编号，例如 1,3；一点也没有输入 0（* 为关键词提示）。",
)


class LineMode:
    """Asks on one stream and reads from another, driving a session to its end.

    Attributes:
        session: The engine; every verdict it gives is on disk before it is printed here.

    With ``explain`` each question is headed by why it is asked now.
    """

    def __init__(
        self,
        session: StudySession,
        library: Library,
        *,
        lang: str,
        reader: TextIO,
        writer: TextIO,
        width: int = 80,
        explain: bool = False,
        colours: bool = False,
    ) -> None:
        self.session = session
        self._library = library
        self._lang = lang
        self._width = width
        self._dialogue = Dialogue(reader, writer, lang, width, colours=colours)
        self._says_why = explain
        self._answered: list[Revealed] = []

    def run(self) -> None:
        """Ask until nothing is left, the learner quits, or the input ends.

        Raises:
            QuizrnnError: If the input is not text, or, on a pipe, an answer cannot be saved.
        """
        if self.session.problem is not None:
            self._dialogue.say(self.session.problem)
        for righted in self.session.righted:
            self._dialogue.print([*wrap_markup(pick(righted.message, self._lang), self._width), ""])
        self.session.told()
        while True:
            match self.session.step:
                case Revealed():
                    self.session.next()
                case Asking() as step:
                    if not self._ask(step):
                        break
                case Done():
                    if not self._close():
                        break
        self._summary()

    def _ask(self, step: Asking) -> bool:
        """Read lines until the question is answered, skipped or undone; False to end the session."""
        self._dialogue.print([self._heading(step)])
        if self._says_why:
            self._dialogue.print(wrap(pick(self.session.why(), self._lang), self._width, "  ", "  "))
        self._leech()
        self._dialogue.print([""])
        self._dialogue.print(question_lines(step.instance, self._library, self._lang, self._width))
        self._dialogue.print([""])
        self._dialogue.say(syntax(step.instance))
        outcome: _Outcome = "stays"
        while outcome == "stays":
            line = self._dialogue.read()
            outcome = self._command(line)
            if outcome == "answer" and line is not None:
                outcome = self._answer(step, line)
        return outcome != "end"

    def _command(self, line: str | None) -> _Outcome:
        """Do what a line commands, if it is a command."""
        match line if line is None or len(line) > 1 else normalize("NFKC", line):
            case None | "q":
                return "end"
            case "?":
                self._dialogue.say(_HELP)
            case "h":
                self._hint()
            case "s":
                self.session.skip()
                return "moved"
            case "u":
                return "moved" if self._undo() else "stays"
            case "x":
                self._explain()
            case "!bury" | "！bury":
                return "moved" if self._put_away("bury") else "stays"
            case "!suspend" | "！suspend":
                return "moved" if self._put_away("suspend") else "stays"
            case "":
                pass
            case _:
                return "answer"
        return "stays"

    def _answer(self, step: Asking, line: str) -> _Outcome:
        answer = line[2:].strip() if line.startswith("= ") else line
        if not isinstance(step.instance.question, ShortQuestion):
            return "moved" if self._submit(answer) else "stays"
        self._show_rubric(step.instance, answer)
        outcome: _Outcome = "stays"
        while outcome == "stays":
            points = self._dialogue.read()
            outcome = self._command(points)
            if outcome == "answer" and points is not None and not self._submit(f"{answer}\n{points}"):
                outcome = "stays"
        return outcome

    def _submit(self, answer: str) -> bool:
        """Give an answer and print its verdict; False, with the reason printed, where there is none."""
        try:
            revealed = self.session.submit(answer)
        except Malformed as error:
            self._dialogue.say(error.message)
            return False
        except QuizrnnError as error:
            if not self._dialogue.interactive:
                raise
            self._dialogue.say(error.message)
            return False
        self._answered.append(revealed)
        self._dialogue.print(["", verdict_word(revealed.verdict, self._lang)])
        self._verdict(revealed)
        if not revealed.verdict.correct:
            self._leech()
        self._dialogue.print([""])
        self.session.next()
        return True

    def _show_rubric(self, instance: Instance, answer: str) -> None:
        """Show the model answer and the points that the learner's text may have made."""
        from quizrnn.answers.short import suggest

        view = shown(instance, self._lang)
        self._dialogue.print(["", *wrap_markup(view.model_answer or "", self._width, "  ", "  "), ""])
        suggested = suggest(instance, answer)
        for number, point in enumerate(view.rubric, 1):
            label = f" {'*' if number in suggested else ' '}{number}) "
            self._dialogue.print(wrap_markup(point, self._width, label, " " * len(label)))
        self._dialogue.say(_POINTS)

    def _hint(self) -> None:
        before = self.session.step
        assert isinstance(before, Asking)
        hints = shown(before.instance, self._lang).hints
        if before.hints_shown >= len(hints):
            self._dialogue.say(both("There is no further hint.", "没有更多提示了。"))
            return
        self.session.hint()
        self._dialogue.print(wrap_markup(hints[before.hints_shown], self._width, "  ", "  "))

    def _undo(self) -> bool:
        if not self.session.can_undo:
            self._dialogue.say(both("There is nothing to undo.", "没有可以撤销的答案。"))
            return False
        before = len(self.session.reviews)
        self.session.undo()
        if len(self.session.reviews) == before:
            self._dialogue.say(both("The question is back.", "题目已恢复。"))
            return True
        if self._answered:
            self._answered.pop()
        self._dialogue.say(both("The last answer is taken back.", "已撤销上一个答案。"))
        return True

    def _put_away(self, how: Literal["bury", "suspend"]) -> bool:
        """Bury or suspend the question that stands; False, with the reason printed, where that fails."""
        try:
            if how == "bury":
                self.session.bury()
            else:
                self.session.suspend()
        except QuizrnnError as error:
            if not self._dialogue.interactive:
                raise
            self._dialogue.say(error.message)
            return False
        self._dialogue.say(
            both("Out of sight until tomorrow; u takes that back.", "明天再问；u 可撤销。")
            if how == "bury"
            else both(
                "Suspended; u takes that back now, “quizrnn data unsuspend” later.",
                "已停用；现在可用 u 撤销，以后可用“quizrnn data unsuspend”恢复。",
            )
        )
        return True

    def _leech(self) -> None:
        """Say that the question that stands is a leech, if it is one."""
        if (note := self.session.leech) is not None:
            self._dialogue.say(joined([note, _SUSPEND], separator=""))

    def _explain(self) -> None:
        if not self._answered:
            self._dialogue.say(
                both("Nothing to explain yet: answer first.", "还没有可以解释的题：请先作答。")
            )
            return
        last = self._answered[-1]
        self._dialogue.print(question_lines(last.instance, self._library, self._lang, self._width))
        self._dialogue.print(["", verdict_word(last.verdict, self._lang)])
        self._verdict(last)
        if not explanation_lines(last.instance, self._library, self._lang, self._width):
            self._dialogue.say(both("This question has no explanation.", "此题没有解释。"))

    def _verdict(self, revealed: Revealed) -> None:
        self._dialogue.print(
            verdict_lines(
                revealed.instance, revealed.verdict, self._library, self._lang, self._width, revealed.answer
            )
        )

    def _close(self) -> bool:
        """Offer to take the last answer back; True where the learner did and the session goes on."""
        if not self._answered:
            return False
        self._dialogue.say(_CLOSING)
        while (line := self._dialogue.read()) in ("x", "?"):
            if line == "x":
                self._explain()
            self._dialogue.say(_CLOSING)
        return line == "u" and self._undo()

    def _heading(self, step: Asking) -> str:
        question = step.instance.question
        number, total = step.progress.asked + 1, step.progress.asked + step.progress.left
        parts = [f"[{number}/{total}]", question.section or "", question_type(question)]
        return " · ".join(part for part in parts if part)

    def _summary(self) -> None:
        step = self.session.step
        progress = step.progress
        if isinstance(step, Done) and not progress.asked:
            self._dialogue.say(
                both(
                    "Nothing is due and nothing new is left for today.",
                    "现在没有到期的题，今天的新题也学完了。",
                )
            )
        else:
            self._dialogue.say(
                both(
                    f"{progress.asked} answered, {progress.right} right.",
                    f"答了 {progress.asked} 题，对 {progress.right} 题。",
                )
            )
