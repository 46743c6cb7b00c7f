from __future__ import annotations

import io
import re
import sqlite3
import sys
import zipfile

import pytest

LINE = re.compile(r"(\d+) questions, (\d+) drills: (\d+) cards\n")


def numbers(ran):
    assert ran.code == 0, ran.err
    return tuple(map(int, LINE.fullmatch(ran.err).groups()))


def rows(file):
    """Return guid, time and fields of each note of a package."""
    with zipfile.ZipFile(file) as package:
        collection = package.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(collection)
    found = connection.execute("SELECT guid, mod, flds FROM notes ORDER BY id").fetchall()
    connection.close()
    return found


@pytest.fixture
def exported(run_cli, pack):
    """Return a function that exports the pack as text."""

    def export(*words):
        return run_cli("export", "anki-text", "--bank", str(pack), *words)

    return export


def ids(ran):
    """Return the column of ids; the guid, note type, deck and tags stand before it."""
    lines = [line for line in ran.out.splitlines() if not line.startswith("#")]
    return [line.split("\t")[4].strip('"') for line in lines]


def test_the_closing_line_counts_everything(run_cli, exported):
    import json

    total = len(json.loads(run_cli("list", "questions", "--format", "json").out)) + 3
    drills = len(json.loads(run_cli("list", "drills", "--format", "json").out))
    ran = exported()
    assert numbers(ran) == (total, drills, total + drills)
    assert len(ids(ran)) == total + drills


def test_text_goes_to_stdout_alone(exported):
    ran = exported("-t", "pack")
    assert ran.err == "3 questions, 0 drills: 3 cards\n"
    assert ran.out.startswith("#separator:tab\n#html:true\n")
    assert ids(ran) == ["pack-1", "pack-2", "pack-3"]


def test_text_goes_to_a_file(exported, tmp_path):
    ran = exported("-t", "pack", "-o", str(tmp_path / "deck.txt"))
    assert numbers(ran) == (3, 0, 3)
    assert ran.out == ""
    assert (tmp_path / "deck.txt").read_text(encoding="utf-8") == exported("-t", "pack").out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("-t", "pack.two"), ["pack-3"]),
        (("-t", "pack.one", "-t", "pack.two"), ["pack-1", "pack-2", "pack-3"]),
        (("--tag", "easy", "-t", "pack"), ["pack-1"]),
        (("--type", "boolean", "-t", "pack", "-n", "2"), ["pack-1", "pack-2"]),
        (("--type", "choice", "-t", "pack"), []),
    ],
)
def test_filters(exported, words, found):
    ran = exported(*words)
    assert ids(ran) == found
    assert numbers(ran) == (len(found), 0, len(found))


def test_drills_are_a_type_of_their_own(exported):
    ran = exported("--type", "drill", "--type", "drill")
    questions, drills, cards = numbers(ran)
    assert (questions, cards) == (0, drills)
    assert {"drill:lstm-cell-forward", "drill:lstm-cell-backward"} <= set(ids(ran))
    some = ids(exported("--type", "drill", "-t", "gru"))
    assert "drill:gru-cell-forward" in some
    assert not any(one.startswith("drill:lstm") for one in some)


def test_drills_and_a_type_of_questions_go_together(exported):
    found = ids(exported("--type", "drill", "--type", "boolean"))
    assert "pack-1" in found
    assert "drill:lstm-cell-forward" in found


def test_drills_have_no_tags(exported):
    assert numbers(exported("--tag", "easy", "--type", "drill")) == (0, 0, 0)


def test_the_language_is_that_of_the_run(exported):
    assert "一？" in exported("-t", "pack", "--lang", "zh").out
    assert "One?" in exported("-t", "pack", "--lang", "en").out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_package_needs_a_file(run_cli, pack, lang):
    ran = run_cli("export", "anki", "--bank", str(pack), "--lang", lang)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert "-o deck.apkg" in ran.err


