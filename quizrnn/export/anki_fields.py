"""The fields of an Anki note: HTML for phones and nights, MathJax, clozes that survive TeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast

import msgspec

from quizrnn.export.anki_code import code_html, figure_html, inert
from quizrnn.export.anki_html import all_html
from quizrnn.export.gaps import MARK, with_open_gaps
from quizrnn.export.printable import has_controls, printable
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card, Piece, Slip

T = TypeVar("T")

Drawn: TypeAlias = Mapping[str, str]
"""The HTML of each text of a card that has markup."""

FIELDS: Final = (
    "ID",
    "Question",
    "Answer",
    "Explanation",
    "Hint",
    "Code",
    "Figure",
    "Source",
    "Revision",
    "Extra1",
    "Extra2",
)
"""Frozen: Anki refuses to update a note type whose fields have changed. Extra1 lists the pieces and says what
to enter, Extra2 is what to type. Code stands within Question where it may hold gaps."""

_MATH: Final = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_COMMAND: Final = re.compile(r"\[(?=sound:|anki:|\[type:|/?latex\]|/?\${1,2}\])", re.IGNORECASE)
"""What Anki itself would act on, wherever in a field it stands."""
_TEX_SPECIAL: Final = re.compile(r"[\\{}$%#&_^~]")
_TEX_WRITTEN: Final = {"\\": r"$\backslash$", "^": "ˆ", "~": "∼"}
"""How MathJax wants a character within ``\\text`` that a backslash alone does not quote."""
_OPENING: Final = re.compile(r"\{\{(?=c\d)")


def note_fields(card: Card, lang: str) -> list[str]:
    """Return the values of ``FIELDS`` for a card."""
    texts = list(dict.fromkeys(_texts(card)))
    if has_controls("".join((*texts, card.id, card.code, card.answer_code, card.typed))):
        return note_fields(_printable(card), lang)
    html = dict(zip(texts, all_html(texts), strict=True))
    question, code = _question_and_code(card, html)
    fields = [
        escape(card.id),
        question,
        _answer(card, html, lang),
        _explanation(card, html, lang),
        _hints(card.hints, html, lang),
        code,
        figure_html(printable(card.figure)),
        _sources(card.sources, lang),
        str(card.revision),
        _entry(card, html),
        escape(card.typed, quote=False),
    ]
    if _COMMAND.search("".join(fields)):
        return [_COMMAND.sub("&#91;", field) for field in fields]
    return fields


def _printable(part: T) -> T:
    """Return a card, or a part of one, whose texts can be shown."""
    if isinstance(part, str):
        return cast(T, printable(part))
    if isinstance(part, tuple):
        return cast(T, tuple(map(_printable, part)))
    if isinstance(part, msgspec.Struct):
        return type(part)(**{name: _printable(getattr(part, name)) for name in part.__struct_fields__})
    return part


def _texts(card: Card) -> Iterator[str]:
    """Yield every text of a card that has markup, but for the sources, which many cards share."""
    yield from (card.stem, card.ask, card.answer, card.explanation, *card.hints, *card.rubric)
    for piece in (*card.pieces, *card.partners, *card.solution):
        yield from (piece.text, piece.partner, piece.why)
    for slip in (*card.also, *card.slips):
        yield from (slip.answer, slip.says)
    if card.corrects:
        yield from (card.corrects.says, card.corrects.repair)


def tags_of(card: Card) -> list[str]:
    """Return the note's tags: section, type and the question's own, without blanks."""
    path = [part for part in card.section.split(".") if part]
    tags = ["::".join(["quizrnn", *path]), f"quizrnn::type::{card.type}"]
    return [*tags, *(f"quizrnn::tag::{tag}" for tag in card.tags)]


def clozed(field: str, blanks: Sequence[str]) -> str:
    """Put cloze deletions in the place of ``[[1]]``, with what would end or split one made harmless.

    Anki reads ``}}`` as the end of a deletion and ``::`` as the beginning of its hint, inside TeX too.
    """
    math = [found.span() for found in _MATH.finditer(field)]
    parts, place = list[str](), 0
    for found in MARK.finditer(field):
        number = int(found[1])
        if not 1 <= number <= len(blanks):
            continue
        in_math = any(start <= found.start() < end for start, end in math)
        filling = _in_math(blanks[number - 1]) if in_math else _in_prose(blanks[number - 1])
        parts += [_unopened(field[place : found.start()]), "{{c1::", filling, "}}"]
        place = found.end()
    return "".join([*parts, _unopened(field[place:])])


def _unopened(text: str) -> str:
    return _OPENING.sub("{&#123;", text)


def _in_prose(filling: str) -> str:
    safe = inert(escape(filling or " ", quote=False)).replace("{{", "{&#123;")
    safe = safe.replace("}}", "}&#125;").replace("::", ":&#58;")
    # A brace or colon at an edge would join the deletion's own.
    safe = f"&#58;{safe[1:]}" if safe.startswith(":") else safe
    return f"{safe[:-1]}&#125;" if safe.endswith("}") else safe


def _in_math(filling: str) -> str:
    r"""Return a filling as ``\text{…}``; its braces are spaced out, which TeX does not show."""
    safe = _TEX_SPECIAL.sub(lambda found: _TEX_WRITTEN.get(found[0], f"\\{found[0]}"), filling or " ")
    safe = escape(safe, quote=False).replace("::", ":&#58;")
    return rf"\text{{{safe}}} ".replace("}}", "} }").replace("}}", "} }").replace("{{", "{ {")


def _question_and_code(card: Card, html: Drawn) -> tuple[str, str]:
    question = html[card.stem]
    code = code_html(card.code, numbered=bool(card.faults), faults=card.faults)
    if card.kind == "cloze":
        # Anki shows nothing of a cloze field without a gap, so that both parts share one.
        return clozed(question + code, card.blanks), ""
    if card.blanks:
        return with_open_gaps(question, len(card.blanks)), with_open_gaps(code, len(card.blanks))
    return question, code


def _answer(card: Card, html: Drawn, lang: str) -> str:
    # The gaps themselves are filled in on the back of a cloze.
    parts = [html[card.answer]] if card.answer and card.kind != "cloze" else []
    if card.kind == "choice" and not card.answer:
        parts = ["<br>".join(f"{_label(piece)}{html[piece.text]}" for piece in card.pieces if piece.right)]
    if card.answer_code:
        parts.append(code_html(card.answer_code))
    if card.solution:
        rows = (
            f'{_label(piece)}<div class="text">{html[piece.text]}'
            f"{f' — {html[piece.partner]}' if piece.partner else ''}</div>"
            for piece in card.solution
        )
        parts.append(_list(rows, "solution"))
    if card.rubric:
        parts.append(_heading(both("A good answer says", "答题要点"), lang))
        parts.append(_list((html[point] for point in card.rubric), "rubric", tag="ol"))
    if card.also:
        parts.append(_heading(both("Also right", "同样正确"), lang))
        parts.append(_list((_slip(slip, html) for slip in card.also), "also"))
    return "".join(parts)


def _explanation(card: Card, html: Drawn, lang: str) -> str:
    parts = []
    if card.explanation:
        parts.append(_folded(both("Explanation", "解析"), html[card.explanation], lang))
    if card.slips:
        slips = _list((_slip(slip, html) for slip in card.slips), "slips")
        parts.append(_folded(both("Common mistakes", "常见错误"), slips, lang))
    if card.corrects:
        claim = card.corrects.claim
        parts.append(
            '<div class="correction">'
            + _heading(both(f"The article claims ({claim})", f"文章的说法（{claim}）"), lang)
            + f'<div class="claim">{html[card.corrects.says]}</div>'
        )
        if card.corrects.repair:
            parts.append(
                _heading(both("In fact", "事实上"), lang) + f"<div>{html[card.corrects.repair]}</div>"
            )
        parts.append("</div>")
    return "".join(parts)


def _hints(hints: Sequence[str], html: Drawn, lang: str) -> str:
    """Return the hints, each folded; the style sheet shows one only once that before it is open."""
    numbers = [""] if len(hints) == 1 else [f" {number}" for number in range(1, len(hints) + 1)]
    label = pick(both("Hint", "提示"), lang)
    return "".join(
        f'<details class="hint"><summary>{label}{number}</summary><div>{html[hint]}</div></details>'
        for number, hint in zip(numbers, hints, strict=False)
    )


@lru_cache(maxsize=1024)
def _sources(sources: tuple[str, ...], lang: str) -> str:
    if not sources:
        return ""
    html = all_html(list(map(printable, sources)))
    return _heading(both("Sources", "来源"), lang) + _list(html, "sources")


def _entry(card: Card, html: Drawn) -> str:
    """Return what is listed for answering, and what to enter."""
    ask = f'<div class="ask">{html[card.ask]}</div>' if card.ask else ""
    if card.kind == "choice":
        rows = "".join(_choice(piece, html) for piece in card.pieces)
        many = int(card.type == "multi")
        return f'{ask}<div class="choices" data-many="{many}" data-card="{escape(card.id)}">{rows}</div>'
    blocks = "".join(_rows(pieces, html) for pieces in (card.pieces, card.partners) if pieces)
    return ask + (f'<div class="lists">{blocks}</div>' if blocks else "")


def _choice(piece: Piece, html: Drawn) -> str:
    why = f'<div class="why" style="display:none">{html[piece.why]}</div>' if piece.why else ""
    return (
        f'<div class="choice" data-right="{int(bool(piece.right))}">{_label(piece)}'
        f'<div class="text">{html[piece.text]}{why}</div></div>'
    )


def _rows(pieces: Sequence[Piece], html: Drawn) -> str:
    rows = "".join(
        f'<div class="piece">{_label(piece)}<div class="text">{html[piece.text]}</div></div>'
        for piece in pieces
    )
    return f'<div class="pieces">{rows}</div>'


def _label(piece: Piece) -> str:
    return f'<b class="label">{escape(piece.label)}</b> ' if piece.label else ""


def _slip(slip: Slip, html: Drawn) -> str:
    return f"{html[slip.answer]}<br>{html[slip.says]}" if slip.says else html[slip.answer]


def _heading(text: Text, lang: str) -> str:
    return f'<div class="heading">{pick(text, lang)}</div>'


def _folded(text: Text, content: str, lang: str) -> str:
    return f"<details><summary>{pick(text, lang)}</summary><div>{content}</div></details>"


def _list(rows: Iterable[str], name: str, tag: str = "ul") -> str:
    return f'<{tag} class="{name}">' + "".join(f"<li>{row}</li>" for row in rows) + f"</{tag}>"
