"""Making many notes on all processors, few of them here."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quizrnn.errors import QuizrnnError
from quizrnn.export.anki_notes import Note, note_of
from quizrnn.export.cards import Shelf, question_card

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from quizrnn.bank.library import Entry, Library

    Opener = Callable[[], Library]

WORTH_PROCESSES: Final = 2000
"""Fewer notes than this are made before other processes would have begun."""

_MOST: Final = 4
"""Further processes would wait for the one that writes."""

_BLOCK: Final = 200
"""Notes that go from process to process at once."""


def made_notes(
    library: Library, entries: Sequence[Entry], lang: str, seed: int, processes: int | None = None
) -> Generator[Note, None, None]:
    """Yield the note of each question, in the order given, whoever makes it.

    Args:
        library: The questions.
        entries: Which ones.
        lang: Language of the notes.
        seed: What parameters and order are drawn from.
        processes: How many processes make them; None for as many as are worth it.
    """
    here = Maker(library, lang, seed)
    if processes is None:
        processes = min(_processors(), _MOST) if len(entries) >= WORTH_PROCESSES else 1
    opener = library.opener() if processes > 1 else None
    if opener is None:
        yield from map(here.note, entries)
        return
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    with closing(_Team(opener, lang, seed, blocks, processes)) as team:
        for number, block in enumerate(blocks):
            notes = team.block(number)
            yield from map(here.note, block) if notes is None else notes


class Maker:
    """Makes notes one by one."""

    def __init__(self, library: Library, lang: str, seed: int) -> None:
        self._library = library
        self._shelf = Shelf(library, lang)
        self._lang, self._seed = lang, seed

    def note(self, entry: Entry) -> Note:
        """Return the note of a question."""
        card = question_card(self._library.get(entry.id), self._shelf, entry.bank, self._seed)
        return note_of(card, self._lang)


class _Team:
    """Processes that make every so many block each, and keep no more than one ahead of its reader."""

    def __init__(
        self, opener: Opener, lang: str, seed: int, blocks: Sequence[Sequence[Entry]], number: int
    ) -> None:
        from multiprocessing import get_context

        context = get_context("fork") if _may_fork() else get_context("spawn")
        self._number = number
        self._team = []
        for place in range(number):
            receiver, sender = context.Pipe(duplex=False)
            own = (receiver, sender, opener, lang, seed, blocks[place::number])
            process = context.Process(target=_make, args=own, daemon=True)
            try:
                with _uninterrupted():
                    process.start()
            except OSError:  # no more processes are to be had; the rest is made here
                receiver.close()
                break
            finally:
                sender.close()
            self._team.append((process, receiver))

    def block(self, number: int) -> list[Note] | None:
        """Return the notes of a block, asked for in order, or None where its process could not make them."""
        place = number % self._number
        if place >= len(self._team):
            return None
        try:
            notes: list[Note] | None = self._team[place][1].recv()
        except (EOFError, OSError):
            return None
        return notes

    def close(self) -> None:
        """End the processes, whether or not they are done."""
        for process, receiver in self._team:
            process.terminate()
            process.join()
            receiver.close()


def _make(
    receiver: Connection,
    sender: Connection,
    opener: Opener,
    lang: str,
    seed: int,
    blocks: Sequence[Sequence[Entry]],
) -> None:
    """Send the notes of each block; None of one that has a fault, which is said where it is made again."""
    receiver.close()  # so that writing fails once nobody reads any more
    gc.freeze()  # what was there before stays as it is, and need not be looked through
    maker = Maker(opener(), lang, seed)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for block in blocks:
            try:
                notes = list(map(maker.note, block))
            except QuizrnnError:
                notes = None
            sender.send(notes)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Begin a process that Ctrl-C leaves alone: its reader gets that too, and ends it.

    Where signals cannot be held back, the process is interrupted as well.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _may_fork() -> bool:
    """Tell whether a copy of this process would be whole: it has no thread that would not go on in it."""
    with suppress(OSError):
        return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
    return False


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
