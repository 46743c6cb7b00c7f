"""The cards that a session has still to ask, as a value: the plan, and those that come back."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session is in its plan, and which cards come back before it ends.

    Attributes:
        plan: Keys of the cards in the order in which they are asked.
        place: How many of the plan are behind.
        tail: Keys of the cards that come back, in the order in which they were put there.
        from_tail: Place in ``tail`` of the card whose turn it is, or None where it is the plan's.
        skipped: Cards that were skipped once.
    """

    plan: tuple[str, ...]
    place: int = 0
    tail: tuple[str, ...] = ()
    from_tail: int | None = None
    skipped: frozenset[str] = frozenset()

    @property
    def key(self) -> str | None:
        """The card whose turn it is, or None where none is left."""
        if self.from_tail is not None:
            return self.tail[self.from_tail]
        return self.plan[self.place] if self.place < len(self.plan) else None

    @property
    def left(self) -> int:
        """How many cards are still to come, the one whose turn it is included."""
        return len(self.plan) - self.place + len(self.tail)

    def turned(self, ready: Callable[[str], bool]) -> Waiting:
        """Decide whose turn it is: a card that is ready to come back, else the plan's, else the first back.

        A card that was skipped waits for the end, however ready it is.
        """
        early = (k for k, key in enumerate(self.tail) if key not in self.skipped and ready(key))
        last = 0 if self.tail and self.place >= len(self.plan) else None
        return msgspec.structs.replace(self, from_tail=next(early, last))

    def taken(self) -> Waiting:
        """Take out the card whose turn it was."""
        if self.from_tail is None:
            return msgspec.structs.replace(self, place=self.place + 1)
        tail = self.tail[: self.from_tail] + self.tail[self.from_tail + 1 :]
        return msgspec.structs.replace(self, tail=tail, from_tail=None)

    def back(self, key: str) -> Waiting:
        """Let a card come back at the end."""
        return msgspec.structs.replace(self, tail=(*self.tail, key))

    def skip(self, key: str) -> Waiting:
        """Take out the card whose turn it was; it comes back at the end, but only once."""
        taken = self.taken()
        if key in self.skipped:
            return taken
        return msgspec.structs.replace(taken.back(key), skipped=self.skipped | {key})

    def without(self, key: str) -> Waiting:
        """Take out a card wherever it waits."""
        taken = self.taken()
        return msgspec.structs.replace(
            taken,
            plan=tuple(k for n, k in enumerate(taken.plan) if n < taken.place or k != key),
            tail=tuple(k for k in taken.tail if k != key),
        )
