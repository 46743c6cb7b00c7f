"""What a question shows before it is answered: stem, code, figure and the hints asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from quizrnn.bank.model import BugQuestion
from quizrnn.text import both, pick
from quizrnn.tui.draw import line, numbered_code, prose
from quizrnn.tui.widgets.label import Note, Passage, Preformatted
from quizrnn.tui.widgets.shell import Shell

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown


class QuestionView(Shell):
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

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        yield Passage(id="stem")
        yield Preformatted("", classes="code")

    def draw(self, instance: Instance, shown: Shown) -> None:
        """Show a question in place of the one before."""
        self.query_one("#stem", Passage).say(prose(shown.stem))
        code = self.query_one(Preformatted)
        code.display = bool(shown.code) and not isinstance(instance.question, BugQuestion)
        if shown.code and code.display:
            code.update(numbered_code(shown.code))


class FigureView(Shell):
    """A figure that can be put away; what is too wide can be scrolled to."""

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

    drawn = False
    """Whether there is a figure."""

    def compose(self) -> ComposeResult:
        """Lay the figure out, and a line in its place."""
        yield Note()
        yield Vertical(Preformatted(""), id="frame")

    def draw(self, figure: str | None, lang: str, *, opened: bool = True) -> None:
        """Show a figure, or nothing where there is none."""
        self.drawn = figure is not None
        if figure is None:
            self.styles.display = "none"
        else:
            self.styles.clear_rule("display")  # a class in place of this would have all parts styled anew
            self.query_one(Preformatted).update(Content(figure.rstrip("\n")))
            self.query_one(Note).say(
                pick(both("There is a figure: v or F7 shows it.", "本题有图：按 v 或 F7 显示。"), lang)
            )
            self._open(opened)

    def toggle(self) -> None:
        """Show the figure, or put it away."""
        self._open(not self.query_one("#frame").display)

    def _open(self, opened: bool) -> None:
        self.query_one("#frame").display = opened
        self.query_one(Note).display = not opened


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
        if rows:
            self.say(Content("\n").join(rows))
