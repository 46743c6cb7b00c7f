"""What Python says of code that it cannot read."""

import pytest

from quizrnn.drills.syntax_words import said_of_syntax, syntax_fault
from quizrnn.text import pick

CASES = [
    ("a = 1\nb = (a\n", 2, "没有闭合"),
    ("a = b]\n", 1, "多出了"),
    ("x = (1]\n", 1, "不配对"),
    ("def f()\n    pass\n", 1, "此处应有"),
    ("def f():\nx = 1\n", 2, "第 1 行之后应有缩进"),
    ("for i in x:\nx = 1\n", 2, "第 1 行之后应有缩进"),
    ("a = 1\n    b = 2\n", 2, "多余的缩进"),
    ("if a:\n        b\n    c\n", 3, "不对齐"),
    ("x = 'abc\n", 1, "没有结束引号"),
    ('x = """abc\n', 1, "三引号字符串"),
    ("x = [1 2]\n", 1, "逗号"),
    ("if a = 1:\n    pass\n", 1, "=="),
    ("f() = 1\n", 1, "不能对它赋值"),
    ("return 1\n", 1, "函数或循环之外"),
    ("break\n", 1, "函数或循环之外"),
    ("x = （1\n", 1, "U+FF08"),
    ("x = 1 +\n", 1, "语法无效"),
]


@pytest.mark.parametrize(("source", "line", "chinese"), CASES)
def test_faults_are_told_with_their_line_in_both_languages(source, line, chinese):
    fault = syntax_fault(source)
    assert fault is not None
    assert fault.line == line
    assert chinese in pick(fault.text, "zh")
    assert pick(fault.text, "en").isascii() or "（" in source


@pytest.mark.parametrize("source", ["", "x = '\\d'\n", "x is 1\n", "def f(a):\n    return a\n"])
def test_what_python_can_read_is_no_fault_and_warns_nobody(source):
    assert syntax_fault(source) is None


@pytest.mark.parametrize("source", ["(" * 300, "-" * 100_000 + "1", "a\0b", "x = " + "9" * 10_000])
def test_hostile_code_is_a_fault_and_nothing_worse(source):
    assert syntax_fault(source) is not None


def test_what_is_not_known_stays_as_python_says_it():
    assert pick(said_of_syntax("something new"), "zh") == "something new"
