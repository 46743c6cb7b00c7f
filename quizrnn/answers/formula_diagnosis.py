"""What is off in a formula that is readable and wrong, told as a teacher would."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice
from typing import Final

import numpy as np

from quizrnn.answers.expression_arrays import DoesNotBind
from quizrnn.answers.expression_names import key_of
from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import (
    Call,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    children,
    names,
    render,
    substitute,
    walk,
    with_child,
)
from quizrnn.answers.formula_bench import Bench, close
from quizrnn.answers.formula_edits import (
    GATES,
    REPAIRS,
    UPDATE_GATES,
    Edit,
    Rule,
    complement,
    functions_of,
    quoted,
    rewritten,
    transposed,
)
from quizrnn.answers.formula_everywhere import (
    blocks,
    brackets,
    comparisons,
    conditional,
    everywhere,
    slopes,
)
from quizrnn.answers.formula_losses import losses, replacements
from quizrnn.answers.formula_shapes import bind_message, reduction
from quizrnn.errors import Malformed
from quizrnn.text import Text, both, pick

MAX_WORK: Final = 60_000
"""Most nodes that are worked out for one diagnosis, in changed formulas of either side."""

_SOME: Final = 0.1
"""Share of the entries that must be right for a formula to be right in some cases."""

_READABLE: Final = 110
"""Characters of code that one sentence of feedback may quote."""

_CHOOSING: Final = frozenset({"minimum", "maximum", "min", "max", "clip", "where", "relu", "abs"})
_NEGATIVE: Final = both("the sign is wrong", "符号反了")


def diagnose(bench: Bench, tree: Node) -> tuple[Text, ...]:
    """Return what is off in ``tree``, which binds and does not equal the key; never empty."""
    mine, key = bench.values(tree), bench.known()
    found = convention(bench, tree)
    if found is not None:
        return (found,)
    if mine[0].shape != key[0].shape:
        return _of_shape(bench, tree, mine, key)
    if conditional(tree):
        turned = (remark for new, remark in rewritten(tree, comparisons) if bench.same(new))
        remark = next(turned, None)
        found = _one_case(bench, mine, key) if remark is None else _only(remark)
    found = found or next(_of_whole(bench, tree), None) or single_edit(bench, tree)
    found = found or everywhere(bench, tree) or _minus_one(bench, tree) or _of_factor(bench, tree, mine, key)
    found = (
        found
        or _one_case(bench, mine, key)
        or _replaced(bench, tree)
        or _two_edits(bench, tree)
        or _two_repairs(bench, tree)
    )
    return (found,) if found is not None else (_unexplained(bench, tree, mine),)


def convention(bench: Bench, tree: Node) -> Text | None:
    """Return the convention that makes the formula right: an inverted gate, column vectors; or None."""
    for name in sorted(names(tree) & _gates(bench)):
        flipped = substitute(tree, {name: complement(Name(name))})
        if bench.same(flipped):
            here = f"`{render(_plain(flipped))}`"
            if key_of(name)[0] in UPDATE_GATES:
                return both(
                    f"Right in the other convention, where `{name}` and `1 - {name}` change places: papers "
                    "and libraries differ on which of the two keeps the old state. "
                    f"In the convention asked for: {here}.",
                    f"这是另一种约定下的写法，即 `{name}` 与 `1 - {name}` 互换："
                    f"由哪一个保留旧状态，论文和各框架并不一致。按本题的约定应为 {here}。",
                )
            return both(
                f"`{name}` is the wrong way round: `{name}` and `1 - {name}` change places. It is {here}.",
                f"`{name}` 的方向反了：`{name}` 与 `1 - {name}` 应当互换，即 {here}。",
            )
    if bench.same(tree, columns=True):
        return both(
            "Right for column vectors, as textbooks write it. Here every row is one example: the data stand "
            "on the left, and a weight matrix stored (out, in) is transposed: `x @ W.T`, not `W @ x`.",
            "按教科书的列向量写法是对的。本题每一行是一个样本：数据在左边，"
            "按（输出，输入）存放的权重要转置：写 `x @ W.T`，而不是 `W @ x`。",
        )
    return None


def unbound(bench: Bench, tree: Node, error: DoesNotBind) -> tuple[Text, ...]:
    """Return why the formula's shapes do not fit, and which one change would mend it."""
    found = convention(bench, tree)
    message = bind_message(bench, tree, error)
    if found is None:
        found = single_edit(bench, tree) or everywhere(bench, tree)
    return (message,) if found is None else (message, found)


def single_edit(bench: Bench, tree: Node) -> Text | None:
    """Return the remark of the one small change between the formula and the key, or None."""
    for new, remark in _repairs(bench, tree):
        if bench.same(new):
            return _only(remark)
    for less, remark in islice(rewritten(bench.key, losses), _budget(bench.key)):
        if bench.same(tree, less):
            return _only(remark)
    return None


def _budget(tree: Node) -> int:
    """Return how many changes of a formula are tried."""
    return MAX_WORK // sum(1 for _ in walk(tree))


def _only(remark: Text) -> Text:
    return both(f"One thing is off: {pick(remark, 'en')}.", f"只差一处：{pick(remark, 'zh')}。")


def _repairs(bench: Bench, tree: Node) -> Iterator[Edit]:
    """Yield every repair, likely mistakes first, as far as the budget reaches."""
    rules: list[Rule] = [*REPAIRS[:2], _other_names(bench), slopes, *REPAIRS[2:-3], brackets, *REPAIRS[-3:]]
    rules += [functions_of(bench.key), blocks(bench.symbols)]
    yield from islice((edit for rule in rules for edit in rewritten(tree, rule)), _budget(tree))


