"""The markup of a text: what is interpreted, and that nothing else is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.notation import Segment, markup, segments, to_plain, to_terminal, verbatim
from quizrnn.notation.markup import spans

HOSTILE = [
    "h[t] = o[t]*tanh(c[t])",
    "[/]",
    "[bold]x[/bold]",
    "<script>alert(1)</script>",
    "a * b * c",
    "x_i*y_i*z_i",
    "f*c_prev + i*g",
    "o*tanh(c)*x",
    "(a+b)*c*(d)",
    "snake_case_name and __dunder__ and _e_",
    "$5 and $6",
    "costs $5",
    "**kwargs and *args, ok",
    "f(*args, **kw)",
    "2**3 ** 4",
    "****",
    "a ` b",
    "# no heading",
    "> no quote",
    "[x](http://y) ![i](u) ~~s~~",
    "- 5",
    "1. only one line",
    "&lt; &amp; \\n \\x \\* \\_",
    "{H} {{x}} %s %(y)s",
    "\\(x\\) \\[y\\]",
    "C:\\users",
    "*",
    "**",
    "$",
    "$$",
    "$$$$",
    "$ $",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text):
    assert to_terminal(text) == text
    assert to_plain(text) == text
    assert all(segment.kind == "text" for segment in segments(text))


def test_markup():
    assert segments("a **b $x_t$** *c* `d*e*` $y$") == [
        Segment("text", "a "),
        Segment("strong", "b ", strong=True),
        Segment("math", "x_t", strong=True),
        Segment("text", " "),
        Segment("emphasis", "c", emphasis=True),
        Segment("text", " "),
        Segment("code", "d*e*"),
        Segment("text", " "),
        Segment("math", "y"),
    ]
    assert segments("***x***") == [Segment("strong", "x", strong=True, emphasis=True)]
    assert segments("**a *b* c**")[1] == Segment("strong", "b", strong=True, emphasis=True)


def test_emphasis_between_wide_characters():
    assert to_plain("遗忘门**必须**打开，*见下*。") == "遗忘门必须打开，见下。"


def test_dollars():
    assert to_plain(r"\$5 and $x_t$ and \$6") == "$5 and xₜ and $6"
    assert to_plain(r"a $x \$ y$ b") == "a x $ y b"
    assert to_plain("$ x_t $") == "xₜ"


def test_code_is_verbatim_and_comes_first():
    assert segments("`a $x$ **b**`") == [Segment("code", "a $x$ **b**")]
    assert segments("``a`b``") == [Segment("code", "a`b")]
    assert to_plain("`$` and `$`") == "$ and $"
    assert to_terminal("`x`") == "`x`"


def test_lists():
    text = "Two:\n\n- one $x$\n- two\n  more\n  - deep\n\n1. first\n2. second\n\nend"
    found = [(s.text, s.depth) for s in segments(text) if s.kind == "item"]
    assert found == [("•", 0), ("•", 0), ("•", 1), ("1.", 0), ("2.", 0)]
    assert to_plain(text) == "Two:\n• one x\n• two more\n  • deep\n1. first\n2. second\n\nend"


def test_breaks_and_display_formulas():
    assert to_plain("a\nb\n\nc") == "a b\n\nc"
    assert to_plain("a:\n$$\nx_t\n$$\nb") == "a:\n    xₜ\nb"
    assert to_plain("a: $$x_t$$ b") == "a:\n    xₜ\n b"
    assert to_plain(r"$$\begin{aligned}a&=b\\c&=d\end{aligned}$$") == "    a = b\n    c = d".strip("\n")


def test_a_line_break_within_a_paragraph_is_a_blank_where_the_language_sets_one():
    assert to_plain("a gate\n$f_t$ \nopens") == "a gate fₜ opens"
    assert to_plain("遗忘门\n打开") == "遗忘门打开"
    assert to_plain("遗忘门，\n$f_t$") == "遗忘门，fₜ"
    assert to_plain("遗忘门\n$f_t$") == "遗忘门 fₜ"
    assert to_plain("a *b\nc* d") == "a b c d"
    assert to_plain("- one\ntwo") == "• one\ntwo"


def test_formula_ends_with_its_paragraph():
    assert to_plain("a $x\n\ny$ b") == "a $x\n\ny$ b"
    assert to_plain("**a\n\nb**") == "**a\n\nb**"


PIECES = st.sampled_from(
    [
        "a",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "$",
        "$$",
        "`",
        "``",
        "\\",
        "\\$",
        "- ",
        "1. ",
        "  ",
        "中",
        "(",
        ")",
        "<b>",
        "[/]",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_spans_are_the_whole_source(text):
    found = spans(text)
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(left.end == right.start for left, right in pairwise(found))


@given(st.lists(PIECES, max_size=20).map("".join))
def test_nothing_but_marks_and_blanks_is_lost(text):
    def letters(shown):
        return [character for character in shown if character in "a中()<b>[/]"]

    assert letters(to_plain(text)) == letters(text)
    assert letters(to_terminal(text)) == letters(text)


@given(st.text(alphabet="ab`*$\\ <中", min_size=1, max_size=12).filter(str.strip))
def test_verbatim_survives_the_markup(code):
    assert segments(verbatim(code)) == [Segment("code", code)]
    assert to_plain(f"x {verbatim(code)} y") == f"x {code} y"


DOLLARS = st.sampled_from([*"ab1 .$`\\\n，*{", "$x$", "$$", "$ 5", "$a b$2"])


@settings(max_examples=1000)
@given(st.lists(DOLLARS, max_size=14).map("".join))
def test_splitting_at_dollars_finds_what_a_search_finds(text):
    assert spans(text) == markup._searched(text)


@pytest.mark.parametrize("text", ["plain", "$h_t$", "of $c_{t-1}$ and $x$, 5", "$\\frac{1}{2}$: $a$"])
def test_what_is_common_is_split_at_its_dollars(text):
    assert markup._between_dollars(text) == markup._searched(text)
