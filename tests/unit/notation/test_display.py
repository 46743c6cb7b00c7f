"""Display formulas in two dimensions: aligned, as wide as there is room, and nothing of them lost."""

from collections import Counter
from functools import cache
from unicodedata import normalize

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizrnn.notation import latex_lines, to_plain, to_terminal
from quizrnn.notation.display import _row, display_rows, tall_rows
from quizrnn.notation.html import to_html
from quizrnn.notation.markup import spans
from quizrnn.notation.tex import latex_problem, parsed_lines
from quizrnn.paths import content_dir

DRAWN = {
    r"\frac{a}{b}": ["a", "─", "b"],
    r"\sigma(a) = \frac{1}{1 + e^{-a}}": ["          1", "σ(a) = ───────", "       1 + e⁻ᵃ"],
    r"\sum_{t=1}^{T} x_t": [" T", " ∑  xₜ", "t=1"],
    r"\prod_k J_k": ["∏ Jₖ", "k"],
    r"\left(\frac{a}{b}\right)^2": ["⎛a⎞²", "⎜─⎟", "⎝b⎠"],
    r"\left.\frac{a}{b}\right|_x": ["a│", "─│", "b│ₓ"],
    r"\left\{\frac{a}{b}\right.": ["⎧a", "⎨─", "⎩b"],
    r"[\frac{a}{b})": ["⎡a⎞", "⎢─⎟", "⎣b⎠"],
    r"\sqrt{\frac{a}{b}}": [" ┌─", " │a", " │─", "╲│b"],
    r"\sqrt[3]{\frac{a}{b}}": [" ┌─", " │a", "3│─", "╲│b"],
    r"e^{a_k}": [" aₖ", "e"],
    r"u_{t,k}": ["u", " t,k"],
    r"W_q^{a_k}": [" aₖ", "W", " q"],
    r"g_{k,i}^2": ["g²", " k,i"],
    r"h_t^{(a,b)}": ["  (a,b)", "hₜ"],
    r"\binom{n}{k}": ["⎛n⎞", "⎜ ⎟", "⎝k⎠"],
    r"\frac{1}{1+\frac{1}{x}}": ["   1", "───────", "     1", " 1 + ─", "     x"],
    r"\begin{bmatrix} a & bc \\ d & e \end{bmatrix}": ["⎡a  bc⎤", "⎣d  e ⎦"],
    r"\begin{matrix} a \\ b \end{matrix}": ["a", "b"],
    r"\begin{array}{rl} a & bc \\ ddd & e \end{array}": ["  a  bc", "ddd  e"],
    r"x = \begin{cases} 1, & a > 0 \\ 0 & \text{否则} \end{cases}": ["x = ⎰ 1  a > 0", "    ⎱ 0  否则"],
    r"\begin{aligned} ab &= \frac{c}{d} \\ &= e \end{aligned}": ["     c", "ab = ─", "     d", "", "   = e"],
    r"\frac{\text{遗忘门}}{n}": ["遗忘门", "──────", "  n"],
    r"-\frac{1}{N} \sum_n \ln p_n": ["  1", "− ─ ∑ ln pₙ", "  N n"],
    r"\left\{ \frac{a}{b} \middle| c \right\}": ["⎧a │  ⎫", "⎨─ │ c⎬", "⎩b │  ⎭"],
    r"\frac{\bar h}{\hat{W_{a,b}}}": [" h̄", "────", "Ŵ", " a,b"],
    r"\max_{w,d} x": ["max x", "w,d"],
}
ONE_LINE = [
    "h_t = f x",
    r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
    r"W_f h_{t-1} + b_f",
    r"\|J_k\|_2 \le \gamma^{T-t}",
    r"\max_i x_i = \sqrt{H}",
    r"\int_a^b x\,dx",
    r"\begin{bmatrix} a & b \end{bmatrix}",
]


@pytest.mark.parametrize("tex", DRAWN)
def test_drawn(tex):
    assert display_rows(tex) == DRAWN[tex]


@pytest.mark.parametrize("tex", ONE_LINE)
def test_what_has_nothing_tall_stays_one_line(tex):
    assert tall_rows(tex) is None
    assert display_rows(tex) == latex_lines(tex)


