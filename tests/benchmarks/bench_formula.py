"""Prove the formula checker at scale: ``python tests/benchmarks/bench_formula.py [DRAWS] [SEED…]``.

For each seed that many equal and unequal rewritings of all shipped formulas are judged (default 10,000 and
seed 0). Reports every false verdict, how often the diagnosis names the kind of mistake, by rule, and the time
of a check; exits with 1 if a verdict was false.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType

TESTS = Path(__file__).resolve().parents[1]


def tools() -> ModuleType:
    """Return the tests' own module, which makes and judges the draws."""
    sys.path.insert(0, str(TESTS / "unit"))
    from answers import test_formula_rewritten

    return test_formula_rewritten


def main(arguments: list[str]) -> int:
    from quizrnn.errors import Malformed
    from quizrnn.text import pick

    tests = tools()
    draws = int(arguments[0]) if arguments else 10_000
    seeds = arguments[1:] or ["0"]
    false, used, spelled, made, named, vague = 0, Counter(), Counter(), Counter(), Counter(), 0  # type: ignore[var-annotated]
    times: list[tuple[float, str, str]] = []
    for seed in seeds:
        for make in (tests.equal_draw, tests.unequal_draw):
            rng = Random(f"{make.__name__}:{seed}")
            for _ in range(draws):
                draw = make(rng)
                used.update(draw.rules)
                spelled.update(draw.spelled)
                start = time.process_time()
                try:
                    verdict = tests.judged(draw)
                except Malformed as error:
                    false += 1
                    print("MALFORMED", error.line("en"), draw, flush=True)
                    continue
                times.append(((time.process_time() - start) * 1000, draw.question.id, draw.plain))
                right = draw.wrong is None and draw.start != "mistake"
                known = draw.wrong is not None or draw.why is None or verdict.feedback == (draw.why,)
                if verdict.correct != right or not known or (not right and not verdict.feedback):
                    false += 1
                    print("FALSE", draw, verdict.feedback, flush=True)
                if draw.wrong is not None and draw.start != "mistake":
                    said = " ".join(pick(text, "en") for text in verdict.feedback)
                    made[draw.wrong] += 1
                    named[draw.wrong] += tests.names_the_kind(draw, verdict, said)
                    vague += tests.VAGUE.search(said) is not None
    for rule in sorted(made, key=lambda rule: named[rule] / made[rule]):
        print(f"{rule:32} {made[rule]:6}  named {named[rule] / made[rule]:6.1%}")
    times.sort(reverse=True)
    spread = [times[int(len(times) * share)][0] for share in (0.5, 0.1, 0.01)]
    print(f"{len(seeds)} seeds, {draws} equal and {draws} unequal draws each; {len(used)} rules,")
    print(f"{len(spelled)} ways of spelling; {false} false verdicts")
    share = sum(named.values()) / max(sum(made.values()), 1)
    print(f"kind named in {share:.1%} of {sum(made.values())} single mistakes; {vague} vague")
    print(
        "processor time of a check: " + ", ".join(f"{one:.1f} ms" for one in spread) + " (median, 90%, 99%)"
    )
    for milliseconds, question, plain in times[:5]:
        print(f"  {milliseconds:7.1f} ms  {question}  {plain[:100]}")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
