"""Further rules that make a formula wrong: cases, roots, norms, exponentials, layouts."""

from dataclasses import replace

from quizrnn.answers.expression_tree import Call, Name, Operation

from .formula_scene import TWO, call, is_call, is_op, op
from .formula_unequal import rule


@rule(r"minimum|maximum|case|stands where")
def minimum_for_maximum(node, _):
    if is_call(node, "minimum", "maximum"):
        yield call("maximum" if node.function == "minimum" else "minimum", *node.args)


@rule(r"case|missing|minimum|maximum")
def one_case_only(node, _):
    if is_call(node, "minimum", "maximum", "where"):
        yield from node.args


@rule(r"abs|case|some values|sign|stands where|slope")
def absolute_value(node, scene):
    if is_call(node, "abs"):
        yield node.args[0]
    elif isinstance(node, Name) and scene.rank(node) > 0 and not scene.positive(node):
        yield call("abs", node)


@rule(r"root|power|squared|sqrt|missing|too much|elsewhere|stands where")
def root_dropped(node, _):
    if is_call(node, "sqrt"):
        yield node.args[0]
    elif is_call(node, "norm") and not node.options:
        yield call("sum", op("**", node.args[0], TWO))


@rule(r"norm|abs|root|squared|power|sum")
def another_norm(node, _):
    if is_call(node, "norm"):
        yield call("sum", call("abs", node.args[0]))
        yield call("max", call("abs", node.args[0]))
    if is_call(node, "sum") and is_op(node.args[0], ("**",)):
        yield op("**", Call("sum", (node.args[0].left,), node.options), TWO)


@rule(r"exp|log|missing|stands where|too much")
def exponential_lost(node, _):
    if is_call(node, "exp"):
        yield node.args[0]
        yield call("log", node.args[0])
        yield call("sigmoid", node.args[0])


@rule(r"column", whole=True)
def column_vectors(tree, _):
    """Every ``x @ W.T`` as ``W @ x``."""
    turned = _columns(tree)
    if turned != tree:
        yield turned


def _columns(node):
    if is_op(node, ("@",)) and is_call(node.right, "transpose"):
        return op("@", node.right.args[0], node.left)
    if isinstance(node, Operation):
        return replace(node, left=_columns(node.left), right=_columns(node.right))
    if isinstance(node, Call) and node.function in ("tanh", "sigmoid"):
        return replace(node, args=tuple(_columns(arg) for arg in node.args))
    return node


@rule(r"squashed|single|added first|stands where|missing|too much")
def activation_of_each_term(node, _):
    if is_call(node, "tanh", "sigmoid") and is_op(node.args[0], ("+",)):
        inner = node.args[0]
        yield op("+", call(node.function, inner.left), call(node.function, inner.right))
        yield op("+", call(node.function, inner.left), inner.right)
