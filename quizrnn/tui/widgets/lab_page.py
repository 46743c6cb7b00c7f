"""An opened lab on paper: knobs, the question or the curves, and what is to be seen in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from quizrnn.text import both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import WIDE
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.lab_bench import knob_rows, legend, texts, verdict
from quizrnn.tui.widgets.lab_plot import LabPlot
from quizrnn.tui.widgets.label import Passage, Still
from quizrnn.tui.widgets.piece_list import PieceList, labelled
from quizrnn.tui.widgets.shell import Shell

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import OptionList

    from quizrnn.bank.library import Library
    from quizrnn.labs.model import Curves, Prediction
    from quizrnn.tui.widgets.lab_bench import Bench

LETTERS: Final = "abc"
AROUND: Final = 12
"""Rows that title, keys, knobs, legend and what is said of the curves take."""

LEAST: Final = 8
MOST: Final = 26
"""Rows of the plot."""


class LabPage(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Has no keys of its own: the arrows turn knobs, and the screen holds them."""

    DEFAULT_CSS = """
    LabPage {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        background: $background;
    }
    LabPage #main {
        height: auto;
    }
    LabPage #asks, LabPage #texts {
        margin-top: 1;
    }
    LabPage #axis {
        text-align: right;
        color: $text-muted;
    }
    LabPage #trouble {
        color: $text-error;
    }
    .-wide LabPage {
        layout: horizontal;
    }
    .-wide LabPage #main {
        width: 3fr;
    }
    .-wide LabPage #texts {
        width: 2fr;
        margin: 0 0 0 3;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    class Guessed(Message):
        """A guess was made.

        Attributes:
            typed: A letter, or what was typed.
        """

        def __init__(self, typed: str) -> None:
            super().__init__()
            self.typed = typed

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        yield Shell(
            Still(id="knobs"),
            Passage(id="asks"),
            PieceList(id="choices"),
            LineField(id="guess"),
            Passage(id="trouble"),
            Passage(id="legend"),
            LabPlot(),
            Passage(id="axis"),
            Passage(id="truth"),
            id="main",
        )
        yield Passage(id="texts")

    def on_mount(self) -> None:
        """Give the plot its rows."""
        self._fit()

    def on_resize(self) -> None:
        """Give the plot the rows that there are now."""
        self._fit()

    def draw(self, bench: Bench, curves: Curves | None, library: Library, lang: str) -> None:
        """Show the question, or the curves where they may be seen and are there."""
        seen = bench.seen
        self.say_trouble(None)
        self.draw_knobs(bench, lang)
        for name in ("#legend", "LabPlot", "#axis", "#truth", "#texts"):
            self.query_one(name).display = seen and curves is not None
        prediction = bench.prediction()
        self.query_one("#asks").display = not seen
        self.query_one(PieceList).display = not seen and bool(prediction.choices)
        self.query_one(Input).display = not seen and not prediction.choices
        if not seen:
            self._ask(prediction, lang)
        elif curves is not None:
            self._show(bench, curves, library, lang)

    def draw_knobs(self, bench: Bench, lang: str) -> None:
        """Show where the knobs stand, and which the arrows turn."""
        room = max(20, min(self.app.size.width, WIDE // 2) - 3)
        self.query_one("#knobs", Still).say(knob_rows(bench, lang, room))

    def plot(self, curves: Curves, *, ascii_only: bool) -> None:
        """Draw the curves."""
        self.query_one(LabPlot).show(curves, self._styles(), ascii_only=ascii_only)

    def say_trouble(self, message: str | None) -> None:
        """Say what is wrong with a guess or with the learner's own code, or take that back."""
        trouble = self.query_one("#trouble", Passage)
        trouble.display = message is not None
        if message is not None:
            trouble.say(Content(message))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice as the guess."""
        event.stop()
        self.post_message(self.Guessed(LETTERS[event.option_index]))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed as the guess."""
        event.stop()
        self.post_message(self.Guessed(event.value))

    def _ask(self, prediction: Prediction, lang: str) -> None:
        first = Content.styled(pick(both("Before you look:", "看图之前："), lang), "bold")
        asks = Prose([Paragraph(first), Paragraph(line(pick(prediction.asks, lang)))])
        self.query_one("#asks", Passage).say(asks)
        if prediction.choices:
            choices = self.query_one(PieceList)
            entries = zip(LETTERS, prediction.choices, strict=False)
            choices.show(
                [labelled(letter, line(pick(text, lang))) for letter, text in entries], calls=LETTERS
            )
            choices.focus()
        else:
            guess = self.query_one(Input)
            guess.value = ""
            guess.placeholder = pick(both("a number; empty: just show it", "一个数；留空则直接看"), lang)
            guess.focus()

    def _show(self, bench: Bench, curves: Curves, library: Library, lang: str) -> None:
        self.query_one("#knobs", Still).focus(scroll_visible=False)
        self.query_one("#legend", Passage).say(legend(curves, self._styles(), lang))
        self.query_one("#axis", Passage).say(Content(f"{pick(curves.x.label, lang)} →"))
        self.query_one("#truth", Passage).say(verdict(bench, curves, lang))
        self.query_one("#texts", Passage).say(texts(bench.lab, library, lang))

    def _fit(self) -> None:
        self.query_one(LabPlot).styles.height = max(LEAST, min(MOST, self.app.size.height - AROUND))

    def _styles(self) -> list[str]:
        theme = self.app.current_theme
        colours = (theme.primary, theme.warning, theme.success, theme.error, theme.foreground)
        return [colour for colour in colours if colour]