@pytest.mark.parametrize(
    "words",
    [("-t", "nowhere"), ("--type", "riddle"), ("--tag", "none"), ("--type", "drill", "-t", "nowhere")],
)
def test_an_unknown_filter_is_one_line_and_writes_nothing(run_cli, tmp_path, words):
    ran = run_cli("export", "anki", "-o", str(tmp_path / "deck.apkg"), *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words[-1] in ran.err
    assert not (tmp_path / "deck.apkg").exists()


def test_an_unknown_format_is_bad_usage(run_cli):
    ran = run_cli("export", "papyrus")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_file_that_is_there_is_replaced(run_cli, pack, tmp_path):
    target = tmp_path / "deck.apkg"
    target.write_text("something else")
    ran = run_cli("export", "anki", "--bank", str(pack), "-t", "pack", "-o", str(target))
    assert numbers(ran) == (3, 0, 3)
    assert len(rows(target)) == 3


def test_a_folder_that_is_not_there_is_one_line(run_cli, tmp_path):
    ran = run_cli("export", "anki", "-o", str(tmp_path / "none" / "deck.apkg"))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "cannot be written" in ran.err


@pytest.mark.parametrize("name", ["anki", "anki-text"])
def test_an_interrupted_export_keeps_the_old_file(run_cli, tmp_path, monkeypatch, name):
    from quizrnn.export import making

    real = making.question_card

    def interrupted(question, *rest):
        if question.id != first:
            raise KeyboardInterrupt
        return real(question, *rest)

    first = ids(run_cli("export", "anki-text", "-n", "1"))[0]
    monkeypatch.setattr(making, "question_card", interrupted)
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "deck"
    target.write_text("old")
    ran = run_cli("export", name, "-o", str(target))
    assert ran.code == 130
    assert target.read_text() == "old"
    assert list(folder.iterdir()) == [target]


def test_a_pack_without_a_release_counts_by_its_files_time_and_again_is_the_same(run_cli, pack, tmp_path):
    import os

    def export(name):
        target = tmp_path / name
        assert run_cli("export", "anki", "--bank", str(pack), "-t", "pack", "-o", str(target)).code == 0
        return target

    os.utime(pack, (1_800_000_000, 1_800_000_000))
    first, again = export("first.apkg"), export("again.apkg")
    assert {time for _, time, _ in rows(first)} == {1_800_000_000}
    assert first.read_bytes() == again.read_bytes()
    pack.write_text(pack.read_text(encoding="utf-8").replace("One?", "One indeed?"), encoding="utf-8")
    os.utime(pack, (1_800_000_060, 1_800_000_060))
    edited = rows(export("edited.apkg"))
    assert [guid for guid, _, _ in edited] == [guid for guid, _, _ in rows(first)]
    assert {time for _, time, _ in edited} == {1_800_000_060}
    assert "One indeed?" in edited[0][2]


def test_a_terminal_sees_a_counter_that_is_gone_at_the_end(home, monkeypatch, tmp_path):  # noqa: ARG001
    from quizrnn.cli import export
    from quizrnn.cli.main import main

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(export, "_STEP", 2)
    with pytest.raises(SystemExit) as ended:
        main(["export", "anki", "-n", "5", "-o", str(tmp_path / "deck.apkg"), "--lang", "en"])
    assert ended.value.code == 0
    assert terminal.getvalue() == "\r2 cards\r4 cards\r\x1b[K5 questions, 0 drills: 5 cards\n"


def test_a_dash_is_standard_output_and_no_file(run_cli, pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("--bank", str(pack), "-t", "pack")
    ran = run_cli("export", "anki-text", *words, "-o", "-")
    assert numbers(ran) == (3, 0, 3)
    assert ran.out == run_cli("export", "anki-text", *words).out
    ran = run_cli("export", "anki", *words, "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert not (tmp_path / "-").exists()


QUIZ = """// two
::two::How many? {#=7:0.5 =12 =%50%9}

// one
::one::Which? {=a ~b ~%30%c}

Nothing is asked here.
"""


def test_an_import_says_what_it_brought_and_what_it_did_not(run_cli, tmp_path):
    quiz, bank = tmp_path / "quiz.gift", tmp_path / "b.yaml"
    quiz.write_text(QUIZ, encoding="utf-8")
    ran = run_cli("import", "gift", str(quiz), "-o", str(bank))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.split("\n") == [
        "left out: Nothing is asked here.: it has no answers in braces",
        "missing from b-3fc4ccfe74: a further right number, 12",
        "2 questions: partial credit of single answers is not carried over",
        f"2 questions, 1 left out: {bank}",
        "",
    ]
    ran = run_cli("import", "gift", str(quiz), "-o", str(tmp_path / "zh.yaml"), "--lang", "zh")
    assert "缺少内容：zh-3fc4ccfe74：其他正确数值 12\n2 道题：单个答案的部分得分未导入\n" in ran.err


def test_an_import_without_a_question_writes_no_bank(run_cli, tmp_path):
    quiz, bank = tmp_path / "quiz.gift", tmp_path / "b.yaml"
    quiz.write_text("Nothing is asked here.\n", encoding="utf-8")
    ran = run_cli("import", "gift", str(quiz), "-o", str(bank))
    assert (ran.code, bank.exists()) == (2, False)
    assert ran.err.endswith(f"quizrnn: no question in {quiz}: no bank was written\n")


def test_a_file_that_is_not_there_is_no_folder_either(run_cli, tmp_path):
    for source, said in [(tmp_path / "nothing", "does not exist"), (tmp_path, "is no file")]:
        ran = run_cli("import", "gift", str(source), "-o", str(tmp_path / "b.yaml"))
        assert (ran.code, ran.err) == (2, f"quizrnn: {source}: {said}\n")
