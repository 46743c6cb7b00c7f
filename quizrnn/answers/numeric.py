"""Numbers: arithmetic as an answer, judged within the question's tolerance, common slips named."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias, cast

from quizrnn.answers.expression import parse
from quizrnn.answers.expression_names import SCALAR_FUNCTIONS, Vocabulary
from quizrnn.answers.expression_scalars import Value, number_of
from quizrnn.answers.expression_tokens import malformed
from quizrnn.answers.expression_tree import Call, Node, Operation, Word, walk
from quizrnn.answers.instance import Instance
from quizrnn.answers.units import measured, scaled
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import NumericQuestion, Tolerance
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import Text, both, pick

Real: TypeAlias = int | float

DEFAULT_RELATIVE: Final = 1e-3
"""Tolerance of a key that is no whole number, where the question gives none."""

_ROUNDOFF: Final = 1e-12
"""What arithmetic in floating point may lose; never counted against the learner."""

_CONDITIONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!=", "and", "or"})
_TIMES: Final = re.compile(r"(?<=[\d.)])(?<!\b0)\s*[xX]\s*(?=[\d(.])")
"""An ``x`` that multiplies; ``0x10`` is none."""

_JOINT: Final = "\u2060"
"""Fills up what LaTeX writes as ``{,}``, so that columns stay; it is read as nothing."""

_GROUPED_BY_POINTS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_LONG_DECIMAL: Final = re.compile(r"[-+]?\d+\.\d*(?:[eE][-+]?\d{1,3})?|[-+]?\d+[eE]\+?\d{1,3}", re.ASCII)
_LARGEST: Final = 10**308
_QUOTES: Final = dict.fromkeys(map(ord, '"“”「」'), " ")
_ABOUT: Final = re.compile(r"^\s*(?:about|approximately|approx\.?|roughly|大约|大概|约)\s*", re.IGNORECASE)
_MINUS: Final = re.compile(r"^\s*(?:minus|negative|负)\s*(?=[\d.(（])", re.IGNORECASE)


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a number, written as one or as arithmetic.

    Raises:
        Malformed: If it cannot be read, or has no value.
    """
    question = _question(instance)
    value = read_number(answer, question.unit, instance.params)
    key = key_of_instance(instance)
    shown = written_key(question, key)
    if _within(value, key, question.tolerance):
        return Verdict(score=1.0, expected=shown)
    why = (
        _mistaken(instance, value, key)
        or _grouped_by_points(answer, key)
        or _slip(value, key, question.tolerance)
        or _worked_out(answer, value)
    )
    return Verdict(score=0.0, expected=shown, feedback=() if why is None else (why,))


def expected(instance: Instance) -> Text:
    """Return the key as it would be typed, with the unit."""
    return written_key(_question(instance), key_of_instance(instance))


def written_key(question: NumericQuestion, key: Real) -> str:
    """Return a key, worked out before, as it would be typed, with the unit."""
    unit = "" if not question.unit else question.unit if question.unit in "%°" else f" {question.unit}"
    return f"{_written(key, question.tolerance)}{unit}"


def syntax(instance: Instance) -> Text:
    """Return one line that says how a number may be written."""
    unit = _question(instance).unit
    suffix = f"; the unit {unit} may follow" if unit else ""
    suffix_zh = f"；后面可带单位 {unit}" if unit else ""
    return both(
        f"a number or arithmetic, such as 131328, 131,328, 1.3e-4, 3/4 or `4*(256 + 2)`{suffix}",
        f"一个数或算式，如 131328、131,328、1.3e-4、3/4 或 `4*(256 + 2)`{suffix_zh}",
    )


def key_of_instance(instance: Instance) -> Real:
    """Return the right number for the parameters that were drawn.

    Raises:
        QuizrnnError: If the bank's own expression has no value.
    """
    question = _question(instance)
    try:
        return work_out(question.answer, instance.params)
    except Malformed as error:
        raise QuizrnnError(
            both(
                f"question {question.id}: its key cannot be worked out: {pick(error.message, 'en')}",
                f"题目 {question.id}：标准答案无法计算：{pick(error.message, 'zh')}",
            )
        ) from None


