"""Filters as SQL conditions, and the names that they may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from quizrnn.bank.model import QUESTION_TYPES
from quizrnn.errors import UnknownName
from quizrnn.text import both


class Filter(msgspec.Struct, frozen=True):
    """Which questions are meant: those that match every field that is not empty, by any of its values."""

    topics: tuple[str, ...] = ()
    """Section slugs, or what they begin with."""
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()


EVERYTHING = Filter()


def condition(wanted: Filter, column: Callable[[str], list[str]]) -> tuple[str, tuple[str | int, ...]]:
    """Return an SQL condition over ``section``, ``bank``, ``type`` and ``place``, and its values.

    Args:
        wanted: The filter.
        column: Returns the values of a query's only column.

    Raises:
        UnknownName: If the filter names something that does not exist.
    """
    parts: list[str] = []
    values: list[str | int] = []
    if wanted.topics:
        sections = sections_within(wanted.topics, column("SELECT slug FROM sections ORDER BY rank"))
        parts.append(_any("section", len(sections)))
        values += sections
    if wanted.types:
        _require(wanted.types, list(QUESTION_TYPES), ("question type", "题型"))
        parts.append(_any("type", len(wanted.types)))
        values += wanted.types
    if wanted.banks:
        _require(wanted.banks, column("SELECT slug FROM banks ORDER BY rank"), ("bank", "题库"))
        parts.append(_any("bank", len(wanted.banks)))
        values += wanted.banks
    if wanted.tags:
        _require(wanted.tags, column("SELECT DISTINCT tag FROM tags ORDER BY tag"), ("tag", "标签"))
        parts.append(f"place IN (SELECT place FROM tags WHERE {_any('tag', len(wanted.tags))})")
        values += wanted.tags
    return " AND ".join(f"({part})" for part in parts) or "1", tuple(values)


def sections_within(wanted: Iterable[str], slugs: list[str]) -> list[str]:
    """Return the slugs that topics mean: a section and all below it, else all that begin with these letters.

    Raises:
        UnknownName: If no section is meant.
    """
    known = topics(slugs)
    found: dict[str, None] = {}
    for topic in wanted:
        below = [slug for slug in known if slug == topic or slug.startswith(f"{topic}.")]
        meant = below or [slug for slug in known if slug.startswith(topic)]
        if not meant:
            raise UnknownName(both("topic", "主题"), topic, known)
        found |= dict.fromkeys(meant)
    return list(found)


def topics(slugs: list[str]) -> list[str]:
    """Return every section slug and every prefix of one at a dot, in order."""
    found: dict[str, None] = {}
    for slug in slugs:
        parts = slug.split(".")
        for length in range(1, len(parts) + 1):
            found[".".join(parts[:length])] = None
    return list(found)


def _any(name: str, count: int) -> str:
    return f"{name} IN ({', '.join('?' * count)})"


def _require(names: tuple[str, ...], known: list[str], kind: tuple[str, str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownName(both(*kind), name, known)
