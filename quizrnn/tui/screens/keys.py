"""The keys of the interface, and how to change them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui.keymap import Standard, problem, standard
from quizrnn.tui.keys import bind, key_shown, named
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.label import Note, Still
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.widgets import OptionList


class KeyCatcher(Still):
    """A line that takes the next key, whichever it is, before anything else gets it."""

    class Caught(Message):
        """A key was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def on_key(self, event: events.Key) -> None:
        """Pass the key on."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Caught(event.key))

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Say that no other key does anything now."""
        return True


class KeysScreen(BaseScreen):
    """What can be done, each with its keys; Enter takes another key for one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("add-key", "plus", "add", display="+"),
        bind("standard", "backspace", "standard", display="Bksp"),
    ]

    def __init__(self) -> None:
        super().__init__(name="keys")
        self._asked: str | None = None
        self._adds = False

    @cached_property
    def made(self) -> Standard:
        """The keys as they are made."""
        return standard()

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Keys", "按键")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Enter and then a key gives that key to the highlighted entry in place of those it has; `+` adds "
            "it to them. Backspace takes the standard keys. A letter does nothing while you type into a "
            "field: take a function key for what you need there.",
            "按回车后再按一个键，即用它代替当前项的按键；按 `+` 则是添加一个键。退格键恢复默认按键。"
            "在输入框里打字时字母键不起作用：那里要用的功能请设为功能键。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the list, and the line that says what to press."""
        yield PieceList(id="keylist")
        yield KeyCatcher(id="catcher")
        yield Note(id="wrong-key")

    def on_mount(self) -> None:
        """List the keys."""
        self._list(0)

    async def retell(self) -> None:
        """Say everything in the other language."""
        place = self.query_one("#keylist", PieceList).highlighted or 0
        await super().retell()
        self._list(place)

    @property
    def _keymap(self) -> dict[str, str]:
        return self.services.settings.keys

    @property
    def _highlighted(self) -> str:
        return [*self.made.keys][self.query_one("#keylist", PieceList).highlighted or 0]

    def _list(self, place: int, said: Text = "") -> None:
        self._asked = None
        pieces = self.query_one("#keylist", PieceList)
        pieces.show([self._entry(name) for name in self.made.keys], highlighted=place)
        self.query_one("#catcher").display = False
        note = self.query_one("#wrong-key", Note)
        note.display = bool(said)
        note.say(Content.styled(f"✗ {self.say(said)}", "$text-error") if said else "")
        pieces.focus()

    def _entry(self, name: str) -> Content:
        changed = name in self._keymap
        keys = self._keymap[name].split(",") if changed else self.made.keys[name]
        title = self.say(named(name))
        gap = " " * max(1, 24 - Content(title).cell_length)
        shown = "  ".join(key_shown(key) for key in keys)
        mark = self.say(both("  changed", "  已更改")) if changed else ""
        return Content.assemble(
            (shown.ljust(14), "bold $text-accent"), "  ", title, gap, (mark, "$text-muted")
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Wait for the new key."""
        event.stop()
        self._ask(adds=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Offer what can be done with it."""
        event.stop()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the standard keys where there are others."""
        if action == "standard":
            return self.is_mounted and self._highlighted in self._keymap
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Wait for a further key."""
        self._ask(adds=True)

    def _ask(self, *, adds: bool) -> None:
        self._asked, self._adds = self._highlighted, adds
        self.query_one("#wrong-key").display = False
        catcher = self.query_one("#catcher", KeyCatcher)
        name = self.say(named(self._asked))
        catcher.say(
            Content.styled(
                self.say(
                    both(f"Press the key for “{name}”; Esc leaves it.", f"请按“{name}”的新按键；Esc 取消。")
                ),
                "bold",
            )
        )
        catcher.display = True
        catcher.focus()

    async def on_key_catcher_caught(self, event: KeyCatcher.Caught) -> None:
        """Take the key, or say why it will not do."""
        event.stop()
        name, place = self._asked, self.query_one("#keylist", PieceList).highlighted or 0
        if name is None or event.key == "escape":
            self._list(place)
        elif (wrong := problem(name, event.key, self._keymap, self.made)) is not None:
            self._list(place, wrong)
        else:
            before = self._keymap.get(name, ",".join(self.made.keys[name])).split(",") if self._adds else []
            await self._keep({**self._keymap, name: ",".join(dict.fromkeys([*before, event.key]))})

    async def action_standard(self) -> None:
        """Take the standard keys again."""
        await self._keep({name: keys for name, keys in self._keymap.items() if name != self._highlighted})

    async def _keep(self, keys: dict[str, str]) -> None:
        place = self.query_one("#keylist", PieceList).highlighted or 0
        try:
            await self.quizrnn.change_setting("keys", keys)
        except QuizrnnError as error:
            self._list(place, error.message)
        else:
            self._list(place)
