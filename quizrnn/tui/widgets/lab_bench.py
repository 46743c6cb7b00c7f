"""What lies on a lab's bench, apart from any widget: knobs, the guess, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from quizrnn.labs.scales import MARKS
from quizrnn.text import both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.prose import NO_BREAK, Paragraph, Prose

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.labs.model import Curves, Knob, Lab, Prediction, Setup
    from quizrnn.labs.own import Own

_TRACK: Final = 24
"""Cells of the track that a knob's place is shown on."""


class Bench:
    """The state of an opened lab.

    Attributes:
        lab: The lab.
        settings: Where each knob stands.
        seed: Of the random numbers.
        own: The learner's own code, or None.
        chosen: Place of the knob that the arrows turn.
        seen: Whether the curves are shown.
    """

    def __init__(self, setup: Setup) -> None:
        self.lab: Lab = setup.lab
        self.settings: dict[str, float] = dict(setup.settings)
        self.seed: int = setup.seed
        self.own: Own | None = setup.own
        self.chosen = 0
        self.seen = False
        self._guess: tuple[float, dict[str, float], int] | None = None

    @property
    def place(self) -> tuple[dict[str, float], int]:
        """What the curves depend on: where the knobs stand, as a copy, and the seed."""
        return dict(self.settings), self.seed

    def prediction(self) -> Prediction:
        """Return what is asked where the knobs stand."""
        return self.lab.ask(self.settings, self.seed)

    def curves(self) -> Curves:
        """Compute the curves where the knobs stand."""
        return self.lab.run(self.settings, self.seed, self.own)

    def guess(self, typed: str) -> None:
        """Take a guess, or none where nothing was typed.

        Raises:
            QuizrnnError: It cannot be read.
        """
        self.see(self.prediction().read(typed) if typed.strip() else None)

    def see(self, guess: float | None) -> None:
        """Let the curves be shown after a guess, or without one."""
        self.seen = True
        self._guess = None if guess is None else (guess, dict(self.settings), self.seed)

    def guessed(self) -> float | None:
        """Return the guess if it was made where the knobs stand now."""
        if self._guess is None or self._guess[1:] != (self.settings, self.seed):
            return None
        return self._guess[0]

    def ask_again(self) -> None:
        """Put the curves away and ask."""
        self.seen = False
        self._guess = None

    def reseed(self) -> None:
        """Take the next seed."""
        self.seed += 1

    def choose(self, step: int) -> None:
        """Choose another knob."""
        self.chosen = (self.chosen + step) % len(self.lab.knobs)

    def turn(self, presses: int) -> bool:
        """Turn the chosen knob, and return whether that moved it."""
        knob = self.lab.knobs[self.chosen]
        value = knob.moved(self.settings[knob.name], presses)
        moved = value != self.settings[knob.name]
        self.settings[knob.name] = value
        return moved


def knob_rows(bench: Bench, lang: str, room: int) -> Prose:
    """Return a row for each knob: its name, its value, and its place on the way from low to high."""
    titles = [pick(knob.title, lang) for knob in bench.lab.knobs]
    width = max(cell_len(title) for title in titles)
    rows = []
    for place, (knob, title) in enumerate(zip(bench.lab.knobs, titles, strict=True)):
        live = bench.seen and place == bench.chosen
        head = Content.styled(f"{'▸' if live else NO_BREAK}{NO_BREAK}", "bold $text-accent")
        name = Content.styled(title + NO_BREAK * (width - cell_len(title) + 2), "bold" if live else "")
        value = bench.settings[knob.name]
        rows.append(Paragraph(head + name + _dial(knob, value, lang, room - width - 4)))
    return Prose(rows)


def _dial(knob: Knob, value: float, lang: str, room: int) -> Content:
    if knob.words:
        parts = []
        for place, (_, text) in enumerate(knob.words):
            word = pick(text, lang).replace(" ", NO_BREAK)
            on = place == value
            parts.append(
                Content.styled(
                    f"[{word}]" if on else f"{NO_BREAK}{word}{NO_BREAK}", "bold" if on else "$text-muted"
                )
            )
        return Content(NO_BREAK).join(parts)
    low, high = f"{knob.low:g}", f"{knob.high:g}"
    track = max(4, min(_TRACK, room - 10 - len(low) - len(high)))
    place = round((value - knob.low) / (knob.high - knob.low) * (track - 1))
    shown = pick(knob.text(value), lang)
    return Content.assemble(
        (f"{shown:<6}".replace(" ", NO_BREAK), "bold $text-accent"),
        (f"{low}{NO_BREAK}", "$text-muted"),
        ("─" * place, "$text-muted"),
        ("●", "bold $text-accent"),
        ("─" * (track - 1 - place), "$text-muted"),
        (f"{NO_BREAK}{high}", "$text-muted"),
    )


def legend(curves: Curves, styles: Sequence[str], lang: str) -> Prose:
    """Return the label of the axis of ordinates, and the mark and the name of each curve."""
    entries = [
        Content.assemble(
            (f"{MARKS[number]}{NO_BREAK}", f"bold {styles[number % len(styles)]}"),
            (pick(series.name, lang).replace(" ", NO_BREAK), styles[number % len(styles)]),
        )
        for number, series in enumerate(curves.series)
    ]
    label = Content.styled(f"↑{NO_BREAK}" + pick(curves.y.label, lang).replace(" ", NO_BREAK), "$text-muted")
    return Prose([Paragraph(Content("   ").join([*entries, label]))])


def verdict(bench: Bench, curves: Curves, lang: str) -> Prose:
    """Return what became of the guess, what is true, and what is to be said of the learner's own code."""
    prediction, guess = bench.prediction(), bench.guessed()

    def named(value: float) -> str:
        return pick(prediction.choices[int(value)], lang) if prediction.choices else f"{value:.3g}"

    rows = []
    if guess is not None:
        right = prediction.meets(guess, curves.answer)
        mark, style = ("✓", "$text-success") if right else ("✗", "$text-error")
        said = both(
            f"You said {named(guess)}; it is {named(curves.answer)}.",
            f"你猜的是 {named(guess)}，实际是 {named(curves.answer)}。",
        )
        rows.append(Paragraph(line(pick(said, lang)), Content.styled(f"{mark} ", f"bold {style}"), 2))
    rows.append(Paragraph(Content(pick(curves.truth, lang))))
    if curves.note:
        rows.append(Paragraph(Content.styled(pick(curves.note, lang), "bold")))
    return Prose(rows)


def texts(lab: Lab, library: Library, lang: str) -> Prose:
    """Return what is to be seen and to be tried, and the literature."""
    rows = []
    for title, said in ((both("See", "看什么"), lab.see), (both("Try", "试一试"), lab.tries)):
        rows.append(Paragraph(Content.styled(pick(title, lang), "bold")))
        rows.extend(Paragraph(line(pick(text, lang)), Content("• "), 2) for text in said)
        rows.append(Paragraph(Content("")))
    rows.append(Paragraph(Content.styled(pick(both("Sources", "来源"), lang), "bold")))
    cited = (library.reference(key) for key in lab.references)
    rows.extend(
        Paragraph(Content.styled(pick(citation, lang), "$text-muted"), Content("• "), 2)
        for citation in cited
        if citation is not None
    )
    return Prose(rows)