def test_what_is_too_wide_breaks_at_equations_then_relations_then_operators():
    tex = r"y = \frac{a}{b} + c + d, \qquad z = e"
    assert display_rows(tex, 26) == ["    a", "y = ─ + c + d,    z = e", "    b"]
    assert display_rows(tex, 20) == ["    a", "y = ─ + c + d,", "    b", "", "z = e"]
    assert display_rows(r"y = \frac{a}{b} = c", 8) == ["    a", "y = ─", "    b", "", "    = c"]
    assert display_rows(r"y = \frac{a}{b} + c - d", 10) == ["    a", "y = ─ + c", "    b", "", "    − d"]


def test_what_cannot_be_broken_is_one_line():
    assert display_rows(r"\left(\frac{aaaa + bbbb}{c}\right)", 8) == ["((aaaa + bbbb)/c)"]


def test_what_cannot_be_converted_is_source():
    assert display_rows(r"\frac{a}{\unknown b}") == [r"\frac{a}{\unknown b}"]
    for deep in (
        r"\frac{" * 10_000 + "a" + "}{b}" * 10_000,
        "{" * 10_000,
        r"\left(" * 10_000,
        "x^{" * 10_000,
    ):
        assert display_rows(deep) == [deep]


def test_long_formulas_take_little_more_than_their_length():
    long = " + ".join([r"\frac{a}{b_q}"] * 500)
    rows = display_rows(long, 60)
    assert "".join(rows).count("a") == 500
    assert max(map(cell_len, rows)) <= 60


def test_to_terminal_draws_in_two_dimensions_where_it_knows_the_room():
    text = "so:\n$$\\frac{a}{b} = c$$\nand on"
    assert to_terminal(text, 40) == "so:\n    a\n    ─ = c\n    b\nand on"
    assert to_terminal(text) == "so:\n    a/b = c\nand on"
    assert to_plain(text) == "so:\n    a/b = c\nand on"


# What a formula says, beside its source: letters and digits in any order, as many as there are.

_LEAVES = st.sampled_from([*"abhWxT0129", "h_t", "W_f", r"\text{门}", r"\mathbf{v}"])
_SIGNS = st.sampled_from(["+", "=", "-", r"\odot", r"\cdot", ",", "", r"\quad", r"\le"])


def _wrapped(inner):
    one = [
        lambda a: rf"\left({a}\right)",
        lambda a: rf"\left[{a}\right.",
        lambda a: rf"\sqrt{{{a}}}",
        lambda a: f"e^{{{a}}}",
        lambda a: f"u_{{{a}}}",
        lambda a: f"({a})",
        lambda a: rf"\sum_{{{a}}} q",
        lambda a: rf"\max_{{{a}}} q",
        lambda a: rf"\bar{{z}}{{{a}}}",
    ]
    two = [
        lambda a, b: rf"\frac{{{a}}}{{{b}}}",
        lambda a, b: rf"\prod_{{{a}}}^{{{b}}} q",
        lambda a, b: rf"\left|{a}\right|_{{{b}}}",
        lambda a, b: rf"\begin{{bmatrix}}{a} & {b} \\ 1 & y\end{{bmatrix}}",
        lambda a, b: rf"\begin{{cases}}{a} & {b} \\ 1 & y\end{{cases}}",
        lambda a, b: rf"g_{{{a}}}^{{{b}}}",
        lambda a, b: rf"\left({a}\middle|{b}\right)^2",
    ]
    return st.one_of(
        st.builds(lambda f, a: f(a), st.sampled_from(one), inner),
        st.builds(lambda f, a, b: f(a, b), st.sampled_from(two), inner, inner),
        st.builds(lambda a, s, b: f"{a} {s} {b}", inner, _SIGNS, inner),
    )


FORMULAS = st.recursive(_LEAVES, _wrapped, max_leaves=12)


def letters(text):
    return Counter(c for c in normalize("NFKD", text) if c.isalnum())


