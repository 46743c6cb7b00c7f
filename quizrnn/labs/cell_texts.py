"""What is said in the labs on cells: gates, slopes of activations, the forget bias."""

from __future__ import annotations

from typing import Final

from quizrnn.labs.model import Knob, Lab
from quizrnn.text import both

GATES: Final = Lab(
    name="gates",
    title=both("Gates that latch, count and reset", "门的三种用法：锁存、计数、复位"),
    about=both(
        "The gates and the cell state of one LSTM unit with weights set by hand, step by step.",
        "手工设定权重的一个 LSTM 单元：逐步观察各门与细胞状态。",
    ),
    knobs=(
        Knob(
            "task",
            both("task", "任务"),
            0,
            2,
            1,
            0,
            (
                ("latch", both("latch", "锁存")),
                ("count", both("count", "计数")),
                ("reset", both("count and reset", "计数与复位")),
            ),
        ),
        Knob("strength", both("gate strength", "门的强度"), 0.5, 8.0, 0.5, 5.0),
    ),
    see=(
        both(
            "Latch: at a write flag f closes while i opens, so the old value goes as the new one comes; "
            "otherwise f is "
            "open, i closed, and c stays.",
            "锁存：写入标志出现时 f 关闭、i 打开，旧值被新值取代；其余时刻 f 打开、i 关闭，c 保持不变。",
        ),
        both(
            "Count: f stays open and each write adds tanh(3) ≈ 1, so c leaves the range of tanh; a gate "
            "cannot do "
            "that, and h = o·tanh(c) no longer tells 3 from 4.",
            "计数：f 始终打开，每次写入加上 tanh(3) ≈ 1，c 因此超出 tanh 的取值范围；"
            "门的值做不到这一点，而 h = o·tanh(c) 已分不清 3 和 4。",
        ),
        both(
            "Reset: one step with f closed wipes the count, which the LSTM of 1997 without a forget gate "
            "could not.",
            "复位：f 关闭一步就清空计数，1997 年没有遗忘门的 LSTM 做不到。",
        ),
    ),
    tries=(
        both(
            "Lower the strength to 2: f is then 0.88 where it should be 1, and the memory leaks at every "
            "step.",
            "把强度降到 2：本该为 1 的 f 只有 0.88，记忆每一步都在泄漏。",
        ),
        both(
            "Find the strength at which the latch keeps 90 % over the longest pause.",
            "找出在最长的间歇内锁存值仍保留 90 % 所需的强度。",
        ),
        both(
            "Plug in your own lstm_cell_forward with --using FILE: which gate is off, if the curves part?",
            "用 --using 文件 换上你自己的 lstm_cell_forward：如果曲线分开，是哪个门出了错？",
        ),
    ),
    references=("hochreiter1997", "gers2000", "weiss2018"),
    questions=(
        "lstm-forget-gate",
        "lstm-forget-product",
        "lstm-forget-gate-value",
        "lstm-keep-memory-gates",
        "lstm-memory-gate",
        "lstm-all-gates-open",
        "lstm-closed-output-gate",
        "lstm-input-gate-closed",
        "lstm-gates-sum",
        "lstm-hold-gates",
        "lstm-gate-settings-order",
        "lstm-forget-gate-consequences",
        "lstm-forget-always-zero",
        "lstm-why-forget-short",
        "lstm-1997-gates",
        "lstm-output-gate-effects",
        "lstm-half-gates-cloze",
        "lstm-bracket-flag",
    ),
    module="quizrnn.labs.gates",
    uses=(("lstm_cell_forward",),),
)

