"""Still texts: prose, code, figures and quiet notes, none of which parses markup."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Static

from quizrnn.tui.prose import Paragraph, Prose


class Passage(Static):
    """Prose that takes the height it needs."""

    DEFAULT_CSS = """
    Passage {
        height: auto;
    }
    """
    auto_links: Reactive[bool] = Reactive(default=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    """Known once all is laid out; what never scrolls needs no second layout for it."""

    def __init__(
        self,
        text: Prose | Content | str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(as_visual(text), id=id, classes=classes, markup=False)
        self._said = text if isinstance(text, str) else None

    def say(self, text: Prose | Content | str) -> None:
        """Show another text."""
        if isinstance(text, str) and text == self._said:
            return
        self._said = text if isinstance(text, str) else None
        self.update(as_visual(text))


class Still(Passage, can_focus=True):
    """A passage that may have the focus, so that the keys go to what it stands in; it looks the same then."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Leave the styles alone, which Textual would match anew."""


class Note(Passage):
    """A quiet line that says how something is done."""

    DEFAULT_CSS = """
    Note {
        color: $text-muted;
        margin-top: 1;
    }
    """


class Preformatted(Static):
    """Code or a figure: its lines are kept as they are, and what is too wide can be scrolled to."""

    DEFAULT_CSS = """
    Preformatted {
        height: auto;
        width: auto;
        min-width: 100%;
        text-wrap: nowrap;
    }
    """

    def __init__(self, content: Content | str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        text = content if isinstance(content, Content) else Content(content)
        super().__init__(text, id=id, classes=classes, markup=False)


def as_visual(text: Prose | Content | str) -> Prose:
    """Return ``text`` as prose that wraps."""
    if isinstance(text, Prose):
        return text
    content = text if isinstance(text, Content) else Content(text)
    return Prose([Paragraph(content)])
