"""HTML: our markup becomes tags, everything else is escaped, MathJax sees only formulas."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from quizrnn.notation.html import to_html

ALLOWED = {"p", "br", "ul", "ol", "li", "code", "strong", "em", "span", "div"}


class Tags(HTMLParser):
    """Collects tags and checks that they close in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.seen = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, attrs))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(html):
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert not tags.open
    return tags


def test_inline():
    assert to_html("a **b** *c* `d<e`") == "a <strong>b</strong> <em>c</em> <code>d&lt;e</code>"
    assert to_html("a\nb\n\nc") == "<p>a b</p><p>c</p>"


def test_formulas():
    assert to_html("$a<b \\& c$") == r"\(a&lt;b \&amp; c\)"
    assert to_html("x:\n$$\na\n$$") == r"<p>x:</p>\[a\]"
    assert to_html("$h_{t-1}$", math="unicode") == '<span class="math">hₜ₋₁</span>'
    assert to_html("**$x$**") == r"<strong>\(x\)</strong>"


def test_blocks():
    assert to_html("a\n\nb") == "<p>a</p><p>b</p>"
    assert to_html("a:\n- b\n- c\n\nd") == "<p>a:</p><ul><li>b</li><li>c</li></ul><p>d</p>"
    assert to_html("- b\n  - c\n- d") == "<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul>"
    assert to_html("2. b\n3. c") == '<ol start="2"><li>b</li><li>c</li></ol>'


def test_nothing_is_injected():
    assert to_html("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert "<script" not in to_html("$</script><script>$ `<script>` **<script>**")


def test_prose_begins_no_formula_for_mathjax():
    for text in (r"a \(x\) b", r"\[x\]", "a $$ b", r"`\(x\)`", "x\\", "**\\**(x)"):
        assert not re.search(r"\\[()\[\]]|\$\$", to_html(text)), text


def test_latex_that_reaches_out_of_its_formula_is_shown_as_source():
    for tex in (r"\href{javascript:alert(1)}{x}", r"a \) b", r"\unicode{x41}", r"\htmlData{a=b}{x}"):
        assert to_html(f"${tex}$").startswith("<code>"), tex


@given(
    st.lists(
        st.sampled_from(
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
                "\\",
                "\\(",
                "- ",
                "  - ",
                "2. ",
                "中",
                "<b>",
                "&",
                '"',
            ]
        ),
        max_size=24,
    ).map("".join),
    st.sampled_from(["mathjax", "unicode"]),
)
def test_html_is_well_formed_and_ours(text, math):
    tags = parsed(to_html(text, math))
    assert {tag for tag, _ in tags.seen} <= ALLOWED
    assert all(name in ("class", "start") for _, attrs in tags.seen for name, _ in attrs)
    assert tags.text.count("<") == text.count("<")
