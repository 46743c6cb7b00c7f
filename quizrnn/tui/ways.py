"""Ways from screen to screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.errors import QuizrnnError
from quizrnn.tui.screens.base import BaseScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizrnn.tui.app import QuizrnnApp


class Ways:
    """Opens screens, each imported when it is first needed, and leaves them again."""

    def __init__(self, app: QuizrnnApp) -> None:
        self._app = app

    def make(self, name: str) -> BaseScreen:
        """Return a new screen by its name."""
        if name == "quiz":
            from quizrnn.tui.screens.quiz import QuizScreen

            return QuizScreen(self._app.services.session())
        if name == "interview":
            from quizrnn.tui.screens.interview import InterviewScreen

            return InterviewScreen(self._app.services.interview())
        if name == "interviews":
            from quizrnn.tui.screens.interviews import InterviewsScreen

            return InterviewsScreen()
        if name == "drills":
            from quizrnn.tui.screens.drills import DrillsScreen

            return DrillsScreen()
        if name == "browse":
            from quizrnn.tui.screens.browse import BrowseScreen

            return BrowseScreen()
        if name == "settings":
            from quizrnn.tui.screens.settings import SettingsScreen

            return SettingsScreen()
        if name == "keys":
            from quizrnn.tui.screens.keys import KeysScreen

            return KeysScreen()
        if name == "labs":
            from quizrnn.tui.screens.labs import LabsScreen

            return LabsScreen()
        if name == "stats":
            from quizrnn.tui.screens.stats import StatsScreen

            return StatsScreen()
        from quizrnn.tui.screens.home import HomeScreen

        return HomeScreen()

    def show(self, make: Callable[[], BaseScreen]) -> None:
        """Open a screen, or say why it cannot be."""
        try:
            screen = make()
        except QuizrnnError as error:
            self._app.tell(error.message, "error")
            return
        self._app.push_screen(screen)

    def open(self, name: str) -> None:
        """Go to a screen by its name: back to it where it is open, else open it."""
        if name == "home":
            self.home()
            return
        for depth, screen in enumerate(reversed(self._app.screen_stack)):
            if screen.name == name:
                self._leave(depth)
                return
            if screen.name == "home":
                break
        self.show(lambda: self.make(name))

    def home(self) -> None:
        """Leave every screen above home; where the interface did not begin there, open it above the first."""
        names = [screen.name for screen in reversed(self._app.screen_stack)]
        if "home" in names:
            self._leave(names.index("home"))
        else:
            self._leave(len(names) - 1)
            self._app.push_screen(self.make("home"))

    def _leave(self, count: int) -> None:
        for _ in range(count):
            if isinstance(self._app.screen, BaseScreen):
                self._app.screen.keep()
            self._app.pop_screen()
