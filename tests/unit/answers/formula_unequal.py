"""Rules that make a formula wrong the way that people do, each with what the feedback should then speak of.

The oracle decides whether a result is wrong indeed: some are equal by luck, and are left out.
"""

from dataclasses import replace

from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Number,
    Sequence,
    Slice,
    names,
    substitute,
)

from .formula_scene import ONE, TWO, axis_of, call, is_call, is_op, joined_pair, op, t

RULES = {}
NAMED = {}
"""For each rule a pattern of what names the mistake; ``whole`` rules change the tree at its root alone."""
WHOLE = set()


def rule(pattern, *, whole=False):
    def register(function):
        RULES[function.__name__] = function
        NAMED[function.__name__] = pattern
        if whole:
            WHOLE.add(function.__name__)
        return function

    return register


SWAPPED = r"swapped|stands? where|change places|wrong way round|exchanged|wrong order|convention"
BLOCK = r"block|\bslice|index|stands where"
TRANSPOSED = r"transpose|wrong order|column vectors|element-wise"
CONSTANT = r"times the answer|factor|constant|division by|number"
FUNCTION = r"`(\w+)`.*(belongs?|missing|too much|missing)|root|norm|slope"
BRACKETS = r"alone|whole of|applies to|multiplies|divides|single|goes elsewhere|missing|too much|stands where"


@rule(SWAPPED, whole=True)
def two_names_swapped(tree, scene):
    used = sorted(names(tree).intersection(scene.question.variables))
    for place, one in enumerate(used):
        for other in used[place + 1 :]:
            if scene.alike(Name(one), Name(other)):
                yield substitute(tree, {one: Name(other), other: Name(one)})


@rule(SWAPPED)
def another_name(node, scene):
    if isinstance(node, Name) and node.name in scene.question.variables:
        yield from (other for other in scene.variables(node) if other != node)


@rule(SWAPPED + r"|does not depend", whole=True)
def another_name_everywhere(tree, scene):
    for name in sorted(names(tree).intersection(scene.question.variables)):
        for other in scene.variables(Name(name)):
            if other.name != name:
                yield substitute(tree, {name: other})


@rule(r"missing|also depends|one case|stands where|upside")
def term_dropped(node, scene):
    if is_op(node, "+-"):
        yield from (side for side in (node.left, node.right) if scene.alike(node, side))


@rule(r"missing|also depends|one case|stands where|squared")
def factor_dropped(node, scene):
    if is_op(node, ("*",)):
        yield from (side for side in (node.left, node.right) if scene.alike(node, side))


@rule(r"missing|squared|elsewhere|stands where|also depends|factor")
def divisor_dropped(node, scene):
    if is_op(node, ("/",)) and scene.alike(node, node.left):
        yield node.left


@rule(r"sign|stands where|minus|negative|wrong way")
def sign_turned(node, _):
    if is_op(node, "+-"):
        yield replace(node, op="-" if node.op == "+" else "+")


@rule(r"sign|negative|minus|wrong way round|swapped", whole=True)
def negated(tree, _):
    yield Negation(tree)


@rule(r"sign|minus|negative")
def factor_negated(node, _):
    if is_op(node, ("*", "/", "@")):
        yield replace(node, left=Negation(node.left))


@rule(r"`\*` stands where `\+`|stands where|one case|missing|too much")
def sum_to_product(node, _):
    if is_op(node, ("+",)):
        yield replace(node, op="*")


@rule(r"`\+` stands where `\*`|stands where|applies|multiplies|too much")
def product_to_sum(node, scene):
    if is_op(node, ("*",)) and scene.alike(node.left, node.right):
        yield replace(node, op="+")


@rule(r"squared|slope|power|stands where")
def square_dropped(node, _):
    if is_op(node, ("**",)) and node.right == TWO:
        yield node.left


@rule(r"squared|power|stands where|factor .* too much|slope")
def squared(node, _):
    if isinstance(node, Name) or is_call(node, "tanh", "sigmoid", "norm"):
        yield op("**", node, TWO)


@rule(r"power|exponent|squared|stands where|too much")
def cubed(node, _):
    if is_op(node, ("**",)) and node.right == TWO:
        yield replace(node, right=Number(3))


