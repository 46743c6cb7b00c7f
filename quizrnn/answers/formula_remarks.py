"""What kind of mistake a repair undoes, as a teacher would name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizrnn.answers.expression_names import key_of
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Node,
    Operation,
    children,
    with_child,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_changes import size
from quizrnn.answers.formula_edits import REPAIRS, Edit, Rule, functions_of, quoted, rewritten
from quizrnn.answers.formula_everywhere import blocks, brackets, slopes
from quizrnn.answers.formula_losses import losses
from quizrnn.answers.formula_quotients import exponents_of, quotients
from quizrnn.answers.formula_repair import Repair
from quizrnn.answers.formula_told import Told
from quizrnn.text import Text, both, pick

_FEW: Final = 12
"""Parts of a formula below whose place a repair's kind is looked for, too."""


def only(remark: Text) -> Text:
    """Return a remark as the one thing that is off."""
    return both(f"One thing is off: {pick(remark, 'en')}.", f"只差一处：{pick(remark, 'zh')}。")


def remark_of(bench: Bench, repair: Repair) -> Text | None:
    """Return what kind of mistake a repair undoes, or None where it has no name."""
    node, new = repair.place.node, repair.new
    changed = [(node, new)]
    if repair.place.parent is not None:
        above = repair.place.parent.node
        places = (place for place, child in enumerate(children(above)) if child is node)
        changed += [(above, with_child(above, place, new)) for place in places]
    for part, wanted in changed:
        for rule in rules_of(bench):
            for other, remark in rule(part) if size(part) > _FEW else rewritten(part, rule):
                if other == wanted:
                    return remark
    kinds = {"+": ("term", "项"), "*": ("factor", "因子")}
    if isinstance(new, Operation) and new.left is node and new.op in kinds:
        (kind, kind_zh), shown = kinds[new.op], quoted(new.right)
        return both(f"the {kind} {shown} is missing", f"缺少{kind_zh} {shown}")
    if isinstance(new, Operation) and new.left is node and new.op == "/":
        return both(f"the division by {quoted(new.right)} is missing", f"还应除以 {quoted(new.right)}")
    if isinstance(new, Index | Call) and children(new)[:1] == (node,):
        return next((remark for less, remark in losses(new) if less == node), None)
    return None


def unnamed(told: Told) -> Text:
    """Return what belongs where, as a remark of its own."""
    if told.sentence is None:
        mine, theirs = quoted(told.repair.place.node), quoted(told.repair.new)
        return only(both(f"{mine} stands where {theirs} belongs", f"{mine} 的位置上应当是 {theirs}"))
    en, zh = pick(told.sentence, "en"), pick(told.sentence, "zh")
    return both(f"One thing is off: {en[0].lower()}{en[1:]}", f"只差一处：{zh}")


def rules_of(bench: Bench) -> list[Rule]:
    """Return the rules of repairs, likely mistakes first."""
    rules: list[Rule] = [*REPAIRS[:2], other_names(bench), slopes, *REPAIRS[2:-3], brackets, *REPAIRS[-3:]]
    return [*rules, functions_of(bench.key), blocks(bench.symbols), exponents_of(bench.key), quotients]


def other_names(bench: Bench) -> Rule:
    """Return the rule that one name stands where another of the same shape belongs."""

    def rule(node: Node) -> Iterator[Edit]:
        if isinstance(node, Name) and (shape := bench.shape_of(node.name)) is not None:
            for other in bench.variables:
                if other != node.name and bench.shape_of(other) == shape:
                    yield Name(other), stands_for(node.name, other)

    return rule


def stands_for(name: str, other: str) -> Text:
    """Return that a name stands where another belongs, and of which step it is."""
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
