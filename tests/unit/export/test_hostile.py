"""Whatever a card says, every format shows it whole, and runs or misreads none of it."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from moodle import gift_questions, moodle_questions
from programs import edn, hashcards, obsidian_cards, shown, squeezed

from quizrnn.export.anki_fields import FIELDS
from quizrnn.export.card import Card, Piece, Slip
from quizrnn.export.exporters import export_cards
from quizrnn.export.markdown import tex
from quizrnn.export.printable import printable
from quizrnn.notation import segments, to_plain

PARTS = [
    "$\\frac{a}{b^{2^{k}}}$", "$$\\sum_{t}{{x}}$$", "::", "]]>", "\t", '"', "'", "<script>alert(1)</script>",
    "<b onclick=x>", "&amp;", "-->", "<!--SR:!2026-01-01,1,250-->", "עברית", "\U0001f469\u200d\U0001f467",
    "\x00", "{{c1::x}}", "}}", "{1:SA:=x}", "~%50%", "=", "#", "->", "?", "\n\n?\n\n", "\n\nA: b\n\n",
    "\n\n---\n\n", "```", "`a::b`", "[x]", "[[9]]", "[sound:a.mp3]", "\\(", "\\", "**strong**", "*soft*",
    "- item\n- other", "$5", "中文：“引号”，", "é", "a_b_c", "==x==", "%%", "| a | b |",
    "https://example.org/a_b", "x < y & z", "//", "$CATEGORY: x",
]  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Co", "Cn"), exclude_characters="$"), max_size=12)
TEXTS = st.lists(st.one_of(st.sampled_from(PARTS), LETTERS), max_size=6).map(" ".join)
NAMES = ("anki-text", "obsidian", "mochi", "quizlet", "moodle", "gift", "hashcards", "html")
ALLOWED = {
    "div", "span", "p", "br", "em", "strong", "b", "code", "pre", "ul", "ol", "li", "details", "summary",
}  # fmt: skip


class Page(HTMLParser):
    """Collects the text, the tags and the attributes of HTML."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.names = "", set(), set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def cards_of(text, more):
    """Return a card of each kind that says two hostile things."""
    common = {
        "bank": "any", "section": "any.all", "tags": ("t",), "revision": 1, "changed": 1_800_000_000,
        "stem": f"Q1 {text}", "explanation": f"E1 {more}", "hints": (f"H1 {more}",),
    }  # fmt: skip
    pieces = tuple(
        Piece(label=label, text=f"P{label} {more}", right=label == "a", why=f"W {text}") for label in "ab"
    )
    pairs = tuple(
        Piece(label=f"{label}1", text=f"P{label} {more}", partner=f"R{label} {text}") for label in "ab"
    )
    slips = (Slip(answer=f"S1 {text}", says=f"S2 {more}"),)
    gap = {"stem": f"Q1 {text}\n\n[[1]]", "blanks": (f"F {more}",), "accepts": ((f"F {more}",),)}
    return [
        Card(id="choice", kind="choice", type="choice", pieces=pieces, **common),
        Card(id="multi", kind="choice", type="multi", pieces=pieces, ask=f"A1 {text}", **common),
        Card(
            id="match", kind="basic", type="match", pieces=pieces, solution=pairs, answer="**a1**", **common
        ),
        Card(id="short", kind="basic", type="short", answer=f"N1 {more}", rubric=(f"R1 {text}",), **common),
        Card(
            id="slips",
            kind="basic",
            type="formula",
            answer_code=f"y = 1  # {' '.join(more.split())}",
            slips=slips,
            **common,
        ),
        Card(id="gap", kind="typed", type="cloze", typed="x", answer=f"N1 {more}", **common | gap),
        Card(id="number", kind="typed", type="numeric", typed="12", value=12, answer="12", **common),
    ]


