"""The printable page: whole by itself, nothing run, maths as MathML."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hostile import hostile_cards
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.export.exporters import export_cards
from quizrnn.export.html import mathml

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that tags nest, and collects them."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def page(cards, lang="en"):
    """Return the parsed page of cards."""
    out = io.StringIO()
    export_cards("html", cards, None, lang, out)
    parser = Page()
    parser.feed(out.getvalue())
    parser.close()
    assert parser.open == []
    return parser, out.getvalue()


def test_every_shipped_card_is_on_the_page(shipped):
    lang, cards = shipped
    parsed, text = page(cards, lang)
    assert parsed.tags.count("article") == len(cards)
    assert parsed.tags.count("math") > 1000
    assert not {"script", "link", "img", "iframe"} & set(parsed.tags)
    assert not re.search(r"(?:src|href)=", text)
    # What no formula could be made of is shown in Unicode: none of the shipped ones.
    assert 'class="math"' not in text


def test_hostile_text_is_shown_not_run(make_card):
    cards = list(hostile_cards(make_card))
    parsed, _ = page(cards)
    assert parsed.tags.count("article") == len(cards)
    assert not {"script", "img", "iframe", "a"} & set(parsed.tags)
    assert "alert(1)" in "".join(parsed.text)
    assert not any(name.startswith("on") for name in parsed.attributes)


@pytest.mark.parametrize(
    "tex",
    [r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", r"\frac{1}", r"x^", "{", r"\zz"],
)
def test_a_formula_is_only_a_formula(tex):
    written = mathml(tex, False)
    assert written is None or "\\" not in written
    assert written is None or not re.search("script>|href", written)


@given(st.text(st.sampled_from(r"ab1_^{}\<>&'\" ()[]frac sqrt text"), max_size=30))
def test_any_latex_is_well_formed_or_left_to_unicode(tex):
    written = mathml(tex, False)
    if written is not None:
        ElementTree.fromstring(written)


def test_a_formula_reads_as_it_was_written():
    root = ElementTree.fromstring(mathml(r"\frac{\partial L}{\partial W_f}", True))
    assert "".join(root.itertext()) == "∂L∂Wf"
    assert root.get("display") == "block"
