"""What is said in the labs on gradients: norms by lag, clipping, truncation."""

from __future__ import annotations

from typing import Final

from quizrnn.labs.model import Knob, Lab
from quizrnn.text import both

GRADIENTS: Final = Lab(
    name="gradients",
    title=both("Vanishing and exploding gradients", "梯度消失与梯度爆炸"),
    about=both(
        "The norm of the gradient by lag, for RNN, LSTM and GRU, as the recurrent gain grows.",
        "循环增益变大时，RNN、LSTM 和 GRU 的梯度范数随间隔的变化。",
    ),
    knobs=(
        Knob("gain", both("recurrent gain", "循环增益"), 0.1, 3.0, 0.1, 1.0),
        Knob("bias", both("bias that keeps", "保留偏置"), -2.0, 5.0, 0.5, 1.0),
    ),
    see=(
        both(
            "A straight line on the logarithmic scale is a constant factor a step: downhill the gradient "
            "vanishes, "
            "uphill it explodes.",
            "对数坐标上的直线表示每一步乘以同一个因子：向下是梯度消失，向上是梯度爆炸。",
        ),
        both(
            "The RNN's factor a step is at most the gain, since the slope of tanh is at most 1; once units "
            "saturate it is less.",
            "RNN 每一步的因子至多是增益，因为 tanh 的斜率至多为 1；单元一旦饱和，因子更小。",
        ),
        both(
            "In LSTM and GRU the old state is also carried over directly, times f or 1 - z: that factor is "
            "set by "
            "the bias, whatever the gain.",
            "LSTM 和 GRU 还有一条直接传递旧状态的通路，乘以 f 或 1 - z：这个因子由偏置决定，与增益无关。",
        ),
    ),
    tries=(
        both(
            "Raise the gain from 0.8 past 1: at which value does the RNN's line turn uphill, and why not at "
            "1?",
            "把增益从 0.8 提高到超过 1：RNN 的曲线在哪个值开始上升？为什么不是恰好在 1？",
        ),
        both(
            "Set the bias to -2, then to 5: how does the slope of the LSTM's line follow ln σ(bias)?",
            "把偏置设为 -2，再设为 5：LSTM 曲线的斜率怎样跟随 ln σ(偏置) 变化？",
        ),
        both(
            "With bias 3 and gain 2 find an LSTM whose gradient grows: gates do not rule out explosion.",
            "取偏置 3、增益 2，可以看到 LSTM 的梯度也会增大：门控并不能排除梯度爆炸。",
        ),
    ),
    references=("bengio1994", "pascanu2013", "hochreiter1997", "cho2014"),
    questions=(
        "rnn-vanishing-guarantee",
        "rnn-step-jacobian",
        "rnn-why-vanishing-short",
        "rnn-gradient-profile",
        "rnn-large-norm-explodes",
        "rnn-healthy-total-gradient",
        "rnn-jacobian-product-bug",
        "rnn-power-norm-order",
        "rnn-non-normal-growth",
        "rnn-vanishing-plan-short",
        "rnn-scalar-gradient-formula",
        "rnn-scalar-gradient-value",
        "rnn-three-step-gradient",
        "rnn-contraction-forgets-start",
        "gru-skip-gradient",
        "lstm-total-jacobian-short",
        "lstm-jacobian-weights",
        "beyond-measure-vanishing-bug",
        "beyond-orthogonal-tanh",
    ),
    module="quizrnn.labs.gradients",
    uses=(
        ("rnn_cell_forward", "rnn_cell_backward"),
        ("lstm_cell_forward", "lstm_cell_backward"),
        ("gru_cell_forward", "gru_cell_backward"),
    ),
)