def packed(cards):
    """Return the contents of the cards of a Mochi package."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deck.mochi"
        export_cards("mochi", cards, target, "en", io.StringIO())
        with zipfile.ZipFile(target) as package:
            data = edn(package.read("data.edn").decode())
    return [card[":content"] for deck in data[":decks"] for card in deck[":cards"]]


def expected(text, formula):
    """Return what a reader should see of a text, without blanks, formulas as ``formula`` writes them.

    In Markdown the mark of an item is text, in HTML it is the list's.
    """
    seen = ""
    for segment in segments(text):
        if segment.kind in ("math", "display"):
            seen += formula(printable(segment.text), segment.kind == "display")
        else:
            seen += "" if segment.kind == "item" and formula is not markdown_tex else printable(segment.text)
    return squeezed(seen)


def markdown_tex(formula, _display):
    return tex(formula)


def mathjax(formula, display):
    return rf"\[{formula}\]" if display else rf"\({formula}\)"


def read(name, cards):
    """Return what each card shows in a format, without blanks, and how the format writes a formula.

    Raises:
        AssertionError: If the file is not well-formed, or anything is in it that would run.
    """
    if name == "mochi":
        contents = packed(cards)
        assert all(content.split("\n").count("---") == 1 for content in contents)
        return list(map(markdown_text, contents)), markdown_tex
    out = io.StringIO()
    tally = export_cards(name, cards, None, "en", out)
    assert tally.cards == len(cards), tally.line()
    text = out.getvalue()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
    match name:
        case "obsidian":
            found = obsidian_cards(text)
            assert [kind for kind, _ in found] == ["basic"] * len(found)
            return [markdown_text(note) for _, note in found], markdown_tex
        case "hashcards":
            found = hashcards(text)
            assert {kind for kind, *_ in found} <= {"Q", "C"}
            return [markdown_text("\n\n".join(sides)) for _, *sides in found], markdown_tex
        case "quizlet":
            lines = text.removesuffix("\n").split("\n")
            assert all(len(line.split("\t")) == 2 for line in lines)
            return [squeezed(line) for line in lines], None
        case "anki-text":
            rows = list(csv.reader(text.split("\n")[7:-1], delimiter="\t"))
            assert all(len(row) == 4 + len(FIELDS) for row in rows)
            pages = ["\n".join(row[4:]) for row in rows]
        case "moodle":
            found = [question for _, question in moodle_questions(text)]
            pages = [
                "\n".join(
                    part.findtext("text") or "" for part in question.iter() if part.get("format") == "html"
                )
                for question in found
            ]
            assert [question.findtext("idnumber") for question in found] == [card.id for card in cards]
        case "gift":
            found = gift_questions(text)
            # Answers to type are plain text, which GIFT's own parser has checked.
            pages = [f"{one['stem']}\n{one['said']}" for one in found]
        case "html":
            pages = re.findall("<article.*?</article>", text, re.DOTALL)
            assert Page(text).tags & {"script", "img", "a"} == set()
            return [squeezed(Page(page).text) for page in pages], None
    for page in map(Page, pages):
        assert page.tags <= ALLOWED
        assert not [one for one in page.names if one.startswith("on") or one in ("src", "href")]
    return [squeezed(Page(page).text) for page in pages], mathjax


def markdown_text(markdown):
    text = re.sub(r"<!--quizrnn:\S+?-->|^> ?(?:> ?)*(?:\[!tip\]- Hint)?", "", markdown, flags=re.MULTILINE)
    seen = shown(text).replace("&emsp;", "")
    entity = re.compile(r"&#(\d+);")  # of code that a span could not hold
    return entity.sub(lambda found: chr(int(found[1])), seen)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(text=TEXTS, more=TEXTS)
@example(text=" ".join(PARTS), more="")
@example(text="", more=" ".join(reversed(PARTS)))
def test_nothing_is_lost_and_nothing_injected(name, text, more):
    cards = cards_of(text, more)
    seen, formula = read(name, cards)
    assert len(seen) == len(cards)
    for card, page in zip(cards, seen, strict=True):
        texts = [card.stem.partition("\n\n[[1]]")[0], card.explanation]
        if name != "gift":
            texts += [piece.text for piece in card.pieces]
        for one in texts:
            if name == "quizlet":
                wanted = squeezed(printable(to_plain(one)))
            elif name == "html":
                wanted = expected(one, lambda *_: "\ufdd4").partition("\ufdd4")[0]  # then MathML begins
            else:
                wanted = expected(one, formula)
            assert wanted in page, (card.id, one)
