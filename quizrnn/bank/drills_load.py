"""Drill files as typed values, with the texts of their solutions beside them, or one clear error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from quizrnn.bank.drills import Drill, Form
from quizrnn.bank.faults import Fault, did_you_mean, first_error, type_faults
from quizrnn.bank.files import read_text
from quizrnn.bank.rules import text_faults
from quizrnn.bank.source import NodePath, Source, read_yaml
from quizrnn.errors import InputError
from quizrnn.text import both

MAX_SOLUTION_BYTES: Final = 256 * 1024
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.py")
_DIMENSION: Final = re.compile(r"(?:\d+\*)?[A-Za-z]\w*(?:[+-](?:\d+\*)?(?:[A-Za-z]\w*|\d+))*|\d+")


class ParsedDrill(NamedTuple):
    """What could be read of a drill file.

    Attributes:
        source: The file's data, with positions.
        drill: The drill, or None where its types are wrong.
        solutions: Source text of each convention's solution, as far as the files are there.
        faults: Everything that is wrong.
    """

    source: Source
    drill: Drill | None
    solutions: dict[str, str]
    faults: tuple[Fault, ...]


def load_drill(path: Path | str) -> Drill:
    """Read a drill file.

    Raises:
        InputError: If the file is not a valid drill, or a solution is not there or does not fit its edits.
    """
    return load_with_solutions(path)[0]


def load_with_solutions(path: Path | str) -> tuple[Drill, dict[str, str]]:
    """Read a drill file and the source text of its solution in each convention (see ``load_drill``)."""
    source = read_yaml(path)
    parsed = parse_drill(source)
    error = first_error(source, parsed.faults)
    if error is not None:
        raise error
    assert parsed.drill is not None
    return parsed.drill, parsed.solutions


def parse_drill(source: Source) -> ParsedDrill:
    """Turn a file's data into a drill, gathering every fault rather than stopping at the first."""
    try:
        drill = msgspec.convert(source.data, Drill)
    except msgspec.ValidationError:
        data = {} if source.data is None else source.data
        return ParsedDrill(source, None, {}, tuple(type_faults(data, Drill)))
    solutions: dict[str, str] = {}
    faults = [*text_faults(drill), *_case_faults(drill)]
    for convention, form in drill.forms.items():
        at: NodePath = ("forms", convention)
        faults += _form_faults(form, at)
        try:
            solutions[convention] = _read_solution(source.path, form)
        except InputError as error:
            faults.append(
                Fault(
                    (*at, "solution"),
                    both(
                        f"the solution “{form.solution}” cannot be used: {error.line('en')}",
                        f"无法使用参考解答“{form.solution}”：{error.line('zh')}",
                    ),
                    both("put the file beside the drill's", "请把该文件放在练习文件旁边"),
                    code="solution",
                )
            )
            continue
        faults += _solution_faults(form, solutions[convention], at)
    return ParsedDrill(source, drill, solutions, tuple(faults))


def solution_path(path: Path, form: Form) -> Path:
    """Return where the solution of a form of the drill in ``path`` stands."""
    return path.parent / form.solution


def _read_solution(path: Path, form: Form) -> str:
    if not _FILE_NAME.fullmatch(form.solution):
        raise InputError(
            path,
            both("a solution is a .py file in the same folder", "参考解答应为同一文件夹中的 .py 文件"),
        )
    return read_text(solution_path(path, form), MAX_SOLUTION_BYTES)


def _case_faults(drill: Drill) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, case in enumerate(drill.cases):
        at: NodePath = ("cases", place)
        if case.name in seen:
            yield _twice((*at, "name"), case.name)
        seen.add(case.name)
        if not 0 < case.weight < float("inf"):
            yield Fault(
                (*at, "weight"),
                both(f"a weight of {case.weight}", f"权重为 {case.weight}"),
                both("weights are above 0", "权重应大于 0"),
                code="case",
            )
        for symbol, size in case.sizes.items():
            if size < 1:
                yield Fault(
                    (*at, "sizes", symbol),
                    both(f"a size of {size}", f"大小为 {size}"),
                    both("sizes are 1 or more", "大小应不小于 1"),
                    code="case",
                )


def _form_faults(form: Form, at: NodePath) -> Iterator[Fault]:
    for group in ("arrays", "params"):
        for name, shape in getattr(form, group).items():
            for place, size in enumerate(shape):
                sound = size >= 1 if isinstance(size, int) else _DIMENSION.fullmatch(size.replace(" ", ""))
                if not sound:
                    yield Fault(
                        (*at, group, name, place),
                        both(f"“{size}” is no dimension", f"“{size}”不是维度"),
                        both("a number, a symbol, or a sum such as H+D", "应为数字、符号，或 H+D 这样的和"),
                        code="shape",
                    )
    known = {*form.arrays, *(["params"] if form.params else [])}
    for place, call in enumerate(form.calls):
        for number, argument in enumerate(call.arguments):
            if argument not in known:
                yield Fault(
                    (*at, "calls", place, "arguments", number),
                    both(f"“{argument}” is given by nothing", f"“{argument}”没有来源"),
                    did_you_mean(argument, known),
                    code="argument",
                )
        if call.form == "single" and len(call.returns) != 1:
            yield Fault(
                (*at, "calls", place, "returns"),
                both("form single with several values", "form: single 却有多个返回值"),
                both("use form: tuple", "请用 form: tuple"),
                code="returns",
            )
        known.update(call.returns)


def _solution_faults(form: Form, solution: str, at: NodePath) -> Iterator[Fault]:
    for place, call in enumerate(form.calls):
        if not re.search(rf"^def {re.escape(call.function)}\(", solution, re.MULTILINE):
            yield Fault(
                (*at, "calls", place, "function"),
                both(
                    f"the solution defines no function “{call.function}”",
                    f"参考解答没有定义函数“{call.function}”",
                ),
                code="solution",
            )
    seen: set[str] = set()
    ids = {misconception.id for misconception in form.misconceptions}
    for place, misconception in enumerate(form.misconceptions):
        where: NodePath = (*at, "misconceptions", place)
        if misconception.id in seen:
            yield _twice((*where, "id"), misconception.id)
        seen.add(misconception.id)
        for number, edit in enumerate(misconception.edits):
            count = solution.count(edit.find) if edit.find else 0
            if count != 1:
                yield Fault(
                    (*where, "edits", number, "find"),
                    both(
                        f"this text occurs {count} times in the solution, not once",
                        f"该文本在参考解答中出现 {count} 次，应恰为一次",
                    ),
                    both("copy enough of the line to make it unique", "请多复制一些以唯一定位"),
                    code="edit",
                )
            elif edit.find == edit.replace:
                yield Fault(
                    (*where, "edits", number, "replace"),
                    both("the edit changes nothing", "该修改没有任何变化"),
                    code="edit",
                )
        for number, other in enumerate(misconception.alike):
            if other not in ids or other == misconception.id:
                yield Fault(
                    (*where, "alike", number),
                    both(f"no other misconception here is called “{other}”", f"此处没有另一个误区“{other}”"),
                    did_you_mean(other, ids - {misconception.id}),
                    code="alike",
                )


def _twice(at: NodePath, name: str) -> Fault:
    return Fault(
        at,
        both(f"“{name}” stands here twice", f"“{name}”出现了两次"),
        both("give each a name of its own", "名称必须唯一"),
        code="duplicate-id",
    )
