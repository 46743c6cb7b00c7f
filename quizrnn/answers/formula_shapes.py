"""What is said of shapes: which operation does not bind, which reduction is missing or too much."""

from __future__ import annotations

from quizrnn.answers.expression_arrays import DoesNotBind, Shape
from quizrnn.answers.expression_tree import Call, Node, Number, Operation, render, walk
from quizrnn.answers.formula_bench import Bench
from quizrnn.text import Text, both


def bind_message(bench: Bench, tree: Node, error: DoesNotBind) -> Text:
    """Return one sentence: which operation, and the shapes on both its sides in dimension symbols."""
    shapes: list[tuple[Shape, ...]] = []
    places: list[int] = []
    for place in range(len(bench.draws())):
        again = bench.fails(tree, place)
        if again is not None and again.node is error.node:
            shapes.append(again.shapes)
            places.append(place)
    if not shapes:
        shapes, places = [error.shapes], [0]
    sides = [bench.symbolic([each[k] for each in shapes], places) for k in range(len(shapes[0]))]
    node = error.node
    part = f"`{_short(node)}`"
    if isinstance(node, Operation) and node.op == "@" and () in error.shapes:
        number = f"`{_short(node.left if error.shapes[0] == () else node.right)}`"
        return both(
            f"`@` is the matrix product of arrays, and {number} is a number: write `*`.",
            f"`@` 是数组之间的矩阵乘积，而 {number} 是一个数：应写 `*`。",
        )
    if isinstance(node, Operation) and node.op in ("@", "dot"):
        return both(
            f"The shapes do not bind in {part}: {sides[0]} @ {sides[1]}, whose inner sizes differ.",
            f"{part} 的形状对不上：{sides[0]} @ {sides[1]}，相邻的两个维度不相等。",
        )
    if isinstance(node, Operation):
        return both(
            f"The shapes do not bind in {part}: {sides[0]} {node.op} {sides[1]}, element by element.",
            f"{part} 的形状对不上：{sides[0]} {node.op} {sides[1]} 无法逐元素运算。",
        )
    if error.axis is not None or len(sides) == 1:
        return both(
            f"{part} does not fit an array of shape {sides[0]}: no such axis, or an index beyond its end.",
            f"{part} 与形状为 {sides[0]} 的数组不符：没有这个轴，或下标越界。",
        )
    listed = ", ".join(sides)
    return both(
        f"Shapes that do not fit together in {part}: {listed}.", f"{part} 中的形状无法配合：{listed}。"
    )


def reduction(bench: Bench, tree: Node, mine: int, key: int) -> Text | None:
    """Return which sum or mean is missing or too much, given the ranks of the formula and the key."""
    for function in ("sum", "mean"):
        for axis in (0, 1, 2, None):
            options = (("axis", Number(axis)),) if axis is not None else ()
            over = f"over axis {axis}" if axis is not None else "over all axes"
            over_zh = f"沿 axis={axis} " if axis is not None else "沿所有轴"
            if key > mine and bench.same(tree, Call(function, (bench.key,), options)):
                if not _reduces(tree, function):
                    done, done_zh = ("summed", "求和") if function == "sum" else ("averaged", "求平均")
                    return both(
                        f"This is the answer {done} {over}, so an axis is lost.",
                        f"这是把答案{over_zh}{done_zh}的结果，丢掉了轴。",
                    )
                return both(
                    f"The `{function}` {over} is too much: it loses an axis.",
                    f"多做了一次{over_zh}的 `{function}`：丢掉了轴。",
                )
            if mine > key and bench.same(Call(function, (tree,), options)):
                return both(f"The `{function}` {over} is missing.", f"还缺少{over_zh}的 `{function}`。")
    return None


def _reduces(tree: Node, function: str) -> bool:
    """Return whether a tree has the reduction itself, and not a product that comes to the same."""
    return any(isinstance(part, Call) and part.function == function for part in walk(tree))


def _short(node: Node) -> str:
    """Return a part of a formula, its inner parts left out where it is long."""
    text = render(node)
    if len(text) <= 48:
        return text
    if isinstance(node, Operation):
        sides = [render(side, 6) for side in (node.left, node.right)]
        left, right = (side if len(side) <= 20 else "(…)" for side in sides)
        return f"{left} {node.op} {right}"
    return f"{text[:45]}…"
