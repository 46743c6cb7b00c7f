"""What a learner reads in a convention speaks of that convention's names and layouts alone."""

import re

import pytest

from quizrnn.bank.convention_texts import respelled
from quizrnn.bank.conventions import load_conventions
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.workspace import solution_with_derivation, starter
from quizrnn.paths import content_dir
from quizrnn.text import LANGUAGES, pick

UNITS = [
    (entry.convention, unit)
    for entry in load_conventions(content_dir() / "conventions")
    for unit in entry.units
]
IDS = [f"{name}-{unit.unit}" for name, unit in UNITS]
ARTICLE_ONLY = {"hx", "rhx", "dhx", "drhx", "params", "grads", "concatenate", "hstack"}
ARTICLE_MATH = re.compile(
    r"hx|\[h_\{t-1\}, x_t\]|\\odot h_\{t-1\}, x_t\]|W_[ficozrk]\b|\bd?U\b|(?<![\w\\{])d?W\b"
)
CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
MATH = re.compile(r"(\$\$?)(.+?)\1", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*")


def drill_of(name):
    return load_with_solutions(content_dir() / "drills" / f"{name}.yaml")[0]


def names_in(form):
    names = set(form.params) | {f"d{name}" for name in form.params}
    for call in form.calls:
        names |= {*call.arguments, *call.returns, call.function}
    return names


def texts_of(drill, convention):
    told, form = drill.told_in(convention), drill.forms[convention]
    yield "statement", told.statement
    yield from ((f"hint {k}", hint) for k, hint in enumerate(told.hints, 1))
    yield "explanation", told.explanation
    if form.note:
        yield "note", form.note
    yield from ((m.id, rung) for m in form.misconceptions for rung in m.says)


@pytest.mark.parametrize(("convention", "unit"), UNITS, ids=IDS)
def test_no_text_names_what_the_convention_does_not_have(convention, unit):
    drills = [drill_of(name) for name in unit.drills]
    article = set.union(*(names_in(drill.forms["article"]) for drill in drills))
    own = set.union(*(names_in(drill.forms[convention]) for drill in drills))
    own |= {*unit.layout, *(f"d{name}" for name in unit.layout)}
    strange = (article - own) | ARTICLE_ONLY
    found = [
        (drill.drill, where, lang, sorted(wrong))
        for drill in drills
        for where, text in texts_of(drill, convention)
        for lang in LANGUAGES
        if (wrong := _wrong(pick(text, lang), strange))
    ]
    assert found == []


def _wrong(text, strange):
    code = {name for span in CODE.finditer(text) for name in NAME.findall(span[2])}
    bare = CODE.sub("", text)
    return (code & strange) | {hit for span in MATH.finditer(bare) for hit in ARTICLE_MATH.findall(span[2])}


@pytest.mark.parametrize(("convention", "unit"), UNITS, ids=IDS)
def test_statements_name_every_array_and_output(convention, unit):
    for name in unit.drills:
        drill = drill_of(name)
        form = drill.forms[convention]
        for lang in LANGUAGES:
            statement = pick(drill.told_in(convention).statement, lang)
            code = {n for span in CODE.finditer(statement) for n in NAME.findall(span[2])}
            wanted = {output for output in form.calls[-1].outputs if output.startswith("d")}
            wanted |= set(unit.layout)
            assert wanted <= code, (name, lang, wanted - code)


@pytest.mark.parametrize(("convention", "unit"), UNITS, ids=IDS)
def test_what_the_table_says_is_used(convention, unit):
    """A drill, a rung, a ladder or a spelling that is no longer there would otherwise be passed over."""
    drills = {name: drill_of(name) for name in unit.drills}
    articles = {name: {m.id for m in drill.forms["article"].misconceptions} for name, drill in drills.items()}
    if unit.own_mistakes:
        articles = {name: {m.id for m in drill.mistakes[convention]} for name, drill in drills.items()}
    known = set.union(*articles.values())
    assert set(unit.reads) <= set(drills)
    assert set(unit.says) <= known
    assert set(unit.without) <= known
    for name, reading in unit.reads.items():
        assert set(reading.says) <= articles[name]
        assert {int(rung) for rung in reading.hints} <= set(range(1, len(drills[name].hints) + 1))
    told = [
        text
        for drill in drills.values()
        for text in [drill.statement, drill.explanation, *drill.hints, *_ladders(drill, unit, convention)]
    ]
    source = "\n".join(pick(text, lang) for text in told for lang in LANGUAGES)
    pieces = [*unit.code, *unit.formulas, *(p for r in unit.reads.values() for p in [*r.code, *r.formulas])]
    assert [piece for piece in pieces if piece not in source] == []


def _ladders(drill, unit, convention):
    mistakes = drill.mistakes[convention] if unit.own_mistakes else drill.forms["article"].misconceptions
    return [rung for m in mistakes for rung in m.says]


@pytest.mark.parametrize(("convention", "unit"), UNITS, ids=IDS)
def test_starter_and_derivation_are_in_its_words(convention, unit):
    for name in unit.drills:
        drill = drill_of(name)
        for lang in LANGUAGES:
            text = starter(drill, convention, lang)
            assert not NAME_OF_PARAMS.search(text)
            compile(text, name, "exec")
            derived = solution_with_derivation(drill.told_in(convention), "x = 1\n", lang)
            compile(derived, name, "exec")
            assert derived.startswith("x = 1\n\n\n# ")


NAME_OF_PARAMS = re.compile(r"\bparams\b")


def test_a_piece_is_respelled_whole_longest_first_and_once():
    code = {"h": "prev_h", "hs": "h", "dh = dhs[:, t] + dh_next": "dnext_h = dh[:, t] + dprev_h", "dhs": "dh"}
    text = {
        "en": "Both roads, `dh = dhs[:, t] + dh_next`; h and `hs[:, t] = h`.",
        "zh": "两条路：`dh = dhs[:, t] + dh_next`；`dhs`。",
    }
    told = respelled(text, code, {})
    assert told["en"] == "Both roads, `dnext_h = dh[:, t] + dprev_h`; h and `h[:, t] = prev_h`."
    assert told["zh"] == "两条路：`dnext_h = dh[:, t] + dprev_h`；`dh`。"


def test_formulas_are_respelled_apart_from_code():
    formulas = {"U^T": "W_x", "W^T": "W_h", "da^T x": "x^T da", "da^T x_t": "x_t^T da"}
    text = r"`U^T` stays; $a = x U^T + h W^T$, $da^T x_t$, $$\mathbf{W^T} W^Tx$$"
    told = respelled(text, {}, formulas)
    assert told == r"`U^T` stays; $a = x W_x + h W_h$, $x_t^T da$, $$\mathbf{W_h} W^Tx$$"


def test_nothing_to_respell_leaves_a_text_as_it_is():
    assert respelled("`x` and $y$", {}, {}) == "`x` and $y$"
