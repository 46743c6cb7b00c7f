"""What a text shows as Markdown is what it shows anywhere, however hostile it is."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from programs import shown, squeezed

from quizrnn.export.markdown import Dialect, code_span, fence, folded, numbered, tex, to_markdown
from quizrnn.export.printable import printable
from quizrnn.notation import segments

TIGHT = Dialect(line="\n", paragraph="\n", folded="callout")
LOOSE = Dialect(line="  \n", paragraph="\n\n", folded="details")

HOSTILE = [
    "x[::2] and `x[::2]` and a::b:::c",
    "==marked== and %%hidden%% and #tag and [[link]] and ![[embed]]",
    "<script>alert(1)</script> <!-- gone --> &amp; &copy; &#91;",
    "# heading\n\n> quote\n\n+ item\n\n| table |\n\n1) one\n\n--- \n\n=== \n\n```",
    "a_b_c *d* __e__ ~~f~~ ^g^ $5 and $6 \\( x \\)",
    "{{cloze}} and {{c1::x}} and `{{x}}`",
    "Q: a question\n\nA: an answer\n\nC: a [cloze]\n\n?\n\n??",
    "$\\{{x}_{a}\\}::y$ and $$\\sum_{t=1}^{T} {{x}}$$",
    "see https://example.org/a_b_c/d*e and (https://x.org/y).",
    "**重要：**内容，*“引用”*后文",
    "- one\n- two\n  - three\n\n1. first\n2. second\n\nafter the list",
    "nul \x00 tab\tbell \x07 עברית 👩\u200d👧",
]
MARKUP = st.text(st.sampled_from("ab1 *_`$\\[]{}<>&#:=%~^|?!-+.\n\t()QAC重，。：“"), max_size=40)


def visible(text):
    """Return what a text shows, without blanks."""
    return squeezed(
        "".join(
            tex(segment.text) if segment.kind in ("math", "display") else printable(segment.text)
            for segment in segments(text)
        )
    )


@pytest.mark.parametrize("dialect", [TIGHT, LOOSE], ids=["tight", "loose"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_lost_and_nothing_injected(text, dialect):
    assert shown(to_markdown(text, dialect)).replace("&emsp;", "") == visible(text)


@settings(max_examples=400)
@given(MARKUP)
@example("*a**b*")
@example("**a***b*")
@example("a\\$b`c`")
@example("`` ` ``")
def test_any_text_shows_the_same_as_markdown(text):
    for dialect in (TIGHT, LOOSE):
        assert shown(to_markdown(text, dialect)).replace("&emsp;", "") == visible(text)


@settings(max_examples=300)
@given(MARKUP)
def test_no_line_looks_like_a_mark_of_a_card(text):
    for line in to_markdown(text, TIGHT).split("\n"):
        assert line.strip() not in ("?", "??", "---") or not line
        assert "::" not in line
        assert "==" not in line
        assert not line.startswith(("Q:", "A:", "C:", "<!--", "> ", "# "))


def test_a_tight_text_has_no_blank_line():
    assert to_markdown("one\n\ntwo\n\n$$x$$\n\n- three\n\nfour", TIGHT).split("\n") == [
        "one", "two", "$$x$$", "• three", "four"
    ]  # fmt: skip


def test_a_line_break_survives_where_markdown_would_join_lines():
    assert to_markdown("- one\n- two", LOOSE) == "• one  \n• two"


def test_emphasis_beside_chinese_punctuation_stays_emphasis():
    assert to_markdown("**重要：**内容", TIGHT) == "**重要**：内容"


def test_a_link_leads_where_it_led():
    assert "https://keras.io/api/layers/recurrent_layers/" in to_markdown(
        "Keras: https://keras.io/api/layers/recurrent_layers/", TIGHT
    )


def test_code_keeps_its_lines_but_not_the_blank_ones():
    assert fence("a = 1\n\n\nb = 2\n", "python") == "```python\na = 1\nb = 2\n```"
    assert numbered("a\n\nb") == "1  a\n2  \n3  b"


@pytest.mark.parametrize("line", ["```", "~~~", "Q: x", "---", "?", "A: int = 3"])
def test_no_line_of_code_ends_its_fence_or_begins_a_card(line):
    assert fence(f"a\n{line}") == f"```\n a\n {line}\n```"


def test_code_with_a_slice_is_shown_but_not_seen_as_a_card():
    assert "::" not in code_span("h[::2]")
    assert (
        shown(code_span("h[::2]")).replace("&#58;", ":").replace("&#91;", "[").replace("&#93;", "]")
        == "h[::2]"
    )
    assert code_span("h[:, :H]") == "`h[:, :H]`"


def test_hints_unfold_one_after_the_other():
    assert folded("Hint", ["one", "two\nthree"], TIGHT) == (
        "> [!tip]- Hint\n> one\n> > [!tip]- Hint\n> > two\n> > three"
    )
    assert folded("Hint", ["one"], LOOSE) == "<details><summary>Hint</summary>\n\none\n\n</details>"
