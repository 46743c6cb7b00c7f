"""Cards that say hostile things wherever a card can say something."""

from __future__ import annotations

from quizrnn.export.card import Piece, Slip

HOSTILE = [
    "x[::2] and `x[::2]`, a::b, x[1] ==y== {{z}}",
    "<script>alert(1)</script> <!-- gone --> <!--SR:!2026-01-01,1,250--> &amp;",
    "# heading\n\n> quote\n\n---\n\nQ: q\n\nA: a\n\nC: [c]\n\n?\n\n```\n\nend",
    '$\\{{x}_{a}\\}::y$ and $$\\sum_t {{x}}$$ \x00 \t tab\tin "quotes" \\ back',
]


def hostile_cards(make_card):
    """Return a card of every kind that says a hostile thing wherever it can."""
    for place, text in enumerate(HOSTILE):
        parts = {"stem": text, "explanation": text, "hints": (text, text), "ask": text}
        pieces = tuple(
            Piece(label=label, text=text, right=label == "a", why=text, partner=text) for label in "ab"
        )
        yield make_card(id=f"basic-{place}", answer=text, rubric=(text,), sources=(text,), **parts)
        yield make_card(id=f"choice-{place}", kind="choice", type="choice", answer="", pieces=pieces, **parts)
        yield make_card(id=f"pairs-{place}", pieces=pieces, partners=pieces, solution=pieces, **parts)
        yield make_card(
            id=f"cloze-{place}",
            kind="cloze",
            type="cloze",
            blanks=(text, "b"),
            accepts=((text, "a"), ("b",)),
            **parts | {"stem": f"[[1]] {text} [[2]]"},
        )
        slips = (Slip(answer=text, says=text),)
        code = f"y = 1\n\n{text}\n?\nQ: x\n```\n"
        yield make_card(id=f"code-{place}", code=code, answer_code=code, faults=(1,), slips=slips, also=slips)