def read_number(answer: str, unit: str | None, params: Mapping[str, int | float | str] | None = None) -> Real:
    """Return the number that an answer states.

    Args:
        answer: What was typed.
        unit: The unit that may follow, or None.
        params: Parameters whose letters the answer might name in place of their values.

    Raises:
        Malformed: If it cannot be read; a parameter's name is answered with its value.
    """
    text, factor = measured(_bare(answer), unit)
    for name, value in (params or {}).items():
        if (match := re.search(rf"(?<![^\W_]){re.escape(name)}(?![\w(])", text)) and name not in ("e", "pi"):
            raise Malformed(
                both(f"put in the number for {name}, which is {value}", f"请代入 {name} 的数值：{value}"),
                column=match.start(),
            )
    text = _TIMES.sub(
        lambda times: times[0].lower().replace("x", "*"), text.replace("{,}", f"{_JOINT},{_JOINT}")
    )
    try:
        if (exact := _exact(text.strip())) is not None:
            return scaled(exact, factor)
        tree = parse(text, Vocabulary((), SCALAR_FUNCTIONS), numbers=True).tree
        _refuse_conditions(tree)
        return scaled(number_of(tree, {}), factor)
    except Malformed as error:
        raise _about_unit(error, text, unit) from None


def _exact(text: str) -> int | None:
    """Return a whole number that is written with a point or a power of ten, to the last digit."""
    if not _LONG_DECIMAL.fullmatch(text):
        return None
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 and abs(exact) < _LARGEST else None


def _refuse_conditions(tree: Node) -> None:
    """Refuse ``3 or 4``, ``2 > 1`` and texts: a bank may write them, an answer is one number."""
    for node in walk(tree):
        if isinstance(node, Word):
            raise malformed(both("this is no number", "这不是一个数"), node.at)
        conditional = isinstance(node, Operation) and node.op in _CONDITIONS
        if conditional or (isinstance(node, Call) and node.function == "where"):
            raise malformed(
                both("one number is wanted, not a condition", "这里需要一个数，而不是条件"), node.at
            )


def _question(instance: Instance) -> NumericQuestion:
    return cast(NumericQuestion, instance.question)


def _bare(answer: str) -> str:
    """Return the answer without wrapping and a leading ``=`` or ``x =``; what goes becomes blanks."""
    text = answer.translate(_QUOTES)
    text = re.sub(r"^(\s*(?:[^\W\d]\w*\s*)?[=＝≈~～约])|([。;；!！]\s*$)|^\s*[`$]+|[`$]+\s*$", _blanks, text)
    text = _MINUS.sub(lambda sign: "-" + " " * (len(sign[0]) - 1), _ABOUT.sub(_blanks, text))
    return re.sub(r"(?<=[\w°%)])\.\s*$", _blanks, text)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _about_unit(error: Malformed, text: str, unit: str | None) -> Malformed:
    """Say what unit is asked for where another word follows the number."""
    match = re.fullmatch(r"(.*[\d)）])\s*([^\W\d_][^\d()]*?)\s*", text, re.DOTALL)
    if match is None or error.column is None or error.column < match.start(2):
        return error
    word = match[2] if len(match[2]) <= 30 else f"{match[2][:29]}…"
    if unit:
        message = both(
            f"“{word}” is not the unit here: answer in {unit}", f"单位不是“{word}”：请以 {unit} 作答"
        )
    else:
        message = both(
            f"“{word}” cannot follow the number: it has no unit", f"数字后面不能跟“{word}”：本题没有单位"
        )
    return Malformed(message, column=match.start(2))


