"""Anki's notes, from a package or from text, as questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

import msgspec

from quizrnn.export.imports.drafts import Draft, Fields, Lost, Unfit, chosen, gapped, recalled
from quizrnn.export.imports.marked import Marked, marked
from quizrnn.text import Text, both

_CLOZE: Final = re.compile(r"\{\{c\d+(?:,\d+)*::")
_OCCLUSION: Final = re.compile(r"\{\{c\d+::image-occlusion:")
_MASK: Final = frozenset({"Question Mask", "Answer Mask", "Original Mask"})
"""Fields of the add-on that hides parts of a picture."""

_MATH: Final = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_CHOICE: Final = re.compile(
    r'<div class="choice" data-right="([01])">(?:<b class="label">.*?</b> )?'
    r'<div class="text">(.*?)</div></div>'
    r'(?=<div class="choice"|</div>)',
    re.DOTALL,
)
_WHY: Final = re.compile(r'<div class="why"[^>]*>(.*)</div>$', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_OURS: Final = frozenset({"ID", "Question", "Answer", "Explanation", "Hint", "Extra1", "Extra2"})


class Note(msgspec.Struct, kw_only=True):
    """One note.

    Attributes:
        guid: What Anki knows it by.
        fields: Its fields by name, in order, as HTML.
        deck: Name of its deck, levels parted by ``::``.
        tags: Its tags.
        typed: Whether its answer is to be typed.
        reversed: Whether its second card asks for the first field by the second.
    """

    guid: str
    fields: dict[str, str]
    deck: str = ""
    tags: tuple[str, ...] = ()
    typed: bool = False
    reversed: bool = False


def drafts_of(note: Note) -> Iterator[Draft | Lost]:
    """Yield the questions of a note: one, or two where it is asked in both directions."""
    yield draft_of(note)
    if note.reversed and len(note.fields) > 1:
        (first, front), (second, back), *rest = note.fields.items()
        turned = {first: back, second: front, **dict(rest)}
        yield draft_of(msgspec.structs.replace(note, guid=f"{note.guid}\x1freversed", fields=turned))


def draft_of(note: Note) -> Draft | Lost:
    """Return a note as a question, or why it makes none."""
    try:
        fields, losses = _of_ours(note.fields) if note.fields.keys() >= _OURS else _of_any(note)
    except Unfit as unfit:
        return Lost(_named(note), unfit.why)
    deck = tuple(part for part in note.deck.split("::") if part)
    wish = _bare(note.fields.get("ID", ""))
    return Draft(key=note.guid, wish=wish, deck=deck, tags=note.tags, fields=fields, losses=losses)


def _of_any(note: Note) -> tuple[Fields, list[Text]]:
    """Return a note of any type: its first two fields are front and back, further ones explain."""
    filled = [value for value in note.fields.values() if value.strip()]
    if note.fields.keys() & _MASK or any(_OCCLUSION.search(value) for value in filled):
        raise Unfit(both("it hides parts of a picture", "它遮挡的是图片的一部分"))
    for value in filled:
        if _CLOZE.search(value):
            rest = [other for other in filled if other is not value]
            return _explained(*_cloze(value), rest)
    front, back = (marked(filled[place]) if place < len(filled) else Marked("") for place in (0, 1))
    code = "\n\n".join(part for part in (front.code, back.code) if part)
    losses = [*front.losses, *back.losses]
    if note.typed and back.text and "\n" not in back.text:
        answer = _bare(filled[1])
        return _explained(_coded(gapped(f"{front.text}\n\n[[1]]", [[answer]]), code), losses, filled[2:])
    back_text = back.text or (as_lines(back.code) if back.code else "")
    return _explained(recalled(front.text, back_text, front.code), losses, filled[2:])


def _of_ours(fields: Mapping[str, str]) -> tuple[Fields, list[Text]]:
    """Return a note that this program wrote."""
    question, extra = marked(fields["Question"]), fields["Extra1"]
    code = "\n\n".join(part for part in (question.code, marked(fields.get("Code", "")).code) if part)
    options = [
        (
            marked(_WHY.sub("", text)).text,
            right == "1",
            marked(why[1]).text if (why := _WHY.search(text)) else "",
        )
        for right, text in _CHOICE.findall(extra)
    ]
    if options:
        many = 'data-many="1"' in extra
        return _explained(
            _coded(chosen(question.text, options, many=many), code), [], [fields["Explanation"]]
        )
    if _CLOZE.search(fields["Question"]):
        return _explained(*_cloze(fields["Question"]), [fields["Explanation"]])
    listed = marked(extra)
    stem = "\n\n".join(part for part in (question.text, listed.text) if part)
    typed = _bare(fields["Extra2"])
    answer = marked(fields["Answer"])
    said = typed or answer.text or as_lines(answer.code)
    if answer.code and not typed:
        said = "\n\n".join(part for part in (answer.text, as_lines(answer.code)) if part)
    return _explained(recalled(stem, said, code), [], [fields["Explanation"]])


def _cloze(value: str) -> tuple[Fields, list[Text]]:
    """Return a field with deletions as a question with a gap for each; of nested ones, the outer counts."""
    blanks = list[list[str]]()
    hints = list[str]()
    parts, place = list[str](), 0
    while found := _CLOZE.search(value, place):
        inner, end = _deletion(value, found.end())
        # What is nested is shown with the rest; its own braces and hints go.
        filling, _, hint = _CLOZE.sub("", inner).replace("}}", "").partition("::")
        blanks.append([_typed(filling)])
        if hint:
            hints.append(marked(hint).text)
        parts += [value[place : found.start()], f"\ufdd2{len(blanks)}\ufdd3"]
        place = end
    read = marked("".join([*parts, value[place:]]))
    stem = re.sub("\ufdd2(\\d+)\ufdd3", r"[[\1]]", read.text)
    code = re.sub("\ufdd2(\\d+)\ufdd3", r"[[\1]]", read.code)
    fields = _coded(gapped(stem, blanks), code)
    return fields | ({"hints": hints} if hints else {}), list(read.losses)


def _deletion(value: str, start: int) -> tuple[str, int]:
    """Return what a deletion holds that begins before ``start``, and the place behind it."""
    depth, place = 1, start
    while depth and (found := re.compile(r"\{\{c\d+(?:,\d+)*::|\}\}").search(value, place)):
        depth += -1 if found[0] == "}}" else 1
        place = found.end()
    return (value[start : place - 2], place) if not depth else (value[start:], len(value))


def _typed(html: str) -> str:
    """Return what fills a gap as it is typed; a formula alone stays one."""
    formula = _MATH.fullmatch(html.strip())
    tex = " ".join(unescape(_TAG.sub(" ", formula[1] or formula[2])).split()) if formula else ""
    return f"${tex}$" if tex and "$" not in tex else _bare(html)


def _coded(fields: Fields, code: str) -> Fields:
    return fields | ({"code": code} if code.strip() else {})


def _explained(fields: Fields, losses: list[Text], more: list[str]) -> tuple[Fields, list[Text]]:
    """Add what else a note says as the explanation."""
    texts = [marked(value) for value in more if value.strip()]
    parts = [part for read in texts for part in (read.text, as_lines(read.code)) if part]
    losses = [*losses, *(loss for read in texts for loss in read.losses)]
    return fields | ({"explanation": "\n\n".join(parts)} if parts else {}), losses


def as_lines(code: str) -> str:
    """Return code as a list of code spans: a text has no blocks of it."""
    from quizrnn.notation import verbatim

    return "\n".join(f"- {verbatim(line.rstrip())}" for line in code.split("\n") if line.strip())


def _bare(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _named(note: Note) -> str:
    first = next((_bare(value) for value in note.fields.values() if _bare(value)), note.guid)
    return first if len(first) <= 60 else first[:59] + "…"
