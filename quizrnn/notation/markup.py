"""The markup of a text: what is maths, code, strong, emphasis, a list; everything else is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeAlias
from unicodedata import category, east_asian_width

SpanKind: TypeAlias = Literal["text", "code", "math", "display"]
Kind: TypeAlias = Literal["text", "strong", "emphasis", "code", "math", "display", "break", "item"]


class Span(NamedTuple):
    """A stretch of the source: ``text[start:end]``, its delimiters included.

    Attributes:
        kind: What it is.
        start: Offset of its first character.
        end: Offset behind its last.
        body: What stands between the delimiters; for ``text`` the source itself.
    """

    kind: SpanKind
    start: int
    end: int
    body: str


class Segment(NamedTuple):
    r"""A piece of a text as it is to be drawn.

    Attributes:
        kind: ``text``, ``strong`` and ``emphasis`` are prose; ``code`` is verbatim; ``math`` and ``display``
            are LaTeX without its dollars; ``break`` ends a line; ``item`` begins an item of a list, which a
            ``break`` or the next ``item`` ends. Display maths stands on lines of its own. A single line break
            within a paragraph is a blank (none between Chinese characters), so that authors may wrap lines.
        text: What to draw. Of a ``break``, ``"\n"`` or, between paragraphs, ``"\n\n"``; of an ``item``, its
            mark, ``•`` or a number such as ``2.``.
        strong: Whether it stands within ``**strong**``; true for code and maths there too.
        emphasis: The same for ``*emphasis*``.
        depth: How deep an item is nested, from 0.
    """

    kind: Kind
    text: str
    strong: bool = False
    emphasis: bool = False
    depth: int = 0


BULLET: Final = "•"
_PROSE: Final = ("text", "strong", "emphasis")

_MARK: Final = re.compile(r"\\\$|`+|\$\$?")
_DISPLAY: Final = re.compile(r"\$\$((?:\\.|[^\\$\n]|\n(?![ \t]*\n)|\$(?!\$))+)\$\$", re.DOTALL)
_INLINE: Final = re.compile(r"\$((?:\\.|[^\\$\n]|\n(?![ \t]*\n))+)\$", re.DOTALL)
_PIECE: Final = re.compile(r"\\\$|\n[ \t]*(?:\n[ \t]*)*|\*+|[^\\\n*]+|\\")
_ITEM: Final = re.compile(r"(?:-|(\d{1,3}\.))[ \t]+")
_BEFORE_OPENING: Final = frozenset("([{<\"'“‘«—–-/")
_AFTER_CLOSING: Final = frozenset(")]}>\"'”’».,;:!?—–-/…")


def spans(text: str) -> list[Span]:
    """Split the source into prose, code and maths; code is looked for first, as what it holds is verbatim."""
    if "`" not in text and "$$" not in text and "\\$" not in text:
        simple = _between_dollars(text)
        if simple is not None:
            return simple
    return _searched(text)


def _between_dollars(text: str) -> list[Span] | None:
    """Return prose and formulas by turns, in a fraction of the time; None where a dollar is another's."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        return None
    found, end = list[Span](), len(parts[0])
    if end:
        found.append(Span("text", 0, end, parts[0]))
    for place in range(1, len(parts), 2):
        body, after = parts[place], parts[place + 1]
        if "\n" in body or not _is_math(body, after[:1]):
            return None
        start, end = end, end + len(body) + 2
        found.append(Span("math", start, end, body))
        if after:
            found.append(Span("text", end, end + len(after), after))
            end += len(after)
    return found


def _searched(text: str) -> list[Span]:
    """Split any source (see ``spans``)."""
    found: list[Span] = []
    start = place = 0
    while (mark := _MARK.search(text, place)) is not None:
        span = _span_at(text, mark)
        if span is None:
            place = mark.end()
            continue
        if span.start > start:
            found.append(Span("text", start, span.start, text[start : span.start]))
        found.append(span)
        start = place = span.end
    if start < len(text):
        found.append(Span("text", start, len(text), text[start:]))
    return found


