"""Hostile texts from a bank file into the real Anki: nothing lost, nothing injected."""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.bank.library import Filter, Library
from quizrnn.export.anki import write_anki
from quizrnn.export.anki_text import anki_text_lines
from quizrnn.export.card import Card, Piece, Slip
from quizrnn.export.cards import question_cards
from quizrnn.export.exporters import Tally
from quizrnn.notation import segments
from quizrnn.paths import Paths

HOSTILE = [
    r"$\frac{a}{b^{2^{k}}}$ and $$\sqrt{\frac{x_{i}}{y_{j}}}$$",
    "x[::2, ::-1] and a::b and c1::d",
    "{{c1::x}} {{Answer}} {{FrontSide}} }} {{ }}}}",
    "]]> <![CDATA[ --> <!-- x --> &amp; &lt;b&gt; &#91;",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </div></details> <b>bold",
    "\"quotes\" 'single' \\ back\\slash \\( not math \\) \\[ nor this \\]",
    "right to left עברית العربية",
    "😀 👩\u200d👩\u200d👧 é e\u0301 한국어 中文：“引号”",
    "[sound:a.mp3] [anki:tts] [[type:Extra2]] [latex]x[/latex] [[9]] [[x]]",
    "`code <b> [[7]] {{x}}` and **strong `x`** and *soft*",
    "# heading, a; b = c ~ d",
    "\u00a0 no-break edges \u3000",
]
OURS = "div span p br b em strong code pre ul ol li details summary hr style script input"
TAGS = set(OURS.split())


class Page(HTMLParser):
    """Collects tags, attributes and text of a rendered card; scripts and styles are the template's own."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text, self.scripts = set(), set(), [], 0
        self._silent = False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.scripts += tag == "script"
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._silent = self._silent and tag not in ("script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.text.append(data)


def read(html):
    page = Page()
    page.feed(html)
    page.close()
    return page


def bare(text):
    """Return a text without blanks, as Anki keeps it: composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def visible(html):
    return bare("".join(read(html).text))


def expected(text):
    """Return what a reader should see of a text with markup, formulas as MathJax gets them."""
    marks = {"math": (r"\(", r"\)"), "display": (r"\[", r"\]")}
    shown = ""
    for segment in segments(text):
        before, after = marks.get(segment.kind, ("", ""))
        shown += "" if segment.kind == "item" else f"{before}{segment.text}{after}"
    return bare(shown)


def import_package(collection, path):
    options = ImportAnkiPackageOptions(merge_notetypes=True)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    return collection.import_anki_package(request).log


