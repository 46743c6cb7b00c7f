# ruff: noqa: E501
"""Lint on banks that were spoilt at random: no traceback, right exit codes, right places, never long.

Run by hand for the large numbers, ``python tests/benchmarks/mutate_banks.py 5000 --jobs 2``; the suite takes
some of each kind (``tests/unit/cli/test_lint_mutations.py``). A mutation knows its place where its fault has
just one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from quizrnn.cli.main import main as quizrnn
from quizrnn.paths import content_dir

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from spoilt_banks import shipped_blocks, small_bank
from spoilt_values import LARGE, SMALL

LIMIT = 10.0
"""Seconds that lint may take for one bank, whatever is in it; of its processor, lest other work count."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Sentry(NamedTuple):
    """What came of one mutation."""

    name: str
    seed: int
    seconds: float
    code: int
    complaints: list[str]


# -- lint, and what must hold of it


def run_lint(path, output_format="json"):
    """Run the command as a shell would and return exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    code = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            quizrnn(["lint", "--lang", "en", "--format", output_format, str(path)])
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def complaints_about(path, spoilt, code, out, err):
    """Return what does not hold of one run of lint."""
    if code == 2:
        return [] if re.fullmatch(r"quizrnn: \S.*\n", err) and not out else [f"exit code 2 says: {err!r}"]
    if code not in (0, 1):
        return [f"exit code {code}"]
    found = json.loads(out)["findings"]
    errors = [finding for finding in found if finding["level"] == "error"]
    wrong = [f"stderr: {err!r}"] if err else []
    if bool(errors) != (code == 1):
        wrong.append(f"exit code {code} with {len(errors)} errors")
    text = spoilt.raw.decode("utf-8-sig", "replace")
    lines = re.split(r"\r\n|\r|\n", text)
    for finding in found:
        row, column, message = finding["line"], finding["column"], finding["message"]
        if Path(finding["path"]) != path:
            wrong.append(f"names {finding['path']}")
        if not message.strip() or CONTROL.search(message) or len(message) > 3000:
            wrong.append(f"message {message[:200]!r}")
        if row is None:
            # The whole file is at fault only where no line of it is: too large.
            if "larger than" not in message:
                wrong.append(f"no line: {message}")
        elif not 1 <= row <= len(lines) + 1:
            wrong.append(f"line {row} of {len(lines)}: {message}")
        elif not 1 <= column <= len(lines[min(row, len(lines)) - 1]) + 2:
            wrong.append(f"column {column} of line {row}: {message}")
    if spoilt.row is not None:
        last = spoilt.last or spoilt.row
        there = [one for one in errors if one["line"] is not None and spoilt.row <= one["line"] <= last]
        if not there:
            at = [(one["line"], one["column"], one["message"]) for one in errors[:3]]
            wrong.append(f"no error on lines {spoilt.row} to {last} but at {at}")
        elif spoilt.column is not None and spoilt.column not in [one["column"] for one in there]:
            wrong.append(
                f"no error at column {spoilt.column}, but {[(o['column'], o['message']) for o in there]}"
            )
    if spoilt.clean and errors:
        wrong.append(f"sound, and yet: {[(one['line'], one['message']) for one in errors[:3]]}")
    return wrong


def try_one(number, blocks, folder, mutators=SMALL):
    """Spoil a bank with a seed, lint it, and return what came of it."""
    rng = random.Random(f"mutation:{number}")
    mutate = mutators[number % len(mutators)]
    spoilt = mutate(small_bank(blocks, rng), rng)
    path = folder / "spoilt.yaml"
    path.write_bytes(spoilt.raw)
    start = time.process_time()
    try:
        code, out, err = run_lint(path)
        wrong = complaints_about(path, spoilt, code, out, err)
    except Exception as error:  # noqa: BLE001
        code, wrong = -1, [f"{type(error).__name__}: {error}"]
    return Sentry(mutate.__name__, number, time.process_time() - start, code, wrong)


def bare_content(folder):
    """Make a content folder with what banks refer to and without banks, so that a small bank is linted fast."""
    shipped = content_dir()
    bare = folder / "content"
    (bare / "banks").mkdir(parents=True)
    for name in ("article.yaml", "references.yaml", "figures"):
        (bare / name).symlink_to(shipped / name)
    return bare


# -- the large run


def _batch(numbers):
    blocks = shipped_blocks(content_dir())
    done = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["QUIZRNN_HOME"] = str(folder / "home")
        bare = bare_content(folder)
        for number in numbers:
            if number % 100 < 4:
                done.append(try_one(number, blocks, folder, LARGE))
            else:
                with mock.patch("quizrnn.paths.content_dir", return_value=bare):
                    done.append(try_one(number, blocks, folder))
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    numbers = range(asked.first, asked.first + asked.count)
    batches = [numbers[start : start + 50] for start in range(0, len(numbers), 50)]
    done = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for one in (one for batch in pool.map(_batch, batches) for one in batch):
            done.append(one)
            if one.complaints or one.seconds > LIMIT:
                print(
                    f"{one.name} {one.seed}: {one.seconds:.1f} s, exit {one.code}: {'; '.join(one.complaints)[:900]}"
                )
                sys.stdout.flush()
    bad = sum(bool(one.complaints or one.seconds > LIMIT) for one in done)
    print(f"{len(done)} banks, exit codes {dict(Counter(one.code for one in done))}, {bad} complaints")
    for one in sorted(done, key=lambda one: -one.seconds)[:8]:
        print(f"  {one.seconds:6.2f} s  {one.name} {one.seed}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