def _span_at(text: str, mark: re.Match[str]) -> Span | None:
    """Return the span that begins with a mark, or None where nothing ends it."""
    start = mark.start()
    if mark[0].startswith("`"):
        end = re.compile(rf"(?<!`)`{{{len(mark[0])}}}(?!`)|\n[ \t]*\n").search(text, mark.end())
        if end is None or end[0].startswith("\n"):
            return None
        body = text[mark.end() : end.start()].replace("\n", " ")
        if body.startswith(" ") and body.endswith(" ") and body.strip():
            body = body[1:-1]
        return Span("code", start, end.end(), body)
    if mark[0] == "$$":
        display = _DISPLAY.match(text, start)
        if display is None or not display[1].strip():
            return None
        return Span("display", start, display.end(), display[1])
    if mark[0] == "$":
        inline = _INLINE.match(text, start)
        if inline is None or not _is_math(inline[1], text[inline.end() : inline.end() + 1]):
            return None
        return Span("math", start, inline.end(), inline[1])
    return None


def _is_math(body: str, after: str) -> bool:
    """Tell maths from two prices in one sentence: ``$5 and $6``."""
    if not body.strip() or (after.isascii() and after.isdigit()):
        return False
    return body[0].isspace() == body[-1].isspace()


class _Atom(NamedTuple):
    """A segment before emphasis is resolved; ``stars`` may turn out to be plain text."""

    kind: Kind | Literal["stars"]
    text: str
    depth: int = 0


def segments(text: str) -> list[Segment]:
    """Split ``text`` into what there is to draw; adjoining segments differ in kind or style."""
    atoms = list(_atoms(text.strip("\n")))
    opening, closing = _pairs(atoms)
    found: list[Segment] = []
    strong = emphasis = False
    for place, atom in enumerate(atoms):
        if place in opening or place in closing:
            stars = len(atom.text)
            strong = place in opening if stars >= 2 else strong
            emphasis = place in opening if stars != 2 else emphasis
            continue
        kind: Kind = "text" if atom.kind == "stars" else atom.kind
        if kind == "text":
            kind = "strong" if strong else "emphasis" if emphasis else "text"
        segment = Segment(kind, atom.text, strong, emphasis, atom.depth)
        if kind in _PROSE and found and found[-1] == segment._replace(text=found[-1].text):
            found[-1] = segment._replace(text=found[-1].text + segment.text)
        else:
            found.append(segment)
    return _without_idle_breaks(found)


def _without_idle_breaks(found: list[Segment]) -> list[Segment]:
    """Drop the breaks beside what stands on lines of its own anyway."""
    kept: list[Segment] = []
    for place, segment in enumerate(found):
        if segment.kind == "break":
            after = found[place + 1].kind if place + 1 < len(found) else "break"
            before = kept[-1].kind if kept else "break"
            if after in ("item", "display") or before == "display":
                continue
        kept.append(segment)
    return kept


def _atoms(text: str) -> Iterator[_Atom]:
    lines = _Lines("\n" in text)
    for span in spans(text):
        if span.kind == "text":
            yield from lines.prose(span.body)
        else:
            body = " ".join(span.body.split()) if span.kind == "math" else span.body
            yield from lines.other(_Atom(span.kind, body))


