"""Further rules that rewrite a formula into an equal one: functions, reductions, neutral operations."""

from quizrnn.answers.expression_tree import Call, Index, Name, Negation, Number, Word

from .formula_equal import rule
from .formula_scene import ALL, HALF, ONE, TWO, axis_of, call, is_call, is_op, op, t


@rule
def complement_of_sigmoid(node, _):
    if is_op(node, ("-",)) and node.left == ONE and is_call(node.right, "sigmoid"):
        yield call("sigmoid", Negation(node.right.args[0]))
    if is_call(node, "sigmoid"):
        yield op("-", ONE, call("sigmoid", Negation(node.args[0])))


@rule
def tanh_by_sigmoid(node, _):
    if is_call(node, "tanh"):
        yield op("-", op("*", TWO, call("sigmoid", op("*", TWO, node.args[0]))), ONE)


@rule
def sigmoid_by_tanh(node, _):
    if is_call(node, "sigmoid"):
        yield op("/", op("+", ONE, call("tanh", op("/", node.args[0], TWO))), TWO)


@rule
def sigmoid_by_exp(node, _):
    if is_call(node, "sigmoid"):
        raised = call("exp", Negation(node.args[0]))
        yield op("/", ONE, op("+", ONE, raised))
        plain = call("exp", node.args[0])
        yield op("/", plain, op("+", ONE, plain))


@rule
def tanh_by_exp(node, _):
    if is_call(node, "tanh"):
        up, down = call("exp", node.args[0]), call("exp", Negation(node.args[0]))
        yield op("/", op("-", up, down), op("+", up, down))


@rule
def odd_tanh(node, _):
    if is_call(node, "tanh"):
        yield Negation(call("tanh", Negation(node.args[0])))


@rule
def difference_of_squares(node, _):
    if is_op(node, ("-",)) and node.left == ONE and is_op(node.right, ("**",)) and node.right.right == TWO:
        base = node.right.left
        yield op("*", op("-", ONE, base), op("+", ONE, base))


@rule
def square_as_product(node, _):
    if is_op(node, ("**",)) and node.right == TWO:
        yield op("*", node.left, node.left)
        yield op("**", Negation(node.left), TWO)
        yield op("**", call("abs", node.left), TWO)


@rule
def root_as_power(node, _):
    if is_call(node, "sqrt"):
        yield op("**", node.args[0], HALF)


@rule
def square_of_root(node, scene):
    if not isinstance(node, Number) and scene.positive(node):
        yield op("**", call("sqrt", node), TWO)
        yield call("sqrt", op("**", node, TWO))


@rule
def log_of_exp(node, scene):
    if not isinstance(node, Number) and scene.moderate(node):
        yield call("log", call("exp", node))


@rule
def exp_of_log(node, scene):
    if not isinstance(node, Number) and scene.positive(node):
        yield call("exp", call("log", node))


@rule
def product_by_logs(node, scene):
    if is_op(node, ("*",)) and scene.positive(node.left) and scene.positive(node.right):
        yield call("exp", op("+", call("log", node.left), call("log", node.right)))
    if is_call(node, "log") and is_op(node.args[0], ("*",)):
        yield op("+", call("log", node.args[0].left), call("log", node.args[0].right))


@rule
def exp_of_sum(node, _):
    if is_call(node, "exp"):
        if is_op(node.args[0], ("+",)):
            yield op("*", call("exp", node.args[0].left), call("exp", node.args[0].right))
        yield op("**", call("exp", op("/", node.args[0], TWO)), TWO)
        yield op("/", ONE, call("exp", Negation(node.args[0])))


@rule
def softmax_written_out(node, _):
    raised = node.left if is_op(node, ("/",)) else None
    if is_call(raised, "exp") and node.right == call("sum", raised):
        score = raised.args[0]
        yield call("softmax", score)
        less = call("exp", op("-", score, call("max", score)))
        yield op("/", less, call("sum", less))
        total = call("log", call("sum", raised))
        yield call("exp", op("-", score, total))


@rule
def sum_by_terms(node, scene):
    if is_call(node, "sum", "mean") and is_op(node.args[0], "+-"):
        inner = node.args[0]
        if scene.alike(inner.left, inner.right):
            parts = (Call(node.function, (side,), node.options) for side in (inner.left, inner.right))
            yield op(inner.op, *parts)


@rule
def sum_as_product(node, scene):
    if is_call(node, "sum") and axis_of(node) == Number(0) and len(node.options) == 1:
        size = scene.size(node.args[0], 0) if scene.rank(node.args[0]) == 2 else None
        if size is not None:
            yield op("@", call("ones", size), node.args[0])
            yield call("sum", t(node.args[0]), axis=ONE)


@rule
def mean_as_sum(node, scene):
    if is_call(node, "mean") and isinstance(axis_of(node), Number):
        size = scene.size(node.args[0], axis_of(node).value)
        if size is not None:
            yield op("/", Call("sum", node.args, node.options), size)


@rule
def sum_as_mean(node, scene):
    if is_call(node, "sum") and isinstance(axis_of(node), Number):
        size = scene.size(node.args[0], axis_of(node).value)
        if size is not None:
            yield op("*", Call("mean", node.args, node.options), size)


