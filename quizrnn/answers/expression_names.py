"""Which name is meant: functions under all their names, and declared names under the field's spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from typing import Final, NoReturn, TypeVar

from quizrnn.answers.expression_tokens import Token, malformed
from quizrnn.text import both

_FUNCTION_NAMES: Final = {
    "sigmoid": "sigmoid logistic expit σ sigm",
    "tanh": "tanh th",
    "dsigmoid": "dsigmoid sigmoid_prime",
    "dtanh": "dtanh tanh_prime",
    "relu": "relu",
    "softmax": "softmax",
    "softplus": "softplus",
    "logsumexp": "logsumexp",
    "logaddexp": "logaddexp",
    "exp": "exp",
    "expm1": "expm1",
    "log": "log ln",
    "log1p": "log1p",
    "log2": "log2",
    "log10": "log10 lg",
    "sqrt": "sqrt",
    "square": "square",
    "abs": "abs absolute fabs",
    "sign": "sign",
    "sin": "sin",
    "cos": "cos",
    "sinh": "sinh",
    "cosh": "cosh",
    "arccos": "arccos acos",
    "floor": "floor",
    "ceil": "ceil",
    "round": "round rint",
    "sum": "sum Σ",
    "mean": "mean average avg",
    "prod": "prod product Π",
    "max": "max amax",
    "min": "min amin",
    "maximum": "maximum",
    "minimum": "minimum",
    "norm": "norm",
    "cumsum": "cumsum",
    "cumprod": "cumprod",
    "diag": "diag",
    "trace": "trace",
    "where": "where",
    "clip": "clip clamp",
    "concat": "concat concatenate hstack cat",
    "vstack": "vstack",
    "transpose": "transpose",
    "matmul": "matmul mm",
    "dot": "dot",
    "outer": "outer",
    "multiply": "multiply mul",
    "add": "add",
    "subtract": "subtract sub",
    "divide": "divide div true_divide",
    "power": "power pow",
    "negative": "negative neg",
    "reciprocal": "reciprocal",
    "ones": "ones",
    "zeros": "zeros",
    "ones_like": "ones_like",
    "zeros_like": "zeros_like",
    "eye": "eye identity",
    "squeeze": "squeeze",
    "reshape": "reshape",
    "len": "len",
    "shape": "shape",
    "size": "size numel",
    "stack": "stack",
    "append": "append",
    "flatten": "flatten ravel",
    "unsqueeze": "unsqueeze expand_dims",
    "swapaxes": "swapaxes",
    "permute": "permute",
    "hypot": "hypot",
    "vdot": "vdot inner",
    "lerp": "lerp",
    "addcmul": "addcmul",
    "addmm": "addmm",
    "linear": "linear",
    "einsum": "einsum",
}

FUNCTIONS: Final = {
    name: canonical for canonical, all_of in _FUNCTION_NAMES.items() for name in all_of.split()
}
"""Every accepted name of a function, to the one name that a tree carries."""

# fmt: off
SCALAR_FUNCTIONS: Final = {
    **{name: FUNCTIONS[name] for name in (
        "sigmoid", "logistic", "σ", "tanh", "exp", "expm1", "log", "ln", "log1p", "log2", "log10", "lg",
        "sqrt", "square", "abs", "fabs", "sign", "sin", "cos", "arccos", "acos", "floor", "ceil", "round",
        "sum", "Σ", "mean", "average", "prod", "Π", "max", "min", "maximum", "minimum", "norm", "clip", "len",
        "pow", "power", "where",
    )},
    "int": "floor", "degrees": "degrees", "radians": "radians", "repeats": "repeats", "sorted": "sorted",
}
# fmt: on
"""The same for plain numbers; ``repeats(s)`` counts the neighbours in a string that are equal."""

MODULES: Final = frozenset(
    {"np", "numpy", "math", "torch", "jnp", "linalg", "scipy", "special", "tf", "F", "nn", "functional"}
)
"""Prefixes that name a library, as in ``np.tanh``; they mean nothing here and are skipped."""

CONSTANTS: Final = {"pi": 3.141592653589793, "e": 2.718281828459045}

_GREEK: Final = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "ε": "eps", "ϵ": "eps", "η": "eta",
    "θ": "theta", "λ": "lam", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi",
    "ϕ": "phi", "ψ": "psi", "ω": "omega", "∂": "d", "Γ": "gamma", "Θ": "theta",
    "epsilon": "eps", "varepsilon": "eps", "lambda": "lam", "lamda": "lam",
}  # fmt: skip

# fmt: off
_SUBSCRIPTS: Final = {
    "t": "", "": "",
    "t-1": "prev", "tm1": "prev", "previous": "prev", "old": "prev", "last": "prev", "prev": "prev",
    "t+1": "next", "tp1": "next", "next": "next",
    "tilde": "tilde", "hat": "tilde", "cand": "tilde", "candidate": "tilde",
}
# fmt: on
"""What a subscript says of time: ``x_t`` is ``x``, ``h_{t-1}`` is ``h_prev``, ``dc_{t+1}`` is ``dc_next``."""

_SYNONYMS: Final = {
    ("c", "tilde"): ("g", "n", "c_bar"),
    ("c", "bar"): ("c_tilde", "g", "n"),
    ("h", "tilde"): ("n", "g"),
    ("n",): ("h_tilde", "g"),
    ("g",): ("c_tilde",),
    ("u",): ("z",),
    ("B",): ("N",),
    ("N",): ("B",),
}
"""Other letters that the field gives the same thing, tried only where the letter itself is not declared."""

_ACCENTS: Final = {"\u0303": "tilde", "\u0302": "hat", "\u0304": "bar"}


_LOOK_ALIKES: Final = str.maketrans(
    "асеорхуіјѕһԁԛԝВНКМТСЕАРХοινκρυχΒΗΚΜΝΤΧΑΕ", "aceopxyijshdqwBHKMTCEAPXoivkpuxBHKMNTXAE"
)
"""Letters of other scripts that look like Latin ones."""

_OFFERED: Final = 4
"""Most names that are offered for an unknown one."""

_Key = TypeVar("_Key")


class Vocabulary:
    """The names that one expression may use.

    Args:
        declared: Names with a value: variables, dimension symbols, parameters.
        functions: Accepted function names, to their canonical ones.
        sizes: Those of the declared names that are dimension symbols and nothing else. They are read as they
            are spelled: ``h`` or ``H_t`` is a state, never the size ``H``.
    """

    def __init__(
        self,
        declared: Collection[str],
        functions: dict[str, str] | None = None,
        sizes: Collection[str] = (),
    ) -> None:
        self.declared = frozenset(declared)
        self.functions = FUNCTIONS if functions is None else functions
        self._sizes = frozenset(sizes)

    @cached_property
    def _others(self) -> list[str]:
        return sorted(self.declared - self._sizes)

    @cached_property
    def _by_key(self) -> dict[tuple[str, ...], str]:
        return _unique((key_of(name), name) for name in self._others)

    @cached_property
    def _squashed(self) -> dict[str, str]:
        return _unique((_squash(name), name) for name in self._others)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return _unique((_squash(name).lower(), name) for name in self._others)

    def name(self, spelled: str) -> str | None:
        """Return the declared name that ``spelled`` stands for, or None."""
        if spelled in self.declared:
            return spelled
        key = key_of(spelled)
        if key in self._by_key:
            return self._by_key[key]
        for synonym in _SYNONYMS.get(key, ()):
            if synonym in self.declared:
                return synonym
        return self._squashed.get(_squash(spelled)) or None

    def function(self, spelled: str) -> str | None:
        """Return the canonical function that ``spelled`` stands for, or None."""
        return self.functions.get(spelled) or self.functions.get(spelled.lower())

    def folded(self, spelled: str) -> str | None:
        """Return the one declared name, no size, that differs in upper and lower case alone, or None."""
        found = self._folded.get(_squash(spelled).lower()) or self.name(spelled.lower())
        return None if found in self._sizes else found

    def near(self, spelled: str) -> list[str]:
        """Return what the learner may have meant, the likeliest first."""
        functions = {name for name in self.functions.values() if len(name) > 2}
        known = [*sorted(self.declared), *sorted(functions)]
        near = get_close_matches(spelled, known, n=_OFFERED, cutoff=0.66)
        likeness = [SequenceMatcher(None, name, spelled).ratio() for name in near]
        near = [name for name, alike in zip(near, likeness, strict=True) if alike > max(likeness) - 0.05]
        base = key_of(spelled)[0]
        if not near:
            near = [name for name in sorted(self.declared) if key_of(name)[0] == base][:2]
        folded = _squash(spelled).lower()
        other_case = (name for name in sorted(self.declared) if _squash(name).lower() == folded)
        return [*near, *(name for name in other_case if name not in near)][:_OFFERED]


def key_of(name: str) -> tuple[str, ...]:
    """Return what identifies a name however it is spelled: its letter, then its subscripts.

    ``h_prev``, ``h_{t-1}``, ``prev_h``, ``hprev`` and ``h_tm1`` share a key; so do ``x`` and ``x_t``, and
    ``θ`` and ``theta``.
    """
    decomposed = unicodedata.normalize("NFD", name)
    accents = [_ACCENTS[character] for character in decomposed if character in _ACCENTS]
    plain = "".join(character for character in decomposed if character not in _ACCENTS)
    plain = plain.replace("−", "-").replace(" ", "")
    parts = [part for part in re.split(r"[_{},()]+", plain) if part]
    if not parts:
        return ("",)
    if parts[0] in ("grad", "δ", "Δ") and len(parts) > 1:
        parts = [f"d{parts[1]}", *parts[2:]]
    elif parts[0][0] in "δΔ" and len(parts[0]) > 1:
        parts[0] = f"d{parts[0][1:]}"
    if parts[0] in ("prev", "next") and len(parts) > 1:
        parts = [parts[1], parts[0], *parts[2:]]
    glued = re.fullmatch(r"(.+?)(prev|next)", parts[0])
    if glued:
        parts = [glued[1], glued[2], *parts[1:]]
    base = "".join(_GREEK.get(character, character) for character in parts[0])
    subscripts = [_SUBSCRIPTS.get(part, _GREEK.get(part, part)) for part in [*accents, *parts[1:]]]
    return (_GREEK.get(base, base), *(part for part in subscripts if part))


def _squash(name: str) -> str:
    return "".join(key_of(name))


def _unique(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, str]:
    """Return the pairs whose key no other name shares."""
    found: dict[_Key, str] = {}
    shared: set[_Key] = set()
    for key, name in pairs:
        if key in found:
            shared.add(key)
        found[key] = name
    return {key: name for key, name in found.items() if key not in shared}


def unknown(token: Token, vocabulary: Vocabulary) -> NoReturn:
    """Refuse a name, saying which may have been meant."""
    near = vocabulary.near(token.text)
    known = sorted(vocabulary.declared)
    name = token.text if len(token.text) <= 40 else f"{token.text[:39]}…"
    also, also_zh = "", ""
    plain = token.text.translate(_LOOK_ALIKES)
    meant = vocabulary.name(plain) or vocabulary.function(plain)
    if plain != token.text and meant:
        odd = next(letter for letter in token.text if letter not in plain)
        script = unicodedata.name(odd, "?").split()[0].capitalize()
        also = f"; its “{odd}” is {script} and only looks like a Latin letter: did you mean {meant}?"
        also_zh = f"；其中的“{odd}”（{script}）只是形似拉丁字母；你要写的是 {meant} 吗？"
    elif near:
        also, also_zh = f"; did you mean {' or '.join(near)}?", f"；你要写的是 {' 或 '.join(near)} 吗？"
    elif known and len(known) <= 16:
        also, also_zh = (
            f"; the names here are {', '.join(known)}",
            f"；这里可用的名称有 {'、'.join(known)}",
        )
    raise malformed(both(f"unknown name “{name}”{also}", f"未知的名称“{name}”{also_zh}"), token.at)