def work_out(formula: int | float | str, params: Mapping[str, int | float | str]) -> Real:
    """Work out a key or a mistake of a bank.

    Args:
        formula: A number, or an expression of the parameters.
        params: Their values; a text that lists numbers, such as ``7, 5, 3``, counts as a list.

    Raises:
        Malformed: If the expression cannot be read, or has no value.
    """
    if not isinstance(formula, str):
        return formula
    values = {name: _listed(value) for name, value in params.items()}
    tree = parse(formula, Vocabulary(values, SCALAR_FUNCTIONS), numbers=True).tree
    return number_of(tree, values)


def _listed(value: int | float | str) -> Value:
    """Return ``"7, 5, 3"`` as a list of numbers, other values as they are."""
    if not isinstance(value, str):
        return value
    pieces = [piece for piece in re.split(r"[\s,，、;；]+", value.strip("[]()（） ")) if piece]
    number = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    if len(pieces) < 2 or not all(re.fullmatch(number, piece, re.ASCII) for piece in pieces):
        return value
    plain = [piece.replace("−", "-") for piece in pieces]
    return [int(piece) if re.fullmatch(r"[-+]?\d+", piece) else float(piece) for piece in plain]


def _within(value: Real, key: Real, tolerance: Tolerance | None) -> bool:
    """Return whether a value counts as the key.

    Whole-number keys without a tolerance are exact; others without one allow ``DEFAULT_RELATIVE``.
    """
    if value == key:
        return True
    try:
        difference, size = abs(value - key), abs(key)
        slack = _ROUNDOFF * float(size)
    except OverflowError:
        return False
    if tolerance is None or (tolerance.rel is None and tolerance.abs is None):
        if _whole(key):
            return isinstance(value, float) and difference <= slack and size < 1e15
        return difference <= DEFAULT_RELATIVE * size * (1 + 1e-9)
    relative, absolute = tolerance.rel or 0.0, tolerance.abs or 0.0
    return bool(
        difference <= relative * size * (1 + 1e-9) + slack or difference <= absolute * (1 + 1e-9) + slack
    )


def _whole(number: Real) -> bool:
    return isinstance(number, int) or number.is_integer()


def _written(key: Real, tolerance: Tolerance | None) -> str:
    """Return a number as short as it may be typed and still count as right."""
    if isinstance(key, int) or (key.is_integer() and abs(key) < 1e15):
        return str(int(key))
    for digits in (4, 5, 6, 8, 10, 12, 15):
        text = f"{key:.{digits}g}"
        bound = 1e-2 * (tolerance.rel if tolerance and tolerance.rel else DEFAULT_RELATIVE)
        if abs(float(text) - key) <= bound * abs(key) and _within(float(text), key, tolerance):
            return text
    return repr(key)


def _mistaken(instance: Instance, value: Real, key: Real) -> Text | None:
    """Return what the bank says of a number that a known mistake gives."""
    question = _question(instance)
    for mistake in question.mistakes:
        try:
            wrong = work_out(mistake.formula, instance.params)
        except Malformed:
            continue  # the mistake has no value for these parameters
        if _within(value, wrong, question.tolerance) and not _within(wrong, key, question.tolerance):
            return mistake.why
    return None


_OFF_BY_ONE: Final = both(
    "Off by one: check where the counting starts and ends.", "差 1：请检查从哪里数起、数到哪里为止。"
)


def _grouped_by_points(answer: str, key: Real) -> Text | None:
    """Return how thousands are written, where points stood between them."""
    text = answer.strip()
    if not _GROUPED_BY_POINTS.fullmatch(text) or int(text.replace(".", "")) != key:
        return None
    return both(
        f"The point is the decimal sign, so {text} is read as a little more than {text.partition('.')[0]}: "
        "set off thousands by a comma or a blank.",
        f"点号是小数点，{text} 会读作略大于 {text.partition('.')[0]} 的数：千位请用逗号或空格分隔。",
    )


