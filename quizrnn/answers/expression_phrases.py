"""Passes over the tokens of a formula: phrases of textbooks and libraries brought to one plain form."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.answers.expression_names import Vocabulary
from quizrnn.answers.expression_tokens import Token

_DERIVED: Final = frozenset({"∂", "δ", "delta", "partial"})
_LOSSES: Final = frozenset({"dL", "dJ", "dE", "dLoss", "dloss"})
_UNARY: Final = frozenset({"tanh", "sigmoid", "exp", "log", "relu", "sqrt"})
_OPENING: Final = {"[": "]", "(": ")", "<": ">"}


def plain_phrases(signs: list[Token], vocabulary: Vocabulary, *, latex: bool) -> list[Token]:
    r"""Return the tokens with ``∂L/∂h`` as ``dh``, ``h[t-1]`` as ``h_{t-1}``, ``np.c_[a, b]`` as a call.

    With ``latex``, ``\tanh c_t`` is ``tanh(c_t)``.
    """
    signs = _gradients(_derived(signs, vocabulary), vocabulary)
    if vocabulary.name("t") is None:
        signs = _steps(signs, vocabulary)
    signs = _columns(signs)
    return _applied(signs, vocabulary) if latex else signs


def _derived(signs: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Join ``\\partial h``, and ``\\delta h``, to the name ``dh``."""
    found: list[Token] = []
    for token in signs:
        before = found[-1] if found else None
        if (
            before is not None
            and token.kind == "name"
            and before.kind == "name"
            and before.text in _DERIVED
            and vocabulary.name(before.text) is None
        ):
            found[-1] = before._replace(text=f"d{token.text}", end=token.end)
        else:
            found.append(token)
    return found


def _gradients(signs: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Write ``dL/dh``, as a fraction too, as the gradient's name ``dh``."""
    found: list[Token] = []
    place = 0
    while place < len(signs):
        token = signs[place]
        if token.text in _LOSSES and vocabulary.name(token.text) is None:
            ahead = [sign.text for sign in signs[place + 1 : place + 5]]
            skip = 2 if ahead[:1] == ["/"] else 0
            if ahead[:2] == ["}", "{"] and found[-2:] and found[-1].kind == "{":
                fraction = [sign.text for sign in found[-2:-1]]
                skip = 3 if fraction == ["frac"] and ahead[3:4] == ["}"] else 0
            name = signs[place + skip] if skip and place + skip < len(signs) else None
            if name is not None and vocabulary.name(name.text) is not None:
                if skip == 3:
                    del found[-2]
                found.append(name._replace(at=token.at, spaced=token.spaced))
                place += skip + 1
                continue
        found.append(token)
        place += 1
    return found


def _steps(signs: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Write ``h[t-1]``, ``h(t-1)``, ``h^{(t-1)}`` and ``h^{<t-1>}`` as ``h_{t-1}``."""
    found: list[Token] = []
    place = 0
    while place < len(signs):
        token = signs[place]
        place += 1
        if token.kind == "name" and vocabulary.function(token.text) is None:
            step, length = _step(signs, place)
            if length:
                end = signs[place + length - 1].end
                token = token._replace(text=f"{token.text}_{{{step}}}", end=end)
                place += length
        found.append(token)
    return found


def _step(signs: list[Token], place: int) -> tuple[str, int]:
    """Return the time step that the tokens from ``place`` on name, and how many they are."""
    texts = [sign.text for sign in signs[place : place + 8]]
    raised = texts[:2] == ["^", "{"]
    inner = texts[2:] if raised else texts
    closing = _OPENING.get(inner[0]) if inner else None
    if closing is None or (inner[0] == "<" and not raised):
        return "", 0
    for length in (3, 5):
        body = "".join(inner[1 : length - 1])
        if inner[length - 1 : length] == [closing] and re.fullmatch(r"t([-+]1)?", body):
            if not raised:
                return body, length
            if inner[length : length + 1] == ["}"]:
                return body, length + 3
    return "", 0


def _columns(signs: list[Token]) -> list[Token]:
    """Write ``np.c_[a, b]`` as ``concat([a, b])``."""
    found: list[Token] = []
    waiting: list[int] = []
    depth = 0
    for place, token in enumerate(signs):
        depth += (token.kind == "[") - (token.kind == "]")
        if [sign.text for sign in signs[max(place - 2, 0) : place + 2]] == [".", "c", "_", "["]:
            found[-1:] = [token._replace(text="concat"), token._replace(kind="(", text="(")]
            waiting.append(depth)
            continue
        found.append(token)
        if token.kind == "]" and waiting and waiting[-1] == depth:
            waiting.pop()
            found.append(token._replace(kind=")", text=")"))
    return found


def _applied(signs: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Put what a function applies to in parentheses where it is one name: ``\\tanh c_t``."""
    found: list[Token] = []
    for place, token in enumerate(signs):
        before = signs[place - 1] if place else None
        follows = signs[place + 1] if place + 1 < len(signs) else None
        alone = follows is None or (
            follows.kind not in ("(", "[", "{", "sub") and follows.text not in ("^", ".")
        )
        if (
            before is not None
            and before.kind == token.kind == "name"
            and vocabulary.function(before.text) in _UNARY
            and vocabulary.name(before.text) is None
            and vocabulary.name(token.text) is not None
            and alone
        ):
            found += [token._replace(kind="(", text="("), token, token._replace(kind=")", text=")")]
        else:
            found.append(token)
    return found
