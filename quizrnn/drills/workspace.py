"""The folder in which drills are written: one file a drill, and how far its hints were climbed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from quizrnn.bank.drills import Call, Drill, Form
from quizrnn.drills.reports import fold
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import both, pick

_HEADER: Final = re.compile(r"^# drill: (\S+)  convention: (\S+)$", re.MULTILINE)
_WIDTH: Final = 78
_PROGRESS: Final = ".progress.json"
_TRAINING: Final = {"rng": "np.random.Generator", "hidden": "int"}


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner was shown of a drill since the last pass or reset.

    Attributes:
        hints: Rungs of the ladder.
        saw_solution: Whether the solution was shown.
    """

    hints: int = 0
    saw_solution: bool = False


class Workspace:
    """The learner's drill files.

    Args:
        folder: Where they are; made when the first is started.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, drill: Drill | str) -> Path:
        """Return where a drill's file is, whether or not it is there."""
        name = drill if isinstance(drill, str) else drill.drill
        return self.folder / f"{name.replace('-', '_')}.py"

    def find(self, name: str) -> tuple[str, Path]:
        """Return drill id and file of what a learner named: an id, a file of the workspace, or a path.

        The drill of a file is the one that its header names, else that of its name.
        """
        path = Path(name)
        if path.suffix != ".py" and not path.is_file():
            return name, self.path_of(name)
        if not path.exists() and len(path.parts) == 1:
            path = self.folder / path
        header = self._header(path)
        return header[0] if header else path.stem.replace("_", "-"), path

    def convention_of(self, path: Path) -> str | None:
        """Return the convention that a file's header names, or None."""
        header = self._header(path)
        return header[1] if header else None

    def _header(self, path: Path) -> tuple[str, str] | None:
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                found = _HEADER.search(file.read(4096))
        except OSError:
            return None
        return (found[1], found[2]) if found else None

    def start(
        self, drill: Drill, convention: str, lang: str, force: bool = False, *, figure: str = ""
    ) -> Path:
        """Write a drill's starter, unless its file is there already and ``force`` is not given.

        Args:
            drill: The drill.
            convention: In which convention.
            lang: Language of the statement.
            force: Write it even so; what was there is kept beside it.
            figure: The drill's figure, if it has one.

        Raises:
            InputError: If it cannot be written.
        """
        path = self.path_of(drill)
        text = starter(drill, convention, lang, figure=figure)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if force and path.exists():
                _keep_old(path)
            with path.open("w" if force else "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            return path
        except OSError as error:
            raise _unwritable(path, error) from error
        return path

    def reset(self, drill: Drill, convention: str, lang: str, *, figure: str = "") -> Path:
        """Write the starter anew; what was there is kept beside it as ``.bak``. Hints begin again."""
        path = self.start(drill, convention, lang, force=True, figure=figure)
        self.forget(drill)
        return path

    def progress(self, drill: Drill) -> Progress:
        """Return what the learner was shown of a drill."""
        return self._all().get(drill.drill, Progress())

    def hint_shown(self, drill: Drill, rung: int) -> None:
        """Remember that the ladder was climbed to a rung, counted from 1."""
        self._change(drill, lambda old: Progress(hints=max(rung, old.hints), saw_solution=old.saw_solution))

    def solution_shown(self, drill: Drill) -> None:
        """Remember that the solution was shown."""
        self._change(drill, lambda old: Progress(hints=old.hints, saw_solution=True))

    def forget(self, drill: Drill) -> None:
        """Begin again with the hints, after a pass or a reset."""
        self._change(drill, lambda _: Progress())

    def _all(self) -> dict[str, Progress]:
        try:
            return msgspec.json.decode((self.folder / _PROGRESS).read_bytes(), type=dict[str, Progress])
        except (OSError, msgspec.MsgspecError):
            return {}

    def _change(self, drill: Drill, change: Callable[[Progress], Progress]) -> None:
        found = self._all()
        found[drill.drill] = change(found.get(drill.drill, Progress()))
        target = self.folder / _PROGRESS
        part = target.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(json.dumps(msgspec.to_builtins(found), indent=1).encode())
            part.replace(target)
        except OSError as error:
            raise _unwritable(target, error) from error


def _keep_old(path: Path) -> None:
    """Copy a file to the first free of ``name.bak``, ``name.2.bak`` …"""
    number = 1
    while (copy := path.with_suffix(".bak" if number == 1 else f".{number}.bak")).exists():
        number += 1
    copy.write_bytes(path.read_bytes())


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        path,
        both(f"it cannot be written: {reason}", f"无法写入：{reason}"),
        remedy=both("check the folder's permissions", "请检查文件夹的权限"),
    )


def is_starter(source: str, drill: Drill, convention: str) -> bool:
    """Tell whether a file is a starter that nothing was written into: its code is, whatever its docstring."""
    return _code(source) == _code(starter(drill, convention, "en"))


