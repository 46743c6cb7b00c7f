"""What the grader says of an exception, a breach of a limit, a crash and a warning, with the line of each."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.drills.results import Cause, Raised, RunResult, Warned
from quizrnn.drills.stack import Place
from quizrnn.text import Text, both, joined

_ALLOCATION: Final = re.compile(
    r"Unable to allocate ([\d.]+ \S+) for an array with shape (\([\d, ]*\)) and data type (\S+)"
)
"""What NumPy's ``_ArrayMemoryError`` says."""


def at_line(text: Text, line: int | None, code: str = "") -> Text:
    """Put the line before a sentence, and its code after it."""
    if line is None:
        return text
    parts = [both(f"line {line}: ", f"第 {line} 行："), text, *([f"  [{code}]"] if code else [])]
    return joined(parts, "")


def raised_text(raised: Raised) -> Text:
    """Say what was raised and where, how the submission got there, and what was raised before it."""
    if raised.type == "NotImplementedError" and not raised.text:
        return at_line(
            both("not written yet (NotImplementedError)", "尚未编写（NotImplementedError）"), raised.line
        )
    if raised.status == "syntax":
        return _syntax_text(raised)
    told = [at_line(_sentence(raised), raised.line, raised.code), *_way(raised)]
    told += [_cause_text(cause) for cause in raised.causes]
    return joined(told, "\n")


def _sentence(raised: Raised) -> Text:
    if raised.type == "SystemExit":
        return both("it ends the program (SystemExit)", "程序主动退出（SystemExit）")
    if raised.type == "KeyboardInterrupt":
        return both("it raises KeyboardInterrupt", "程序抛出了 KeyboardInterrupt")
    if raised.type == "RecursionError":
        return both("recursion without end (RecursionError)", "无限递归（RecursionError）")
    if raised.status == "memory":
        return _memory_text(raised.text)
    return _named(raised.type, raised.text)


def _named(kind: str, text: str) -> Text:
    return f"{kind}: {text}" if text else kind


def _memory_text(text: str) -> Text:
    if asked := _ALLOCATION.fullmatch(text):
        size, shape, dtype = asked.groups()
        size = size.replace(". ", " ")  # NumPy writes three digits and a point
        return both(
            f"more memory than a drill may take: an array of shape {shape}, {dtype}, needs {size}",
            f"所需内存超过上限：形状为 {shape} 的 {dtype} 数组需要 {size}",
        )
    if text:
        return both(f"more memory than a drill may take: {text}", f"所需内存超过上限：{text}")
    return both(
        "more memory than a drill may take: does something grow without end here?",
        "所需内存超过上限：这里是否有不断增长的对象？",
    )


def _syntax_text(raised: Raised) -> Text:
    text = both(f"syntax error: {raised.text}", f"语法错误：{raised.text}")
    if raised.line is None or raised.column is None or raised.column < 1:
        return at_line(text, raised.line, raised.code)
    place = both(
        f"line {raised.line}, column {raised.column}: ", f"第 {raised.line} 行第 {raised.column} 列："
    )
    return joined([place, text, *([f"  [{raised.code}]"] if raised.code else [])], "")


def _way(raised: Raised) -> list[Text]:
    """Return the lines of the submission that led to the innermost, the latest first."""
    before = raised.frames[:-1][::-1]
    if raised.frames and raised.frames[-1].times > 1:
        before = [raised.frames[-1], *before]
    told: list[Text] = []
    for frame in before:
        times = both(f", {frame.times} times in a row", f"，连续 {frame.times} 次") if frame.times > 1 else ""
        code = f"  [{frame.code}]" if frame.code else ""
        where = _function(frame.function)
        told.append(
            joined(
                [both(f"  called from line {frame.line}", f"  调用自第 {frame.line} 行"), where, times, code],
                "",
            )
        )
    if raised.omitted:
        told.insert(
            min(len(told), 3 if raised.frames[-1].times > 1 else 2),
            both(f"  … {raised.omitted} further calls", f"  …… 另有 {raised.omitted} 层调用"),
        )
    return told


def _function(name: str) -> Text:
    if name in ("", "<module>"):
        return ""
    return both(f", in {name}", f"（{name} 中）")


def _cause_text(cause: Cause) -> Text:
    before = at_line(_named(cause.type, cause.text), cause.line, cause.code)
    if cause.direct:
        return joined([both("  caused by ", "  起因："), before], "")
    return joined([both("  raised while handling ", "  抛出时正在处理："), before], "")


def timeout_text(seconds: str, place: Place | None) -> Text:
    """Say that time ran out, and at which line."""
    if place is None:
        return both(
            f"stopped after {seconds} s: is there a loop without end?",
            f"运行 {seconds} 秒后被终止：是否存在死循环？",
        )
    where = _function(place.function)
    return at_line(
        joined(
            [
                both(f"still running after {seconds} s", f"运行 {seconds} 秒后仍未结束"),
                where,
                both("; it was stopped here", "，在此处被终止"),
            ],
            "",
        ),
        place.line,
        place.code,
    )


def crash_text(detail: str, place: Place | None) -> Text:
    """Say how the process ended itself or was ended, and at which line."""
    line, code = (place.line, place.code) if place is not None else (None, "")
    return at_line(_crash(detail), line, code)


def _crash(detail: str) -> Text:
    if detail.startswith("exit"):
        code = detail.removeprefix("exit ")
        return both(
            f"the process ended before its results were in (exit code {code}): does the file call os._exit, "
            "close file descriptors or replace built-in functions?",
            f"进程在交回结果之前就结束了（退出码 {code}）："
            "文件中是否调用了 os._exit、关闭了文件描述符或替换了内置函数？",
        )
    if detail == "SIGKILL":
        return both(
            "the process was killed (SIGKILL), as the system does when memory runs out",
            "进程被终止（SIGKILL）：系统在内存耗尽时会这样做",
        )
    if detail in ("SIGSEGV", "SIGBUS"):
        return both(
            f"compiled code crashed ({detail}): its recursion went too deep, or no memory was left in the "
            "address space that a drill has",
            f"编译代码崩溃（{detail}）：递归过深，或在练习允许的地址空间内已无内存可用",
        )
    if detail == "SIGABRT":
        return both("the process aborted (SIGABRT)", "进程异常中止（SIGABRT）")
    return both(f"the process was killed by {detail}", f"进程被信号 {detail} 终止")


def fate_text(result: RunResult) -> Text:
    """Say what became of a run that hung or crashed."""
    if result.status == "timeout":
        return timeout_text(result.detail, result.stopped_at)
    return crash_text(result.detail, result.stopped_at)


NOT_RUN: Final = both("not run: the process had ended before", "未运行：进程此前已结束")


def warned_text(warned: Warned) -> Text:
    """Say what a warning said, and at which line."""
    return at_line(_named(warned.type, warned.text), warned.line, warned.code)
