"""How sure the learner is of an answer: one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.message import Message

from quizrnn.text import Text, both, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.label import Passage

if TYPE_CHECKING:
    from textual.binding import BindingType

STEP: Final = 5
"""Per cent by which the arrow keys change a bet."""

LEAST: Final = 50
_FIRST: Final = 75
_CELLS: Final = 20

ASK: Text = both("How sure are you of it?", "你有多大把握？")
HOW: Text = both(
    "5 to 9 bet 50 to 90 %, 0 bets 100 %; or the arrow keys and Enter. 50 % is a guess.",
    "按 5 到 9 表示 50 到 90 %，按 0 表示 100 %；也可用方向键选择后回车。50 % 就是猜。",
)


class BetView(Passage, can_focus=True):
    """Takes a bet from 50 to 100 %."""

    DEFAULT_CSS = """
    BetView {
        margin-top: 1;
        padding: 0 1;
        border-left: outer $accent;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("bet.50", "5", "bet(50)", display="5–9,0"),
        *(bind(f"bet.{digit}0", str(digit), f"bet({digit}0)", show=False) for digit in range(6, 10)),
        bind("bet.100", "0", "bet(100)", show=False),
        bind("bet-more.more", "right,up,l,k", "change(1)", display="←→"),
        bind("bet-more.less", "left,down,h,j", "change(-1)", show=False),
        bind("submit", "enter", "take"),
        bind("no-bet", "s", "no_bet"),
        bind("no-bet", "f5", "no_bet", display="F5"),
    ]

    class Made(Message):
        """A bet was made, or refused."""

        def __init__(self, confidence: float | None) -> None:
            super().__init__()
            self.confidence = confidence
            """From 0.5 to 1, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._percent = _FIRST
        self._lang = "en"

    def ask(self, lang: str) -> None:
        """Ask for a bet."""
        self._lang = lang
        self._percent = _FIRST
        self._draw()

    def action_bet(self, percent: int) -> None:
        """Make a bet at once."""
        self.post_message(self.Made(percent / 100))

    def action_change(self, steps: int) -> None:
        """Choose another bet."""
        self._percent = max(LEAST, min(100, self._percent + steps * STEP))
        self._draw()

    def action_take(self) -> None:
        """Make the bet that is chosen."""
        self.action_bet(self._percent)

    def action_no_bet(self) -> None:
        """Refuse to bet."""
        self.post_message(self.Made(None))

    def _draw(self) -> None:
        filled = round((self._percent - LEAST) / (100 - LEAST) * _CELLS)
        scale = Content.assemble(
            ("50 % ", "$text-muted"),
            ("█" * filled, "$accent"),
            ("░" * (_CELLS - filled), "$text-muted"),
            (" 100 %", "$text-muted"),
            (f"   {self._percent} %", "bold"),
        )
        rows = [
            Content.styled(pick(ASK, self._lang), "bold"),
            scale,
            Content.styled(pick(HOW, self._lang), "$text-muted"),
        ]
        self.say(Prose([Paragraph(row) for row in rows]))