def _code(source: str) -> str:
    """Return what stands in a starter after its docstring, blanks aside."""
    return source.rpartition("# drill: ")[2].strip()


def solution_with_derivation(drill: Drill, source: str, lang: str) -> str:
    """Return a solution's source, and below it as comments why it is right.

    Args:
        drill: The drill as it is told in the solution's convention.
        source: The solution.
        lang: Language of the derivation.
    """
    from quizrnn.notation import to_plain

    if not drill.explanation:
        return source
    text = fold(to_plain(pick(drill.explanation, lang)).strip(), _WIDTH, 0)
    comments = [f"# {line}".rstrip() for line in text]
    return "\n".join([source.rstrip("\n"), "", "", *comments, ""])


def starter(drill: Drill, convention: str, lang: str, *, figure: str = "") -> str:
    """Return the text of a fresh file: the statement, and signatures without bodies.

    Args:
        drill: The drill.
        convention: In which convention.
        lang: Language of the statement.
        figure: Drawn below the statement, as it is.

    Raises:
        QuizrnnError: If the drill has no form of this convention.
    """
    from quizrnn.notation import to_plain

    form = drill.forms.get(convention)
    if form is None:
        known = ", ".join(drill.forms)
        raise QuizrnnError(
            both(
                f"the drill {drill.drill} has no form in the convention “{convention}”; it has {known}",
                f"练习 {drill.drill} 没有约定“{convention}”下的形式；可用的有 {known}",
            )
        )
    statement = to_plain(pick(drill.told_in(convention).statement, lang)).strip()
    title = to_plain(pick(drill.title, lang)).strip()
    note = to_plain(pick(form.note, lang)).strip() if form.note else ""
    text = [title, "", *fold(statement, _WIDTH, 0), ""]
    if note:
        text += [*fold(note, _WIDTH, 0), ""]
    if figure.strip():
        text += [*(line.rstrip() for line in figure.strip("\n").split("\n")), ""]
    doc = _in_docstring("\n".join(text))
    parts = [f'"""{doc}"""\n\n# drill: {drill.drill}  convention: {convention}\n\nimport numpy as np\n']
    seen: set[str] = set()
    for call in form.calls:
        if call.function not in seen:
            seen.add(call.function)
            parts.append(_signature(call, form))
    return "\n\n".join(parts)


def _signature(call: Call, form: Form) -> str:
    """Return one function without a body; its docstring lists the shapes."""
    shapes: list[str] = []
    for name in call.arguments:
        if name in form.lists:
            rows = [f"({', '.join(row)})" for row in form.lists[name]]
            shapes.append(f"{name}: [{', '.join(rows)}]")
    for name in [entry for argument in call.arguments for entry in _entries(form, argument)]:
        group = form.params if name == "params" else form.dicts.get(name)
        if group is not None:
            shapes.append(f"{name}:")
            shapes.extend(f"    {key}: {_shape(value)}" for key, value in group.items())
        elif name in form.masks:
            shapes.append(f"{name}: {_shape(form.arrays[name])}, 0 or 1")
        elif name in form.integers:
            shapes.append(f"{name}: {_shape(form.arrays[name])}, int, 0 … {form.integers[name]}-1")
        elif name in form.arrays:
            shapes.append(f"{name}: {_shape(form.arrays[name])}")
        elif name in form.params:
            shapes.append(f"{name}: {_shape(form.params[name])}")
        elif name in form.scalars:
            shapes.append(f"{name}: {type(form.scalars[name]).__name__}")
        elif name in form.functions:
            shapes.append(f"{name}: array -> float")
        elif form.training is not None and name in _TRAINING:
            shapes.append(f"{name}: {_TRAINING[name]}")
    returned = _returned(call)
    body = "\n".join(["", *(f"    {line}" for line in shapes), "    "]) if shapes else ""
    return (
        f"def {call.function}({', '.join(call.arguments)}):\n"
        f'    """-> {returned}{chr(10) if shapes else ""}{body}"""\n'
        f"    raise NotImplementedError\n"
    )


def _entries(form: Form, name: str) -> list[str]:
    """Return the dicts that an argument holds, or the argument itself where it is no list."""
    return [entry for row in form.lists[name] for entry in row] if name in form.lists else [name]


def _returned(call: Call) -> str:
    """Return what a call returns as it stands in a docstring, a dict with its keys."""
    entries: dict[str, list[str]] = {name: [] for name in call.values}
    for name in call.returns:
        head, _, key = name.partition(".")
        entries[head] += [key] * bool(key)
    listed = ", ".join(f"{name} {{{', '.join(keys)}}}" if keys else name for name, keys in entries.items())
    return "{" + listed + "}" if call.form == "dict" else listed


def _shape(shape: list[int | str]) -> str:
    inner = ", ".join(str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _in_docstring(text: str) -> str:
    """Escape what would end a docstring or be read as an escape in it."""
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