@rule(SWAPPED + r"|missing|1 minus")
def complement_dropped(node, _):
    if is_op(node, ("-",)) and node.left == ONE:
        yield node.right


@rule(SWAPPED + r"|1 minus|too much")
def complement_made(node, scene):
    if isinstance(node, Name) and scene.positive(node):
        yield op("-", ONE, node)


@rule(SWAPPED + r"|1 minus", whole=True)
def gate_turned_everywhere(tree, scene):
    for name in sorted(names(tree).intersection(scene.question.variables)):
        if scene.positive(Name(name)):
            yield substitute(tree, {name: op("-", ONE, Name(name))})


@rule(r"stands where|slope|belongs")
def another_activation(node, _):
    if is_call(node, "tanh", "sigmoid"):
        for function in ("tanh", "sigmoid", "relu"):
            if function != node.function:
                yield call(function, *node.args)


@rule(r"missing|stands where|single|slope")
def activation_dropped(node, _):
    if is_call(node, "tanh", "sigmoid"):
        yield node.args[0]


@rule(r"too much|already|slope|stands where", whole=True)
def activation_on_top(tree, _):
    yield call("tanh", tree)
    yield call("sigmoid", tree)


@rule(r"too much|already|slope|stands where|elsewhere")
def activation_made(node, scene):
    if isinstance(node, Name) and node.name in scene.question.variables:
        yield call("tanh", node)
        yield call("sigmoid", node)


@rule(TRANSPOSED)
def square_factor_transposed(node, scene):
    if is_op(node, ("@",)):
        for side in ("left", "right"):
            part = getattr(node, side)
            if scene.rank(part) == 2:
                inner = part.args[0] if is_call(part, "transpose") else t(part)
                if scene.alike(inner, part):
                    yield replace(node, **{side: inner})


@rule(TRANSPOSED + r"|inner sizes|shape")
def factor_transposed(node, scene):
    if is_op(node, ("@",)):
        for side in ("left", "right"):
            part = getattr(node, side)
            if scene.rank(part) == 2:
                inner = part.args[0] if is_call(part, "transpose") else t(part)
                yield replace(node, **{side: inner})


@rule(TRANSPOSED)
def product_turned(node, _):
    if is_op(node, ("@",)):
        yield op("@", node.right, node.left)


@rule(r"transpose", whole=True)
def transposed_whole(tree, scene):
    if scene.rank(tree) == 2:
        yield t(tree)


@rule(r"element-wise|matrix product|inner sizes")
def product_of_the_other_kind(node, _):
    if is_op(node, ("*", "@")):
        yield replace(node, op="@" if node.op == "*" else "*")


@rule(r"axis|loses")
def wrong_axis(node, _):
    if is_call(node, "sum", "mean", "prod", "norm") and axis_of(node) is not None:
        other = Number(1) if axis_of(node) == Number(0) else Number(0)
        yield Call(node.function, node.args, (("axis", other), *node.options[1:]))


@rule(r"axis|loses|The shape|keepdims")
def axis_dropped(node, _):
    if is_call(node, "sum", "mean", "prod") and node.options:
        yield Call(node.function, node.args, ())
        if len(node.options) > 1:
            yield Call(node.function, node.args, node.options[:1])


@rule(r"`(sum|mean|prod|max)`|factor|times the answer|division")
def another_reduction(node, _):
    if is_call(node, "sum", "mean", "prod"):
        for function in ("sum", "mean", "prod", "max"):
            if function != node.function:
                yield Call(function, node.args, node.options)


@rule(r"summed|averaged|axis|`sum`|`mean`|loses", whole=True)
def summed_up(tree, scene):
    if scene.rank(tree) > 0:
        yield call("sum", tree, axis=Number(0))
        yield call("sum", tree, axis=ONE)
        yield call("mean", tree)


@rule(r"missing|axis|shape|diag")
def reduction_dropped(node, _):
    if is_call(node, "sum", "mean", "prod", "norm", "diag"):
        yield node.args[0]


