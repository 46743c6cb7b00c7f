"""Parts of a formula as its writer would write them: in their names, signs and functions."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.answers.expression import Expression, Vocabulary, parse
from quizrnn.answers.expression_names import key_of
from quizrnn.answers.expression_tree import (
    PRECEDENCE,
    Call,
    Index,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    render,
    walk,
)
from quizrnn.errors import Malformed

ATOM: Final = 9
_NEGATION: Final = 7
_PREFIX: Final = re.compile(r"(?:(?:[A-Za-z]\w*\s*\.\s*)+c?|\\[dt]?frac\s*|\\)$")
"""What belongs to a part and stands before it: ``np.``, ``np.c`` of ``np.c_[…]``, ``\\frac``."""
_CODE: Final = re.compile(r"`([^`]+)`")


class Handwriting:
    """How one answer is written.

    Args:
        text: What was typed.
        expression: The same, read.
        vocabulary: The names that may occur.
    """

    def __init__(self, text: str, expression: Expression, vocabulary: Vocabulary) -> None:
        self.text = text
        self.tree = expression.tree
        self._vocabulary = vocabulary
        self._spans = expression.spans
        self._names: dict[str, str] = {}
        self._functions: dict[str, str] = {}
        self._signs: dict[str, str] = {}
        self._square = "²" if re.search("[⊙∘·σᵀₜ²]", text) else ""
        self._power = "^" if "^" in text or "\\" in text else "**"
        self._transpose = ".T"
        self._equal: dict[Node, Node] = {}
        for part in walk(self.tree):
            if id(part) in self._spans:
                self._equal.setdefault(part, part)
                self._learn(part)

    def span(self, node: Node) -> tuple[int, int] | None:
        """Return from where to where a part of the answer stands, without parentheses around it, or None."""
        found = self._spans.get(id(node))
        if found is None:
            return None
        start, end = found.start, found.end
        while True:
            before = _PREFIX.search(self.text[:start])
            if self._reads_as(start, end, node):
                wider = before is not None and self._reads_as(before.start(), end, node)
                return (before.start() if before is not None and wider else start), end
            if before is None:
                return None
            start = before.start()

    def _reads_as(self, start: int, end: int, node: Node) -> bool:
        try:
            return parse(self.text[start:end], self._vocabulary).tree == node
        except Malformed:
            return False

    def whole_span(self, node: Node) -> tuple[int, int] | None:
        """Return the same with the parentheses around it."""
        found = self.span(node)
        if found is None:
            return None
        start, end = found
        while True:
            before, behind = self.text[:start].rstrip(), self.text[end:].lstrip()
            called = re.search(r"[\w)\]'²]\s*$", before[:-1])
            if before[-1:] not in tuple("(（") or behind[:1] not in tuple(")）") or called:
                return start, end
            start, end = len(before) - 1, len(self.text) - len(behind) + 1

    def written(self, node: Node, above: int = 0) -> str:
        """Return a part, in parentheses where it stands below an operation of precedence ``above``."""
        own = PRECEDENCE[node.op] if isinstance(node, Operation) else ATOM
        own = _NEGATION if isinstance(node, Negation) else own
        text = self._own(node)
        return f"({text})" if own < above else text

    def respelled(self, message: str) -> str:
        """Return a message with the formulas quoted in it as this writer writes them."""

        def spelled(match: re.Match[str]) -> str:
            code = match[1]
            if code in self._functions:
                return f"`{self._functions[code]}`"
            if code in self._signs:
                return f"`{self._signs[code].strip()}`"
            try:
                return f"`{self.written(parse(code, self._vocabulary).tree)}`"
            except Malformed:
                return match[0]

        return _CODE.sub(spelled, message)

    def _learn(self, part: Node) -> None:
        """Note how a name, a function or a sign is written here; the first way counts."""
        span = self._spans[id(part)]
        text = self.text[span.start : span.end]
        match part:
            case Name():
                self._names.setdefault(part.name, text)
            case Call(function="transpose", args=(inner,)):
                span_of_inner = self._spans.get(id(inner))
                behind = (
                    "" if span_of_inner is None else self.text[span_of_inner.end : span.end].lstrip(" )）")
                )
                if re.fullmatch(r"\.(?:T|t|mT)|ᵀ|⊤|\^\{?(?:T|\\top)\}?", behind):
                    self._transpose = behind
            case Call():
                head = re.match(r"\\?[^\W\d]\w*(?=\s*[({（])|[√Σ∑Π]", text)
                if head is not None and self._vocabulary.function(head[0].lstrip("\\")) == part.function:
                    before = re.search(r"(?:[A-Za-z]\w*\.)+$|\\$", self.text[: span.start])
                    self._functions.setdefault(part.function, (before[0] if before else "") + head[0])
            case Operation():
                self._learn_sign(part)
            case _:
                pass

    def _learn_sign(self, part: Operation) -> None:
        left, right = (self._spans.get(id(side)) for side in (part.left, part.right))
        if left is None or right is None:
            return
        between = self.text[left.end : right.start]
        sign = between.strip(" ()（）{}")
        if part.op == "**":
            if part.right == Number(2) and self.text[right.start : right.end] == "²":
                self._square = "²"
            elif sign in ("^", "**"):
                self._square, self._power = "", sign
        elif part.op == "dot" or (sign and sign[0] in "+-−–*⊙∘⊗·⋅×/÷@\\<>="):
            bare = re.fullmatch(r"(\s*)[()（）{}\s]*?(\s*)(\S+?)(\s*)[()（）{}\s]*", between)
            if bare is not None and re.fullmatch(r"\\[a-z]+|[^\w\s()]{1,2}", sign):
                before = bare[1] or bare[2]
                self._signs.setdefault(part.op, f"{before}{sign}{bare[4]}")

    def _own(self, node: Node) -> str:
        mine = self._equal.get(node)
        if mine is not None and not isinstance(node, Name | Number):
            found = self.span(mine)
            if found is not None:
                return self.text[found[0] : found[1]]
        match node:
            case Name():
                return self._name(node.name)
            case Negation():
                return f"-{self.written(node.operand, _NEGATION)}"
            case Operation():
                return self._operation(node)
            case Call(function="transpose", args=(inner,)):
                return f"{self.written(inner, ATOM)}{self._transpose}"
            case Call(function="raised", args=(base, exponent)):
                return f"{self.written(base, ATOM)}^{self.written(exponent, ATOM)}"
            case Call() if node.function != "shape":
                args = [self.written(arg) for arg in node.args]
                options = [f"{name}={render(value)}" for name, value in node.options]
                return f"{self._functions.get(node.function, node.function)}({', '.join([*args, *options])})"
            case Sequence():
                return f"[{', '.join(self.written(item) for item in node.items)}]"
            case Index():
                places = ", ".join(_place(place) for place in node.places)
                return f"{self.written(node.value, ATOM)}[{places}]"
            case _:
                return render(node)

    def _operation(self, node: Operation) -> str:
        own = PRECEDENCE[node.op]
        if node.op == "**":
            base = self.written(node.left, own + 1)
            if node.right == Number(2) and self._square:
                return f"{base}{self._square}"
            return f"{base}{self._power}{self.written(node.right, own)}"
        plain = {"dot": " · ", "*": "*", "/": "/"}.get(node.op, f" {node.op} ")
        sign = self._signs.get(node.op, plain)
        left = own + 1 if node.op in ("<", "<=", ">", ">=", "==", "!=") else own
        first, second = self.written(node.left, left), self.written(node.right, own + 1)
        if sign[:1] in "-−–" and first.endswith("_t"):
            sign = f" {sign}"  # m_t-1 would be m of the step before
        return f"{first}{sign}{second}"

    def _name(self, name: str) -> str:
        if name in self._names:
            return self._names[name]
        key = key_of(name)
        for known, spelled in self._names.items():
            if known == spelled:
                continue
            other = key_of(known)
            alike = spelled.replace(other[0], key[0], 1)
            if other[1:] != key[1:] and len(other) == len(key) == 2 and other[1] in spelled:
                alike = (
                    "".join(alike.rsplit(other[1], 1)[:1]) + key[1] + "".join(alike.rsplit(other[1], 1)[1:])
                )
            steady = len(key) == 1 and (name != name.lower() or known != known.lower() or name[0] == "b")
            if (
                len(other) == len(key)
                and not steady
                and alike != name
                and self._vocabulary.name(alike) == name
            ):
                return alike
        return name


def _place(place: Node | Slice | str | None) -> str:
    return render(Index(Name(""), (place,)))[1:-1]
