"""Banks as data: a JSON list of what ``quizrnn schema`` describes, in every language that they have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from quizrnn.bank.library import Filter, Library
    from quizrnn.export.exporters import Tally

_QUESTIONS: Final = '"questions":[]'
"""Where the questions go in an encoded bank without any; only its slug stands before."""


def bank_json_lines(library: Library, wanted: Filter, count: int | None, tally: Tally) -> Iterator[str]:
    """Yield the lines of a list of banks, each with its questions that match, one a line."""
    encode = msgspec.json.Encoder().encode
    mark = "["
    for bank in library.frames():
        if wanted.banks and bank.bank not in wanted.banks:
            continue
        within = msgspec.structs.replace(wanted, banks=(bank.bank,))
        left = None if count is None else count - tally.questions
        questions = [question for _, question in islice(library.questions(within), left)]
        if not questions:
            continue
        tally.questions += len(questions)
        tally.cards += len(questions)
        ids = {question.id for question in questions}
        errata = [erratum for erratum in bank.errata if erratum.id in ids]
        frame = encode(msgspec.structs.replace(bank, questions=[], errata=errata))
        head, tail = frame.decode().split(_QUESTIONS, 1)
        yield f'{mark}{head}"questions":['
        yield ",\n".join(encode(question).decode() for question in questions)
        yield f"]{tail}"
        mark = ","
    yield "]" if mark == "," else "[]"
