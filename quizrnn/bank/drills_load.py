"""Drill files as typed values, with the texts of their solutions beside them, or one clear error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from quizrnn.bank.conventions import ARTICLE, FOLDER, load_conventions, with_conventions
from quizrnn.bank.drills import Drill, Form, Misconception
from quizrnn.bank.drills_pack import name_faults, pack_faults
from quizrnn.bank.faults import Fault, did_you_mean, first_error, type_faults
from quizrnn.bank.files import read_text
from quizrnn.bank.rules import text_faults
from quizrnn.bank.source import NodePath, Source, read_yaml
from quizrnn.errors import InputError
from quizrnn.paths import content_dir
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


def load_drill(path: Path | str, *, content: Path | None = None) -> Drill:
    """Read a drill file.

    Args:
        path: It.
        content: The folder of the shipped content, where it is not the program's own: what stands in it may
            run in the grader's process, what stands elsewhere is a pack's and runs in the child alone.

    Raises:
        InputError: If the file is not a valid drill, or a solution is not there or does not fit its edits.
    """
    return load_with_solutions(path, content=content)[0]


def load_with_solutions(path: Path | str, *, content: Path | None = None) -> tuple[Drill, dict[str, str]]:
    """Read a drill file and the source text of its solution in each convention (see ``load_drill``)."""
    source = read_yaml(path)
    parsed = parse_drill(source, content=content)
    error = first_error(source, parsed.faults)
    if error is not None:
        raise error
    assert parsed.drill is not None
    return parsed.drill, parsed.solutions


def parse_drill(source: Source, *, content: Path | None = None) -> ParsedDrill:
    """Turn a file's data into a drill, gathering every fault rather than stopping at the first."""
    shipped = source.path.resolve().is_relative_to((content or content_dir()).resolve())
    data = {} if source.data is None else source.data
    says_so = isinstance(data, dict) and "shipped" in data
    try:
        drill = msgspec.structs.replace(msgspec.convert(source.data, Drill), shipped=shipped)
    except msgspec.ValidationError:
        return ParsedDrill(source, None, {}, tuple(type_faults(data, Drill)))
    solutions: dict[str, str] = {}
    faults = [*text_faults(drill), *_case_faults(drill), *name_faults(drill)]
    if says_so:
        unknown = both("unknown key “shipped”", "未知的键“shipped”")
        faults.append(
            Fault(("shipped",), unknown, both("leave it out", "请去掉"), key=True, code="unknown-key")
        )
    drill = _with_ladders(drill)
    if shipped:
        drill = with_conventions(drill, load_conventions(source.path.parent.parent / FOLDER))
    else:
        faults += pack_faults(drill)
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
        faults += _call_faults(form, solutions[convention], at)
        faults += _mistake_faults(drill, convention, solutions[convention])
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
    scalars = {name for form in drill.forms.values() for name in form.scalars}
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
        if case.faster is not None and not all(form.baseline for form in drill.forms.values()):
            yield Fault(
                (*at, "faster"),
                both("a timed case, and nothing to race against", "计时用例没有可比较的基准"),
                both("name the form's “baseline”", "请给出该形式的“baseline”"),
                code="case",
            )
        for name in case.scalars:
            if name not in scalars:
                yield Fault(
                    (*at, "scalars", name),
                    both(f"no form has a number “{name}”", f"没有哪个约定使用数值参数“{name}”"),
                    did_you_mean(name, scalars),
                    code="argument",
                )
        for symbol, size in case.sizes.items():
            if size < 1:
                yield Fault(
                    (*at, "sizes", symbol),
                    both(f"a size of {size}", f"大小为 {size}"),
                    both("sizes are 1 or more", "大小应不小于 1"),
                    code="case",
                )


def _shape_faults(shapes: dict[str, list[int | str]], at: NodePath) -> Iterator[Fault]:
    for name, shape in shapes.items():
        for place, size in enumerate(shape):
            sound = size >= 1 if isinstance(size, int) else _DIMENSION.fullmatch(size.replace(" ", ""))
            if not sound:
                yield Fault(
                    (*at, name, place),
                    both(f"“{size}” is no dimension", f"“{size}”不是维度"),
                    both("a number, a symbol, or a sum such as H+D", "应为数字、符号，或 H+D 这样的和"),
                    code="shape",
                )


