"""Lint of what questions and drills point at: ids, sections, figures, sources, claims, follow-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from quizrnn.bank.drills import Drill
from quizrnn.bank.faults import did_you_mean
from quizrnn.bank.lint_model import Finding, Item, LintContext
from quizrnn.bank.model import Question
from quizrnn.errors import with_remedy
from quizrnn.text import LANGUAGES, both


def lint_links(
    questions: list[Item], drills: list[Item], background: list[Item], context: LintContext
) -> Iterator[Finding]:
    """Yield pointers that lead nowhere or in circles, and names that are taken."""
    yield from _ids(questions, background)
    yield from _ids(drills, [])
    packs = {item.bank.bank for item in questions if item.bank is not None and not item.shipped}
    for item in drills:
        yield from _shipped_drill(item, context)
    for item in (*questions, *drills):
        yield from _section(item, context, packs)
        yield from _sources(item, context)
    known = {item.id: item for item in (*background, *questions)}
    circles = _circles(known)
    for item in questions:
        if isinstance(item.value, Drill):
            continue
        yield from _figure(item, item.value, context)
        yield from _claim(item, item.value, context)
        yield from _follows(item, item.value, known, circles)


def _ids(items: list[Item], background: list[Item]) -> Iterator[Finding]:
    taken = {item.id: item for item in background}
    banks = {item.bank.bank: item for item in background if item.bank is not None}
    reported: set[str] = set()
    for item in items:
        other = taken.setdefault(item.id, item)
        # Twice in one file is a fault that reading the file has reported.
        if other is not item and other.source.path != item.source.path:
            row = other.source.where((*other.at, "id"))[0]
            yield item.finding(
                ("drill",) if isinstance(item.value, Drill) else ("id",),
                "error",
                "duplicate-id",
                both(
                    f"the id “{item.id}” is taken by {other.source.path}:{row}",
                    f"编号“{item.id}”已被 {other.source.path}:{row} 使用",
                ),
            )
        if item.bank is None:
            continue
        slug = item.bank.bank
        first = banks.setdefault(slug, item)
        if first.source.path != item.source.path and str(item.source.path) not in reported:
            reported.add(str(item.source.path))
            message = both(
                f"the bank “{slug}” is also {first.source.path}", f"题库名“{slug}”与 {first.source.path} 重复"
            )
            yield item._replace(at=()).finding(("bank",), "error", "duplicate-bank", message)


def _shipped_drill(item: Item, context: LintContext) -> Iterator[Finding]:
    """Yield a pack's drill whose id a shipped one has."""
    theirs = context.content / "drills" / f"{item.id}.yaml"
    if not item.shipped and theirs.is_file():
        message = both(
            f"the id “{item.id}” is taken by {theirs} (give it an id of its own)",
            f"编号“{item.id}”已被 {theirs} 使用（请换一个唯一的编号）",
        )
        yield item.finding(("drill",), "error", "duplicate-id", message)


def _section(item: Item, context: LintContext, packs: Collection[str]) -> Iterator[Finding]:
    slugs = [section.slug for section in context.article.sections]
    slug = item.value.section
    own = item.bank.bank if item.bank is not None else item.id
    if slug is None:
        if item.shipped:
            yield item.finding(("id",), "error", "section", both("no section", "没有指定章节"))
        return
    if slug in slugs:
        section = context.article.sections[slugs.index(slug)]
        if not section.questions:
            message = both(f"section “{slug}” takes no questions", f"章节“{slug}”不设题目")
            yield item.finding(("section",), "error", "section", message)
        return
    packs = {own, *packs} if isinstance(item.value, Drill) else {own}
    if not item.shipped and any(slug == pack or slug.startswith(f"{pack}.") for pack in packs):
        return
    hint = did_you_mean(slug, [*slugs, *([] if item.shipped else packs)])
    yield item.finding(
        ("section",),
        "error",
        "section",
        with_remedy(both(f"no section is called “{slug}”", f"没有名为“{slug}”的章节"), hint),
    )


