"""The application: its screens, the keys that hold everywhere, language and theme."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Literal, cast

from textual.app import App
from textual.binding import Binding
from textual.reactive import reactive
from textual.theme import Theme

from quizrnn.errors import QuizrnnError
from quizrnn.text import LANGUAGES, Text, both, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import WIDE, BaseScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen

    from quizrnn.study.runner import StudySession
    from quizrnn.tui.commands import OwnCommands
    from quizrnn.tui.services import Services

Start = Literal["home", "quiz", "drill"]

ACCENT_DARK: Final = "#6FB3FF"
ACCENT_LIGHT: Final = "#0B5CAD"
DARK: Final = Theme(
    name="quizrnn-dark",
    primary=ACCENT_DARK,
    secondary=ACCENT_DARK,
    accent=ACCENT_DARK,
    foreground="#DDE1E6",
    background="#14161A",
    surface="#1B1E23",
    panel="#262A31",
    success="#7FC98F",
    warning="#E0B25C",
    error="#F08A7E",
    dark=True,
)
LIGHT: Final = Theme(
    name="quizrnn-light",
    primary=ACCENT_LIGHT,
    secondary=ACCENT_LIGHT,
    accent=ACCENT_LIGHT,
    foreground="#1F2328",
    background="#FBFAF7",
    surface="#F3F1EC",
    panel="#E6E3DC",
    success="#1A6E35",
    warning="#8A5A00",
    error="#B3261E",
    dark=False,
)


def own_commands() -> type[OwnCommands]:
    """Return the palette's commands; Textual's palette is imported when it is first opened."""
    from quizrnn.tui.commands import OwnCommands

    return OwnCommands


class InterfaceError(QuizrnnError):
    """A fault of the interface itself; its report is on disk."""

    exit_code = 1


class QuizrnnApp(App[None]):
    """The interface. Screens draw and pass on; the rules live in ``study`` and ``drills``.

    Attributes:
        services: Content, record, clock and random generator.
        failure: Why the interface ended, where that was not the learner's wish.
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

    lang: reactive[str] = reactive("en", init=False)
    """The learner's language."""

    def __init__(
        self,
        services: Services,
        *,
        lang: str = "en",
        start: Start = "home",
        session: StudySession | None = None,
        drill: str | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.services = services
        self.failure: QuizrnnError | None = None
        self.set_reactive(QuizrnnApp.lang, lang)
        self._start: Start = start
        self._session = session
        self._drill = drill
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if services.settings.theme == "light" else DARK.name

    def on_mount(self) -> None:
        """Take over the keys that the learner has changed."""
        self.set_keymap(self.services.settings.keys)

    def get_default_screen(self) -> Screen[object]:
        """Return the first screen, which so is painted before anything else is done."""
        if self._start == "quiz":
            from quizrnn.tui.screens.quiz import QuizScreen

            return cast("Screen[object]", QuizScreen(self._session))
        if self._start == "drill" and self._drill is not None:
            from quizrnn.tui.screens.drill import DrillScreen

            return cast("Screen[object]", DrillScreen(self._drill))
        return cast("Screen[object]", self.make("home"))

    def make(self, name: str) -> BaseScreen:
        """Return a new screen by its name."""
        if name == "quiz":
            from quizrnn.tui.screens.quiz import QuizScreen

            return QuizScreen(self.services.session())
        if name == "drills":
            from quizrnn.tui.screens.drills import DrillsScreen

            return DrillsScreen()
        if name == "browse":
            from quizrnn.tui.screens.browse import BrowseScreen

            return BrowseScreen()
        if name == "stats":
            from quizrnn.tui.screens.stats import StatsScreen

            return StatsScreen()
        from quizrnn.tui.screens.home import HomeScreen

        return HomeScreen()

    def say(self, text: Text) -> str:
        """Return ``text`` in the learner's language."""
        return pick(text, self.lang)

    def tell(self, text: Text, severity: Literal["information", "warning", "error"] = "information") -> None:
        """Show a passing notice."""
        self.notify(self.say(text), severity=severity, markup=False)

    def show_made(self, make: Callable[[], BaseScreen]) -> None:
        """Open a screen, or say why it cannot be."""
        try:
            screen = make()
        except QuizrnnError as error:
            self.tell(error.message, "error")
            return
        self.push_screen(screen)

    def action_open(self, name: str) -> None:
        """Go to a screen by its name: back to it where it is open, else open it."""
        if name == "home":
            self.go_home()
            return
        for depth, screen in enumerate(reversed(self.screen_stack)):
            if screen.name == name:
                self._leave(depth)
                return
            if screen.name == "home":
                break
        self.show_made(lambda: self.make(name))

    def go_home(self) -> None:
        """Leave every screen above home; where the interface did not begin there, open it above the first."""
        names = [screen.name for screen in reversed(self.screen_stack)]
        if "home" in names:
            self._leave(names.index("home"))
        else:
            self._leave(len(names) - 1)
            self.push_screen(self.make("home"))

    def _leave(self, count: int) -> None:
        for _ in range(count):
            if isinstance(self.screen, BaseScreen):
                self.screen.keep()
            self.pop_screen()

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

    async def action_language(self) -> None:
        """Change to the next language and keep it."""
        self.lang = LANGUAGES[(LANGUAGES.index(self.lang) + 1) % len(LANGUAGES)]
        self._keep_setting(language=self.lang)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                await screen.retell()

    def action_theme(self) -> None:
        """Change between the light and the dark theme and keep the choice."""
        light = self.theme == DARK.name
        self.theme = LIGHT.name if light else DARK.name
        self._keep_setting(theme="light" if light else "dark")

    async def action_quit(self) -> None:
        """Leave, with everything saved."""
        self.keep()
        self.exit()

    def keep(self) -> None:
        """Save what any screen has not saved yet."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.keep()

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the bottom line shows it."""
        return binding.key_display or super().get_key_display(binding)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the help key on the help page."""
        if action == "help":
            return getattr(self.screen, "name", None) != "help"
        return super().check_action(action, parameters)

    def _keep_setting(self, **changes: str) -> None:
        import msgspec

        try:
            settings = msgspec.structs.replace(self.services.settings, **changes)
            self.services.settings = settings
            settings.save(self.services.paths.settings)
        except (QuizrnnError, OSError) as error:
            message = error.message if isinstance(error, QuizrnnError) else str(error)
            self.tell(message, "warning")

    def _handle_exception(self, error: Exception) -> None:
        cause = getattr(error, "error", error)
        cause = cause if isinstance(cause, Exception) else error
        if self.failure is None:
            self.failure = cause if isinstance(cause, QuizrnnError) else self._report(cause)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _report(self, error: Exception) -> InterfaceError:
        """Write down what happened, and say where it stands and that nothing is lost."""
        text = "".join(traceback.format_exception(error))
        stamp = f"{self.services.clock.now():%Y%m%d-%H%M%S}"
        path = self.services.paths.cache / f"crash-{stamp}.txt"
        try:
            self.keep()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except (OSError, QuizrnnError):
            return InterfaceError(
                both(
                    f"the interface broke: {error!r}; your answers are saved",
                    f"界面出错：{error!r}；你的答案均已保存",
                )
            )
        return InterfaceError(
            both(
                f"the interface broke; the report is in {path}; your answers are saved",
                f"界面出错，报告在 {path}；你的答案均已保存",
            )
        )
