"""The fields of an Anki note: HTML for phones and nights, MathJax, clozes that survive TeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from quizrnn.export.anki_code import code_html, figure_html, inert
from quizrnn.export.gaps import MARK, with_open_gaps
from quizrnn.export.printable import printable
from quizrnn.notation.html import to_html
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card, Piece, Slip

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
_MARKED: Final = re.compile(r"[$`*\\&<>\n]")
_ESCAPED: Final = re.compile("[&<>]")
_SPAN: Final = re.compile(r"`([^`]+)`|\$([^$`]+)\$")
_ITEM: Final = re.compile(r"^[ \t]*(?:-|\d{1,3}\.)[ \t]", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(?<![^\s(])(\*{1,2})(?![\s*])([^*]+)(?<!\s)\1(?![^\s.,;:!?)])")
_LOOSE: Final = re.compile(r"[$`*\\]")
_INTRICATE: Final = re.compile(
    r"\n|``|\$\$|\\(?:$|[()\[\]$]|href|url|class|style|css|data|require|unicode|include|bbox|mml|def|let"
    r"|gdef|new|renew|input|write|html)"
)
"""What ``simple_html`` leaves to the notation: other markup, and LaTeX that might leave its formula."""
_OPENING: Final = re.compile(r"\{\{(?=c\d)")


def note_fields(card: Card, lang: str) -> list[str]:
    """Return the values of ``FIELDS`` for a card."""
    question, code = _question_and_code(card)
    fields = [
        escape(card.id),
        question,
        _answer(card, lang),
        _explanation(card, lang),
        _hints(card.hints, lang),
        code,
        figure_html(card.figure),
        _sources(card.sources, lang),
        str(card.revision),
        _entry(card),
        escape(card.typed, quote=False),
    ]
    return [_COMMAND.sub("&#91;", field) if "[" in field else field for field in map(printable, fields)]


def tags_of(card: Card) -> list[str]:
    """Return the note's tags: section, type and the question's own, without blanks."""
    path = [part for part in card.section.split(".") if part]
    tags = ["::".join(["quizrnn", *path]), f"quizrnn::type::{card.type}"]
    return [*tags, *(f"quizrnn::tag::{tag}" for tag in card.tags)]


def html(text: str) -> str:
    """Return a text with markup as a field's HTML on one line."""
    text = printable(text)
    if "\n" not in text:
        simple = simple_html(text)
        if simple is not None:
            return simple
    elif "\n\n" in text and not _ITEM.search(text):
        paragraphs = text.split("\n\n")
        quick = [
            simple_html(paragraph) for paragraph in paragraphs if paragraph and paragraph == paragraph.strip()
        ]
        if len(quick) == len(paragraphs) and None not in quick:
            return "".join(f"<p>{paragraph}</p>" for paragraph in quick)
    return to_html(text, math="mathjax").strip().replace("\n", " ")


def simple_html(text: str) -> str | None:
    """Return what ``html`` does in a fraction of the time, or None of a text that needs more than this."""
    if not _MARKED.search(text):
        return text.strip()
    if _INTRICATE.search(text):
        return None
    # Prose, code and formulas take turns: of three parts, the first is prose and one of the others a span.
    parts = _SPAN.split(text)
    for place in range(0, len(parts), 3):
        prose = parts[place]
        if _ESCAPED.search(prose):
            prose = escape(prose, quote=False)
        if "*" in prose:
            beside_span = (place and prose[0] == "*") or (place + 1 < len(parts) and prose[-1] == "*")
            prose = prose if beside_span else _EMPHASIS.sub(_emphasized, prose)
        if _LOOSE.search(prose):
            return None
        parts[place] = prose
    for place in range(1, len(parts), 3):
        code, formula = parts[place], parts[place + 1]
        if code:
            parts[place] = f"<code>{inert(escape(code, quote=False))}</code>"
            if code[0] == " " or code[-1] == " " or code[-1] == "\\":
                return None
        else:
            if formula[0].isspace() or formula[-1].isspace() or parts[place + 2][:1].isdigit():
                return None
            parts[place] = rf"\({' '.join(escape(formula, quote=False).split())}\)"
        parts[place + 1] = ""
    return "".join(parts).strip()


def _emphasized(found: re.Match[str]) -> str:
    tag = "strong" if len(found[1]) == 2 else "em"
    return f"<{tag}>{found[2]}</{tag}>"


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


def _question_and_code(card: Card) -> tuple[str, str]:
    question = html(card.stem)
    code = code_html(card.code, numbered=bool(card.faults), faults=card.faults)
    if card.kind == "cloze":
        # Anki shows nothing of a cloze field without a gap, so that both parts share one.
        return clozed(question + code, card.blanks), ""
    if card.blanks:
        return with_open_gaps(question, len(card.blanks)), with_open_gaps(code, len(card.blanks))
    return question, code


