"""The verdict on an answer: mark and word, feedback, key, explanation, the claim put right, and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from quizrnn.study.rating import may_be_easy
from quizrnn.study.records import Rating
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import diff_lines, labelled_prose, line, prose
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.label import Still

if TYPE_CHECKING:
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

BLANK: Final = Paragraph(Content(""))


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


class VerdictView(Still):
    """Everything there is to say once a question is answered, as one text."""

    DEFAULT_CSS = """
    VerdictView {
        margin-top: 1;
    }
    """

    def draw(
        self, revealed: Revealed, shown: Shown, library: Library, lang: str, note: Text | None = None
    ) -> None:
        """Show a verdict, and a note on the card."""
        self._lang = lang
        self._offers_easy = revealed.offers_easy
        self._may_be_easy = may_be_easy(revealed.review.kind)
        verdict = revealed.verdict
        self._word = verdict_word(verdict, gave_up=not revealed.answer, lang=lang)
        blocks: list[tuple[Paragraph, ...]] = []
        if note is not None:
            blocks.append((Paragraph(Content.styled(pick(note, lang), "$text-warning")),))
        blocks += [prose(pick(feedback, lang)).paragraphs for feedback in verdict.feedback]
        if verdict.diff:
            blocks.append(tuple(Paragraph(row, rest=2) for row in diff_lines(verdict.diff).split("\n")))
        if not verdict.correct:
            key = both("Answer", "答案")
            blocks.append(labelled_prose(pick(key, lang), pick(verdict.expected, lang)).paragraphs)
        blocks += explanation(revealed.instance.question, shown, library, lang)
        self._rest = [row for block in blocks for row in (BLANK, *block)]
        self.show_rating(revealed.rating)

    def show_rating(self, rating: Rating) -> None:
        """Show the rating, also after an override."""
        self.say(Prose([Paragraph(self._word), Paragraph(self._rating_line(rating)), *self._rest]))

    def _rating_line(self, counts: Rating) -> Content:
        parts = [Content(pick(both("Rated", "评分"), self._lang) + " ")]
        for rating, name in RATINGS.items():
            if rating is Rating.EASY and not self._may_be_easy:
                continue
            chosen = rating is counts
            text = f"{rating.value} {pick(name, self._lang)}"
            parts.append(
                Content.styled(f"[{text}]" if chosen else f" {text} ", "bold $text-accent" if chosen else "")
            )
        if self._offers_easy:
            easy = both("  Quick and right: 4 if it was easy.", "  又快又对：若觉得轻松可按 4。")
            parts.append(Content(pick(easy, self._lang)))
        return Content("").join(parts).stylize_before("$text-muted")


def explanation(question: Question, shown: Shown, library: Library, lang: str) -> list[tuple[Paragraph, ...]]:
    """Return the explanation, the article's claim that the question puts right, and the sources."""
    blocks: list[tuple[Paragraph, ...]] = []
    if shown.explanation:
        blocks.append(prose(shown.explanation).paragraphs)
    if question.corrects:
        claim = library.claim(question.corrects)
        name = question.corrects
        label = pick(both(f"The article claims ({name})", f"文章的说法（{name}）"), lang)
        blocks.append(labelled_prose(label, pick(claim.says, lang) if claim else "").paragraphs)
        if claim and claim.repair:
            fact = pick(both("In fact", "事实上"), lang)
            blocks.append(labelled_prose(fact, pick(claim.repair, lang)).paragraphs)
    if question.sources:
        bank = library.bank_of(question.id).slug
        texts = [pick(library.reference(key, bank) or key, lang) for key in question.sources]
        label = pick(both("Sources", "来源"), lang)
        joined = Content(pick(both("; ", "；"), lang)).join(line(text) for text in texts)
        blocks.append((Paragraph(Content.assemble((f"{label}  ", "bold"), joined)),))
    return blocks