def spoken(tex):
    """Return the letters and digits that a source of the grammar above puts on paper."""
    for command in ("bmatrix", "cases"):
        tex = tex.replace(f"\\begin{{{command}}}", " ").replace(f"\\end{{{command}}}", " ")
    names = (
        "left",
        "right",
        "middle",
        "sqrt",
        "sum",
        "bar",
        "frac",
        "prod",
        "odot",
        "cdot",
        "quad",
        "le",
        "text",
    )
    for name in (*names, "mathbf"):
        tex = tex.replace(f"\\{name}", " ")
    return letters(tex)


@given(FORMULAS, st.integers(1, 60))
def test_nothing_is_lost_and_nothing_is_cut(tex, width):
    rows = display_rows(tex, width)
    assert letters("".join(rows)) == spoken(tex), rows
    if tall_rows(tex, width) is not None:
        assert all(cell_len(row) <= width for row in rows)


@given(FORMULAS)
def test_every_row_of_a_box_is_as_wide_as_the_others(tex):
    for line in parsed_lines(tex):
        box = _row(line)
        assert {cell_len(row) for row in box.rows} == {box.width}
        assert 0 <= box.base < len(box.rows)
        assert box.high <= box.base
        assert box.low <= box.depth


_TOKENS = [*"abhW01+-=()[]{}^_&|,' ", "中", "\\\\", r"\|", r"\{", r"\}"]
_TOKENS += [
    f"\\{name}"
    for name in ["frac", "sqrt", "left", "right", "middle", "sum", "max", "bar", "text", "binom", "qquad"]
]
_TOKENS += [r"\begin{cases}", r"\end{cases}", r"\begin{aligned}", r"\end{aligned}", r"\right.", r"\left."]


@given(st.lists(st.sampled_from(_TOKENS), max_size=16).map("".join), st.integers(1, 40))
def test_any_source_is_taken(tex, width):
    rows = display_rows(tex, width)
    if latex_problem(tex) is None:
        assert letters("".join(rows)) == letters("".join(latex_lines(tex))) or "binom" in tex
        assert "\\" not in "".join(rows)
    else:
        assert rows == [" ".join(tex.split())]


@given(st.text(max_size=60), st.integers(1, 40))
def test_any_text_is_taken(tex, width):
    assert isinstance(display_rows(tex, width), list)


@cache
def shipped_texts():
    """Return every text of the content, in both languages."""
    found = set()

    def gather(value):
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            for part in value.values():
                gather(part)
        elif isinstance(value, list):
            for part in value:
                gather(part)

    for file in sorted(content_dir().rglob("*.yaml")):
        gather(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    return sorted(found)


def shipped_formulas():
    return sorted(
        {(span.kind, span.body) for text in shipped_texts() for span in spans(text) if span.kind in KINDS}
    )


KINDS = ("math", "display")


@pytest.mark.parametrize("width", [76, 56, 20])
def test_every_shipped_formula_is_drawn(width):
    formulas = shipped_formulas()
    assert len(formulas) > 1_000
    for kind, tex in formulas:
        assert latex_problem(tex) is None, tex
        rows = display_rows(tex, width)
        assert letters("".join(rows)) == letters("".join(latex_lines(tex))) or r"\binom" in tex, tex
        if kind == "display" and width > 50:
            assert all(cell_len(row) <= width for row in rows), tex
        for line in parsed_lines(tex):
            box = _row(line)
            assert {cell_len(row) for row in box.rows} == {box.width}, tex


def test_every_shipped_text_is_safe_html_and_whole_in_plain_text():
    for text in shipped_texts():
        for span in spans(text):
            if span.kind in KINDS:
                tex = " ".join(span.body.split())
                html = to_html(text[span.start : span.end])
                inside = html.removeprefix(r"\(").removeprefix(r"\[").removesuffix(r"\)").removesuffix(r"\]")
                assert html != inside, tex
                assert "<" not in inside, tex
                assert inside.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == tex
        plain = letters(to_plain(text))
        if not any(span.kind in KINDS for span in spans(text)):
            assert plain == letters(text), text


def test_formulas_in_json_stay_one_line():
    assert msgspec.json.encode(to_plain(r"$$\frac{a}{b}$$")) == b'"    a/b"'
