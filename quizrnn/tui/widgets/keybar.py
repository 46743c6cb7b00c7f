"""The bottom line: the keys that do something here and now, help and quit first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widget import Widget

from quizrnn.text import pick
from quizrnn.tui.keys import NAMES, family, in_order

if TYPE_CHECKING:
    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen


class KeyHint(NamedTuple):
    """One entry of the line: the key to press, as shown and as Textual names it, and what it does."""

    key: str
    shown: str
    name: str


class KeyBar(Widget):
    """A footer of one widget that leaves out whole entries where Textual's own would clip the first.

    Each entry can be clicked.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._live: list[KeyHint] | None = None
        self._stale = False

    def on_mount(self) -> None:
        """Redraw whenever the live bindings change."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        """Stop listening."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        """Look once at what one key press may announce several times, when its effect is painted."""
        if not self._stale:
            self._stale = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        before, self._stale = self._live, False
        if not self.is_attached:
            return
        self._live = None
        if before != self._live_hints():
            self.refresh()

    def hints(self) -> list[KeyHint]:
        """Return the entries that fit into the line, in their order."""
        hints: list[KeyHint] = []
        room = self.content_size.width
        for hint in self._live_hints():
            width = _cells(hint) + (2 if hints else 0)
            if width <= room:
                room -= width
                hints.append(hint)
        return hints

    def _live_hints(self) -> list[KeyHint]:
        """Return an entry for each live key, in their order; the bindings are walked when they change."""
        if self._live is None:
            lang: str = getattr(self.app, "lang", "en")
            first: dict[str, Binding] = {}
            for active in self.screen.active_bindings.values():
                binding = active.binding
                name = family(binding.id or "")
                if binding.show and active.enabled and name in NAMES:
                    first.setdefault(name, binding)
            self._live = [
                KeyHint(first[name].key, self.app.get_key_display(first[name]), pick(NAMES[name], lang))
                for name in in_order(first)
            ]
        return self._live

    def render(self) -> Content:
        """Return the line for the live bindings and the current width."""
        return Content("  ").join(
            Content.assemble((hint.shown, "bold $text-accent"), (f" {hint.name}", ""))
            for hint in self.hints()
        )

    def on_click(self, event: events.Click) -> None:
        """Press the key whose entry was clicked."""
        place = event.x - self.styles.padding.left
        for hint in self.hints():
            if 0 <= place < _cells(hint):
                self.app.simulate_key(hint.key)
                return
            place -= _cells(hint) + 2


def _cells(hint: KeyHint) -> int:
    return Content(f"{hint.shown} {hint.name}").cell_length
