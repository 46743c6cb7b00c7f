"""Still texts: prose, code, figures and quiet notes, none of which parses markup."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from quizrnn.tui.prose import Paragraph, Prose


class Passage(Static):
    """Prose that takes the height it needs."""

    DEFAULT_CSS = """
    Passage {
        height: auto;
    }
    """

    def __init__(
        self,
        text: Prose | Content | str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(as_visual(text), id=id, classes=classes, markup=False)

    def say(self, text: Prose | Content | str) -> None:
        """Show another text."""
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
