"""The answer widgets of a page: one of each kind, of which one is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.tui.widgets.registry import WIDGETS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown
    from quizrnn.tui.widgets.answer import AnswerWidget

KINDS: Final = tuple(dict.fromkeys(WIDGETS.values()))
"""The kinds of widgets that a session may need."""


class AnswerShelf:
    """Hands the widgets out, each made when it is first wanted or while there is time.

    Attributes:
        in_sight: The widget that takes the answer now, None where none does.
    """

    def __init__(self, mount: Callable[[AnswerWidget], Awaitable[None]]) -> None:
        """Make an empty shelf.

        Args:
            mount: Puts a widget into its place on the page.
        """
        self.in_sight: AnswerWidget | None = None
        self._mount = mount
        self._made: dict[type[AnswerWidget], AnswerWidget] = {}

    async def show(
        self, kind: type[AnswerWidget], instance: Instance, shown: Shown, lang: str
    ) -> AnswerWidget:
        """Ask a question in the widget of a kind, in place of the one in sight."""
        if self.in_sight is not None and type(self.in_sight) is not kind:
            self.put_away()
        widget = self._made.get(kind)
        if widget is None:
            widget = self._made[kind] = kind()
            widget.show(instance, shown, lang)
            await self._mount(widget)
        else:
            widget.show(instance, shown, lang)
            widget.display = True
        self.in_sight = widget
        return widget

    def put_away(self) -> None:
        """Show no answer widget."""
        if self.in_sight is not None:
            self.in_sight.display = False
            self.in_sight = None

    async def prepare(self) -> bool:
        """Make one of those that were not wanted yet, out of sight; False where none is left."""
        kind = next((kind for kind in KINDS if kind not in self._made), None)
        if kind is None:
            return False
        widget = self._made[kind] = kind()
        widget.display = False
        await self._mount(widget)
        return True
