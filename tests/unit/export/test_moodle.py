"""Moodle XML and GIFT, read by what Moodle documents."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from hostile import hostile_cards
from moodle import gift_questions, moodle_questions

from quizrnn.bank.library import Filter
from quizrnn.export.card import Piece
from quizrnn.export.cards import question_cards
from quizrnn.export.exporters import export_cards

TYPE = {
    "choice": "multichoice", "multi": "multichoice", "boolean": "truefalse", "order": "matching",
    "match": "matching", "numeric": "numerical", "bug": "numerical", "short": "essay",
    "formula": "essay", "drill": "essay",
}  # fmt: skip


def written(name, cards, lang="en"):
    """Return what an export writes, and its tally."""
    out = io.StringIO()
    tally = export_cards(name, cards, None, lang, out)
    return out.getvalue(), tally


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self):
        super().__init__()
        self.tags = set()

    def handle_starttag(self, tag, _attrs):
        self.tags.add(tag)


def tags(html):
    """Return the tags of HTML."""
    parser = Tags()
    parser.feed(html)
    return parser.tags


def test_every_shipped_card_is_a_question_of_moodle(shipped):
    lang, cards = shipped
    xml, tally = written("moodle", cards, lang)
    found = moodle_questions(xml)
    assert len(found) == tally.cards == len(cards)
    for card, (category, question) in zip(cards, found, strict=True):
        assert question.findtext("idnumber") == card.id
        assert category.startswith("$course$/quizrnn/")
        expected = TYPE.get(card.type) or ("cloze" if len(card.blanks) > 1 else "shortanswer")
        assert question.get("type") == expected
        assert len(question.findall("hint")) == len(card.hints)
        assert (len(question.findtext("generalfeedback/text")) > 20) or not card.explanation


def test_topics_are_categories(make_card):
    xml, _ = written("moodle", [make_card(section="lstm.bptt"), make_card(id="b", section="beyond")])
    assert [category for category, _ in moodle_questions(xml)] == [
        "$course$/quizrnn/LSTM",
        "$course$/quizrnn/beyond",
    ]


def test_right_and_wrong_choices_weigh_out(make_card):
    pieces = tuple(Piece(text=name, right=name in "abc") for name in "abcdefg")
    xml, _ = written("moodle", [make_card(kind="choice", type="multi", pieces=pieces)])
    shares = [float(answer.get("fraction")) for answer in moodle_questions(xml)[0][1].findall("answer")]
    assert shares == [33.33333] * 3 + [-25.0] * 4


def test_what_moodle_has_no_share_for_is_left_out(make_card):
    pieces = tuple(Piece(text=str(place), right=place < 12) for place in range(14))
    xml, tally = written("moodle", [make_card(kind="choice", type="multi", pieces=pieces)])
    assert moodle_questions(xml) == []
    assert tally.line() == (
        "1 questions, 0 drills: 0 cards, 1 left out (multi: more than ten choices of a kind in Moodle)"
    )


def test_a_number_comes_with_its_tolerance(make_card):
    xml, _ = written(
        "moodle", [make_card(type="numeric", kind="typed", typed="0.25", value=0.25, tolerance=0.01)]
    )
    answer = moodle_questions(xml)[0][1].find("answer")
    assert (answer.findtext("text"), answer.findtext("tolerance")) == ("0.25", "0.01")
    text, _ = written(
        "gift", [make_card(type="numeric", kind="typed", typed="0.25", value=0.25, tolerance=0.01)]
    )
    assert gift_questions(text)[0]["answers"] == [["0.25", "0.01"]]


def test_gaps_are_filled_within_the_text(make_card):
    card = make_card(
        kind="cloze", type="cloze", stem="[[1]] and [[2]]", blanks=("a~b", "c}"),
        accepts=(("a~b", "x*y"), ("c}",)),
    )  # fmt: skip
    xml, _ = written("moodle", [card])
    text = moodle_questions(xml)[0][1].findtext("questiontext/text")
    assert text == r"{1:SHORTANSWER:=a\~b~=x\\*y} and {1:SHORTANSWER:=c\}}"


def test_several_gaps_are_matched_in_gift(make_card):
    card = make_card(
        kind="cloze", type="cloze", stem="[[1]] and [[2]]", blanks=("a~b", "c}"),
        accepts=(("a~b", "x*y"), ("c}",)),
    )  # fmt: skip
    text, tally = written("gift", [card])
    (question,) = gift_questions(text)
    assert question["stem"] == "［1］ and ［2］"
    assert (question["kind"], question["answers"]) == ("match", [["［1］", "a~b"], ["［2］", "c}"]])
    assert tally.line() == "1 questions, 0 drills: 1 cards"


def test_a_gap_within_a_formula_is_asked_below_it(make_card):
    card = make_card(
        kind="cloze",
        type="cloze",
        stem="$c = [[1]] + i g$, [[2]].",
        blanks=("f", "x"),
        accepts=(("f",), ("x",)),
    )
    xml, _ = written("moodle", [card])
    text = moodle_questions(xml)[0][1].findtext("questiontext/text")
    assert r"\(c = ［1］ + i g\)" in text
    assert "<li>［1］ {1:SHORTANSWER:=f}</li>" in text


@pytest.mark.parametrize("name", ["moodle", "gift"])
def test_hostile_text_is_shown_not_run(make_card, name):
    cards = list(hostile_cards(make_card))
    text, tally = written(name, cards)
    assert tally.questions == len(cards)
    if name == "moodle":
        found = moodle_questions(text)
        parts = (part for _, question in found for part in question.iter() if part.get("format") == "html")
        pages = [part.findtext("text") or "" for part in parts]
    else:
        found = gift_questions(text)
        pages = [question[part] for question in found for part in ("stem", "said")]
    assert len(found) == tally.cards
    assert not set().union(*map(tags, pages)) & {"script", "img", "iframe", "a"}
    assert any("alert(1)" in page for page in pages)


def test_every_shipped_card_is_a_question_of_gift(shipped):
    lang, cards = shipped
    text, tally = written("gift", cards, lang)
    found = gift_questions(text)
    assert len(found) == tally.cards == len(cards)
    by_id = {card.id: card for card in cards}
    for question in found:
        card = by_id[question["name"].partition(": ")[0]]
        if card.type == "numeric":
            assert float(question["answers"][0][0]) == pytest.approx(card.value, rel=1e-9)
        elif card.type in ("choice", "multi"):
            assert len(question["answers"]) == len(card.pieces)
        elif card.type in ("order", "match"):
            assert len(question["answers"]) == len(card.solution)
        assert re.search(r"\S", question["stem"])


def test_a_question_with_drawn_numbers_may_come_in_several_instances(library):
    wanted = Filter(types=("numeric",), topics=("lstm.structure",))
    cards = list(question_cards(library, wanted, "en", instances=3))
    xml, tally = written("moodle", cards)
    drawn = [card for card in cards if card.instance > 1]
    assert drawn
    assert tally.questions == library.count(wanted)
    assert tally.cards == len(cards) == len(moodle_questions(xml))
    assert len({card.id for card in cards}) == len(cards)
    first = next(card for card in cards if f"{card.id}.2" in {other.id for other in cards})
    assert len({card.stem for card in cards if card.id.startswith(first.id)}) == 3
