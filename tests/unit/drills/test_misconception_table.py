"""Every mistake of the list that the drills were made from is known in every drill to which it applies.

That each mistake fails and is diagnosed as itself is proved by ``test_prove.py``; here is which of them
stands for which entry of the list.
"""

import pytest

from quizrnn.bank.drills_load import load_drill
from quizrnn.paths import content_dir

DRILLS = {path.stem: load_drill(path) for path in sorted((content_dir() / "drills").glob("*.yaml"))}

LSTM_CELL, LSTM, BILSTM = "lstm-cell-backward", "lstm-backward", "bilstm-backward"
GRU_CELL, GRU, GRU_AFTER = "gru-cell-backward", "gru-backward", "gru-cell-reset-after"
RNN_CELL, RNN, CUT = "rnn-cell-backward", "rnn-backward", "rnn-backward-truncated"
LSTM_BACK = (LSTM_CELL, LSTM, BILSTM)
GRU_BACK = (GRU_CELL, GRU, GRU_AFTER)

LIST = {
    1: [
        ((RNN,), "carry-not-added own-loss-not-added"),
        ((LSTM, GRU, BILSTM), "recurrent-gradient-dropped upstream-not-added"),
        ((CUT,), "weights-local-only input-gradient-local-only"),
    ],
    2: [
        (("rnn-forward",), "initial-state-ignored state-not-carried"),
        ((RNN,), "forward-initial-state-ignored forward-state-not-carried"),
        ((CUT,), "forward-initial-state-ignored"),
        (("gradient-norms",), "initial-state-ignored"),
        (("lstm-forward",), "initial-hidden-ignored initial-cell-ignored cell-starts-as-hidden"),
        (("lstm-forward",), "hidden-never-carried cell-never-carried states-never-carried"),
        (
            ("lstm-forward-masked",),
            "initial-hidden-ignored cell-starts-as-hidden hidden-never-carried cell-never-carried",
        ),
        (
            ("lstm-fused-forward",),
            "initial-states-ignored cell-starts-as-hidden initial-hidden-at-every-step cell-never-carried",
        ),
        (("bilstm-forward",), "hidden-never-carried cell-never-carried"),
        (("stacked-bilstm-forward",), "cell-never-carried"),
        (("cnn-lstm-forward",), "state-never-carried"),
        (
            (LSTM,),
            "forward-initial-hidden-ignored forward-initial-cell-ignored forward-cell-starts-as-hidden",
        ),
        ((LSTM,), "forward-hidden-never-carried forward-cell-never-carried"),
        (("gru-forward",), "initial-state-ignored state-never-carried"),
        ((GRU,), "forward-initial-state-ignored forward-state-never-carried"),
    ],
    3: [
        ((RNN, CUT, LSTM, GRU), "old-state-wraps-around"),
        (("rnn-forward", "gru-forward"), "initial-state-ignored"),
    ],
    4: [
        (
            (RNN_CELL,),
            "tanh-derivative-sign tanh-derivative-inverted tanh-taken-twice "
            "tanh-derivative-of-pre-activation",
        ),
        ((RNN,), "tanh-derivative-missing tanh-derivative-sign tanh-taken-twice"),
        ((CUT, "gradient-norms"), "tanh-derivative-missing tanh-derivative-sign"),
        (
            (LSTM_CELL,),
            "tanh-derivative-missing tanh-derivative-sign tanh-taken-twice tanh-derivative-of-cell",
        ),
        (LSTM_BACK, "candidate-derivative-missing candidate-derivative-sign candidate-tanh-taken-twice"),
        (GRU_BACK, "candidate-derivative-missing candidate-derivative-sign candidate-tanh-taken-twice"),
    ],
    5: [
        (
            LSTM_BACK + GRU_BACK,
            "sigmoid-taken-twice sigmoid-derivative-without-parentheses tanh-derivative-for-gates",
        )
    ],
    6: [((LSTM_CELL, LSTM), "dc-prev-uses-carry"), (LSTM_BACK, "forget-gate-applied-twice")],
    7: [
        ((LSTM_CELL,), "carry-missing"),
        ((LSTM, BILSTM), "cell-gradient-restarts"),
        (LSTM_BACK, "path-through-output-missing tanh-derivative-missing tanh-derivative-of-cell"),
    ],
    8: [
        ((LSTM, GRU), "hidden-carry-never-reassigned"),
        ((LSTM,), "cell-carry-never-reassigned"),
        ((LSTM, GRU, BILSTM), "loop-forward-in-time loop-stops-before-first"),
        ((RNN,), "carry-not-added loop-forward-in-time loop-stops-early"),
    ],
    9: [
        (
            ("gru-cell-forward", "gru-forward"),
            "update-gate-keeps candidate-without-reset reset-after-product",
        ),
        ((GRU_CELL,), "update-gate-keeps-throughout reset-unused-throughout reset-after-throughout"),
        ((GRU,), "forward-update-gate-keeps forward-candidate-without-reset reset-after-throughout"),
        (
            (GRU_AFTER,),
            "forward-update-gate-replaces forward-candidate-without-reset forward-reset-before-product",
        ),
        (("gru-to-keras",), "update-gate-not-negated"),
    ],
    10: [
        (
            (GRU_CELL, GRU),
            "direct-path-missing direct-path-counted-twice reset-path-missing gate-paths-missing",
        ),
        (
            (GRU_AFTER,),
            "direct-path-missing direct-path-counted-twice candidate-path-missing gate-paths-missing",
        ),
    ],
    11: [
        ((GRU_CELL,), "update-gate-derivative-missing"),
        ((GRU, GRU_AFTER), "gate-derivative-missing"),
        ((GRU_CELL, GRU), "update-gradient-of-candidate-only"),
        ((GRU_AFTER,), "update-gradient-of-state-only"),
        (GRU_BACK, "update-gradient-sign reset-gradient-with-z-derivative"),
        ((GRU_CELL,), "candidate-weights-from-unreset-state"),
        ((GRU,), "candidate-weights-from-whole-state"),
    ],
    12: [((GRU_AFTER,), "input-weights-scaled-by-reset forward-bias-outside-reset")],
    13: [
        (("rnn-cell-forward", "rnn-forward"), "state-weights-not-transposed"),
        (
            (RNN_CELL,),
            "state-gradient-with-transposed-weights forward-weights-not-transposed "
            "weight-gradients-transposed",
        ),
        ((RNN,), "carry-transposed forward-weights-not-transposed weight-gradient-transposed"),
        ((CUT,), "carry-transposed"),
        (("gradient-norms",), "weights-transposed forward-weights-not-transposed"),
        ((GRU_AFTER,), "forward-state-weights-not-transposed state-weights-transposed-in-backward"),
        ((LSTM_CELL, GRU_CELL, GRU_AFTER), "weight-gradients-transposed"),
        (("lstm-to-pytorch",), "weights-transposed"),
        (("gru-to-keras",), "weights-not-transposed"),
    ],
    14: [
        (("lstm-cell-forward", "gru-cell-forward"), "dot-product-for-hadamard"),
        (("rnn-cell-forward",), "state-product-elementwise"),
    ],
    15: [
        (
            (
                "lstm-cell-forward",
                "lstm-forward",
                "lstm-forward-masked",
                "bilstm-forward",
                "stacked-bilstm-forward",
                "cnn-lstm-forward",
                "gru-cell-forward",
                "gru-forward",
            ),
            "input-before-state",
        ),
        (("lstm-fused-forward", "lstm-to-pytorch", "gru-to-keras"), "input-columns-first"),
        ((LSTM_CELL, LSTM, BILSTM, GRU, GRU_AFTER), "forward-input-before-state"),
        (LSTM_BACK + GRU_BACK, "slices-swapped"),
    ],
    16: [
        (
            ("lstm-cell-forward", "lstm-forward", "gru-cell-forward", "gru-forward"),
            "bias-of-another-gate biases-missing",
        ),
        (("rnn-cell-forward", "rnn-forward"), "bias-missing"),
        ((RNN_CELL, RNN, CUT, "gradient-norms"), "forward-bias-missing"),
        ((LSTM_CELL, LSTM, GRU_CELL, GRU), "forward-biases-missing"),
        (LSTM_BACK + GRU_BACK, "bias-gradients-of-first-example bias-gradients-without-axis"),
        ((LSTM_CELL, GRU_CELL, GRU_AFTER), "bias-gradients-averaged"),
        ((RNN_CELL, RNN, CUT), "bias-gradient-without-axis bias-gradient-of-first-example"),
    ],
    17: [
        ((RNN_CELL,), "tanh-derivative-of-previous-state state-weights-from-new-state"),
        ((RNN,), "tanh-derivative-at-previous-step weights-from-new-state"),
        ((CUT,), "weights-from-new-state"),
        (("gradient-norms",), "slope-of-the-step-before"),
        ((LSTM, GRU, BILSTM), "cache-of-step-before"),
        (LSTM_BACK + GRU_BACK, "weight-gradients-from-new-state"),
    ],
    18: [
        (
            LSTM_BACK,
            "output-gradient-from-carry output-gradient-uses-cell output-gradient-from-cell-gradient",
        ),
    ],
    19: [((RNN, CUT, LSTM, GRU, BILSTM), "input-gradient-local-only")],
    20: [
        (
            ("lstm-cell-forward", "lstm-forward"),
            "hidden-without-tanh tanh-of-gated-state squashed-cell-carried",
        ),
        (
            ("lstm-forward-masked", "lstm-fused-forward", "bilstm-forward", "stacked-bilstm-forward"),
            "hidden-without-tanh squashed-cell-carried",
        ),
        ((LSTM_CELL, LSTM), "forward-hidden-without-tanh forward-squashed-cell-carried"),
    ],
    21: [
        (("lstm-cell-forward", "lstm-forward"), "candidate-through-sigmoid forget-and-input-swapped"),
        (("bilstm-forward",), "forget-and-input-swapped"),
        (("lstm-fused-forward",), "slices-in-another-order candidate-among-sigmoids"),
        (("lstm-to-pytorch",), "gates-in-cs231n-order gates-in-text-order"),
        (("gru-to-keras",), "gates-in-pytorch-order"),
        ((LSTM_CELL, LSTM), "forget-and-input-factors-swapped"),
        (("gru-cell-forward", "gru-forward"), "gates-swapped candidate-through-sigmoid"),
    ],
    22: [
        (("sigmoid",), "overflows"),
        (("softmax-cross-entropy",), "maximum-not-taken-off"),
        (("lstm-cell-forward", "lstm-forward", "lstm-forward-masked", "bilstm-forward"), "sigmoid-overflows"),
        (("stacked-bilstm-forward", "gru-cell-forward", "gru-forward"), "sigmoid-overflows"),
        (LSTM_BACK + GRU_BACK, "forward-sigmoid-overflows"),
    ],
    23: [
        (
            ("rnn-forward", "lstm-forward", "lstm-forward-masked", "gru-forward", "bilstm-forward"),
            "size-one-axes-squeezed",
        )
    ],
    24: [
        (("softmax-cross-entropy",), "loss-summed gradient-not-averaged"),
        ((RNN_CELL, LSTM_CELL, GRU_CELL), "weight-gradients-averaged"),
        ((RNN,), "averaged-over-time averaged-over-batch"),
        ((LSTM, GRU, BILSTM), "weight-gradients-averaged-over-time weight-gradients-averaged-over-batch"),
        ((CUT,), "averaged-over-window"),
        (("train-adding-problem",), "loss-summed"),
    ],
    25: [
        ((RNN,), "weights-not-summed-over-time initial-state-gradient-zero initial-state-gradient-upstream"),
        ((LSTM, GRU, BILSTM), "weight-gradients-overwritten"),
        ((LSTM, GRU), "initial-gradient-is-first-upstream"),
        ((CUT,), "initial-state-gradient-zero initial-state-gradient-overwritten"),
    ],
    26: [
        (("clip-by-global-norm",), "by-value norm-of-each-tensor small-gradients-enlarged"),
        (("clip-by-value",), "by-norm-of-each-tensor by-global-norm"),
        ((RNN,), "carry-clipped"),
    ],
    27: [((CUT,), "only-last-steps only-last-loss")],
    28: [(("lstm-forward-masked",), "states-zeroed mask-inverted mask-on-hidden-only")],
    29: [
        (("bilstm-forward",), "states-not-turned-back same-weights-for-both backward-summary-at-every-step"),
        ((BILSTM,), "forward-states-not-turned-back upstream-not-reversed input-gradient-not-turned-back"),
        ((BILSTM,), "forward-same-weights-for-both"),
        (("stacked-bilstm-forward",), "states-not-turned-back same-weights-for-both"),
    ],
    30: [
        (
            ("rnn-forward", "lstm-forward", "lstm-forward-masked", "lstm-fused-forward"),
            "states-in-single-precision",
        ),
        (("gru-forward", "bilstm-forward"), "states-in-single-precision"),
        ((RNN, CUT, LSTM, GRU, BILSTM), "input-gradients-in-single-precision"),
        (("numerical-gradient",), "result-in-single-precision"),
    ],
}
"""By number in the list: drills, and what stands for the entry in each of them, convention ``article``."""

