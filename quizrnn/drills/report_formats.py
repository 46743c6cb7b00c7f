"""A verdict in other graders' formats: JUnit XML and Gradescope's ``results.json``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from quizrnn.drills.report import CaseReport, Report
from quizrnn.drills.reports import clean, text_lines
from quizrnn.notation import to_plain
from quizrnn.text import pick

_WIDTH: Final = 100
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(reports: Sequence[Report], lang: str, when: dt.datetime) -> str:
    """Return JUnit XML: one suite a file, one test case a case.

    It has what either of the two common schemas asks for, Ant's and Jenkins', and nothing that one forbids.

    Args:
        reports: The verdicts.
        lang: Language of the messages.
        when: The time of the run.
    """
    root = ET.Element("testsuites")
    for number, report in enumerate(reports):
        statuses = [case.status for case in report.cases] or [report.status]
        suite = ET.SubElement(
            root,
            "testsuite",
            id=str(number),
            package=_xml(report.drill),
            name=_xml(f"{report.drill}:{report.file}"),
            hostname="localhost",
            timestamp=when.strftime("%Y-%m-%dT%H:%M:%S"),
            tests=str(len(statuses)),
            failures=str(sum(status == "failed" for status in statuses)),
            errors=str(sum(status not in ("passed", "failed") for status in statuses)),
            skipped="0",
            time=f"{report.seconds:.3f}",
        )
        properties = ET.SubElement(suite, "properties")
        for name in ("file", "convention", "seed", "score", "status"):
            ET.SubElement(properties, "property", name=name, value=_xml(str(getattr(report, name))))
        share = report.seconds / len(statuses)
        for case in report.cases:
            _junit_case(suite, report, case.name, case.status, case_text(case, report, lang), share)
        if not report.cases:
            text = clean(pick(report.message, lang))
            _junit_case(suite, report, report.drill, report.status, text, share)
        ET.SubElement(suite, "system-out").text = _xml(report.stdout)
        said = "\n".join(line for line in _said(report, lang) if line)
        ET.SubElement(suite, "system-err").text = _xml(said)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _said(report: Report, lang: str) -> Iterator[str]:
    """Yield what is said of a file as a whole: its fate, its diagnoses, its warnings."""
    yield clean(pick(report.message, lang))
    for found in report.diagnosis:
        yield f"{found.id}: " + clean(to_plain(pick(found.says[0], lang)) if found.says else "")
    yield from (clean(pick(text, lang)) for text in report.warnings)


def _junit_case(suite: ET.Element, report: Report, name: str, status: str, text: str, seconds: float) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_xml(report.drill), name=_xml(name), time=f"{seconds:.3f}"
    )
    if status != "passed":
        kind = "failure" if status == "failed" else "error"
        found = ET.SubElement(case, kind, type=status, message=_xml(text.partition("\n")[0]))
        found.text = _xml(text)


def _xml(text: str) -> str:
    """Replace what XML 1.0 cannot hold, even escaped."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def to_gradescope(reports: Sequence[Report], lang: str) -> dict[str, Any]:
    """Return Gradescope's object: a test a case, whose points are its share of 100.

    Of several files each has its share of the 100, and its tests are named after it.
    """
    tests = [
        test
        for report in reports
        for test in _gradescope_tests(report, lang, 100 / len(reports), named=len(reports) > 1)
    ]
    for number, test in enumerate(tests, 1):
        test["number"] = str(number)
    first = reports[0] if reports else None
    extra: dict[str, Any] = {
        "files": [{"file": report.file, "status": report.status, "score": report.score} for report in reports]
    }
    if first is not None:
        extra |= {"drill": first.drill, "convention": first.convention, "seed": first.seed}
    if first is not None and len(reports) == 1:
        extra |= {"file": first.file, "status": first.status}
    return {
        "score": round(100 * sum(report.score for report in reports) / max(1, len(reports)), 4),
        "execution_time": round(sum(report.seconds for report in reports), 3),
        "output": "\n\n".join("\n".join(text_lines(report, lang, _WIDTH)) for report in reports),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": extra,
        "tests": tests,
    }


def _gradescope_tests(report: Report, lang: str, points: float, *, named: bool) -> Iterator[dict[str, Any]]:
    """Yield the tests of one file; of one without cases, the file itself is the test."""
    prefix = f"{report.file}: " if named else ""
    weights = [sum(output.weight for output in case.outputs) or 1.0 for case in report.cases]
    whole = sum(weights) or 1.0
    for case, weight in zip(report.cases, weights, strict=True):
        right = sum(output.weight for output in case.outputs if output.status == "ok")
        most = points * weight / whole
        got = most * right / weight if report.score else 0.0
        yield _gradescope_test(prefix + case.name, got, most, case.status, case_text(case, report, lang))
    if not report.cases:
        text = clean(pick(report.message, lang))
        yield _gradescope_test(prefix + report.drill, points * report.score, points, report.status, text)


def _gradescope_test(name: str, score: float, most: float, status: str, text: str) -> dict[str, Any]:
    return {
        "name": clean(name),
        "name_format": "text",
        "score": round(score, 4),
        "max_score": round(most, 4),
        "status": "passed" if status == "passed" else "failed",
        "output": text,
        "output_format": "text",
        "tags": [],
        "visibility": "visible",
        "extra_data": {"status": status},
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
