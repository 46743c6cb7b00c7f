"""HTML, as other programs keep their cards, as a text with our markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from quizrnn.export.imports.drafts import PICTURES, SOUNDS
from quizrnn.export.printable import printable
from quizrnn.notation import problems, verbatim
from quizrnn.text import Text

_FORMULA: Final = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|\[\$\](?P<latex>.+?)\[/\$\]|\[\$\$\](?P<block>.+?)\[/\$\$\]"
    r"|<anki-mathjax(?P<how>[^>]*)>(?P<anki>.+?)</anki-mathjax>|\$\$(?P<dollars>[^$]+?)\$\$",
    re.DOTALL | re.IGNORECASE,
)
_SOUND: Final = re.compile(r"\[sound:[^\]]*\]|\[anki:[^\]]*\]")
_TAG: Final = re.compile(r"<[^>]*>")
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS: Final = frozenset(
    """
    p div br tr h1 h2 h3 h4 h5 h6 ul ol table blockquote hr section article header footer dl dt dd details
    summary
    """.split()  # noqa: SIM905 (strings in quotes are no easier to read)
)
_STRONG: Final = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "h1": "**",
    "h2": "**",
    "h3": "**",
    "th": "**",
}
_PICTURES: Final = frozenset({"img", "svg", "canvas", "object", "iframe", "video", "picture"})
_STARRED: Final = re.compile(r"[^\s，。；：、（）“”]*\*[^\s，。；：、（）“”]*")
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Stand around the number of a formula that was taken out; no characters, by Unicode."""


class Marked(NamedTuple):
    """What HTML holds.

    Attributes:
        text: Its text with our markup.
        code: Its preformatted blocks, joined.
        losses: What it had besides.
    """

    text: str
    code: str = ""
    losses: tuple[Text, ...] = ()


def marked(html: str) -> Marked:
    """Return HTML as a text with our markup; formulas between ``\\(`` and ``\\)`` or Anki's own marks."""
    formulas = list[tuple[str, str, bool]]()

    def taken(found: re.Match[str]) -> str:
        inner = next(part for name, part in found.groupdict().items() if part and name != "how")
        display = bool(
            found["display"] or found["block"] or found["dollars"] or "block" in (found["how"] or "")
        )
        tex = " ".join(unescape(_TAG.sub(" ", inner)).split())
        formulas.append((found[0], tex, display))
        return f"{_OPEN}{len(formulas) - 1}{_CLOSE}"

    clean = html.replace(_OPEN, "").replace(_CLOSE, "")
    reader = _Reader(formulas)
    silent = _SOUND.sub("", clean)
    reader.feed(_FORMULA.sub(taken, silent))
    reader.close()
    losses = [PICTURES] * reader.pictures + [SOUNDS] * (silent != clean)
    return Marked(safe(reader.text()), "\n\n".join(reader.code), tuple(losses))


def plain(text: str) -> Marked:
    """Return plain text, as it stands, with our markup."""
    return marked(re.sub(r"\r?\n", "<br>", text.replace("&", "&amp;").replace("<", "&lt;")))


def safe(text: str) -> str:
    """Return a text in which nothing is left that our markup cannot read: such formulas become code."""
    text = printable(text).strip()
    if not problems(text):
        return text
    text = re.sub(
        r"\$\$([^$]+)\$\$|(?<!\\)\$([^$]+)\$",
        lambda found: verbatim(found[1] or found[2]) if problems(found[0]) else found[0],
        text,
    )
    if not problems(text):
        return text
    # What is left are marks that nothing closes.
    return re.sub(r"(?<!\\)\$", r"\\$", text.replace("`", "ˋ")).replace("*", "∗")


