"""``quizrnn lab``: the list, a plot in characters, data for programs, and what is refused."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from quizrnn.labs.catalog import LABS

KEYS = {"lab", "knobs", "seed", "series", "axes", "see", "try"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_names_every_lab_with_its_knobs(run_cli, lang):
    ran = run_cli("lab", "--lang", lang)
    assert ran.code == 0
    for lab in LABS:
        assert lab.name in ran.out
        assert all(f"{knob.name}=" in ran.out for knob in lab.knobs)
    listed = json.loads(run_cli("lab", "--format", "json", "--lang", lang).out)
    assert [entry["lab"] for entry in listed] == [lab.name for lab in LABS]
    assert listed[1]["knobs"][0] == {
        "name": "task",
        "title": "task" if lang == "en" else "任务",
        "default": "latch",
        "values": ["latch", "count", "reset"],
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_lab_on_a_pipe_fits_80_columns_and_asks_before_it_shows(run_cli, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for lab in LABS:
        ran = run_cli("lab", lab.name, "--lang", lang)
        assert (ran.code, ran.err) == (0, "")
        lines = ran.out.split("\n")
        assert all(cell_len(line) <= 80 or "https://" in line for line in lines)
        asked = next(k for k, line in enumerate(lines) if line.startswith(("Before you look", "看图之前")))
        shown = next(k for k, line in enumerate(lines) if "┤" in line or "│" in line)
        told = next(k for k, line in enumerate(lines) if line.startswith(("Answer:", "答案：")))
        assert asked < shown < told
        assert "\x1b" not in ran.out
        assert "$" not in ran.out


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_json_has_stable_keys_and_is_repeatable(run_cli, lab):
    ran = run_cli("lab", lab.name, "--format", "json", "--seed", "3")
    found = json.loads(ran.out)
    assert set(found) >= KEYS
    assert found["seed"] == 3
    assert set(found["knobs"]) == {knob.name for knob in lab.knobs}
    for series in found["series"]:
        assert set(series) == {"name", "x", "y"}
        assert len(series["x"]) == len(series["y"])
    assert set(found["axes"]) == {"x", "y"}
    assert len(found["see"]) == len(found["try"]) == 3
    assert run_cli("lab", lab.name, "--format", "json", "--seed", "3").out == ran.out


def test_knobs_are_set_and_change_what_is_computed(run_cli):
    def data(*words):
        return json.loads(run_cli("lab", "truncation", "--format", "json", *words).out)

    assert data()["knobs"] == {"window": 10, "gain": 1.1}
    wide = data("--set", "window=20", "--set", "gain=0.5")
    assert wide["knobs"] == {"window": 20, "gain": 0.5}
    assert wide["prediction"]["answer"] == 19
    assert wide["series"][1]["y"][20:] == [0.0] * 20


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gradient"], "no lab named “gradient”; did you mean gradients?"),
        (["gates", "--set", "task=hold"], "task is one of latch, count, reset, not “hold”"),
        (["gates", "--set", "strength"], "--set takes KNOB=VALUE, not “strength”"),
        (["gates", "--set", "strong=1"], "the lab gates has no knob “strong”; it has task, strength"),
        (["truncation", "--set", "window=41"], "window is a whole number from 1 to 40, not “41”"),
        (["--set", "window=4"], "name a lab: quizrnn lab lists them"),
        (["gates", "--using", "/nowhere/mine.py"], "/nowhere/mine.py: no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_refused_is_one_line_and_exit_2(run_cli, words, says):
    ran = run_cli("lab", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_the_learners_own_code_is_drawn_and_judged(run_cli, tmp_path):
    from quizrnn.paths import content_dir

    right = content_dir() / "drills" / "lstm-cell-forward.article.py"
    leaky = tmp_path / "leaky.py"
    leaky.write_text(right.read_text().replace("f * c_prev + i * g", "c_prev + i * g"))
    same = run_cli("lab", "gates", "--using", str(right))
    assert "cell state c, yours" in same.out
    assert "Your lstm_cell_forward agrees with the reference." in same.out
    off = run_cli("lab", "gates", "--using", str(leaky))
    assert "Your lstm_cell_forward differs from the reference by up to" in off.out


@pytest.mark.parametrize("words", [(), ("--ascii",)])
def test_the_interface_is_opened_in_the_characters_that_were_asked_for(run_cli, monkeypatch, words):
    opened = []
    monkeypatch.setattr("quizrnn.cli.lab._is_terminal", lambda: True)
    monkeypatch.setattr("quizrnn.tui.run", lambda _paths, **given: opened.append(given))
    assert run_cli("lab", "slopes", *words).code == 0
    assert [given["ascii_only"] for given in opened] == [bool(words)]
    assert opened[0]["lab"].lab.name == "slopes"
