"""Rules that rewrite a formula into an equal one, each at any one place of its tree.

A rule takes a node and the place's ``Scene`` (shapes and signs of sub-formulas) and yields what may stand
there instead. The oracle confirms every result, so that a rule's own mistake cannot pass for the checker's.
"""

from quizrnn.answers.expression_tree import Index, Name, Negation, Number, Sequence, Slice

from .formula_scene import ALL, ONE, call, is_call, is_op, joined_pair, op, rows, t

RULES = {}


def rule(function):
    RULES[function.__name__] = function
    return function


@rule
def commute_sum(node, _):
    if is_op(node, ("+",)):
        yield op("+", node.right, node.left)


@rule
def commute_product(node, _):
    if is_op(node, ("*",)):
        yield op("*", node.right, node.left)


@rule
def associate(node, _):
    for sign in "+*":
        if is_op(node, (sign,)) and is_op(node.left, (sign,)):
            yield op(sign, node.left.left, op(sign, node.left.right, node.right))
        if is_op(node, (sign,)) and is_op(node.right, (sign,)):
            yield op(sign, op(sign, node.left, node.right.left), node.right.right)


@rule
def associate_matrix_product(node, scene):
    if is_op(node, ("@",)) and is_op(node.left, ("@",)) and scene.rank(node.left.right) == 2:
        yield op("@", node.left.left, op("@", node.left.right, node.right))
    if is_op(node, ("@",)) and is_op(node.right, ("@",)) and scene.rank(node.right.left) == 2:
        yield op("@", op("@", node.left, node.right.left), node.right.right)


@rule
def distribute(node, _):
    if is_op(node, ("*",)):
        for total, factor in ((node.left, node.right), (node.right, node.left)):
            if is_op(total, "+-"):
                yield op(total.op, op("*", total.left, factor), op("*", total.right, factor))


@rule
def distribute_matrix_product(node, scene):
    if is_op(node, ("@",)):
        left, right = node.left, node.right
        if is_op(left, "+-") and scene.alike(left.left, left.right):
            yield op(left.op, op("@", left.left, right), op("@", left.right, right))
        if is_op(right, "+-") and scene.alike(right.left, right.right):
            yield op(right.op, op("@", left, right.left), op("@", left, right.right))


@rule
def factor_out(node, scene):
    if is_op(node, "+-") and is_op(node.left, ("*",)) and is_op(node.right, ("*",)):
        for mine, rest in ((node.left.left, node.left.right), (node.left.right, node.left.left)):
            for theirs, other in ((node.right.left, node.right.right), (node.right.right, node.right.left)):
                if mine == theirs:
                    yield op("*", mine, op(node.op, rest, other))
    if is_op(node, "+-") and is_op(node.right, ("*",)) and scene.alike(node.left, node.right):
        for mine, rest in ((node.right.left, node.right.right), (node.right.right, node.right.left)):
            if mine == node.left:
                yield op("*", mine, op(node.op, ONE, rest))


@rule
def divide_each_term(node, _):
    if is_op(node, ("/",)) and is_op(node.left, "+-"):
        yield op(node.left.op, op("/", node.left.left, node.right), op("/", node.left.right, node.right))


@rule
def turn_difference(node, _):
    if is_op(node, ("-",)):
        yield Negation(op("-", node.right, node.left))


@rule
def add_the_negative(node, _):
    if is_op(node, ("-",)):
        yield op("+", node.left, Negation(node.right))
        yield op("+", Negation(node.right), node.left)
        yield op("+", node.left, op("*", Negation(ONE), node.right))
    if is_op(node, ("+",)):
        yield op("-", node.left, Negation(node.right))


@rule
def double_negation(node, scene):
    if scene.shape(node) is not None and not isinstance(node, Number):
        yield Negation(Negation(node))


@rule
def move_sign(node, _):
    if isinstance(node, Negation) and is_op(node.operand, ("*", "/", "@")):
        inner = node.operand
        yield op(inner.op, Negation(inner.left), inner.right)
        yield op(inner.op, inner.left, Negation(inner.right))
    if is_op(node, ("*", "@", "/")):
        yield op(node.op, Negation(node.left), Negation(node.right))


@rule
def divide_by_power(node, _):
    if is_op(node, ("/",)):
        yield op("*", node.left, op("**", node.right, Negation(ONE)))


@rule
def multiply_by_reciprocal(node, _):
    if is_op(node, ("/",)):
        yield op("*", op("/", ONE, node.right), node.left)
        yield op("/", ONE, op("/", node.right, node.left))


