"""A Mochi package: a zip with one EDN file, one deck a bank."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quizrnn.export.files import replacing
from quizrnn.export.markdown import Dialect
from quizrnn.export.printable import printable
from quizrnn.export.sides import back, front

if TYPE_CHECKING:
    from quizrnn.export.card import Card

DIALECT: Final = Dialect(line="  \n", paragraph="\n\n", folded="details")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_mochi(cards: Iterable[Card], target: Path, lang: str) -> None:
    """Write a ``.mochi`` file at once; equal cards make an equal file.

    Raises:
        InputError: If the file cannot be written.
    """
    decks = dict[str, list[str]]()
    for card in cards:
        decks.setdefault(card.bank, []).append(_card(card, lang))
    with replacing(target) as fresh, zipfile.ZipFile(fresh, "w") as package:
        entry = zipfile.ZipInfo("data.edn")  # of 1980, whenever it is written
        package.writestr(entry, _edn(decks).encode(), zipfile.ZIP_DEFLATED)


def mochi_id(name: str) -> str:
    """Return the id of a card or a deck, which follows from its name: ten letters or digits."""
    number = int.from_bytes(hashlib.sha256(f"quizrnn {name}".encode()).digest(), "big")
    digits = list[str]()
    for _ in range(10):
        number, place = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[place])
    return "".join(digits)


def _card(card: Card, lang: str) -> str:
    content = f"{front(card, lang, DIALECT)}\n\n---\n\n{back(card, lang, DIALECT)}"
    tags = " ".join(
        _string(tag) for tag in dict.fromkeys(("quizrnn", card.section or card.bank, card.type, *card.tags))
    )
    return f"{{:id {_string(mochi_id(card.id))} :content {_string(content)} :tags #{{{tags}}}}}"


def _edn(decks: dict[str, list[str]]) -> str:
    written = [
        f"{{:name {_string(f'quizrnn {bank}')} :id {_string(mochi_id(f'deck:{bank}'))} :cards [\n"
        + "\n".join(cards)
        + "\n]}"
        for bank, cards in decks.items()
    ]
    return "{:version 2 :decks [\n" + "\n".join(written) + "\n]}\n"


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in printable(text)) + '"'
