"""Proof of what code prints: run it, and see that its output is the key and no other answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quizrnn.answers.check import check
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.shown import fill_code
from quizrnn.bank.lint_model import Finding, Item
from quizrnn.bank.model import ChoiceQuestion, ClozeQuestion, NumericQuestion
from quizrnn.bank.rules import BLANK_MARKER
from quizrnn.errors import QuizrnnError
from quizrnn.notation import to_plain
from quizrnn.text import LANGUAGES, both, joined, pick


def prints_findings(item: Item, run_code: Callable[[str], str]) -> Iterator[Finding]:
    """Yield code whose output is not the key.

    Args:
        item: The question; only those with ``prints`` are looked at.
        run_code: Runs code and returns what it printed; raises ``QuizrnnError`` where it fails.
    """
    question = item.value
    if not isinstance(question, ChoiceQuestion | NumericQuestion | ClozeQuestion) or not question.prints:
        return
    instance = draw(question, 0)
    code = fill_code(question.code, instance) or ""
    if isinstance(question, ClozeQuestion):
        code = BLANK_MARKER.sub(lambda marker: question.blanks[int(marker[1]) - 1].accept[0], code)
    try:
        output = run_code(code).strip()
    except QuizrnnError as error:
        message = joined([both("the code does not run:", "代码无法运行："), error.message])
        yield item.finding(("code",), "error", "prints", message)
        return
    if isinstance(question, ChoiceQuestion):
        yield from _choice(item, question, output)
    elif not _is_right(instance, output):
        message = both(f"the code prints “{output}”, which is not the key", f"代码输出“{output}”，与答案不符")
        yield item.finding(("code",), "error", "prints", message)


def _choice(item: Item, question: ChoiceQuestion, output: str) -> Iterator[Finding]:
    for place, option in enumerate(question.choices):
        same = any(_folded(to_plain(pick(option.text, lang))) == _folded(output) for lang in LANGUAGES)
        if same != option.correct:
            message = (
                both(f"the code prints “{output}”, not this choice", f"代码输出“{output}”，并非此项")
                if option.correct
                else both("the code prints this choice, which is not the key", "代码输出此项，但它不是答案")
            )
            yield item.finding(("choices", place), "error", "prints", message)


def _is_right(instance: Instance, output: str) -> bool:
    """Tell whether the output is the answer, its lines being the blanks where there are several."""
    question = instance.question
    lines = [line.strip() for line in output.splitlines()]
    answers = [output]
    if isinstance(question, ClozeQuestion) and len(question.blanks) > 1:
        answers = [" | ".join(lines), " | ".join(output.split())]
    for answer in answers:
        try:
            if check(instance, answer).correct:
                return True
        except QuizrnnError:
            continue
    return False


def _folded(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().strip("`").splitlines())
