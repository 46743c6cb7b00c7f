"""The code editor: indentation, comments, marks; and the draft's way to the disk."""

from __future__ import annotations

import pytest
from textual.app import App

from quizrnn.errors import InputError
from quizrnn.tui.draft import Draft
from quizrnn.tui.widgets.code_editor import CodeEditor


class Bench(App[None]):
    """An editor alone."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._start = text

    def compose(self):
        yield CodeEditor(self._start)


async def typed(pilot, text, *keys, select=None):
    editor = pilot.app.query_one(CodeEditor)
    editor.text = text
    editor.focus()
    editor.cursor_location = editor.document.end
    if select is not None:
        editor.selection = type(editor.selection)(*select)
    await pilot.press(*keys)
    return editor.text


CASES = [
    ("def f():", ["enter", "x"], "def f():\n    x"),
    ("    a = 1", ["enter", "x"], "    a = 1\n    x"),
    ("    return a", ["enter", "x"], "    return a\nx"),
    ("    return (", ["enter", "x"], "    return (\n        x"),
    ("a", ["tab", "b"], "a   b"),
    ("    ", ["backspace", "x"], "x"),
    ("      ", ["backspace", "x"], "    x"),
    ("    a", ["shift+tab"], "a"),
    ("  a", ["ctrl+underscore"], "  # a"),
    ("  # a", ["ctrl+underscore"], "  a"),
    ("  #a", ["ctrl+underscore"], "  a"),
    ("ab", ["c", "ctrl+u"], "ab"),
    ("ab", ["c", "ctrl+u", "ctrl+y"], "abc"),
]


async def test_keys_edit_python():
    async with Bench().run_test(size=(60, 20)) as pilot:
        for text, keys, after in CASES:
            assert await typed(pilot, text, *keys) == after, (text, keys)


async def test_several_lines_are_commented_at_their_common_depth_and_back():
    code = "  if a:\n\n    b\nc"
    async with Bench().run_test(size=(60, 20)) as pilot:
        marked = await typed(pilot, code, "ctrl+underscore", select=((0, 0), (2, 3)))
        assert marked == "  # if a:\n\n  #   b\nc"
        assert await typed(pilot, marked, "ctrl+underscore", select=((0, 0), (2, 3))) == code


async def test_a_line_at_fault_is_underlined_and_its_number_reversed():
    app = Bench("a = 1\nb = a")
    async with app.run_test(size=(60, 20)) as pilot:
        editor = app.query_one(CodeEditor)
        editor.mark([2])
        await pilot.pause()
        first, second = editor.render_line(0), editor.render_line(1)
        assert not any(segment.style and segment.style.underline for segment in first)
        assert any(segment.style and segment.style.underline for segment in second)
        assert any(segment.style and segment.style.reverse for segment in second)


def test_a_draft_reaches_the_disk_and_keeps_what_another_program_wrote(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("one")
    draft = Draft(path)
    draft.text = "two"
    assert draft.save() is None
    assert path.read_text() == "two"
    draft.text = "three"
    path.write_text("other")
    aside = draft.save()
    assert path.read_text() == "three"
    assert aside is not None
    assert aside.read_text() == "other"
    assert draft.saved


def test_a_draft_that_cannot_be_written_stays_in_memory(tmp_path):
    path = tmp_path / "folder" / "a.py"
    path.parent.mkdir()
    path.write_text("one")
    draft = Draft(path)
    draft.text = "two"
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("a file in the way")
    with pytest.raises(InputError):
        draft.save()
    assert draft.text == "two"
    assert not draft.saved


def test_a_draft_that_is_no_text_is_left_alone(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        Draft(path)
    assert path.read_bytes() == b"\xff\xfe\x00"
