"""Obsidian, hashcards, Mochi, Quizlet and JSON, read as those programs read them."""

from __future__ import annotations

import io
import json
import re
import zipfile

import jsonschema
import msgspec
import pytest
from hostile import hostile_cards
from programs import edn, hashcards, obsidian_cards, squeezed

from quizrnn.bank.library import Filter
from quizrnn.bank.model import Bank
from quizrnn.bank.schema import bank_schema
from quizrnn.errors import QuizrnnError
from quizrnn.export.card import Piece
from quizrnn.export.exporters import FORMATS, Tally, export_banks, export_cards


def written(name, cards, lang="en", target=None):
    """Return what an export writes, and its tally."""
    out = io.StringIO()
    tally = export_cards(name, cards, target, lang, out)
    return out.getvalue(), tally


def outside_fences(text):
    """Return Markdown without its fenced code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_every_shipped_card_is_one_card_in_obsidian(shipped):
    lang, cards = shipped
    note, tally = written("obsidian", cards, lang)
    found = obsidian_cards(note)
    assert [kind for kind, _ in found] == ["basic"] * len(cards)
    assert tally.cards == len(cards) == tally.questions + tally.drills
    for card, (_, text) in zip(cards, found, strict=True):
        assert f"<!--quizrnn:{card.id}-->" in text
        assert text.split("\n").count("?") == 1
        assert text.startswith("#") is False
    assert note.count("#flashcards/rnn/lstm\n") >= 1


def test_hostile_cards_stay_whole_in_obsidian(make_card):
    cards = list(hostile_cards(make_card))
    note, _ = written("obsidian", cards)
    found = obsidian_cards(note)
    assert [kind for kind, _ in found] == ["basic"] * len(cards)
    assert "<script" not in outside_fences(note)
    assert "<!--SR:" not in note


def test_reviews_in_an_obsidian_note_survive_a_new_export(make_card, tmp_path):
    target = tmp_path / "rnn.md"
    first, second = make_card(id="first"), make_card(id="second", answer_code="y = 1")
    export_cards("obsidian", [first, second], target, "en", io.StringIO())
    comment = "<!--SR:!2026-12-01,12,270!2026-12-03,4,250-->"
    note = target.read_text().replace("the Hadamard product", f"the Hadamard product\n{comment}", 1)
    on_last_line = "<!--SR:!2027-01-01,30,290-->"
    target.write_text(note.replace("y = 1\n```", f"y = 1\n```\n{on_last_line}", 1))
    changed = msgspec.structs.replace(first, answer="$\\odot$, element by element")
    export_cards("obsidian", [second, changed], target, "en", io.StringIO())
    cards = obsidian_cards(target.read_text())
    assert len(cards) == 2
    assert cards[0][1].endswith(f"```\n{on_last_line}")
    assert cards[1][1].endswith(f"element by element\n{comment}")
    assert target.read_text().count("<!--SR:") == 2


def test_a_note_with_windows_line_ends_keeps_its_reviews(make_card, tmp_path):
    target = tmp_path / "rnn.md"
    export_cards("obsidian", [make_card()], target, "en", io.StringIO())
    review = "<!--SR:!2026-12-01,12,270-->"
    target.write_bytes((target.read_text().rstrip("\n") + f"\n{review}\n").replace("\n", "\r\n").encode())
    export_cards("obsidian", [make_card()], target, "en", io.StringIO())
    assert target.read_text().endswith(f"{review}\n")


def test_every_shipped_card_is_read_by_hashcards(shipped):
    lang, cards = shipped
    deck, tally = written("hashcards", cards, lang)
    found = hashcards(deck)
    assert len(found) == tally.cards
    clozes = {card[1] for card in found if card[0] == "C"}
    assert len(clozes) >= 3
    questions = [card for card in found if card[0] == "Q"]
    assert len(questions) + len(clozes) == len(cards)
    assert all(question and answer for _, question, answer in questions)


def test_hostile_cards_stay_whole_in_hashcards(make_card):
    cards = list(hostile_cards(make_card))
    deck, tally = written("hashcards", cards)
    found = hashcards(deck)
    assert len(found) == tally.cards
    assert "<script" not in outside_fences(deck)


def test_a_cloze_of_hashcards_says_its_explanation_folded(make_card):
    card = make_card(
        kind="cloze", type="cloze", stem="The [[1]] gate keeps $c_{t-1}$, the [[2]] gate adds.",
        blanks=("forget", "input"), answer="`forget` | `input`", explanation="Two gates."
    )  # fmt: skip
    deck, tally = written("hashcards", [card])
    assert "C: The [forget] gate keeps $c_{t-1}$, the [input] gate adds." in deck
    assert "Two gates." in deck
    assert tally.cards == 2 == len(hashcards(deck))


def test_a_cloze_with_brackets_of_its_own_becomes_a_question(make_card):
    card = make_card(
        kind="cloze", type="cloze", stem="`h[:, 0]` is [[1]].", blanks=("a column",), answer="a column"
    )
    deck, tally = written("hashcards", [card])
    assert hashcards(deck) == [("Q", "`h[:, 0]` is ［　］.", "a column")]
    assert tally.cards == 1


def test_escaped_brackets_leave_a_cloze_a_cloze(make_card):
    card = make_card(
        kind="cloze", type="cloze", stem="The interval [0, 1] holds [[1]], and [x] is [[2]].",
        blanks=("f", "i"), explanation="A row [2] of it.",
    )  # fmt: skip
    deck, tally = written("hashcards", [card])
    found = hashcards(deck)
    assert [(kind, gap) for kind, _, gap in found] == [("C", "f"), ("C", "i")]
    assert "The interval \\[0, 1\\] holds [f]" in deck
    assert tally.cards == 2


def mochi(path):
    """Return the decks of a Mochi package."""
    with zipfile.ZipFile(path) as package:
        assert package.namelist() == ["data.edn"]
        return edn(package.read("data.edn").decode())


def test_every_shipped_card_is_in_the_mochi_package(shipped, tmp_path):
    lang, cards = shipped
    target = tmp_path / "deck.mochi"
    _, tally = written("mochi", cards, lang, target)
    data = mochi(target)
    assert data[":version"] == 2
    found = [card for deck in data[":decks"] for card in deck[":cards"]]
    assert len(found) == tally.cards == len(cards)
    identities = [item[":id"] for item in [*data[":decks"], *found]]
    assert len(set(identities)) == len(identities)
    assert all(identity.isalnum() and len(identity) >= 8 for identity in identities)
    for card in found:
        assert card[":content"].split("\n").count("---") == 1
        assert "{{" not in card[":content"] or "```" in card[":content"]
    again = tmp_path / "again.mochi"
    written("mochi", cards, lang, again)
    assert again.read_bytes() == target.read_bytes()


def test_hostile_cards_stay_whole_in_mochi(make_card, tmp_path):
    cards = list(hostile_cards(make_card))
    target = tmp_path / "deck.mochi"
    written("mochi", cards, "en", target)
    found = [card for deck in mochi(target)[":decks"] for card in deck[":cards"]]
    assert len(found) == len(cards)
    for card in found:
        outside = outside_fences(card[":content"])
        assert card[":content"].split("\n").count("---") == 1
        assert "{{" not in outside
        assert "<script" not in outside


@pytest.mark.parametrize("name", ["anki", "mochi"])
def test_a_package_needs_a_file(make_card, name):
    with pytest.raises(QuizrnnError, match="needs a file"):
        export_cards(name, [make_card()], None, "en", io.StringIO())


def test_quizlet_says_which_cards_it_cannot_hold(shipped):
    lang, cards = shipped
    text, tally = written("quizlet", cards, lang)
    lines = text.splitlines()
    assert len(lines) == tally.cards > 0.85 * len(cards)
    assert all(line.count("\t") == 1 and all(line.split("\t")) for line in lines)
    left = sum(sum(kinds.values()) for kinds in tally.left_out.values())
    assert tally.cards + left == len(cards)
    assert tally.line().startswith(
        f"{tally.questions} questions, {tally.drills} drills: {tally.cards} cards, {left} left out ("
    )
    assert "drill: no code of more than 10 lines in Quizlet" in tally.line()
    assert set(tally.left_out["no code of more than 10 lines in Quizlet"]) == {"drill"}


def test_short_code_stands_on_the_line_of_its_card_in_quizlet(make_card):
    code = "for t in range(T):\n    h = f(h)\n\n\ths.append(h)"
    bug = make_card(type="bug", code=code, faults=(2,), answer="Line 2.", answer_code="h = g(h)\nreturn h")
    text, tally = written("quizlet", [bug])
    term, definition = text.rstrip("\n").split("\t")
    deep = 4 * "\u00a0"
    assert term.endswith(f"1: for t in range(T): ⏎ 2: {deep}h = f(h) ⏎ 3: ⏎ 4: {deep}hs.append(h)")
    assert definition == "Line 2.  h = g(h) ⏎ return h"
    assert tally.cards == 1


def test_a_question_does_without_its_figure_unless_it_speaks_of_it(make_card):
    cards = [
        make_card(figure="+-+", stem="The figure shows a cell. Which?"),
        make_card(figure="+-+", stem="Which?", pieces=(Piece(text="the box with σ"), Piece(text="marked A"))),
        make_card(figure="+-+", stem="图中哪一项？"),
        make_card(figure="+-+", stem="What joins $f_t$ and $c_{t-1}$?"),
    ]
    text, tally = written("quizlet", cards)
    assert len(text.splitlines()) == 1
    assert tally.line() == "4 questions, 0 drills: 1 cards, 3 left out (formula: no figures in Quizlet)"


def test_hostile_cards_are_one_line_each_in_quizlet(make_card):
    cards = [card for card in hostile_cards(make_card) if not card.code]
    text, tally = written("quizlet", cards)
    assert len(text.splitlines()) == len(cards) == tally.cards
    for card, line in zip(cards, text.splitlines(), strict=True):
        term, definition = line.split("\t")
        assert term
        assert definition
        if "script" in card.stem:
            assert squeezed("<script>alert(1)</script>") in squeezed(term)


def test_json_is_a_list_of_banks_by_the_schema(library):
    out = io.StringIO()
    tally = export_banks(library, Filter(), 29, None, out)
    banks = json.loads(out.getvalue())
    for bank in banks:
        jsonschema.Draft202012Validator(bank_schema()).validate(bank)
    decoded = msgspec.json.decode(out.getvalue(), type=list[Bank])
    assert [question for bank in decoded for question in bank.questions] == [
        question for bank in library.banks() for _, question in library.questions(Filter(banks=(bank.slug,)))
    ]
    total = library.count()
    assert (
        tally.line()
        == f"{total} questions, 29 drills: {total} cards, 29 left out (drill: a bank holds questions only)"
    )


def test_json_of_a_few_questions_holds_those_alone(library):
    out = io.StringIO()
    export_banks(library, Filter(types=("order",)), 0, None, out, 30)
    banks = json.loads(out.getvalue())
    questions = [question for bank in banks for question in bank["questions"]]
    assert len(questions) <= 30
    assert {question["type"] for question in questions} == {"order"}
    out = io.StringIO()
    assert export_banks(library, Filter(), 0, None, out, 0) == Tally()
    assert json.loads(out.getvalue()) == []


def test_equal_content_makes_equal_files(make_card):
    for name in FORMATS:
        if name not in ("anki", "mochi", "json"):
            cards = list(hostile_cards(make_card))
            assert written(name, cards) == written(name, cards)
