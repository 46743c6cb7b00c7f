"""What is said of an edit: a ladder from the outputs that are off down to the edit itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from quizrnn.drills.repair.edits import Kind
from quizrnn.notation import verbatim
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.drills.repair.rounds import Repair

KINDS: Final[Mapping[Kind, Text]] = {
    "operand": both(
        "One of the quantities in this line is not the one that belongs there.",
        "这一行里有一个量用错了，该用的是另一个量。",
    ),
    "missing-factor": both("A factor is missing in a product.", "乘积里少了一个因子。"),
    "extra-factor": both("A factor stands here that does not belong.", "这里多乘了一个因子。"),
    "missing-term": both("A term is missing in a sum.", "求和里少了一项。"),
    "extra-term": both("A term stands here that does not belong.", "这里多加了一项。"),
    "sign": both("A sign is wrong.", "有一处正负号不对。"),
    "operator": both(
        "Two quantities are joined by the wrong operation, or brackets are missing.",
        "两个量之间用错了运算，或者少了括号。",
    ),
    "function": both(
        "A function is applied that does not belong, or the one that does is missing.",
        "这里用了不该用的函数，或者漏了该用的函数。",
    ),
    "derivative": both(
        "The derivative of an activation is off: of the wrong quantity, or a part of it is missing.",
        "激活函数的导数不对：求导的对象错了，或者导数少了一部分。",
    ),
    "transpose": both(
        "A matrix is transposed that should not be, or is not and should be.",
        "有一个矩阵多转置了一次，或者少转置了一次。",
    ),
    "order": both("Things stand in the wrong order.", "先后次序不对。"),
    "axis": both("It is done along the wrong axis.", "沿着错误的轴做了运算。"),
    "reduction": both(
        "A sum is taken for a mean, a product of one kind for another, or the reverse.",
        "求和与求平均、或两种乘法、取大与取小用混了。",
    ),
    "constant": both("A number, or an option of a call, is wrong.", "有一个数字或一个调用参数不对。"),
    "index": both("An index points at another step or entry.", "下标指向了别的时间步或别的元素。"),
    "slice": both("The wrong part of an array is taken.", "取错了数组的一段。"),
    "key": both("An entry is taken by the wrong name.", "取值时用错了键名。"),
    "loop": both("The loop runs over the wrong steps, or in the wrong direction.", "循环的范围或方向不对。"),
    "carry": both(
        "What one round of the loop should hand on to the next is not handed on.",
        "循环的这一轮应当传给下一轮的量没有传下去。",
    ),
    "accumulation": both(
        "What the steps contribute should be added up and is overwritten, or the reverse.",
        "各步的贡献应当累加，却被覆盖了（或者恰好相反）。",
    ),
    "start": both("It starts from the wrong value.", "起始值不对。"),
    "statement": both("A line does something that should not be done here.", "这里多做了一步。"),
    "swap": both("Two things have changed places.", "有两样东西互换了位置。"),
}
"""The third rung: what kind of thing is off."""


def ladder(repair: Repair, order: Sequence[str]) -> tuple[Text, ...]:
    """Return what to tell the learner, one rung after the other; only the last one is the edit."""
    outputs = _outputs(repair, ", ".join(name for name in order if name in repair.outputs))
    line = both(f"Look at line {repair.line}.", f"请看第 {repair.line} 行。")
    shown = verbatim(repair.about)
    term = both(f"It is about {shown}.", f"问题出在 {shown}。")
    return outputs, line, KINDS[repair.kind], term, change(repair)


def _outputs(repair: Repair, names: str) -> Text:
    are = "are" if "," in names else "is"
    if not repair.outputs:
        return both(
            "One small change of your code turns a part of it right; the rest hides behind another mistake.",
            "你的代码改动一小处，错误的部分就会有一些变对；其余的还受另一处影响。",
        )
    if not repair.whole:
        return both(
            f"One small change of your code turns {names} right.",
            f"你的代码改动一小处，{names} 就正确了。",
        )
    if repair.nth:
        return both(
            f"With that mended, one more small change turns everything right, {names} too.",
            f"改好前面的错误之后，再改动一小处就全部正确了，包括 {names}。",
        )
    return both(
        f"One small change of your code turns everything right; now {names} {are} off.",
        f"你的代码只差一处小改动就全部正确；目前不对的是 {names}。",
    )


def change(repair: Repair) -> Text:
    """Return the edit as lines taken out and put in."""
    return "\n".join(verbatim(row) for row in repair.edit.split("\n"))


NOTHING_FOUND: Final = both(
    "No small change of your code was found that repairs this.",
    "没有找到能修好它的小改动。",
)
"""Where the search comes back with empty hands."""
