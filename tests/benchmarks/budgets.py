"""Measure every budget: ``python tests/benchmarks/budgets.py [NAME …] [--write docs/speed.md]``.

Prints a table of what is measured, its bound, what it is and what that is made of; with names, of these alone
(``--list`` prints them). ``--write`` puts the table and the machine between the marks of a page. Exits with 1
if a budget is not kept. All of it takes about ten minutes; the machine should have nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

from measured import Budget, report

ROWS: Final = {
    "commands": "bench_commands:measure",
    "paint": "bench_tui:measure_paint",
    "large": "bench_large:measure",
    "keys": "bench_tui:measure_keys",
    "grade": "bench_grade:measure_one",
    "warm": "bench_grade:measure_warm",
    "jobs": "bench_grade:measure_class",
    "reference": "bench_reference:measure",
    "export": "bench_export:measure",
    "lab": "bench_lab:measure",
}
"""By name: module and function that measure it."""

BEGIN, END = "<!-- budgets -->", "<!-- /budgets -->"
BUSY: Final = 0.5
"""Load above which a machine has something else to do."""


def measured(names: Sequence[str]) -> Iterator[Budget]:
    """Measure budgets by name, and tell each as soon as it is known."""
    for name in names:
        module, _, function = ROWS[name].partition(":")
        measure: Callable[[], list[Budget]] = getattr(import_module(module), function)
        budgets = measure()
        report(budgets)
        yield from budgets


def processor() -> str:
    """Return what the machine's processor is called."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def machine() -> str:
    """Return what was measured on, and with what, as one sentence."""
    packages = ("numpy", "torch", "textual", "click", "msgspec", "genanki")
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in packages)
        + f"; {datetime.now(UTC):%Y-%m-%d}."
    )


def table(budgets: Sequence[Budget]) -> str:
    """Return a Markdown table."""
    rows = [
        f"| {budget.what} | {budget.limit} | {'' if budget.met else '**'}{budget.value}"
        f"{'' if budget.met else '** missed'} | {budget.made_of} |"
        for budget in budgets
    ]
    return "\n".join(["| what | bound | measured | made of |", "|---|---|---|---|", *rows])


def written(page: str, content: str) -> str:
    """Return a page with new content between its marks.

    Raises:
        ValueError: If it has no such marks.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END} in the page")
    return f"{head}{BEGIN}\n{content}\n{END}{tail}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure every budget, or those named.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="; ".join(ROWS))
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table into a page")
    given = parser.parse_args()
    if given.list:
        print("\n".join(ROWS))
        return 0
    if unknown := [name for name in given.names if name not in ROWS]:
        parser.error(f"no budget named {', '.join(unknown)}; there are {', '.join(ROWS)}")
    if given.names and given.write:
        parser.error("a page is written with all budgets")
    if os.getloadavg()[0] > BUSY:
        print(f"others use this machine (load {os.getloadavg()[0]:.1f}): repeat it when idle", flush=True)
    budgets = list(measured(given.names or list(ROWS)))
    content = f"{machine()}\n\n{table(budgets)}"
    print(f"\n{content}")
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        given.write.write_text(written(page, content), encoding="utf-8")
    return int(not all(budget.met for budget in budgets))


if __name__ == "__main__":
    sys.exit(main())