def _other_names(bench: Bench) -> Rule:
    """Return the rule that one name stands where another of the same shape belongs."""

    def rule(node: Node) -> Iterator[Edit]:
        if isinstance(node, Name) and (shape := bench.shape_of(node.name)) is not None:
            for other in bench.variables:
                if other != node.name and bench.shape_of(other) == shape:
                    yield Name(other), _stands_for(node.name, other)

    return rule


def _stands_for(name: str, other: str) -> Text:
    mine, theirs = key_of(name), key_of(other)
    when, when_zh = "", ""
    if mine == (*theirs, "prev"):
        when, when_zh = f"; `{name}` is of the step before", f"；`{name}` 是上一步的"
    elif theirs == (*mine, "prev"):
        when, when_zh = (
            f"; `{name}` is of this step, not of the one before",
            f"；`{name}` 是当前步的，而不是上一步的",
        )
    return both(
        f"`{name}` stands where `{other}` belongs{when}", f"`{name}` 的位置上应当是 `{other}`{when_zh}"
    )


def _gates(bench: Bench) -> frozenset[str]:
    return frozenset(name for name in bench.variables if key_of(name)[0] in GATES)


def _of_whole(bench: Bench, tree: Node) -> Iterator[Text]:
    """Yield what one change of the whole formula explains: its sign, names exchanged, a wrong name."""
    if bench.same(Negation(tree)):
        yield both("The sign is wrong: this is the negative of the answer.", "符号反了：这是答案的相反数。")
    if bench.same(transposed(tree)):
        yield both("This is the transpose of the answer.", "这是答案的转置。")
    gates = _gates(bench)
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
                yield _only(_stands_for(one, other))


def _minus_one(bench: Bench, tree: Node) -> Text | None:
    if bench.same(complement(tree)):
        return both("This is 1 minus the answer.", "这是 1 减去答案的结果。")
    return None


def _of_factor(bench: Bench, tree: Node, mine: list[Array], key: list[Array]) -> Text | None:
    """Return the factor between formula and key: a constant, a size, a variable or its derivative."""
    with np.errstate(all="ignore"):
        ratios = [np.asarray(ours / theirs) for ours, theirs in zip(mine, key, strict=True)]
    constant = float(ratios[0].flat[0]) if ratios[0].size else float("nan")
    if np.isfinite(constant) and all(
        close(ratio, np.full(ratio.shape, constant), finite=True) for ratio in ratios
    ):
        shown = str(Fraction(constant).limit_denominator(64))
        if abs(float(Fraction(shown)) - constant) > 1e-6:
            shown = f"{constant:.4g}"
        return both(
            f"Off by a constant factor: this is {shown} times the answer.",
            f"差一个常数因子：这是答案的 {shown} 倍。",
        )
    for name in [*bench.symbols, *bench.variables]:
        for factor in _factors_of(Name(name)):
            if bench.same(Operation("*", tree, factor)):
                return both(f"The factor {quoted(factor)} is missing.", f"缺少因子 {quoted(factor)}。")
            if bench.same(tree, Operation("*", bench.key, factor)):
                return both(f"The factor {quoted(factor)} is too much.", f"多了因子 {quoted(factor)}。")
    return None


def _factors_of(name: Name) -> list[Node]:
    square = Operation("**", name, Number(2))
    tanh = Call("tanh", (name,))
    return [
        name,
        complement(name),
        square,
        complement(square),
        Operation("*", name, complement(name)),
        tanh,
        complement(Operation("**", tanh, Number(2))),
    ]


def _of_shape(bench: Bench, tree: Node, mine: list[Array], key: list[Array]) -> tuple[Text, ...]:
    """Return both shapes, and what leads from one to the other where that can be seen."""
    given, wanted = (bench.symbolic([value.shape for value in values]) for values in (mine, key))
    message = both(
        f"The shape is {given}, but the answer's is {wanted}.",
        f"得到的形状是 {given}，而答案的形状是 {wanted}。",
    )
    if bench.same(transposed(tree)):
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
    edit = reduced or single_edit(bench, tree) or everywhere(bench, tree)
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
    return _only(both(f"{mine} stands where {theirs} belongs", f"{mine} 的位置上应当是 {theirs}"))


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
    rules: list[Rule] = [*REPAIRS[:4], _other_names(bench)]

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


def _unexplained(bench: Bench, tree: Node, mine: list[Array]) -> Text:
    """Return what can be said in any case: the shape fits, and which names the answer wants or does not."""
    if not any(np.isfinite(value).all() for value in mine):
        return both("The formula has no finite value.", "这个式子没有有限的值。")
    used, wanted = (names(side).intersection(bench.variables) for side in (tree, bench.key))
    missing = sorted(wanted - used)
    idle = sorted(used - wanted)
    shape = bench.symbolic([value.shape for value in mine])
    parts, parts_zh = [f"The shape {shape} is right, the value is not."], [f"形状 {shape} 对，数值不对。"]
    if missing:
        parts.append(f"The answer also depends on {_list(missing)}.")
        parts_zh.append(f"答案还依赖于 {_list(missing)}。")
    if idle:
        parts.append(f"It does not depend on {_list(idle)}.")
        parts_zh.append(f"答案与 {_list(idle)} 无关。")
    return both(" ".join(parts), "".join(parts_zh))


def _list(found: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in found)


def _plain(node: Node) -> Node:
    """Write ``1 - (1 - z)`` as ``z``."""
    for place, child in enumerate(children(node)):
        node = with_child(node, place, _plain(child))
    if isinstance(node, Operation) and node.op == "-" and node.left == Number(1):
        inner = node.right
        if isinstance(inner, Operation) and inner.op == "-" and inner.left == Number(1):
            return inner.right
    return node
