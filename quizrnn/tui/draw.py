"""Texts of the content as the interface draws them: markup, formulas, code, figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from quizrnn.notation import DISPLAY_INDENT, latex_lines, latex_to_unicode, segments
from quizrnn.tui.ascii import maths
from quizrnn.tui.prose import NO_BREAK, Paragraph, Prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizrnn.notation import Segment
    from quizrnn.text import Text

CODE_STYLE: Final = "$text-secondary"
MATH_STYLE: Final = "$text-primary"
_WORD: Final = re.compile(r"\w+")
_BLANK: Final = re.compile(r"\[\[\d+\]\]")


def line(text: str) -> Content:
    """Return ``text`` as one run: line breaks and list marks become blanks, display formulas stand inline."""
    parts: list[Content] = []
    for segment in segments(text):
        match segment.kind:
            case "break":
                parts.append(Content(" "))
            case "item":
                parts.append(Content(f" {segment.text} " if parts else f"{segment.text} "))
            case "display":
                rows = maths(" ".join(("", *latex_lines(segment.text), "")))
                parts.append(Content.styled(rows, MATH_STYLE))
            case _:
                parts.append(_run(segment))
    return _mark_blanks(Content("").join(parts))


def prose(text: str) -> Prose:
    """Return ``text`` as paragraphs, with lists hanging behind their marks and display formulas set off."""
    paragraphs: list[Paragraph] = []
    parts: list[Content] = []
    first: Content | None = None

    def end() -> None:
        nonlocal first
        if parts or first is not None:
            content = _mark_blanks(Content("").join(parts))
            paragraphs.append(Paragraph(content, first, first.cell_length if first else 0))
            parts.clear()
            first = None

    for segment in segments(text):
        match segment.kind:
            case "break":
                end()
                if segment.text == "\n\n":
                    paragraphs.append(Paragraph(Content("")))
            case "item":
                end()
                first = Content("  " * segment.depth) + Content.styled(f"{segment.text} ", "bold")
            case "display":
                end()
                paragraphs.append(formula(segment.text))
            case _:
                parts.append(_run(segment))
    end()
    return Prose(paragraphs)


def formula(tex: str, indent: int = DISPLAY_INDENT) -> Paragraph:
    """Return a display formula, which takes the rows that it needs."""
    content = Content.styled(maths("\n".join(latex_lines(tex))), MATH_STYLE)
    return Paragraph(content, Content(" " * indent), indent, tex)


def labelled_prose(label: str, text: str) -> Prose:
    """Return ``text`` behind a bold label, its own lists and formulas kept."""
    head = Content.styled(f"{label}  ", "bold")
    shown = prose(text)
    first, *rest = shown.paragraphs or (Paragraph(Content("")),)
    if first.first is None and not first.formula:
        return Prose([Paragraph(head + first.content), *rest])
    return Prose([Paragraph(head.rstrip()), first, *rest])


def pointed(typed: str, column: int, around: int = 20, end: int | None = None) -> list[Paragraph]:
    """Return what was typed around ``column``, and below it a mark as far as ``end``.

    Without an end, the mark is under the word that begins there.
    """
    start, column = max(0, column - around), min(column, len(typed))
    word = _WORD.match(typed, column) if end is None else None
    end = max(word.end() if word else end or 0, column + 1)
    before, there, after = typed[start:column], typed[column:end], typed[end : end + around]
    lead = ("…" if start else "") + before
    rest = after + ("…" if end + around < len(typed) else "")
    shown = Content.assemble((lead, "$text"), (there, "bold $text-error"), (rest, "$text"))
    mark = Content.styled("^" * max(1, cell_len(there)), "bold $text-error")
    blanks = Content(NO_BREAK * (cell_len(lead) + 2))
    return [Paragraph(shown, Content("  "), 2), Paragraph(mark, blanks)]


def code_lines(code: str) -> list[Content]:
    """Return lines of Python, highlighted; exactly as many lines as the code has."""
    from textual.highlight import highlight

    rows = code.rstrip("\n").expandtabs(4).split("\n")
    joined = "\n".join(rows)
    coloured = highlight(joined, language="python")
    if coloured.plain != joined:
        return [Content(row) for row in rows]
    return coloured.split("\n", allow_blank=True)


def numbered_code(code: str) -> Content:
    """Return Python with line numbers, highlighted."""
    rows = code_lines(code)
    digits = len(str(len(rows)))
    return Content("\n").join(
        Content.styled(f" {number:>{digits}}  ", "$text-muted") + _mark_blanks(row)
        for number, row in enumerate(rows, 1)
    )


def diff_lines(rows: Sequence[str]) -> Content:
    """Return the lines of a unified diff, coloured as well as marked."""
    styles = {"+": "$text-success", "-": "$text-error", "@": "$text-muted"}
    return Content("\n").join(Content.styled(row, styles.get(row[:1], "")) for row in rows)


def bar(share: float, width: int = 10) -> Content:
    """Return a bar that is filled to ``share`` (0 to 1)."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return Content.assemble(("█" * filled, "$primary"), ("░" * (width - filled), "$text-muted"))


def question_types() -> dict[str, Text]:
    """Return the name of each question type."""
    from quizrnn.bank.library_search import TYPE_NAMES

    return dict(TYPE_NAMES)


def _run(segment: Segment) -> Content:
    """Return an inline segment in its style."""
    styles = [name for name, on in (("bold", segment.strong), ("italic", segment.emphasis)) if on]
    text = segment.text
    if segment.kind == "math":
        text = maths(latex_to_unicode(segment.text))
        styles.append(MATH_STYLE)
    elif segment.kind == "code":
        styles.append(CODE_STYLE)
    return Content.styled(text, " ".join(styles)) if styles else Content(text)


def _mark_blanks(content: Content) -> Content:
    """Make the gaps of a ``cloze`` question stand out."""
    for found in _BLANK.finditer(content.plain):
        content = content.stylize("bold $text-accent", found.start(), found.end())
    return content