def _sources(item: Item, context: LintContext) -> Iterator[Finding]:
    own = set(item.bank.references) if item.bank is not None else set()
    known = own | context.references
    for place, key in enumerate(item.value.sources):
        if key not in known:
            yield item.finding(
                ("sources", place),
                "error",
                "source",
                with_remedy(
                    both(f"no reference has the key “{key}”", f"文献中没有“{key}”"), did_you_mean(key, known)
                ),
            )
        elif key in item.value.sources[:place]:
            message = both(f"“{key}” is cited twice", f"“{key}”引用了两次")
            yield item.finding(("sources", place), "warning", "source-twice", message)
    if not item.value.sources:
        message = both("no source says why the answer is right", "没有给出依据的文献")
        yield item.finding((), "warning", "no-source", message)


def _figure(item: Item, question: Question, context: LintContext) -> Iterator[Finding]:
    if question.figure is None:
        return
    languages = context.figures.get(question.figure)
    if languages is None:
        yield item.finding(
            ("figure",),
            "error",
            "figure",
            with_remedy(
                both(f"no figure is called “{question.figure}”", f"没有名为“{question.figure}”的图"),
                did_you_mean(question.figure, context.figures),
            ),
        )
    elif item.shipped:
        for lang in sorted(set(LANGUAGES) - languages):
            message = both(
                f"the figure “{question.figure}” does not exist in {lang}",
                f"图“{question.figure}”缺少 {lang} 版本",
            )
            yield item.finding(("figure",), "error", "figure-language", message)


def _claim(item: Item, question: Question, context: LintContext) -> Iterator[Finding]:
    if question.corrects is None:
        return
    claims = {claim.id: claim for claim in context.article.claims}
    claim = claims.get(question.corrects)
    if claim is None:
        yield item.finding(
            ("corrects",),
            "error",
            "claim",
            with_remedy(
                both(
                    f"the article has no claim “{question.corrects}”", f"文章中没有论断“{question.corrects}”"
                ),
                did_you_mean(question.corrects, claims),
            ),
        )
    elif question.explanation is None:
        message = both(
            "corrects a claim without an explanation of what is right", "订正了论断，却没有解释正确的说法"
        )
        yield item.finding(("corrects",), "error", "claim", message)


def _follows(item: Item, question: Question, known: dict[str, Item], circles: set[str]) -> Iterator[Finding]:
    if question.follows is None:
        return
    if question.follows not in known:
        yield item.finding(
            ("follows",),
            "error",
            "follows",
            with_remedy(
                both(f"no question is called “{question.follows}”", f"没有名为“{question.follows}”的题目"),
                did_you_mean(question.follows, known),
            ),
        )
        return
    if question.id not in circles:
        return
    chain = [question.id]
    while (before := _before(known, chain[-1])) not in (None, question.id):
        chain.append(str(before))
    # Every member of the cycle reports it, each at its own line; what only leads into one does not.
    shown = chain if len(chain) <= 12 else [*chain[:6], "…", *chain[-5:]]
    way = " → ".join([question.id, *reversed(shown)])
    yield item.finding(
        ("follows",),
        "error",
        "follows-cycle",
        both(f"follow-ups run in a circle: {way}", f"追问成环：{way}"),
    )


def _before(known: dict[str, Item], name: str) -> str | None:
    """Return the question that another follows, if it is known."""
    value = known[name].value
    before = None if isinstance(value, Drill) else value.follows
    return before if before in known else None


def _circles(known: dict[str, Item]) -> set[str]:
    """Return the questions that stand on a circle of follow-ups; linear in their number."""
    done: set[str] = set()
    on_circle: set[str] = set()
    for start in known:
        path: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in done and name not in path:
            path[name] = None
            name = _before(known, name)
        if name in path:
            way = list(path)
            on_circle.update(way[way.index(str(name)) :])
        done.update(path)
    return on_circle
