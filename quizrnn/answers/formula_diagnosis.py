"""What is off in a formula that is readable and wrong, told as a teacher would."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import Final

import numpy as np

from quizrnn.answers.expression_arrays import DoesNotBind
from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import (
    Call,
    Name,
    Negation,
    Node,
    names,
    substitute,
    walk,
)
from quizrnn.answers.formula_bench import Bench, close
from quizrnn.answers.formula_conventions import convention, gates_of
from quizrnn.answers.formula_edits import (
    REPAIRS,
    Edit,
    Rule,
    complement,
    quoted,
    rewritten,
    transposed,
)
from quizrnn.answers.formula_everywhere import (
    comparisons,
    conditional,
    everywhere,
)
from quizrnn.answers.formula_losses import losses, replacements
from quizrnn.answers.formula_quotients import (
    constant_factor,
    constant_term,
    factor,
    foreign_to,
    numbers,
)
from quizrnn.answers.formula_remarks import only, other_names, remark_of, rules_of, stands_for, unnamed
from quizrnn.answers.formula_repair import LIKELY
from quizrnn.answers.formula_rest import unexplained
from quizrnn.answers.formula_shapes import bind_message, reduction
from quizrnn.answers.formula_slips import slips
from quizrnn.answers.formula_told import Told
from quizrnn.errors import Malformed
from quizrnn.text import Text, both, pick

MAX_WORK: Final = 40_000
"""Most nodes that are worked out at one stage of a diagnosis, in changed formulas of either side."""

_ASIDE: Final = 8_000
"""The same for each listed mistake that the formula may be near."""

_SOME: Final = 0.1
"""Share of the entries that must be right for a formula to be right in some cases."""

_READABLE: Final = 110
"""Characters of code that one sentence of feedback may quote."""

_CHOOSING: Final = frozenset({"minimum", "maximum", "min", "max", "clip", "where", "relu", "abs"})
_NEGATIVE: Final = both("the sign is wrong", "符号反了")


def diagnose(bench: Bench, tree: Node, told: Told | None = None) -> tuple[Text, ...]:
    """Return what is off in ``tree``, which binds and does not equal the key; never empty.

    Args:
        told: The change at one place that makes it right, where one was found.
    """
    likely = told if told is not None and told.repair.cost <= LIKELY else None
    mine, key = bench.values(tree), bench.known()
    found = convention(bench, tree)
    if found is not None:
        return (found,)
    if mine[0].shape != key[0].shape:
        return _of_shape(bench, tree, mine, key, likely)
    if conditional(tree):
        turned = (remark for new, remark in rewritten(tree, comparisons) if bench.same(new))
        remark = next(turned, None)
        found = _one_case(bench, mine, key) if remark is None else only(remark)
    found = found or _minus_one(bench, tree) or _one_slip(bench, tree, mine, key, told=likely)
    for alternative in () if found else bench.accepted():
        found = found or _one_slip(bench.against(alternative), tree, mine, bench.values(alternative))
    found = found or factor(bench, tree)
    if any(isinstance(part, Call) and part.function in _CHOOSING for part in walk(bench.key)):
        found = found or _one_case(bench, mine, key)
    found = found or _slipped(bench, tree) or _one_case(bench, mine, key)
    found = found or _replaced(bench, tree)
    near = () if found else _near_mistake(bench, tree, mine)
    if near:
        return near
    found = found or _two_edits(bench, tree) or _two_repairs(bench, tree)
    if found is None and told is not None and told.sentence is not None:
        return (unnamed(told),)
    return (unexplained(bench, tree, mine) if found is None else found,)


def _one_slip(
    bench: Bench,
    tree: Node,
    mine: list[Array],
    key: list[Array],
    work: int = MAX_WORK,
    told: Told | None = None,
) -> Text | None:
    """Return the one slip between a formula and the key, of the same shape: in all of it, or at one place."""
    for rule in (foreign_to(bench.key), numbers):
        for new, remark in rewritten(tree, rule):
            if bench.same(new):
                return only(remark)
    found = next(_of_whole(bench, tree), None) or constant_factor(mine, key) or constant_term(mine, key)
    return found or single_edit(bench, tree, work, told) or everywhere(bench, tree)


def _slipped(bench: Bench, tree: Node) -> Text | None:
    """Return the one slip that makes the formula of the key, however the formula is written."""
    mark = _mark(bench, tree)
    for new, remark in islice(slips(bench), _budget(bench.key)):
        if mark is not None and _mark(bench, new) == mark and bench.same(tree, new):
            return only(remark)
    return None


def _near_mistake(bench: Bench, tree: Node, mine: list[Array]) -> tuple[Text, ...]:
    """Return the listed mistake that the formula has made with one more slip, and that slip; or nothing."""
    used = names(tree)
    for mistake, formula in sorted(bench.mistakes(), key=lambda pair: len(names(pair[1]) ^ used)):
        try:
            theirs = bench.values(formula)
        except (DoesNotBind, Malformed):
            continue
        if theirs[0].shape != mine[0].shape:
            continue
        slip = _one_slip(bench.against(formula), tree, mine, theirs, _ASIDE)
        if slip is not None:
            shown = quoted(formula)
            return (
                both(
                    f"This is near a common mistake, {shown}. {pick(mistake.why, 'en')}",
                    f"这接近一个常见错误 {shown}。{pick(mistake.why, 'zh')}",
                ),
                both(
                    f"Compared with that mistake: {pick(slip, 'en')}", f"与那个错误相比：{pick(slip, 'zh')}"
                ),
            )
    return ()


def unbound(bench: Bench, tree: Node, error: DoesNotBind, told: Told | None = None) -> tuple[Text, ...]:
    """Return why the formula's shapes do not fit, and which one change would mend it."""
    found = convention(bench, tree)
    message = bind_message(bench, tree, error)
    if found is None:
        likely = told if told is not None and told.repair.cost <= LIKELY else None
        found = single_edit(bench, tree, told=likely) or everywhere(bench, tree)
    if found is None and told is not None:
        found = unnamed(told)
    return (message,) if found is None else (message, found)


