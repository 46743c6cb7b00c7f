"""Anki's fields: nothing injected, nothing lost, clozes that end where they should."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.export import anki_html
from quizrnn.export.anki_code import code_html, figure_html
from quizrnn.export.anki_fields import FIELDS, clozed, note_fields, tags_of
from quizrnn.export.anki_style import CSS
from quizrnn.export.card import Correction, Piece, Slip
from quizrnn.notation import verbatim
from quizrnn.notation.html import to_html

HOSTILE = '<script>alert(1)</script> {{c1::x}} ]]> [[1]] a\tb "q" & ‮ 😀 }} :: \\( <img src=x onerror=y>'


class Visible(HTMLParser):
    """Collects tags and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def parse(html):
    parser = Visible()
    parser.feed(html)
    parser.close()
    return parser


def field(card, name, lang="en"):
    return note_fields(card, lang)[FIELDS.index(name)]


def deletions(html):
    """Return the deletions as Anki's parser finds them: text up to the first ``}}``, hint after ``::``."""
    found = re.findall(r"\{\{c(\d+)::(.*?)\}\}", html, re.DOTALL)
    return [(int(number), *body.partition("::")[::2]) for number, body in found]


def test_the_field_list_is_frozen():
    assert FIELDS == (
        "ID", "Question", "Answer", "Explanation", "Hint", "Code", "Figure", "Source", "Revision",
        "Extra1", "Extra2",
    )  # fmt: skip


def test_mathematics_is_for_mathjax(make_card):
    question = field(make_card(stem="Is $a < b$ and $$x & y$$?"), "Question")
    assert r"\(a &lt; b\)" in question
    assert r"\[x &amp; y\]" in question
    assert "$" not in question


@pytest.mark.parametrize("name", ["stem", "answer", "explanation", "code", "figure", "typed"])
def test_hostile_text_is_shown_and_does_nothing(make_card, name):
    html = "".join(note_fields(make_card(**{name: HOSTILE}), "en"))
    parser = parse(html)
    assert not {"script", "img"} & set(parser.tags)
    assert "<script>alert(1)</script>" in "".join(parser.text)


def test_choices_carry_which_are_right(make_card):
    pieces = (
        Piece(label="a", text="sum", right=False, why="No."),
        Piece(label="b", text="product", right=True),
    )
    card = make_card(kind="choice", type="choice", pieces=pieces)
    assert re.findall(r'data-right="(\d)"', field(card, "Extra1")) == ["0", "1"]
    assert "product" in field(card, "Answer")
    assert "sum" not in field(card, "Answer")


def test_what_is_said_of_a_choice_is_hidden_until_the_back(make_card):
    pieces = (Piece(label="a", text="sum", right=False, why="No."), Piece(label="b", text="x", right=True))
    html = field(make_card(kind="choice", type="choice", pieces=pieces), "Extra1")
    assert '<div class="why" style="display:none">No.</div>' in html
    assert ".back .choice .why { display: block !important; }" in CSS


def test_a_cloze_in_text_code_and_mathematics():
    assert deletions(clozed("A gate uses [[1]].", ["sigmoid"])) == [(1, "sigmoid", "")]
    assert clozed(r"\(c = f [[1]] c\)", ["⊙"]) == r"\(c = f {{c1::\text{⊙} }} c\)"


def test_tex_braces_do_not_end_a_deletion():
    html = clozed(r"\(\frac{a}{b^{2}}\) and [[1]]", ["x}}y::z"])
    assert html.startswith(r"\(\frac{a}{b^{2}}\) and ")
    (only,) = deletions(html)
    assert only[0] == 1
    assert only[2] == ""
    assert "z" in only[1]


@given(st.lists(st.text(alphabet="ab{}: \\()$<&", max_size=12), min_size=1, max_size=3), st.text(max_size=20))
def test_each_gap_is_one_deletion_whatever_fills_it(blanks, around):
    around = around.replace("[[", "")
    stem = around + " ".join(f"[[{n}]]" for n in range(1, len(blanks) + 1))
    found = deletions(clozed(stem, blanks))
    assert [number for number, _, _ in found] == [1] * len(blanks)
    assert [hint for _, _, hint in found] == [""] * len(blanks)


def test_gaps_stay_gaps_where_the_answer_is_typed(make_card):
    card = make_card(kind="typed", type="cloze", stem="It is [[1]].", typed="sigmoid", blanks=("sigmoid",))
    assert "[[1]]" not in field(card, "Question")
    assert "sigmoid" not in field(card, "Question")
    assert field(card, "Extra2") == "sigmoid"


def test_hints_fold_one_by_one(make_card):
    html = field(make_card(hints=("Look at shapes.", "It is elementwise.")), "Hint", "zh")
    assert html.count('<details class="hint">') == 2
    assert "提示 2" in html


