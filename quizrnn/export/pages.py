"""The parts of a card as plain HTML, for programs that bring their own style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from quizrnn.export.gaps import with_gaps, with_numbered_gaps
from quizrnn.export.printable import printable
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card, Piece, Slip


class Page:
    """Writes the parts of cards in one language, with one way to show maths, and one to show figures."""

    def __init__(
        self, lang: str, html: Callable[[str], str], figure: Callable[[str], str] | None = None
    ) -> None:
        self._lang = lang
        self._html = html
        self._figure = figure or _plain_figure

    def html(self, text: str) -> str:
        """Return a text with markup as HTML."""
        return self._html(printable(text))

    def say(self, text: Text) -> str:
        """Return a text in the page's language."""
        return pick(text, self._lang)

    def question(self, card: Card, *, gap: Callable[[int], str] | None = None) -> str:
        """Return stem, figure and code; ``gap`` says what stands in a gap."""
        parts = [gapped(self.html(card.stem), card, gap)]
        if card.figure:
            parts.append(self._figure(printable(card.figure)))
        if card.code:
            parts.append(gapped(code_block(card.code, numbered=bool(card.faults)), card, gap))
        return "".join(parts)

    def asked(self, card: Card) -> str:
        """Return what is listed under a question that no widget asks, and what to enter."""
        parts = [self.listed(pieces) for pieces in (card.pieces, card.partners) if pieces]
        if card.ask:
            parts.append(f"<p>{self.html(card.ask)}</p>")
        return "".join(parts)

    def listed(self, pieces: Sequence[Piece]) -> str:
        """Return pieces with their labels, pairs with both halves."""
        rows = (
            f"<li>{_label(piece)}{self.html(piece.text)}"
            + (f" — {self.html(piece.partner)}" if piece.partner else "")
            + "</li>"
            for piece in pieces
        )
        return f'<ul class="pieces">{"".join(rows)}</ul>'

    def answer(self, card: Card) -> str:
        """Return the answer."""
        parts = list[str]()
        if card.kind == "choice" and not card.answer:
            parts.append(self.listed([piece for piece in card.pieces if piece.right]))
        elif card.answer:
            parts.append(f"<p>{self.html(card.answer)}</p>")
        if card.answer_code:
            parts.append(code_block(card.answer_code))
        if card.solution:
            parts.append(self.listed(card.solution))
        if card.rubric:
            parts.append(
                self._said(both("A good answer says", "答题要点"), map(self.html, card.rubric), "ol")
            )
        if card.also:
            parts.append(self._said(both("Also right", "同样正确"), map(self._slip, card.also)))
        return "".join(parts)

    def explained(self, card: Card, *, whys: bool = True) -> str:
        """Return all that is to be said once the answer is known; ``whys`` adds that of each choice."""
        parts = [f"<div>{self.html(card.explanation)}</div>"] if card.explanation else []
        reasons = [f"{_label(piece)}{self.html(piece.why)}" for piece in card.pieces if piece.why]
        if whys and reasons:
            parts.append(self._said(both("On each choice", "各选项说明"), reasons))
        if card.slips:
            parts.append(self._said(both("Common mistakes", "常见错误"), map(self._slip, card.slips)))
        if card.corrects:
            claim = card.corrects.claim
            said = both(f"The article claims ({claim})", f"文章的说法（{claim}）")
            parts.append(
                f"<p><strong>{self.say(said)}</strong></p><div>{self.html(card.corrects.says)}</div>"
            )
            if card.corrects.repair:
                heading = self.say(both("In fact", "事实上"))
                parts.append(f"<p><strong>{heading}</strong></p><div>{self.html(card.corrects.repair)}</div>")
        if card.sources:
            parts.append(self._said(both("Sources", "来源"), map(self.html, card.sources)))
        return "".join(parts)

    def _said(self, heading: Text, rows: Iterable[str], tag: str = "ul") -> str:
        items = "".join(f"<li>{row}</li>" for row in rows)
        return f"<p><strong>{self.say(heading)}</strong></p><{tag}>{items}</{tag}>"

    def _slip(self, slip: Slip) -> str:
        return self.html(slip.answer) + (f" — {self.html(slip.says)}" if slip.says else "")


def gapped(html: str, card: Card, gap: Callable[[int], str] | None) -> str:
    """Return HTML whose gaps are filled by ``gap``, or open."""
    count = len(card.blanks)
    return with_gaps(html, count, gap) if gap else with_numbered_gaps(html, count)


def code_block(code: str, *, numbered: bool = False) -> str:
    """Return code as HTML, its lines numbered from 1 where they are to be named."""
    lines = escape(printable(code), quote=False).split("\n")
    if numbered:
        width = len(str(len(lines)))
        lines = [f"{number:>{width}}  {line}" for number, line in enumerate(lines, 1)]
    return "<pre><code>" + "\n".join(lines) + "</code></pre>"


def _plain_figure(figure: str) -> str:
    return f'<pre class="figure">{escape(figure, quote=False)}</pre>'


def _label(piece: Piece) -> str:
    return f"<strong>{escape(piece.label)}</strong> " if piece.label else ""
