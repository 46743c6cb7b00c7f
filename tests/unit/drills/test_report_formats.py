"""JUnit XML held against the grammars of its two common schemas, and Gradescope's file against its format."""

import datetime as dt
import json
import re
from typing import get_args
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from quizrnn.drills.report import CaseReport, Diagnosis, OutputReport, Report, Status
from quizrnn.drills.report_formats import to_gradescope, to_junit
from quizrnn.drills.reports import to_json

WHEN = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
STATUSES = get_args(Status)
HOSTILE = "a\x00b\x1b[31m\x08]]>&<\ufffe\ud800 \r\n\u2028é中\U0001f600"

TOKEN, COUNT, TIME, ANY = r"\S(.*\S)?", r"\d+", r"\d+(\.\d+)?", r"(?s:.*)"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
FAULT = ("", {"type": (True, ANY), "message": (False, ANY)})
TEXT = ("", {})
PROPERTIES = {
    "properties": ("(property )+", {}),
    "property": ("", {"name": (True, TOKEN), "value": (True, ANY)}),
    "failure": FAULT,
    "error": FAULT,
    "system-out": TEXT,
    "system-err": TEXT,
}

JENKINS = PROPERTIES | {
    "testsuites": (
        "(testsuite )*",
        dict.fromkeys(("name", "time", "tests", "failures", "disabled", "errors"), (False, ANY)),
    ),
    "testsuite": (
        "(properties )?(testcase )*(system-out )?(system-err )?",
        dict.fromkeys(("name", "tests"), (True, ANY))
        | dict.fromkeys(
            (
                *("failures", "errors", "time", "disabled", "skipped"),
                *("timestamp", "hostname", "id", "package"),
            ),
            (False, ANY),
        ),
    ),
    "testcase": (
        "(skipped )?(error )*(failure )*(system-out )*(system-err )*",
        {"name": (True, ANY)} | dict.fromkeys(("assertions", "time", "classname", "status"), (False, ANY)),
    ),
}
"""What Jenkins reads: an element's children in order, and its attributes: whether required, and what."""

ANT = PROPERTIES | {
    "testsuites": ("(testsuite )*", {}),
    "testsuite": (
        "properties (testcase )*system-out system-err ",
        {
            "id": (True, COUNT),
            "package": (True, TOKEN),
            "name": (True, TOKEN),
            "timestamp": (True, STAMP),
            "hostname": (True, TOKEN),
            "tests": (True, COUNT),
            "failures": (True, COUNT),
            "errors": (True, COUNT),
            "skipped": (False, COUNT),
            "time": (True, TIME),
        },
    ),
    "testcase": (
        "(skipped |error |failure )?",
        {"name": (True, TOKEN), "classname": (True, TOKEN), "time": (True, TIME)},
    ),
}
"""What Ant's schema asks for, which is stricter."""


def faults(element, grammar):
    """Yield where an element departs from a grammar."""
    children, attributes = grammar.get(element.tag, (None, {}))
    if children is None:
        yield f"{element.tag}: not known"
        return
    order = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(children, order):
        yield f"{element.tag}: children {order}"
    if children and (element.text or "").strip():
        yield f"{element.tag}: text"
    for name, value in element.attrib.items():
        if name not in attributes:
            yield f"{element.tag}: attribute {name}"
        elif not re.fullmatch(attributes[name][1], value):
            yield f"{element.tag}: {name}={value}"
    for name in [n for n, (required, _) in attributes.items() if required and n not in element.attrib]:
        yield f"{element.tag}: no {name}"
    for child in element:
        yield from faults(child, grammar)


def checked(reports, lang="en"):
    """Return the XML's root, having held it against both grammars and its own counts."""
    text = to_junit(reports, lang, WHEN)
    root = ET.fromstring(text.encode())  # as a file's bytes: the declaration says UTF-8
    for grammar in (JENKINS, ANT):
        assert list(faults(root, grammar)) == []
    assert [suite.get("id") for suite in root] == [str(number) for number in range(len(reports))]
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    return root


VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE = Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["score", "tests"],
        "properties": {
            "score": {"type": "number", "minimum": 0, "maximum": 100},
            "execution_time": {"type": "number", "minimum": 0},
            "output": {"type": "string"},
            "output_format": FORMAT,
            "test_output_format": FORMAT,
            "test_name_format": FORMAT,
            "visibility": VISIBILITY,
            "stdout_visibility": VISIBILITY,
            "extra_data": {"type": "object"},
            "tests": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name", "score", "max_score"],
                    "properties": {
                        "score": {"type": "number", "minimum": 0},
                        "max_score": {"type": "number", "minimum": 0},
                        "status": {"enum": ["passed", "failed"]},
                        "name": {"type": "string", "minLength": 1},
                        "name_format": FORMAT,
                        "number": {"type": "string"},
                        "output": {"type": "string"},
                        "output_format": FORMAT,
                        "tags": {"type": "array", "items": {"type": "string"}},
                        "visibility": VISIBILITY,
                        "extra_data": {"type": "object"},
                    },
                },
            },
        },
    }
)


def graded(reports, lang="en"):
    """Return Gradescope's object as it comes out of a file, held against its format."""
    found = json.loads(msgspec.json.encode(to_gradescope(reports, lang)))
    assert [error.message for error in GRADESCOPE.iter_errors(found)] == []
    assert all(0 <= test["score"] <= test["max_score"] + 1e-9 for test in found["tests"])
    assert sum(test["max_score"] for test in found["tests"]) == pytest.approx(100, abs=0.01)
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(found["score"], abs=0.01)
    return found


