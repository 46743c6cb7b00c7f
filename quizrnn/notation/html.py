"""A text as HTML shows it: a card, or a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import Final, Literal, TypeAlias

from quizrnn.notation.markup import BULLET, Segment, segments
from quizrnn.notation.tex import latex_lines, latex_to_unicode

Maths: TypeAlias = Literal["mathjax", "unicode"] | Callable[[str, bool], str | None]
"""How maths is written: for MathJax, in Unicode, or by a function."""

_MATHJAX: Final = re.compile(r"\\(?=[()\[\]]|$)|\$(?=\$)")
"""Where MathJax, or Moodle's filter, would see a formula begin or end in prose."""
_UNSAFE: Final = re.compile(
    r"\\[()\[\]]|\\(?:href|url|class|style|cssId|data|require|unicode|includegraphics|bbox|"
    r"mmlToken|def|let|gdef|newcommand|renewcommand|newenvironment|input|write|html[A-Za-z]*)(?![A-Za-z])"
)
"""LaTeX that would leave the formula, reach out of it or change others."""


def to_html(text: str, math: Maths = "mathjax") -> str:
    r"""Return ``text`` as HTML in which nothing but our own markup is a tag.

    Args:
        text: The text.
        math: ``mathjax`` puts LaTeX between ``\(`` and ``\)`` or ``\[`` and ``\]``, its ``< > &`` escaped;
            ``unicode`` needs no script. A function is given LaTeX, and whether it stands on a line of its
            own, and returns its HTML, or None where Unicode is to do.
    """
    blocks = list(_blocks(segments(text)))
    if len(blocks) == 1 and blocks[0][0] == "p":
        return _inline(blocks[0][1], math)
    return "".join(_block(kind, content, math) for kind, content in blocks)


def _blocks(content: list[Segment]) -> Iterator[tuple[str, list[Segment]]]:
    """Split into paragraphs ``p``, lists ``list`` and display formulas ``display``."""
    kind, block = "p", list[Segment]()
    for segment in content:
        starts = segment.kind == "display" or (segment.kind == "item" and kind != "list")
        ends = segment.kind == "break" and (kind == "list" or segment.text == "\n\n")
        if not (starts or ends):
            block.append(segment)
            continue
        if block:
            yield kind, block
        kind, block = "list" if segment.kind == "item" else "p", []
        if segment.kind == "display":
            yield "display", [segment]
        elif starts:
            block.append(segment)
    if block:
        yield kind, block


def _block(kind: str, content: list[Segment], math: Maths) -> str:
    if kind == "display":
        return _formula(content[0], math)
    if kind == "list":
        return _list(content, math)
    return f"<p>{_inline(content, math)}</p>"


def _list(content: list[Segment], math: Maths) -> str:
    items: list[tuple[Segment, list[Segment]]] = []
    for segment in content:
        if segment.kind == "item":
            items.append((segment, []))
        else:
            items[-1][1].append(segment)
    html = ""
    open_lists: list[tuple[int, str]] = []
    for item, inside in items:
        tag = "ul" if item.text == BULLET else "ol"
        while open_lists and (
            open_lists[-1][0] > item.depth or (open_lists[-1][0] == item.depth and open_lists[-1][1] != tag)
        ):
            html += f"</li></{open_lists.pop()[1]}>"
        if open_lists and open_lists[-1][0] == item.depth:
            html += "</li>"
        else:
            first = "" if item.text in (BULLET, "1.") else f' start="{int(item.text[:-1])}"'
            html += f"<{tag}{first}>"
            open_lists.append((item.depth, tag))
        html += f"<li>{_inline(inside, math)}"
    while open_lists:
        html += f"</li></{open_lists.pop()[1]}>"
    return html


def _inline(content: list[Segment], math: Maths) -> str:
    html = ""
    for (strong, emphasis), run in groupby(content, key=lambda segment: (segment.strong, segment.emphasis)):
        inside = "".join(_piece(segment, math) for segment in run)
        inside = f"<em>{inside}</em>" if emphasis else inside
        html += f"<strong>{inside}</strong>" if strong else inside
    return html


def _piece(segment: Segment, math: Maths) -> str:
    match segment.kind:
        case "code":
            return f"<code>{_escaped(segment.text, math)}</code>"
        case "math" | "display":
            return _formula(segment, math)
        case "break":
            return "<br>"
        case _:
            return _escaped(segment.text, math)


def _escaped(text: str, math: Maths) -> str:
    """Escape prose; an empty tag keeps MathJax from seeing a formula begin or end in it."""
    html = escape(text, quote=False)
    return _MATHJAX.sub(r"\g<0><span></span>", html) if math == "mathjax" else html


def _formula(segment: Segment, math: Maths) -> str:
    written = math(" ".join(segment.text.split()), segment.kind == "display") if callable(math) else None
    if written is not None:
        return written
    if math != "mathjax":
        if segment.kind == "math":
            return f'<span class="math">{escape(latex_to_unicode(segment.text), quote=False)}</span>'
        lines = "<br>".join(escape(line, quote=False) for line in latex_lines(segment.text))
        return f'<div class="math">{lines}</div>'
    tex = " ".join(segment.text.split())
    if _UNSAFE.search(tex):
        return f"<code>{_escaped(tex, math)}</code>"
    tex = escape(tex, quote=False)
    return rf"\({tex}\)" if segment.kind == "math" else rf"\[{tex}\]"
