"""Compare the reference LSTM with PyTorch on the CPU: ``python tests/benchmarks/bench_reference.py``.

Forward and backward by turns, in as many threads as PyTorch takes; the least times are compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from measured import Budget, report

BOUND = 1.0
SIZES = [(4, 20, 8, 16), (32, 100, 128, 256)]


def seconds(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(rounds: int | None = None) -> list[Budget]:
    """Return the budget at each size."""
    import torch

    budgets = []
    for N, T, D, H in SIZES:
        rng = np.random.default_rng(0)
        x, h0, c0 = rng.normal(size=(N, T, D)), np.zeros((N, H)), np.zeros((N, H))
        params = {f"W_{k}": rng.normal(size=(H, H + D)) * 0.1 for k in "fico"}
        params |= {f"b_{k}": np.zeros(H) for k in "fico"}
        dhs = rng.normal(size=(N, T, H))

        from quizrnn.reference.lstm import lstm_backward, lstm_forward

        def ours(x=x, h0=h0, c0=c0, params=params, dhs=dhs):  # type: ignore[no-untyped-def]
            _, _, cache = lstm_forward(x, h0, c0, params)
            return lstm_backward(dhs, c0, cache)

        layer = torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64)
        tx, tdhs = torch.tensor(x, requires_grad=True), torch.tensor(dhs)

        def theirs(layer=layer, tx=tx, tdhs=tdhs):  # type: ignore[no-untyped-def]
            layer.zero_grad()
            out, _ = layer(tx)
            out.backward(tdhs)

        times = rounds or (200 if N * T * H < 10_000 else 15)
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(times)]
        mine, other = (min(column) for column in zip(*pairs, strict=True))
        what = f"reference LSTM, forward and backward, (N,T,D,H) = {(N, T, D, H)}, against PyTorch"
        parts = (
            f"{mine * 1000:.2f} ms to {other * 1000:.2f} ms; "
            f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads"
        )
        budgets.append(Budget(what, BOUND, mine / other, parts))
    return budgets


if __name__ == "__main__":
    sys.exit(report(measure(*map(int, sys.argv[1:]))))
