"""From what a learner types to plain Python text that ``ast`` can parse; nothing here evaluates anything."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from quizrnn.answers.expression_names import CONSTANTS, MODULES, Vocabulary, key_of, unknown
from quizrnn.answers.expression_passes import in_one_form
from quizrnn.answers.expression_phrases import plain_phrases
from quizrnn.answers.expression_tokens import Token, malformed, tokens
from quizrnn.errors import Malformed
from quizrnn.text import both

MAX_DEPTH: Final = 40
"""Deepest nesting of brackets that is read."""

MAX_SIGNS: Final = 8
"""Most signs that may stand in a row."""

_CONSTANT_WORDS: Final = frozenset({"True", "False", "None"})
_OPERATOR_WORDS: Final = frozenset({"if", "else", "and", "or"})
# fmt: off
_METHODS: Final = frozenset({
    "T", "t", "sum", "mean", "prod", "max", "min", "dot", "matmul", "transpose", "clip", "square", "abs",
    "exp", "log", "sqrt", "tanh", "sigmoid", "norm", "diag", "squeeze", "reshape", "cumsum", "cumprod",
    "shape", "mm", "multiply", "relu", "softmax", "pow", "mT", "mul", "add", "sub", "div", "flatten", "ravel",
    "size", "numel", "unsqueeze", "swapaxes", "permute", "clamp", "lerp", "addcmul", "vdot", "inner",
})
# fmt: on
_OPTION_NAMES: Final = {"dim": "axis", "keepdim": "keepdims"}
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "‖": "‖", "|": "|"}


class Python(NamedTuple):
    """Python text, from where to where of the original each character stands for, and what its names mean."""

    text: str
    columns: list[int]
    ends: list[int]
    symbols: dict[str, str]
    """``n0`` … to declared names; ``f0`` … to functions; ``s0`` … to strings; ``k0`` … to constants."""


class _Open(NamedTuple):
    sign: str
    at: int
    call: bool
    after: str
    """What to write when it closes."""


def to_python(text: str, vocabulary: Vocabulary, *, grouping: bool = False) -> Python:
    """Rewrite ``text`` as Python.

    Args:
        text: What was typed, in any of the spellings that the field uses.
        vocabulary: The names that may occur.
        grouping: Whether ``131,328`` and ``131 328`` are one number, as in an answer that is a number.

    Raises:
        Malformed: If it cannot be read, with the column of the first trouble.
    """
    return _Speller(text, vocabulary, grouping).run()


class _Writer:
    """The Python text so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.columns: list[int] = []
        self.ends: list[int] = []
        self.symbols: dict[str, str] = {}

    def put(self, piece: str, token: Token) -> None:
        self.pieces.append(piece)
        self.columns.extend([token.at] * len(piece))
        self.ends.extend([token.end] * len(piece))

    def symbol(self, kind: str, meaning: str) -> str:
        symbol = f"{kind}{len(self.symbols)}"
        self.symbols[symbol] = meaning
        return symbol

    @property
    def last(self) -> str:
        return self.pieces[-1] if self.pieces else ""


