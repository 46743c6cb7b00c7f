"""Line mode of the mock interview: a question, an answer, how sure one is; no verdict before the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias
from unicodedata import normalize

from quizrnn.answers.check import syntax
from quizrnn.answers.short import suggest
from quizrnn.answers.shown import shown
from quizrnn.bank.model import ShortQuestion
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.plain.dialogue import Dialogue
from quizrnn.plain.layout import wrap, wrap_markup
from quizrnn.plain.question import question_lines
from quizrnn.study.interview import read_bet
from quizrnn.study.interview_steps import Betting, Closed, Coding, Posed, Unmarked
from quizrnn.study.interview_words import LEADS, clock_text, lead
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from pathlib import Path

    from quizrnn.bank.library import Library
    from quizrnn.study.interview_drill import DrillGrader
    from quizrnn.study.interview_plan import Part
    from quizrnn.study.interview_runner import HeldInterview

_Outcome: TypeAlias = Literal["stays", "moved", "end"]

_HELP: Final = both(
    "Type an answer and press Enter, then how sure you are of it, from 50 (a guess) to 100 (certain). Or: "
    "s pass (at the second prompt: no bet), q end the interview. Verdicts come at the end. To give one "
    "of these letters as the answer, put = and a blank before it: = s",
    "输入答案后按回车，再输入把握：50（猜的）到 100（确定）。也可以输入：s 跳过（第二个提示处表示不给把握），"
    "q 结束面试。对错到最后才公布。若答案恰好是这些字母之一，请在前面加 = 和空格，例如 = s",
)
_NOT_HERE: Final = both(
    "An interview has no hints, no undo and no explanations. s passes; = and a blank give the letter as the "
    "answer.",
    "面试中没有提示、撤销和解释。s 跳过；在字母前加 = 和空格可把它作为答案。",
)
_SURE: Final = both("How sure are you? 50–100 %", "你有多大把握？50–100 %")
_SHORT: Final = both("Answer in one line; you mark it at the end.", "用一行作答，最后由你自己评判。")
_MARKING: Final = both(
    "Before the report: hold your own words against the rubric.", "出报告之前，请把自己的回答与评分要点对照。"
)
_POINTS: Final = both(
    "Which points did you make? Numbers such as 1,3, 0 for none; Enter takes those with *.",
    "你答到了哪几点？输入编号，例如 1,3；一点也没有输入 0；直接回车则采用带 * 的几点。",
)
_WRITE: Final = both(
    "Write it in that file. Enter or “done” hands it in, s passes.",
    "请在该文件中写代码。直接回车或输入 done 交卷，s 跳过。",
)
_HANDS: Final = both(
    "The code is read from the file: Enter or “done” hands it in as it stands there, s passes, q ends.",
    "代码从文件中读取：回车或 done 按文件现状交卷，s 跳过，q 结束。",
)
_EMPTY: Final = both(
    "Nothing has been written into the file yet. Save it first, or pass with s.",
    "文件里还没有写任何代码。请先保存文件，或输入 s 跳过。",
)
_HANDED: Final = both("Handed in.", "已交卷。")
_ENDINGS: Final = {
    "done": both("That was the last question.", "题目已全部问完。"),
    "time": both("Time is up.", "时间到。"),
    "quit": both("The interview is over.", "面试结束。"),
}
_LACKS: Final = {
    "derivation": both("nothing to derive", "没有推导题"),
    "chain": both("no chain of follow-ups", "没有追问"),
    "code": both("no code to read", "没有读代码的题"),
    "warm-up": both("no warm-up", "没有热身题"),
    "drill": both("no code to write in that time", "没有适合这一时长的编程题"),
}


class LineInterview:
    """Holds an interview in lines, to its end.

    Attributes:
        interview: The engine; every answer is on disk before the bet on it is asked.
    """

    def __init__(
        self,
        interview: HeldInterview,
        library: Library,
        *,
        lang: str,
        reader: TextIO,
        writer: TextIO,
        width: int = 80,
        clock: bool = True,
        colours: bool = False,
        grader: DrillGrader | None = None,
    ) -> None:
        self.interview = interview
        self._library = library
        self._lang = lang
        self._width = width
        self._clock = clock
        self._grader = grader
        self._dialogue = Dialogue(reader, writer, lang, width, colours=colours)

    def run(self) -> None:
        """Ask until the interview is over, the learner ends it, or the input ends; then have texts marked.

        Raises:
            QuizrnnError: If the input is not text, or, on a pipe, an answer cannot be saved.
        """
        self._open()
        ended = False
        while not ended:
            match self.interview.step:
                case Posed() as posed:
                    ended = self._ask(posed) == "end"
                case Coding() as coding:
                    ended = self._have_written(coding) == "end"
                case Betting():
                    ended = self._bet() == "end"
                case Closed():
                    ended = True
        closed = self.interview.end()
        self._dialogue.print([""])
        self._dialogue.say(_ENDINGS[closed.ending])
        self._mark_all()

    def _open(self) -> None:
        if self.interview.problem is not None:
            self._dialogue.say(self.interview.problem)
        plan = self.interview.plan
        length = self._length()
        self._dialogue.say(
            both(
                f"Mock interview: {pick(length, 'en')}. No verdicts before the end. ? help, s pass, q end.",
                f"模拟面试：{pick(length, 'zh')}。结束前不公布对错。? 帮助，s 跳过，q 结束。",
            )
        )
        if plan.lacks:
            self._dialogue.say(
                both(
                    f"These questions leave {', '.join(pick(_LACKS[slot], 'en') for slot in plan.lacks)}.",
                    f"符合条件的题目中{'，'.join(pick(_LACKS[slot], 'zh') for slot in plan.lacks)}。",
                )
            )

    def _length(self) -> Text:
        step, minutes = self.interview.step, self.interview.plan.minutes
        total = step.total if isinstance(step, Posed | Coding) else None
        count = f"{total} question" if total == 1 else f"{total} questions"
        if minutes is None:
            return both(count, f"{total} 题")
        if total is None:
            return both(f"{minutes:g} min", f"{minutes:g} 分钟")
        return both(f"{count}, {minutes:g} min at most", f"{total} 题，最多 {minutes:g} 分钟")

    def _ask(self, posed: Posed) -> _Outcome:
        """Read lines until the question is answered or passed."""
        self._dialogue.print(["", self._heading(posed), ""])
        self._dialogue.print(wrap(pick(LEADS[lead(posed.part)], self._lang), self._width))
        self._dialogue.print(question_lines(posed.instance, self._library, self._lang, self._width))
        self._dialogue.print([""])
        short = isinstance(posed.instance.question, ShortQuestion)
        self._dialogue.say(_SHORT if short else syntax(posed.instance))
        outcome: _Outcome = "stays"
        while outcome == "stays":
            outcome = self._answered(self._dialogue.read())
        return outcome

    def _answered(self, line: str | None) -> _Outcome:
        match line if line is None or len(line) > 1 else normalize("NFKC", line):
            case None | "q":
                return "end"
            case "?":
                self._help()
            case "s":
                return self._do(self.interview.pass_on)
            case "h" | "u" | "x":
                self._dialogue.say(_NOT_HERE)
            case "":
                pass
            case str() as text:
                answer = text[2:].strip() if text.startswith("= ") else text
                return self._do(partial(self.interview.answer, answer))
        return "stays"

    def _have_written(self, coding: Coding) -> _Outcome:
        """Name the file, and read lines until it is handed in or passed."""
        if self._grader is None:
            raise QuizrnnError(both("nothing grades code here", "此处无法评测代码"))
        part = coding.part
        drill = self._library.drill(part.drill).told_in(part.convention)
        path = self._grader.begin(part.drill, part.convention, self.interview.folder)
        self._dialogue.print(["", self._heading(coding), ""])
        self._dialogue.print(wrap(pick(LEADS[lead(part)], self._lang), self._width))
        self._dialogue.print(wrap_markup(pick(drill.title, self._lang), self._width))
        self._dialogue.print(["", *wrap_markup(pick(drill.statement, self._lang).strip(), self._width), ""])
        self._dialogue.print([f"  {path}", ""])
        self._dialogue.say(_WRITE)
        outcome: _Outcome = "stays"
        while outcome == "stays":
            outcome = self._handed_in(self._dialogue.read(), part, path)
        return outcome

    def _handed_in(self, line: str | None, part: Part, path: Path) -> _Outcome:
        assert self._grader is not None
        match line if line is None else normalize("NFKC", line).casefold():
            case None | "q":
                return "end"
            case "s":
                return self._do(self.interview.pass_on)
            case "" | "done":
                untouched = self._grader.untouched(part.drill, part.convention, path)
                if untouched and self._dialogue.interactive:
                    self._dialogue.say(_EMPTY)
                    return "stays"
                return self._do(partial(self._hand_in, part, path))
            case "?":
                self._help()
                self._dialogue.say(_HANDS)
            case _:
                self._dialogue.say(_HANDS)
        return "stays"

    def _hand_in(self, part: Part, path: Path) -> None:
        assert self._grader is not None
        self.interview.hand_in(self._grader.grade(part.drill, part.convention, path))
        self._dialogue.say(_HANDED)

    def _bet(self) -> _Outcome:
        """Read lines until a bet is made or refused."""
        self._dialogue.say(_SURE)
        outcome: _Outcome = "stays"
        while outcome == "stays":
            line = self._dialogue.read()
            match line if line is None else normalize("NFKC", line):
                case None | "q":
                    return "end"
                case "?":
                    self._help()
                case "s":
                    outcome = self._do(partial(self.interview.bet, None))
                case "":
                    pass
                case str() as text:
                    outcome = self._do(partial(self._take_bet, text))
        return outcome

    def _take_bet(self, text: str) -> None:
        self.interview.bet(read_bet(text))

    def _do(self, act: Callable[[], object]) -> _Outcome:
        """Do what moves the interview on; where that fails, print why, and stay."""
        try:
            act()
        except Malformed as error:
            self._dialogue.say(error.message)
            return "stays"
        except QuizrnnError as error:
            if not self._dialogue.interactive:
                raise
            self._dialogue.say(error.message)
            return "stays"
        return "moved"

    def _help(self) -> None:
        self._dialogue.say(_HELP)
        if (left := self.interview.seconds_left) is not None and self._clock:
            self._dialogue.say(both(f"Time left: {clock_text(left)}.", f"剩余时间：{clock_text(left)}。"))

    def _heading(self, posed: Posed | Coding) -> str:
        number = f"[{posed.number}/{posed.total}]" if posed.total else f"[{posed.number}]"
        left = self.interview.seconds_left
        time = ""
        if left is not None and self._clock:
            time = pick(both(f"{clock_text(left)} left", f"剩余 {clock_text(left)}"), self._lang)
        parts = [number, time, posed.part.section, posed.part.type]
        return " · ".join(part for part in parts if part)

    def _mark_all(self) -> None:
        """Have the learner mark the free texts; where they do not, the keywords' suggestion stands."""
        texts = self.interview.unmarked
        for place, text in enumerate(texts):
            if place == 0:
                self._dialogue.say(_MARKING)
            if not self._mark(text):
                break

    def _mark(self, text: Unmarked) -> bool:
        """Have one text marked; False to leave the others as they are."""
        view = shown(text.instance, self._lang)
        suggested = suggest(text.instance, text.review.answer)
        yours, model = both("You: ", "你的回答："), both("Model answer: ", "参考答案：")
        self._dialogue.print(["", *wrap_markup(view.stem, self._width), ""])
        self._dialogue.print(wrap(text.review.answer, self._width, "  " + pick(yours, self._lang), "    "))
        answer = view.model_answer or ""
        self._dialogue.print(wrap_markup(answer, self._width, "  " + pick(model, self._lang), "    "))
        self._dialogue.print([""])
        for number, point in enumerate(view.rubric, 1):
            label = f" {'*' if number in suggested else ' '}{number}) "
            self._dialogue.print(wrap_markup(point, self._width, label, " " * len(label)))
        self._dialogue.say(_POINTS)
        outcome: _Outcome = "stays"
        while outcome == "stays":
            line = self._dialogue.read()
            match line if line is None else normalize("NFKC", line):
                case None | "q":
                    return False
                case "s":
                    return True
                case str() as points:
                    taken = points or ",".join(map(str, sorted(suggested))) or "0"
                    outcome = self._do(partial(self.interview.mark, text, taken))
        return True
