"""Measure how formulas are corrected: ``python tests/benchmarks/bench_formula_repair.py [DRAWS] [SEED…]``.

Each shipped formula question is answered DRAWS times (default 40): the key, as it is or rewritten, in a
random spelling, with one random mistake at one place (or two names exchanged). Reported by kind of mistake:

- named: the feedback, in both languages, quotes what was written and what belongs there; putting the one
  for the other in the typed text makes it right, as an oracle apart from the checker finds; and no more of
  the text is changed than the mistake had changed (two signs more for a pair of parentheses);
- large: right, but more is changed than that; wrong: what is said does not make the formula right;
- none: no place is named;
- as made: of those named, how many are the very reversal of the mistake (others mend it elsewhere);

and the processor time of the whole check, NumPy loaded. Exits with 1 below 95 % named, or 100 ms for 95 %.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "unit"))

from answers import formula_draws, formula_unequal  # noqa: E402
from answers.formula_oracle import EQUAL, UNEQUAL  # noqa: E402
from answers.formula_scene import is_call, is_op, places  # noqa: E402
from answers.formula_typed import Typist, plainly  # noqa: E402

from quizrnn.answers import formula  # noqa: E402
from quizrnn.answers.expression import parse  # noqa: E402
from quizrnn.answers.expression_tokens import tokens  # noqa: E402
from quizrnn.answers.expression_tree import Node, walk  # noqa: E402
from quizrnn.answers.formula_bench import vocabulary_of  # noqa: E402
from quizrnn.answers.instance import Instance  # noqa: E402
from quizrnn.errors import Malformed  # noqa: E402
from quizrnn.text import pick  # noqa: E402

NAMED, BUDGET = 0.95, 100.0
MOST_NODES = 45


def transpose_dropped(node: Any, _: Any) -> Any:
    if is_call(node, "transpose"):
        yield node.args[0]


def operands_swapped(node: Any, _: Any) -> Any:
    if is_op(node, ("@", "-", "/")):
        yield type(node)(node.op, node.right, node.left)


RULES = formula_unequal.RULES
KINDS = {
    "wrong variable": [RULES["another_name"]],
    "missing square": [RULES["square_dropped"]],
    "missing term": [RULES["term_dropped"]],
    "sign": [RULES["sign_turned"]],
    "missing transpose": [transpose_dropped],
    "missing factor": [RULES["factor_dropped"], RULES["divisor_dropped"]],
    "wrong function": [RULES["another_activation"], RULES["another_reduction"]],
    "missing function": [RULES["activation_dropped"]],
    "swapped operands": [operands_swapped, RULES["joined_the_other_way"]],
    "wrong slice": [RULES["other_half"], RULES["slice_dropped"]],
    "wrong axis": [RULES["wrong_axis"], RULES["axis_dropped"]],
    "complement": [RULES["complement_dropped"], RULES["complement_made"]],
    "two variables swapped": [RULES["two_names_swapped"]],
}
PAIR = re.compile(r"`([^`]*)` where you wrote `([^`]*)`|`([^`]*)` stands where `([^`]*)` belongs")
PAIR_ZH = re.compile(r"你写的 `([^`]*)` 应为 `([^`]*)`|`([^`]*)` 的位置上应当是 `([^`]*)`")
MISSING = re.compile(r"`([^`]*)` is missing (?:after|before|around) your `([^`]*)`")
MISSING_ZH = re.compile(r"你写的 `([^`]*)` (?:后面|前面|外面)缺少 `([^`]*)`")
TOO_MUCH = re.compile(r"[Yy]our `([^`]*)` is too much|`([^`]*)` around your `[^`]*` is too much")
TOO_MUCH_ZH = re.compile(r"你写的 `([^`]*)` 是多余的|外面多了 `([^`]*)`")


def mistaken(place: int, tree: Node, kind: str, rng: Random) -> Node | None:
    """Return a formula with one mistake of a kind, or None where there is no place for one."""
    scene = formula_draws.scene_of(place)
    if kind == "two variables swapped":
        found = list(KINDS[kind][0](tree, scene))
    else:
        found = [put(new) for node, put in places(tree) for rule in KINDS[kind] for new in rule(node, scene)]
    found = [new for new in found if new != tree]
    return rng.choice(found) if found else None


def changed(before: str, after: str) -> int:
    """Return how many tokens one text has and the other has not."""
    one, other = ([token.text for token in tokens(text)] for text in (before, after))
    steps = SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in steps if tag != "equal")


def mended(text: str, marks: Any) -> str:
    for mark in reversed(marks):
        text = text[: mark.start] + mark.wanted + text[mark.end :]
    return text


def holds(text: str, quote: str) -> bool:
    """Return whether a quotation, of which parts may be left out, is of a text."""
    text, at = "".join(text.split()), 0
    for piece in "".join(quote.split()).split("…"):
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def quoted(said: dict[str, str], before: str, after: str) -> bool:
    """Return whether the feedback, in either language, says what belongs where."""

    def pairs(text: str, pattern: re.Pattern[str], turned: bool) -> bool:
        for first, second, third, fourth in pattern.findall(" ".join(text.split())):
            mine, theirs = (second, first) if turned and first else (first or third, second or fourth)
            if holds(before, mine) and holds(after, theirs):
                return True
        return False

    en = pairs(said["en"], PAIR, turned=True)
    en = en or any(holds(after, one) and holds(before, two) for one, two in MISSING.findall(said["en"]))
    en = en or any(holds(before, one or two) for one, two in TOO_MUCH.findall(said["en"]))
    zh = pairs(said["zh"], PAIR_ZH, turned=False)
    zh = zh or any(holds(before, one) and holds(after, two) for one, two in MISSING_ZH.findall(said["zh"]))
    zh = zh or any(holds(before, one or two) for one, two in TOO_MUCH_ZH.findall(said["zh"]))
    return en and zh


def outcome(place: int, right: Node, text: str, slack: int) -> tuple[str, float, str]:
    """Check one answer: what became of it, the milliseconds, and what was said."""
    question = formula_draws.questions()[place]
    start = time.process_time()
    verdict = formula.check(Instance(question=question, seed=0), text)
    spent = (time.process_time() - start) * 1000
    said = {lang: " ".join(pick(one, lang) for one in verdict.feedback) for lang in ("en", "zh")}
    if verdict.correct:
        return "false verdict", spent, said["en"]
    if not verdict.marks:
        return "none", spent, said["en"]
    new = mended(text, verdict.marks)
    tree = formula_draws.as_the_oracle_reads(parse(new, vocabulary_of(question)).tree)
    oracle = formula_draws.judge_of(place)
    accepted = [question.answer, *(one.formula for one in question.also_accept)]
    keys = [plainly(parse(one, vocabulary_of(question)).tree) for one in accepted]
    if all(oracle.compare(plainly(tree), key) == UNEQUAL for key in keys):
        return "wrong", spent, said["en"]
    if (
        changed(
            plainly(formula_draws.as_the_oracle_reads(parse(text, vocabulary_of(question)).tree)),
            plainly(tree),
        )
        > slack
    ):
        return "large", spent, said["en"]
    if not quoted(said, text, new):
        return "not told", spent, said["en"]
    return ("as made" if tree == right else "elsewhere"), spent, said["en"]


def main(arguments: list[str]) -> int:
    draws = int(arguments[0]) if arguments else 40
    found: dict[str, Counter[str]] = defaultdict(Counter)
    times: list[tuple[float, str]] = []
    worst: list[str] = []
    for seed in arguments[1:] or ["0"]:
        for place, question in enumerate(formula_draws.questions()):
            rng = Random(f"{seed}:{question.id}")
            key = parse(question.answer, vocabulary_of(question)).tree
            for number in range(draws):
                tree, _ = formula_draws._rewritten(place, key, rng, number % 3)
                if sum(1 for _ in walk(tree)) > MOST_NODES:
                    continue
                if formula_draws.judge_of(place).compare(plainly(tree), plainly(key)) != EQUAL:
                    continue
                kind = rng.choice(sorted(KINDS))
                wrong = mistaken(place, tree, kind, rng)
                accepted = [
                    key,
                    *(parse(o.formula, vocabulary_of(question)).tree for o in question.also_accept),
                ]
                if wrong is None:
                    continue
                judged = [
                    formula_draws.judge_of(place).compare(plainly(wrong), plainly(one)) for one in accepted
                ]
                if any(one != UNEQUAL for one in judged):
                    continue
                shapes = {name: shape for name, shape in question.variables.items() if shape}
                typist = Typist(shapes, Random(rng.getrandbits(32)))
                typist.dot = None
                text = typist.write(wrong)
                slack = changed(plainly(wrong), plainly(tree)) + 2
                try:
                    became, spent, said = outcome(place, tree, text, slack)
                except Malformed:
                    continue
                found[kind][became] += 1
                times.append((spent, f"{question.id}: {text}"))
                if became not in ("as made", "elsewhere"):
                    worst.append(f"{became:9} {kind:22} {question.id}: {text}\n            {said}")
    for line in worst[:: max(len(worst) // 40, 1)]:
        print(line)
    total = sum(found.values(), Counter())
    count = sum(total.values())
    columns = ("as made", "elsewhere", "large", "not told", "none", "wrong", "false verdict")
    print(f"{'':24}{'draws':>7}{'named':>8}" + "".join(f"{name:>11}" for name in columns))
    for kind, row in [*sorted(found.items()), ("all", total)]:
        drawn = sum(row.values())
        named = (row["as made"] + row["elsewhere"]) / drawn
        shares = "".join(f"{row[name] / drawn:>11.1%}" for name in columns)
        print(f"{kind:24}{drawn:>7}{named:>8.1%}{shares}")
    times.sort()
    spread = [times[int(len(times) * share)][0] for share in (0.5, 0.95, 0.99)]
    print(
        f"processor time: median {spread[0]:.1f} ms, 95 % {spread[1]:.1f} ms, 99 % {spread[2]:.1f} ms, ",
        end="",
    )
    print(f"longest {times[-1][0]:.1f} ms")
    for spent, text in times[-3:]:
        print(f"  {spent:6.1f} ms  {text[:150]}")
    named = (total["as made"] + total["elsewhere"]) / max(count, 1)
    return 0 if named >= NAMED and spread[1] <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
