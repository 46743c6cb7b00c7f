"""A list to choose from by letter, digit, arrow or ``j k g G``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.geometry import Region
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.style import Style

MOTIONS: Final = frozenset("jkgG")
"""Characters that move and so never choose."""
_RESERVED: Final = MOTIONS | {"q"}


class PieceList(OptionList):
    """An option list without markup whose entries may be called by a character.

    A character that calls an entry is taken before any binding of the screen; the screen's key of that name
    stays reachable as a function key.
    """

    DEFAULT_CSS = """
    PieceList {
        border: none;
        padding: 0;
        background: transparent;
        height: auto;
        max-height: 100%;
        text-wrap: wrap;
    }
    PieceList:focus {
        border: none;
        background-tint: transparent;
    }
    PieceList > .option-list--option-highlighted {
        background: $block-cursor-blurred-background;
        color: $foreground;
        text-style: none;
    }
    PieceList > .piece-list--here {
        background: $primary 35%;
        color: $foreground;
        text-style: none;
    }
    PieceList > .option-list--option-disabled {
        color: $foreground;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("choose", "enter", "select"),
        bind("cursor.down", "j", "cursor_down", show=False),
        bind("cursor.up", "k", "cursor_up", show=False),
        bind("cursor.first", "g", "first", show=False),
        bind("cursor.last", "G", "last", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"piece-list--here"}
    """The highlighted entry of the list that has the keys."""
    auto_links: Reactive[bool] = Reactive(default=False)

    def __init__(
        self,
        prompts: Iterable[Prose | Content] = (),
        *,
        calls: Sequence[str] = (),
        ids: Sequence[str] = (),
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Make a list.

        Args:
            prompts: The entries.
            calls: The character that calls each entry, as far as they have one.
            ids: Identifier of each entry, if they have one.
            id: The widget's own identifier.
        """
        self._calls: dict[str, int] = {}
        super().__init__(id=id, markup=False)
        self.show(prompts, calls=calls, ids=ids)

    def show(
        self,
        prompts: Iterable[Prose | Content],
        *,
        calls: Sequence[str] = (),
        ids: Sequence[str] = (),
        highlighted: int | None = 0,
    ) -> None:
        """Show other entries in place of those shown."""
        entries = [
            Option(prompt, id=ids[place] if place < len(ids) else None)
            for place, prompt in enumerate(prompts)
        ]
        self.set_options(entries)
        self._calls = {call: place for place, call in enumerate(calls[: len(entries)]) if call}
        if entries and highlighted is not None:
            self.highlighted = min(highlighted, len(entries) - 1)

    def recall(self, calls: Sequence[str]) -> None:
        """Call the entries by other characters."""
        self._calls = {call: place for place, call in enumerate(calls[: self.option_count]) if call}

    def replace(self, place: int, prompt: Prose | Content) -> None:
        """Show ``prompt`` for the entry at ``place``."""
        self.replace_option_prompt_at_index(place, prompt)

    def called(self, character: str | None) -> int | None:
        """Return the place of the entry that ``character`` calls: its own letter, or a digit."""
        if not character or character in _RESERVED:
            return None
        if (place := self._calls.get(character.lower())) is not None:
            return place
        if character.isdecimal() and character.isascii() and 1 <= int(character) <= self.option_count:
            return int(character) - 1
        return None

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Say which characters call an entry, so that the bottom line names the function key instead."""
        return self.called(character) is not None

    def on_key(self, event: events.Key) -> None:
        """Highlight the entry that was called."""
        place = self.called(event.character)
        if place is None:
            return
        event.stop()
        event.prevent_default()
        self.highlighted = place
        self.entry_called(place)

    def entry_called(self, place: int) -> None:
        """Do what calling an entry does beyond highlighting it; nothing here."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the list anew; its styles, matched again, would keep the key waiting that moved the focus."""
        self.refresh()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return a style, in which the highlighted entry shows whether the list has the keys."""
        if self.has_focus and "option-list--option-highlighted" in component_classes:
            component_classes = ("option-list--option", "piece-list--here")
        return super().get_visual_style(*component_classes, partial=partial)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Keep the highlighted entry in sight where the list stands inside something that scrolls."""
        super().watch_highlighted(highlighted)
        if highlighted is not None and self.is_mounted:
            self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        scroll = next(
            (node for node in self.ancestors if isinstance(node, Widget) and node.max_scroll_y > 0), None
        )
        if scroll is None or self.highlighted is None or not self.is_attached:
            return
        line = next((row for row, (place, _) in enumerate(self._lines) if place == self.highlighted), 0)
        top = self.region.y - scroll.content_region.y + scroll.scroll_offset.y + line
        height = self._heights.get(self.highlighted, 1)
        scroll.scroll_to_region(Region(0, top, 1, height), animate=False, force=True)


def labelled(label: str, content: Content, *, mark: str = "", style: str = "bold") -> Prose:
    """Return an entry with a mark and a label before it, wrapped lines hanging behind them."""
    first = Content.assemble((f"{mark} " if mark else "", ""), (label, style), "  ")
    return Prose([Paragraph(content, first, first.cell_length)])
