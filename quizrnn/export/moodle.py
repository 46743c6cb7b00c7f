"""Moodle XML: one category a topic, each question as the Moodle type that checks it best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from quizrnn.export.moodle_text import accepted, embedded, number_text, title_of
from quizrnn.export.pages import Page
from quizrnn.export.printable import printable
from quizrnn.notation import segments, to_plain
from quizrnn.notation.html import to_html

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally

_FRACTIONS: Final = (100.0, 50.0, 33.33333, 25.0, 20.0, 16.66667, 14.28571, 12.5, 11.11111, 10.0)
"""Shares of the grade that Moodle knows: one of n, for n from 1 to 10."""


def moodle_lines(cards: Iterable[Card], lang: str, tally: Tally) -> Iterator[str]:
    """Yield the lines of a quiz file: categories by dummy questions, maths for Moodle's MathJax filter."""
    writer = _Writer(lang)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<quiz>"
    category = None
    for card in cards:
        if category != (category := category_of(card)):
            yield f'<question type="category"><category>{_text(category)}</category></question>'
        if card.kind == "choice" and card.type == "multi" and not _gradable(card):
            tally.leave_out("multi", "more than ten choices of a kind in Moodle")
            continue
        yield writer.question(card)
    yield "</quiz>"


def category_of(card: Card) -> str:
    """Return the category that a card goes into, such as ``$course$/quizrnn/LSTM``."""
    topic = (card.section or card.bank).partition(".")[0]
    return f"$course$/quizrnn/{topic.upper() if len(topic) <= 4 else topic}"


def _gradable(card: Card) -> bool:
    return all(
        sum(piece.right is right for piece in card.pieces) <= len(_FRACTIONS) for right in (True, False)
    )