def single_edit(bench: Bench, tree: Node, work: int = MAX_WORK, told: Told | None = None) -> Text | None:
    """Return the remark of the one small change between the formula and the key, or None."""
    if told is not None and not told.repair.renamed:
        remark = remark_of(bench, told.repair)
        return unnamed(told) if remark is None else only(remark)
    for new, remark in _repairs(bench, tree, work):
        if bench.same(new):
            return only(remark)
    for less, remark in islice(rewritten(bench.key, losses), _budget(bench.key, work)):
        if bench.same(tree, less):
            return only(remark)
    return None


def _budget(tree: Node, work: int = MAX_WORK) -> int:
    """Return how many changes of a formula are tried."""
    return work // sum(1 for _ in walk(tree))


def _repairs(bench: Bench, tree: Node, work: int = MAX_WORK) -> Iterator[Edit]:
    """Yield every repair, likely mistakes first, as far as the budget reaches."""
    edits = (edit for rule in rules_of(bench) for edit in rewritten(tree, rule))
    yield from islice(edits, _budget(tree, work))


def _of_whole(bench: Bench, tree: Node) -> Iterator[Text]:
    """Yield what one change of the whole formula explains: its sign, names exchanged, a wrong name."""
    if bench.same(Negation(tree)):
        yield both("The sign is wrong: this is the negative of the answer.", "符号反了：这是答案的相反数。")
    if bench.same(transposed(tree)):
        yield both("This is the transpose of the answer.", "这是答案的转置。")
    gates = gates_of(bench)
    pairs = combinations(sorted(names(tree)), 2)
    for one, other in sorted(pairs, key=lambda pair: (pair[0] in gates) + (pair[1] in gates), reverse=True):
        shape = bench.shape_of(one)
        if shape is None or shape != bench.shape_of(other):
            continue
        if bench.same(substitute(tree, {one: Name(other), other: Name(one)})):
            yield both(f"`{one}` and `{other}` are swapped.", f"`{one}` 与 `{other}` 写反了。")
    for one in sorted(names(tree)):
        shape = bench.shape_of(one)
        for other in bench.variables:
            alike = other != one and shape is not None and shape == bench.shape_of(other)
            if alike and bench.same(substitute(tree, {one: Name(other)})):
                yield only(stands_for(one, other))


def _minus_one(bench: Bench, tree: Node) -> Text | None:
    if bench.same(complement(tree)):
        return both("This is 1 minus the answer.", "这是 1 减去答案的结果。")
    return None


