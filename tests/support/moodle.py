"""What Moodle reads: XML by the documented elements of each question type, GIFT by its documented marks."""

from __future__ import annotations

import re
from xml.etree import ElementTree

COMMON = {
    "name",
    "questiontext",
    "generalfeedback",
    "defaultgrade",
    "penalty",
    "hidden",
    "idnumber",
    "hint",
    "tags",
}
TYPES = {
    "multichoice": {"single", "shuffleanswers", "answernumbering", "answer"},
    "truefalse": {"answer"},
    "shortanswer": {"usecase", "answer"},
    "numerical": {"answer", "unitgradingtype", "unitpenalty", "showunits"},
    "matching": {"shuffleanswers", "subquestion"},
    "cloze": set(),
    "essay": {
        "responseformat", "responserequired", "responsefieldlines", "attachments", "attachmentsrequired",
        "graderinfo",
    },
}  # fmt: skip
FRACTIONS = {100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571}
FRACTIONS |= {12.5, 11.11111, 10, 5, 0}


def moodle_questions(xml):
    """Return the questions of a Moodle XML file, each with its category.

    Raises:
        AssertionError: If an element is missing, unknown, or not as Moodle documents it.
    """
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(xml.encode())
    assert root.tag == "quiz"
    category, found = None, []
    for question in root:
        assert question.tag == "question"
        kind = question.get("type")
        if kind == "category":
            category = question.findtext("category/text")
            assert category.startswith("$course$/")
            continue
        names = {child.tag for child in question}
        assert names <= COMMON | TYPES[kind], (kind, names)
        assert {"name", "questiontext", "generalfeedback"} <= names
        assert question.findtext("name/text").strip()
        assert question.findtext("questiontext/text").strip()
        _check_answers(kind, question)
        found.append((category, question))
    return found


def _check_answers(kind, question):
    fractions = [float(answer.get("fraction")) for answer in question.findall("answer")]
    assert all(abs(fraction) in FRACTIONS for fraction in fractions), fractions
    match kind:
        case "multichoice":
            single = question.findtext("single") == "true"
            gained = [fraction for fraction in fractions if fraction > 0]
            assert (gained == [100]) if single else abs(sum(gained) - 100) < 0.01
        case "truefalse":
            assert sorted(fractions) == [0, 100]
            assert {answer.findtext("text") for answer in question.findall("answer")} == {"true", "false"}
        case "numerical":
            assert fractions
            for answer in question.findall("answer"):
                float(answer.findtext("text"))
                assert float(answer.findtext("tolerance")) >= 0
        case "shortanswer":
            assert fractions
            assert all(answer.findtext("text").strip() for answer in question.findall("answer"))
        case "matching":
            pairs = question.findall("subquestion")
            asked = [pair for pair in pairs if (pair.findtext("text") or "").strip()]
            assert len(asked) >= 2
            assert all(pair.findtext("answer/text").strip() for pair in pairs)
        case "cloze":
            assert re.search(r"\{1:SHORTANSWER(_C)?:=", question.findtext("questiontext/text"))
        case "essay":
            assert question.findtext("graderinfo/text").strip()


def gift_questions(text):
    """Return name, text, kind, answers and feedback of each question of a GIFT file, escapes undone.

    Raises:
        AssertionError: If a block is no question by GIFT's rules.
    """
    lines = [line for line in text.split("\n") if not line.startswith("//")]
    blocks = [block for block in re.split(r"\n\s*\n", "\n".join(lines)) if block.strip()]
    found = []
    for block in blocks:
        if block.strip().startswith("$CATEGORY:"):
            continue
        hidden = re.sub(r"\\(.)", lambda one: chr(0xE000 + ord(one[1])), block.strip())
        question = re.fullmatch(r"::(.*?)::\[html\](.*?)\{(.*)\}", hidden, re.DOTALL)
        assert question, block
        name, stem, body = question.groups()
        assert not re.search(r"[{}]", name + stem + body)
        answers, _, feedback = body.partition("####")
        answers = answers.strip("\n")
        if answers in ("TRUE", "FALSE"):
            kind, items = "boolean", [answers]
        elif answers.startswith("#"):
            kind = "numeric"
            items = [part.lstrip("=").split(":") for part in answers[1:].split("\n") if part]
            assert all(float(value) is not None and float(spread) >= 0 for value, spread in items)
        elif not answers:
            kind, items = "essay", []
        elif " -> " in answers:
            kind, items = "match", [part.lstrip("=").split(" -> ", 1) for part in answers.split("\n")]
            assert all(len(pair) == 2 and all(pair) for pair in items)
        else:
            kind, items = "choice", answers.split("\n")
            assert all(item[0] in "=~" for item in items)
        found.append(
            {
                "name": _shown(name),
                "stem": _shown(stem),
                "kind": kind,
                "answers": [[_shown(part) for part in item] for item in items] if kind == "match" else items,
                "said": _shown(feedback),
            }
        )
    return found


def _shown(text):
    """Return a text of which the escaped characters were put away."""
    return re.sub("[\ue000-\ue0ff]", lambda one: chr(ord(one[0]) - 0xE000).replace("n", "\n"), text)
