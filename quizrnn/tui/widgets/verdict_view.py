"""The verdict on an answer: mark and word, feedback, key, explanation, the claim put right, and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.content import Content

from quizrnn.study.records import Rating
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import diff_lines, labelled_prose, line, prose
from quizrnn.tui.widgets.label import Note, Passage, Preformatted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizrnn.answers.shown import Shown
    from quizrnn.answers.verdict import Verdict
    from quizrnn.bank.library import Library
    from quizrnn.bank.model import Question
    from quizrnn.study.steps import Revealed

RATINGS: Final[dict[Rating, Text]] = {
    Rating.AGAIN: both("Again", "重来"),
    Rating.HARD: both("Hard", "困难"),
    Rating.GOOD: both("Good", "良好"),
    Rating.EASY: both("Easy", "轻松"),
}
"""Names of the ratings."""


def verdict_word(verdict: Verdict, *, gave_up: bool, lang: str) -> Content:
    """Return the mark and the word of a verdict."""
    if gave_up:
        return Content.styled(pick(both("– answer shown", "– 已显示答案"), lang), "bold $text-warning")
    if verdict.correct:
        return Content.styled(pick(both("✓ right", "✓ 正确"), lang), "bold $text-success")
    if verdict.score > 0:
        share = f"{verdict.score:.0%}"
        word = pick(both(f"✗ partly right ({share})", f"✗ 部分正确（{share}）"), lang)
        return Content.styled(word, "bold $text-warning")
    return Content.styled(pick(both("✗ wrong", "✗ 错误"), lang), "bold $text-error")


class VerdictView(Vertical):
    """Everything there is to say once a question is answered."""

    DEFAULT_CSS = """
    VerdictView {
        height: auto;
        margin-top: 1;
    }
    VerdictView Passage, VerdictView Preformatted {
        margin-bottom: 1;
    }
    VerdictView #word {
        margin-bottom: 0;
    }
    VerdictView #rating {
        margin: 0 0 1 0;
    }
    """

    def __init__(self, revealed: Revealed, shown: Shown, library: Library, lang: str) -> None:
        super().__init__()
        self._revealed = revealed
        self._shown = shown
        self._library = library
        self._lang = lang

    def compose(self) -> ComposeResult:
        """Lay the verdict out."""
        verdict = self._revealed.verdict
        gave_up = not self._revealed.answer
        yield Passage(verdict_word(verdict, gave_up=gave_up, lang=self._lang), id="word")
        yield Note(self._rating_line(self._revealed), id="rating")
        for feedback in verdict.feedback:
            yield Passage(prose(pick(feedback, self._lang)))
        if verdict.diff:
            yield Preformatted(diff_lines(verdict.diff))
        if not verdict.correct:
            key = both("Answer", "答案")
            yield Passage(labelled_prose(pick(key, self._lang), pick(verdict.expected, self._lang)))
        yield from explanation(self._revealed.instance.question, self._shown, self._library, self._lang)

    def show_rating(self, revealed: Revealed) -> None:
        """Show the rating after an override."""
        self._revealed = revealed
        self.query_one("#rating", Note).say(self._rating_line(revealed))

    def _rating_line(self, revealed: Revealed) -> Content:
        parts = [Content(pick(both("Rated", "评分"), self._lang) + " ")]
        for rating, name in RATINGS.items():
            chosen = rating is revealed.rating
            text = (
                f"[{rating.value} {pick(name, self._lang)}]"
                if chosen
                else f" {rating.value} {pick(name, self._lang)} "
            )
            parts.append(Content.styled(text, "bold $text-accent" if chosen else ""))
        if revealed.offers_easy:
            parts.append(
                Content(
                    pick(
                        both("  Quick and right: 4 if it was easy.", "  又快又对：若觉得轻松可按 4。"),
                        self._lang,
                    )
                )
            )
        return Content("").join(parts)


def explanation(question: Question, shown: Shown, library: Library, lang: str) -> ComposeResult:
    """Return the explanation, the article's claim that the question puts right, and the sources."""
    if shown.explanation:
        yield Passage(prose(shown.explanation), id="explanation")
    if question.corrects:
        claim = library.claim(question.corrects)
        name = question.corrects
        label = pick(both(f"The article claims ({name})", f"文章的说法（{name}）"), lang)
        says = pick(claim.says, lang) if claim else ""
        yield Passage(labelled_prose(label, says))
        if claim and claim.repair:
            yield Passage(labelled_prose(pick(both("In fact", "事实上"), lang), pick(claim.repair, lang)))
    if question.sources:
        bank = library.bank_of(question.id).slug
        texts = [pick(library.reference(key, bank) or key, lang) for key in question.sources]
        label = pick(both("Sources", "来源"), lang)
        yield Passage(
            Content.assemble((f"{label}  ", "bold"), Content("; ").join(line(text) for text in texts))
        )