class _Lines:
    """Turns prose into atoms, minding where a line begins and whether it belongs to an item of a list."""

    def __init__(self, may_be_list: bool) -> None:
        self._may_be_list = may_be_list
        self._at_start = True
        self._in_item = False
        self._indent = ""
        self._joins = False
        self._last = ""

    def other(self, atom: _Atom) -> Iterator[_Atom]:
        """Pass on what is no prose."""
        display = atom.kind == "display"
        self._joins = self._joins and not display
        yield from self._lead("x")
        self._at_start, self._indent = display, ""
        self._in_item = self._in_item and not display
        self._last = "" if display else "x"
        yield atom

    def prose(self, body: str) -> Iterator[_Atom]:
        """Split prose at line breaks, stars and marks of lists."""
        for piece in _PIECE.findall(body):
            if piece[0] == "\n":
                yield from self._line_end(piece)
            else:
                yield from self._within_line(piece)

    def _line_end(self, piece: str) -> Iterator[_Atom]:
        """End a line: a blank line ends the paragraph, and a line at the margin ends an item."""
        paragraph = piece.count("\n") > 1
        self._indent = piece.rpartition("\n")[2]
        self._at_start = True
        ends_item = self._in_item and not self._indent
        self._in_item = self._in_item and bool(self._indent) and not paragraph
        self._joins = not (paragraph or ends_item) and bool(self._last)
        if not self._joins:
            yield _Atom("break", "\n\n" if paragraph else "\n")

    def _lead(self, first: str) -> Iterator[_Atom]:
        """Begin a line that is no item: within a paragraph or an item it goes on with the line before it."""
        if self._joins:
            if _is_blank_between(self._last, first):
                yield _Atom("text", " ")
        elif self._at_start and self._indent:
            yield _Atom("text", self._indent)
        self._joins = False

    def _within_line(self, piece: str) -> Iterator[_Atom]:
        if self._at_start:
            bare = piece.lstrip(" ")
            indent = self._indent or piece[: len(piece) - len(bare)]
            if self._may_be_list and (item := _ITEM.match(bare)):
                yield _Atom("item", item[1] or BULLET, len(indent) // 2)
                self._in_item, piece, self._joins = True, bare[item.end() :], False
            else:
                yield from self._lead(bare[:1])
            self._at_start, self._indent = False, ""
        if piece:
            self._last = piece[-1]
            yield _Atom("stars" if piece[0] == "*" else "text", "$" if piece == "\\$" else piece)


def _is_blank_between(before: str, after: str) -> bool:
    """Tell whether a line break between two characters stands for a blank: Chinese sets none."""
    wide = [character for character in (before, after) if east_asian_width(character) in "WF"]
    points = any(category(character)[0] == "P" for character in wide)
    return len(wide) < 2 and not points and not before.isspace()


def _pairs(atoms: list[_Atom]) -> tuple[set[int], set[int]]:
    """Return the places of stars that begin and of those that end strong text or emphasis.

    A star counts only at the edge of a word, so that ``o*tanh(c)*x`` and ``a * b * c`` stay products.
    """
    opening: set[int] = set()
    closing: set[int] = set()
    waiting: list[int] = []
    for place, atom in enumerate(atoms):
        if atom.kind in ("item", "display") or atom.text == "\n\n":
            waiting.clear()
        if atom.kind != "stars" or len(atom.text) > 3:
            continue
        before, after = _edge(atoms, place - 1, -1), _edge(atoms, place + 1, 0)
        partner = next((k for k in reversed(waiting) if len(atoms[k].text) == len(atom.text)), None)
        if partner is not None and before not in ("", " ") and _is_boundary(after, _AFTER_CLOSING):
            opening.add(partner)
            closing.add(place)
            del waiting[waiting.index(partner) :]
        elif after not in ("", " ") and _is_boundary(before, _BEFORE_OPENING):
            waiting.append(place)
    return opening, closing


def _edge(atoms: list[_Atom], place: int, end: int) -> str:
    """Return the character that an atom shows to its neighbour; a blank is ``" "``, nothing ``""``."""
    if not 0 <= place < len(atoms) or atoms[place].kind in ("break", "item", "display"):
        return ""
    if atoms[place].kind in ("code", "math"):
        return "x"
    character = atoms[place].text[end]
    return " " if character.isspace() else character


def _is_boundary(character: str, marks: frozenset[str]) -> bool:
    return character in ("", " ") or character in marks or east_asian_width(character) in "WF"
