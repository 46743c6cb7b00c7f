"""What each field of a bank file is, in an author's words: the descriptions of the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from quizrnn.bank.model import QUESTION_TYPES


class Words(NamedTuple):
    """What is said of one field: what it is, and an example of its value."""

    description: str
    example: Any = None


MARKUP: Final = "Markup: $…$ and $$…$$ LaTeX, `code`, **strong**, *emphasis*, lists; a dollar sign is \\$."
TEXT: Final = "A text: one string for every language, or a map of language codes (en, zh) to strings."

TYPES: Final[Mapping[str, str]] = {
    "choice": "One right choice among several. A learner answers with its letter: b",
    "multi": "One or more right choices; partial credit. A learner answers: a,c",
    "boolean": "A statement that is true or false. A learner answers: t or f",
    "cloze": "Gaps [[1]], [[2]] in the stem or in the code. A learner answers: sigmoid | tanh",
    "order": "Items to bring into their right order. A learner answers: c a b",
    "match": "Left pieces to pair with right ones. A learner answers: a2 b1 c3",
    "numeric": "A number, parametric if you like. A learner answers: 394240, or 4*(256*(256+128)+256)",
    "formula": "An expression over named arrays, checked by its values. A learner answers: f*c_prev + i*g",
    "short": "Free text, marked against a rubric. A learner writes it, then names the points met: 1,3",
    "bug": "Code with a mistake. A learner answers with the number of the line at fault: 7",
}
assert tuple(TYPES) == QUESTION_TYPES

QUESTION: Final[Mapping[str, Words]] = {
    "id": Words(
        "Name of the question, unique across all banks, never used again: a learner's history hangs on it. "
        "Begin it with the bank's slug.",
        "lstm-cell-state-update",
    ),
    "type": Words("Kind of question: one of ten. It decides which further fields there are.", "choice"),
    "stem": Words(f"What is asked. {TEXT} {MARKUP}", {"en": "Which gate keeps $c_{t-1}$?", "zh": "…"}),
    "revision": Words(
        "Raise it by one when the meaning of the question or of its answer changes; a typo fix leaves it.", 2
    ),
    "section": Words(
        "Where it belongs: a slug of `quizrnn list topics`, or one that begins with the bank's own slug.",
        "lstm.forget-gate",
    ),
    "difficulty": Words("From 1 (recall) over 3 (application) to 5 (derivation).", 3),
    "tags": Words("Words to filter by with --tag.", ["gates", "shapes"]),
    "code": Words(
        "A code listing, shown with highlighting; write it as a block after |.", "c = f * c_prev + i * g\n"
    ),
    "figure": Words("Name of a shipped figure, without its ending.", "lstm-cell"),
    "hints": Words(
        "Hints, from a nudge to the last step. None repeats the stem.",
        [{"en": "Compare the shapes.", "zh": "…"}],
    ),
    "explanation": Words(
        f"Why the answer is right, shown after it: derived, with formula, shape or number. {TEXT} {MARKUP}",
        {"en": "$c_t = f_t \\odot c_{t-1} + i_t \\odot g_t$, so …", "zh": "…"},
    ),
    "sources": Words(
        "Keys of what says so: of `references` here, or of the program's own literature.",
        ["gers2000"],
    ),
    "corrects": Words("The article's claim that this question puts right.", "C37"),
    "follows": Words("Id of the question that an interviewer would ask before this one.", "lstm-gates"),
}

_CHOICES: Final = [
    {"text": "Hadamard product", "correct": True},
    {"text": "dot product", "why": "It would give one scalar per row."},
]
_PRINTS: Final = Words(
    "Whether the key is what `code` prints; `quizrnn lint --run-code` then runs the code to prove it.", True
)
_MISTAKES: Final = "Wrong answers that learners give; whoever gives one reads its `why`."

OWN: Final[Mapping[str, Mapping[str, Words]]] = {
    "ChoiceQuestion": {
        "choices": Words("The choices, of which exactly one has `correct: true`.", _CHOICES),
        "prints": _PRINTS,
    },
    "MultiQuestion": {"choices": Words("The choices, of which one or more have `correct: true`.", _CHOICES)},
    "BooleanQuestion": {"answer": Words("Whether the statement in the stem is true.", False)},
    "ClozeQuestion": {
        "stem": Words(
            f"The text with its gaps, numbered [[1]], [[2]] (in the code, if not here). {TEXT} {MARKUP}",
            {"en": "The gates use [[1]], the candidate [[2]].", "zh": "…"},
        ),
        "blanks": Words(
            "What fills each gap, in the order of their numbers. Case, blanks and full width do not matter.",
            [{"accept": ["sigmoid", "logistic"]}, {"accept": ["tanh"]}],
        ),
        "prints": _PRINTS,
    },
    "OrderQuestion": {
        "items": Words("The items in their right order; they are shown shuffled.", ["gates", "cell", "state"])
    },
    "MatchQuestion": {
        "pairs": Words(
            "The pairs that belong together; left pieces must differ.",
            [{"left": "$f_t$", "right": "forget gate"}, {"left": "$i_t$", "right": "input gate"}],
        ),
        "distractors": Words("Further right pieces that belong to nothing on the left.", ["reset gate"]),
    },
    "NumericQuestion": {
        "stem": Words(
            f"What is asked; it names parameters {{H}} outside math and \\param{{H}} inside. {TEXT} {MARKUP}",
            {"en": "How many weights has an LSTM with H = {H}, D = {D}?", "zh": "…"},
        ),
        "answer": Words(
            "The key: a number or expression of the parameters. A whole number without tolerance is exact.",
            "4*(H*(H+D)+H)",
        ),
        "params": Words(
            "Parameters, drawn afresh each time: name → the values it may take.",
            {"H": {"int": [1, 512]}, "f": {"float": [0.5, 0.99], "digits": 2}, "kind": {"one_of": [2, 4]}},
        ),
        "tolerance": Words("How far from the key a number may be and still be right.", {"rel": 0.001}),
        "unit": Words("Unit, shown beside the answer; a learner may write it or leave it.", "MiB"),
        "mistakes": Words(
            f"{_MISTAKES} Here they are expressions of the parameters.",
            [{"formula": "4*H*(H+D)", "why": "The biases are missing."}],
        ),
        "prints": _PRINTS,
    },
    "FormulaQuestion": {
        "target": Words("The name that the formula computes, as the stem writes it.", "c_t"),
        "variables": Words(
            "Shape of each name that an answer may use, batch first: symbols, sums, numbers; [] is a number.",
            {"f": ["B", "H"], "W_f": ["H", "H+D"], "b_f": ["H"]},
        ),
        "answer": Words(
            "The key, NumPy-like: + - * / ** @, .T, slices, axis=, keepdims=True, concat([a, b], axis=1), "
            "sigmoid, tanh, exp, log, sqrt, sum, prod, norm, diag, minimum, maximum, abs, where, mean. Every "
            "equal form is right.",
            "f*c_prev + i*g",
        ),
        "mistakes": Words(_MISTAKES, [{"formula": "i*c_prev + f*g", "why": "The gates are swapped."}]),
        "also_accept": Words(
            "Formulas that are right though not equal to the key, such as another convention's.",
            [{"formula": "(1-z)*n + z*h_prev", "note": "PyTorch's z keeps the old state."}],
        ),
    },
    "ShortQuestion": {
        "rubric": Words(
            "What a good answer says, point by point.",
            [{"point": "The cell state adds", "keywords": ["additive", "sum"]}],
        ),
        "model_answer": Words(
            f"An answer that makes every point, shown beside the learner's. {TEXT} {MARKUP}",
            {"en": "The path through the cell state is additive, so …", "zh": "…"},
        ),
    },
    "BugQuestion": {
        "code": Words(
            "The code with one mistake; lines are counted from 1.", "f = sigmoid(a)\nc = f + c_prev\n"
        ),
        "line": Words("The line at fault, or a list of all lines that may be named as such.", 2),
        "fix": Words("The corrected line, as it should stand in the code.", "c = f * c_prev"),
    },
    "Option": {
        "text": Words(f"What the choice says. {TEXT} {MARKUP}", "Hadamard product"),
        "correct": Words("Whether this is a right choice.", True),
        "why": Words("Why whoever takes this choice is mistaken, and what is right.", "It gives a scalar."),
    },
    "Blank": {
        "accept": Words(
            "Everything that is right here; the first is shown as the key.", ["sigmoid", "logistic"]
        ),
        "case": Words("Whether upper and lower case are told apart.", False),
    },
    "Pair": {
        "left": Words(f"The piece on the left. {TEXT}", "$f_t$"),
        "right": Words(f"The piece on the right that belongs to it. {TEXT}", "forget gate"),
    },
    "Mistake": {
        "formula": Words("The wrong formula, in the syntax of the answer.", "i*c_prev + f*g"),
        "why": Words(f"What is mistaken in it, and what is right. {TEXT} {MARKUP}", "The gates are swapped."),
    },
    "Alternative": {
        "formula": Words("The other formula, in the syntax of the answer.", "(1-z)*n + z*h_prev"),
        "note": Words(f"What to say about it. {TEXT} {MARKUP}", "That is PyTorch's convention."),
    },
    "Tolerance": {
        "rel": Words("Share of the key's size: 0.001 is one part in a thousand.", 0.001),
        "abs": Words("Distance from the key, in its own unit.", 0.5),
    },
    "Parameter": {
        "int": Words("Lowest and highest whole number, both included.", [1, 512]),
        "float": Words("Lowest and highest number, both included; drawn to `digits` decimals.", [0.5, 0.99]),
        "digits": Words("Decimals of a number drawn by `float`.", 2),
        "one_of": Words("The values to draw from: numbers or words.", [64, 128, 256]),
    },
    "RubricPoint": {
        "point": Words(f"One thing that a good answer says. {TEXT} {MARKUP}", "The cell state adds"),
        "keywords": Words(
            "Words that suggest the point was made; the learner decides. A list, or one for each language.",
            {"en": ["additive", "sum"], "zh": ["相加"]},
        ),
    },
    "Erratum": {
        "id": Words("The question whose key was wrong.", "lstm-cell-state-update"),
        "revision": Words("The revision at which it was wrong; answers to it are checked once more.", 1),
        "was": Words("The old key.", "b"),
        "now": Words("The new key.", "c"),
        "why": Words(f"What was wrong with it. {TEXT} {MARKUP}", "The gates were swapped."),
    },
    "Bank": {
        "bank": Words(
            "Slug of the bank, unique among all; ids and sections of its own begin with it.", "my-notes"
        ),
        "title": Words(f"Name of the bank. {TEXT}", {"en": "My notes", "zh": "我的笔记"}),
        "questions": Words("The questions, in the order in which new ones are asked.", None),
        "references": Words(
            "This bank's own sources: key → citation.", {"notes2026": "My lecture notes, chapter 3, 2026."}
        ),
        "errata": Words("Keys that turned out wrong after others had used the bank.", None),
        "released": Words("Date of the release; without one the file's own time counts.", "2026-01-31"),
    },
}


def words_of(struct: str, field: str) -> Words:
    """Return what is said of a field; of a question's common fields, where its type has no own words.

    Raises:
        KeyError: If nothing is said, which no field of the model should let happen.
    """
    own = OWN.get(struct, {})
    return own[field] if field in own or not struct.endswith("Question") else QUESTION[field]
