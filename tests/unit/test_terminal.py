from __future__ import annotations

import pytest

from quizrnn.terminal import in_browser, lacks_unicode


@pytest.mark.parametrize(
    ("environ", "lacks"),
    [
        ({"TERM": "xterm-256color", "LANG": "en_US.UTF-8"}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm", "LANG": "zh_CN.utf8"}, False),
        ({"TERM": "xterm", "LANG": "en_US.UTF-8", "LC_ALL": "C"}, True),
        ({"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"TERM": "xterm", "LANG": "C.UTF-8"}, False),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, True),
        ({"TERM": "linux", "LANG": "en_US.UTF-8"}, True),
        ({"TERM": "linux", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, False),
    ],
)
def test_what_the_terminal_is_said_to_show(environ, lacks):
    assert lacks_unicode(environ, "utf-8") is lacks


def test_a_stream_of_another_encoding_lacks_unicode():
    assert lacks_unicode({"TERM": "xterm"}, "latin-1")


def test_a_browser_is_told_by_the_driver():
    assert in_browser({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"})
    assert not in_browser({})
