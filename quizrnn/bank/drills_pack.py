"""What a drill may not hold: what is no Python name, and in a pack what only the program's own may."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Final

from quizrnn.bank.drills import Case, Drill, Form
from quizrnn.bank.faults import Fault
from quizrnn.bank.source import NodePath
from quizrnn.text import Text, both

MAX_SIZE: Final = 512
"""Largest size that a pack may fix: cases are drawn in the grader's own process."""

MAX_AXES: Final = 4

_CONVENTION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def name_faults(drill: Drill) -> Iterator[Fault]:
    """Yield the names that cannot stand in the starter's code."""
    for convention, form in drill.forms.items():
        at: NodePath = ("forms", convention)
        if not _CONVENTION.fullmatch(convention):
            yield Fault(
                at,
                both(f"“{convention}” is no name of a convention", f"“{convention}”不能作约定的名称"),
                both("letters, digits, - and _", "只能用字母、数字、- 和 _"),
                key=True,
                code="name",
            )
        for place, call in enumerate(form.calls):
            where: NodePath = (*at, "calls", place)
            names = [((*where, "function"), call.function)]
            names += [((*where, "arguments", n), name) for n, name in enumerate(call.arguments)]
            names += [
                ((*where, "returns", n), part)
                for n, name in enumerate(call.returns)
                for part in name.split(".")
            ]
            yield from (_no_name(spot, name) for spot, name in names if not _is_name(name))


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


def _no_name(at: NodePath, name: str) -> Fault:
    return Fault(
        at,
        both(f"“{name}” is no Python name", f"“{name}”不是 Python 名称"),
        both("letters, digits and _, no keyword", "只能用字母、数字和 _，且不能是关键字"),
        code="name",
    )


def pack_faults(drill: Drill) -> Iterator[Fault]:
    """Yield what a pack's drill asks for that needs code in the grader's own process, or too much room."""
    for convention, form in drill.forms.items():
        at: NodePath = ("forms", convention)
        yield from _form_faults(form, at)
    for convention in drill.mistakes:
        yield _refused(
            ("mistakes", convention),
            both(
                "a pack has no derived conventions; list these under the form's “misconceptions”",
                "题包没有派生的约定；请写在该形式的“misconceptions”中",
            ),
        )
    for place, case in enumerate(drill.cases):
        yield from _case_faults(case, ("cases", place))


def _form_faults(form: Form, at: NodePath) -> Iterator[Fault]:
    timed = both("a pack's drill cannot be timed", "题包中的练习不能计时")
    trained = both("a pack's drill cannot train", "题包中的练习不能进行训练")
    derived = both("only the program's own conventions are derived", "只有程序自带的约定才是派生的")
    for name, given, says in (
        ("baseline", form.baseline, timed),
        ("training", form.training, trained),
        ("origin", form.origin, derived),
        ("mistakes_of", form.mistakes_of, derived),
    ):
        if given:
            yield _refused((*at, name), says)
    for place, misconception in enumerate(form.misconceptions):
        if misconception.mislaid is not None:
            yield _refused((*at, "misconceptions", place, "mislaid"), derived)
    for group, shapes in (("arrays", form.arrays), ("params", form.params), *form.dicts.items()):
        for name, shape in shapes.items():
            where: NodePath = (*at, "dicts", group, name) if group in form.dicts else (*at, group, name)
            numbers = [int(n) for size in shape for n in re.findall(r"\b\d+", str(size))]
            if len(shape) > MAX_AXES or any(number > MAX_SIZE for number in numbers):
                yield _too_large(where)


def _case_faults(case: Case, at: NodePath) -> Iterator[Fault]:
    if case.faster is not None:
        yield _refused((*at, "faster"), both("a pack's drill cannot be timed", "题包中的练习不能计时"))
    for symbol, size in case.sizes.items():
        if size > MAX_SIZE:
            yield _too_large((*at, "sizes", symbol))


def _too_large(at: NodePath) -> Fault:
    return Fault(
        at,
        both("larger than a case may be", "超过用例允许的大小"),
        both(
            f"at most {MAX_AXES} axes, and sizes of at most {MAX_SIZE}",
            f"最多 {MAX_AXES} 个轴，每个大小不超过 {MAX_SIZE}",
        ),
        code="size",
    )


def _refused(at: NodePath, says: Text) -> Fault:
    return Fault(at, says, both("leave it out", "请去掉"), code="pack")
