"""What can be said of wrong outputs that no known mistake explains: relations to right values, and "
"patterns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from quizrnn.drills.blocks import gate_hints, order_relation, partners
from quizrnn.drills.relations import Relation, relation
from quizrnn.drills.report import WHAT_IS_RIGHT, Diagnosis, GradientCheck
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Form
    from quizrnn.drills.evidence import Evidence


def structural_hints(
    evidence: Evidence, form: Form, explained: Collection[str], check: GradientCheck | None
) -> tuple[Diagnosis, ...]:
    """Return hints on the wrong outputs that are not explained, and on a forward that fits its backward.

    Args:
        evidence: What arrived beside what is right.
        form: The drill's form.
        explained: Outputs whose mistake is known.
        check: Whether the backward is the derivative of the submission's own forward, if known.
    """
    left = [name for name in evidence.wrong if name not in explained]
    hints = [*_own_forward(evidence, form, check)]
    related = {
        name: found
        for name in left
        if (found := order_relation(evidence, form, name) or relation(evidence, name)) is not None
    }
    hints += _grouped(related)
    rest = [name for name in left if name not in related]
    if rest:
        hints += [
            *_where(evidence, rest),
            *gate_hints(evidence, form, rest),
            *_which(evidence, form, rest),
        ]
    return tuple(hints)


def _grouped(related: dict[str, Relation]) -> Iterator[Diagnosis]:
    """Join outputs of which the same is said."""
    groups: list[tuple[Relation, list[str]]] = []
    for name, found in related.items():
        known = next((names for other, names in groups if other == found), None)
        if known is None:
            groups.append((found, [name]))
        else:
            known.append(name)
    for found, names in groups:
        yield Diagnosis(id=found.id, says=found.says, outputs=tuple(names), certainty=found.certainty)


def _where(evidence: Evidence, names: Sequence[str]) -> Iterator[Diagnosis]:
    """Say in which cases alone outputs are wrong, where that points somewhere."""
    kinds = {case.name: case.kind for case in evidence.cases}
    sizes = {case.name: case.sizes for case in evidence.cases}
    wrong = {case for name in names for case in evidence.wrong_cases(name)}
    blown = {c for n in names for c in evidence.wrong_cases(n) if not evidence.is_finite(c, n)}
    right = {case.name for case in evidence.cases} - wrong

    def hint(name: str, english: str, chinese: str, certainty: float = 0.6) -> Diagnosis:
        return Diagnosis(id=name, says=(both(english, chinese),), outputs=tuple(names), certainty=certainty)

    if wrong and wrong == blown:
        yield hint(
            "not-finite",
            "It is NaN or infinite in some cases and right in all others: an exponential overflows, or "
            "there is a "
            "division by zero. Compute σ and softmax in a form that stays finite.",
            "在部分用例中得到 NaN 或无穷大，其余都正确：指数溢出，或出现了除以零。请用始终有限的形式计算 "
            "σ 与 softmax。",
            0.85,
        )
    elif wrong and all(kinds[case] in ("saturated", "large", "extreme") for case in wrong):
        yield hint(
            "wrong-where-saturated",
            "It is wrong only where gates are saturated or inputs are large. Look for clipped values, an "
            "ε that was "
            "added, or an approximation of σ or tanh.",
            "只有在门饱和或输入很大时才不对。检查是否截断了数值、加了 ε，或用了 σ、tanh 的近似式。",
            0.8,
        )
    elif wrong and all(kinds[case] == "strided" for case in wrong):
        yield hint(
            "wrong-for-non-contiguous",
            "It is wrong only for arrays that are not contiguous in memory. Look for a view or a reshape "
            "that relies "
            "on the memory layout, such as `.ravel(order=...)`, `np.frombuffer` or strides.",
            "只有数组在内存中不连续时才不对。检查是否有依赖内存布局的写法，例如 `.ravel(order=...)`、"
            "`np.frombuffer` 或 strides。",
            0.85,
        )
    for symbol, english, chinese in _ONES:
        ones = {case for case, found in sizes.items() if found.get(symbol) == 1 and kinds[case] == "random"}
        if ones and ones <= right and not right - ones - {c for c in right if kinds[c] == "zeros"}:
            yield hint(f"right-for-one-{symbol.lower()}", english, chinese, 0.7)


_ONES: Final = (
    (
        "N",
        "It is right for a batch of one example and wrong for more. Look at what happens along the batch "
        "axis: a sum "
        "that is missing, a mean, or only one row that is read.",
        "批次只有一个样本时正确，多于一个就不对。检查沿批次轴做了什么：漏了求和、取了平均，还是只读了一行。",
    ),
    (
        "H",
        "It is right for a single unit and wrong for more. Look for an elementwise product where a "
        "matrix product "
        "belongs, the reverse, or a transpose.",
        "只有一个隐藏单元时正确，多于一个就不对。检查是否把逐元素乘积与矩阵乘法用混了，或漏了转置。",
    ),
    (
        "T",
        "It is right for a single step and wrong for more. Look at what is carried from one step to the "
        "next.",
        "只有一个时间步时正确，多于一个就不对。检查各步之间传递的量。",
    ),
)


def _which(evidence: Evidence, form: Form, names: Sequence[str]) -> Iterator[Diagnosis]:
    """Say which outputs are right beside the wrong ones, where that narrows the place down."""
    wrong, right = set(evidence.wrong), [name for name in evidence.outputs if name not in evidence.wrong]

    def hint(name: str, english: str, chinese: str, outputs: Sequence[str]) -> Diagnosis:
        return Diagnosis(id=name, says=(both(english, chinese),), outputs=tuple(outputs), certainty=0.5)

    pairs = partners(form)
    for weights, bias in pairs.items():
        if weights in names and bias in right:
            yield hint(
                "weight-gradient-alone",
                f"`{bias}` is right, so the gradient of that pre-activation is right: the mistake is in "
                f"the product that makes `{weights}`.",
                f"`{bias}` 是对的，说明该预激活值的梯度是对的：错误出在计算 `{weights}` 的那个乘积。",
                [weights],
            )
    for bias in dict.fromkeys(pairs.values()):
        sound = next(
            (weights for weights, other in pairs.items() if other == bias and weights in right), None
        )
        if bias in names and sound is not None:
            yield hint(
                "bias-gradient-alone",
                f"`{sound}` is right, so the gradient of that pre-activation is right: the mistake is "
                f"in the sum that makes `{bias}`.",
                f"`{sound}` 是对的，说明该预激活值的梯度是对的：错误出在计算 `{bias}` 的求和。",
                [bias],
            )
    gates = {name[1:]: (f"d{name}", f"db{name[1:]}") for name in form.params if name.startswith("W_")}
    off = [gate for gate, pair in gates.items() if all(name in names for name in pair)]
    others = [gate for gate, pair in gates.items() if all(name in right for name in pair)]
    if len(off) == 1 and others:
        gate = off[0].lstrip("_")
        yield hint(
            "one-gate",
            f"Everything that passes through the gate {gate} is off, and the gradients of the other "
            f"gates' weights "
            f"that are right say that the rest holds. Follow the gradient of {gate} alone.",
            f"凡是经过门 {gate} 的都不对，而其他门的权重梯度中有正确的，说明其余部分没有问题。只需顺着 "
            f"{gate} 的梯度检查。",
            [*gates[off[0]]],
        )
    forward = [name for name in form.calls[0].returns if name in names] if len(form.calls) > 1 else []
    if forward:
        listed = ", ".join(f"`{name}`" for name in forward)
        yield hint(
            "forward-first",
            f"The forward is off already: {listed}. Mend it first; the gradients are graded on right states.",
            f"前向计算就已经不对：{listed}。请先改正前向；梯度是按正确的状态评分的。",
            forward,
        )
    parameters = {*pairs, *pairs.values()}
    if len(form.calls) > 1 and parameters <= set(right) and wrong <= set(form.calls[-1].outputs) - parameters:
        yield hint(
            "weights-right-states-wrong",
            "The gradients of all weights are right, so every pre-activation's gradient is right. What "
            "is off is the "
            "last stage: the products with the weights, their sum, the slices, or a direct path.",
            "所有权重的梯度都对，说明每个预激活值的梯度都对。出错的是最后一段：与权重的乘积、它们的和、"
            "切片，或直接通路。",
            names,
        )
    elif right:
        listed = ", ".join(f"`{name}`" for name in right)
        yield hint(
            WHAT_IS_RIGHT,
            f"Right in every case: {listed}. What leads to these can be trusted.",
            f"在所有用例中都正确的有：{listed}。通向它们的计算可以放心。",
            names,
        )


def _own_forward(evidence: Evidence, form: Form, check: GradientCheck | None) -> Iterator[Diagnosis]:
    """Say that the backward fits the submission's own forward, where it is the forward that is off."""
    if check is None or not check.consistent_with_own_forward or len(form.calls) < 2:
        return
    forward = [name for name in form.calls[0].returns if name in evidence.wrong]
    if forward:
        yield Diagnosis(
            id="gradients-fit-own-forward",
            says=(
                both(
                    "Your gradients are right for your forward; it is the forward that is off. Mend that "
                    "first.",
                    "你的梯度与你自己的前向计算是一致的；出错的是前向。请先改正前向。",
                ),
            ),
            outputs=tuple(forward),
            certainty=0.9,
        )
