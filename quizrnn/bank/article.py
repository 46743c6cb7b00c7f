"""The types of the article's sections and claims, and of the literature that questions cite."""

from __future__ import annotations

from typing import Literal

from quizrnn.bank.model import Slug, Struct
from quizrnn.text import Text, pick


class Section(Struct, frozen=True, kw_only=True):
    """One section of the article, or of a pack; a slug before a dot is the topic above it.

    Attributes:
        slug: Its name in banks and on the command line.
        title: Its heading.
        questions: Whether anything is asked about it.
    """

    slug: Slug
    title: Text
    questions: bool = True


class Claim(Struct, frozen=True, kw_only=True):
    """One thing that the article claims.

    Attributes:
        id: Its number, such as ``C37``.
        section: Slug of the section that makes it.
        verdict: Whether it holds.
        says: The claim, in other words than the article's.
        repair: What is right.
    """

    id: Slug
    section: Slug
    verdict: Literal["right", "imprecise", "wrong"]
    says: Text
    repair: Text | None = None


class Article(Struct, frozen=True, kw_only=True):
    """The file ``content/article.yaml``."""

    sections: list[Section]
    claims: list[Claim] = []


class Reference(Struct, frozen=True, kw_only=True):
    """One work of the literature."""

    citation: Text
    link: str | None = None

    @property
    def text(self) -> Text:
        """Citation and link as one text."""
        if self.link is None:
            return self.citation
        if isinstance(self.citation, str):
            return f"{self.citation} {self.link}"
        return {lang: f"{pick(self.citation, lang)} {self.link}" for lang in self.citation}
