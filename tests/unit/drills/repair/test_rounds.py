"""The search for the edit that repairs a submission, from its text to the line, in the real child."""

from __future__ import annotations

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.answer_key import AnswerKey
from quizrnn.drills.limits import Cancel
from quizrnn.drills.repair.rounds import repairs
from quizrnn.drills.sandbox import CancelledError
from quizrnn.paths import content_dir


def drill_of(name, convention="article"):
    drill, solutions = load_with_solutions(content_dir() / "drills" / f"{name}.yaml")
    form = drill.forms[convention]
    key = AnswerKey(drill, convention, solutions[form.mistakes_of or convention], 7)
    return key, solutions[convention]


def mistaken(source, *changes):
    """Return a source with mistakes in it, and the line of each."""
    lines = []
    for old, new in changes:
        assert source.count(old) == 1, old
        lines.append(source[: source.index(old)].count("\n") + 1)
        source = source.replace(old, new)
    return source, lines


SINGLE = [
    ("lstm-cell-backward", "da_f = df * f * (1 - f)", "da_f = df * f", "derivative"),
    ("lstm-cell-backward", "dg = dc * i ", "dg = dc * g ", "operand"),
    ("lstm-cell-backward", "dc = dc_t + dh_t", "dc = dh_t", "missing-term"),
    ("lstm-cell-backward", "dc = dc_t + dh_t", "dc = dc_t - dh_t", "sign"),
    ("lstm-cell-backward", '"db_f": da_f.sum(axis=0)', '"db_f": da_f.mean(axis=0)', "reduction"),
    ("lstm-cell-backward", '"dx_t": dhx[:, H:]', '"dx_t": dhx[:, :H]', "slice"),
    ("lstm-cell-backward", '"dW_i": da_i.T @ hx', '"dW_i": hx.T @ da_i', None),
    ("lstm-cell-backward", "di = dc * g ", "di = dc + g ", "operator"),
    ("lstm-cell-forward", "np.concatenate([h_prev, x_t]", "np.concatenate([x_t, h_prev]", "order"),
    ("lstm-cell-forward", 'np.tanh(hx @ params["W_c"]', 'sigmoid(hx @ params["W_c"]', "function"),
    ("gru-cell-forward", "(1 - z) * h_prev", "(1 - z) * n", "operand"),
]


@pytest.mark.parametrize(("drill", "old", "new", "kind"), SINGLE)
def test_the_line_of_one_mistake_is_named_first(drill, old, new, kind):
    key, solution = drill_of(drill)
    source, (line,) = mistaken(solution, (old, new))

    found = repairs(key, source)

    assert found.complete
    assert [repair.line for repair in found.found] == [line]
    assert kind is None or found.found[0].kind == kind
    assert found.found[0].whole


def test_two_mistakes_are_repaired_in_turn_each_in_its_line():
    key, solution = drill_of("lstm-cell-backward")
    source, lines = mistaken(
        solution, ("da_f = df * f * (1 - f)", "da_f = df * f"), ("dg = dc * i ", "dg = dc * g ")
    )

    found = repairs(key, source)

    assert found.complete
    assert {repair.line for repair in found.found} == set(lines)
    assert [repair.nth for repair in found.found] == [0, 1]


@pytest.mark.parametrize(
    ("drill", "convention", "old", "new"),
    [
        ("lstm-backward", "article", "reversed(range(len(steps)))", "range(len(steps))"),
        ("lstm-backward", "article", "grads[name] += step", "grads[name] = step"),
        ("lstm-backward", "cs231n", "* (1 - g**2)", "* (1 - g)"),
        ("gru-cell-backward", "pytorch", "* (1 - n**2)", "* (1 + n**2)"),
    ],
)
def test_sequences_and_other_conventions(drill, convention, old, new):
    key, solution = drill_of(drill, convention)
    source, (line,) = mistaken(solution, (old, new))

    found = repairs(key, source)

    assert line in {repair.line for repair in found.found} | {n for r in found.found for n in r.others}


def test_the_edit_is_the_learners_own_text_but_for_what_changes():
    key, solution = drill_of("lstm-cell-backward")
    source, _ = mistaken(solution, ("da_f = df * f * (1 - f)  # (N, H)", "da_f = df*f   # 遗忘门"))

    (repair,) = repairs(key, source).found

    assert repair.edit == "- da_f = df*f   # 遗忘门\n+ da_f = df*f * (1 - f)   # 遗忘门"


def test_nothing_is_claimed_where_no_small_edit_repairs():
    key, solution = drill_of("rnn-cell-forward")
    head = solution[: solution.index("def ")]
    source = head + (
        "def rnn_cell_forward(x_t, h_prev, params):\n"
        "    noise = np.cos(x_t).sum() + len(params)\n"
        "    return np.full(h_prev.shape, noise) ** 3, None\n"
    )

    found = repairs(key, source, seconds=1.0)

    assert not found.complete
    assert found.found == ()


@pytest.mark.parametrize(
    "body",
    [
        "    import os\n    os._exit(0)\n",
        "    raise SystemExit\n",
        "    while True:\n        pass\n",
        "    return rnn_cell_forward(x_t, h_prev, params)\n",
        "    np.add = np.multiply = None\n    return h_prev, None\n",
        "    print('x' * 10**6)\n    return h_prev, None\n",
        "    return [0] * 10**12, None\n",
    ],
)
def test_hostile_code_ends_the_search_and_nothing_else(body):
    key, _ = drill_of("rnn-cell-forward")
    source = "import numpy as np\n\n\ndef rnn_cell_forward(x_t, h_prev, params):\n" + body

    found = repairs(key, source, seconds=0.5)

    assert not found.complete


def test_a_search_is_cancelled_and_finds_nothing_then():
    key, solution = drill_of("lstm-cell-backward")
    source, _ = mistaken(solution, ("dg = dc * i ", "dg = dc * g "))
    cancel = Cancel()
    cancel.request()

    with pytest.raises(CancelledError):
        repairs(key, source, cancel=cancel)


def test_what_is_right_never_reaches_the_child(monkeypatch):
    from quizrnn.drills import dialogue

    written = bytearray()
    real = dialogue.os.write

    def spy(descriptor, data):
        written.extend(bytes(data))
        return real(descriptor, data)

    key, solution = drill_of("lstm-cell-backward")
    source, _ = mistaken(solution, ("dg = dc * i ", "dg = dc * g "))
    monkeypatch.setattr(dialogue.os, "write", spy)

    assert repairs(key, source).complete
    assert len(written) > 1000
    for case in key.cases[:1]:
        for value in key.expected(case).values():
            assert value.tobytes() not in bytes(written)
