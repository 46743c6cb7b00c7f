"""Reading the article's sections and claims, and the literature."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from quizrnn.bank.article import Article, Reference
from quizrnn.bank.faults import Fault, did_you_mean, first_error, type_faults
from quizrnn.bank.rules import text_faults
from quizrnn.bank.source import Source, read_yaml
from quizrnn.text import both

_T = TypeVar("_T")


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