@rule
def norm_as_root(node, _):
    if is_call(node, "norm") and not node.options:
        yield call("sqrt", call("sum", op("**", node.args[0], TWO)))
        yield op("**", call("sum", op("*", node.args[0], node.args[0])), HALF)


@rule
def root_as_norm(node, _):
    if is_call(node, "sqrt") and is_call(node.args[0], "sum") and not node.args[0].options:
        inner = node.args[0].args[0]
        if is_op(inner, ("**",)) and inner.right == TWO:
            yield call("norm", inner.left)
    squares = is_call(node, "sum") and is_op(node.args[0], ("**",)) and node.args[0].right == TWO
    if squares and not node.options:
        yield op("**", call("norm", node.args[0].left), TWO)


@rule
def diagonal_as_rows(node, scene):
    if is_op(node, ("@",)) and is_call(node.left, "diag") and scene.rank(node.left.args[0]) == 1:
        yield op("*", Index(node.left.args[0], (ALL, None)), node.right)
    if is_op(node, ("@",)) and is_call(node.right, "diag") and scene.rank(node.right.args[0]) == 1:
        yield op("*", node.left, node.right.args[0])


@rule
def outer_product(node, scene):
    matrices = is_op(node, ("@",)) and scene.rank(node.left) == scene.rank(node.right) == 2
    if matrices and scene.shape(node.left)[1] == 1:
        yield op("*", node.left, node.right)
        yield call("outer", node.left, node.right)


@rule
def matrix_product_by_einsum(node, scene):
    if is_op(node, ("@",)) and scene.rank(node.left) == scene.rank(node.right) == 2:
        yield call("einsum", Word("ij,jk->ik"), node.left, node.right)
        if is_call(node.right, "transpose"):
            yield call("einsum", Word("bi,oi->bo"), node.left, node.right.args[0])


@rule
def product_by_factors(node, scene):
    if is_call(node, "prod") and is_op(node.args[0], ("*",)):
        inner = node.args[0]
        if scene.alike(inner.left, inner.right):
            yield op("*", *(Call("prod", (side,), node.options) for side in (inner.left, inner.right)))


@rule
def product_by_sum_of_logs(node, scene):
    if is_call(node, "prod") and scene.positive(node.args[0]):
        yield call("exp", Call("sum", (call("log", node.args[0]),), node.options))


@rule
def power_by_steps(node, _):
    if is_op(node, ("**",)) and isinstance(node.right, Name):
        yield op("*", node.left, op("**", node.left, op("-", node.right, ONE)))


@rule
def minimum_otherwise(node, _):
    if is_call(node, "minimum", "maximum"):
        a, b = node.args
        less = node.function == "minimum"
        yield Negation(call("maximum" if less else "minimum", Negation(a), Negation(b)))
        yield call("where", op("<" if less else ">", a, b), a, b)
        yield call(node.function, b, a)
        gap = call("abs", op("-", a, b))
        yield op("/", op("-" if less else "+", op("+", a, b), gap), TWO)
        yield op("-", a, call("relu", op("-", a, b))) if less else op("+", a, call("relu", op("-", b, a)))


@rule
def scaled_minimum(node, _):
    if is_call(node, "minimum", "maximum"):
        a, b = node.args
        yield op("/", call(node.function, op("*", TWO, a), op("*", TWO, b)), TWO)


@rule
def absolute_otherwise(node, _):
    if is_call(node, "abs"):
        inner = node.args[0]
        yield call("maximum", inner, Negation(inner))
        yield call("sqrt", op("**", inner, TWO))
        yield call("abs", Negation(inner))


@rule
def times_one(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        yield op("*", node, ONE)
        yield op("*", ONE, node)
        yield op("/", node, ONE)
        yield op("**", node, ONE)


@rule
def plus_zero(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        yield op("+", node, Number(0))
        yield op("-", node, Number(0))


@rule
def plus_and_minus(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        for other in scene.variables(node)[:3]:
            yield op("-", op("+", node, other), other)


@rule
def times_and_over(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        for other in scene.variables(node)[:3]:
            yield op("/", op("*", node, other), other)


@rule
def twice_the_half(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        yield op("/", op("*", TWO, node), TWO)
        yield op("+", op("*", HALF, node), op("/", node, TWO))


@rule
def complement_twice(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        yield op("-", ONE, op("-", ONE, node))


@rule
def product_by_squares(node, _):
    if is_op(node, ("*",)):
        total = op("**", op("+", node.left, node.right), TWO)
        less = op("**", op("-", node.left, node.right), TWO)
        yield op("/", op("-", total, less), Number(4))


@rule
def convex_step(node, _):
    """``(1 - z)*a + z*b`` as ``a + z*(b - a)``."""
    if is_op(node, ("+",)) and is_op(node.left, ("*",)) and is_op(node.right, ("*",)):
        (a1, a2), (b1, b2) = (node.left.left, node.left.right), (node.right.left, node.right.right)
        if a1 == op("-", ONE, b1):
            yield op("+", a2, op("*", b1, op("-", b2, a2)))
        if b1 == op("-", ONE, a1):
            yield op("+", b2, op("*", a1, op("-", a2, b2)))
