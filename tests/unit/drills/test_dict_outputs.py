"""Values that are dicts, within a tuple or alone: each entry is an output of its own."""

import pytest

from quizrnn.bank.drills import Call
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.expected import returned_values
from quizrnn.drills.grade import grade
from quizrnn.paths import content_dir

CLIP = content_dir() / "drills" / "clip-by-global-norm.yaml"
HEAD = "import numpy as np\n\n\ndef clip_by_global_norm(grads, max_norm):\n"
NORM = "    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))\n"
SCALE = "    scale = 1.0 if norm <= max_norm else max_norm / norm\n"


def report(tmp_path, body):
    drill, solutions = load_with_solutions(CLIP)
    path = tmp_path / "clip.py"
    path.write_text(HEAD + NORM + SCALE + body, encoding="utf-8")
    return grade(drill, solution=solutions["article"], path=path, seed=3)


def statuses(found):
    return {output.name: output.status for output in found.cases[0].outputs}


def test_every_entry_is_an_output(tmp_path):
    found = report(tmp_path, "    return {k: g * scale for k, g in grads.items()}, norm\n")
    assert found.status == "passed"
    assert list(statuses(found)) == ["clipped.dU", "clipped.dW", "clipped.db", "norm"]


def test_entries_beside_those_asked_for_are_let_be(tmp_path):
    found = report(tmp_path, "    return {'more': 1} | {k: g * scale for k, g in grads.items()}, norm\n")
    assert found.status == "passed"


@pytest.mark.parametrize(
    ("value", "first", "rest"),
    [
        ("list(grads.values())", "type", "type"),
        ("None", "missing", "missing"),
        ("{'dU': grads['dU'] * scale, 'dW': None, 'db': 1.0}", "ok", "missing"),
        ("{'dU': grads['dU'] * scale}", "ok", "missing"),
        ("{'dU': {'dU': grads['dU']}, 'dW': grads['dW'].tolist()}", "type", "type"),
    ],
)
def test_what_is_no_dict_of_arrays_is_named(tmp_path, value, first, rest):
    found = statuses(report(tmp_path, f"    return {value}, norm\n"))
    assert found["clipped.dU"] == first
    assert found["clipped.dW"] == rest
    assert found["norm"] == "ok"


def test_an_input_scaled_in_place_is_a_warning(tmp_path):
    found = report(tmp_path, "    for g in grads.values():\n        g *= scale\n    return grads, norm\n")
    assert found.status == "passed"
    assert any("dU" in warning["en"] for warning in found.warnings)


def test_a_mistake_is_named(tmp_path):
    each = "g * min(1.0, max_norm / max(np.linalg.norm(g), 1e-30))"
    found = report(tmp_path, f"    return {{k: {each} for k, g in grads.items()}}, norm\n")
    assert [d.id for d in found.diagnosis] == ["clip-by-global-norm-norm-of-each-tensor"]
    assert found.diagnosis[0].outputs == ("clipped.dU", "clipped.dW", "clipped.db")


def test_values_and_outputs_of_a_call():
    call = Call(function="f", arguments=[], returns=["clipped.a", "clipped.b", "norm", "cache"])
    assert call.values == ("clipped", "norm", "cache")
    assert call.outputs == ("clipped.a", "clipped.b", "norm")
    assert returned_values(call, ({"a": 1, "b": 2}, 3, "kept")) == {
        "clipped.a": 1,
        "clipped.b": 2,
        "norm": 3,
        "cache": "kept",
    }
    alone = Call(function="f", arguments=[], returns=["clipped.a"], form="single")
    assert returned_values(alone, {"a": 1}) == {"clipped.a": 1}
    nested = Call(function="f", arguments=[], returns=["dx", "fw.dW"], form="dict")
    assert returned_values(nested, {"dx": 0, "fw": {"dW": 1}}) == {"dx": 0, "fw.dW": 1}
