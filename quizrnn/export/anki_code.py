"""Code and figures on a card: coloured by class, numbered where lines are named, aligned in every font."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Final
from unicodedata import combining, east_asian_width

_INLINE: Final = (
    "text-align:left;white-space:pre;overflow-x:auto;line-height:1.4;padding:.6em .8em;"
    "border:1px solid rgba(128,128,128,.35);border-radius:6px"
)
"""What code needs where a program drops the style sheet: no wrapping, a frame, a scroll of its own."""

_TOKEN: Final = re.compile(
    r"(?P<gap>\[\[\d+\]\])"
    r"|(?P<comment>\#.*)"
    r"""|(?P<string>(?:\b[rRbBfFuU]{1,2})?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"|(?P<keyword>\b(?:and|as|assert|break|class|continue|def|del|elif|else|except|False|finally|for|from|if"
    r"|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)\b)"
    r"|(?P<number>(?<![\w.])\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w]))"
)
_CLASS: Final = {
    "comment": "hc",
    "string": "hs",
    "keyword": "hk",
    "number": "hn",
}
_MATHJAX: Final = re.compile(r"\\(?=[()\[\]])")
_SYMBOL: Final = re.compile(r".[\u0300-\u036f\u20d0-\u20ff]*")
_LETTER: Final = 0.61
"""Width of a letter of a monospaced font, in em; the frame's padding is another 1.6."""
_BOX: Final = frozenset("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬")
"""Line-drawing characters that monospaced fonts have had for decades, and draw as wide as a letter."""


def code_html(code: str, *, numbered: bool = False, faults: Collection[int] = ()) -> str:
    """Return code as HTML that scrolls rather than wraps.

    Args:
        code: Its lines; gaps of a cloze stay as ``[[1]]``.
        numbered: Whether lines carry their numbers, from 1.
        faults: Numbers of the lines that the back of the card marks.
    """
    if not code:
        return ""
    coloured = _TOKEN.sub(_span, inert(escape(code, quote=False)))
    if numbered:
        lines = coloured.split("\n")
        width = len(str(len(lines)))
        coloured = "\n".join(
            f'<span class="{"line fault" if number in faults else "line"}">'
            f'<span class="number" style="opacity:.55">{number:>{width}}  </span>{line}</span>'
            for number, line in enumerate(lines, 1)
        )
    return f'<pre class="code" style="{_INLINE}"><code>{coloured}</code></pre>'


@lru_cache(maxsize=256)
def figure_html(figure: str) -> str:
    """Return a figure as HTML whose columns line up, however wide a font draws Chinese or a symbol."""
    if not figure:
        return ""
    columns = max(sum(map(_cells, line)) for line in figure.split("\n"))
    # As large as fits the screen, but never too small to read; then the figure scrolls.
    size = f"font-size:clamp(7.5px,calc((100vw - 38px)/{columns * _LETTER + 1.6:.1f}),15px)"
    rows = "\n".join(_aligned(line) for line in figure.split("\n"))
    return f'<pre class="figure" style="{_INLINE};{size}"><code>{rows}</code></pre>'


def inert(html: str) -> str:
    r"""Return escaped text in which MathJax finds no formula: an empty tag splits ``\(``."""
    return _MATHJAX.sub(r"\\<span></span>", html) if "\\" in html else html


def _span(token: re.Match[str]) -> str:
    """Return a token, which never goes past its line, in its colour."""
    kind = token.lastgroup or ""
    return f'<span class="{_CLASS[kind]}">{token[0]}</span>' if kind in _CLASS else token[0]


def _cells(character: str) -> int:
    return 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1


def _aligned(line: str) -> str:
    html = ""
    for ours, run in groupby(line, key=lambda character: not character.isascii() and character not in _BOX):
        text = "".join(run)
        if not ours:
            html += inert(escape(text, quote=False))
            continue
        html += "".join(
            f'<span style="display:inline-block;text-align:center;width:{sum(map(_cells, symbol))}ch">'
            f"{escape(symbol)}</span>"
            for symbol in _SYMBOL.findall(text)
        )
    return html
