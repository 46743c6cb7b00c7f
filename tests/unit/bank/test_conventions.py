"""The table of conventions: valid, in accord with the contract and the reference, and clear about faults."""

import shutil

import pytest

from quizrnn.bank.conventions import load_conventions
from quizrnn.bank.drills_load import load_drill
from quizrnn.bank.library import Library
from quizrnn.errors import InputError, UnknownName
from quizrnn.paths import Paths, content_dir
from quizrnn.reference import conventions as reference

FOLDER = content_dir() / "conventions"
TABLE = {entry.convention: entry for entry in load_conventions(FOLDER)}

CONTRACT = """
rnn_step_forward(x, prev_h, Wx, Wh, b) -> next_h, cache
rnn_step_backward(dnext_h, cache) -> dx, dprev_h, dWx, dWh, db
rnn_forward(x, h0, Wx, Wh, b) -> h, cache
rnn_backward(dh, cache) -> dx, dh0, dWx, dWh, db
lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b) -> next_h, next_c, cache
lstm_step_backward(dnext_h, dnext_c, cache) -> dx, dprev_h, dprev_c, dWx, dWh, db
lstm_forward(x, h0, Wx, Wh, b) -> h, cache
lstm_backward(dh, cache) -> dx, dh0, dWx, dWh, db
"""


def signatures(name):
    return {
        f"{signature.function or article}({', '.join(signature.arguments)}) -> {', '.join(signature.returns)}"
        for unit in TABLE[name].units
        for article, signature in unit.functions.items()
    }


def test_cs231n_is_the_contract_s_to_the_letter():
    assert signatures("cs231n") == set(CONTRACT.split("\n")) - {""}


def test_pytorch_has_the_four_arrays_after_the_state():
    for line in signatures("pytorch"):
        if "_forward" in line:
            assert ", weight_ih, weight_hh, bias_ih, bias_hh) -> " in line
        else:
            assert line.endswith(", dweight_ih, dweight_hh, dbias_ih, dbias_hh")


def test_orders_of_gates_are_the_reference_s():
    orders = {
        (name, unit.unit): {tuple(block.gates) for block in unit.layout.values()}
        for name, entry in TABLE.items()
        for unit in entry.units
    }
    assert orders["pytorch", "lstm"] == {reference.PYTORCH_LSTM}
    assert orders["cs231n", "lstm"] == {reference.CS231N_LSTM}
    assert orders["pytorch", "gru_reset_after"] == {("r", "z", "n")}


def test_a_form_has_the_shapes_of_its_layout():
    form = load_drill(content_dir() / "drills" / "lstm-cell-forward.yaml").forms["cs231n"]
    assert form.arrays == {
        "x": ["N", "D"],
        "prev_h": ["N", "H"],
        "prev_c": ["N", "H"],
        "Wx": ["D", "4*H"],
        "Wh": ["H", "4*H"],
        "b": ["4*H"],
    }


@pytest.fixture
def copied(tmp_path):
    """Copy a convention with a text replaced."""

    def make(find, replace):
        shutil.copytree(FOLDER, tmp_path / "conventions")
        path = tmp_path / "conventions" / "cs231n.yaml"
        text = path.read_text(encoding="utf-8")
        assert find in text
        path.write_text(text.replace(find, replace, 1), encoding="utf-8")
        return tmp_path / "conventions"

    return make


@pytest.mark.parametrize(
    ("find", "replace", "words"),
    [
        ("part: input", "part: output", "output"),
        ("arguments: [x, prev_h, Wx, Wh, b]", "argument: [x]", "argument"),
        ("convention: cs231n", "convention: CS 231n", "CS 231n"),
    ],
)
def test_a_fault_is_one_line_with_its_place(copied, find, replace, words):
    with pytest.raises(InputError) as caught:
        load_conventions(copied(find, replace))
    assert "cs231n.yaml:" in caught.value.line("en")
    assert words in caught.value.line("en")


def test_a_folder_without_conventions_has_none(tmp_path):
    assert load_conventions(tmp_path / "conventions") == ()


def test_another_course_is_one_more_file(tmp_path):
    """A convention that nobody has thought of yet gives every drill that it names a form without new code."""
    shutil.copytree(content_dir(), tmp_path / "content")
    text = (FOLDER / "cs231n.yaml").read_text(encoding="utf-8")
    theirs = tmp_path / "content" / "conventions" / "elsewhere.yaml"
    theirs.write_text(text.replace("convention: cs231n", "convention: elsewhere"), encoding="utf-8")
    drills = tmp_path / "content" / "drills"
    for path in drills.glob("*.cs231n.py"):
        shutil.copy(path, drills / path.name.replace("cs231n", "elsewhere"))
    forms = load_drill(drills / "lstm-cell-backward.yaml", content=tmp_path / "content").forms
    assert forms["elsewhere"].calls == forms["cs231n"].calls


def test_misconceptions_edit_the_source_that_the_library_gives(tmp_path):
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(tmp_path)}))
    try:
        article = library.solution("lstm-cell-forward", "article")
        assert library.mistaken("lstm-cell-forward", "cs231n") == article
        assert library.mistaken("lstm-cell-forward", "article") == article
        assert library.mistaken("gru-cell-forward", "pytorch") == library.solution(
            "gru-cell-forward", "pytorch"
        )
        with pytest.raises(UnknownName) as caught:
            library.mistaken("gru-cell-forward", "cs231n")
        assert "cs231n" in caught.value.line("en")
    finally:
        library.close()
