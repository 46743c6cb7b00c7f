"""The garbage collector: out of a command's way, and of its end's."""

import subprocess
import sys

RAN = """
import atexit, gc
from quizrnn.collector import COMMAND, spare
atexit.register(lambda: print(gc.get_threshold()[0] == COMMAND, gc.isenabled(), gc.get_freeze_count() > 0))
spare()
print(gc.get_freeze_count())
"""


def test_a_command_collects_rarely_and_nothing_when_it_ends():
    done = subprocess.run([sys.executable, "-c", RAN], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["0", "True", "True", "True"]
