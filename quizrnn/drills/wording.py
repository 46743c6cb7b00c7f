"""What the grader says about a run as a whole: errors, refusals, limits, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizrnn.drills.results import Raised, Refusal, RunOutcome, RunResult
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
    "read": ("reads {what}, which a drill may not", "读取了 {what}，编程练习中不允许"),
}


def raised_text(raised: Raised) -> Text:
    """Say what was raised, where, and on which line of code."""
    if raised.status == "syntax":
        english, chinese = f"syntax error: {raised.text}", f"语法错误：{raised.text}"
    elif raised.type == "NotImplementedError":
        return _at_line(
            "not written yet (NotImplementedError)", "尚未编写（NotImplementedError）", raised.line
        )
    elif raised.type == "SystemExit":
        english, chinese = "it ends the program (SystemExit)", "程序主动退出（SystemExit）"
    elif raised.type == "RecursionError":
        english, chinese = "recursion without end (RecursionError)", "无限递归（RecursionError）"
    elif raised.status == "memory":
        english, chinese = "more memory than a drill may take", "所需内存超过上限"
        detail = f": {raised.text}" if raised.text else ""
        english, chinese = english + detail, chinese + detail.replace(": ", "：")
    else:
        what = f"{raised.type}: {raised.text}" if raised.text else raised.type
        english = chinese = what
    return _at_line(english, chinese, raised.line, raised.code)


def _at_line(english: str, chinese: str, line: int | None, code: str = "") -> Text:
    if line is None:
        return both(english, chinese)
    tail = f": {code}" if code else ""
    return both(f"line {line}: {english}{_quoted(tail)}", f"第 {line} 行：{chinese}{_quoted(tail)}")


def _quoted(tail: str) -> str:
    return f"  [{tail[2:]}]" if tail else ""


def fatal_text(result: RunResult) -> tuple[Text, int | None]:
    """Say why a run was not made to its end, and on which line."""
    if result.status == "forbidden" and result.refused:
        first = result.refused[0]
        return refusal_text(first), first.line
    if result.raised is not None:
        return raised_text(result.raised), result.raised.line
    if result.status == "timeout":
        return (
            both(
                f"stopped after {result.detail} s: is there a loop without end?",
                f"运行 {result.detail} 秒后被终止：是否存在死循环？",
            ),
            None,
        )
    if result.status == "crashed":
        return _crash_text(result.detail), None
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


def _crash_text(detail: str) -> Text:
    if detail.startswith("exit"):
        code = detail.removeprefix("exit ")
        return both(
            f"the process ended before its results were in (exit code {code}): does the file call os._exit, "
            "close file descriptors or replace built-in functions?",
            f"进程在交回结果之前就结束了（退出码 {code}）："
            "文件中是否调用了 os._exit、关闭了文件描述符或替换了内置函数？",
        )
    return both(
        f"the process was killed by {detail}: memory ran out, or compiled code crashed",
        f"进程被信号 {detail} 终止：内存耗尽，或编译代码崩溃",
    )


def refusal_text(refusal: Refusal) -> Text:
    """Say what was refused and on which line."""
    english, chinese = _REFUSALS[refusal.kind]
    return _at_line(english.format(what=refusal.what), chinese.format(what=refusal.what), refusal.line)


def warning_texts(result: RunResult, runs: Sequence[RunOutcome]) -> tuple[Text, ...]:
    """Say what was forgiven: changed inputs, threads left running, printed text that was cut."""
    names = dict.fromkeys(name for run in runs for name in run.mutated)
    texts: list[Text] = [both(f"mutates its input {name}", f"修改了输入 {name}") for name in names]
    if result.threads > 0:
        count = result.threads
        texts.append(
            both(f"leaves {count} thread{'s' if count > 1 else ''} running", f"有 {count} 个线程仍在运行")
        )
    if result.cut:
        texts.append(both("prints more than is kept; the rest is dropped", "打印内容过多，超出部分未保留"))
    return tuple(texts)
