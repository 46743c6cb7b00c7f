"""One lab: its prediction before its plot, and knobs on the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from quizrnn.errors import QuizrnnError
from quizrnn.labs.catalog import find
from quizrnn.labs.model import Setup
from quizrnn.text import Text, both
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.lab_bench import Bench
from quizrnn.tui.widgets.lab_page import LabPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.labs.model import Curves


def lab_screen(name: str) -> LabScreen:
    """Return the screen of a lab with its knobs as they stand at first.

    Raises:
        UnknownName: There is no such lab.
    """
    lab = find(name)
    return LabScreen(Setup(lab, lab.settings()))


class LabScreen(BaseScreen):
    """A lab: it asks for a prediction, shows the curves, and lets the knobs be turned.

    Attributes:
        bench: Where the knobs stand, and what was guessed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("which-knob.before", "up", "knob(-1)", display="↑↓"),
        bind("which-knob.after", "down", "knob(1)", show=False),
        bind("knob.down", "left", "turn(-1)", display="←→"),
        bind("knob.up", "right", "turn(1)", show=False),
        bind("predict", "p", "predict"),
        bind("reseed", "n", "reseed"),
        bind("give-up", "f6", "see", display="F6"),
        bind("scroll.on", "pagedown", "page(1)", display="PgDn"),
        bind("scroll.back", "pageup", "page(-1)", show=False),
        bind("scroll.on", "space", "page(1)", show=False),
    ]

    def __init__(self, setup: Setup) -> None:
        super().__init__(name="lab")
        self.bench = Bench(setup)
        self._curves: Curves | None = None

    def heading(self) -> Text:
        """Return the screen's name."""
        return self.bench.lab.title

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "First guess, then look: a guess that was wrong is remembered best. After that ← and → turn a "
            "knob, ↑ and ↓ choose one, n draws other numbers, p asks again where the knobs stand.",
            "先猜再看：猜错的印象最深。之后用 ← → 调节旋钮，↑ ↓ 选择旋钮，n 换一组随机数，"
            "p 按当前旋钮位置再问一次。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the page."""
        yield LabPage()

    def on_mount(self) -> None:
        """Ask first."""
        self._draw()

    def on_unmount(self) -> None:
        """End the learner's own code, if it still runs."""
        if self.bench.own is not None:
            self.bench.own.stop()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the knobs be turned once something was guessed, or the guess be left."""
        if action in ("knob", "turn", "predict", "reseed"):
            return self.bench.seen
        if action == "see":
            return not self.bench.seen
        if action == "page":
            return self.bench.seen and self.query_one(LabPage).max_scroll_y > 0
        return super().check_action(action, parameters)

    def on_lab_page_guessed(self, event: LabPage.Guessed) -> None:
        """Take a guess and show the curves, or say why it cannot be read."""
        event.stop()
        try:
            self.bench.guess(event.typed)
        except QuizrnnError as error:
            self.query_one(LabPage).say_trouble(self.say(error.message))
            return
        self._compute()

    def action_see(self) -> None:
        """Show the curves without a guess."""
        self.bench.see(None)
        self._compute()

    def action_predict(self) -> None:
        """Ask again, where the knobs stand now."""
        self.bench.ask_again()
        self._draw()

    def action_reseed(self) -> None:
        """Draw other numbers."""
        self.bench.reseed()
        self._compute()

    def action_knob(self, step: int) -> None:
        """Choose the next knob or the one before."""
        self.bench.choose(step)
        self.query_one(LabPage).draw_knobs(self.bench, self.quizrnn.lang)

    def action_turn(self, presses: int) -> None:
        """Turn the chosen knob."""
        if self.bench.turn(presses):
            self._compute()

    def action_page(self, pages: int) -> None:
        """Scroll to what is said below the plot."""
        page = self.query_one(LabPage)
        (page.scroll_page_down if pages > 0 else page.scroll_page_up)(animate=False)

    def _compute(self) -> None:
        """Compute and draw; the learner's own code runs in a child, and the keys are answered meanwhile."""
        if self.bench.own is None:
            self._show(self.bench.place, self.bench.curves())
            return
        self._draw()
        self.bench.own.stop()
        self.show_progress(self.say(both("running your code …", "正在运行你的代码 …")))
        self.run_worker(self._compute_own, thread=True, exclusive=True, exit_on_error=False)

    def _compute_own(self) -> None:
        from quizrnn.labs.own import Stopped

        settings, seed = place = self.bench.place
        try:
            curves = self.bench.lab.run(settings, seed, self.bench.own)
        except Stopped:
            return
        except QuizrnnError as error:
            self.app.call_from_thread(self._fail, place, error.message)
            return
        self.app.call_from_thread(self._show, place, curves)

    def _fail(self, place: tuple[dict[str, float], int], message: Text) -> None:
        """Say why the learner's own code yields no curves."""
        if place == self.bench.place and self.is_attached:
            self._draw()
            self.query_one(LabPage).say_trouble(self.say(message))

    def _show(self, place: tuple[dict[str, float], int], curves: Curves) -> None:
        """Draw curves, unless the knobs were turned on meanwhile."""
        if place == self.bench.place and self.is_attached:
            self._curves = curves
            self._draw()

    def _draw(self) -> None:
        page, curves = self.query_one(LabPage), self._curves
        page.draw(self.bench, curves, self.services.library, self.quizrnn.lang)
        if self.bench.seen and curves is not None:
            page.plot(curves, ascii_only=self.quizrnn.ascii)
        self.show_progress(self.say(both(f"seed {self.bench.seed}", f"种子 {self.bench.seed}")))
        self.refresh_bindings()
        self.call_after_refresh(self.refresh_bindings)
