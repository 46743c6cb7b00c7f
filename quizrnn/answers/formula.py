"""Formulas over named arrays: right by numerical equivalence, never by text; wrong with the mistake named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from quizrnn.answers.expression import has_dot, parse
from quizrnn.answers.expression_tokens import tokens
from quizrnn.answers.expression_tree import Call, Node, Operation, Sequence, children, with_child
from quizrnn.answers.instance import Instance
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import FormulaQuestion
from quizrnn.errors import Malformed
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.answers.formula_bench import Bench
    from quizrnn.answers.formula_handwriting import Handwriting
    from quizrnn.answers.formula_told import Told


class Preview(NamedTuple):
    """What can be said of a formula while it is being typed.

    Attributes:
        shape: Its shape in dimension symbols, such as ``(B, H)``; None while it has none.
        problem: Why it has none, or None.
        column: Where the trouble begins, counted from 0, or None.
        tex: LaTeX of what was understood, also where its shapes do not bind; None where nothing was.
    """

    shape: str | None
    problem: Text | None = None
    column: int | None = None
    tex: str | None = None


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a formula.

    Raises:
        Malformed: If it does not parse, or has an unknown name; shapes that do not bind are a wrong answer.
    """
    from quizrnn.answers.formula_bench import Bench
    from quizrnn.answers.formula_handwriting import Handwriting
    from quizrnn.answers.formula_repair import LIKELY
    from quizrnn.answers.formula_told import names_it

    question = _question(instance)
    shown = expected(instance)
    bench = Bench(question)
    typed = _right_hand(answer)
    expression = parse(typed, bench.vocabulary)
    tree = expression.tree
    if _BUILT_IN_SUM.search(answer):
        tree = _added_up(tree)
    benches = [bench, Bench(question, dot="matrix")] if has_dot(tree) else [bench]
    if any(each.same(tree) for each in benches) or _right_by_length(bench, answer):
        return Verdict(score=1.0, expected=shown)
    right, feedback = _listed(benches, tree)
    if right:
        return Verdict(score=1.0, expected=shown, feedback=feedback)
    hand = Handwriting(typed, expression._replace(tree=tree), bench.vocabulary)
    told = _told(benches, hand)
    if not feedback:
        feedback = tuple(
            text if told is not None and names_it((text,), told) else _respelled(hand, text)
            for text in _diagnosis(benches, tree, told)
        )
    if told is not None and told.sentence is not None and told.repair.cost <= LIKELY:
        feedback = feedback if names_it(feedback, told) else (*feedback, told.sentence)
    return Verdict(score=0.0, expected=shown, feedback=feedback, marks=() if told is None else told.marks)


def expected(instance: Instance) -> Text:
    """Return the key as it would be typed, marked as code."""
    return f"`{_question(instance).answer.strip()}`"


def syntax(instance: Instance) -> Text:
    """Return one line: what to compute, the names with their shapes, and the operators."""
    question = _question(instance)
    given = ", ".join(f"{name} {_shape(shape)}" for name, shape in question.variables.items())
    operators = "+ - * / ** @ .T [:, :H] concat([a, b]) tanh(a) sum(a, axis=0)"
    return both(
        f"a formula for {question.target} from {given}; for example with `{operators}`",
        f"用 {given} 写出 {question.target} 的式子；可用 `{operators}` 等",
    )


def preview(instance: Instance, text: str) -> Preview:
    """Return the shape that a formula has so far, or what keeps it from having one."""
    from quizrnn.answers.expression_arrays import DoesNotBind
    from quizrnn.answers.expression_tex import latex
    from quizrnn.answers.formula_bench import Bench
    from quizrnn.answers.formula_shapes import bind_message

    question = _question(instance)
    bench = Bench(question)
    try:
        tree = parse(_right_hand(text), bench.vocabulary).tree
    except Malformed as error:
        return Preview(None, error.message, error.column)
    dimensions = {size for shape in question.variables.values() for size in shape if isinstance(size, str)}
    tex = latex(tree, dimensions | {name for name, shape in question.variables.items() if not shape})
    try:
        shapes = [value.shape for value in bench.values(tree)]
    except Malformed as error:
        return Preview(None, error.message, error.column, tex)
    except DoesNotBind as error:
        return Preview(None, bind_message(bench, tree, error), getattr(error.node, "at", None), tex)
    return Preview(bench.symbolic(shapes), tex=tex)


def _question(instance: Instance) -> FormulaQuestion:
    return cast(FormulaQuestion, instance.question)


def _added_up(tree: Node) -> Node:
    """Return the tree with ``sum([a, b])`` as Python has it, ``a + b``; NumPy's adds up every entry."""
    for place, child in enumerate(children(tree)):
        added = _added_up(child)
        if added is not child:
            tree = with_child(tree, place, added)
    if isinstance(tree, Call) and tree.function == "sum" and not tree.options:
        (listed, *others) = tree.args
        if isinstance(listed, Sequence) and not others:
            total, *terms = listed.items
            for term in terms:
                total = Operation("+", total, term, tree.at)
            return total
    return tree


