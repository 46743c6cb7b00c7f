"""The article's sections and claims, and the literature that questions cite."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from quizrnn.bank.faults import Fault, did_you_mean, first_error, type_faults
from quizrnn.bank.model import Slug, Struct
from quizrnn.bank.rules import text_faults
from quizrnn.bank.source import Source, read_yaml
from quizrnn.text import Text, both, pick

_T = TypeVar("_T")


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


def load_article(path: Path) -> Article:
    """Read the article's sections and claims.

    Raises:
        InputError: If the file does not hold them.
    """
    source = read_yaml(path)
    article = _convert(source, Article)
    slugs = {section.slug for section in article.sections}
    faults = list(text_faults(article))
    for group, names in (
        ("sections", [section.slug for section in article.sections]),
        ("claims", [claim.id for claim in article.claims]),
    ):
        for place, name in enumerate(names):
            if name in names[:place]:
                problem = both(f"“{name}” stands here twice", f"“{name}”出现了两次")
                faults.append(Fault((group, place), problem, code="duplicate-id"))
    for place, claim in enumerate(article.claims):
        if claim.section not in slugs:
            at = ("claims", place, "section")
            problem = both(f"no section is called “{claim.section}”", f"没有名为“{claim.section}”的章节")
            faults.append(Fault(at, problem, did_you_mean(claim.section, slugs), code="section"))
    if error := first_error(source, faults):
        raise error
    return article


def load_references(path: Path) -> dict[str, Reference]:
    """Read the literature by key.

    Raises:
        InputError: If the file does not hold it.
    """
    source = read_yaml(path)
    return _convert(source, dict[str, Reference])


def _convert(source: Source, wanted: type[_T]) -> _T:
    data: Any = {} if source.data is None else source.data
    try:
        return msgspec.convert(data, wanted)
    except msgspec.ValidationError:
        error = first_error(source, type_faults(data, wanted))
        assert error is not None
        raise error from None
