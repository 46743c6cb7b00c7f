"""Drills in the compiled library: the shipped ones, and those of packs among the bank files."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

import msgspec

from quizrnn.bank.drills import Drill, DrillOutline
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.bank.library_files import Shelf, stamp_of
from quizrnn.bank.source import Source
from quizrnn.errors import InputError
from quizrnn.text import both


class LoadedDrill(NamedTuple):
    """A drill file, its drill, and the source text of each solution."""

    path: Path
    drill: Drill
    solutions: dict[str, str]


def is_drill(source: Source) -> bool:
    """Tell a drill file from a bank by its keys."""
    return isinstance(source.data, dict) and "drill" in source.data and "questions" not in source.data


def load_drills(shelf: Shelf, packs: list[Path]) -> list[LoadedDrill]:
    """Read the shipped drills and those of packs.

    Raises:
        InputError: If one has a fault, or two have the same id.
    """
    found: list[LoadedDrill] = []
    by_id: dict[str, Path] = {}
    shipped = [Path(stamp.path) for stamp in shelf.drills if stamp.path.endswith(".yaml")]
    for path in [*shipped, *packs]:
        drill, solutions = load_with_solutions(path, content=shelf.content)
        if drill.drill in by_id:
            raise InputError(
                path,
                both(
                    f"the drill “{drill.drill}” is also in {by_id[drill.drill]}",
                    f"练习“{drill.drill}”与 {by_id[drill.drill]} 重复",
                ),
                remedy=both("give it an id of its own", "请换一个唯一的编号"),
            )
        by_id[drill.drill] = path
        found.append(LoadedDrill(path, drill, solutions))
    return found


def write_drills(connection: sqlite3.Connection, drills: list[LoadedDrill], ranks: dict[str, int]) -> None:
    """Write the drills in the order of their sections, easier ones first."""
    packer = msgspec.msgpack.Encoder()
    ordered = sorted(
        drills, key=lambda item: (ranks[item.drill.section], item.drill.difficulty, item.drill.drill)
    )
    for place, (path, drill, solutions) in enumerate(ordered):
        outline = packer.encode(DrillOutline.of(drill))
        connection.execute(
            "INSERT INTO drills VALUES (?, ?, ?, ?)", (place, drill.drill, outline, packer.encode(drill))
        )
        connection.executemany(
            "INSERT INTO solutions VALUES (?, ?, ?)",
            [(drill.drill, convention, source) for convention, source in solutions.items()],
        )
        if not drill.shipped:
            connection.executemany(
                "INSERT OR IGNORE INTO beside VALUES (?, ?, ?)",
                [tuple(stamp_of(path.parent / form.solution)) for form in drill.forms.values()],
            )
