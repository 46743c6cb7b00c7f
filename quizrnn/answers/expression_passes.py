"""Passes over tokens that leave fewer spellings to read: fractions, roots, transposes, thousands."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.answers.expression_tokens import Token, malformed
from quizrnn.text import both

_LARGE: Final = {"万": 4, "亿": 8}
_GROUP: Final = re.compile(r"\d{3}(?:\.\d*)?(?:[eE][-+]?\d+)?")


def in_one_form(signs: list[Token], *, grouping: bool) -> list[Token]:
    """Return the tokens with each notation in one form; with ``grouping``, thousands are joined.

    Raises:
        Malformed: If a notation is broken off, or a comma separates no thousands.
    """
    signs = _transposes(_roots(_fractions(signs)))
    return _thousands(signs) if grouping else signs


def _like(kind: str, text: str, token: Token) -> Token:
    return token._replace(kind=kind, text=text)


def _fractions(signs: list[Token]) -> list[Token]:
    """Write ``\\frac{a}{b}`` as ``({a}/{b})``, the innermost first; ``\\frac1B`` has braces left out."""
    signs = _braced(signs)
    for place in range(len(signs) - 1, -1, -1):
        token = signs[place]
        if token.kind != "command":
            continue
        above = _group_end(signs, place + 1)
        below = _group_end(signs, above + 1) if above else 0
        if not below:
            raise malformed(both("\\frac needs two groups in braces", "\\frac 需要两组花括号"), token.at)
        signs[below + 1 : below + 1] = [_like(")", ")", signs[below])]
        signs[above + 1 : above + 1] = [_like("op", "/", signs[above])]
        signs[place] = _like("(", "(", token)
    return signs


def _braced(signs: list[Token]) -> list[Token]:
    found: list[Token] = []
    wanted = 0
    depth = 0
    for token in signs:
        if token.kind == "command":
            wanted, depth = 2, 0
        elif wanted and depth == 0 and token.kind in ("number", "name"):
            parts = [token]
            if token.kind == "number" and wanted == 2 and len(token.text) == 2:  # \\frac12 is one half
                parts = [_like("number", digit, token) for digit in token.text]
            for part in parts:
                found += [_like("{", "{", token), part, _like("}", "}", token)]
            wanted -= len(parts)
            continue
        elif wanted:
            depth += (token.kind == "{") - (token.kind == "}")
            wanted -= depth == 0
        found.append(token)
    return found


def _group_end(signs: list[Token], place: int) -> int:
    """Return where the group in braces that begins at ``place`` ends, or 0."""
    if place >= len(signs) or signs[place].kind != "{":
        return 0
    depth = 0
    for later in range(place, len(signs)):
        depth += (signs[later].kind == "{") - (signs[later].kind == "}")
        if depth == 0:
            return later
    return 0


def _roots(signs: list[Token]) -> list[Token]:
    """Write ``√x`` as ``sqrt(x)``."""
    found: list[Token] = []
    waiting = False
    for token in signs:
        if waiting:
            waiting = False
            if token.kind in ("(", "{"):
                found.append(token)
            elif token.kind in ("number", "name"):
                found += [_like("(", "(", token), token, _like(")", ")", token)]
            else:
                raise malformed(both("something is missing under the root", "根号下缺少内容"), token.at)
        elif token.text == "√":
            found.append(_like("name", "sqrt", token))
            waiting = True
        else:
            found.append(token)
    return found


def _transposes(signs: list[Token]) -> list[Token]:
    """Make ``^T``, ``^{T}``, ``^\\top`` and ``⊤`` one token of kind ``transpose``, ``^'`` a prime.

    The token's text is ``T`` where a letter was written, which may also be a power.
    """
    found: list[Token] = []
    place = 0
    while place < len(signs):
        token = signs[place]
        place += 1
        if token.text == "⊤":
            found.append(_like("transpose", "⊤", token))
        elif token.text == "^" and token.kind == "op":
            braced = [part.kind for part in signs[place : place + 3 : 2]] == ["{", "}"]
            raised = signs[place + braced] if place + braced < len(signs) else None
            if raised is not None and raised.text in ("⊤", "T", "'"):
                kind = "op" if raised.text == "'" else "transpose"
                place += 3 if braced else 1
                found.append(token._replace(kind=kind, text=raised.text, end=signs[place - 1].end))
            else:
                found.append(token)
        else:
            found.append(token)
    return found


def _thousands(signs: list[Token]) -> list[Token]:
    """Join ``131,328``, ``131 328`` and ``131'328`` outside of calls; 万 and 亿 become powers of ten."""
    found: list[Token] = []
    calls: list[bool] = []
    place = 0
    while place < len(signs):
        token = signs[place]
        place += 1
        if token.kind in ("(", "[", "{"):
            calls.append(token.kind == "[" or bool(found and found[-1].kind == "name"))
        elif token.kind in (")", "]", "}") and calls:
            calls.pop()
        elif token.kind == "number":
            if not any(calls):
                token, place = _joined(token, signs, place)
            if place < len(signs) and signs[place].text in _LARGE and "e" not in token.text.lower():
                token = token._replace(text=f"{token.text}e{_LARGE[signs[place].text]}", end=signs[place].end)
                place += 1
        found.append(token)
    return found


def _joined(token: Token, signs: list[Token], place: int) -> tuple[Token, int]:
    """Return the number that begins with ``token``, and the place behind it."""
    separator = ""
    while place < len(signs):
        sign, number = " ", signs[place]
        if number.kind == "," or number.text == "'":
            sign = number.text
            if place + 1 >= len(signs) or signs[place + 1].kind != "number" or signs[place + 1].spaced:
                break
            number = signs[place + 1]
        elif number.kind != "number" or not number.spaced:
            break
        begun = separator == sign or (not separator and re.fullmatch(r"[1-9]\d{0,2}", token.text))
        if not begun or not _GROUP.fullmatch(number.text) or "." in token.text:
            if sign == " ":
                break
            raise malformed(
                both(
                    "a comma separates thousands, three digits a group; the decimal sign is a point",
                    "逗号只用来分隔千位，每组三位数字；小数点请用“.”",
                ),
                signs[place].at,
            )
        token = token._replace(text=token.text + number.text, end=number.end)
        separator, place = sign, place + (1 if sign == " " else 2)
    return token, place
