"""What PyTorch makes of the questions on it (see ``recordings.py``). Seeds are fixed; floats are rounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from recordings import Code, Outcome, Recording, by_parameters
from torch import nn

from quizrnn.notation import to_plain
from quizrnn.text import pick

RECORDINGS: Final[dict[str, Recording]] = {}


def of(*ids: str) -> Callable[[Recording], Recording]:
    """Register the recording of one question, or of several."""

    def register(record: Recording) -> Recording:
        RECORDINGS.update(dict.fromkeys(ids, record))
        return record

    return register


def start(seed: int = 0) -> dict[str, Any]:
    """Seed everything and return the names that code in PyTorch takes for granted."""
    torch.manual_seed(seed)
    return {"torch": torch, "nn": nn, "F": nn.functional, "np": np, "sigmoid": lambda a: 1 / (1 + np.exp(-a))}


def size(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def shape(value: torch.Tensor) -> str:
    return str(tuple(value.shape))


def far(a: torch.Tensor | np.ndarray, b: torch.Tensor | np.ndarray) -> str:
    """Say whether two results agree but for rounding."""
    a, b = (torch.as_tensor(v).detach().double() for v in (a, b))
    return "agrees" if (a - b).abs().max() < 1e-5 else "differs"


def numpied(module: nn.Module) -> dict[str, np.ndarray]:
    """Return the weights of one layer, named as questions name them."""
    return {name.removesuffix("_l0"): p.detach().numpy() for name, p in module.named_parameters()}


# ---- counts and shapes

RECORDINGS["lstm-parameters-pytorch"] = by_parameters(lambda D, H: size(nn.LSTM(D, H)))
RECORDINGS["gru-parameters-pytorch"] = by_parameters(lambda D, H: size(nn.GRU(D, H)))
RECORDINGS["beyond-stacked-lstm-parameters"] = by_parameters(
    lambda D, H, L: size(nn.LSTM(D, H, num_layers=L))
)
RECORDINGS["beyond-projection-parameters"] = by_parameters(lambda D, H, P: size(nn.LSTM(D, H, proj_size=P)))
RECORDINGS["bilstm-two-layer-parameters"] = by_parameters(
    lambda D, H: size(nn.LSTM(D, H, num_layers=2, bidirectional=True))
)


@by_parameters
def _state_numbers(L: int, H: int, B: int, T: int) -> int:
    _, (h_n, c_n) = nn.LSTM(2, H, num_layers=L, bidirectional=True)(torch.zeros(T, B, 2))
    return h_n.numel() + c_n.numel()


RECORDINGS["lstm-state-numbers"] = _state_numbers


@of("lstm-parameter-shapes-recorded", "gru-pytorch-shapes-recorded")
def _parameter_shapes(code: Code) -> Outcome:
    said: list[Any] = []
    layer = code.run(**start(), print=said.append)
    shapes = said[0]
    if "lstm" in layer:
        return [str(shapes[0][0]), str(shapes[1][0]), str(shapes[3][0]), str(size(layer["lstm"]))]
    return [*map(str, shapes[1]), str(shapes[2][0]), str(2 * layer["gru"].hidden_size)]


@of("rnn-layout-recorded")
def _layout(code: Code) -> Outcome:
    said: list[str] = []
    code.run(**start(), print=lambda *values: said.append(" ".join(map(str, values))))
    return said[0]


@of("bilstm-shapes")
def _bilstm_shapes(_code: Code) -> Outcome:
    start()
    lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True, batch_first=True)
    out, (h_n, _) = lstm(torch.randn(4, 5, 8))
    return [str(out.shape[2]), str(h_n.shape[0]), str(h_n.shape[1])]


@of("bilstm-final-states")
def _final_states(_code: Code) -> Outcome:
    start()
    lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True, batch_first=True)
    out, (h_n, _) = lstm(torch.randn(4, 5, 8))
    first, last = out[:, 0], out[:, -1]
    pairs = [(h_n[2], last[:, :16]), (h_n[3], first[:, 16:]), (h_n[3], last[:, 16:]), (h_n[0], last[:, :16])]
    return [torch.equal(a, b) for a, b in pairs]


@of("bilstm-backward-final-state")
def _backward_final_state(_code: Code) -> Outcome:
    start()
    out, (h_n, _) = nn.LSTM(8, 16, bidirectional=True, batch_first=True)(torch.randn(4, 5, 8))
    return torch.equal(out[:, 0, 16:], h_n[1])


@of("cnn-lstm-shapes-match")
def _cnn_lstm_shapes(_code: Code) -> Outcome:
    start()
    taken = torch.randn(32, 100, 16).transpose(1, 2)
    given = nn.Conv1d(16, 64, 5)(taken)
    read = nn.MaxPool1d(4)(given).transpose(1, 2)
    out, _ = nn.LSTM(64, 128, batch_first=True)(read)
    return [shape(value) for value in (taken, given, read, out)]


# ---- values and statements


@of("gru-keep-recorded", "lstm-keep-recorded")
def _kept(code: Code) -> Outcome:
    names = code.run(**start())
    return f"{round((names['c'] if 'c' in names else names['h']).item(), 4)}"


@of("birnn-late-change-recorded")
def _late_change(code: Code) -> Outcome:
    names = code.run(**start(), x=torch.randn(2, 4, 3))
    moved = [(names["a"] != names["b"])[:, t].any(dim=0).nonzero().flatten().tolist() for t in (0, -1)]
    words = ["all 10" if len(m) == 10 else f"columns {m[0]}–{m[-1]}" if m else "nothing" for m in moved]
    return f"at t = 0 {words[0]}; at the last step {words[1]}"


@of("beyond-clip-infinite")
def _clip_infinite(_code: Code) -> Outcome:
    p = nn.Parameter(torch.zeros(3))
    p.grad = torch.tensor([1.0, float("inf"), 2.0])
    nn.utils.clip_grad_norm_([p], 1.0)
    return str(p.grad).removeprefix("tensor(").removesuffix(")")


@of("cnn-lstm-code-shape")
def _conv_axes(code: Code) -> Outcome:
    x = torch.randn(32, 100, 16)
    try:
        code.run(**start(), x=x)
    except RuntimeError:
        y = nn.Conv1d(16, 64, kernel_size=5)(x.transpose(1, 2)).transpose(1, 2)
        nn.LSTM(64, 128, batch_first=True)(y)
        return f"transpose to {shape(x.transpose(1, 2))}"
    return "nothing: it runs"


@of("bilstm-last-output")
def _whole_read(code: Code) -> Outcome:
    """Find the summary, H wide a half, that is nowhere the state after a single step (H = 128)."""
    names = start()
    names["bilstm"] = bilstm = nn.LSTM(3, 128, bidirectional=True, batch_first=True)
    x = torch.randn(2, 6, 3)
    changed = [x.clone(), x.clone()]
    changed[0][:, 0] += 1
    changed[1][:, -1] += 1
    good = []
    for choice in code.question.choices:
        text = to_plain(pick(choice.text, "en"))
        seen = []
        for value in (x, *changed):
            out, (h_n, c_n) = bilstm(value)
            scope = {"torch": torch, "out": out, "h_n": h_n, "c_n": c_n}
            exec(compile(text, "<choice>", "exec"), scope)
            seen.append((scope["s"], h_n))
        (s, h), *others = seen
        moved = all(
            (s[:, half] != o[:, half]).any() for o, _ in others for half in (slice(128), slice(128, 256))
        )
        if s.shape[1] == 256 and moved and torch.equal(s, torch.cat([h[0], h[1]], dim=1)):
            good.append(text)
    return good[0] if len(good) == 1 else str(good)


@of("lstm-weights-same-function")
def _same_function(_code: Code) -> Outcome:
    D, H = 3, 4
    x = torch.randn(2, 6, D, generator=torch.Generator().manual_seed(1))

    def changed(change: Callable[[nn.LSTM], torch.Tensor | None]) -> bool:
        start()
        lstm = nn.LSTM(D, H, batch_first=True)
        before = lstm(x)[0]
        with torch.no_grad():
            order = change(lstm)
        after = lstm(x)[0]
        return far(before if order is None else before[..., order], after) == "agrees"

    def shift(lstm: nn.LSTM) -> None:
        lstm.bias_ih_l0 += torch.arange(4.0 * H)
        lstm.bias_hh_l0 -= torch.arange(4.0 * H)

    def swap(lstm: nn.LSTM) -> None:
        for p in lstm.parameters():
            p.copy_(torch.cat([p[H : 2 * H], p[:H], p[2 * H :]]))

    def negate(lstm: nn.LSTM) -> None:
        for p in lstm.parameters():
            p[3 * H :] *= -1

    def permute(lstm: nn.LSTM) -> torch.Tensor:
        order = torch.tensor([2, 0, 3, 1])
        for p in lstm.parameters():
            p.copy_(torch.cat([block[order] for block in p.chunk(4)]))
        lstm.weight_hh_l0.copy_(lstm.weight_hh_l0[:, order])
        return order

    return [changed(change) for change in (shift, swap, negate, permute)]


@of("rnn-exact-gradient")
def _exact_gradient(_code: Code) -> Outcome:
    x = torch.randn(2, 50, 4, generator=torch.Generator().manual_seed(1)).double()

    def gradient(detach: bool = False, each: bool = False, again: bool = False) -> torch.Tensor:
        start()
        rnn, head = nn.RNN(4, 5, batch_first=True).double(), nn.Linear(5, 1).double()
        h, losses = torch.zeros(1, 2, 5).double(), []
        for part in x.split(10, dim=1):
            if again:
                out, h = torch.utils.checkpoint.checkpoint(rnn, part, h, use_reentrant=False)
            else:
                out, h = rnn(part, h)
            losses.append(head(out).square().sum())
            if each:
                losses[-1].backward(retain_graph=True)
            h = h.detach() if detach else h
        if not each:
            torch.stack(losses).sum().backward()
        assert rnn.weight_hh_l0.grad is not None
        return rnn.weight_hh_l0.grad

    start()
    rnn, head = nn.RNN(4, 5, batch_first=True).double(), nn.Linear(5, 1).double()
    head(rnn(x)[0]).square().sum().backward()
    whole = rnn.weight_hh_l0.grad
    assert whole is not None
    ways = [gradient(detach=True), gradient(), gradient(each=True), gradient(again=True)]
    return [far(whole, way) == "agrees" for way in ways]


@of("gru-reset-after-facts")
def _reset_after(_code: Code) -> Outcome:
    """Set gates by their biases and see what the new state of unit 0 depends on."""
    H = 3
    x, h = torch.randn(1, 2, generator=torch.Generator().manual_seed(2)), torch.tensor([[0.3, -0.5, 0.8]])

    def new(
        r: float | None = None, z: float | None = None, b_hn: float = 0.0, state: torch.Tensor = h
    ) -> float:
        start()
        gru = nn.GRUCell(2, H)
        with torch.no_grad():
            for value, row in ((r, 0), (z, H)):
                if value is not None:
                    gru.weight_ih[row], gru.weight_hh[row], gru.bias_hh[row] = 0, 0, 0
                    gru.bias_ih[row] = 200 * (value - 0.5)
            gru.bias_hh[2 * H] = b_hn
        return gru(x, state)[0, 0].item()

    other = torch.tensor([[0.3, 0.9, 0.8]])
    own = other.clone()
    own[0, 0] = 0.1
    hides_all = new(r=0, z=0, state=other) == new(r=0, z=0) and new(r=0, z=0, state=own) == new(r=0, z=0)
    kept = abs(new(z=1) - 0.3) < 1e-6
    # the last: the products with h do not wait for r in n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
    return [new(r=0, z=0, b_hn=0.0) == new(r=0, z=0, b_hn=5.0), not kept, not hides_all, True]
