"""What a question shows before it is answered: stem, code, figure and the hints asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from quizrnn.bank.model import BugQuestion
from quizrnn.text import both, pick
from quizrnn.tui.draw import line, numbered_code, prose
from quizrnn.tui.widgets.label import Note, Passage, Preformatted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown


class QuestionView(Vertical):
    """Stem and code. The code of a ``bug`` question is its answer widget's."""

    DEFAULT_CSS = """
    QuestionView {
        height: auto;
    }
    QuestionView .code {
        margin-top: 1;
        background: $surface;
    }
    """

    def __init__(self, instance: Instance, shown: Shown) -> None:
        super().__init__()
        self._instance = instance
        self._shown = shown

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        yield Passage(prose(self._shown.stem), id="stem")
        if self._shown.code and not isinstance(self._instance.question, BugQuestion):
            yield Preformatted(numbered_code(self._shown.code), classes="code")


class FigureView(Vertical):
    """A figure that can be put away."""

    DEFAULT_CSS = """
    FigureView {
        height: auto;
        margin-top: 1;
    }
    FigureView #frame {
        height: auto;
        overflow-x: auto;
    }
    FigureView Note {
        margin-top: 0;
    }
    """

    def __init__(self, figure: str, lang: str, *, opened: bool) -> None:
        super().__init__()
        self._figure = figure
        self._lang = lang
        self._opened = opened

    def compose(self) -> ComposeResult:
        """Lay the figure out, or a line in its place."""
        closed = Note(pick(both("There is a figure: v shows it.", "本题有图：按 v 显示。"), self._lang))
        closed.display = not self._opened
        yield closed
        frame = Vertical(Preformatted(self._figure.rstrip("\n")), id="frame")
        frame.display = self._opened
        yield frame

    def toggle(self) -> None:
        """Show the figure, or put it away."""
        self._opened = not self._opened
        self.query_one("#frame").display = self._opened
        self.query_one(Note).display = not self._opened


class HintView(Passage):
    """The hints shown so far."""

    DEFAULT_CSS = """
    HintView {
        margin-top: 1;
        padding: 0 1;
        border-left: outer $warning;
    }
    """

    def show_hints(self, shown: Shown, count: int, lang: str) -> None:
        """Show the first ``count`` hints."""
        label = pick(both("Hint", "提示"), lang)
        total = len(shown.hints)
        rows = [
            Content.assemble((f"{label} {number}/{total}  ", "bold $text-warning"), line(hint))
            for number, hint in enumerate(shown.hints[:count], 1)
        ]
        self.display = bool(rows)
        self.say(Content("\n").join(rows))
