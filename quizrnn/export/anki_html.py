"""Texts with markup as HTML of Anki's fields, the texts of a whole card in one pass.

Nearly all are prose with code spans and formulas, which are found by splitting at ticks and dollars; a step
over all of them costs little more than over one. What holds more than that is left to the notation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from quizrnn.notation.html import to_html

_BETWEEN, _CODE, _FORMULA = "\x1f", "\x7f", "\x00"
"""What stands between texts, for a code span and for a formula in the pass: control characters, which no text
has. The first counts as a blank and the others as letters, as the notation takes what they stand for."""

_INTRICATE: Final = re.compile(
    r"\\(?:$|[()\[\]$\x1f]|href|url|class|style|css|data|require|unicode|include|bbox|mml|def|let|gdef|new"
    r"|renew|input|write|html)"
)
"""What MathJax would take for the edge of a formula, and LaTeX that might leave its own."""

_EMPHASIS: Final = re.compile(
    r"\*(?<![^\s(“（，。：；、！？\u4e00-\u9fff]\*)(\*?)(?![\s*])([^*\x1f]+)(?<!\s)\*\1"
    r"(?![^\s.,;:!?)”，。：；、！？）\u4e00-\u9fff])"
)
"""Emphasis that begins and ends beside what the notation takes for the edge of a word. What must stand before
it is looked at behind the star, since a pattern is found fastest by its first character."""

_AMOUNT: Final = re.compile(rf"{_FORMULA}\d")
"""Two prices in one sentence look like a formula with a digit behind it."""

_LIST_MARK: Final = re.compile(r"(?:-|\d{1,3}\.)[ \t]")


def all_html(texts: Sequence[str]) -> list[str]:
    """Return each text as a field's HTML on one line; none has a character that is not ``printable``."""
    whole = _BETWEEN.join(texts)
    if "\n" in whole:
        return _with_blocks(texts)
    simple = _simple(whole)
    return list(map(_html, texts)) if simple is None else [text.strip() for text in simple.split(_BETWEEN)]


def _html(text: str) -> str:
    """Return the HTML of one text."""
    simple = None if "\n" in text else _simple(text)
    return (to_html(text) if simple is None else simple).strip().replace("\n", " ")


def _with_blocks(texts: Sequence[str]) -> list[str]:
    """Return the HTML of texts of which some have several lines."""
    frames, lines = list[str](), list[str]()
    for text in texts:
        frame, rows = _blocks(text) if "\n" in text else ("%s", [text.strip()])
        if frame is None:
            frames.append(_html(text).replace("%", "%%"))
        else:
            frames.append(frame)
            lines += rows
    simple = _simple(_BETWEEN.join(lines))
    if simple is None:
        return list(map(_html, texts))
    return (_BETWEEN.join(frames) % tuple(simple.split(_BETWEEN) if lines else ())).split(_BETWEEN)


def _blocks(text: str) -> tuple[str | None, list[str]]:
    """Return the tags of paragraphs and of lists of one-line items, ``%s`` for each line, and the lines.

    There are no tags of a text of another shape.
    """
    frame, lines = "", list[str]()
    for block in text.split("\n\n"):
        rows = block.split("\n")
        if block.startswith("- ") and all(row.startswith("- ") for row in rows):
            if frame.endswith("</ul>"):
                return None, []  # one list, for all the blank line
            rows = [row[2:] for row in rows]
            frame += f"<ul>{'<li>%s</li>' * len(rows)}</ul>"
        elif len(rows) == 1 and not _LIST_MARK.match(block):
            frame += "<p>%s</p>"
        else:
            return None, []
        if not all(row and row == row.strip() for row in rows):
            return None, []
        lines += rows
    return frame, lines


def _simple(whole: str) -> str | None:
    """Return the HTML of texts of one line each, or None where one of them needs the notation."""
    if "``" in whole or "$$" in whole or ("\\" in whole and _INTRICATE.search(whole)):
        return None
    # Neither ticks nor dollars nor stars change, so that all may be escaped first.
    parts = escape(whole, quote=False).split("`")
    codes = parts[1::2]
    if len(parts) % 2 == 0 or (codes and not _are_plain("`".join(codes), "`", "\\")):
        return None
    parts = _CODE.join(parts[::2]).split("$")
    formulas = parts[1::2]
    if len(parts) % 2 == 0 or (formulas and not _are_plain("$".join(formulas), "$")):
        return None
    prose = _FORMULA.join(parts[::2])
    if "*" in prose:
        prose = _EMPHASIS.sub(_emphasized, prose)
    if "*" in prose or "\\" in prose or (formulas and _AMOUNT.search(prose)):
        return None
    prose = _filled(prose, _FORMULA, [rf"\({formula}\)" for formula in formulas])
    return _filled(prose, _CODE, [f"<code>{code}</code>" for code in codes])


def _are_plain(spans: str, sign: str, last: str = " ") -> bool:
    """Tell whether each of the spans is of one text, has no blank at an edge and no ``last`` at its end."""
    edges = f"{sign}{spans}{sign}"
    return not (
        f"{sign} " in edges
        or f" {sign}" in edges
        or f"{last}{sign}" in edges
        or "  " in spans
        or not spans.isprintable()
    )


def _filled(text: str, mark: str, pieces: Sequence[str]) -> str:
    """Put the pieces where the marks stand."""
    if not pieces:
        return text
    parts = [""] * (2 * len(pieces) + 1)
    parts[::2], parts[1::2] = text.split(mark), pieces
    return "".join(parts)


def _emphasized(found: re.Match[str]) -> str:
    tag = "strong" if found[1] else "em"
    return f"<{tag}>{found[2]}</{tag}>"