def output(name, status="ok", weight=1.0, message=""):
    return OutputReport(name=name, status=status, message=message, weight=weight)


def report(status="failed", **changes):
    cases = (
        CaseReport(
            name="random sizes",
            title="t",
            status="passed",
            outputs=(output("h", weight=2), output("c", weight=2)),
        ),
        CaseReport(
            name="one unit",
            title="t",
            status="failed",
            outputs=(output("h", "value", message="off"), output("c")),
        ),
        CaseReport(name="zeros", title="t", status="error", message="line 3: ZeroDivisionError"),
    )
    made = {
        "drill": "lstm-cell-forward",
        "convention": "article",
        "file": "mine.py",
        "seed": 7,
        "status": status,
        "score": 5 / 7,
        "cases": cases,
        "seconds": 0.25,
    }
    return Report(**(made | changes))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("with_cases", [True, False], ids=["cases", "no cases"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_valid_in_both_formats(status, with_cases, lang):
    passed = status == "passed"
    cases = tuple(
        CaseReport(name=n, title=n, status=status, outputs=(output("h", "ok" if passed else "nan"),))
        for n in "ab"
    )
    made = report(status, cases=cases if with_cases else (), score=float(passed), message=HOSTILE)
    root = checked([made], lang)
    fault = root.find("testsuite/testcase/*")
    assert (fault is None) == passed
    if fault is not None:
        assert (fault.tag, fault.get("type")) == ("failure" if status == "failed" else "error", status)
    found = graded([made], lang)
    assert found["score"] == 100 * passed
    assert {test["status"] for test in found["tests"]} == {"passed" if passed else "failed"}


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=20))
def test_whatever_is_printed_and_raised_is_valid(printed, said):
    case = CaseReport(
        name="a", title="a", status="error", message=said, outputs=(output("h", "type", message=said),)
    )
    diagnosis = Diagnosis(id="x", says=(said,), outputs=("h",))
    made = report(
        "error", stdout=printed, message=said, cases=(case,), diagnosis=(diagnosis,), warnings=(said,)
    )
    checked([made])
    made = msgspec.structs.replace(made, score=0.0)
    text = json.dumps(to_gradescope([made], "en"))
    assert list(GRADESCOPE.iter_errors(json.loads(text))) == []


def test_hostile_output_keeps_what_xml_can_hold():
    root = checked([report(stdout=HOSTILE, file="a\x1b<b>.py")])
    printed = root.find("testsuite/system-out").text
    assert "]]>&<" in printed
    assert "é中\U0001f600" in printed
    assert not set(printed) & {"\x00", "\x1b", "\x08", "\ufffe", "\ud800"}
    assert root.find("testsuite").get("name").endswith("a\N{REPLACEMENT CHARACTER}<b>.py")


def test_junit_names_file_cases_and_diagnosis():
    diagnosis = Diagnosis(id="lstm-x", says=({"en": "The carry is lost.", "zh": "丢了。"},), outputs=("h",))
    root = checked([report(diagnosis=(diagnosis,)), report("passed", cases=(), score=1.0)])
    first = root[0]
    properties = {entry.get("name"): entry.get("value") for entry in first.iter("property")}
    assert properties == {
        "file": "mine.py",
        "convention": "article",
        "seed": "7",
        "score": str(5 / 7),
        "status": "failed",
    }
    assert [case.get("name") for case in first.iter("testcase")] == ["random sizes", "one unit", "zeros"]
    assert first.find("testcase/failure").text == "h: off"
    assert "lstm-x: The carry is lost." in first.find("system-err").text
    assert first.get("timestamp") == "2026-03-01T09:30:00"


def test_no_files_are_valid_too():
    assert len(checked([])) == 0
    found = to_gradescope([], "en")
    assert list(GRADESCOPE.iter_errors(found)) == []
    assert found["score"] == 0


def test_gradescope_of_one_file_has_a_test_a_case():
    made = report()
    # without outputs a case weighs 1
    found = to_gradescope([made], "en")
    assert [test["name"] for test in found["tests"]] == ["random sizes", "one unit", "zeros"]
    assert [test["number"] for test in found["tests"]] == ["1", "2", "3"]
    assert found["tests"][0]["score"] == found["tests"][0]["max_score"]
    assert found["tests"][1]["score"] == pytest.approx(found["tests"][1]["max_score"] / 2, abs=1e-3)
    assert found["tests"][2]["output"] == "line 3: ZeroDivisionError"


def test_gradescope_of_several_files_is_one_object():
    passed = report("passed", score=1.0, cases=report().cases[:1])
    lost = report("syntax", score=0.0, cases=(), file="b.py", message="line 1: syntax error")
    found = graded([passed, lost])
    assert found["score"] == 50
    assert [test["name"] for test in found["tests"]] == ["mine.py: random sizes", "b.py: lstm-cell-forward"]
    assert [test["max_score"] for test in found["tests"]] == [50, 50]
    assert [entry["status"] for entry in found["extra_data"]["files"]] == ["passed", "syntax"]


@pytest.mark.parametrize("status", STATUSES)
def test_json_has_the_contracts_keys_whatever_the_status(status):
    found = json.loads(msgspec.json.encode(to_json(report(status, stdout="\x00]]>"), "en")))
    keys = ("drill", "convention", "file", "seed", "status", "score", "cases", "diagnosis")
    assert {*keys, "gradient_check", "warnings", "stdout", "seconds"} <= found.keys()
