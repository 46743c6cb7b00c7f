"""What all screens share: a title line, a line of keys, the way back, and the learner's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.screen import Screen

from quizrnn.text import Text, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.keybar import KeyBar
from quizrnn.tui.widgets.shell import ground
from quizrnn.tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget

    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.services import Services


WIDE: Final = 100
"""Columns of a terminal from which there are two columns of text."""


class BaseScreen(Screen[None]):
    """A screen with the title on top, the keys at the bottom, and its own widgets between."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("back", "escape", "back", display="Esc")]
    ESCAPE_TO_MINIMIZE = False

    @property
    def quizrnn(self) -> QuizrnnApp:
        """The application."""
        return cast("QuizrnnApp", self.app)

    @property
    def services(self) -> Services:
        """What the application was given to work with."""
        return self.quizrnn.services

    def say(self, text: Text) -> str:
        """Return ``text`` in the learner's language."""
        return pick(text, self.quizrnn.lang)

    def looked_at(self, looked: bool) -> None:
        """Take note of whether the learner looks at the terminal; a screen with a clock stops it."""

    def heading(self) -> Text:
        """Return the screen's name."""
        raise NotImplementedError

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return ""

    def body(self) -> Iterable[Widget]:
        """Return the widgets between the two lines."""
        raise NotImplementedError

    def keep(self) -> None:
        """Save what is not saved yet; nothing here."""

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield TitleBar(self.title_text())
        yield from self.body()
        yield KeyBar()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return bare lines; all text is in the widgets."""
        return ground(self, crop)

    def title_text(self) -> str:
        """Return the left half of the title line."""
        return f"quizrnn · {self.say(self.heading())}"

    def show_progress(self, text: str) -> None:
        """Put ``text`` into the right half of the title line."""
        self.query_one(TitleBar).right = text

    async def retell(self) -> None:
        """Say everything again after the language changed."""
        await self.recompose()

    def action_back(self) -> None:
        """Go back to the screen before this one, home from the first, and never out of the application."""
        self.keep()
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.quizrnn.ways.home()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way back where there is none."""
        if action == "back":
            return self.name != "home"
        return super().check_action(action, parameters)
