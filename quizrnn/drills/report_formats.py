"""A verdict in other graders' formats: JUnit XML and Gradescope's ``results.json``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from quizrnn.drills.report import CaseReport, Report
from quizrnn.drills.reports import clean, text_lines
from quizrnn.text import pick

_WIDTH: Final = 100
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(reports: Sequence[Report], lang: str) -> str:
    """Return JUnit XML: one suite a file, one test case a case."""
    root = ET.Element("testsuites", name="quizrnn")
    for report in reports:
        statuses = [case.status for case in report.cases] or [report.status]
        wrong = sum(status == "failed" for status in statuses)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_xml(f"{report.drill}:{report.file}"),
            tests=str(len(statuses)),
            failures=str(wrong),
            errors=str(sum(status not in ("passed", "failed") for status in statuses)),
            skipped="0",
            time=f"{report.seconds:.3f}",
        )
        properties = ET.SubElement(suite, "properties")
        for name in ("convention", "seed", "score", "status"):
            ET.SubElement(properties, "property", name=name, value=str(getattr(report, name)))
        share = report.seconds / len(statuses)
        for case in report.cases:
            _junit_case(suite, report, case.name, case.status, case_text(case, report, lang), share)
        if not report.cases:
            text = clean(pick(report.message, lang))
            _junit_case(suite, report, report.drill, report.status, text, share)
        if report.stdout:
            ET.SubElement(suite, "system-out").text = _xml(report.stdout)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _junit_case(suite: ET.Element, report: Report, name: str, status: str, text: str, seconds: float) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_xml(report.drill),
        name=_xml(name),
        file=_xml(report.file),
        time=f"{seconds:.3f}",
    )
    if status != "passed":
        kind = "failure" if status == "failed" else "error"
        found = ET.SubElement(case, kind, type=status, message=_xml(text.partition("\n")[0]))
        found.text = _xml(text)


def _xml(text: str) -> str:
    """Replace what XML 1.0 cannot hold, even escaped."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def to_gradescope(report: Report, lang: str) -> dict[str, Any]:
    """Return Gradescope's object: a test an case, whose points are its share of 100."""
    weights = [sum(output.weight for output in case.outputs) or 1.0 for case in report.cases]
    whole = sum(weights) or 1.0
    tests = []
    for number, (case, weight) in enumerate(zip(report.cases, weights, strict=True), 1):
        right = sum(output.weight for output in case.outputs if output.status == "ok")
        most = 100 * weight / whole
        tests.append(
            {
                "name": case.name,
                "name_format": "text",
                "number": str(number),
                "score": round(most * right / weight, 4) if report.score else 0.0,
                "max_score": round(most, 4),
                "status": "passed" if case.status == "passed" else "failed",
                "output": case_text(case, report, lang),
                "output_format": "text",
                "tags": [],
                "visibility": "visible",
                "extra_data": {"status": case.status},
            }
        )
    return {
        "score": round(100 * report.score, 4),
        "execution_time": round(report.seconds, 3),
        "output": "\n".join(text_lines(report, lang, _WIDTH)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "drill": report.drill,
            "convention": report.convention,
            "file": report.file,
            "seed": report.seed,
            "status": report.status,
        },
        "tests": tests,
    }


def case_text(case: CaseReport, report: Report, lang: str) -> str:
    """Return what is wrong with a case, one line an output, or "" where nothing is."""
    if case.status == "passed":
        return ""
    lines = [pick(case.message, lang)] if case.message else []
    lines += [
        f"{output.name}: {pick(output.message, lang)}" for output in case.outputs if output.status != "ok"
    ]
    return clean("\n".join(lines) or pick(report.message, lang) or case.status)
