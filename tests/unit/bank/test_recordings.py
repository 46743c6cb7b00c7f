"""The keys of questions on PyTorch and Keras agree with the record, and with a run where there is one."""

from importlib.util import find_spec

import pytest
import yaml
from recordings import RECORD, needs_library, ran, right, shipped

LIBRARIES = yaml.safe_load(RECORD.read_text(encoding="utf-8"))
OUTCOMES = {name: outcome for library in LIBRARIES.values() for name, outcome in library["outcomes"].items()}


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_the_key_is_what_a_run_gave(name):
    assert right(shipped()[name], OUTCOMES[name])


def test_every_question_with_library_code_was_run():
    assert {name for name, question in shipped().items() if needs_library(question)} <= set(OUTCOMES)


def test_another_outcome_would_contradict_the_key():
    other = {
        "gru-keep-recorded": "0.0875",
        "lstm-weights-same-function": [True, True, False, True],
        "bilstm-backward-final-state": False,
        "lstm-parameter-shapes-recorded": ["20", "20", "20", "180"],
        "lstm-parameters-pytorch": [1, 2, 3, 4, 5],
        "cnn-lstm-shapes-match": ["(32, 16, 100)", "(32, 64, 24)", "(32, 24, 64)", "(32, 24, 128)"],
        "rnn-irnn-nonlinearity-bug": {"as it stands": "all at 1.00", "mended": "all at 1.00"},
    }
    assert not [name for name, outcome in other.items() if right(shipped()[name], outcome)]


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed: not run again")
def test_pytorch_gives_it_again():
    # in one test and imported here, since nothing but these runs may pay for PyTorch
    import recordings_bugs  # noqa: F401
    from recordings_torch import RECORDINGS

    recorded = LIBRARIES["torch"]["outcomes"]
    assert set(RECORDINGS) == set(recorded)
    assert {name: ran(record, shipped()[name]) for name, record in RECORDINGS.items()} == recorded


@pytest.mark.skipif(find_spec("keras") is None, reason="Keras is not installed: not run again")
def test_keras_gives_it_again():
    from recordings_keras import RECORDINGS

    recorded = LIBRARIES["keras"]["outcomes"]
    assert set(RECORDINGS) == set(recorded)
    assert {name: ran(record, shipped()[name]) for name, record in RECORDINGS.items()} == recorded