class _Reader(HTMLParser):
    """Writes our markup as tags go by."""

    def __init__(self, formulas: list[tuple[str, str, bool]]) -> None:
        super().__init__()
        self.code = list[str]()
        self.pictures = 0
        self._formulas = formulas
        self._pieces = list[tuple[str, str]]()
        self._open = list[str]()
        self._lists = list[str]()
        self._link = ""
        self._pre: list[str] | None = None
        self._span: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        if tag in _PICTURES:
            self.pictures = 1
        if self._pre is not None:
            if tag == "br":
                self._pre.append("\n")
            return
        if tag == "pre":
            self._break()
            self._pre = []
        elif tag in ("code", "tt", "kbd") and self._span is None:
            self._span = []
        elif tag == "li":
            mark = f"{self._lists[-1]} " if self._lists else "- "
            self._pieces.append(("item", "  " * max(0, len(self._lists) - 1) + mark))
        elif tag in _BLOCKS:
            if tag in ("ul", "ol"):
                self._lists.append("1." if tag == "ol" else "-")
            self._break()
        elif tag in ("td", "th"):
            self._pieces.append(("text", " | " if self._pieces and self._pieces[-1][0] == "text" else ""))
        elif tag in ("sub", "sup"):
            self._pieces.append(("text", "_" if tag == "sub" else "^"))
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        if tag in _STRONG:
            self._pieces.append(("open", _STRONG[tag]))
        if tag in _SILENT:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        if tag == "pre" and self._pre is not None:
            self.code.append("".join(self._pre).strip("\n"))
            self._pre = None
            return
        if self._pre is not None:
            return
        if tag in _SILENT and tag in self._open:
            self._open.remove(tag)
        if tag in _STRONG:
            self._pieces.append(("close", _STRONG[tag]))
        if tag in ("code", "tt", "kbd") and self._span is not None:
            span, self._span = "".join(self._span), None
            self._pieces.append(("text", verbatim(" ".join(span.split("\n")))))
        elif tag == "a" and self._link.startswith(("http://", "https://")):
            self._pieces.append(("text", f" ({self._link})"))
            self._link = ""
        elif tag in _BLOCKS and tag != "br":
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
                self._pieces.append(("end" if not self._lists else "break", ""))
            self._break()

    def handle_data(self, data: str) -> None:
        """Add text."""
        if self._open:
            return
        if self._pre is not None:
            self._pre.append(self._restored(data))
        elif self._span is not None:
            self._span.append(self._restored(data))
        else:
            for place, part in enumerate(re.split(f"{_OPEN}(\\d+){_CLOSE}", data)):
                self._pieces.append(("text", self._formula(int(part)) if place % 2 else _prose(part)))

    def text(self) -> str:
        """Return what was read, with its emphasis where our markup can have it."""
        written = ""
        for place, (kind, piece) in enumerate(self._pieces):
            if kind == "text":
                written += piece
            elif kind == "break":
                written = written.rstrip(" ") + ("\n\n" if not _within_item(written) else " ")
            elif kind == "end":
                written = written.rstrip() + "\n\n"
            elif kind == "item":
                written = written.rstrip() + "\n" + piece
            elif self._is_edge(place):
                written += piece
        lines = [line.rstrip() for line in written.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _is_edge(self, place: int) -> bool:
        """Tell whether stars count here: at the edge of a word, and not beside other stars."""
        partner = self._partner(place)
        if partner is None:
            return False
        start, end = sorted((place, partner))
        inside = "".join(piece for kind, piece in self._pieces[start + 1 : end] if kind == "text")
        whole = all(kind == "text" for kind, _ in self._pieces[start + 1 : end])
        before = self._beside(range(start - 1, -1, -1))[-1:]
        after = self._beside(range(end + 1, len(self._pieces)))[:1]
        return (
            whole
            and bool(inside)
            and not (inside[0].isspace() or inside[-1].isspace() or "*" in inside)
            and not _is_word(before)
            and not _is_word(after)
        )

    def _beside(self, places: range) -> str:
        """Return the first text at these places that is not empty."""
        found = (
            self._pieces[at][1] for at in places if self._pieces[at][0] == "text" and self._pieces[at][1]
        )
        return next(found, "")

    def _partner(self, place: int) -> int | None:
        kind, mark = self._pieces[place]
        step, other = (1, "close") if kind == "open" else (-1, "open")
        at = place + step
        while 0 <= at < len(self._pieces):
            if self._pieces[at] == (other, mark):
                return at
            if self._pieces[at][0] in ("open", "close"):
                return None
            at += step
        return None

    def _break(self) -> None:
        self._pieces.append(("break", ""))

    def _formula(self, number: int) -> str:
        source, tex, display = self._formulas[number]
        if not tex or "$" in tex.replace("\\$", ""):
            return verbatim(unescape(source))
        return f"\n\n$${tex}$$\n\n" if display else f"${tex}$"

    def _restored(self, data: str) -> str:
        return re.sub(f"{_OPEN}(\\d+){_CLOSE}", lambda found: self._formulas[int(found[1])][0], data)


def _within_item(written: str) -> bool:
    return bool(re.match(r"\s*(?:-|1\.) ", written.rpartition("\n")[2]))


def _is_word(character: str) -> bool:
    return character.isalnum() and east_asian_width(character) not in "WF"


def _prose(data: str) -> str:
    """Return characters that our markup shows as they are."""
    text = re.sub(r"\s+", " ", data).replace("\u00a0", " ")
    text = _STARRED.sub(lambda found: verbatim(found[0]) if "`" not in found[0] else found[0], text)
    return re.sub(r"\[(?=\[)", "[ ", text).replace("$", "\\$")