def _worked_out(answer: str, value: Real) -> Text | None:
    """Return what arithmetic came to, which its writer may not have meant."""
    if not re.search(r"[^\s+-][\s]*(?:[-+*/^%×÷·−–xX]|\(|（)", re.sub(r"\d[eE][-+−–]?\d+", "0", answer)):
        return None
    try:
        shown = str(value) if isinstance(value, int) and abs(value) < 10**15 else f"{value:.6g}"
    except OverflowError:
        return None
    return both(f"What you wrote works out to {shown}.", f"你写的式子算出来是 {shown}。")


def _slip(value: Real, key: Real, tolerance: Tolerance | None) -> Text | None:
    """Return which slip leads from the key to the value, where a common one does."""

    def equals(other: Real) -> bool:
        return _within(value, other, tolerance)

    if not value or not key:
        return None
    try:
        ratio = float(value) / float(key)
    except OverflowError:
        return None
    if equals(-key):
        return both("Only the sign is wrong.", "只是符号反了。")
    for power in range(-12, 13):
        if power and math.isclose(ratio, 10.0**power, rel_tol=_closeness(tolerance)):
            if abs(power) == 2 and not _whole(key):
                return both(
                    "Off by a factor of 100: a percentage, perhaps?",
                    "差 100 倍：是不是把小数和百分数弄混了？",
                )
            return both(
                f"The digits are right, the power of ten is not: off by 10^{power}.",
                f"有效数字对，数量级不对：差 10^{power} 倍。",
            )
    if ratio != 1 and not _whole(key) and equals(1 / key):
        return both("This is the reciprocal of the answer.", "这是答案的倒数。")
    if isinstance(value, int) and isinstance(key, int) and abs(value - key) == 1:
        return _OFF_BY_ONE
    if (coarse := _too_coarse(value, key)) is not None:
        return coarse
    if _whole(key) and not _whole(value) and abs(value - key) < 1:
        return both("The answer is a whole number.", "答案是整数。")
    if _whole(key) and abs(value - key) == 1:
        return _OFF_BY_ONE
    return _multiple(ratio, tolerance) or _nearly(ratio)


def _closeness(tolerance: Tolerance | None) -> float:
    return max(tolerance.rel if tolerance and tolerance.rel else 0.0, 1e-9)


def _too_coarse(value: Real, key: Real) -> Text | None:
    """Return that the number was rounded too far, where that is all."""
    if not 0.5 < value / key < 2 or value == 0:
        return None
    for digits in range(1, 7):
        rounded = float(f"{key:.{digits}g}")
        cut = math.trunc(key / (unit := 10.0 ** (math.floor(math.log10(abs(key))) - digits + 1))) * unit
        if any(math.isclose(value, near, rel_tol=1e-9) for near in (rounded, cut)) and (
            digits > 1 or not _whole(key)
        ):
            return both(
                "Right so far, but rounded too coarsely: give more digits.",
                "方向对，但舍入得太粗：请多给几位。",
            )
    return None


def _multiple(ratio: float, tolerance: Tolerance | None) -> Text | None:
    """Return that the number is a small multiple or fraction of the key."""
    small = Fraction(ratio).limit_denominator(8)
    if small.numerator == small.denominator or not 0 < small.numerator <= 8:
        return None
    if not math.isclose(ratio, small, rel_tol=_closeness(tolerance)):
        return None
    return both(f"This is {small} times the right number.", f"这是正确结果的 {small} 倍。")


def _nearly(ratio: float) -> Text | None:
    """Return that the number is close, but not close enough."""
    if ratio == 1:
        return both(
            "Only the last digits differ, but here every digit counts.",
            "只差末尾几位，但本题要求每一位都对。",
        )
    if ratio == 1 or abs(ratio - 1) > 0.01:
        return None
    return both(
        f"Close, but off by {abs(ratio - 1):.1%}, more than is allowed.",
        f"很接近，但相差 {abs(ratio - 1):.1%}，超出了允许的误差。",
    )
