"""The list of coding drills."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content

from quizrnn.study.records import DRILL_PREFIX
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.label import Note
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.bank.drills import Drill


STARS: Final = 5
"""The highest difficulty."""


class DrillsScreen(BaseScreen):
    """Every drill with its best score and when it is due; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", "enter", "open_drill")]

    def __init__(self) -> None:
        super().__init__(name="drills")

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Drills", "编程练习")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Each drill asks for one or two NumPy functions. They are graded on random cases, and a mistake "
            "that is recognised is named.",
            "每个练习要求写一两个 NumPy 函数。评测使用随机用例；能识别的错误会直接指出。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the list."""
        yield PieceList(id="drills")
        yield Note(id="none")

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()

    def on_screen_resume(self) -> None:
        """Show what changed while a drill was open."""
        self._fill()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self._fill()

    def _fill(self) -> None:
        drills = self.services.library.drills()
        pieces = self.query_one("#drills", PieceList)
        pieces.show(
            [self._entry(drill) for drill in drills],
            ids=[drill.drill for drill in drills],
            highlighted=pieces.highlighted or 0,
        )
        pieces.display = bool(drills)
        none = self.query_one("#none", Note)
        none.say(self.say(both("There are no drills in this installation.", "当前安装中没有编程练习。")))
        none.display = not drills
        pieces.focus()

    def _entry(self, drill: Drill) -> Prose:
        lang = self.quizrnn.lang
        best = self.services.store.best_score(drill.drill)
        mark = "  " if best is None else "✓ " if best >= 1 else "✗ "
        style = "$text-success" if best is not None and best >= 1 else "$text-warning"
        card = self.services.store.card(DRILL_PREFIX + drill.drill)
        notes = [] if best is None else [f"{best:.0%}"]
        if card.due is not None and card.due <= self.services.clock.now():
            notes.append(pick(both("due", "到期"), lang))
        head = Content.styled(mark, f"bold {style}")
        head += Content.styled(f"{'★' * drill.difficulty:<{STARS}}  ", "$text-muted")
        text = Content.styled(drill.drill, "bold") + Content("  ") + line(pick(drill.title, lang))
        if notes:
            text += Content.styled("  " + " · ".join(notes), "$text-muted")
        return Prose([Paragraph(text, head, head.cell_length)])

    def action_open_drill(self) -> None:
        """Open the highlighted drill."""
        pieces = self.query_one("#drills", PieceList)
        if pieces.highlighted is not None:
            self._open(pieces.get_option_at_index(pieces.highlighted).id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the drill that was chosen."""
        event.stop()
        self._open(event.option.id or "")

    def _open(self, drill: str) -> None:
        from quizrnn.tui.screens.drill import DrillScreen

        self.quizrnn.ways.show(lambda: DrillScreen(drill))