class _Writer:
    """Writes questions in one language."""

    def __init__(self, lang: str) -> None:
        self._page = Page(lang, partial(to_html, math="mathjax"))

    def question(self, card: Card) -> str:
        """Return one question."""
        kind, body = self._body(card)
        return (
            f'<question type="{kind}">\n<name>{_text(title_of(card))}</name>\n{body}\n'
            f"<idnumber>{_escaped(card.id)}</idnumber>\n{self._hints(card)}{_tags(card)}</question>"
        )

    def _body(self, card: Card) -> tuple[str, str]:
        page = self._page
        if card.type in ("choice", "multi"):
            return "multichoice", self._choices(card)
        if card.type == "boolean":
            return "truefalse", self._truth(card)
        if card.type in ("order", "match"):
            return "matching", self._pairs(card)
        if card.type == "bug":
            answers = "".join(self._number(str(line), 0.0) for line in card.faults)
            return "numerical", self._asked(card, self._repair(card)) + answers + _UNITS
        if card.value is not None:
            number = self._number(number_text(card.value), card.tolerance)
            return "numerical", self._asked(card, page.explained(card)) + number + _UNITS
        if len(card.accepts) > 1:
            return "cloze", self._gaps(card)
        if card.accepts:
            answers = "".join(self._answer(accepted(text), 100.0) for text in card.accepts[0])
            usage = f"\n<usecase>{int(card.cased)}</usecase>"
            return "shortanswer", self._asked(
                card, page.answer(card) + page.explained(card)
            ) + usage + answers
        return "essay", self._asked(card, page.answer(card) + page.explained(card)) + _ESSAY.format(
            _html("graderinfo", page.answer(card) + page.explained(card))
        )

    def _asked(self, card: Card, feedback: str, *, listed: bool = True, whole: str | None = None) -> str:
        text = whole if whole is not None else self._page.question(card)
        text += self._page.asked(card) if listed else ""
        return (
            f"{_html('questiontext', text)}\n{_html('generalfeedback', feedback)}\n"
            "<defaultgrade>1</defaultgrade>\n<penalty>0.3333333</penalty>\n<hidden>0</hidden>"
        )

    def _choices(self, card: Card) -> str:
        right = sum(bool(piece.right) for piece in card.pieces)
        wrong = len(card.pieces) - right
        many = card.type == "multi"
        answers = ""
        for piece in card.pieces:
            loss = -_FRACTIONS[wrong - 1] if many and not piece.right else 0.0
            share = (_FRACTIONS[right - 1] if many else 100.0) if piece.right else loss
            answers += self._answer(self._page.html(piece.text), share, piece.why, markup=True)
        note = self._page.html(card.ask) if card.ask else ""
        text = self._page.question(card) + (f"<p>{note}</p>" if note else "")
        return (
            self._asked(card, self._page.explained(card, whys=False), listed=False, whole=text)
            + f"\n<single>{str(not many).lower()}</single>\n<shuffleanswers>true</shuffleanswers>"
            + "\n<answernumbering>abc</answernumbering>"
            + answers
        )

    def _truth(self, card: Card) -> str:
        true = card.pieces[0].right
        return self._asked(card, self._page.explained(card), listed=False) + "".join(
            f'\n<answer fraction="{100 * right}" format="moodle_auto_format">{_text(word)}</answer>'
            for word, right in (("true", int(bool(true))), ("false", int(not true)))
        )

    def _pairs(self, card: Card) -> str:
        if card.type == "order":
            # A step and its place: Moodle has had matching for ever, ordering only since 4.4.
            pairs = [(piece.text, str(place)) for place, piece in enumerate(card.solution, 1)]
            others = list[str]()
        else:
            pairs = [(piece.text, to_plain(piece.partner)) for piece in card.solution]
            named = {partner for _, partner in pairs}
            others = [text for text in (to_plain(piece.text) for piece in card.partners) if text not in named]
        rows = [_pair(self._page.html(left), right) for left, right in pairs]
        rows += [_pair("", other) for other in others]
        feedback = self._page.answer(card) + self._page.explained(card)
        return (
            self._asked(card, feedback, listed=False)
            + "\n<shuffleanswers>true</shuffleanswers>"
            + "".join(rows)
        )

    def _gaps(self, card: Card) -> str:
        inputs = [embedded(texts, cased=card.cased) for texts in card.accepts]
        formulas = (part.text for part in segments(card.stem) if part.kind in ("math", "display"))
        if any("[[" in formula for formula in formulas):
            # Nothing can be typed within a formula.
            rows = "".join(f"<li>［{number}］ {field}</li>" for number, field in enumerate(inputs, 1))
            text = f"{self._page.question(card)}<ul>{rows}</ul>"
        else:
            text = self._page.question(card, gap=lambda number: inputs[number - 1])
        return self._asked(card, self._page.explained(card), listed=False, whole=text)

    def _repair(self, card: Card) -> str:
        return self._page.answer(card) + self._page.explained(card)

    def _answer(self, text: str, share: float, why: str = "", *, markup: bool = False) -> str:
        style = "html" if markup else "moodle_auto_format"
        said = _html("feedback", self._page.html(why)) if why else ""
        return f'\n<answer fraction="{share:.7g}" format="{style}">{_cdata(text)}{said}</answer>'

    def _number(self, value: str, tolerance: float) -> str:
        spread = number_text(tolerance)
        return f'\n<answer fraction="100">{_text(value)}<tolerance>{spread}</tolerance></answer>'

    def _hints(self, card: Card) -> str:
        return "".join(f"{_html('hint', self._page.html(hint))}\n" for hint in card.hints)


_UNITS: Final = "\n<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits>"
"""No unit is asked for: the stem names it."""

_ESSAY: Final = (
    "\n<responseformat>editor</responseformat><responserequired>1</responserequired>"
    "<responsefieldlines>10</responsefieldlines><attachments>0</attachments>"
    "<attachmentsrequired>0</attachmentsrequired>{}"
)


def _pair(left: str, right: str) -> str:
    return f'\n<subquestion format="html">{_cdata(left)}<answer>{_text(right)}</answer></subquestion>'


def _tags(card: Card) -> str:
    names = ("quizrnn", card.section or card.bank, card.type, *card.tags)
    return "<tags>" + "".join(f"<tag>{_text(name)}</tag>" for name in dict.fromkeys(names)) + "</tags>"


def _html(name: str, html: str) -> str:
    return f'<{name} format="html">{_cdata(html)}</{name}>'


def _cdata(html: str) -> str:
    safe = printable(html).replace("]]>", "]]]]><![CDATA[>")
    return f"<text><![CDATA[{_xml(safe)}]]></text>" if html else "<text></text>"


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    return escape(_xml(printable(text)))


def _xml(text: str) -> str:
    """Return a text without the two characters that XML has no way to hold."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
