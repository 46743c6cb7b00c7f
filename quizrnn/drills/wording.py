"""What the grader says about a run as a whole: errors, refusals, limits, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizrnn.drills.raised import at_line, fate_text, raised_text, warned_text
from quizrnn.drills.results import Refusal, RunOutcome, RunResult
from quizrnn.text import Text, both

_REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "import": ("imports {what}: a drill is written with NumPy alone", "导入了 {what}：编程练习只能用 NumPy"),
    "network": ("uses the network ({what}), which a drill may not", "使用了网络（{what}），编程练习中不允许"),
    "process": ("starts a process ({what}), which a drill may not", "启动了进程（{what}），编程练习中不允许"),
    "signal": ("sends a signal ({what}), which a drill may not", "发送了信号（{what}），编程练习中不允许"),
    "ctypes": ("uses ctypes ({what}), which a drill may not", "使用了 ctypes（{what}），编程练习中不允许"),
    "file": (
        "changes {what}: a drill may write in its own temporary folder alone",
        "改动了 {what}：编程练习只能写自己的临时文件夹",
    ),
    "files": (
        "writes more than {what} files and folders, which a drill may not",
        "写入的文件和文件夹超过 {what} 个，编程练习中不允许",
    ),
    "limit": (
        "changes the limits of its process ({what}), which a drill may not",
        "改动了进程的资源限制（{what}），编程练习中不允许",
    ),
    "read": (
        "reads {what}: a drill may read Python's own files and its temporary folder alone, neither solutions "
        "nor other people's files",
        "读取了 {what}：编程练习只能读取 Python 自身的文件和自己的临时文件夹，不能读取参考解答或他人的文件",
    ),
}


def fatal_text(result: RunResult) -> tuple[Text, int | None]:
    """Say why a run was not made to its end, and on which line."""
    if result.status == "forbidden" and result.refused:
        first = result.refused[0]
        return refusal_text(first), first.line
    if result.raised is not None:
        return raised_text(result.raised), result.raised.line
    if result.status in ("timeout", "crashed"):
        return fate_text(result), result.stopped_at.line if result.stopped_at else None
    if result.status == "error":
        return (
            both(
                "what came back is not the grader's format: the file writes to the grader's own pipe",
                "返回的数据不符合评分程序的格式：文件向评分程序的专用管道写入了内容",
            ),
            None,
        )
    if result.missing:
        names = ", ".join(result.missing)
        return (
            both(f"the file does not define {names}", f"文件中没有定义 {names.replace(', ', '、')}"),
            None,
        )
    return "", None


def refusal_text(refusal: Refusal) -> Text:
    """Say what was refused and on which line."""
    english, chinese = _REFUSALS[refusal.kind]
    return at_line(both(english.format(what=refusal.what), chinese.format(what=refusal.what)), refusal.line)


def warning_texts(result: RunResult, runs: Sequence[RunOutcome]) -> tuple[Text, ...]:
    """Say what was forgiven: changed inputs, threads left running, printed text that was cut."""
    names = dict.fromkeys(name for run in runs for name in run.mutated)
    texts: list[Text] = [both(f"mutates its input {name}", f"修改了输入 {name}") for name in names]
    texts += [warned_text(warned) for warned in result.warned]
    if result.threads > 0:
        count = result.threads
        texts.append(
            both(f"leaves {count} thread{'s' if count > 1 else ''} running", f"有 {count} 个线程仍在运行")
        )
    if result.cut:
        texts.append(both("prints more than is kept; the rest is dropped", "打印内容过多，超出部分未保留"))
    return tuple(texts)
