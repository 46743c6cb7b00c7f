"""The list of labs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizrnn.labs.catalog import LABS
from quizrnn.text import Text, both
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.labs.model import Lab


class LabsScreen(BaseScreen):
    """Every lab; Enter opens one."""

    DEFAULT_CSS = """
    LabsScreen #labs {
        height: 1fr;
        padding: 0 1;
    }
    """

    def __init__(self) -> None:
        super().__init__(name="labs")

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Labs", "实验")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Experiments computed on the spot by the reference code. First you predict, then you see.",
            "由参考实现现场计算的实验。先预测，再看结果。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the list."""
        yield PieceList([self._entry(lab) for lab in LABS], ids=[lab.name for lab in LABS], id="labs")

    def on_mount(self) -> None:
        """Give the list the keys."""
        self.query_one(PieceList).focus()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self.query_one(PieceList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lab that was chosen."""
        event.stop()
        from quizrnn.tui.screens.lab import lab_screen

        name = event.option.id or ""
        self.quizrnn.ways.show(lambda: lab_screen(name))

    def _entry(self, lab: Lab) -> Prose:
        return Prose(
            [
                Paragraph(Content.styled(self.say(lab.title), "bold")),
                Paragraph(Content.styled(self.say(lab.about), "$text-muted"), Content("  "), 2),
            ]
        )
