"""Every key of the interface by its id: its name in both languages, and the bindings made of it.

An id is what the settings remap. Printable keys do not fire while something is typed, so whatever is needed
there has a ``Ctrl`` or function key as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.binding import Binding
from textual.keys import format_key

from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES: Final[dict[str, Text]] = {
    "help": both("Help", "帮助"),
    "quit": both("Quit", "退出"),
    "back": both("Back", "返回"),
    "palette": both("Commands", "命令"),
    "open": both("Open", "打开"),
    "begin": both("Begin", "开始"),
    "submit": both("Submit", "提交"),
    "next": both("Next", "继续"),
    "hint": both("Hint", "提示"),
    "undo": both("Undo", "撤销"),
    "retry": both("Retry", "重答"),
    "skip": both("Skip", "跳过"),
    "give-up": both("Show answer", "看答案"),
    "pass": both("Pass", "跳过"),
    "end": both("End", "结束"),
    "hand-in": both("Hand in", "交卷"),
    "bet": both("Bet", "把握"),
    "bet-more": both("More, less", "增减"),
    "no-bet": both("No bet", "不给把握"),
    "bury": both("Bury", "明天再问"),
    "suspend": both("Suspend", "停用"),
    "flag": both("Flag", "标记"),
    "why": both("Why now", "为何现在问"),
    "figure": both("Figure", "图"),
    "rate": both("Rate", "评分"),
    "toggle": both("Tick", "勾选"),
    "move": both("Move piece", "移动"),
    "pair": both("Pair", "配对"),
    "choose": both("Choose", "选择"),
    "cursor": both("Move", "移动"),
    "scroll": both("Scroll", "滚动"),
    "grade": both("Grade", "评测"),
    "rung": both("Tell more", "再多说一点"),
    "cancel": both("Cancel", "取消"),
    "external-editor": both("Own editor", "外部编辑器"),
    "pane": both("Next pane", "切换面板"),
    "edit": both("Write code", "写代码"),
    "comment": both("Comment", "注释"),
    "solution": both("Solution", "答案"),
    "attempts": both("Attempts", "历次尝试"),
    "reset": both("Start over", "重新开始"),
    "editor-undo": both("Undo", "撤销"),
    "editor-redo": both("Redo", "重做"),
    "indent": both("Indent", "缩进"),
    "dedent": both("Dedent", "减少缩进"),
    "move-line": both("Move line", "移动行"),
    "find": both("Find", "查找"),
    "next-match": both("Next", "下一处"),
    "previous-match": both("Previous", "上一处"),
    "to-line": both("Go to line", "转到行"),
    "newline": both("New line", "换行"),
    "answer": both("Answer", "答案"),
    "practise": both("Practise", "练习"),
    "list": both("To the list", "到列表"),
    "lift": both("Ask again", "恢复提问"),
    "filter": both("Filter", "筛选"),
    "study": both("Study", "学习"),
    "learn": both("Learn new", "学新内容"),
    "cram": both("Cram", "突击"),
    "drills": both("Drills", "编程练习"),
    "browse": both("Browse", "浏览"),
    "stats": both("Statistics", "统计"),
    "interviews": both("Interview", "模拟面试"),
    "lab": both("Lab", "实验"),
    "which-knob": both("Choose knob", "选旋钮"),
    "knob": both("Turn it", "调节"),
    "predict": both("Predict again", "再预测"),
    "reseed": both("Other numbers", "换随机数"),
    "settings": both("Settings", "设置"),
    "change": both("Change", "更改"),
    "add-key": both("Add a key", "添加按键"),
    "standard": both("Standard", "默认值"),
    "save": both("Save", "保存"),
    "language": both("中文", "English"),
}
"""Name of each key as the bottom line and the help page show it."""

PARTS: Final[dict[str, Text]] = {
    "bet.50": both("50 %", "50%"),
    "bet.60": both("60 %", "60%"),
    "bet.70": both("70 %", "70%"),
    "bet.80": both("80 %", "80%"),
    "bet.90": both("90 %", "90%"),
    "bet.100": both("100 %", "100%"),
    "bet-more.more": both("more", "增加"),
    "bet-more.less": both("less", "减少"),
    "change.on": both("onwards", "后一个"),
    "change.back": both("back", "前一个"),
    "cursor.down": both("down", "向下"),
    "cursor.up": both("up", "向上"),
    "cursor.first": both("to the first", "到第一项"),
    "cursor.last": both("to the last", "到最后一项"),
    "cursor.next-field": both("to the next field", "到下一个输入框"),
    "cursor.previous-field": both("to the field before", "到上一个输入框"),
    "knob.down": both("down", "减小"),
    "knob.up": both("up", "增大"),
    "move.lift": both("lift, put down", "拿起、放下"),
    "move.down": both("down at once", "直接下移"),
    "move.up": both("up at once", "直接上移"),
    "move-line.down": both("down", "下移"),
    "move-line.up": both("up", "上移"),
    "pair.on": both("with the next", "换成后一项"),
    "pair.back": both("with the one before", "换成前一项"),
    "pair.part": both("with none", "取消配对"),
    "pass.typing": both("while typing", "输入文字时"),
    "rate.again": both("1 again", "1 重来"),
    "rate.hard": both("2 hard", "2 困难"),
    "rate.good": both("3 good", "3 良好"),
    "rate.easy": both("4 easy", "4 轻松"),
    "scroll.on": both("onwards", "向下"),
    "scroll.back": both("back", "向上"),
    "which-knob.before": both("the one before", "前一个"),
    "which-knob.after": both("the next", "后一个"),
}
"""What each of several keys does that are named together elsewhere, by what stands before the dot."""

FIRST: Final = ("help", "quit", "back", "cancel", "grade")
"""The ids that stand first in the bottom line, whatever has the focus."""

LAST: Final = ("figure", "why", "flag", "bury", "suspend", "palette", "language")
"""The ids that stand last: what is seldom wanted, and what holds everywhere."""


def family(name: str) -> str:
    """Return the id under which a key is named together with others, mostly its own."""
    return name.partition(".")[0]


def named(name: str) -> Text:
    """Return what a key is called where it stands alone."""
    whole = NAMES[family(name)]
    if name not in PARTS:
        return whole
    part = PARTS[name]
    return both(f"{pick(whole, 'en')}: {pick(part, 'en')}", f"{pick(whole, 'zh')}：{pick(part, 'zh')}")


def in_order(names: Iterable[str]) -> list[str]:
    """Return ids in the order in which they are shown: by importance, else as they are given."""
    given = list(dict.fromkeys(names))
    first = [name for name in FIRST if name in given]
    last = [name for name in LAST if name in given]
    return [*first, *(name for name in given if name not in first + last), *last]


def key_shown(key: str) -> str:
    """Return a key as it is shown: ``^p``, ``F1``, ``?``."""
    if key == "escape":
        return "Esc"
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    if base[:1] == "f" and base[1:].isdecimal():
        base = base.upper()
    elif len(base) > 1:
        base = format_key(base)
    return "".join("^" if word == "ctrl" else f"{word.capitalize()}+" for word in modifiers) + base


def bind(
    name: str,
    keys: str,
    action: str,
    *,
    show: bool = True,
    priority: bool = False,
    display: str | None = None,
) -> Binding:
    """Return the binding of ``keys`` to ``action`` under the id ``name``, which must have a name here.

    One id stands for one action in a place: what remaps it could not tell two apart.
    """
    english = NAMES[family(name)]
    return Binding(
        keys,
        action,
        english["en"] if isinstance(english, dict) else english,
        show=show,
        priority=priority,
        key_display=display,
        id=name,
    )