SLOPES: Final = Lab(
    name="slopes",
    title=both("tanh′ against σ′", "tanh′ 与 σ′"),
    about=both(
        "The slopes of tanh and of the logistic sigmoid, and what is left after several steps.",
        "tanh 与 sigmoid 的斜率，以及连乘若干步之后剩下多少。",
    ),
    knobs=(
        Knob("steps", both("steps", "步数"), 1, 30, 1, 1),
        Knob("range", both("range of a", "a 的范围"), 1.0, 10.0, 0.5, 5.0),
    ),
    see=(
        both(
            "Both slopes are largest at a = 0: tanh has 1 there, the sigmoid 1/4.",
            "两个斜率都在 a = 0 处最大：tanh 为 1，sigmoid 只有 1/4。",
        ),
        both(
            "The sigmoid's slope is the wider one, since tanh(a) = 2σ(2a) - 1 runs twice as fast: far out "
            "it is "
            "even the larger.",
            "sigmoid 的斜率曲线更宽，因为 tanh(a) = 2σ(2a) - 1 的变化快一倍；离 0 较远处它反而更大。",
        ),
        both(
            "With several steps the slopes multiply: the best that a sigmoid network can do is 0.25 a step, "
            "times "
            "its weights.",
            "多步时斜率连乘：sigmoid 网络每步最好也只有 0.25，再乘上权重。",
        ),
    ),
    tries=(
        both(
            "Set the steps to 10: by which power of ten do the best cases differ?",
            "把步数设为 10：两者的最好情况相差多少个数量级？",
        ),
        both(
            "At which a has tanh lost half of its slope, and what is the sigmoid's there?",
            "tanh 的斜率在 a 为多少时减半？该处 sigmoid 的斜率是多少？",
        ),
        both(
            "Think of a unit that is mostly at |a| = 4: does tanh still help against vanishing gradients?",
            "设想一个大多处于 |a| = 4 的单元：这时 tanh 还能缓解梯度消失吗？",
        ),
    ),
    references=("glorot2010", "bengio1994"),
    questions=(
        "rnn-tanh-or-sigmoid-slope",
        "rnn-sigmoid-bound",
        "rnn-latch-slope",
        "lstm-tanh-from-sigmoid",
        "lstm-tanh-as-gate",
        "lstm-sigmoid-as-candidate",
        "lstm-output-tanh",
        "lstm-hard-sigmoids",
        "sigmoid-slope-precedence-bug",
    ),
    module="quizrnn.labs.slopes",
)

FORGET_BIAS: Final = Lab(
    name="forget-bias",
    title=both("Forget bias and time constant", "遗忘偏置与时间常数"),
    about=both(
        "How much of the cell state is left after some steps, by the bias of the forget gate.",
        "遗忘门偏置不同时，若干步之后细胞状态还剩多少。",
    ),
    knobs=(
        Knob("bias", both("forget bias", "遗忘偏置"), -2.0, 6.0, 0.5, 2.0),
        Knob("steps", both("steps", "步数"), 10, 200, 10, 40),
    ),
    see=(
        both(
            "With weights of zero f = σ(b_f) at every step, and c falls as f to the power of t: forgetting "
            "is "
            "exponential.",
            "权重为零时每一步 f = σ(b_f)，c 按 f 的 t 次方衰减：遗忘是指数式的。",
        ),
        both(
            "The curve meets 1/e at the time constant -1/ln f, which grows nearly as e to the power of b_f: "
            "1.4 "
            "steps at 0, 3.2 at 1, 20.6 at 3.",
            "曲线在时间常数 -1/ln f 处降到 1/e；它大致按 e 的 b_f 次方增长：b_f = 0 时 1.4 步，1 时 3.2 步，"
            "3 时 20.6 步。",
        ),
        both(
            "The gradient that runs back along the cell state shrinks by the same factor, so what is "
            "forgotten is "
            "not learnt from either.",
            "沿细胞状态往回传的梯度也乘以同样的因子：被遗忘的东西，也就学不到。",
        ),
    ),
    tries=(
        both(
            "Find the bias that remembers over 100 steps: which f is that?",
            "找出能记住 100 步的偏置：对应的 f 是多少？",
        ),
        both(
            "PyTorch has two biases that are added, both near 0 at the start: which curve is that, and what "
            "do you "
            "set to begin at b_f = 1?",
            "PyTorch 有两个相加的偏置，初始值都在 0 附近：对应哪条曲线？要从 b_f = 1 开始该怎么设？",
        ),
        both(
            "Add 1 to the bias again and again: by which factor does the time constant grow each time?",
            "每次把偏置加 1：时间常数每次变为原来的多少倍？",
        ),
    ),
    references=("gers2000", "jozefowicz2015", "tallec2018"),
    questions=(
        "lstm-forget-bias-time-constant",
        "lstm-forget-bias-pytorch",
        "lstm-forget-bias-match",
        "lstm-forget-bias-short",
        "lstm-gate-for-half",
        "lstm-direct-path-gradient",
        "lstm-two-phase-gradient",
        "beyond-forget-bias-two",
        "beyond-chrono-input-bias",
        "gru-keep-bias-bug",
    ),
    module="quizrnn.labs.forget_bias",
)
