"""Which keys may be changed, and whether a key will do for one of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, key_to_character

from quizrnn.text import Text, both, pick
from quizrnn.tui.keys import NAMES, family, key_shown, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVERYWHERE: Final = frozenset({"help", "quit", "back", "palette", "language"})
"""The keys that hold on every screen, while one types too."""
RESERVED: Final = frozenset(
    {"enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space", "backspace", "ctrl+c"}
)
"""Keys that move, type and leave on every screen."""


TOGETHER: Final = (
    frozenset({"quiz", "sitting", "card_marks", "quiz_page", "question_view"}),
    frozenset({"drill", "drill_bench", "drill_sheet", "code_area", "code_pane"}),
    frozenset({"interview", "interview_page", "bet_view"}),
)
"""Modules whose keys hold in one place."""
INNER: Final = frozenset({"piece_list", "order_answer", "match_answer", "multi_answer", "bet_view", "fields"})
"""Modules of what has the focus within others: its keys go first, and would hide those of what is around."""
APART: Final = frozenset({"code_area", "code_pane", "editor_line"})
"""Modules of the editor, in which none of those stands."""


class Standard(NamedTuple):
    """The keys as they are made.

    Attributes:
        keys: The keys of each id that stands for one action in each place, as Textual names them.
        mates: The ids that stand in one place with an id, or around it, whose keys it cannot take.
    """

    keys: dict[str, tuple[str, ...]]
    mates: dict[str, frozenset[str]]


def standard() -> Standard:
    """Return what the classes of the interface bind; all of them are imported for that."""
    keys: dict[str, dict[str, None]] = {}
    mates: dict[str, set[str]] = {}
    several: set[str] = set()
    together: dict[frozenset[str], list[str]] = {group: [] for group in TOGETHER}
    inner: set[str] = set()
    around: set[str] = set()
    for module, bindings in _bindings():
        if module not in APART:
            (inner if module in INNER else around).update(binding.id or "" for binding in bindings)
        for group in TOGETHER:
            if module in group:
                together[group] += [binding.id or "" for binding in bindings]
        actions: dict[str, set[str]] = {}
        for binding in bindings:
            name = binding.id or ""
            keys.setdefault(name, {}).update(dict.fromkeys(binding.key.split(",")))
            actions.setdefault(name, set()).add(binding.action)
            mates.setdefault(name, set()).update(other.id or "" for other in bindings)
        several |= {name for name, found in actions.items() if len(found) > 1}
    for ids in together.values():
        for name in ids:
            mates[name].update(ids)
    for name in inner - around:
        if family(name) != name:
            mates[name].update(around)
    order = [*NAMES]
    single = [name for name in keys if family(name) in NAMES and name not in several]
    return Standard(
        {name: tuple(keys[name]) for name in sorted(single, key=lambda name: order.index(family(name)))},
        {name: frozenset(found - {name}) for name, found in mates.items()},
    )


def _bindings() -> Iterator[tuple[str, list[Binding]]]:
    """Yield the module and the bindings of each class of ours."""
    from quizrnn.tui import app, screens, widgets

    modules = [app]
    for package in (screens, widgets):
        modules += [
            import_module(f"{package.__name__}.{found.name}")
            for found in pkgutil.iter_modules(package.__path__)
        ]
    for module in modules:
        for made in vars(module).values():
            if (
                isinstance(made, type)
                and issubclass(made, DOMNode | App)
                and made.__module__ == module.__name__
            ):
                own = made.__dict__.get("BINDINGS", [])
                name = module.__name__.rpartition(".")[2]
                yield name, [binding for binding in own if isinstance(binding, Binding) and binding.id]


def is_key(name: str) -> bool:
    """Whether Textual knows a key of this name."""
    base = name.rpartition("+")[2] or "+"
    known = name in {key.value for key in Keys} or base in {key.value for key in Keys}
    return known or len(base) == 1 or key_to_character(base) is not None


def types(name: str) -> bool:
    """Whether a key types a character, so that it does nothing else in a text field."""
    character = name if len(name) == 1 else key_to_character(name)
    return bool(character) and str(character).isprintable()


def problem(name: str, key: str, keymap: Mapping[str, str], made: Standard) -> Text | None:
    """Return why ``key`` cannot be the key of ``name``, or None.

    Args:
        name: Id of what the key does.
        key: One key.
        keymap: The keys that are changed already.
        made: The keys as they are made.
    """
    if name not in made.keys:
        return both(f"“{name}” is not a key that can be changed", f"“{name}”不是可以更改的按键")
    if not is_key(key):
        return both(f"“{key}” is not the name of a key", f"“{key}”不是按键名")
    if key in RESERVED:
        shown = key_shown(key)
        return both(f"{shown} is needed everywhere; take another key", f"{shown} 处处都要用，请换一个键")
    if name in EVERYWHERE and types(key):
        return both(
            "this must work while one types; take a Ctrl or function key",
            "输入文字时也要能用，请换成 Ctrl 组合键或功能键",
        )
    for other, keys in made.keys.items():
        if other == name or not (
            other in EVERYWHERE or name in EVERYWHERE or other in made.mates.get(name, ())
        ):
            continue
        if key in (keymap[other].split(",") if other in keymap else keys):
            holder, shown = named(other), key_shown(key)
            return both(
                f"{shown} is the key for “{pick(holder, 'en')}”", f"{shown} 已用于“{pick(holder, 'zh')}”"
            )
    return None


def usable(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[Text]]:
    """Return the changed keys that will do, and what is wrong with the others."""
    if not keymap:
        return {}, []
    made = standard()
    good: dict[str, str] = {}
    problems: list[Text] = []
    for name, keys in keymap.items():
        found = [problem(name, key.strip(), good, made) for key in keys.split(",")]
        wrong = next((text for text in found if text is not None), None)
        if wrong is None:
            good[name] = keys
        else:
            problems.append(wrong)
    return good, problems
