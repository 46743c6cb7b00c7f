"""Questions that were read, written as a bank file: ids that stay, sections, one YAML document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from quizrnn.export.files import replacing
from quizrnn.export.imports.drafts import Draft, Fields, Lost, Unfit
from quizrnn.text import Text, both

_SLUG: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_LONGEST: Final = 80
_SOURCE: Final = "imported"
"""Key of the reference that names the file which a question came from."""

_DIGITS: Final = 10


class Haul(msgspec.Struct):
    """What an import brought.

    Attributes:
        questions: Number of questions written.
        lost: Cards that made none.
        missing: What is missing from single questions, by their ids.
        partly: What parts were not carried over, and of how many questions.
    """

    questions: int = 0
    lost: list[Lost] = []
    missing: list[Lost] = []
    partly: dict[str, tuple[Text, int]] = {}


def write_bank(found: Iterable[Draft | Lost], target: Path, slug: str, title: str, source: str) -> Haul:
    """Write what was read as the bank ``slug``, at once, and return what it brought.

    Without a question there is nothing to write.

    Args:
        found: What was read.
        target: The bank file.
        slug: The bank's slug, with which ids and sections begin.
        title: The bank's title.
        source: Name of the file that was read.

    Raises:
        InputError: If the file cannot be written.
    """
    haul, questions, taken = Haul(), list[Fields](), set[str]()
    for one in found:
        if isinstance(one, Lost):
            haul.lost.append(one)
            continue
        try:
            questions.append(_question(one, slug, taken))
        except Unfit as unfit:
            haul.lost.append(Lost(one.wish or one.key[:60], unfit.why))
            continue
        haul.missing += [Lost(questions[-1]["id"], what) for what in one.missing]
        for loss in one.losses:
            key = str(loss)
            haul.partly[key] = (loss, haul.partly.get(key, (loss, 0))[1] + 1)
    haul.questions = len(questions)
    if not questions:
        return haul
    bank = {"bank": slug, "title": title, "references": {_SOURCE: source}, "questions": questions}
    with replacing(target) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# From {source}.\n")
        yaml.dump(bank, file, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return haul


def slug_of(name: str, fallback: str) -> str:
    """Return a name as a slug; what has no letters or digits of ASCII gets one by its hash."""
    bare = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:_LONGEST].strip("-")
    if bare and bare.isascii() and (len(bare) > 1 or bare.isalnum()):
        return bare
    return f"{fallback}-{hashlib.sha256(name.encode()).hexdigest()[:6]}" if name.strip() else fallback


def _question(draft: Draft, slug: str, taken: set[str]) -> Fields:
    """Return a question with id and section, in the order in which a bank is read."""
    kind = draft.fields["type"]
    if kind == "numeric" and re.search(r"\{\s*\w+\s*\}", re.sub(r"\$[^$]*\$", "", str(draft.fields["stem"]))):
        raise Unfit(both("its braces would name a parameter", "其中的花括号会被当作参数"))
    section = ".".join([slug, *(slug_of(name, "deck") for name in draft.deck[:3])])[:_LONGEST].rstrip(".-")
    tags = [tag for tag in (_tag(name) for name in draft.tags) if tag]
    question: dict[str, Any] = {"id": _identity(draft, slug, taken), "type": kind, "section": section}
    if tags:
        question["tags"] = list(dict.fromkeys(tags))
    return (
        question
        | {name: value for name, value in draft.fields.items() if name != "type"}
        | {"sources": [_SOURCE]}
    )


def _identity(draft: Draft, slug: str, taken: set[str]) -> str:
    """Return an id that is the same whenever the same card is read, and no other question's in the bank."""
    wish = draft.wish.replace(":", "-")
    if not (_SLUG.fullmatch(wish) and len(slug) + 1 + len(wish) <= _LONGEST):
        wish = hashlib.sha256(draft.key.encode()).hexdigest()[:_DIGITS]
    name = wish if wish.startswith(f"{slug}-") else f"{slug}-{wish}"
    number, identity = 1, name
    while identity in taken:
        number += 1
        identity = f"{name}-{number}"
    taken.add(identity)
    return identity


def _tag(name: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", name.replace("::", ".")).strip("-._")[:_LONGEST].strip("-._")
    return bare if _SLUG.fullmatch(bare) else ""


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as blocks, so that a person can read and mend them."""


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    block = "\n" in text and not any(line != line.rstrip() for line in text.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


_Dumper.add_representer(str, _write_text)
_Dumper.ignore_aliases = lambda _dumper, _data: True  # type: ignore[method-assign, assignment]
