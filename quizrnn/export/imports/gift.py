"""GIFT, Moodle's plain text, as questions of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quizrnn.bank.files import read_text
from quizrnn.export.imports.counted import Counted, Number, counted
from quizrnn.export.imports.drafts import (
    PARTIAL,
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
from quizrnn.text import both

_HIDDEN: Final = 0xF0000
"""Where the escaped characters are put away, in a plane for private use."""

_TRUTH: Final = re.compile(r"\s*(TRUE|T|FALSE|F)\s*(?:#.*)?", re.IGNORECASE | re.DOTALL)
_ANSWER: Final = re.compile(
    r"([=~])\s*(?:%(-?(?:\d+\.?\d*|\.\d+))%)?((?:[^=~#]|#(?!#))*?)(?:#([^=~]*))?(?=[=~]|$)", re.DOTALL
)
_COUNTED: Final = re.compile(r"(?:^|([=~\n]))\s*(?:%(-?(?:\d+\.?\d*|\.\d+))%)?([^=~#\n]*)(?:#([^=~]*))?")
_NAME: Final = re.compile(r"\s*::(.*?)::", re.DOTALL)
_STYLE: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_ID: Final = re.compile(r"\s*//\s*([A-Za-z0-9][A-Za-z0-9_.:-]*)\s*")
_GIVEN_ID: Final = re.compile(r"\[id:\s*([^\]\s]+)\s*\]")
_GIVEN_TAG: Final = re.compile(r"\[tag:\s*([^\]]+?)\s*\]")


def read_gift(path: Path) -> Iterator[Draft | Lost]:
    """Yield the questions of a GIFT file.

    Raises:
        InputError: If the file cannot be read as text.
    """
    deck: tuple[str, ...] = ()
    text = read_text(path).removeprefix("\ufeff").replace("\r\n", "\n")
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        comments = [line for line in lines if line.lstrip().startswith("//")]
        body = "\n".join(line for line in lines if not line.lstrip().startswith("//")).strip()
        while body.startswith("$CATEGORY:"):
            said, _, body = body.removeprefix("$CATEGORY:").partition("\n")
            parts = (part.strip() for part in said.split("/"))
            deck = tuple(part for part in parts if part and not part.startswith("$") and part != "top")
        if body:
            draft = _draft(_put_away(body), deck, _wish(comments, body))
            if isinstance(draft, Draft):
                draft.tags = tuple(_GIVEN_TAG.findall("\n".join(comments)))
            yield draft


def _wish(comments: list[str], body: str) -> str:
    """Return the id that a comment gives: Moodle's ``[id:…]``, or ours, with which the name begins too."""
    for line in comments:
        if found := _GIVEN_ID.search(line):
            return found[1]
        if (found := _ID.fullmatch(line)) and body.startswith(f"::{found[1].replace(':', chr(92) + ':')}\\:"):
            return found[1]
    return ""


def _draft(body: str, deck: tuple[str, ...], wish: str) -> Draft | Lost:
    name, text = "", body
    if found := _NAME.match(text):
        name, text = _back(found[1]).strip(), text[found.end() :]
    style = "moodle"
    if found := _STYLE.match(text):
        style, text = found[1], text[found.end() :]
    before, brace, rest = text.partition("{")
    answers, end, after = rest.rpartition("}")
    try:
        if not brace or not end:
            raise Unfit(both("it has no answers in braces", "没有用花括号写出的答案"))
        if "{" in answers:
            raise Unfit(both("it has more than one pair of braces", "含有多对花括号"))
        read = _shown(before, style)
        fields, missing, losses = _read(read, answers, _shown(after, style).text, style)
    except Unfit as unfit:
        return Lost(name or " ".join(_back(before).split())[:60], unfit.why)
    if read.code.strip() and "code" not in fields:
        fields["code"] = read.code
    key = wish or name or f"{before}{answers}"
    return Draft(
        key=key, wish=wish, deck=deck, fields=fields, losses=[*read.losses, *losses], missing=missing
    )


def _read(read: Marked, body: str, tail: str, style: str) -> Number:
    """Return a question's own keys, and what has no place in them."""
    answers, _, said = body.partition("####")
    if not answers.lstrip().startswith("#"):
        return Number(
            _fields(read, answers, said, tail, style), [], [PARTIAL] if _is_partial(answers) else []
        )
    number = _number(_stem(read, tail), answers.strip()[1:], style)
    explanation = _shown(said, style).text
    return number._replace(fields=number.fields | ({"explanation": explanation} if explanation else {}))


