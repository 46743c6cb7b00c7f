"""LaTeX to a line of Unicode. What cannot be converted whole is not converted at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import combining

from quizrnn.notation import symbols
from quizrnn.notation.build import (
    accented,
    attach,
    enclosed,
    fraction,
    group,
    is_bracketed,
    lettered,
    negated,
    primed,
)
from quizrnn.notation.pieces import ATOM, Piece, UnconvertibleError, bracketed, join, level
from quizrnn.notation.tree import Fence, Fraction, Grid, Root
from quizrnn.text import Text, both

_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_DEPTH: Final = 60
_BY_SYMBOL: Final = {
    **dict.fromkeys(symbols.BINARY.values(), "bin"),
    **dict.fromkeys(symbols.TIGHT.values(), "tight"),
    **dict.fromkeys(symbols.RELATIONS.values(), "rel"),
    **dict.fromkeys(symbols.LARGE.values(), "large"),
    **dict.fromkeys("+-−@*", "bin"),
    **dict.fromkeys("=<>", "rel"),
    **dict.fromkeys(",;，；、", "punct"),
    **dict.fromkeys("([⟨⌊⌈", "open"),
    **dict.fromkeys(")]⟩⌋⌉", "close"),
    **dict.fromkeys('/!.?:"`。：！？“”（）', "ord"),
    **dict.fromkeys(symbols.ORDINARY.values(), "ord"),
}


def latex_to_unicode(tex: str) -> str:
    """Return ``tex`` as one line of Unicode, or, where it cannot be converted, unchanged but for blanks."""
    lines = latex_lines(tex)
    return "; ".join(lines)


def latex_lines(tex: str) -> list[str]:
    """Return the lines into which ``aligned`` and ``\\\\`` break ``tex``, or its source as one."""
    lines = _converted(tex)
    return list(lines) if isinstance(lines, tuple) else [" ".join(tex.split())]


def latex_problem(tex: str) -> Text | None:
    """Return what in ``tex`` cannot be converted, or None."""
    result = _converted(tex)
    return None if isinstance(result, tuple) else result.problem


@lru_cache(maxsize=512)
def _converted(tex: str) -> tuple[str, ...] | UnconvertibleError:
    """Return the lines, or what stood in the way."""
    try:
        lines = [line for line in (join(row).strip() for row in rows_of(_Parser(tex).whole())) if line]
    except UnconvertibleError as problem:
        return problem.with_traceback(None)
    return tuple(lines) or ("",)


def parsed_lines(tex: str) -> list[list[Piece]] | None:
    """Return the pieces of each line of ``tex``, or None where it cannot be converted."""
    return None if latex_problem(tex) is not None else rows_of(_Parser(tex).whole())


def rows_of(pieces: list[Piece]) -> list[list[Piece]]:
    """Split at line breaks."""
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind == "newline":
            rows.append([])
        else:
            rows[-1].append(piece)
    return rows


class _Tokens:
    """The tokens of one formula, read from left to right."""

    def __init__(self, tex: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(tex)
        self._place = 0

    def _peek(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._place += 1
        return token

    def _skip_blanks(self) -> None:
        while self._peek().isspace():
            self._place += 1

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise UnconvertibleError(both(f"{token} is missing", f"缺少 {token}"))

    def _raw(self) -> str:
        """Read a group of plain words, such as that of ``\\text``."""
        self._skip_blanks()
        self._expect("{")
        words = ""
        depth = 0
        while (token := self._take()) != "}" or depth:
            if not token:
                raise UnconvertibleError(both("unbalanced braces", "花括号不配对"))
            if token in "{}":
                depth += 1 if token == "{" else -1
            elif token.startswith("\\"):
                if token[1:] not in tuple("_%&#$ ,-{}"):
                    raise UnconvertibleError(both(f"{token} inside words", f"文字中不能有 {token}"))
                words += " " if token[1:] in " ," else token[1:]
            elif token == "$":
                raise UnconvertibleError(both("maths inside words", "文字中不能有公式"))
            else:
                words += " " if token.isspace() or token == "~" else token
        return words

    def _has_script(self) -> bool:
        place = self._place
        while place < len(self._tokens) and self._tokens[place].isspace():
            place += 1
        return place < len(self._tokens) and self._tokens[place] in ("^", "_", "'")


class _Parser(_Tokens):
    """Reads one formula. Every reading method returns pieces and leaves ``_place`` behind what it read."""

    def __init__(self, tex: str) -> None:
        super().__init__(tex)
        self._depth = 0

    def whole(self) -> list[Piece]:
        pieces = self._row(top=True)
        if self._place < len(self._tokens):
            raise UnconvertibleError(
                both(f"unexpected {self._tokens[self._place]}", f"此处不应有 {self._tokens[self._place]}")
            )
        return pieces

    def _row(self, *, top: bool = False) -> list[Piece]:
        """Read up to what ends a group, a cell or a pair of delimiters, which is left standing."""
        self._deeper()
        pieces: list[Piece] = []
        while (token := self._peek()) and token not in ("}", "&", "\\right", "\\end", "\\middle"):
            if token == "\\\\":
                if not top:
                    break
                self._take()
                pieces.append(Piece("", "newline"))
            elif token.isspace():
                self._take()
                pieces.append(Piece("", "blank"))
            else:
                pieces.extend(self._scripted(pieces))
        self._depth -= 1
        return pieces

    def _scripted(self, before: list[Piece]) -> list[Piece]:
        """Read one atom with its sub- and superscripts."""
        nucleus = [Piece("", "ord")] if self._peek() in ("^", "_") else self._atom(before)
        if not self._has_script():
            return nucleus
        if not nucleus:
            raise UnconvertibleError(
                both(f"{self._peek()} is attached to nothing", f"{self._peek()} 前面没有内容")
            )
        base = nucleus[-1]
        if base.level > ATOM:
            base = enclosed(base)
        seen: set[str] = set()
        while self._has_script():
            self._skip_blanks()
            mark = self._take()
            if mark == "'":
                base = primed(base)
                continue
            if mark in seen:
                raise UnconvertibleError(both(f"two {mark} on one symbol", f"同一符号上有两个 {mark}"))
            seen.add(mark)
            base = attach(base, mark, self._argument())
        return [*nucleus[:-1], base]

    def _argument(self) -> list[Piece]:
        """Read one group or one token, as a command's argument."""
        self._skip_blanks()
        token = self._peek()
        if not token or token in ("}", "&", "^", "_", "\\\\", "\\right", "\\end"):
            raise UnconvertibleError(both("an argument is missing", "缺少参数"))
        if token != "{":
            return self._atom([])
        self._take()
        pieces = self._row()
        self._expect("}")
        return pieces

    def _atom(self, before: list[Piece]) -> list[Piece]:
        """Read one symbol, group or command, without scripts."""
        self._deeper()
        pieces = self._symbol(before)
        self._depth -= 1
        return pieces

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise UnconvertibleError(both("nested too deeply", "嵌套过深"))

    def _symbol(self, before: list[Piece]) -> list[Piece]:
        token = self._take()
        if token == "{":
            self._place -= 1
            return [group(self._argument())]
        if token.startswith("\\"):
            return self._command(token[1:], before)
        if token in "%#$":
            raise UnconvertibleError(both(f"{token} without a backslash", f"{token} 前缺少反斜杠"))
        if token == "~":
            return [Piece(" ", "space")]
        if token == "|":
            return [self._fence("|", before)]
        if token == ":" and self._peek() == "=":
            self._take()
            return [Piece("≔", "rel")]
        if token == "-":
            return [Piece("−", "bin")]
        if token == "'":
            return [Piece("′", "ord")]
        if (kind := _BY_SYMBOL.get(token)) is not None:
            return [Piece(token, kind)]
        if token.isalnum() or combining(token):
            return [Piece(token, "ord")]
        raise UnconvertibleError(both(f"unknown character {token}", f"未知字符 {token}"))

    def _fence(self, sign: str, before: list[Piece]) -> Piece:
        """Return a bar as opening or closing, by what stands before it; between blanks it means “given”."""
        if before and before[-1].kind == "blank" and self._peek().isspace() and sign == "|":
            return Piece(sign, "rel")
        solid = [piece for piece in before if piece.kind not in ("blank", "space", "cell", "null")]
        bars = [piece.kind for piece in solid if piece.text == sign]
        waiting = bars.count("open") > bars.count("close")
        opens = not solid or solid[-1].kind in ("bin", "rel", "open", "punct", "large", "tight")
        opens = opens or (solid[-1].kind == "op" and not waiting)  # |tanh| ends what it began
        return Piece(sign, "open" if opens else "close")

    def _command(self, name: str, before: list[Piece]) -> list[Piece]:
        if name in symbols.ORDINARY:
            return [Piece(symbols.ORDINARY[name], "ord")]
        for table, kind in (
            (symbols.BINARY, "bin"),
            (symbols.TIGHT, "tight"),
            (symbols.RELATIONS, "rel"),
            (symbols.LARGE, "large"),
            (symbols.OPENING, "open"),
            (symbols.CLOSING, "close"),
        ):
            if name in table:
                return [Piece(table[name], kind)]
        if name in symbols.FUNCTIONS:
            return [Piece(name, "op")]
        if name in symbols.FENCES:
            return [self._fence("‖" if name == "|" else symbols.FENCES[name], before)]
        if name in symbols.SPACES:
            return [Piece(symbols.SPACES[name], "space")]
        if name in symbols.IGNORED:
            return []
        if name in symbols.SIZES:
            return self._sized(name, before)
        if name in "%#&_$":
            return [Piece(name, "ord")]
        return self._structure(name, before)

    def _structure(self, name: str, before: list[Piece]) -> list[Piece]:
        """Read a command that has arguments."""
        if name in symbols.ACCENTS:
            return [accented(self._argument(), name)]
        if name in symbols.PLAIN_FONTS:
            return [group(self._argument())]
        if name in symbols.ALPHABETS:
            return [lettered(self._argument(), name)]
        if name in symbols.TEXT_FONTS:
            return [Piece(self._raw(), "text")]
        match name:
            case "operatorname" | "operatorname*":
                return [Piece(join(self._argument()), "op")]
            case "frac" | "dfrac" | "tfrac" | "cfrac":
                return [fraction(self._argument(), self._argument())]
            case "binom":
                above, below = self._argument(), self._argument()
                return [
                    Piece(f"C({join(above)}, {join(below)})", "ord", tree=Fraction(above, below, bar=False))
                ]
            case "sqrt":
                return [self._root()]
            case "left":
                return self._delimited(before)
            case "not":
                return [negated(self._argument())]
            case "pmod":
                return [Piece(f"(mod {join(self._argument())})", "ord")]
            case "param":
                return [Piece(self._raw(), "ord", word=True)]
            case "begin":
                return self._environment()
            case _:
                raise UnconvertibleError(both(f"unknown command \\{name}", f"未知命令 \\{name}"))

    def _sized(self, name: str, before: list[Piece]) -> list[Piece]:
        pieces = self._atom(before)
        if len(pieces) != 1 or pieces[0].kind not in ("open", "close", "ord", "rel", "tight"):
            raise UnconvertibleError(both(f"unknown command \\{name}", f"未知命令 \\{name}"))
        return pieces

    def _delimited(self, before: list[Piece]) -> list[Piece]:
        pieces = [self._delimiter("open", before), *self._row()]
        while self._peek() == "\\middle":
            self._take()
            pieces += [self._delimiter("rel", before), *self._row()]
        self._expect("\\right")
        return [*pieces, self._delimiter("close", before)]

    def _delimiter(self, kind: str, before: list[Piece]) -> Piece:
        self._skip_blanks()
        if self._peek() == ".":
            self._take()
            return Piece("", "null", tree=Fence(kind))
        pieces = self._atom(before)
        if len(pieces) != 1 or len(pieces[0].text) != 1:
            raise UnconvertibleError(both("an unknown delimiter", "未知的定界符"))
        return Piece(pieces[0].text, kind, tree=Fence(kind))

    def _root(self) -> Piece:
        self._skip_blanks()
        index = ""
        if self._peek() == "[":
            self._take()
            while (token := self._take()) != "]":
                if not token:
                    raise UnconvertibleError(both("] is missing", "缺少 ]"))
                index += token
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index.strip())
        if sign is None:
            raise UnconvertibleError(both("a root of this degree", "无法显示该次数的根式"))
        pieces = self._argument()
        text = join(pieces)
        single = level(pieces) == ATOM and not is_bracketed(text)
        body = text if single or is_bracketed(text) else bracketed(text)
        return Piece(sign + body, "ord", tree=Root("" if sign == "√" else index.strip(), pieces))

    def _environment(self) -> list[Piece]:
        name = self._raw()
        columns = self._raw() if name == "array" else "c"
        rows = self._rows(name)
        if name in symbols.MATRICES:
            opening, closing = symbols.MATRICES[name]
            cells = "; ".join(", ".join(join(cell).strip() for cell in row) for row in rows)
            kept = [c for c in columns if c in "lcr"]
            shown = ("", "") if name in symbols.BARE_MATRICES else (opening, closing)
            return [Piece(f"{opening}{cells}{closing}", "ord", tree=Grid(rows, *shown, "".join(kept) or "c"))]
        if name == "cases":
            lines = "; ".join(", ".join(join(cell).strip(" ,") for cell in row) for row in rows)
            return [Piece("{ " + lines + " }", "ord", tree=Grid(rows, "{", "", "l"))]
        if name in symbols.LINES:
            pieces: list[Piece] = []
            for row in rows:
                for place, cell in enumerate(row):
                    pieces += [Piece("", "cell"), *cell] if place else cell
                pieces.append(Piece("", "newline"))
            return pieces[:-1]
        raise UnconvertibleError(both(f"unknown environment {name}", f"未知环境 {name}"))

    def _rows(self, name: str) -> list[list[list[Piece]]]:
        rows: list[list[list[Piece]]] = [[]]
        while True:
            rows[-1].append(self._row())
            end = self._take()
            if end == "\\\\":
                rows.append([])
            elif end == "\\end":
                if self._raw() != name:
                    raise UnconvertibleError(both(f"\\end{{{name}}} is missing", f"缺少 \\end{{{name}}}"))
                break
            elif end != "&":
                raise UnconvertibleError(both(f"\\end{{{name}}} is missing", f"缺少 \\end{{{name}}}"))
        return [row for row in rows if any(join(cell).strip() for cell in row)]