CLIPPING: Final = Lab(
    name="clipping",
    title=both("Clipping on a cliff", "悬崖上的梯度裁剪"),
    about=both(
        "Gradient descent from the wall of a cliff: unclipped, clipped by value and clipped by norm.",
        "从悬崖壁出发做梯度下降：不裁剪、按值裁剪和按范数裁剪。",
    ),
    knobs=(
        Knob("threshold", both("threshold", "阈值"), 0.05, 3.0, 0.05, 1.0),
        Knob("rate", both("learning rate", "学习率"), 0.05, 0.5, 0.05, 0.2),
    ),
    see=(
        both(
            "One unit with w = 2 doubles a tiny state at each of 12 steps, so the sign of b decides where "
            "it ends: "
            "the loss has a wall, and a huge gradient on it.",
            "w = 2 的单个单元在 12 步中每步把微小的状态翻倍，b 的符号决定它停在哪里：损失曲面上有一堵墙，"
            "墙上梯度极大。",
        ),
        both(
            "Without clipping the first update throws the parameters so far that the unit saturates: the "
            "gradient "
            "there is zero, and the loss stays where it is.",
            "不裁剪时，第一次更新就把参数抛到单元饱和的地方：那里梯度为零，损失再也不变。",
        ),
        both(
            "Clipped runs fall off the wall by a small step and go on; when they touch it again, the loss "
            "jumps and "
            "they survive that too.",
            "裁剪后的更新只迈一小步离开峭壁，然后继续下降；再次碰到它时损失会跳一下，但训练仍能继续。",
        ),
    ),
    tries=(
        both(
            "Lower the threshold: how many updates are then clipped, and what does that cost where the "
            "slope is "
            "gentle?",
            "降低阈值：会有多少次更新被裁剪？在坡度平缓的地方，这要付出什么代价？",
        ),
        both(
            "Compare the angles: clipping by value cuts each component by itself and so turns the step; "
            "clipping by "
            "norm keeps the direction.",
            "比较两个角度：按值裁剪逐个分量截断，步子因此转向；按范数裁剪保持方向。",
        ),
        both(
            "Give another seed: the run starts elsewhere on the wall, with another gradient; does the first "
            "clipped "
            "step change its length?",
            "换一个种子：起点落在峭壁的另一处，梯度也不同；裁剪后的第一步长度会变吗？",
        ),
    ),
    references=("pascanu2013", "pytorch-clip"),
    questions=(
        "clip-by-norm",
        "clip-global-norm",
        "clip-norm-entry",
        "clip-set-to-threshold",
        "clip-value-angle",
        "clip-norm-plot",
        "clip-factor-cloze",
        "clip-choose-short",
        "clip-loop-order",
        "clip-order-bug",
        "clip-keras-options",
        "rnn-clipping-against-vanishing",
        "rnn-latch-gradient",
        "beyond-clip-infinite",
        "beyond-clip-scaled-norm",
    ),
    module="quizrnn.labs.clipping",
)

TRUNCATION: Final = Lab(
    name="truncation",
    title=both("How far truncated BPTT reaches", "截断 BPTT 的作用范围"),
    about=both(
        "The gradient of every input for one loss at the end, in full and with a window.",
        "损失只在末尾时每个输入的梯度：完整的与带窗口的。",
    ),
    knobs=(
        Knob("window", both("window", "窗口"), 1, 40, 1, 10),
        Knob("gain", both("recurrent gain", "循环增益"), 0.1, 2.0, 0.1, 1.1),
    ),
    see=(
        both(
            "Inside the window both curves are the same: truncation changes no gradient that it lets "
            "through.",
            "窗口之内两条曲线重合：截断不改变它放行的任何梯度。",
        ),
        both(
            "At the lag that equals the window the truncated curve ends: what lies further back gets "
            "exactly zero, "
            "not a small number.",
            "间隔等于窗口时，截断的曲线到此为止：更早的输入得到的恰好是零，而不是很小的数。",
        ),
        both(
            "The state itself still runs through all steps: only the gradient is cut, so the network may "
            "use what it "
            "cannot be taught to keep.",
            "状态本身仍流经所有时间步，被切断的只是梯度：网络可以利用更早的信息，却学不会去保留它。",
        ),
    ),
    tries=(
        both(
            "Set the gain to 0.5: how much of the gradient of W does a window of 5 lose?",
            "把增益设为 0.5：窗口为 5 时，W 的梯度损失多少？",
        ),
        both(
            "Set the gain to 1.5 and the same window: why is the share so different?",
            "保持窗口不变，把增益设为 1.5：为什么占比差别这么大？",
        ),
        both(
            "Set the window to 40: when are both gradients the same to the last digit?",
            "把窗口设为 40：什么时候两个梯度完全相同？",
        ),
    ),
    references=("williams1990", "werbos1990"),
    questions=(
        "rnn-truncated-forward-reach",
        "rnn-truncated-mean-reach",
        "rnn-tbptt-lags",
        "rnn-tbptt-largest-lag",
        "rnn-tbptt-loop-order",
        "rnn-tbptt-updates",
        "beyond-tbptt-k1-k2",
        "beyond-tbptt-pair-share",
        "beyond-tbptt-short",
    ),
    module="quizrnn.labs.truncation",
    uses=(("rnn_forward", "rnn_backward_truncated"),),
)