PYTORCH_GRU = {
    1: [((GRU,), "recurrent-gradient-dropped upstream-not-added")],
    2: [
        (("gru-forward",), "initial-state-ignored state-never-carried"),
        ((GRU,), "forward-state-never-carried"),
    ],
    4: [
        ((GRU_CELL, GRU), "candidate-derivative-missing candidate-derivative-sign candidate-tanh-taken-twice")
    ],
    5: [
        (
            (GRU_CELL, GRU),
            "sigmoid-taken-twice sigmoid-derivative-without-parentheses tanh-derivative-for-gates",
        )
    ],
    8: [((GRU,), "hidden-carry-never-reassigned loop-forward-in-time loop-stops-before-first")],
    9: [
        (
            ("gru-cell-forward", "gru-forward"),
            "update-gate-replaces candidate-without-reset reset-before-product",
        ),
        ((GRU_CELL, GRU), "update-gate-replaces-throughout reset-unused-throughout reset-before-throughout"),
    ],
    10: [
        (
            (GRU_CELL, GRU),
            "direct-path-missing direct-path-counted-twice candidate-path-missing gate-paths-missing",
        )
    ],
    11: [
        (
            (GRU_CELL, GRU),
            "update-gradient-sign update-gradient-of-state-only reset-gradient-with-z-derivative",
        ),
        ((GRU_CELL,), "update-gate-derivative-missing"),
        ((GRU,), "gate-derivative-missing"),
    ],
    12: [
        ((GRU_CELL, GRU), "input-part-reset-too forward-hidden-bias-outside-reset"),
        (("gru-cell-forward", "gru-forward"), "hidden-bias-outside-reset"),
    ],
    14: [(("gru-cell-forward",), "dot-product-for-hadamard")],
    16: [((GRU_CELL, GRU), "bias-gradients-of-first-example bias-gradients-without-axis bias-hh-ignored")],
    17: [((GRU_CELL, GRU), "weight-gradients-from-new-state"), ((GRU,), "cache-of-step-before")],
    19: [((GRU,), "input-gradient-local-only")],
    21: [(("gru-cell-forward", "gru-forward", GRU_CELL, GRU), "gates-in-keras-order")],
    22: [
        (("gru-cell-forward", "gru-forward"), "sigmoid-overflows"),
        ((GRU_CELL, GRU), "forward-sigmoid-overflows"),
    ],
    23: [(("gru-forward",), "size-one-axes-squeezed")],
    24: [((GRU,), "weight-gradients-averaged-over-time weight-gradients-averaged-over-batch")],
    25: [((GRU,), "weight-gradients-overwritten initial-gradient-is-first-upstream")],
    30: [(("gru-forward",), "states-in-single-precision"), ((GRU,), "input-gradients-in-single-precision")],
}
"""The same for PyTorch's GRU, which is another function and has mistakes of its own."""


