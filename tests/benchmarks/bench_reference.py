"""Compare the reference LSTM with PyTorch on the CPU: ``python tests/benchmarks/bench_reference.py``."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch

from quizrnn.reference.lstm import lstm_backward, lstm_forward

SIZES = [(4, 20, 8, 16), (32, 100, 128, 256)]


def best(run: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; NumPy {np.__version__}")
    for N, T, D, H in SIZES:
        rng = np.random.default_rng(0)
        x, h0, c0 = rng.normal(size=(N, T, D)), np.zeros((N, H)), np.zeros((N, H))
        params = {f"W_{k}": rng.normal(size=(H, H + D)) * 0.1 for k in "fico"}
        params |= {f"b_{k}": np.zeros(H) for k in "fico"}
        dhs = rng.normal(size=(N, T, H))

        def ours(x=x, h0=h0, c0=c0, params=params, dhs=dhs):  # type: ignore[no-untyped-def]
            _, _, cache = lstm_forward(x, h0, c0, params)
            return lstm_backward(dhs, c0, cache)

        layer = torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64)
        tx, tdhs = torch.tensor(x, requires_grad=True), torch.tensor(dhs)

        def theirs(layer=layer, tx=tx, tdhs=tdhs):  # type: ignore[no-untyped-def]
            layer.zero_grad()
            out, _ = layer(tx)
            out.backward(tdhs)

        rounds = 200 if N * T * H < 10_000 else 10
        mine, other = best(ours, rounds), best(theirs, rounds)
        times = f"{mine * 1000:.2f} ms, PyTorch {other * 1000:.2f} ms"
        print(f"(N,T,D,H) = {(N, T, D, H)}: {times}, {mine / other:.2f} ×")


if __name__ == "__main__":
    main()