def test_tags_hold_no_blanks(make_card):
    assert tags_of(make_card()) == [
        "quizrnn::lstm::forget-gate",
        "quizrnn::type::formula",
        "quizrnn::tag::gates",
    ]


def test_labels_are_in_the_language_of_the_card(make_card):
    card = make_card(
        explanation="Because.",
        slips=(Slip(answer="`a + b`", says="That adds."),),
        sources=("A paper.",),
        corrects=Correction(claim="C7", says="It is costly.", repair="It is sequential."),
    )
    explained = {lang: field(card, "Explanation", lang) for lang in ("en", "zh")}
    for lang, words in {
        "en": ("Explanation", "Common mistakes", "The article claims (C7)", "In fact"),
        "zh": ("解析", "常见错误", "文章的说法（C7）", "事实上"),
    }.items():
        assert all(word in explained[lang] for word in words)
        assert explained[lang].index("<details>") < explained[lang].index('class="correction"')
    assert field(card, "Source", "en").startswith('<div class="heading">Sources</div>')
    assert "来源" in field(card, "Source", "zh")


def test_code_of_a_cloze_survives_where_only_the_stem_has_gaps(make_card):
    card = make_card(kind="cloze", type="cloze", stem="[[1]] and [[2]]", code="h = f(x)", blanks=("a", "b"))
    assert "h = f(x)" in "".join(parse(field(card, "Question")).text)
    assert field(card, "Code") == ""


def test_brackets_that_are_no_gaps_stay(make_card):
    assert "x[[1]]" in "".join(parse(field(make_card(code="y = x[[1]]"), "Code")).text)
    two = make_card(kind="cloze", type="cloze", stem="[[1]] [[2]] [[3]]", blanks=("a", "b"))
    assert field(two, "Question") == "{{c1::a}} {{c1::b}} [[3]]"


def test_the_lines_of_a_bug_carry_numbers_and_the_back_can_mark_one(make_card):
    card = make_card(type="bug", code="a = 1\nb = a < 2", faults=(2,))
    html = field(card, "Code")
    assert "".join(parse(html).text) == "1  a = 1\n2  b = a < 2"
    assert html.count('class="line fault"') == 1
    assert ".back .fault" in CSS


@given(st.text(max_size=60))
def test_colouring_code_loses_nothing(code):
    code = code.replace("\r", "")
    assert "".join(parse(code_html(code)).text) == code


@given(st.text(max_size=60))
def test_aligning_a_figure_loses_nothing(figure):
    figure = figure.replace("\r", "")
    assert "".join(parse(figure_html(figure)).text) == figure


def test_chinese_takes_two_columns_of_a_figure():
    assert 'width:2ch">门</span>' in figure_html("│门│")
    assert 'width:1ch">⊙</span>' in figure_html("(⊙)")
    assert figure_html("│x│").count("<span") == 0


@pytest.mark.parametrize(
    "text", ["[sound:a.mp3]", "[[type:Extra2]]", "[latex]x[/latex]", "[$]x[/$]", "[anki:tts x]"]
)
def test_what_anki_would_act_on_is_text(make_card, text):
    html = field(make_card(stem=verbatim(text)), "Question")
    assert text not in html
    assert "".join(parse(html).text) == text


def test_control_characters_are_pictures(make_card):
    fields = note_fields(make_card(stem="a\x1fb", explanation="\x02\x7f"), "en")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", "".join(fields))
    assert "a␟b" in fields[1]


PIECES = [
    *"ab1 .$`*\\()[]<&{}_^-\n，字“”%", "\n\n", "\n\n- ", "\n- ", "$x$", "*a*", "**字**", "`b`", "  ",
    "\\$", "$$",
]  # fmt: skip
markup = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=1500)
@given(st.lists(markup, min_size=1, max_size=4))
def test_the_short_way_to_html_leads_to_the_same_place(texts):
    assert anki_html.all_html(texts) == [to_html(text).strip().replace("\n", " ") for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a < b & c",
        "$h_t$ and $c_{t-1}$",
        "of `x[0] < 1`: $a<b$",
        "`a` is $\\frac{1}{2}$, 5",
        "*old* and **new** `x`",
    ],
)
def test_what_is_common_goes_the_short_way(text):
    assert anki_html._simple(text) == to_html(text)


@pytest.mark.parametrize(
    ("filling", "tex"),
    [
        ("a}", r"a\} "),
        ("x\\y", r"x$\backslash$y"),
        ("h_t^2", r"h\_tˆ2"),
        ("5%", r"5\%"),
        ("$a~", r"\$a∼"),
        ("{{", "\\{\\{"),
    ],
)
def test_a_filling_within_a_formula_is_text_that_mathjax_takes(filling, tex):
    assert clozed(r"\(f_{[[1]]}\)", [filling]) == rf"\(f_{{{{{{c1::\text{{{tex}}} }}}}}}\)"
