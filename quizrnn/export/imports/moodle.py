"""Moodle XML as questions of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from quizrnn.bank.files import read_text
from quizrnn.errors import InputError
from quizrnn.export.imports.counted import Counted, Number, counted
from quizrnn.export.imports.drafts import (
    PARTIAL,
    PICTURES,
    Draft,
    Fields,
    Lost,
    Unfit,
    chosen,
    gapped,
    paired,
    recalled,
)
from quizrnn.export.imports.marked import Marked, marked, plain
from quizrnn.export.imports.marked_down import marked_down
from quizrnn.text import Text, both

_EMBEDDED: Final = re.compile(
    r"\{\d*:(?P<kind>SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC|NUMERICAL|NM|MULTICHOICE\w*|MC\w*|MULTIRESPONSE\w*|MR\w*):"
    r"(?P<body>(?:\\.|[^\\}])*)\}",
    re.DOTALL,
)
_TOLERANCE: Final = both(
    "the tolerance of a number in a gap is not carried over", "空格中数值的误差范围未导入"
)
_TRUE: Final = frozenset({"true", "1", "yes"})


def read_moodle(path: Path) -> Iterator[Draft | Lost]:
    """Yield the questions of a quiz file.

    Raises:
        InputError: If the file is not XML of Moodle.
    """
    text = read_text(path).lstrip("\ufeff \r\n\t")
    if "<!DOCTYPE" in text[:2000].upper() or "<!ENTITY" in text.upper():
        raise InputError(
            path, both("declares entities, which Moodle never does", "含有实体声明，Moodle 从不使用")
        )
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        row, column = error.position
        problem = both(f"is not well-formed XML: {error.msg}", f"不是合法的 XML：{error.msg}")
        raise InputError(path, problem, row=row, column=column + 1) from None
    if root.tag != "quiz":
        raise InputError(
            path, both("is no Moodle quiz: its root is not <quiz>", "不是 Moodle 测验：根元素不是 <quiz>")
        )
    deck: tuple[str, ...] = ()
    for question in root.iter("question"):
        if question.get("type") == "category":
            deck = _category(question.findtext("category/text") or "")
        else:
            yield _draft(question, deck)


def _category(said: str) -> tuple[str, ...]:
    parts = [part.strip() for part in said.split("/")]
    return tuple(part for part in parts if part and not part.startswith("$") and part != "top")


def _draft(question: ElementTree.Element, deck: tuple[str, ...]) -> Draft | Lost:
    name = " ".join((question.findtext("name/text") or "").split())
    stem = _said(question.find("questiontext"))
    losses = [
        *stem.losses,
        *([PICTURES] if question.find(".//file") is not None else []),
        *_partial(question),
    ]
    missing: list[Text] = []
    try:
        if question.get("type") == "numerical":
            fields, missing, more_losses = _number(question, stem)
            losses += more_losses
        else:
            fields = _fields(question, stem)
    except Unfit as unfit:
        return Lost(name or stem.text[:60], unfit.why)
    if stem.code.strip() and "code" not in fields:
        fields["code"] = stem.code
    more = _said(question.find("generalfeedback"))
    if more.text and fields.get("model_answer") != more.text:
        fields["explanation"] = more.text
    hints = [hint for hint in (_said(element).text for element in question.findall("hint")) if hint]
    if hints:
        fields["hints"] = hints
    wish = question.findtext("idnumber") or ""
    key = wish or f"{name}\x1f{stem.text}"
    tags = tuple(tag.text or "" for tag in question.findall("tags/tag/text"))
    return Draft(
        key=key, wish=wish, deck=deck, tags=tags, fields=fields, losses=_once(losses), missing=missing
    )


def _fields(question: ElementTree.Element, stem: Marked) -> Fields:
    kind = question.get("type") or ""
    answers = question.findall("answer")
    match kind:
        case "multichoice":
            many = (question.findtext("single") or "true").strip().lower() not in _TRUE
            # Of one choice, what earns a part of the grade is not the right one.
            least = 100 if not many and any(_share(answer) >= 100 for answer in answers) else 1e-9
            options = [(_said(answer).text, _share(answer) >= least, _feedback(answer)) for answer in answers]
            return chosen(stem.text, options, many=many)
        case "truefalse":
            true = any(
                (answer.findtext("text") or "").strip().lower() == "true" and _share(answer) > 0
                for answer in answers
            )
            return {"type": "boolean", "stem": _asked(stem), "answer": true}
        case "shortanswer":
            right = [_literal(answer.findtext("text") or "") for answer in answers if _share(answer) >= 100]
            cased = (question.findtext("usecase") or "0").strip() in _TRUE
            return gapped(f"{_asked(stem)}\n\n[[1]]", [right], cased=cased)
        case "matching" | "ddmatch":
            return _pairs(question, stem)
        case "cloze" | "multianswer":
            return _embedded(question)
        case "essay":
            model = _said(question.find("graderinfo")).text or _said(question.find("generalfeedback")).text
            return recalled(stem.text, model)
        case "description":
            raise Unfit(both("a description asks nothing", "“描述”类型不提问"))
    raise Unfit(both(f"questions of the type “{kind}” have no like here", f"题型“{kind}”没有对应的题型"))


def _partial(question: ElementTree.Element) -> list[Text]:
    """Return what the answers say that a question here has no room for."""
    many = (question.findtext("single") or "true").strip().lower() not in _TRUE
    kind, shares = question.get("type"), [_share(answer) for answer in question.findall("answer")]
    if kind in ("cloze", "multianswer"):
        return _lost_of_gaps(question.findtext("questiontext/text") or "")
    # What earns a part of the credit among numbers is said where they are read.
    partial = any(0 < share < 100 for share in shares) and not (kind == "multichoice" and many)
    losses = [PARTIAL] if partial and kind != "numerical" else []
    if len(question.findall("units/unit")) > 1:
        losses.append(both("of several units, the first is carried over", "有多个单位时只导入第一个"))
    return losses


def _lost_of_gaps(html: str) -> list[Text]:
    """Return what the questions within a text say that a gap has no room for."""
    losses = []
    for found in _EMBEDDED.finditer(html):
        answers = [part.partition("#")[0] for part in re.split(r"(?<!\\)~", found["body"])]
        if any(re.match(r"%(?!-|100%|0+%)", answer) for answer in answers):
            losses.append(PARTIAL)
        right = (answer.rpartition(":")[2] for answer in answers if ":" in answer)
        if found["kind"] in ("NUMERICAL", "NM") and any(re.search("[1-9]", spread) for spread in right):
            losses.append(_TOLERANCE)
    return losses


def _unit(question: ElementTree.Element) -> str:
    """Return the unit in which a number is asked for, '' where there is none."""
    for unit in question.findall("units/unit"):
        try:
            if float((unit.findtext("multiplier") or "1").strip()) == 1:
                return " ".join((unit.findtext("unit_name") or "").split())
        except ValueError:
            continue
    return ""


def _number(question: ElementTree.Element, stem: Marked) -> Number:
    """Return a question for numbers; ``*`` stands for whichever is not listed."""
    answers = []
    for answer in question.findall("answer"):
        text = unescape(answer.findtext("text") or "").strip()
        try:
            value = None if text == "*" else float(text.replace(",", "."))
            spread = abs(float((answer.findtext("tolerance") or "0").strip() or 0))
        except ValueError:
            raise Unfit(both(f"its answer “{text}” is no number", f"答案“{text}”不是数")) from None
        answers.append(Counted(value, spread, _share(answer), _feedback(answer)))
    return counted(_asked(stem), answers, _unit(question))


def _pairs(question: ElementTree.Element, stem: Marked) -> Fields:
    pairs, others = list[tuple[str, str]](), list[str]()
    for pair in question.findall("subquestion"):
        left, right = _said(pair).text, plain(unescape(pair.findtext("answer/text") or "")).text
        if left:
            pairs.append((left, right))
        elif right:
            others.append(right)
    return paired(_asked(stem), pairs, others)


def _embedded(question: ElementTree.Element) -> Fields:
    """Return a text with questions in it as gaps; of choices, the right ones fill it."""
    blanks = list[list[str]]()
    cased = False

    def gap(found: re.Match[str]) -> str:
        nonlocal cased
        cased = cased or found["kind"] in ("SHORTANSWER_C", "SAC", "MWC")
        right = list[str]()
        for part in re.split(r"(?<!\\)~", found["body"]):
            answer = re.fullmatch(r"(?:=|%100%)(.*?)(?:(?<!\\)#.*)?", part, re.DOTALL)
            if answer:
                text = re.sub(r"\\(.)", r"\1", answer[1])
                right.append(
                    _literal(text.partition(":")[0] if found["kind"] in ("NUMERICAL", "NM") else text)
                )
        blanks.append(right)
        return f"\ufdd2{len(blanks)}\ufdd3"

    html = question.findtext("questiontext/text") or ""
    read = marked(_EMBEDDED.sub(gap, html))
    stem, code = (re.sub("\ufdd2(\\d+)\ufdd3", r"[[\1]]", part) for part in (read.text, read.code))
    return gapped(stem, blanks, cased=cased) | ({"code": code} if code.strip() else {})


def _asked(stem: Marked) -> str:
    """Return a stem that asks something.

    Raises:
        Unfit: If it is empty.
    """
    if not stem.text.strip():
        raise Unfit(both("its question is empty, or a picture only", "问题为空，或只有图片"))
    return stem.text


def _said(element: ElementTree.Element | None) -> Marked:
    """Return the text of an element in its own format."""
    if element is None:
        return Marked("")
    text = element.findtext("text") or ""
    style = element.get("format") or "html"
    if style == "markdown":
        return marked_down(text)
    return plain(unescape(text)) if style == "plain_text" else marked(text)


def _feedback(answer: ElementTree.Element) -> str:
    return _said(answer.find("feedback")).text


def _share(answer: ElementTree.Element) -> float:
    try:
        return float(answer.get("fraction") or 0)
    except ValueError:
        return 0.0


def _literal(text: str) -> str:
    """Return an accepted answer as it is typed; a star that stands for anything is dropped."""
    bare = unescape(text).replace("\\*", "\ufdd4").replace("*", "").replace("\ufdd4", "*")
    return " ".join(bare.split())


def _once(losses: list[Text]) -> list[Text]:
    return [loss for place, loss in enumerate(losses) if loss not in losses[:place]]
