"""``quizrnn lab``: an experiment computed live by the reference code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.labs.model import Curves, Lab, Prediction


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from quizrnn.labs.catalog import LABS

    return [lab.name for lab in LABS if lab.name.startswith(incomplete)]


@command(
    "lab",
    both(
        "An experiment computed live by the reference code. On a terminal it opens in the interface, where "
        "a prediction is asked first and the arrow keys turn the knobs; on a pipe it prints a plot in "
        "characters. "
        "Without a name it lists the labs.",
        "由参考实现现场计算的实验。在终端里打开界面：先预测，再看曲线，方向键调节旋钮；在管道上打印字符图。"
        "不带名称则列出全部实验。",
    ),
    seed=True,
    formats=("text", "json"),
)
@argument("name", required=False, text=both("The lab's name.", "实验的名称。"), shell_complete=_complete)
@option(
    "--set",
    "knobs",
    multiple=True,
    metavar="KNOB=VALUE",
    text=both("Turn a knob; repeatable.", "设定旋钮，可重复。"),
)
@option(
    "--using",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=both(
        "Plug in your own drill solution; it runs in the grader's child process.",
        "换上你自己的练习代码；它在评测用的子进程中运行。",
    ),
)
@option("--plain", is_flag=True, text=both("Print, also on a terminal.", "在终端里也直接打印。"))
def lab(
    run: Invocation,
    *,
    name: str | None,
    knobs: tuple[str, ...],
    using: Path | None,
    plain: bool,
    seed: int | None,
    output_format: str,
) -> None:
    from quizrnn.labs.catalog import find
    from quizrnn.labs.model import Setup

    if name is None:
        if knobs or using is not None:
            raise QuizrnnError(
                both("name a lab: quizrnn lab lists them", "请指明实验：quizrnn lab 会列出它们")
            )
        _list(run, output_format)
        return
    found = find(name)
    settings = found.settings(_typed(knobs))
    own = None
    if using is not None:
        from quizrnn.drills.lab_code import own_code

        own = own_code(found, using)
    if output_format == "text" and not plain and _is_terminal():
        from quizrnn.tui import run as run_interface

        run_interface(
            run.paths,
            banks=run.banks,
            lang=run.lang,
            start="lab",
            lab=Setup(found, settings, seed or 0, own),
            ascii_only=run.ascii,
        )
        return
    prediction = found.ask(settings, seed or 0)
    curves = found.run(settings, seed or 0, own)
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(lab_data(run, found, settings, seed or 0, prediction, curves))
        return
    _print(run, found, settings, seed or 0, prediction, curves)


def _typed(knobs: tuple[str, ...]) -> dict[str, str]:
    typed = {}
    for word in knobs:
        name, sign, value = word.partition("=")
        if not sign:
            raise QuizrnnError(
                both(f"--set takes KNOB=VALUE, not “{word}”", f"--set 的写法是 旋钮=值，而不是“{word}”")
            )
        typed[name.strip()] = value
    return typed


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _list(run: Invocation, output_format: str) -> None:
    from quizrnn.labs.catalog import LABS

    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json([_outline(run, lab) for lab in LABS])
        return
    from quizrnn.cli.output import print_lines, width
    from quizrnn.plain.layout import pad, wrap

    column = max(len(lab.name) for lab in LABS) + 2
    for lab in LABS:
        lines = wrap(run.say(lab.about), width(), pad(lab.name, column), " " * column)
        turned = "  ".join(
            f"{knob.name}={knob.words[0][0]}…{knob.words[-1][0]}"
            if knob.words
            else f"{knob.name}={knob.low:g}…{knob.high:g}"
            for knob in lab.knobs
        )
        print_lines([*lines, " " * column + turned])


def _outline(run: Invocation, lab: Lab) -> dict[str, Any]:
    return {
        "lab": lab.name,
        "title": run.say(lab.title),
        "about": run.say(lab.about),
        "knobs": [
            {
                "name": knob.name,
                "title": run.say(knob.title),
                "default": knob.plain(knob.default),
                **(
                    {"values": [word for word, _ in knob.words]}
                    if knob.words
                    else {"low": knob.low, "high": knob.high, "step": knob.step}
                ),
            }
            for knob in lab.knobs
        ],
        "uses": [list(group) for group in lab.uses],
        "questions": list(lab.questions),
    }


def lab_data(
    run: Invocation, lab: Lab, settings: dict[str, float], seed: int, prediction: Prediction, curves: Curves
) -> dict[str, Any]:
    """Return a lab's outcome as the contract's object."""
    from quizrnn.notation import to_plain

    right: float | str = curves.answer
    if prediction.choices:
        right = to_plain(run.say(prediction.choices[int(curves.answer)]))
    return {
        "lab": lab.name,
        "title": run.say(lab.title),
        "knobs": {knob.name: knob.plain(settings[knob.name]) for knob in lab.knobs},
        "seed": seed,
        "prediction": {
            "asks": to_plain(run.say(prediction.asks)),
            "choices": [to_plain(run.say(choice)) for choice in prediction.choices],
            "answer": right,
        },
        "series": [
            {"name": run.say(series.name), "x": list(series.x), "y": list(series.y)}
            for series in curves.series
        ],
        "axes": {
            "x": {"label": run.say(curves.x.label), "scale": "log" if curves.x.log else "linear"},
            "y": {"label": run.say(curves.y.label), "scale": "log" if curves.y.log else "linear"},
        },
        "truth": run.say(curves.truth),
        "note": run.say(curves.note),
        "see": [run.say(text) for text in lab.see],
        "try": [run.say(text) for text in lab.tries],
        "references": list(lab.references),
    }


def _print(
    run: Invocation, lab: Lab, settings: dict[str, float], seed: int, prediction: Prediction, curves: Curves
) -> None:
    from quizrnn.cli.output import print_lines, width
    from quizrnn.notation import to_plain
    from quizrnn.plain.layout import wrap, wrap_markup
    from quizrnn.plain.plot import plot_lines

    room = width()
    turned = "   ".join(
        f"{run.say(knob.title)} ({knob.name}) = {run.say(knob.text(settings[knob.name]))}"
        for knob in lab.knobs
    )
    print_lines([*wrap(run.say(lab.title), room), *wrap(f"{turned}   seed = {seed}", room), ""])
    asks = run.say(both("Before you look: ", "看图之前："))
    print_lines(wrap_markup(run.say(prediction.asks), room, asks, "  "))
    print_lines(
        f"  {letter}) {run.say(text)}" for letter, text in zip("abc", prediction.choices, strict=False)
    )
    print_lines(["", *plot_lines(curves, run.lang, room, ascii_only=not _takes_boxes()), ""])
    if prediction.choices:
        right = to_plain(run.say(prediction.choices[int(curves.answer)]))
    else:
        right = f"{curves.answer:.3g}"
    stop = run.say(both(". ", "。"))
    print_lines(
        wrap(f"{right}{stop}{run.say(curves.truth)}", room, run.say(both("Answer: ", "答案：")), "  ")
    )
    if curves.note:
        print_lines(wrap(run.say(curves.note), room))
    for title, texts in ((both("See", "看什么"), lab.see), (both("Try", "试一试"), lab.tries)):
        print_lines(["", run.say(title)])
        for text in texts:
            print_lines(wrap(run.say(text), room, "  - ", "    "))
    cited = [run.library.reference(key, "") for key in lab.references]
    print_lines(["", run.say(both("Sources", "来源"))])
    for citation in cited:
        if citation is not None:
            print_lines(wrap(to_plain(run.say(citation)), room, "  - ", "    "))


def _takes_boxes() -> bool:
    """Whether the output can show box characters."""
    try:
        "│└─┤┬".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