def _of_shape(
    bench: Bench, tree: Node, mine: list[Array], key: list[Array], told: Told | None
) -> tuple[Text, ...]:
    """Return both shapes, and what leads from one to the other where that can be seen."""
    given, wanted = (bench.symbolic([value.shape for value in values]) for values in (mine, key))
    message = both(
        f"The shape is {given}, but the answer's is {wanted}.",
        f"得到的形状是 {given}，而答案的形状是 {wanted}。",
    )
    benches = [bench, *(bench.against(other) for other in bench.accepted())]
    if any(each.same(transposed(tree)) for each in benches):
        return (
            both(
                f"This is the transpose of the answer: its shape is {given}, the answer's is {wanted}.",
                f"这是答案的转置：得到的形状是 {given}，而答案的形状是 {wanted}。",
            ),
        )
    if all(
        ours.size == theirs.size and close(ours.reshape(theirs.shape), theirs, finite=False)
        for ours, theirs in zip(mine, key, strict=True)
    ):
        return (message, both("The numbers are right; only the shape is not.", "数值都对，只是形状不对。"))
    reduced = reduction(bench, tree, len(mine[0].shape), len(key[0].shape))
    edit = reduced or single_edit(bench, tree, told=told) or everywhere(bench, tree)
    return (message, edit) if edit is not None else (message,)


def _one_case(bench: Bench, mine: list[Array], key: list[Array]) -> Text | None:
    """Return that the formula is right on some values only, as where a ``minimum`` was forgotten."""
    agree = [np.isclose(ours, theirs, rtol=1e-6).mean() for ours, theirs in zip(mine, key, strict=True)]
    if np.mean(agree) < _SOME:
        return None
    cases = [part for part in walk(bench.key) if isinstance(part, Call) and part.function in _CHOOSING]
    if not cases:
        return both(
            "Right for some values of the variables, but not for all.",
            "对变量的某些取值成立，但并非总是成立。",
        )
    return both(
        f"Right in one of two cases only: think of both sides of `{cases[0].function}`.",
        f"只在一种情形下成立：请考虑 `{cases[0].function}` 的两种情形。",
    )


def _replaced(bench: Bench, tree: Node) -> Text | None:
    """Return which term or factor stands where one of the key's belongs, the smallest such change."""
    tried = islice(rewritten(tree, replacements(bench.key)), _budget(tree))
    found = [(mine.shown, theirs.shown) for new, (mine, theirs) in tried if bench.same(new)]
    found = [pair for pair in found if len(pair[0]) + len(pair[1]) <= _READABLE]
    if not found:
        return None
    mine, theirs = min(found, key=lambda pair: len(pair[0]) + len(pair[1]))
    return only(both(f"{mine} stands where {theirs} belongs", f"{mine} 的位置上应当是 {theirs}"))


def _two_edits(bench: Bench, tree: Node) -> Text | None:
    """Return two mistakes at once: a repair of the formula that meets a loss of the key."""
    enough = len(list(walk(bench.key))) / 3  # a loss that leaves little of the key explains little
    lost: dict[bytes, list[Edit]] = {}
    for less, remark in islice(rewritten(bench.key, losses), _budget(bench.key)):
        if len(list(walk(less))) >= enough and (mark := _mark(bench, less)) is not None:
            lost.setdefault(mark, []).append((less, remark))
    for new, remark in [(Negation(tree), _NEGATIVE), *_repairs(bench, tree)]:
        if (mark := _mark(bench, new)) is None:
            continue
        for less, other in lost.get(mark, ()):
            if bench.same(new, less):
                return _both_off(remark, other)
    return None


def _two_repairs(bench: Bench, tree: Node) -> Text | None:
    """Return two of the likeliest mistakes at once."""
    rules: list[Rule] = [*REPAIRS[:4], other_names(bench)]

    def likely(start: Node) -> Iterator[Edit]:
        return (edit for rule in rules for edit in rewritten(start, rule))

    turned = transposed(tree)
    for new, remark in likely(turned):
        if bench.same(new):
            return _both_off(both("all of it is transposed", "整个式子转置了"), remark)
    second = ((again, one, two) for new, one in likely(tree) for again, two in likely(new))
    for again, one, two in islice(second, _budget(tree)):
        if bench.same(again):
            return _both_off(one, two)
    return None


def _both_off(one: Text, two: Text) -> Text:
    blank = " " if pick(two, "zh").startswith("`") else ""
    return both(
        f"Two things are off: {pick(one, 'en')}; and {pick(two, 'en')}.",
        f"有两处不对：{pick(one, 'zh')}；并且{blank}{pick(two, 'zh')}。",
    )


def _mark(bench: Bench, tree: Node) -> bytes | None:
    """Return what equal formulas share on the first draw, up to rounding."""
    try:
        value = bench.first(tree)
    except (DoesNotBind, Malformed):
        return None
    if not np.isfinite(value).all():
        return None
    return repr((value.shape, [f"{entry:.6g}" for entry in value.flat[:6]])).encode()
