"""Lint on spoilt banks: two of each kind here; ``python tests/benchmarks/mutate_banks.py 5000`` by hand.

QUIZRNN_MUTATIONS sets how many.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
from spoilt_banks import Spoilt

from quizrnn.paths import content_dir

COUNT = int(os.environ.get("QUIZRNN_MUTATIONS", "92"))


def load_engine():
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "mutate_banks.py"
    spec = importlib.util.spec_from_file_location("mutate_banks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ENGINE = load_engine()


@pytest.fixture(scope="module")
def blocks():
    return ENGINE.shipped_blocks(content_dir())


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Put a content folder without banks in the place of the shipped one, so that linting a pack is quick."""
    monkeypatch.setenv("QUIZRNN_HOME", str(tmp_path / "home"))
    content = ENGINE.bare_content(tmp_path)
    monkeypatch.setattr("quizrnn.paths.content_dir", lambda: content)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("mutate", ENGINE.SMALL, ids=lambda mutate: mutate.__name__)
def test_a_spoilt_bank_is_told_in_lines_at_the_right_place(mutate, blocks, tmp_path):
    each = max(1, COUNT // len(ENGINE.SMALL))
    for number in range(each):
        done = ENGINE.try_one(number, blocks, tmp_path, (mutate,))
        assert done.complaints == [], (done.name, done.seed)
        assert done.code in (0, 1)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("mutate", ENGINE.LARGE, ids=lambda mutate: mutate.__name__)
def test_large_spoilt_banks(mutate, blocks, tmp_path, monkeypatch):
    # The checks of keys have been at work on the small ones; here it is the reading of large files.
    monkeypatch.setattr("quizrnn.answers.lint.lint_answers", lambda *_: [])
    assert ENGINE.try_one(1, blocks, tmp_path, (mutate,)).complaints == []


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("output_format", ["text", "github"])
def test_other_formats_take_whatever_is_found(output_format, blocks, tmp_path):
    for number in range(8):
        rng = ENGINE.random.Random(number)
        mutate = ENGINE.SMALL[number * 7 % len(ENGINE.SMALL)]
        spoilt = mutate(ENGINE.small_bank(blocks, rng), rng)
        path = tmp_path / "a%,b:c.yaml"
        path.write_bytes(spoilt.raw)
        code, out, err = ENGINE.run_lint(path, output_format)
        assert code in (0, 1)
        assert "Traceback" not in out + err
        assert not ENGINE.CONTROL.search(out.replace("\n", ""))
        if output_format == "github":
            assert all(line.startswith(("::error file=", "::warning file=")) for line in out.splitlines())


def test_the_harness_sees_what_is_wrong(tmp_path):
    """What cannot fail proves nothing: wrong rows, columns, codes and messages are complained of."""
    path = tmp_path / "a.yaml"

    def finding(**changes):
        whole = {"path": str(path), "line": 2, "column": 3, "level": "error", "message": "No.", **changes}
        return ENGINE.json.dumps({"findings": [whole]})

    def told(spoilt, code, out, err=""):
        return ENGINE.complaints_about(path, spoilt, code, out, err)

    bank = Spoilt(b"bank: a\nquestions: []\n", 2, 3)
    assert told(bank, 1, finding()) == []
    assert told(bank, 0, finding())
    assert told(bank, 1, finding(line=1))
    assert told(bank, 1, finding(line=9))
    assert told(bank, 1, finding(column=4))
    assert told(bank, 1, finding(message="\x1b[31m"))
    assert told(bank, 1, finding(path="b.yaml"))
    assert told(bank, 1, finding(level="warning"))
    assert told(bank, 2, "", "Traceback (most recent call last):\n  …\n")
    assert told(bank._replace(row=None, clean=True), 1, finding())