class _Speller:
    def __init__(self, text: str, vocabulary: Vocabulary, grouping: bool) -> None:
        self._latex = any(mark in text for mark in ("\\", "_{", "^{"))
        signs = tokens(text)
        if not grouping:
            signs = plain_phrases(signs, vocabulary, latex="\\" in text)
        self._tokens = in_one_form(signs, grouping=grouping)
        self._end = len(text)
        self._vocabulary = vocabulary
        self._grouping = grouping
        self._out = _Writer()
        self._stack: list[_Open] = []
        self._place = 0
        self._operand = False
        """Whether what stands before ends an operand."""
        self._function: Token | None = None
        """The function name just read, which must be called now."""
        self._after_call = ""
        """What to write behind the call that follows, as in ``tanh²(c)``."""

    def run(self) -> Python:
        if not self._tokens:
            raise Malformed(both("the answer is empty", "答案是空的"), column=0)
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            if self._function and token.kind not in ("(", "{") and token.text not in ("^", "'"):
                name = self._function.text
                raise malformed(
                    both(f"put what “{name}” applies to in parentheses", f"请用括号括起“{name}”所作用的内容"),
                    token.at,
                )
            self._read(token)
        if self._stack:
            sign, at = self._stack[-1].sign, self._stack[-1].at
            raise malformed(both(f"“{sign}” is never closed", f"“{sign}”没有配对的右括号"), at)
        if not self._operand:
            raise malformed(both("the formula breaks off here", "式子到这里就断了"), self._end)
        return Python("".join(self._out.pieces), self._out.columns, self._out.ends, self._out.symbols)

    def _read(self, token: Token) -> None:
        match token.kind:
            case "number":
                self._number(token)
            case "name":
                self._name(token)
            case "text":
                self._begin(token)
                self._finish(self._out.symbol("s", token.text[1:-1]), token)
            case "sub":
                raise malformed(both("a subscript stands alone here", "这里有一个孤立的下标"), token.at)
            case "(" | "[" | "{":
                self._opening(token)
            case ")" | "]" | "}":
                self._closing(token)
            case "," | ";":
                self._comma(token)
            case "transpose":
                self._transpose(token)
            case _:
                self._sign(token)

    def _next(self) -> Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _begin(self, token: Token) -> None:
        """Make sure that an operand may begin here; in LaTeX, what stands side by side is multiplied."""
        if self._operand and self._latex:
            self._out.put("*" if self._grouping else "%", token)
        elif self._operand:
            text = token.text
            raise malformed(
                both(f"an operator is missing before “{text}”", f"“{text}”前面缺少运算符"), token.at
            )

    def _finish(self, piece: str, token: Token) -> None:
        """Write what ends an operand."""
        self._out.put(piece, token)
        self._operand = True

    def _need_operand(self, token: Token) -> None:
        if not self._operand:
            text = token.text
            raise malformed(both(f"something is missing before “{text}”", f"“{text}”前面缺少内容"), token.at)

    def _number(self, token: Token) -> None:
        self._begin(token)
        text = token.text
        if "__" in text or "_." in text or text.endswith("_"):
            raise malformed(both(f"“{text}” is no number", f"“{text}”不是一个数"), token.at)
        plain = text.replace("_", "")
        self._finish((plain.lstrip("0") or "0") if plain.isdigit() else plain, token)

    def _name(self, token: Token) -> None:
        following = self._next()
        name = token.text
        declared = self._vocabulary.name(name)
        function = self._vocabulary.function(name)
        if following and following.text == "=" and self._stack and self._stack[-1].call:
            self._begin(token)
            self._place += 1
            self._out.put(f"{_OPTION_NAMES.get(name.lower(), name.lower())}=", token)
            return
        if declared is None and name in _OPERATOR_WORDS:
            self._need_operand(token)
            self._out.put(f" {name} ", token)
            self._operand = False
            return
        self._begin(token)
        if name in self._vocabulary.declared:
            self._finish(self._out.symbol("n", name), token)
        elif name in MODULES and following and following.text == ".":
            self._place += 1
        elif function and (declared is None or (following and following.kind == "(")):
            self._out.put(self._out.symbol("f", function), token)
            self._operand, self._function = False, token
        elif declared is not None:
            self._finish(self._out.symbol("n", declared), token)
        elif name in _CONSTANT_WORDS or name == "newaxis":
            self._finish("None" if name == "newaxis" else name, token)
        elif name in CONSTANTS or key_of(name) == ("pi",):
            self._finish(self._out.symbol("k", "e" if name == "e" else "pi"), token)
        elif (folded := self._vocabulary.folded(name)) is not None:
            self._finish(self._out.symbol("n", folded), token)
        elif self._latex and len(name) < 5 and self._vocabulary.declared.issuperset(name):
            product = [self._out.symbol("n", letter) for letter in name]  # in LaTeX, QK is Q times K
            self._finish(("*" if self._grouping else "%").join(product), token)
        else:
            unknown(token, self._vocabulary)

    def _opening(self, token: Token) -> None:
        last = self._out.last
        method = self._operand and last.startswith(".") and last != ".T"
        called = token.kind == "[" or method or self._function is not None
        if not called:
            name = self._tokens[self._place - 2].text if self._place > 1 else ""
            if self._operand and not self._latex and self._tokens[self._place - 2].kind == "name":
                raise malformed(
                    both(
                        f"“{name}” is no function; write * or @ before the parenthesis",
                        f"“{name}”不是函数；请在括号前写 * 或 @",
                    ),
                    token.at,
                )
            self._begin(token)
        self._push(token, call=called, after=self._after_call if self._function else "")
        if self._function:
            self._after_call, self._function = "", None
        self._out.put("[" if token.kind == "[" else "(", token)
        self._operand = False

    def _push(self, token: Token, *, call: bool, after: str = "") -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise malformed(both("the brackets are nested too deeply", "括号嵌套太深"), token.at)
        self._stack.append(_Open(token.text, token.at, call, after))

    def _closing(self, token: Token) -> None:
        opened = self._stack[-1] if self._stack else None
        if opened is None:
            raise malformed(
                both(f"“{token.text}” closes nothing", f"“{token.text}”没有配对的左括号"), token.at
            )
        if _CLOSING[opened.sign] != token.kind:
            raise malformed(
                both(
                    f"“{token.text}” does not close the “{opened.sign}” of character {opened.at + 1}",
                    f"“{token.text}”与第 {opened.at + 1} 个字符处的“{opened.sign}”不配对",
                ),
                token.at,
            )
        if self._out.last not in ("(", "[", ":", ","):
            self._need_operand(token)
        self._stack.pop()
        self._finish(("]" if token.kind == "]" else ")") + opened.after, token)

    def _comma(self, token: Token) -> None:
        if not self._stack and self._place == len(self._tokens):
            return  # a full stop of sorts
        if self._out.last != ":":
            self._need_operand(token)
        if not self._stack:
            sign, sign_zh = ("a comma", "逗号") if token.text == "," else ("“;”", "“;”")
            raise malformed(
                both(f"{sign} stands here, outside any bracket", f"括号之外出现了{sign_zh}"), token.at
            )
        self._out.put(",", token)
        self._operand = False

    def _sign(self, token: Token) -> None:
        match token.text:
            case "." | "...":
                self._point(token)
            case "^":
                self._raise(token)
            case "'":
                self._prime(token)
            case "‖" | "|":
                self._bar(token)
            case ":":
                if not self._stack or self._stack[-1].sign != "[":
                    raise malformed(
                        both(
                            "a colon belongs inside an index such as [:, :H]",
                            "冒号只能用在 [:, :H] 这样的下标里",
                        ),
                        token.at,
                    )
                self._out.put(":", token)
                self._operand = False
            case "+" | "-":
                before = self._out.pieces[-MAX_SIGNS:]
                if len(before) == MAX_SIGNS and all(piece in ("+", "-") for piece in before):
                    raise malformed(both("too many signs in a row", "连续的正负号太多"), token.at)
                self._out.put(token.text, token)
                self._operand = False
            case "=" | "≈":
                raise malformed(
                    both(
                        "“=” stands inside; write the right-hand side alone",
                        "式子里出现了“=”；只写等号右边即可",
                    ),
                    token.at,
                )
            case _:
                self._operator(token)

    def _operator(self, token: Token) -> None:
        self._need_operand(token)
        following = self._next()
        follows = following is not None and following.kind in ("number", "name", "(")
        if token.text == "%" and self._grouping and not follows:
            self._out.put("/100", token)
            return
        # In arrays % is free to stand for the dot that may be either product; numbers have no @.
        dot = "*" if self._grouping else "%"
        if token.text == "%" and not self._grouping:
            raise malformed(both("“%” means nothing in a formula", "式子里不能使用“%”"), token.at)
        self._out.put({"·": dot, "×": dot}.get(token.text, token.text), token)
        self._operand = False

    def _point(self, token: Token) -> None:
        if token.text == "...":
            self._begin(token)
            self._finish("...", token)
            return
        self._need_operand(token)
        following = self._next()
        if following is None and not self._stack:
            return  # a full stop
        name = following.text if following and following.kind == "name" else ""
        if name not in _METHODS:
            raise malformed(
                both(
                    f"“.{name}” cannot be used here; of attributes there is .T",
                    f"这里不能使用“.{name}”；可用的属性是 .T",
                ),
                token.at,
            )
        self._place += 1
        self._out.put(f".{name}", token._replace(end=following.end if following else token.end))

    def _raise(self, token: Token) -> None:
        """A power; of a function's name, as in ``tanh^2(c)``, it goes behind the call."""
        if not self._function:
            self._need_operand(token)
            self._out.put("**", token)
            self._operand = False
            return
        ahead = [part.text for part in self._tokens[self._place : self._place + 3]]
        braced = ahead[:1] == ["{"]
        exponent = "".join(ahead[1:2] if braced else ahead[:1])
        if not (exponent.isascii() and exponent.isdigit() and len(exponent) < 3):
            raise malformed(both("a power of a function is a number", "函数的幂次必须是数字"), token.at)
        self._place += 3 if braced else 1
        self._after_call = f"**{exponent}"

    def _transpose(self, token: Token) -> None:
        self._need_operand(token)
        time = self._vocabulary.name("T") if token.text == "T" else None
        # Where T is a declared name, this is a power or a transpose: the base's shape will tell.
        self._out.put(".T" if time is None else f".raised_{self._out.symbol('n', time)}", token)

    def _prime(self, token: Token) -> None:
        """``tanh'(a)`` is a derivative."""
        function = self._vocabulary.function(self._function.text) if self._function else None
        if function not in ("tanh", "sigmoid"):
            raise malformed(
                both("a prime stands here; for a transpose write .T", "这里有一撇；转置请写 .T"), token.at
            )
        self._out.symbols[self._out.last] = f"d{function}"

    def _bar(self, token: Token) -> None:
        if not self._operand:
            self._out.put(self._out.symbol("f", "norm" if token.text == "‖" else "abs") + "(", token)
            self._push(token, call=False)
        elif not self._stack or self._stack[-1].sign != token.text:
            raise malformed(both(f"“{token.text}” closes nothing", f"“{token.text}”没有配对"), token.at)
        else:
            self._stack.pop()
            order = _order_of_norm(self._next()) if token.text == "‖" else None
            self._place += order is not None
            self._finish(f"{order or ''})", token)


def _order_of_norm(following: Token | None) -> str | None:
    """Return the option that a norm's subscript, as in ``‖g‖_1``, stands for, or None where none follows."""
    order = re.fullmatch(r"_\{?\s*([12F])\s*\}?", following.text) if following else None
    if order is None:
        return None
    return ",ord=1" if order[1] == "1" else ""  # the others are what norm computes
