"""``quizrnn doctor``: what this machine has and lacks, each with a remedy."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import NamedTuple

from quizrnn import __version__
from quizrnn.cli.common import command
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both

_NEEDED = ("click", "fsrs", "genanki", "msgspec", "numpy", "platformdirs", "PyYAML", "rich", "textual")


class Finding(NamedTuple):
    """One line of the report.

    Attributes:
        name: What was looked at.
        state: ``ok``, ``lacking`` where something will not work, ``note`` where it works with less.
        found: What is there.
        remedy: What to do, or "".
    """

    name: Text
    state: str
    found: Text
    remedy: Text = ""


@command(
    "doctor",
    both(
        "Say what this machine has and lacks, each with a remedy. Exit code 1 if something will not work.",
        "检查本机具备和缺少的条件，并给出解决办法。若有功能无法使用，退出码为 1。",
    ),
    formats=("text", "json"),
)
def doctor(run: Invocation, *, output_format: str) -> int:
    findings = list(examine(run))
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(
            [
                {
                    "name": run.say(found.name),
                    "state": found.state,
                    "found": run.say(found.found),
                    "remedy": run.say(found.remedy),
                }
                for found in findings
            ]
        )
    else:
        from quizrnn.cli.output import print_lines, width
        from quizrnn.plain.layout import wrap

        words = {"ok": both("ok", "正常"), "lacking": both("lacking", "缺少"), "note": both("note", "注意")}
        marks = {"ok": "✓", "lacking": "✗", "note": "!"}
        for found in findings:
            word = "" if found.state == "ok" else f" [{run.say(words[found.state])}]"
            colon = run.say(both(": ", "："))
            line = f"{marks[found.state]} {run.say(found.name)}{word}{colon}{run.say(found.found)}"
            print_lines(wrap(line, width(), "", "    "))
            if found.remedy:
                print_lines(wrap("→ " + run.say(found.remedy), width(), "    ", "      "))
    return int(any(found.state == "lacking" for found in findings))


def examine(run: Invocation) -> Iterator[Finding]:
    """Yield the findings, the ground first: Python, packages, terminal, data, drills, editor."""
    yield _python()
    yield _packages()
    yield from _terminal()
    yield from _data(run)
    yield from _drills()
    yield _editor()


def _python() -> Finding:
    found = f"quizrnn {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    enough = sys.version_info >= (3, 11)
    return Finding(
        "Python",
        "ok" if enough else "lacking",
        found,
        "" if enough else both("install Python 3.11 or later", "请安装 Python 3.11 或更新的版本"),
    )


def _packages() -> Finding:
    there, absent = [], []
    for package in _NEEDED:
        try:
            there.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            absent.append(package)
    name = both("packages", "软件包")
    if not absent:
        return Finding(name, "ok", ", ".join(there))
    return Finding(
        name,
        "lacking",
        both("not installed: " + ", ".join(absent), "未安装：" + ", ".join(absent)),
        f"pip install {' '.join(absent)}",
    )


def _terminal() -> Iterator[Finding]:
    name = both("terminal", "终端")
    kind = os.environ.get("TERM", "")
    size = shutil.get_terminal_size((80, 24))
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or kind in ("", "dumb"):
        yield Finding(
            name,
            "note",
            both("none, or a dumb one: quiz asks line by line", "没有终端或终端功能有限：quiz 将逐行提问"),
            both("run it in a terminal to get the interface", "在终端中运行即可使用界面"),
        )
    elif size.columns < 60 or size.lines < 20:
        yield Finding(
            name,
            "note",
            f"{kind}, {size.columns} × {size.lines}",
            both("make the window larger: 80 × 24 shows everything", "请放大窗口：80 × 24 可显示全部内容"),
        )
    else:
        yield Finding(name, "ok", f"{kind}, {size.columns} × {size.lines}")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    language = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    yield Finding(
        both("encoding", "编码"),
        "ok" if encoding == "utf8" else "lacking",
        f"{sys.stdout.encoding}, {language}",
        ""
        if encoding == "utf8"
        else both("set a UTF-8 locale: export LANG=C.UTF-8", "请设置 UTF-8 区域：export LANG=C.UTF-8"),
    )
    yield _colour(kind)


def _colour(kind: str) -> Finding:
    name = both("colour", "颜色")
    if os.environ.get("NO_COLOR"):
        return Finding(name, "note", both("off: NO_COLOR is set", "已关闭：设置了 NO_COLOR"))
    deep = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    if deep:
        return Finding(name, "ok", both("16 million colours", "1600 万色"))
    found = both("256 colours", "256 色") if "256" in kind else both("16 colours or fewer", "16 色或更少")
    return Finding(
        name,
        "note",
        found,
        both("a terminal with COLORTERM=truecolor shows all", "使用支持真彩色的终端效果更好"),
    )


def _data(run: Invocation) -> Iterator[Finding]:
    folder = run.paths.database.parent
    name = both("data folder", "数据文件夹")
    holder = next(place for place in (folder, *folder.parents) if place.exists())
    if holder.is_dir() and os.access(holder, os.W_OK | os.X_OK):
        yield Finding(name, "ok", str(folder))
    else:
        yield Finding(
            name,
            "lacking",
            both(f"{folder} cannot be written", f"{folder} 不可写"),
            both("mend its permissions, or set QUIZRNN_HOME", "请修正其权限，或设置 QUIZRNN_HOME"),
        )
    name = both("database", "数据库")
    if not run.paths.database.exists():
        yield Finding(name, "ok", both("none yet; the first answer makes it", "尚未建立；首次作答时建立"))
    else:
        try:
            count = len(run.store.reviews())
            yield Finding(name, "ok", both(f"{count} reviews", f"{count} 条复习记录"))
        except QuizrnnError as error:
            yield Finding(
                name, "lacking", error.message, both("see quizrnn data restore", "参见 quizrnn data restore")
            )
    name = both("banks", "题库")
    try:
        yield Finding(
            name,
            "ok",
            both(
                f"{run.library.count()} questions, {len(run.library.drill_outlines())} drills",
                f"{run.library.count()} 道题，{len(run.library.drill_outlines())} 个编程练习",
            ),
        )
    except QuizrnnError as error:
        yield Finding(name, "lacking", error.message, "quizrnn lint")


def _drills() -> Iterator[Finding]:
    """Start one child, as for a drill, and say what holds it in."""
    name = both("drills: child process", "编程练习的子进程")
    if sys.platform == "win32":
        yield Finding(
            name,
            "lacking",
            both(
                "Windows has neither the pipes nor the limits that it needs", "Windows 缺少所需的管道和限制"
            ),
            both("use WSL", "请使用 WSL"),
        )
        return
    from quizrnn.drills.sandbox import Child

    try:
        with Child() as child:
            held = child.limits_held()
    except QuizrnnError as error:
        yield Finding(name, "lacking", error.message)
        return
    spaces = child.isolation.namespaces
    yield Finding(name, "ok", both("starts, with NumPy", "可以启动，NumPy 可用"))
    if "pid" in spaces:
        yield Finding(
            both("drills: namespaces", "编程练习的命名空间"),
            "ok" if "net" in spaces else "note",
            both(
                f"{', '.join(spaces)}: no process outlives a run"
                + (", no network" if "net" in spaces else ""),
                f"{', '.join(spaces)}：进程不会在运行结束后残留" + ("，无网络" if "net" in spaces else ""),
            ),
        )
    else:
        yield Finding(
            both("drills: namespaces", "编程练习的命名空间"),
            "note",
            both(
                "none; an audit hook refuses network and processes instead",
                "不可用；改由审计钩子拒绝网络访问和启动进程",
            ),
            both("grade code of strangers in a container", "给陌生人的代码评分时，请在容器中运行"),
        )
    wanted = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
    absent = [limit for limit in wanted if limit not in held]
    yield Finding(
        both("drills: limits", "编程练习的资源限制"),
        "note" if absent else "ok",
        both("without " + ", ".join(absent), "缺少 " + ", ".join(absent)) if absent else ", ".join(held),
        both("memory is not bounded: watch it yourself", "内存不受限制：请自行留意")
        if "RLIMIT_AS" in absent
        else "",
    )
    yield Finding(
        both("drills: audit hook", "编程练习的审计钩子"),
        "ok",
        both(
            "refuses network, processes, ctypes, and writing outside the run's folder",
            "拒绝网络、启动进程、ctypes，以及在运行文件夹之外写文件",
        ),
    )
    torch = find_spec("torch") is not None
    yield Finding(
        both("PyTorch (optional)", "PyTorch（可选）"),
        "ok",
        both("installed", "已安装") if torch else both("not installed; nothing needs it", "未安装；并非必需"),
    )


def _editor() -> Finding:
    name = both("editor", "编辑器")
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if wanted and shutil.which(wanted.split()[0]):
        return Finding(name, "ok", wanted)
    found = next((word for word in ("nano", "vim", "vi", "emacs") if shutil.which(word)), None)
    remedy = both("set VISUAL or EDITOR", "请设置 VISUAL 或 EDITOR")
    if wanted:
        return Finding(name, "note", both(f"{wanted} is not there", f"找不到 {wanted}"), remedy)
    return Finding(
        name,
        "note",
        both(f"not set; {found} is there", f"未设置；系统中有 {found}")
        if found
        else both("none set", "未设置"),
        remedy,
    )
