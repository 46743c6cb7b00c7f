"""What the search found, beside what the fingerprints say."""

from __future__ import annotations

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.repair.naming import can_be_repaired, joined
from quizrnn.drills.repair.rounds import Repair, Repairs
from quizrnn.drills.report import WHAT_IS_RIGHT, CaseReport, Diagnosis, OutputReport, Report
from quizrnn.paths import content_dir


def report(*diagnosis, status="failed", outputs=("dW_f",)):
    wrong = tuple(OutputReport(name=name, status="value") for name in outputs)
    case = CaseReport(name="c", title="c", status="failed", outputs=wrong)
    return Report(
        drill="lstm-cell-backward",
        convention="article",
        file="f.py",
        seed=1,
        status=status,
        score=0.0,
        cases=(case,),
        diagnosis=diagnosis,
    )


def repair(line=33, outputs=("dW_f", "db_f"), whole=True):
    return Repair(
        line=line, column=5, kind="derivative", about="df", edit="- a\n+ b", outputs=outputs, whole=whole
    )


FORM = load_with_solutions(content_dir() / "drills" / "lstm-cell-backward.yaml")[0].forms["article"]


def test_a_fingerprint_of_the_same_line_keeps_its_words_and_gets_the_edit():
    known = Diagnosis(id="x", says=("what", "where"), outputs=("dW_f", "db_f"), line=33, certainty=0.75)

    (found,) = joined(report(known), Repairs((repair(),), complete=True, tried=1), FORM)

    assert found.id == "x"
    assert found.says[:2] == ("what", "where")
    assert (found.line, found.column, found.kind, found.edit) == (33, 5, "derivative", "- a\n+ b")


def test_where_they_differ_the_line_that_repairs_wins():
    known = Diagnosis(id="x", says=("what",), outputs=("dW_f", "db_f"), line=12, certainty=0.98)

    (found,) = joined(report(known), Repairs((repair(),), complete=True, tried=1), FORM)

    assert found.line == 33


def test_a_weak_fingerprint_elsewhere_gives_way_once_everything_is_repaired():
    weak = Diagnosis(id="x", says=("what",), outputs=("dW_f",), line=12, certainty=0.75)
    right = Diagnosis(id=WHAT_IS_RIGHT, says=("what is right",), outputs=("dW_f",))

    found = joined(report(weak, right), Repairs((repair(),), complete=True, tried=1), FORM)

    assert [entry.id for entry in found] == ["lstm-cell-backward-derivative-at-line", WHAT_IS_RIGHT]


def test_nothing_found_leaves_the_diagnoses_as_they_are():
    known = Diagnosis(id="x", says=("what",), outputs=("dW_f",), line=12)

    assert joined(report(known), Repairs((), complete=False, tried=9), FORM) == (known,)


def test_only_a_file_that_ran_and_is_wrong_is_searched():
    assert can_be_repaired(report())
    assert not can_be_repaired(report(status="syntax"))
    assert not can_be_repaired(report(status="timeout"))
    assert not can_be_repaired(report(outputs=("loss", "mse")))
    assert not can_be_repaired(report(outputs=("speed",)))
