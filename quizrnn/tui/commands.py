"""The command palette's commands: ours, in the learner's language, and none besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.command import Hits

    from quizrnn.tui.app import QuizrnnApp

COMMANDS: Final[tuple[tuple[str, Text, Text], ...]] = (
    ("open('home')", both("Home", "主页"), both("What is due today", "今天要复习什么")),
    ("open('quiz')", both("Quiz", "答题"), both("What is due, then what is new", "先复习到期的，再学新题")),
    (
        "open('interview')",
        both("Interview", "模拟面试"),
        both("Half an hour, verdicts at the end", "半小时，结束后才公布对错"),
    ),
    (
        "open('interviews')",
        both("Past interviews", "以往的面试"),
        both("Their reports", "查看面试报告"),
    ),
    (
        "open('drills')",
        both("Drills", "编程练习"),
        both("Write NumPy code and have it graded", "编写 NumPy 代码并自动评测"),
    ),
    (
        "open('browse')",
        both("Browse", "浏览"),
        both("Every question, filtered as you type", "浏览全部题目，边输入边筛选"),
    ),
    (
        "open('labs')",
        both("Labs", "实验"),
        both("Predict, then watch the reference code compute it", "先预测，再看参考实现现场计算"),
    ),
    (
        "open('stats')",
        both("Statistics", "统计"),
        both("Progress, retention, forecast", "进度、保持率与预测"),
    ),
    (
        "open('settings')",
        both("Settings", "设置"),
        both("Limits, retention, exam date, theme", "每日上限、保持率、考试日期、主题"),
    ),
    ("open('keys')", both("Keys", "按键"), both("List the keys and change them", "列出并更改按键")),
    ("language", both("Language: 中文", "语言：English"), both("Switch to Chinese", "切换到英文")),
    ("theme", both("Theme", "主题"), both("Light or dark", "浅色或深色")),
    ("help", both("Help", "帮助"), both("What the keys do here", "当前界面的按键说明")),
    ("quit", both("Quit", "退出"), both("Leave; everything is saved", "退出；所有内容均已保存")),
)
"""Action of the application, name and help of each command."""


class OwnCommands(Provider):
    """Offers ``COMMANDS``."""

    async def discover(self) -> Hits:
        """Offer every command while nothing is typed."""
        for name, help_text, run in self._commands():
            yield DiscoveryHit(Content(name), run, text=name, help=help_text)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose name fits what is typed, in either language."""
        matcher = self.matcher(query)
        for name, help_text, run in self._commands():
            if (score := matcher.match(f"{name} {help_text}")) > 0:
                yield Hit(score, Content(name), run, text=name, help=help_text)

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], Awaitable[bool]]]]:
        from functools import partial

        app = cast("QuizrnnApp", self.app)
        for action, name, help_text in COMMANDS:
            yield pick(name, app.lang), pick(help_text, app.lang), partial(app.run_action, action)
