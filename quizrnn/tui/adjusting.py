"""What the learner can change of the whole interface: language, theme, characters, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.app import App
from textual.reactive import reactive

from quizrnn.errors import QuizrnnError
from quizrnn.text import LANGUAGES, Text, pick
from quizrnn.tui.ascii import AsciiFilter
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.themes import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver
    from textual.filter import LineFilter

    from quizrnn.tui.services import Services


class AdjustableApp(App[None]):
    """An application that speaks the learner's language and takes over changed settings at once.

    Attributes:
        services: Content, record, clock and random generator.
    """

    lang: reactive[str] = reactive("en", init=False)
    """The learner's language."""

    def __init__(
        self,
        services: Services,
        *,
        lang: str,
        ascii_only: bool,
        ascii_terminal: bool,
        driver_class: type[Driver] | None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.services = services
        self.set_reactive(AdjustableApp.lang, lang)
        self._ascii_asked = ascii_only
        self._ascii_terminal = ascii_terminal
        self._spelling = AsciiFilter(lambda: self.lang, enabled=False)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self._apply()

    def say(self, text: Text) -> str:
        """Return ``text`` in the learner's language."""
        return pick(text, self.lang)

    def tell(self, text: Text, severity: Literal["information", "warning", "error"] = "information") -> None:
        """Show a passing notice."""
        self.notify(self.say(text), severity=severity, markup=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through before it is drawn."""
        return [*super().get_line_filters(), *([self._spelling] if self._spelling.enabled else [])]

    @property
    def ascii(self) -> bool:
        """Whether only ASCII characters are drawn: asked for, set, or all that the terminal can show."""
        chosen = self.services.settings.ascii
        return self._ascii_asked or (self._ascii_terminal if chosen is None else chosen)

    def _apply(self) -> None:
        """Draw as the settings say."""
        self.theme = LIGHT.name if self.services.settings.theme == "light" else DARK.name
        self._spelling.enabled = self.ascii

    async def action_language(self) -> None:
        """Change to the next language and keep it."""
        other = LANGUAGES[(LANGUAGES.index(self.lang) + 1) % len(LANGUAGES)]
        await self._keep_setting("language", other)

    async def action_theme(self) -> None:
        """Change between the light and the dark theme and keep the choice."""
        await self._keep_setting("theme", "light" if self.theme == DARK.name else "dark")

    async def change_setting(self, name: str, value: object) -> None:
        """Change a setting, on disk and on every screen.

        Raises:
            QuizrnnError: If the value is out of bounds, and nothing changes; or if it cannot be saved, and
                then it holds until the end.
        """
        try:
            self.services.change_settings(**{name: value})
        finally:
            self._apply()
            if name == "keys":
                self.set_keymap(self.services.settings.keys)
        if name in ("language", "ascii"):
            self.lang = str(value) if name == "language" else self.lang
            for screen in self.screen_stack:
                if isinstance(screen, BaseScreen):
                    await screen.retell()

    async def _keep_setting(self, name: str, value: object) -> None:
        try:
            await self.change_setting(name, value)
        except QuizrnnError as error:
            self.tell(error.message, "warning")