@rule
def multiply_by_divided(node, scene):
    if is_op(node, ("*",)) and scene.positive(node.right):
        yield op("/", node.left, op("/", ONE, node.right))


@rule
def transpose_product(node, scene):
    if is_op(node, ("@",)) and scene.rank(node.left) == scene.rank(node.right) == 2:
        yield t(op("@", t(node.right), t(node.left)))
    if is_call(node, "transpose") and is_op(node.args[0], ("@",)):
        inner = node.args[0]
        if scene.rank(inner.left) == scene.rank(inner.right) == 2:
            yield op("@", t(inner.right), t(inner.left))


@rule
def transpose_twice(node, scene):
    if scene.rank(node) == 2:
        yield t(t(node))
    if is_call(node, "transpose") and is_call(node.args[0], "transpose"):
        yield node.args[0].args[0]


@rule
def transpose_parts(node, scene):
    if is_op(node, "+-*") and scene.rank(node) == 2 and scene.alike(node.left, node.right):
        yield t(op(node.op, t(node.left), t(node.right)))
    if is_call(node, "transpose") and is_op(node.args[0], "+-*"):
        inner = node.args[0]
        if scene.alike(inner.left, inner.right):
            yield op(inner.op, t(inner.left), t(inner.right))


@rule
def split_joined_product(node, scene):
    if is_op(node, ("@",)) and is_call(node.right, "transpose") and (pair := joined_pair(node.left)):
        width = scene.size(pair[0], 1)
        if width is not None:
            weights = node.right.args[0]
            left = t(Index(weights, rows(Slice(None, width))))
            right = t(Index(weights, rows(Slice(width, None))))
            yield op("+", op("@", pair[0], left), op("@", pair[1], right))


@rule
def join_products(node, scene):
    products = is_op(node, ("+",)) and is_op(node.left, ("@",)) and is_op(node.right, ("@",))
    if products and is_call(node.left.right, "transpose") and is_call(node.right.right, "transpose"):
        one, other = node.left.right.args[0], node.right.right.args[0]
        if scene.rank(one) == scene.rank(other) == scene.rank(node.left.left) == 2:
            data = call("concat", Sequence((node.left.left, node.right.left)), axis=ONE)
            yield op("@", data, t(call("concat", Sequence((one, other)), axis=ONE)))


@rule
def turn_joined(node, scene):
    if is_op(node, ("@",)) and is_call(node.right, "transpose") and (pair := joined_pair(node.left)):
        width = scene.size(pair[0], 1)
        if width is not None:
            weights = node.right.args[0]
            blocks = (Index(weights, rows(Slice(width, None))), Index(weights, rows(Slice(None, width))))
            data = call("concat", Sequence(pair[::-1]), axis=ONE)
            yield op("@", data, t(call("concat", Sequence(blocks), axis=ONE)))


@rule
def split_joined_outer(node, _):
    if is_op(node, ("@",)) and (pair := joined_pair(node.right)):
        products = Sequence((op("@", node.left, pair[0]), op("@", node.left, pair[1])))
        yield call("concat", products, axis=ONE)


@rule
def slice_each_part(node, scene):
    if isinstance(node, Index) and is_op(node.value, "+-*/"):
        left, right = node.value.left, node.value.right
        if scene.alike(left, right):
            yield op(node.value.op, Index(left, node.places), Index(right, node.places))


@rule
def slice_the_factor(node, scene):
    if isinstance(node, Index) and is_op(node.value, ("@",)) and of_columns(node, scene):
        yield op("@", node.value.left, Index(node.value.right, node.places))
    if is_op(node, ("@",)) and of_columns(node.right, scene) and scene.rank(node) == 2:
        yield Index(op("@", node.left, node.right.value), node.right.places)


def of_columns(node, scene):
    """Return whether a node is columns of a matrix."""
    block = isinstance(node, Index) and len(node.places) == 2 and node.places[0] == ALL
    return block and scene.rank(node.value) == scene.rank(node) == 2


@rule
def slice_of_one(node, _):
    if is_call(node, "sigmoid", "tanh", "exp") and isinstance(node.args[0], Index):
        inner = node.args[0]
        yield Index(call(node.function, inner.value), inner.places)


@rule
def whole_slice(node, scene):
    if scene.rank(node) == 2 and isinstance(node, Name):
        yield Index(node, (ALL, ALL))
        yield Index(node, ("...",))