def _is_partial(answers: str) -> bool:
    """Tell whether, beside a right answer, one earns a part of the credit."""
    found = [match.groups() for match in _ANSWER.finditer(answers.strip())]
    shares = [float(share) for _, share, _, _ in found if share]
    return any(sign == "=" for sign, _, _, _ in found) and any(0 < share < 100 for share in shares)


def _stem(read: Marked, tail: str) -> str:
    stem = f"{read.text} ____ {tail}".strip() if tail else read.text
    if not stem.strip():
        raise Unfit(both("its question is empty", "问题为空"))
    return stem


def _fields(read: Marked, answers: str, said: str, tail: str, style: str) -> Fields:
    explanation = _shown(said, style).text
    extra: Fields = {"explanation": explanation} if explanation else {}
    stem = _stem(read, tail)
    if not answers.strip():
        # Without an answer of its own, what is said afterwards is all that there is to compare with.
        return recalled(stem, explanation)
    if truth := _TRUTH.fullmatch(answers):
        return {"type": "boolean", "stem": stem, "answer": truth[1].upper().startswith("T"), **extra}
    found = [match.groups() for match in _ANSWER.finditer(answers.strip())]
    if not found:
        raise Unfit(both("its answers cannot be read", "答案无法读取"))
    if all("->" in text for _, _, text, _ in found):
        halves = [text.partition("->") for _, _, text, _ in found]
        shown = [(_shown(left, style).text, _shown(right, "plain").text) for left, _, right in halves]
        return (
            paired(stem, [pair for pair in shown if pair[0]], [right for left, right in shown if not left])
            | extra
        )
    if all(sign == "=" for sign, _, _, _ in found):
        right = [_typed(text) for _, share, text, _ in found if share in (None, "100")]
        gap = f"{read.text} [[1]] {tail}".strip() if tail else f"{read.text}\n\n[[1]]"
        return gapped(gap, [right]) | extra
    # Beside a right choice, what earns a part of the grade is a wrong one.
    single = any(sign == "=" for sign, _, _, _ in found)
    options = [
        (
            _shown(text, style).text,
            sign == "=" if single else float(share or 0) > 0,
            _shown(why or "", style).text,
        )
        for sign, share, text, why in found
    ]
    return chosen(stem, options, many=not single) | extra


def _number(stem: str, body: str, style: str) -> Number:
    """Return a question for numbers; what begins with no number stands for whichever is not listed."""
    answers = []
    for sign, share, text, says in _COUNTED.findall(body):
        bare = _back(text).strip()
        if not bare and not says:
            continue
        value, spread = _range(bare) if bare not in ("", "*") else (None, 0.0)
        worth = float(share) if share else 0.0 if sign == "~" else 100.0
        answers.append(Counted(value, spread, worth, _shown(says, style).text))
    return counted(stem, answers)


def _range(text: str) -> tuple[float, float]:
    """Return the middle and half the width of ``3:0.5``, ``2.5..3.5`` or ``3``."""
    try:
        if ".." in text:
            low, high = (float(part) for part in text.split(".."))
            return (low + high) / 2, abs(high - low) / 2
        number, _, tolerance = text.partition(":")
        return float(number), abs(float(tolerance or 0))
    except ValueError:
        raise Unfit(both(f"its answer “{text}” is no number", f"答案“{text}”不是数")) from None


def _shown(text: str, style: str) -> Marked:
    bare = _back(text).strip()
    if style == "markdown":
        return marked_down(bare)
    return marked(bare) if style in ("html", "moodle") else plain(bare)


def _typed(text: str) -> str:
    """Return an accepted answer as it is typed; a star that stands for anything is dropped."""
    bare = _back(text).replace("\\*", "\ufdd4").replace("*", "").replace("\ufdd4", "*")
    return " ".join(bare.split())


def _put_away(text: str) -> str:
    r"""Return a text whose escaped characters are no marks any more; ``\n`` is a line end."""
    return re.sub(
        r"\\([~=#{}:\\n])", lambda found: chr(_HIDDEN + (10 if found[1] == "n" else ord(found[1]))), text
    )


def _back(text: str) -> str:
    return "".join(
        chr(ord(sign) - _HIDDEN) if _HIDDEN <= ord(sign) < _HIDDEN + 128 else sign for sign in text
    )
