"""``quizrnn check``: one answer, checked and not recorded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from quizrnn.cli.common import command, complete_questions
from quizrnn.cli.framework import argument
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance
    from quizrnn.answers.verdict import Verdict


@command(
    "check",
    both(
        "Check one answer and record nothing. Exit code 0 right, 1 wrong, 2 where the answer cannot be read.",
        "检查一个答案，不作记录。退出码：0 正确，1 错误，2 答案无法识别。",
    ),
    seed=True,
    formats=("text", "json"),
    answers=True,
)
@argument("question", text=both("The question's id.", "题目的编号。"), shell_complete=complete_questions)
@argument(
    "answer",
    required=False,
    nargs=-1,
    text=both("The answer; - or nothing reads it from standard input.", "答案；- 或省略则从标准输入读取。"),
)
def check(
    run: Invocation, *, question: str, answer: tuple[str, ...], seed: int | None, output_format: str
) -> int:
    from quizrnn.answers.check import check as judge
    from quizrnn.answers.instance import draw

    instance = draw(run.library.get(question), seed or 0)
    given = _read(run) if answer in ((), ("-",)) else _joined(instance, answer)
    verdict = judge(instance, given)
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(verdict_data(run, instance, verdict))
    else:
        from quizrnn.cli.output import print_lines, width
        from quizrnn.plain.question import verdict_lines, verdict_word

        print_lines([verdict_word(verdict, run.lang)])
        print_lines(verdict_lines(instance, verdict, run.library, run.lang, width(), given))
    return 0 if verdict.correct else 1


def _joined(instance: Instance, words: tuple[str, ...]) -> str:
    """Return the words as one answer; of ``short`` the last are the points, which form a line of their own.

    Raises:
        QuizrnnError: If they are not UTF-8.
    """
    from quizrnn.bank.model import ShortQuestion

    if any("\ud800" <= character <= "\udfff" for word in words for character in word):
        raise QuizrnnError(both("the answer is not UTF-8 text", "答案不是 UTF-8 文本"))
    if isinstance(instance.question, ShortQuestion) and len(words) > 1 and "\n" not in "".join(words):
        return " ".join(words[:-1]) + "\n" + words[-1]
    return " ".join(words)


def _read(run: Invocation) -> str:
    if sys.stdin.isatty():
        prompt = both("Answer (end with Ctrl+D): ", "答案（按 Ctrl+D 结束）：")
        print(run.say(prompt), end="", file=sys.stderr, flush=True)
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError as error:
        raise QuizrnnError(both("standard input is not UTF-8 text", "标准输入不是 UTF-8 文本")) from error
    return text.strip("\n")


def verdict_data(run: Invocation, instance: Instance, verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as the contract's ``check`` object."""
    from quizrnn.answers.shown import shown
    from quizrnn.bank.model import question_type
    from quizrnn.notation import to_plain
    from quizrnn.plain.question import source_texts

    question = instance.question
    return {
        "question": question.id,
        "type": question_type(question),
        "correct": verdict.correct,
        "score": verdict.score,
        "feedback": [to_plain(run.say(text)) for text in verdict.feedback],
        "expected": to_plain(run.say(verdict.expected)),
        "explanation": to_plain(shown(instance, run.lang).explanation or ""),
        "sources": [to_plain(run.say(text)) for text in source_texts(instance, run.library)],
        "corrects": question.corrects,
        "seed": instance.seed,
    }