def known(drill, convention):
    return {m.id for m in DRILLS[drill].forms[convention].misconceptions}


def missing(table, convention):
    return [
        (number, drill, name)
        for number, rows in table.items()
        for drills, names in rows
        for drill in drills
        for name in names.split()
        if name not in known(drill, convention)
    ]


def test_the_list_is_whole():
    assert list(LIST) == list(range(1, 31))


def test_every_entry_is_known_where_it_applies():
    assert missing(LIST, "article") == []


def test_pytorch_s_gru_knows_them_too():
    assert missing(PYTORCH_GRU, "pytorch") == []


@pytest.mark.parametrize("drill", [name for name in DRILLS if "backward" in name or name == GRU_AFTER])
def test_backward_drills_know_many(drill):
    for convention in DRILLS[drill].forms:
        assert len(known(drill, convention)) >= 24


def test_conventions_inherit_what_their_layout_allows():
    """What a convention leaves out it names; all else of the article's is known there, in its words."""
    for drill in DRILLS.values():
        for convention, form in drill.forms.items():
            if form.mistakes_of is None:
                continue
            absent = known(drill.drill, form.mistakes_of) - known(drill.drill, convention)
            assert len(absent) <= 5
            assert not any("carry-missing" in name or "tanh" in name for name in absent)
