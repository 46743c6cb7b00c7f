"""Many files graded at a time: which ones a path means, and their verdicts in order."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from quizrnn.drills.limits import Cancel
from quizrnn.drills.report import Report, readable
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import Text, both, joined

SKIPPED_FOLDERS: Final = ("__pycache__", "__MACOSX", "site-packages", "node_modules")
ENVIRONMENT: Final = "pyvenv.cfg"
"""A folder with this file is somebody's virtual environment, not their work."""


class Found(NamedTuple):
    """A file to grade, or a path that is none.

    Attributes:
        path: Where it is, beginning with what was named.
        name: What a table calls it: its path within the folder, if only one was named.
        error: Why it cannot be graded.
    """

    path: Path
    name: str
    error: InputError | None = None


class Gathered(NamedTuple):
    """What paths mean.

    Attributes:
        files: In order: that of the paths, within a folder by name.
        left_out: Helpers that lie beside the one file of a student's folder that holds the functions.
    """

    files: list[Found]
    left_out: list[Path]


def gather(paths: Sequence[Path], functions: Sequence[str]) -> Gathered:
    """Find the files that paths name; folders are searched through.

    Args:
        paths: Files and folders.
        functions: The functions that a submission defines.
    """
    found = Gathered([], [])
    for path in paths:
        if not path.is_dir():
            found.files.append(Found(path, readable(path)))
            continue
        here, problems = _within(path)
        kept, helpers = _without_helpers(path, here, functions)
        found.left_out.extend(helpers)
        for file in kept:
            name = file.relative_to(path) if len(paths) == 1 else file
            found.files.append(Found(file, readable(name)))
        problems += [
            InputError(folder, both("no .py file in this folder", "该文件夹中没有 .py 文件"))
            for folder in _without_files(path, here, problems)
        ]
        for error in problems:
            within = len(paths) == 1 and error.path != path and error.path.is_relative_to(path)
            name = error.path.relative_to(path) if within else error.path
            found.files.append(Found(error.path, readable(name), error))
    return found


def _without_files(top: Path, files: list[Path], problems: list[InputError]) -> list[Path]:
    """Return the folder if nothing is in it, or each folder in it that holds nothing where others do.

    A student who has handed in something else is not to be missing from the table.
    """
    if not files:
        return [] if problems else [top]
    if any(file.parent == top for file in files):
        return []
    full = {file.relative_to(top).parts[0] for file in files}
    full |= {error.path.relative_to(top).parts[0] for error in problems if error.path != top}
    return [
        folder
        for folder in sorted(top.iterdir())
        if folder.is_dir() and _is_theirs(folder) and folder.name not in full
    ]


def _within(folder: Path) -> tuple[list[Path], list[InputError]]:
    """Return the Python files of a folder, sorted, each real folder entered once; and what cannot be read."""
    files: list[Path] = []
    problems: list[InputError] = []
    entered: set[tuple[int, int]] = set()

    def failed(error: OSError) -> None:
        reason = error.strerror or str(error)
        problems.append(
            InputError(error.filename or folder, both(f"it cannot be read: {reason}", f"无法读取：{reason}"))
        )

    for top, folders, names in os.walk(folder, onerror=failed, followlinks=True):
        status = Path(top).stat()
        if (status.st_dev, status.st_ino) in entered:
            folders.clear()
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if _is_theirs(Path(top, name)))
        files += [
            Path(top, name)
            for name in names
            if name.endswith(".py") and not name.startswith(".") and Path(top, name).is_file()
        ]
    return sorted(files), problems


def _is_theirs(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in SKIPPED_FOLDERS
    return not hidden and not (folder / ENVIRONMENT).exists()


def _without_helpers(top: Path, files: list[Path], functions: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """Part the helpers from the submissions.

    Where just one file of a folder below ``top`` defines the functions, it is that student's submission, and
    files that define none of them are left out. Where no file or several do, all are graded.
    """
    by_folder: dict[Path, list[Path]] = {}
    for file in files:
        by_folder.setdefault(file.parent, []).append(file)
    helpers: set[Path] = set()
    for folder, members in by_folder.items():
        if folder == top or len(members) == 1:
            continue
        defined = {file: _defined(file, functions) for file in members}
        if sum(len(names) == len(set(functions)) for names in defined.values()) == 1:
            helpers |= {file for file, names in defined.items() if not names}
    return [file for file in files if file not in helpers], [file for file in files if file in helpers]


def _defined(file: Path, functions: Sequence[str]) -> set[str]:
    """Return which of the functions a file seems to define or import."""
    try:
        with file.open("rb") as stream:
            text = stream.read(1 << 20).decode("utf-8", "replace")
    except OSError:
        return set()
    defining = r"^[ \t]*(?:def[ \t]+{0}\b|{0}[ \t]*=|from\b.*\bimport\b.*\b{0}\b)"
    return {name for name in functions if re.search(defining.format(re.escape(name)), text, re.MULTILINE)}


class Graded(NamedTuple):
    """One file's verdict, and why the file could not be read or the grader not work, if so."""

    found: Found
    report: Report
    error: QuizrnnError | None = None


def grade_all(
    files: Sequence[Found],
    grade: Callable[[Path], Report],
    jobs: int,
    failed: Callable[[Found, Text], Report],
    cancel: Cancel,
) -> Generator[Graded, None, None]:
    """Yield the verdict of each file in order, as soon as it is there.

    Whatever befalls one file, the others are graded; an interruption ends what is running.

    Args:
        files: The files.
        grade: Grades one.
        jobs: How many at a time.
        failed: Makes the report on a file that could not be graded.
        cancel: Ends the runs that ``grade`` makes.
    """
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = [(file, pool.submit(_graded, file, grade)) for file in files]
        try:
            for file, future in waiting:
                yield _verdict(file, future, failed)
        except BaseException:
            for _, future in waiting:
                future.cancel()
            cancel.request()
            raise


def _graded(file: Found, grade: Callable[[Path], Report]) -> Report:
    if file.error is not None:
        raise file.error
    return grade(file.path)


def _verdict(file: Found, future: Future[Report], failed: Callable[[Found, Text], Report]) -> Graded:
    error = future.exception()
    if error is None:
        return Graded(file, future.result())
    if not isinstance(error, Exception):
        raise error
    if not isinstance(error, QuizrnnError):  # a fault of the grader's own must not stop a class either
        what = f"{type(error).__name__}: {error}"
        error = InputError(
            file.path,
            both(f"the grader failed on it: {what}", f"评分程序在该文件上出错：{what}"),
            remedy=both("please report it with the file", "请附上该文件报告此问题"),
        )
    return Graded(file, failed(file, _problem(error)), error)


def _problem(error: QuizrnnError) -> Text:
    """Return what is wrong with a file without its path, which stands before it in any report."""
    if not isinstance(error, InputError):
        return error.message
    if error.row is None:
        return error.problem
    return joined([both(f"line {error.row}: ", f"第 {error.row} 行："), error.problem], "")
