"""Formulas as people type them: one tree in many spellings, each chosen by a random generator."""

import re
from collections import Counter
from dataclasses import dataclass, field

from quizrnn.answers.expression_tree import (
    PRECEDENCE,
    Call,
    Index,
    Name,
    Negation,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
)

NEGATION, ATOM = 7, 9
PREFIXES = ("np.", "numpy.", "torch.", "jnp.")
SPELLINGS = {
    "sigmoid": ("σ", "expit", "logistic", "Sigmoid", "torch.sigmoid"),
    "log": ("ln", "np.log"),
    "sqrt": ("np.sqrt", "√"),
    "abs": ("np.abs", "absolute", "np.fabs"),
    "mean": ("np.mean", "average"),
    "prod": ("np.prod", "Π"),
    "sum": ("np.sum", "Σ", "∑"),
    "norm": ("np.linalg.norm", "torch.norm"),
    "exp": ("np.exp", "torch.exp"),
    "tanh": ("np.tanh", "torch.tanh", "Tanh"),
    "minimum": ("np.minimum", "min"),
    "maximum": ("np.maximum", "max"),
}
RATE = 0.25
"""How often a spelling differs from the plain one."""


@dataclass
class Typist:
    """Writes trees; without a random generator plainly, as Python.

    Attributes:
        used: How often each way of spelling was used.
    """

    names: dict
    rng: object = None
    used: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.latex = self.rng is not None and self.rng.random() < 0.2
        self.dot = self.rng.choice(["*", "@", None, None]) if self.rng is not None else None

    def chance(self, what, rate=RATE):
        if self.rng is None or self.rng.random() >= rate:
            return False
        self.used[what] += 1
        return True

    def write(self, node, above=0):
        text, own = self._own(node)
        if own < above or (self.chance("redundant parentheses", 0.05) and not isinstance(node, Word)):
            text = self._wrapped(text)
        return text

    def _wrapped(self, text):
        if self.chance("full-width parentheses", 0.03):
            return f"（{text}）"
        return f"( {text} )" if self.chance("blanks", 0.1) else f"({text})"

    def _own(self, node):
        match node:
            case Number():
                if isinstance(node.value, int) and self.chance("number as a float", 0.1):
                    return f"{node.value}.0", ATOM
                return repr(node.value), ATOM
            case Word():
                return (f'"{node.value}"' if isinstance(node.value, str) else str(node.value)), ATOM
            case Name():
                return self._name(node.name), ATOM
            case Negation():
                sign = "−" if self.chance("typographic minus") else "-"
                return f"{sign}{self.write(node.operand, NEGATION)}", NEGATION
            case Operation():
                return self._operation(node)
            case Call():
                return self._call(node), ATOM
            case Sequence():
                inner = ", ".join(self.write(item) for item in node.items)
                return (f"({inner})" if self.chance("tuple", 0.2) else f"[{inner}]"), ATOM
            case Index():
                return f"{self._base(node.value)}[{self._places(node)}]", ATOM

    def _base(self, node):
        if isinstance(node, Name | Index):
            return self.write(node, ATOM)
        if isinstance(node, Call) and node.function == "transpose":
            return f"{self._base(node.args[0])}.T"
        plain = self._own(node)[0]
        return f"({plain})"

    def _name(self, name):
        if name not in self.names or not self.names[name] or self.rng is None:
            return name
        spelled = [name]
        if re.fullmatch(r"[a-z]", name):
            spelled += [f"{name}_t", f"{name}_{{t}}", f"{name}ₜ"]
        elif match := re.fullmatch(r"(\w+)_prev", name):
            base = match[1]
            spelled += [f"{base}_{{t-1}}", f"{base}_tm1", f"{base}_{{prev}}", f"{base}[t-1]", f"{base}ₜ₋₁"]
            spelled += [f"prev_{base}", f"{base}_{{t−1}}"] if len(base) == 1 else []
        elif match := re.fullmatch(r"(d\w)_next", name):
            spelled += [f"{match[1]}_{{t+1}}"]
        elif match := re.fullmatch(r"([A-Za-z]{1,2})_([a-z]{1,2})", name):
            spelled += [f"{match[1]}_{{{match[2]}}}"]
            spelled += [f"∂{name[1:]}"] if name.startswith("d") else []
        if len(spelled) > 1 and self.chance("name's alias", 0.15):
            return self.rng.choice(spelled[1:])
        return name

    def _operation(self, node):
        own = PRECEDENCE[node.op]
        if node.op == "**":
            if node.right == Number(2) and self.chance("square by a sign"):
                base = self.write(node.left, ATOM)
                return f"{base}²", PRECEDENCE["**"]
            if node.right == Number(2) and self.chance("np.square", 0.1):
                return f"np.square({self.write(node.left)})", ATOM
            sign = "^" if self.chance("caret") else "**"
            right = self.write(node.right, own)
            return f"{self.write(node.left, own + 1)}{sign}{right}", own
        left = own + 1 if node.op in ("<", "<=", ">", ">=") else own
        if node.op == "@" and self.chance("matmul as a call", 0.1):
            function = self.rng.choice(["np.matmul", "matmul", "np.dot", "torch.mm"])
            return f"{function}({self.write(node.left)}, {self.write(node.right)})", ATOM
        if node.op == "*" and self.chance("multiply as a call", 0.05):
            return f"np.multiply({self.write(node.left)}, {self.write(node.right)})", ATOM
        if node.op == "/" and self.latex and self.chance("LaTeX fraction", 0.5):
            return f"\\frac{{{self.write(node.left)}}}{{{self.write(node.right)}}}", ATOM
        before, sign = self.write(node.left, left), self._sign(node.op)
        blank = " " if before.endswith("_t") else ""  # m_t-1 would be m of the step before
        return f"{before}{blank}{sign}{self.write(node.right, own + 1)}", own

    def _sign(self, op):
        sign = op
        if op == "*" and self.chance("Hadamard's signs"):
            sign = "\\odot " if self.latex else self.rng.choice("⊙∘⊗")
        elif op in "*@" and op == self.dot and self.chance("a dot", 0.5):
            sign = "\\cdot " if self.latex else self.rng.choice("·⋅")
        elif op == "-" and self.chance("typographic minus"):
            sign = self.rng.choice("−–")
        elif op == "/" and self.chance("÷", 0.1):
            sign = "÷"
        if self.rng is None or op in ("<", ">", "<=", ">="):
            return f" {sign} "
        before, after = (self.rng.choice(["", " ", " ", "  "]) for _ in range(2))
        return f"{before}{sign}{after}"

    def _call(self, node):
        name, args = node.function, node.args
        if name == "transpose":
            return self._transpose(args[0])
        if name == "concat" and self.chance("another way to join", 0.4):
            return self._joined(node)
        options = [f"{key}={self.write(value)}" for key, value in node.options]
        if options and self.chance("PyTorch's dim", 0.1):
            options = [option.replace("axis=", "dim=").replace("keepdims=", "keepdim=") for option in options]
        spelled = name
        if name in SPELLINGS and self.chance("function's alias"):
            spelled = self.rng.choice(SPELLINGS[name])
            spelled = name if options and spelled in "Σ∑√Π" else spelled
        elif self.latex and name in ("tanh", "exp", "log", "sigma") and self.chance("LaTeX command", 0.5):
            spelled = f"\\{name}"
        elif name in ("tanh", "exp", "sum", "where", "diag", "concat") and self.chance("np. prefix"):
            spelled = self.rng.choice(PREFIXES) + name
        if name in ("sum", "mean", "prod") and self.chance("method", 0.15):
            return f"({self.write(args[0])}).{name}({', '.join(options)})"
        inner = ", ".join([*(self.write(arg) for arg in args), *options])
        return f"{spelled}({inner})"

    def _transpose(self, inner):
        way = self.rng.choice(["T", "T", "T", "ᵀ", "^T", "np"]) if self.rng is not None else "T"
        if way == "np":
            self.used["transpose as a call"] += 1
            return f"np.transpose({self.write(inner)})"
        base = self._base(inner)
        if way == "T" or "T" in self.names:
            return f"{base}.T"
        self.used["transpose by a sign"] += 1
        return f"{base}^\\top" if self.latex else f"{base}{way}" + (" " if way == "^T" else "")

    def _joined(self, node):
        pieces = ", ".join(self.write(item) for item in node.args[0].items)
        axis = dict(node.options).get("axis")
        ways = [
            f"np.concatenate([{pieces}], axis={self.write(axis)})" if axis else f"np.concatenate([{pieces}])"
        ]
        if axis == Number(1):
            ways += [
                f"np.concatenate(({pieces}), axis=-1)",
                f"np.hstack([{pieces}])",
                f"torch.cat(({pieces}), dim=1)",
                f"[{pieces}]",
                f"np.c_[{pieces}]",
            ]
        return self.rng.choice(ways)

    def _places(self, node):
        parts = []
        for place in node.places:
            if place is None:
                parts.append("np.newaxis" if self.chance("newaxis", 0.2) else "None")
            elif isinstance(place, str):
                parts.append(place)
            elif isinstance(place, Slice):
                start, stop = ("" if bound is None else plainly(bound) for bound in (place.start, place.stop))
                if stop and not start and self.chance("explicit zero", 0.1):
                    start = "0"
                parts.append(f"{start}:{stop}")
            else:
                parts.append(self.write(place))
        return (", " if not self.chance("blanks", 0.1) else " , ").join(parts)


def plainly(node):
    """Return a tree as plain Python text."""
    return Typist({}).write(node)