def hostile_questions(place, text):
    """Return a question of every type that says a hostile thing wherever it can."""
    common = {"section": "hostile.all", "stem": f"{text} ?", "explanation": text, "hints": [text, text]}
    right, wrong = {"text": f"{text} 1", "correct": True}, {"text": f"{text} 2", "why": text}
    pairs = [{"left": f"L{n} {text}", "right": f"R{n} {text}"} for n in (1, 2)]
    own = {
        "choice": {"choices": [right, wrong]},
        "multi": {"choices": [wrong, right]},
        "boolean": {"answer": False},
        "order": {"items": [f"1 {text}", f"2 {text}", f"3 {text}"]},
        "match": {"pairs": pairs, "distractors": [text]},
        "numeric": {"answer": 12.5, "mistakes": [{"formula": "12 + 1", "why": text}]},
        "formula": {
            "target": "c",
            "variables": {"f": ["B", "H"]},
            "answer": "f * 2",
            "mistakes": [{"formula": "f", "why": text}],
        },
        "short": {"rubric": [{"point": text}], "model_answer": text},
        "bug": {"code": f"a = 1\n\tb = {text}\n", "line": 2, "fix": f"b = '{text}'"},
    }
    for kind, fields in own.items():
        yield {"id": f"{kind}-{place}", "type": kind, **common, **fields}
    around = text.replace("[[7]]", "").replace("[[9]]", "")  # gaps that the bank itself would refuse
    one = {"stem": f"{around} [[1]]", "blanks": [{"accept": [text]}]}
    two = {
        "stem": f"{around} [[1]] or $f_{{[[2]]}}$",
        "code": f"z = {{[[1]]}} # {around}",
        "blanks": [{"accept": [text]}, {"accept": ["a}"]}],
    }
    for name, fields in (("one", one), ("two", two)):
        yield {"id": f"cloze-{name}-{place}", "type": "cloze", **common, **fields}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return the cards of the hostile pack, and a collection that has imported them."""
    folder = tmp_path_factory.mktemp("hostile")
    questions = [one for place, text in enumerate(HOSTILE) for one in hostile_questions(place, text)]
    pack = folder / "hostile.yaml"
    bank = {"bank": "hostile", "title": "Hostile", "questions": questions}
    pack.write_text(json.dumps(bank, ensure_ascii=False), encoding="utf-8")
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(folder / "home")}), extra=(pack,))
    cards = list(question_cards(library, Filter(banks=("hostile",)), "en"))
    library.close()
    write_anki(cards, folder / "deck.apkg", "en")
    collection = Collection(str(folder / "collection.anki2"))
    assert len(import_package(collection, folder / "deck.apkg").new) == len(cards) == len(questions)
    yield cards, collection
    collection.close()


def rendered(collection, card):
    (number,) = collection.find_cards(f'"ID:{card.id}"')
    return collection.get_card(number)


def test_the_collection_is_whole(hostile):
    cards, collection = hostile
    assert collection.card_count() == len(cards)
    assert not collection.get_empty_cards().notes
    assert collection.fix_integrity()[1]


def test_nothing_is_injected(hostile):
    cards, collection = hostile
    for card in cards:
        shown = rendered(collection, card)
        assert not shown.question_av_tags(), card.id
        assert not shown.answer_av_tags(), card.id
        fronts, backs = card.kind == "choice", card.kind in ("choice", "typed")
        for side, scripts in ((shown.question(), fronts), (shown.answer(), backs)):
            page = read(side)
            assert page.tags <= TAGS, card.id
            assert page.scripts == scripts, card.id
            assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "href")]
            assert side.count("[[type:") == (card.kind == "typed"), card.id
            for tag in ("div", "details", "pre", "span"):
                assert side.count(f"<{tag}") == side.count(f"</{tag}>"), (card.id, tag)


def test_nothing_is_lost(hostile):
    cards, collection = hostile
    for card in cards:
        shown = rendered(collection, card)
        front, back = visible(shown.question()), visible(shown.answer())
        if not card.blanks:
            assert expected(card.stem) in front, card.id
        for line in card.code.split("\n"):
            assert card.blanks or bare(line) in front, card.id
        answer = card.answer if card.type in ("numeric", "short", "bug") else ""
        for text in (card.explanation, answer, *card.rubric):
            assert expected(text) in back, card.id
        assert bare(card.answer_code) in back, card.id
        for piece in (*card.pieces, *card.partners, *card.solution):
            assert expected(piece.text) in front, card.id
            assert expected(piece.why) in back, card.id
        for slip in (*card.slips, *card.also):
            assert expected(slip.says) in back, card.id
        assert all(expected(hint) in front for hint in card.hints), card.id


def test_what_fills_a_gap_is_hidden_and_then_whole(hostile):
    cards, collection = hostile
    for card in cards:
        if card.kind == "cloze":
            shown = rendered(collection, card)
            assert "".join(read(shown.question()).text).count("[...]") == 3, card.id
            assert visible(shown.answer()).count(bare(card.blanks[0])) >= 2, card.id
            assert r"f_{\text{a\}}}" in visible(shown.answer()), card.id


def test_what_is_typed_compares_as_equal(hostile):
    cards, collection = hostile
    for card in cards:
        if card.typed:
            compared = collection.compare_answer(rendered(collection, card).note()["Extra2"], card.typed)
            assert "typeBad" not in compared, card.id
            assert "typeMissed" not in compared, card.id


def test_the_text_form_lands_on_the_same_notes_unchanged(hostile, tmp_path):
    cards, collection = hostile
    before = {note: collection.get_note(note).fields for note in collection.find_notes("")}
    file = tmp_path / "deck.txt"
    lines = "".join(line + "\n" for line in anki_text_lines(cards, "en", Tally()))
    file.write_text(lines, encoding="utf-8", newline="\n")
    metadata = collection.get_csv_metadata(path=str(file), delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log
    assert not log.new
    assert not log.conflicting
    for note, fields in before.items():
        assert collection.get_note(note).fields == [field.replace("\n", "<br>") for field in fields]


hostile_text = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.text(alphabet="{}:[]()$\\`*<>&;c1\"' \t\n", max_size=30),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join),
)
kinds = st.sampled_from(["basic", "choice", "typed", "cloze"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(kinds, hostile_text), min_size=8, max_size=24))
def test_whatever_is_said_anki_takes_it(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("any")
    cards = [any_card(place, kind, text) for place, (kind, text) in enumerate(texts)]
    write_anki(cards, folder / "deck.apkg", "zh")
    collection = Collection(str(folder / "collection.anki2"))
    try:
        assert len(import_package(collection, folder / "deck.apkg").new) == len(cards)
        assert collection.card_count() == len(cards)
        assert not collection.get_empty_cards().notes
        for card in cards:
            shown = rendered(collection, card)
            page = read(shown.answer())
            assert page.tags <= TAGS
            assert page.scripts == (card.kind in ("choice", "typed"))
            assert expected(card.explanation) in visible(shown.answer())
            assert bare(card.figure) in visible(shown.question())
            assert not shown.question_av_tags()
        assert collection.fix_integrity()[1]
    finally:
        collection.close()


def any_card(place, kind, text):
    """Return a card that says the same hostile thing everywhere."""
    return Card(
        id=f"any-{place}",
        bank="any",
        kind=kind,
        type="cloze" if kind == "cloze" else "short",
        section="any.all",
        tags=(),
        revision=1,
        changed=1_800_000_000,
        stem=f"{text}\n\n[[1]]" if kind == "cloze" else f"? {text}",
        code=text,
        figure=text,
        pieces=() if kind == "cloze" else (Piece(label="a", text=text, right=True, why=text),),
        blanks=(text or "x",) if kind == "cloze" else (),
        typed=(text or "x") if kind == "typed" else "",
        hints=(text,),
        answer=text,
        answer_code=text,
        also=(Slip(answer=text, says=text),),
        explanation=text,
        sources=(text,),
    )
