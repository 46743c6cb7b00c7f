"""Recurrent networks in NumPy: what every drill is graded against.

The reset-after GRU has the same function names as the article's, in :mod:`quizrnn.reference.gru_reset_after`.
"""

from quizrnn.reference import gru_reset_after
from quizrnn.reference.activations import sigmoid, sigmoid_derivative, softmax, tanh_derivative
from quizrnn.reference.bidirectional import bilstm_backward, bilstm_forward, stacked_bilstm_forward
from quizrnn.reference.clipping import clip_by_global_norm, clip_by_value
from quizrnn.reference.cnn_lstm import cnn_lstm_forward
from quizrnn.reference.conventions import gru_to_keras, lstm_to_pytorch
from quizrnn.reference.gradcheck import complex_step_gradient, numerical_gradient, relative_error
from quizrnn.reference.gru import gru_backward, gru_cell_backward, gru_cell_forward, gru_forward
from quizrnn.reference.losses import softmax_cross_entropy
from quizrnn.reference.lstm import (
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    lstm_forward_masked,
)
from quizrnn.reference.rnn import (
    gradient_norms,
    rnn_backward,
    rnn_backward_truncated,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
)

__all__ = [
    "bilstm_backward",
    "bilstm_forward",
    "clip_by_global_norm",
    "clip_by_value",
    "cnn_lstm_forward",
    "complex_step_gradient",
    "gradient_norms",
    "gru_backward",
    "gru_cell_backward",
    "gru_cell_forward",
    "gru_forward",
    "gru_reset_after",
    "gru_to_keras",
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "lstm_forward_masked",
    "lstm_to_pytorch",
    "numerical_gradient",
    "relative_error",
    "rnn_backward",
    "rnn_backward_truncated",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_cross_entropy",
    "stacked_bilstm_forward",
    "tanh_derivative",
]
