"""The application: its first screen, the keys that hold everywhere, language and theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual.binding import Binding

from quizrnn.collector import sweep
from quizrnn.errors import QuizrnnError
from quizrnn.text import both
from quizrnn.tui import crash
from quizrnn.tui.adjusting import AdjustableApp
from quizrnn.tui.keys import bind, key_shown
from quizrnn.tui.screens.base import WIDE, BaseScreen
from quizrnn.tui.signals import heed
from quizrnn.tui.ways import Ways

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen

    from quizrnn.labs.model import Setup
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.study.runner import StudySession
    from quizrnn.tui.commands import OwnCommands
    from quizrnn.tui.services import Services

Start = Literal["home", "quiz", "drill", "interview", "lab"]


def own_commands() -> type[OwnCommands]:
    """Return the palette's commands; Textual's palette is imported when it is first opened."""
    from quizrnn.tui.commands import OwnCommands

    return OwnCommands


class QuizrnnApp(AdjustableApp):
    """The interface. Screens draw and pass on; the rules live in ``study`` and ``drills``.

    Attributes:
        services: Content, record, clock and random generator.
        ways: Leads from screen to screen.
        failure: Why the interface ended, where that was not the learner's wish.
        ended_by: The signal that ended it, where one did.
    """

    TITLE = "quizrnn"
    CSS_PATH = Path(__file__).with_name("quizrnn.tcss")
    COMMANDS = {own_commands}  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help", "question_mark", "help", display="?"),
        bind("help", "f1", "help", display="F1"),
        bind("quit", "q", "quit", display="q"),
        bind("quit", "ctrl+q", "quit", display="^q", priority=True),
        bind("palette", "ctrl+p", "command_palette", display="^p"),
        bind("language", "f2", "language", display="F2"),
    ]

    def __init__(
        self,
        services: Services,
        *,
        lang: str = "en",
        start: Start = "home",
        session: StudySession | None = None,
        drill: str | None = None,
        interview: HeldInterview | None = None,
        shows_clock: bool = True,
        lab: Setup | None = None,
        ascii_only: bool = False,
        ascii_terminal: bool = False,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(
            services,
            lang=lang,
            ascii_only=ascii_only,
            ascii_terminal=ascii_terminal,
            driver_class=driver_class,
        )
        self.ways = Ways(self)
        self.failure: QuizrnnError | None = None
        self.ended_by: int | None = None
        self._start: Start = start
        self._session = session
        self._drill = drill
        self._interview = interview
        self._shows_clock = shows_clock
        self._lab = lab

    def on_mount(self) -> None:
        """Take over the keys that the learner has changed, and say which of them will not do."""
        self.set_interval(1, sweep)
        if not self.is_headless:
            heed(self._leave)
        if self.services.settings.keys:
            from quizrnn.tui.keymap import usable

            keys, problems = usable(self.services.settings.keys)
            self.set_keymap(keys)
            for wrong in problems:
                self.tell(wrong, "warning")

    def watch_app_focus(self, looked: bool) -> None:
        """Tell the screens whether the terminal is looked at: Textual tells the application alone."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.looked_at(looked)

    def get_default_screen(self) -> Screen[object]:
        """Return the first screen, which so is painted before anything else is done."""
        if self._start == "quiz":
            from quizrnn.tui.screens.quiz import QuizScreen

            return cast("Screen[object]", QuizScreen(self._session))
        if self._start == "drill" and self._drill is not None:
            from quizrnn.tui.screens.drill import DrillScreen

            return cast("Screen[object]", DrillScreen(self._drill))
        if self._start == "interview" and self._interview is not None:
            from quizrnn.tui.screens.interview import InterviewScreen

            screen = InterviewScreen(self._interview, clock=self._shows_clock)
            return cast("Screen[object]", screen)
        if self._start == "lab" and self._lab is not None:
            from quizrnn.tui.screens.lab import LabScreen

            return cast("Screen[object]", LabScreen(self._lab))
        return cast("Screen[object]", self.ways.make("home"))

    def action_open(self, name: str) -> None:
        """Go to a screen by its name."""
        self.ways.open(name)

    def action_help(self) -> None:
        """Say what the keys do where one stands."""
        from quizrnn.tui.screens.help import HelpScreen

        if isinstance(self.screen, BaseScreen) and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.of(self.screen))

    def action_command_palette(self) -> None:
        """Open the palette, which holds our own commands only."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=self.say(both("Type a command …", "输入命令 …"))))

    async def action_quit(self) -> None:
        """Leave, with everything saved."""
        self.keep()
        self.exit()

    def _leave(self, signal: int) -> None:
        """Leave because of a signal, with everything saved."""
        self.ended_by = signal
        try:
            self.keep()
        finally:
            self.exit()

    def keep(self) -> None:
        """Save what any screen has not saved yet."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.keep()

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the bottom line shows it."""
        return binding.key_display or key_shown(binding.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the help key on the help page."""
        if action == "help":
            return getattr(self.screen, "name", None) != "help"
        return super().check_action(action, parameters)

    def _handle_exception(self, error: Exception) -> None:
        cause = getattr(error, "error", error)
        cause = cause if isinstance(cause, Exception) else error
        if self.failure is None:
            self.failure = cause if isinstance(cause, QuizrnnError) else crash.report(self, cause)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()
