"""The two sides of a card in Markdown, for the programs that keep their cards in text files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from quizrnn.export.gaps import with_numbered_gaps
from quizrnn.export.markdown import Dialect, fence, folded, numbered, to_markdown
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card, Piece, Slip


def front(card: Card, lang: str, dialect: Dialect) -> str:
    """Return what is asked: stem, figure, code, what is listed, and the hints, folded."""
    blocks = [to_markdown(with_numbered_gaps(card.stem, len(card.blanks)), dialect)]
    if card.figure:
        blocks.append(fence(card.figure, "text"))
    if card.code:
        code = numbered(card.code) if card.faults else card.code
        blocks.append(fence(with_numbered_gaps(code, len(card.blanks)), "python"))
    blocks += [_listed(pieces, dialect) for pieces in (card.pieces, card.partners) if pieces]
    if card.ask:
        blocks.append(to_markdown(card.ask, dialect))
    if card.hints:
        hints = [to_markdown(hint, dialect) for hint in card.hints]
        blocks.append(folded(pick(both("Hint", "提示"), lang), hints, dialect))
    return dialect.paragraph.join(blocks)


def back(card: Card, lang: str, dialect: Dialect) -> str:
    """Return the answer, and everything that is to be said about it."""
    blocks = [*_answer(card, dialect)]
    if card.rubric:
        blocks.append(
            _said(both("A good answer says", "答题要点"), _points(card.rubric, dialect), lang, dialect)
        )
    if card.also:
        blocks.append(_said(both("Also right", "同样正确"), _slips(card.also, dialect), lang, dialect))
    if card.explanation:
        blocks.append(to_markdown(card.explanation, dialect))
    whys = [piece for piece in card.pieces if piece.why]
    if whys:
        reasons = (f"{_label(piece)}{to_markdown(piece.why, dialect)}" for piece in whys)
        blocks.append(_said(both("On each choice", "各选项说明"), reasons, lang, dialect))
    if card.slips:
        blocks.append(_said(both("Common mistakes", "常见错误"), _slips(card.slips, dialect), lang, dialect))
    if card.corrects:
        claim = card.corrects.claim
        says = [to_markdown(card.corrects.says, dialect)]
        blocks.append(
            _said(both(f"The article claims ({claim})", f"文章的说法（{claim}）"), says, lang, dialect)
        )
        if card.corrects.repair:
            repair = [to_markdown(card.corrects.repair, dialect)]
            blocks.append(_said(both("In fact", "事实上"), repair, lang, dialect))
    if card.sources:
        sources = (to_markdown(source, dialect) for source in card.sources)
        blocks.append(_said(both("Sources", "来源"), sources, lang, dialect))
    return dialect.paragraph.join(blocks)


def _answer(card: Card, dialect: Dialect) -> Iterable[str]:
    if card.kind == "choice" and not card.answer:
        yield _listed([piece for piece in card.pieces if piece.right], dialect)
    elif card.answer:
        yield to_markdown(card.answer, dialect)
    if card.answer_code:
        yield fence(card.answer_code, "python")
    if card.solution:
        yield _listed(card.solution, dialect)


def _listed(pieces: Sequence[Piece], dialect: Dialect) -> str:
    return dialect.line.join(
        f"{_label(piece)}{to_markdown(piece.text, dialect)}"
        + (f" — {to_markdown(piece.partner, dialect)}" if piece.partner else "")
        for piece in pieces
    )


def _label(piece: Piece) -> str:
    return f"**{piece.label}** " if piece.label else "• "


def _said(heading: Text, lines: Iterable[str], lang: str, dialect: Dialect) -> str:
    return dialect.line.join([f"**{pick(heading, lang)}**", *lines])


def _points(points: Sequence[str], dialect: Dialect) -> list[str]:
    return [f"{number}\\. {to_markdown(point, dialect)}" for number, point in enumerate(points, 1)]


def _slips(slips: Sequence[Slip], dialect: Dialect) -> list[str]:
    return [
        f"• {to_markdown(slip.answer, dialect)}"
        + (f" — {to_markdown(slip.says, dialect)}" if slip.says else "")
        for slip in slips
    ]
