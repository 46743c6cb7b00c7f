"""Which files a library is made of, and a stamp that tells whether any of them has changed."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from quizrnn import __version__
from quizrnn.errors import InputError
from quizrnn.text import both

FORMAT: Final = 3
"""Raised when the cache's tables change."""


class Stamp(NamedTuple):
    """A file as it was when it was looked at."""

    path: str
    size: int
    mtime_ns: int


class BankFile(NamedTuple):
    """A file of a bank or of a pack's drill (only reading tells), and whether it came with the program."""

    stamp: Stamp
    shipped: bool

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.stamp.path)


class Shelf(NamedTuple):
    """Every file that a library is made of.

    Attributes:
        content: Folder of the shipped content.
        banks: Bank files: the shipped ones, then the data folder's and those named for this run, among which
            drills of packs may be.
        drills: The shipped drill files and solutions.
        others: The article, the references and the conventions, where they are there.
    """

    content: Path
    banks: tuple[BankFile, ...]
    drills: tuple[Stamp, ...]
    others: tuple[Stamp, ...]

    @property
    def name(self) -> str:
        """A name for this set of files that does not depend on what is in them."""
        paths = [str(self.content), *(file.stamp.path for file in self.banks if not file.shipped)]
        return f"{zlib.crc32(os.fsencode(chr(0).join(paths))):08x}"

    @property
    def fingerprint(self) -> str:
        """Every file's stamp and the program that read them; no digest, since hashlib costs start-up."""
        stamps = [*(file.stamp for file in self.banks), *self.drills, *self.others]
        return ascii((program(), str(self.content), stamps))


def program() -> str:
    """Return what identifies the code that reads banks: its version, and its own files in a checkout."""
    own = sorted(_stamps(Path(__file__).parent, (".py",)))
    return repr((FORMAT, __version__, [(Path(stamp.path).name, *stamp[1:]) for stamp in own]))


def survey(content: Path, banks_folder: Path, extra: Sequence[Path]) -> Shelf:
    """Find the files of a library, without reading one.

    Args:
        content: Folder of the shipped content.
        banks_folder: The learner's folder of banks; it need not exist.
        extra: Files and folders of further banks, which must.

    Raises:
        InputError: If one of ``extra`` is not there, or is a folder without banks.
    """
    seen: set[str] = set()
    banks: list[BankFile] = []
    folders: dict[str, str] = {}

    def add(stamps: Iterable[Stamp], *, shipped: bool = False) -> None:
        for stamp in stamps:
            real = _real(stamp.path, folders)
            if real not in seen:
                seen.add(real)
                banks.append(BankFile(stamp, shipped))

    drills = tuple(sorted(_stamps(content / "drills", (".yaml", ".py"))))
    add(_bank_stamps(content / "banks"), shipped=True)
    seen.update(_real(stamp.path, folders) for stamp in drills)
    add(_bank_stamps(banks_folder))
    for path in extra:
        add(_named(path.expanduser()))
    return Shelf(
        content,
        tuple(banks),
        drills,
        (
            *_present(content / name for name in ("article.yaml", "references.yaml")),
            *sorted(_stamps(content / "conventions", (".yaml",))),
        ),
    )


def _real(path: str, folders: dict[str, str]) -> str:
    """Return a path with its links followed; those of its folder once for all that lies in it.

    Args:
        path: The path.
        folders: What the folders so far are, which the path's own is added to.
    """
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    real = os.path.join(folders[folder], name)  # noqa: PTH118
    return os.path.realpath(real) if os.path.islink(real) else real  # noqa: PTH114


def figure_stamps(content: Path) -> list[Stamp]:
    """Return the stamps of the figures, which are read when they are shown."""
    return sorted(_stamps(content / "figures", (".txt",)))


def bank_paths(path: Path) -> list[Path]:
    """Return the bank files that a path given by the user names: itself, or those in the folder.

    Raises:
        InputError: If it is not there, or is a folder without banks.
    """
    return [Path(stamp.path) for stamp in _named(path)]


def _named(path: Path) -> list[Stamp]:
    if path.is_dir():
        found = _bank_stamps(path)
        if not found:
            raise InputError(
                path,
                both("no bank in this folder", "该文件夹中没有题库"),
                remedy=both("a bank is a file whose name ends in .yaml", "题库是以 .yaml 结尾的文件"),
            )
        return found
    try:
        return [stamp_of(path)]
    except OSError as error:
        raise InputError(
            path,
            both("no such file", "文件不存在")
            if isinstance(error, FileNotFoundError)
            else both(f"cannot be read: {error.strerror}", f"无法读取：{error.strerror}"),
            remedy=both("check the path", "请检查路径"),
        ) from None


def _bank_stamps(folder: Path) -> list[Stamp]:
    return sorted(_stamps(folder, (".yaml", ".yml")))


def _stamps(folder: Path, endings: tuple[str, ...]) -> Iterator[Stamp]:
    try:
        entries = os.scandir(folder.absolute())
    except OSError:
        return
    with entries:
        for entry in entries:
            if entry.name.endswith(endings) and not entry.name.startswith("."):
                try:
                    if entry.is_file():
                        status = entry.stat()
                        yield Stamp(entry.path, status.st_size, status.st_mtime_ns)
                except OSError:
                    # A dangling link or a file that just went: reading it would say so, and does.
                    yield Stamp(entry.path, -1, 0)


def unchanged(stamp: Stamp) -> bool:
    """Tell whether a file is still as it was."""
    try:
        return stamp_of(Path(stamp.path)) == stamp
    except OSError:
        return False


def _present(paths: Iterable[Path]) -> Iterator[Stamp]:
    for path in paths:
        if path.is_file():
            yield stamp_of(path)


def stamp_of(path: Path) -> Stamp:
    """Return a file as it is now.

    Raises:
        OSError: If it is not there.
    """
    status = path.stat()
    return Stamp(str(path.absolute()), status.st_size, status.st_mtime_ns)
