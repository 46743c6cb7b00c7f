"""A text with our markup as Markdown that shows the same: what else Markdown would act on is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from unicodedata import category

from quizrnn.export.printable import printable
from quizrnn.notation import Segment, segments, verbatim

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<$~^]|&(?=#?\w)|#(?=\w)|(?<==)=|(?<=%)%|(?<=:):|(?<=\{)\{|(?<=\})\}")
_LINE_START: Final = re.compile(
    r"^(\s*)(?:(\d{1,9})([.)])(?=\s|$)|([-+>#=|?])|(\t| {4,})(?=\S))", re.MULTILINE
)
"""What begins a list, a quotation, a heading, a rule, a table, an answer or code at a line's start."""
_LINK: Final = re.compile(r"(https?://[\w./#?=%+~-]*[\w/])")
_CARD_TAG: Final = re.compile(r"^([QACS]):", re.MULTILINE)
_DOUBLED: Final = re.compile(r"([{}=])\1")
"""Marks of a card in LaTeX, which does not mind a blank between."""
_WRITTEN: Final = {"<": "&lt;", "&": "&amp;", "\\": "&#92;"}


class Dialect(NamedTuple):
    """What one program's Markdown wants.

    Attributes:
        line: What ends a line within a block.
        paragraph: What stands between two blocks.
        folded: How something folded is written: ``callout`` (Obsidian) or ``details`` (HTML).
    """

    line: str
    paragraph: str
    folded: str


def to_markdown(text: str, dialect: Dialect) -> str:
    """Return a text as Markdown: its lists as lines with bullets, display maths on a line of its own."""
    parts = list[str]()
    for segment in segments(text):
        match segment.kind:
            case "math":
                parts.append(f"${tex(segment.text)}$")
            case "display":
                parts.append(f"\n\n$${tex(segment.text)}$$\n\n")
            case "code":
                parts.append(code_span(segment.text))
            case "item":
                mark = segment.text if segment.text[0] == "•" else segment.text.replace(".", "\\.")
                parts.append(f"\n{'&emsp;' * segment.depth}{mark} ")
            case "break":
                parts.append(segment.text)
            case _:
                parts.append(_prose(segment))
    return _tidy("".join(parts), dialect)


def tex(formula: str) -> str:
    """Return LaTeX on one line, with nothing in it that a card's own marks look like."""
    line = " ".join(printable(formula).split())
    line = line.replace("::", ":{}:").replace("<!--", "<{}!--")
    while _DOUBLED.search(line):
        line = _DOUBLED.sub(r"\1 \1", line)
    return line


def code_span(code: str) -> str:
    """Return code as a code span, or as an element where a span would show or hide something else."""
    line = " ".join(printable(code).split("\n"))
    if not _CODE_MARK.search(line) and line.strip() == line:
        return verbatim(line)
    return f"<code>{''.join(_CODE_WRITTEN.get(sign, sign) for sign in line)}</code>"


_CODE_MARK: Final = re.compile(r"::|==|\{\{|\}\}|<!--")
"""What programs look for in the source of a card, code or not."""

_CODE_WRITTEN: Final = {sign: f"&#{ord(sign)};" for sign in "<>&:={}[]`*_\\$~^|"}


def fence(code: str, language: str = "") -> str:
    """Return code in a fence, without blank lines, which end a card for some programs."""
    # A comment that looks like a review's would be taken for one, even here.
    lines = [line.rstrip() for line in printable(code).replace("<!--SR:", "<!-- SR:").split("\n")]
    lines = [line for line in lines if line]
    if any(_ENDS_FENCE.match(line) for line in lines):
        lines = [f" {line}" for line in lines]
    return "\n".join([f"```{language}", *lines, "```"])


_ENDS_FENCE: Final = re.compile(r"```|~~~|[QACS]:|---|\?")


def numbered(code: str) -> str:
    """Return code whose lines carry their numbers, from 1."""
    lines = code.split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}}  {line}" for number, line in enumerate(lines, 1))


def folded(title: str, texts: Iterable[str], dialect: Dialect) -> str:
    """Return texts that show themselves one after the other, each once that before it was opened."""
    if dialect.folded == "details":
        return "\n\n".join(
            f"<details><summary>{_escaped(title)}</summary>\n\n{text}\n\n</details>" for text in texts
        )
    lines = list[str]()
    for depth, text in enumerate(texts, 1):
        quote = "> " * depth
        lines += [f"{quote}[!tip]- {_escaped(title)}", *(quote + line for line in text.split("\n"))]
    return "\n".join(lines)


def _prose(segment: Segment) -> str:
    if segment.kind == "text":
        return _escaped(segment.text)
    # Between Chinese characters, stars beside punctuation are no emphasis in Markdown.
    edge = [place for place, sign in enumerate(segment.text) if category(sign)[0] not in "PSZC"]
    if not edge:
        return _escaped(segment.text)
    start, end = edge[0], edge[-1] + 1
    marks = "*" * (2 * segment.strong + segment.emphasis)
    before, core, after = (_escaped(part) for part in _cut(segment.text, start, end))
    return f"{before}{marks}{core}{marks}{after}"


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[:start], text[start:end], text[end:]


def _escaped(text: str) -> str:
    """Return prose in which nothing is markup; a link stays as it is, or it would lead elsewhere."""
    parts = _LINK.split(printable(text))
    parts[::2] = [
        _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], f"\\{found[0]}"), part) for part in parts[::2]
    ]
    return "".join(parts)


def _tidy(text: str, dialect: Dialect) -> str:
    """Return the lines as prose, and without blank ones where those end a card."""
    blocks = list[str]()
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [_started(line.strip()) for line in block.split("\n") if line.strip()]
        if lines:
            blocks.append(dialect.line.join(lines))
    return _CARD_TAG.sub(r"\1\:", dialect.paragraph.join(blocks))


def _started(line: str) -> str:
    """Return a line that begins as prose does."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    if found[2]:
        return f"{found[1]}{found[2]}\\{line[found.end(2) :]}"
    return f"{found[1]}\\{line[found.end(1) :]}"