def _form_faults(form: Form, at: NodePath) -> Iterator[Fault]:
    yield from _shape_faults(form.arrays, (*at, "arrays"))
    yield from _shape_faults(form.params, (*at, "params"))
    for name, shapes in form.dicts.items():
        yield from _shape_faults(shapes, (*at, "dicts", name))
    for field, name in [
        *(("integers", name) for name in form.integers),
        *(("masks", name) for name in form.masks),
    ]:
        if name not in form.arrays:
            yield Fault(
                (*at, field),
                both(f"no array is called “{name}”", f"没有名为“{name}”的数组"),
                did_you_mean(name, form.arrays),
                code="argument",
            )
    for name, rows in form.lists.items():
        for entry in (entry for row in rows for entry in row if entry not in form.dicts):
            yield Fault(
                (*at, "lists", name),
                both(f"no dict is called “{entry}”", f"没有名为“{entry}”的字典"),
                did_you_mean(entry, form.dicts),
                code="argument",
            )
    known = {
        *form.arrays,
        *form.functions,
        *form.dicts,
        *form.lists,
        *form.scalars,
        *(["params"] if form.params else []),
    }
    if form.training is not None:
        known |= {"rng", "hidden"}
    for place, call in enumerate(form.calls):
        for number, argument in enumerate(call.arguments):
            if argument not in known:
                yield Fault(
                    (*at, "calls", place, "arguments", number),
                    both(f"“{argument}” is given by nothing", f"“{argument}”没有来源"),
                    did_you_mean(argument, known),
                    code="argument",
                )
        if call.form == "single" and len(call.values) != 1:
            yield Fault(
                (*at, "calls", place, "returns"),
                both("form single with several values", "form: single 却有多个返回值"),
                both("use form: tuple", "请用 form: tuple"),
                code="returns",
            )
        known.update(call.values)


def _call_faults(form: Form, solution: str, at: NodePath) -> Iterator[Fault]:
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


def _mistake_faults(drill: Drill, convention: str, solution: str) -> Iterator[Fault]:
    """Yield the faults of the misconceptions that edit this convention's solution."""
    form = drill.forms[convention]
    if form.mistakes_of is not None:
        return
    at: NodePath = ("forms", convention, "misconceptions")
    if convention in drill.mistakes:
        at = ("mistakes", convention)
    seen: set[str] = set()
    ids = {misconception.id for misconception in form.misconceptions}
    for place, misconception in enumerate(form.misconceptions):
        where: NodePath = (*at, place)
        if misconception.id in seen:
            yield _twice((*where, "id"), misconception.id)
        seen.add(misconception.id)
        yield from _edit_faults(misconception, solution, where)
        for number, other in enumerate(misconception.alike):
            if other not in ids or other == misconception.id:
                yield Fault(
                    (*where, "alike", number),
                    both(f"no other misconception here is called “{other}”", f"此处没有另一个误区“{other}”"),
                    did_you_mean(other, ids - {misconception.id}),
                    code="alike",
                )


def _edit_faults(misconception: Misconception, solution: str, where: NodePath) -> Iterator[Fault]:
    if not misconception.edits and misconception.mislaid is None:
        yield Fault(
            (*where, "id"),
            both("a misconception without an edit", "误区没有给出任何修改"),
            both("say under “edits” what turns the solution into it", "请在“edits”中写明如何由参考解答改成"),
            code="edit",
        )
    if len(misconception.says) < 2:
        yield Fault(
            (*where, "says"),
            both(
                f"a ladder of length {len(misconception.says)}; it needs at least 2 rungs",
                f"提示只有 {len(misconception.says)} 级，至少应有 2 级",
            ),
            both("say what is off, where to look, and the right term", "请写明哪里不对、看哪里、正确的写法"),
            code="says",
        )
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


def _with_ladders(drill: Drill) -> Drill:
    """Give the misconceptions of other conventions that say nothing the article's ladder of the same id."""
    article = drill.forms.get(ARTICLE)
    if article is None or not drill.mistakes:
        return drill
    says = {misconception.id: misconception.says for misconception in article.misconceptions}
    mistakes = {
        convention: [
            m if m.says else msgspec.structs.replace(m, says=says.get(m.id, [])) for m in misconceptions
        ]
        for convention, misconceptions in drill.mistakes.items()
    }
    return msgspec.structs.replace(drill, mistakes=mistakes)


def _twice(at: NodePath, name: str) -> Fault:
    return Fault(
        at,
        both(f"“{name}” stands here twice", f"“{name}”出现了两次"),
        both("give each a name of its own", "名称必须唯一"),
        code="duplicate-id",
    )
