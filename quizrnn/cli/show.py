"""``quizrnn show``: one question as rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizrnn.cli.common import command, complete_questions
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance


@command(
    "show",
    both(
        "Show one question as a learner sees it. Pieces and parameters are drawn from --seed, as in check.",
        "按学习者所见显示一道题。各选项的次序和参数由 --seed 决定，与 check 一致。",
    ),
    seed=True,
    formats=("text", "json"),
)
@argument("question", text=both("The question's id.", "题目的编号。"), shell_complete=complete_questions)
@option(
    "--answer", is_flag=True, text=both("With key, explanation and sources.", "同时显示答案、解释和来源。")
)
def show(run: Invocation, *, question: str, answer: bool, seed: int | None, output_format: str) -> None:
    from quizrnn.answers.instance import draw

    instance = draw(run.library.get(question), seed or 0)
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(question_data(run, instance, answer=answer))
        return
    from quizrnn.answers.check import expected, syntax
    from quizrnn.cli.output import print_lines, width
    from quizrnn.plain.layout import wrap, wrap_markup
    from quizrnn.plain.question import explanation_lines, question_lines

    print_lines(question_lines(instance, run.library, run.lang, width()))
    print_lines(["", *wrap(run.say(syntax(instance)), width())])
    if answer:
        label = run.say(both("Answer: ", "答案："))
        print_lines(["", *wrap_markup(run.say(expected(instance)), width(), label, "  ")])
        print_lines(explanation_lines(instance, run.library, run.lang, width()))


def question_data(run: Invocation, instance: Instance, *, answer: bool) -> dict[str, Any]:
    """Return the instance as the contract's ``show`` object: plain texts, parameters filled in."""
    from quizrnn.answers.shown import shown
    from quizrnn.bank.model import question_type
    from quizrnn.notation import to_plain

    question = instance.question
    view = shown(instance, run.lang)
    data: dict[str, Any] = {
        "id": question.id,
        "revision": question.revision,
        "type": question_type(question),
        "section": question.section,
        "seed": instance.seed,
        "params": instance.params,
        "stem": to_plain(view.stem),
    }
    for name in ("choices", "items", "left", "right"):
        if pieces := getattr(view, name):
            data[name] = [to_plain(piece) for piece in pieces]
    # What a script needs to know to answer: a formula's names and shapes, a number's unit.
    for name in ("target", "variables", "unit"):
        if getattr(question, name, None):
            data[name] = getattr(question, name)
    if view.code:
        data["code"] = view.code
    if view.figure:
        data["figure"] = run.library.figure(view.figure, run.lang)
    data["hints"] = [to_plain(hint) for hint in view.hints]
    if answer:
        data.update(key_data(run, instance))
    return data


def key_data(run: Invocation, instance: Instance) -> dict[str, Any]:
    """Return what is known only with the key: answer, explanation, sources, the claim put right."""
    from quizrnn.answers.check import expected
    from quizrnn.answers.shown import shown
    from quizrnn.notation import to_plain
    from quizrnn.plain.question import source_texts

    return {
        "answer": to_plain(run.say(expected(instance))),
        "explanation": to_plain(shown(instance, run.lang).explanation or ""),
        "sources": [to_plain(run.say(text)) for text in source_texts(instance, run.library)],
        "corrects": instance.question.corrects,
    }