@rule(BLOCK)
def other_half(node, _):
    if isinstance(node, Index):
        for place, part in enumerate(node.places):
            if isinstance(part, Slice) and (part.start is None) != (part.stop is None):
                other = Slice(part.stop, part.start)
                yield replace(node, places=(*node.places[:place], other, *node.places[place + 1 :]))


@rule(BLOCK + r"|do not bind|do not fit|The shape is")
def slice_off_by_one(node, _):
    if isinstance(node, Index):
        for place, part in enumerate(node.places):
            if isinstance(part, Slice) and (part.start is not None or part.stop is not None):
                for sign in "+-":
                    start, stop = (
                        None if bound is None else op(sign, bound, ONE) for bound in (part.start, part.stop)
                    )
                    new = Slice(start, stop)
                    yield replace(node, places=(*node.places[:place], new, *node.places[place + 1 :]))


@rule(BLOCK + r"|do not bind|The shape is")
def slice_dropped(node, _):
    if isinstance(node, Index):
        yield node.value


@rule(r"joined|exchanged|wrong order|swapped|stands where")
def joined_the_other_way(node, _):
    if pair := joined_pair(node):
        yield call("concat", Sequence(pair[::-1]), axis=ONE)


@rule(r"slope|stands where|sigmoid|squared")
def slope_of_the_other(node, _):
    if is_op(node, ("-",)) and node.left == ONE and is_op(node.right, ("**",)):
        yield op("*", node.right.left, op("-", ONE, node.right.left))
    if is_op(node, ("*",)) and node.right == op("-", ONE, node.left):
        yield op("-", ONE, op("**", node.left, TWO))
    if is_op(node, ("*",)) and is_op(node.left, ("*",)) and node.right == op("-", ONE, node.left.right):
        yield op("*", node.left.left, op("-", ONE, op("**", node.left.right, TWO)))


@rule(BRACKETS)
def parentheses_lost(node, _):
    if is_op(node, ("*", "/", "@")):
        for total, place in ((node.left, 0), (node.right, 1)):
            if is_op(total, "+-"):
                if place:
                    yield op(total.op, op(node.op, node.left, total.left), total.right)
                else:
                    yield op(total.op, total.left, op(node.op, total.right, node.right))
    if is_op(node, ("**",)) and is_op(node.left, ("+", "-", "*", "/")):
        yield replace(node.left, right=op("**", node.left.right, node.right))


@rule(BRACKETS)
def parentheses_too_wide(node, _):
    if is_op(node, "+-"):
        if is_op(node.right, ("*", "/")):
            yield op(node.right.op, op(node.op, node.left, node.right.left), node.right.right)
        if is_op(node.left, ("*",)):
            yield op("*", node.left.left, op(node.op, node.left.right, node.right))


@rule(CONSTANT, whole=True)
def constant_factor(tree, _):
    yield op("*", TWO, tree)
    yield op("/", tree, TWO)
    yield op("*", Number(0.999), tree)
    yield op("*", tree, Number(-3))


@rule(CONSTANT + "|twice|squared")
def factor_two_inside(node, _):
    if is_op(node, ("*", "@", "**")) or is_call(node, "tanh", "sigmoid"):
        yield op("*", TWO, node)
        yield op("/", node, TWO)


@rule(r"constant|plus|added|term", whole=True)
def constant_term(tree, _):
    yield op("+", tree, Number(0.001))
    yield op("-", tree, ONE)


@rule(r"factor .* too much|squared|multiplies|elsewhere|stands where")
def extra_factor(node, scene):
    if is_op(node, "+-*"):
        yield from (op("*", node, other) for other in scene.variables(node))


@rule(r"term .* too much|too much|stands where")
def extra_term(node, scene):
    if scene.rank(node) > 0 and is_op(node, "+-*@"):
        yield from (op("+", node, other) for other in scene.variables(node))


@rule(r"division|divide|factor|times", whole=True)
def averaged(tree, scene):
    for symbol in scene.oracle.symbols[:2]:
        yield op("/", tree, Name(symbol))


@rule(r"division|divide|stands where|turned|upside|inverse|missing|elsewhere|power")
def fraction_turned(node, _):
    if is_op(node, ("/",)):
        yield op("/", node.right, node.left)
        yield op("*", node.left, node.right)
