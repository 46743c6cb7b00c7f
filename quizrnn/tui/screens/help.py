"""What the keys do where the learner stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content

from quizrnn.text import Text, both
from quizrnn.tui.draw import prose
from quizrnn.tui.keys import NAMES, family, in_order, key_shown
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.label import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget


class HelpScreen(BaseScreen):
    """The live keys of the screen below, each with its name."""

    def __init__(self, about: Text, keys: Sequence[tuple[str, str]]) -> None:
        """Make a help page.

        Args:
            about: What the screen is for.
            keys: Id and display of each key that did something there.
        """
        super().__init__(name="help")
        self._about = about
        self._keys = tuple(keys)

    @classmethod
    def of(cls, screen: BaseScreen) -> HelpScreen:
        """Return the help page of a screen as it stands now, its focused widget included."""
        keys: list[tuple[str, str]] = []
        for active in screen.active_bindings.values():
            binding = active.binding
            name = family(binding.id or "")
            if active.enabled and name in NAMES:
                one = name == binding.id  # else the display speaks for all of the name
                keys.append((name, screen.app.get_key_display(binding) if one else key_shown(binding.key)))
        return cls(screen.about(), keys)

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Help", "帮助")

    def body(self) -> Iterable[Widget]:
        """Return what the screen below is for, and its keys."""
        yield VerticalScroll(
            Passage(prose(self.say(self._about)), id="about"),
            Passage(self._table(), id="keys"),
            Passage(
                prose(
                    self.say(
                        both(
                            "Tab goes to the next part of the screen. The mouse works everywhere, on the "
                            "names in the bottom line too. Keys can be changed in the settings.",
                            "Tab 切换到界面的下一部分。鼠标处处可用：底栏的按键名也可以点击。"
                            "按键可在设置中更改。",
                        )
                    )
                )
            ),
        )

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def _table(self) -> Prose:
        keys: dict[str, list[str]] = {}
        for name, shown in self._keys:
            if shown not in keys.setdefault(name, []):
                keys[name].append(shown)
        rows = [(" ".join(keys[name]), self.say(NAMES[name])) for name in in_order(keys)]
        width = max((cell_len(shown) for shown, _ in rows), default=0)
        return Prose(
            [
                Paragraph(
                    Content(name),
                    Content.styled(shown, "bold $text-accent") + Content(" " * (width - cell_len(shown) + 2)),
                    width + 2,
                )
                for shown, name in rows
            ]
        )