def _right_by_length(bench: Bench, answer: str) -> bool:
    """Return whether the formula is right where ``|g|`` is the length of a vector."""
    longer = _SINGLE_BAR.sub("‖", _right_hand(answer))
    if "‖" not in longer or "|" not in answer:
        return False
    try:
        return bench.same(parse(longer, bench.vocabulary).tree)
    except Malformed:
        return False


def _listed(benches: list[Bench], tree: Node) -> tuple[bool, tuple[Text, ...]]:
    """Return whether the bank accepts the formula, and what it says of it, if it knows it at all."""
    question = benches[0].question

    def known(formula: str) -> bool:
        try:
            other = parse(formula, benches[0].vocabulary).tree
        except Malformed:
            return False  # lint's to report, not the learner's to suffer
        return other == tree or any(bench.same(tree, other) for bench in benches)

    for mistake in question.mistakes:
        if known(mistake.formula):
            return False, (mistake.why,)
    for alternative in question.also_accept:
        if known(alternative.formula):
            return True, () if alternative.note is None else (alternative.note,)
    return False, ()


def _told(benches: list[Bench], hand: Handwriting) -> Told | None:
    """Return the change at one place that makes the formula right, in the learner's own text, or None."""
    from quizrnn.answers.formula_repair import repairs
    from quizrnn.answers.formula_told import told

    def right(text: str) -> bool:
        try:
            tree = parse(text, benches[0].vocabulary).tree
        except Malformed:
            return False
        return any(bench.same(tree, key) for bench in benches for key in (bench.key, *bench.accepted()))

    for bench in benches:
        found = told(hand, repairs(bench, hand.tree), right)
        if found is not None:
            return found
    return None


def _respelled(hand: Handwriting, text: Text) -> Text:
    return both(hand.respelled(pick(text, "en")), hand.respelled(pick(text, "zh")))


def _diagnosis(benches: list[Bench], tree: Node, told: Told | None) -> tuple[Text, ...]:
    """Return what is off, by the first reading of ``·`` that binds."""
    from quizrnn.answers.expression_arrays import DoesNotBind
    from quizrnn.answers.formula_diagnosis import diagnose, unbound

    failure: DoesNotBind | None = None
    for bench in benches:
        try:
            return diagnose(bench, tree, told)
        except DoesNotBind as error:
            failure = failure or error
    assert failure is not None
    return unbound(benches[0], tree, failure, told)


_BUILT_IN_SUM = re.compile(r"(?<![.\w])sum\s*\(\s*[\[(]")
_SINGLE_BAR = re.compile(r"(?<!\|)\|(?!\|)")
_ARROW = re.compile(r":=|<-|[←⟵≔]")


def _right_hand(answer: str) -> str:
    """Return the answer without its wrapping and without ``c_t =``; what is dropped becomes blanks."""
    text = re.sub(r"#[^\n]*|^\s*return\b", lambda dropped: " " * len(dropped[0]), answer)
    arrow = _ARROW.search(text)
    if arrow is not None and _is_target(text[: arrow.start()]):
        text = f"{text[: arrow.start()]}{'=':>{len(arrow[0])}}{text[arrow.end() :]}"
    for wrapping in (r"\s*(`+|\$+|\\\(|\\\[)(.*?)(`+|\$+|\\\)|\\\])[\s.。]*", r"()(.*?)()[\s.。;；]*"):
        if match := re.fullmatch(wrapping, text, re.DOTALL):
            start, end = match.span(2)
            text = " " * start + text[start:end]
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{（【") - (character in ")]}）】")
        if depth == 0 and character in "=＝":
            around = text[place - 1 : place] + text[place + 1 : place + 2]
            if not any(sign in "=<>!＝＜＞" for sign in around) and _is_target(text[:place]):
                return " " * (place + 1) + text[place + 1 :]
            break
    return text


def _is_target(text: str) -> bool:
    """Return whether the left of an equals sign is a name, or a derivative such as ``∂L/∂W``."""
    signs = "".join(f"{token.text} " for token in tokens(text) if token.text not in ("{", "}"))
    name = r"[^\W\d]\S*"
    step = r"(?:[\[(] t (?:[-+] 1 )?[\])] |\^ [<(]? ?t (?:[-+] 1 )?[>)]? ?)?"
    return re.fullmatch(rf"(?:frac )?(?:{name} ){{1,2}}(?:/ )?(?:{name} ){{0,2}}{step}", signs) is not None


def _shape(dimensions: list[int | str]) -> str:
    if not dimensions:
        return "()"
    return f"({', '.join(str(dimension) for dimension in dimensions)})"