def _answer(card: Card, lang: str) -> str:
    # The gaps themselves are filled in on the back of a cloze.
    parts = [html(card.answer)] if card.answer and card.kind != "cloze" else []
    if card.kind == "choice" and not card.answer:
        parts = ["<br>".join(f"{_label(piece)}{html(piece.text)}" for piece in card.pieces if piece.right)]
    if card.answer_code:
        parts.append(code_html(card.answer_code))
    if card.solution:
        rows = (
            f'{_label(piece)}<div class="text">{html(piece.text)}'
            f"{f' — {html(piece.partner)}' if piece.partner else ''}</div>"
            for piece in card.solution
        )
        parts.append(_list(rows, "solution"))
    if card.rubric:
        parts.append(_heading(both("A good answer says", "答题要点"), lang))
        parts.append(_list(map(html, card.rubric), "rubric", tag="ol"))
    if card.also:
        parts.append(_heading(both("Also right", "同样正确"), lang))
        parts.append(_list(map(_slip, card.also), "also"))
    return "".join(parts)


def _explanation(card: Card, lang: str) -> str:
    parts = []
    if card.explanation:
        parts.append(_folded(both("Explanation", "解析"), html(card.explanation), lang))
    if card.slips:
        slips = _list(map(_slip, card.slips), "slips")
        parts.append(_folded(both("Common mistakes", "常见错误"), slips, lang))
    if card.corrects:
        claim = card.corrects.claim
        parts.append(
            '<div class="correction">'
            + _heading(both(f"The article claims ({claim})", f"文章的说法（{claim}）"), lang)
            + f'<div class="claim">{html(card.corrects.says)}</div>'
        )
        if card.corrects.repair:
            parts.append(
                _heading(both("In fact", "事实上"), lang) + f"<div>{html(card.corrects.repair)}</div>"
            )
        parts.append("</div>")
    return "".join(parts)


def _hints(hints: Sequence[str], lang: str) -> str:
    """Return the hints, each folded; the style sheet shows one only once that before it is open."""
    numbers = [""] if len(hints) == 1 else [f" {number}" for number in range(1, len(hints) + 1)]
    label = pick(both("Hint", "提示"), lang)
    return "".join(
        f'<details class="hint"><summary>{label}{number}</summary><div>{html(hint)}</div></details>'
        for number, hint in zip(numbers, hints, strict=False)
    )


@lru_cache(maxsize=1024)
def _sources(sources: tuple[str, ...], lang: str) -> str:
    if not sources:
        return ""
    return _heading(both("Sources", "来源"), lang) + _list(map(html, sources), "sources")


def _entry(card: Card) -> str:
    """Return what is listed for answering, and what to enter."""
    ask = f'<div class="ask">{html(card.ask)}</div>' if card.ask else ""
    if card.kind == "choice":
        rows = "".join(map(_choice, card.pieces))
        many = int(card.type == "multi")
        return f'{ask}<div class="choices" data-many="{many}" data-card="{escape(card.id)}">{rows}</div>'
    blocks = "".join(_rows(pieces) for pieces in (card.pieces, card.partners) if pieces)
    return ask + (f'<div class="lists">{blocks}</div>' if blocks else "")


def _choice(piece: Piece) -> str:
    why = f'<div class="why" style="display:none">{html(piece.why)}</div>' if piece.why else ""
    return (
        f'<div class="choice" data-right="{int(bool(piece.right))}">{_label(piece)}'
        f'<div class="text">{html(piece.text)}{why}</div></div>'
    )


def _rows(pieces: Sequence[Piece]) -> str:
    rows = "".join(
        f'<div class="piece">{_label(piece)}<div class="text">{html(piece.text)}</div></div>'
        for piece in pieces
    )
    return f'<div class="pieces">{rows}</div>'


def _label(piece: Piece) -> str:
    return f'<b class="label">{escape(piece.label)}</b> ' if piece.label else ""


def _slip(slip: Slip) -> str:
    return f"{html(slip.answer)}<br>{html(slip.says)}" if slip.says else html(slip.answer)


def _heading(text: Text, lang: str) -> str:
    return f'<div class="heading">{pick(text, lang)}</div>'


def _folded(text: Text, content: str, lang: str) -> str:
    return f"<details><summary>{pick(text, lang)}</summary><div>{content}</div></details>"


def _list(rows: Iterable[str], name: str, tag: str = "ul") -> str:
    return f'<{tag} class="{name}">' + "".join(f"<li>{row}</li>" for row in rows) + f"</{tag}>"
