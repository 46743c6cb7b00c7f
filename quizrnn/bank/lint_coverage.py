"""What the shipped banks cover: sections by type, and what is short of what they promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from quizrnn.bank.article import Article
from quizrnn.bank.drills import Drill
from quizrnn.bank.lint_model import Item
from quizrnn.bank.model import QUESTION_TYPES, NumericQuestion, Question, question_type
from quizrnn.text import LANGUAGES, Text, both, pick

QUESTIONS_PER_SECTION: Final = 8
TYPES_PER_SECTION: Final = 4
DIFFICULTIES_PER_SECTION: Final = 3
QUESTIONS: Final = 450
QUESTIONS_PER_TYPE: Final = 20
CHAINS: Final = 25
CHAIN_LENGTH: Final = 3


class SectionCoverage(NamedTuple):
    """One section's questions.

    Attributes:
        slug: The section.
        types: Number of questions by type.
        difficulties: The difficulties that occur.
        drills: Number of drills.
    """

    slug: str
    types: Counter[str]
    difficulties: frozenset[int]
    drills: int

    @property
    def short(self) -> tuple[bool, bool, bool]:
        """Whether questions, types and difficulties are too few."""
        return (
            self.types.total() < QUESTIONS_PER_SECTION,
            len(self.types) < TYPES_PER_SECTION,
            len(self.difficulties) < DIFFICULTIES_PER_SECTION,
        )


class Coverage(NamedTuple):
    """What banks cover, by section, and what they lack."""

    sections: list[SectionCoverage]
    short: list[Text]


def coverage(questions: Sequence[Item], drills: Sequence[Item], article: Article) -> Coverage:
    """Count questions by section and type, and list what is short of the promised numbers."""
    asked = [item.value for item in questions if not isinstance(item.value, Drill)]
    slugs = [section.slug for section in article.sections]
    parents = {slug.rpartition(".")[0] for slug in slugs}
    rows = []
    for section in article.sections:
        own = [question for question in asked if question.section == section.slug]
        here = sum(item.value.section == section.slug for item in drills)
        if own or here or (section.questions and section.slug not in parents):
            rows.append(
                SectionCoverage(
                    section.slug,
                    Counter(question_type(question) for question in own),
                    frozenset(question.difficulty for question in own),
                    here,
                )
            )
    return Coverage(rows, list(_short(asked, rows, article)))


def _short(asked: list[Question], rows: list[SectionCoverage], article: Article) -> Iterator[Text]:
    lacking = [row.slug for row in rows if any(row.short)]
    if lacking:
        listed = ", ".join(lacking)
        yield both(
            f"{len(lacking)} sections have fewer than {QUESTIONS_PER_SECTION} questions, "
            f"{TYPES_PER_SECTION} types or {DIFFICULTIES_PER_SECTION} difficulties: {listed}",
            f"{len(lacking)} 个章节不足 {QUESTIONS_PER_SECTION} 题、{TYPES_PER_SECTION} 种题型或 "
            f"{DIFFICULTIES_PER_SECTION} 档难度：{listed}",
        )
    types = Counter(question_type(question) for question in asked)
    wanted = dict.fromkeys(QUESTION_TYPES, QUESTIONS_PER_TYPE) | {"formula": 40, "bug": 30}
    for name, needed in wanted.items():
        if types[name] < needed:
            yield _few(types[name], needed, both(f"questions of type {name}", f"{name} 题"))
    parametric = sum(isinstance(question, NumericQuestion) and bool(question.params) for question in asked)
    chains = _chains(asked)
    for count, needed, what in (
        (parametric, 40, both("numeric questions with parameters", "带参数的 numeric 题")),
        (sum(bool(question.code) for question in asked), 40, both("questions with code", "带代码的题")),
        (chains, CHAINS, both(f"chains of {CHAIN_LENGTH} or more", f"{CHAIN_LENGTH} 题以上的追问链")),
        (len(asked), QUESTIONS, both("questions in all", "题目总数")),
    ):
        if count < needed:
            yield _few(count, needed, what)
    corrected = {question.corrects for question in asked}
    open_claims = [
        claim.id for claim in article.claims if claim.verdict != "right" and claim.id not in corrected
    ]
    if open_claims:
        listed = ", ".join(open_claims)
        yield both(
            f"{len(open_claims)} claims are put right by no question: {listed}",
            f"{len(open_claims)} 条论断还没有题目订正：{listed}",
        )


def _few(count: int, needed: int, what: Text) -> Text:
    return {lang: f"{pick(what, lang)}: {count}/{needed}" for lang in LANGUAGES}


def _chains(asked: list[Question]) -> int:
    """Return how many follow-up chains are long enough; a chain ends where nothing follows."""
    before = {question.id: question.follows for question in asked}
    ends = set(before) - {follows for follows in before.values() if follows}
    return sum(_depth(end, before) >= CHAIN_LENGTH for end in ends)


def _depth(end: str, before: dict[str, str | None]) -> int:
    seen: set[str] = set()
    question: str | None = end
    while question is not None and question in before and question not in seen:
        seen.add(question)
        question = before[question]
    return len(seen)
