"""Code in PyTorch with a mistake, run as it stands and mended (see ``recordings.py``)."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from recordings import Code, Outcome
from recordings_torch import far, numpied, of, shape, size, start
from torch import nn

MERGED: Final = 0
"""The seed of the run that ``gru-merge-bias-bug`` speaks of."""


@of("beyond-last-layer-state-bug")
def _last_layer(code: Code) -> Outcome:
    return code.both(lambda names: shape(names["logits"]), **start())


@of("beyond-masked-mean-bug")
def _masked_mean(code: Code) -> Outcome:
    model = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 3))
    start()

    def loss(run: Callable[..., dict[str, Any]], padding: int) -> torch.Tensor:
        tokens = nn.functional.pad(torch.tensor([[1, 2, 3], [4, 5, 0]]), (0, padding))
        tags = nn.functional.pad(torch.tensor([[0, 1, 2], [2, 1, 0]]), (0, padding))
        return run(**start(), model=model, tokens=tokens, tags=tags, pad=0)["loss"]

    return {
        name: f"{far(loss(run, 0), loss(run, 7))} with more padding"
        for name, run in (("as it stands", code.run), ("mended", code.mended))
    }


@of("beyond-streaming-state-bug")
def _streaming(code: Code) -> Outcome:
    start()
    lstm, head, x = nn.LSTM(3, 8, batch_first=True), nn.Linear(8, 50), torch.randn(1, 100, 3)
    whole = head(lstm(x)[0]).argmax(-1)

    def outcome(run: Callable[..., dict[str, Any]]) -> str:
        parts: list[torch.Tensor] = []
        run(**start(), lstm=lstm, head=head, stream=x.split(20, dim=1), emit=parts.append)
        return far(torch.cat(parts, dim=1), whole)

    return {"as it stands": outcome(code.run), "mended": outcome(code.mended)}


@of("beyond-measure-vanishing-bug")
def _measure(code: Code) -> Outcome:
    start()
    B, H, T = 2, 4, 6
    names = {
        "cell": nn.RNNCell(3, H),
        "x": torch.randn(B, T, 3),
        "head": nn.Linear(H, 1),
        "y": torch.zeros(B, 1),
    }
    return code.both(
        lambda n: f"{len(n['norms'])} norms", **start(), B=B, H=H, T=T, criterion=nn.MSELoss(), **names
    )


@of("beyond-stateful-shuffle-bug")
def _shuffled(code: Code) -> Outcome:
    """Count rows of the second batch that go on where the same row of the first one ended."""
    tokens = torch.arange(20 * 35 * 4)

    def contiguous_rows(text: torch.Tensor, rows: int, steps: int) -> torch.Tensor:
        return text.reshape(rows, -1, steps).transpose(0, 1).reshape(-1, steps)

    def going_on(text: str) -> str:
        names = {
            "DataLoader": torch.utils.data.DataLoader,
            "contiguous_rows": contiguous_rows,
            "text": tokens,
        }
        scope = start() | names
        exec(compile("\n".join(text.split("\n")[:2]), "<question>", "exec"), scope)
        first, second, *_ = scope["loader"]
        return f"{int((first[:, -1] + 1 == second[:, 0]).sum())} of 20 rows go on"

    mended = code.text.replace("shuffle=True", "shuffle=False")
    return {"as it stands": going_on(code.text), "mended": going_on(mended)}


@of("beyond-dropout-mask-bug")
def _dropout_mask(code: Code) -> Outcome:
    """Count units of 1000 that still hold what was written at step 0, after 50 steps."""
    x = torch.zeros(1, 50, 1000)
    x[:, 0] = 1
    rows = code.text.split("\n")
    moved = "\n".join([rows[0], rows[2].strip(), rows[1], *rows[3:]])
    names: dict[str, Any] = {"B": 1, "H": 1000, "T": 50, "p": 0.2, "x": x, "head": lambda h: h}
    names["cell"] = lambda x_t, h: h + x_t

    def left(text: str) -> str:
        scope = start() | names
        exec(compile(text, "<question>", "exec"), scope)
        return f"about {round(100 * (scope['logits'] != 0).double().mean().item(), -1):.0f} % are left"

    return {"as it stands": left(code.text), "mended": left(moved)}


@of("gru-reset-bug")
def _gru_reset(code: Code) -> Outcome:
    start()
    gru, x, h = nn.GRUCell(3, 4), torch.randn(2, 3), torch.randn(2, 4)
    wanted = gru(x, h)
    names = numpied(gru) | {"x": x.numpy(), "h": h.numpy(), "H": 4}
    return code.both(lambda n: far(n["h"], wanted), **start(), **names)


@of("lstm-gate-order-bug", "lstm-candidate-sigmoid-bug")
def _lstm_by_hand(code: Code) -> Outcome:
    start()
    lstm, x = nn.LSTMCell(3, 4), torch.randn(2, 3)
    h, c = torch.randn(2, 4), torch.randn(2, 4)
    wanted = lstm(x, (h, c))[0]
    names = numpied(lstm)
    names |= {"W_ih": names["weight_ih"], "W_hh": names["weight_hh"]}
    names |= {
        "b_ih": names["bias_ih"],
        "b_hh": names["bias_hh"],
        "x": x.numpy(),
        "h": h.numpy(),
        "c": c.numpy(),
    }
    return code.both(lambda n: far(n["h"], wanted), **start(), **names)


@of("rnn-hadamard-recurrent-bug")
def _hadamard(code: Code) -> Outcome:
    start()
    rnn, x = nn.RNN(3, 4, batch_first=True), torch.randn(4, 5, 3)
    w, wanted = numpied(rnn), rnn(x)[0][:, -1]
    names = {"U": w["weight_ih"], "W": w["weight_hh"], "b": w["bias_ih"] + w["bias_hh"], "T": 5}
    return code.both(lambda n: far(n["h"], wanted), **start(), x=x.numpy(), h0=np.zeros((4, 4)), **names)


@of("compare-swap-cell-bug", "bilstm-top-layer-bug")
def _upper_layer(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        top = names["rnn"] if "rnn" in names else names["lstm"]
        logits = names["logits"]
        logits.sum().backward()
        grad = top.weight_hh_l1.grad
        learns = grad is not None and bool((grad != 0).any())
        return f"logits {shape(logits)}, the upper layer {'learns' if learns else 'gets no gradient'}"

    return code.both(sees, **start(), x=torch.randn(3, 6, 64))


@of("gru-merge-bias-bug")
def _merged_biases(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        gru, x = names["gru"], names["x"]
        return f"{(gru(x)[0] - names['before']).abs().max().item():.2f} apart"

    def names() -> dict[str, Any]:
        scope = start(MERGED)
        gru, x = nn.GRU(2, 3, batch_first=True), torch.randn(4, 10, 2)
        return scope | {"gru": gru, "x": x, "H": 3, "before": gru(x)[0].detach()}

    return {"as it stands": sees(code.run(**names())), "mended": sees(code.mended(**names()))}


@of("lstm-forget-bias-pytorch")
def _forget_bias(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        both = names["lstm"].bias_ih_l0 + names["lstm"].bias_hh_l0
        return f"the forget gate sees {sorted({round(v, 4) for v in both[4:8].tolist()})}"

    return code.both(sees, **start(), lstm=nn.LSTM(3, 4), H=4)


@of("lstm-cell-not-carried-bug")
def _cell_carried(code: Code) -> Outcome:
    B, H, T = 2, 4, 6
    names = start()
    cell, x = nn.LSTMCell(3, H), torch.randn(B, T, 3)
    lstm = nn.LSTM(3, H, batch_first=True)
    lstm.load_state_dict({f"{name}_l0": p for name, p in cell.named_parameters()})
    wanted = lstm(x)[0]
    return code.both(
        lambda n: far(torch.stack(n["outputs"], 1), wanted), **names, cell=cell, x=x, B=B, H=H, T=T
    )


@of("bilstm-second-layer-input-bug")
def _second_layer(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        net = names["self"]
        return shape(net.head(net.second(net.drop(net.first(torch.randn(2, 6, 100))[0]))[0]))

    return code.both(sees, **start(), self=types.SimpleNamespace())


@of("lstm-import-columns-bug")
def _imported_columns(code: Code) -> Outcome:
    D, H = 3, 5
    names = start()
    W, b, x = torch.randn(4 * H, H + D), torch.randn(4 * H), torch.randn(2, 1, D)
    i, _, g, o = (torch.cat([torch.zeros(2, H), x[:, 0]], 1) @ W.T + b).chunk(4, dim=1)
    wanted = o.sigmoid() * (i.sigmoid() * g.tanh()).tanh()
    return code.both(lambda n: far(n["lstm"](x)[0][:, 0], wanted), **names, D=D, H=H, W=W, b=b)


@of("bilstm-shared-weights-bug")
def _shared_weights(code: Code) -> Outcome:
    return code.both(lambda n: f"{size(n['BiLSTM'](3, 5))} parameters", **start())


@of("rnn-detach-bug")
def _detached(code: Code) -> Outcome:
    names = start()
    rnn, head, B, H = nn.RNN(3, 5), nn.Linear(5, 1), 2, 5
    chunks = [(torch.randn(4, B, 3), torch.randn(4, B, 1)) for _ in range(3)]
    optimizer = torch.optim.SGD([*rnn.parameters(), *head.parameters()], lr=0.1)
    names |= {"rnn": rnn, "head": head, "B": B, "H": H, "chunks": chunks, "optimizer": optimizer}
    return code.both(lambda _: "runs", **names, criterion=nn.MSELoss())


@of("clip-order-bug")
def _clip_order(code: Code) -> Outcome:
    """Run on the processor: how far does plain SGD with a step size of 1 move the weights?"""

    def moved(run: Callable[..., dict[str, Any]]) -> str:
        names = start()
        model, x = nn.Linear(3, 1), torch.full((4, 3), 10.0)
        before = [p.detach().clone() for p in model.parameters()]
        names |= {"model": model, "x": x, "y": torch.full((4, 1), 500.0), "criterion": nn.MSELoss()}
        names |= {"optimizer": torch.optim.SGD(model.parameters(), lr=1.0)}
        names["scaler"] = torch.amp.GradScaler("cpu", init_scale=65536.0)
        names["clip_grad_norm_"] = nn.utils.clip_grad_norm_
        run(**names)
        step = torch.cat([(p - q).flatten() for p, q in zip(model.parameters(), before, strict=True)]).norm()
        return f"an update of length {step.item():.1g}"

    here = Code(code.question)
    here.text = code.text.replace('"cuda"', '"cpu"')
    return {"as it stands": moved(here.run), "mended": moved(here.mended)}


@of("tcn-padding-bug")
def _looks_ahead(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        x = torch.randn(1, 2, 9)
        x.requires_grad_()
        conv = nn.Conv1d(2, 2, 3, dilation=2)
        with torch.no_grad():
            conv.weight.abs_()
        names["layer"](x.abs(), conv, 3, 2)[0, :, 4].sum().backward()
        assert x.grad is not None
        return f"output 4 sees inputs {x.grad[0].abs().sum(0).nonzero().flatten().tolist()}"

    return code.both(sees, **start())


@of("tcn-dilation-bug")
def _field(code: Code) -> Outcome:
    class CausalConv(nn.Module):
        def __init__(self, inside: int, outside: int, k: int, dilation: int) -> None:
            super().__init__()
            self.pad = (k - 1) * dilation
            self.conv = nn.Conv1d(inside, outside, k, dilation=dilation)
            nn.init.constant_(self.conv.weight, 0.3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.conv(nn.functional.pad(x, (self.pad, 0)))

    def sees(names: dict[str, Any]) -> str:
        x = torch.ones(1, 1, 600).requires_grad_()
        names["net"](x)[0, 0, -1].backward()
        assert x.grad is not None
        return f"{int((x.grad != 0).sum())} inputs"

    return code.both(sees, **start(), CausalConv=CausalConv, C=1, L=8, k=3)


@of("rnn-cell-in-loop-bug")
def _cell_in_loop(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        net = types.SimpleNamespace(hidden=4, head=lambda h: h, cell=nn.RNNCell(3, 4))
        x = torch.randn(2, 5, 3)
        return f"a second call {far(names['forward'](net, x), names['forward'](net, x))}"

    return code.both(sees, **start())


@of("rnn-orthogonal-init-bug")
def _orthogonal(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        W = names["rnn"].weight_hh_l0
        return f"W^T W {far(W.T @ W, torch.eye(64))}: the identity is wanted"

    return code.both(sees, **start(), rnn=nn.RNN(8, 64))


@of("rnn-sampling-state-bug")
def _sampling(code: Code) -> Outcome:
    def calls(run: Callable[..., dict[str, Any]]) -> str:
        names = start()
        rnn, given = nn.RNN(4, 5, batch_first=True), []

        def seen(x: torch.Tensor, h: torch.Tensor | None) -> Any:
            given.append(h is None)
            return rnn(x, h)

        names |= {"rnn": seen, "embed": nn.Embedding(7, 4), "head": nn.Linear(5, 7), "text": []}
        run(**names, start=torch.zeros(1, 1, dtype=torch.long), length=10)
        return f"{sum(given)} of 10 calls start from zero"

    return {"as it stands": calls(code.run), "mended": calls(code.mended)}


@of("rnn-irnn-nonlinearity-bug")
def _irnn(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        _, h = names["rnn"](torch.zeros(1, 50, 3), torch.ones(1, 1, 4))
        return f"all at {h.mean().item():.2f}"

    return code.both(sees, **start(), D=3, H=4)


@of("cnn-lstm-reshape-bug")
def _reshaped(code: Code) -> Outcome:
    """Run the body of ``forward`` up to the convolution and look at its first channel."""

    def sees(names: dict[str, Any]) -> str:
        return f"channel 0 {far(names['y'][0, 0], names['x'][0, :, 0])}: feature 0 over time is wanted"

    here = Code(code.question)
    x = torch.randn(2, 100, 16, generator=torch.Generator().manual_seed(0))
    here.rows = 1
    return here.both(sees, **start(), B=2, x=x)


@of("rnn-padding-last-output-bug")
def _padded(code: Code) -> Outcome:
    """Does more padding change the summary of a short review?"""
    names = start()
    names |= {"embedding": nn.Embedding(9, 4, padding_idx=0), "rnn": nn.RNN(4, 5, batch_first=True)}
    names |= {"head": nn.Linear(5, 2), "criterion": nn.CrossEntropyLoss(), "labels": torch.tensor([0, 1])}
    names["lengths"] = torch.tensor([3, 2])
    tokens = torch.tensor([[1, 2, 3], [4, 5, 0]])

    def outcome(run: Callable[..., dict[str, Any]]) -> str:
        short, long = (
            run(**names, tokens=nn.functional.pad(tokens, (0, padding)))["last"] for padding in (0, 20)
        )
        return f"{far(short, long)} with more padding"

    return {"as it stands": outcome(code.run), "mended": outcome(code.mended)}


@of("rnn-loss-sum-leak")
def _leak(code: Code) -> Outcome:
    def sees(names: dict[str, Any]) -> str:
        return f"the sum {'holds a graph' if isinstance(names['total'], torch.Tensor) else 'is a number'}"

    names = start() | {"rnn": nn.RNN(3, 5), "head": nn.Linear(5, 1), "criterion": nn.MSELoss()}
    batches = [(torch.randn(4, 2, 3), torch.randn(4, 2, 1)) for _ in range(3)]
    return code.both(sees, **names, batches=batches, print=lambda _: None)
