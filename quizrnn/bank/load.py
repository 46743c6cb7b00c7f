"""Bank files as typed values, or one clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from quizrnn.bank.faults import Fault, first_error, type_faults
from quizrnn.bank.model import Bank, Question
from quizrnn.bank.rules import bank_faults, question_faults
from quizrnn.bank.source import Source, read_yaml


class Parsed(NamedTuple):
    """What could be read of a bank file.

    Attributes:
        source: The file's data, with positions.
        bank: The bank without the questions that have faults, or None where it cannot be told apart.
        places: For each question of ``bank``, its number in the file, from 0.
        faults: Everything that is wrong.
    """

    source: Source
    bank: Bank | None
    places: tuple[int, ...]
    faults: tuple[Fault, ...]


def load_bank(path: Path | str) -> Bank:
    """Read a bank file.

    Raises:
        InputError: If the file is not a valid bank; it names the first fault's line, column and remedy.
    """
    return load_positioned(path)[0]


def load_positioned(path: Path | str) -> tuple[Bank, Source]:
    """Read a bank file, and where everything in it stands (see ``load_bank``)."""
    source = read_yaml(path)
    parsed = parse_bank(source)
    error = first_error(source, parsed.faults)
    if error is not None:
        raise error
    assert parsed.bank is not None
    return parsed.bank, source


def parse_bank(source: Source) -> Parsed:
    """Turn a file's data into a bank, gathering every fault rather than stopping at the first."""
    data: Any = source.data
    try:
        whole = msgspec.convert(data, Bank)
    except msgspec.ValidationError:
        return _parse_piecewise(source)
    return _with_rules(source, whole, tuple(range(len(whole.questions))), [])


def _parse_piecewise(source: Source) -> Parsed:
    data: Any = source.data
    faults = list(type_faults({} if data is None else data, Bank))
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list):
        return Parsed(source, None, (), tuple(faults))
    questions, places = [], []
    for place, item in enumerate(data["questions"]):
        try:
            questions.append(msgspec.convert(item, Question))
        except msgspec.ValidationError:
            continue
        places.append(place)
    try:
        frame = msgspec.convert({**data, "questions": []}, Bank)
    except msgspec.ValidationError:
        return Parsed(source, None, (), tuple(faults))
    return _with_rules(source, msgspec.structs.replace(frame, questions=questions), tuple(places), faults)


def _with_rules(source: Source, bank: Bank, places: tuple[int, ...], faults: list[Fault]) -> Parsed:
    sound, kept = [], []
    for fault in bank_faults(bank):
        at = fault.at
        if len(at) > 1 and at[0] == "questions" and isinstance(at[1], int):
            at = ("questions", places[at[1]], *at[2:])
        faults.append(fault._replace(at=at))
    for place, question in zip(places, bank.questions, strict=True):
        found = [fault._replace(at=("questions", place, *fault.at)) for fault in question_faults(question)]
        faults += found
        if not found:
            sound.append(question)
            kept.append(place)
    if faults:
        bank = msgspec.structs.replace(bank, questions=sound)
    return Parsed(source, bank, tuple(kept), tuple(faults))
