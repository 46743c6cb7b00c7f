"""The code editor: indentation, pairs, comments, finding, marks; and the draft's way to the disk."""

from __future__ import annotations

import sys

import pytest
from textual import events
from textual.app import App

from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import pick
from quizrnn.tui import outside
from quizrnn.tui.draft import Draft
from quizrnn.tui.widgets.code_editor import CodeEditor
from quizrnn.tui.widgets.code_pane import CodePane
from quizrnn.tui.widgets.code_text import moved_marks
from quizrnn.tui.widgets.editor_line import SeekField, StatusLine


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
    ("f", ["(", "a", ")", ":"], "f(a):"),
    ("f", ["(", "[", "]", ")"], "f([])"),
    ("f", ["(", "backspace"], "f"),
    ("x = ", ['"', "a", '"', "b"], 'x = "a"b'),
    ("x = f", ['"', "{", "a"], 'x = f"{a}"'),
    ("    ", ['"', '"', '"', "a"], '    """a"""'),
    ("don", ["'", "t"], "don't"),
    ("# it is ", ["'", "a"], "# it is 'a"),
    ("d = ", ["{", "enter", "a"], "d = {\n    a\n}"),
    ("    a", ["home", "x", "home", "home", "y"], "y    xa"),
    ("a\nb", ["ctrl+up", "x"], "bx\na"),
    ("a\nb", ["ctrl+up", "ctrl+u"], "a\nb"),
    ("a\nb", ["ctrl+shift+down"], "a\nb"),
]
SELECTED = [
    ("a\nb", ((0, 0), (1, 1)), ["tab"], "    a\n    b"),
    ("    a\n  b", ((0, 0), (1, 1)), ["shift+tab"], "a\nb"),
    ("abc", ((0, 1), (0, 2)), ["("], "a(b)c"),
    ("abc", ((0, 1), (0, 2)), ["(", "["], "a([b])c"),
    ("a\nb\nc", ((0, 0), (1, 1)), ["ctrl+down"], "c\na\nb"),
]


async def test_keys_edit_python():
    async with Bench().run_test(size=(60, 20)) as pilot:
        for text, keys, after in CASES:
            assert await typed(pilot, text, *keys) == after, (text, keys)


async def test_keys_edit_what_is_selected():
    async with Bench().run_test(size=(60, 20)) as pilot:
        for text, selected, keys, after in SELECTED:
            assert await typed(pilot, text, *keys, select=selected) == after, (text, keys)


async def test_what_is_pasted_is_taken_as_it_is():
    pasted = "def f(a):\n    return (a['\"'\n"
    async with Bench().run_test(size=(60, 20)) as pilot:
        editor = pilot.app.query_one(CodeEditor)
        editor.focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert editor.text == pasted


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


@pytest.mark.parametrize(
    ("before", "after", "marks", "kept"),
    [
        ("abc", "abc", {1}, {1}),
        ("abc", "xabc", {1}, {2}),
        ("abc", "aBc", {1, 2}, {2}),
        ("abc", "ac", {1, 2}, {1}),
        ("abc", "", {0, 1, 2}, set()),
        ("aaa", "aa", {0, 2}, {0}),
    ],
)
def test_marks_go_with_their_lines_and_off_what_was_edited(before, after, marks, kept):
    assert moved_marks(marks, list(before), list(after)) == kept


async def test_a_mark_is_taken_off_by_an_edit_of_its_line_alone():
    async with Bench("a = 1\nb = a\nc = b").run_test(size=(60, 20)) as pilot:
        editor = pilot.app.query_one(CodeEditor)
        editor.mark([2])
        editor.focus()
        await pilot.press("end", "enter")
        assert editor.faults == [3]
        await pilot.press("down", "x")
        assert editor.faults == []


class Pane(App[None]):
    """Editor and line."""

    def __init__(self, text: str, lang: str = "en") -> None:
        super().__init__()
        self.pane = CodePane(text, lang)

    def compose(self):
        yield self.pane


def status(app):
    return app.query_one(StatusLine).render().plain.split()


async def test_find_goes_round_whatever_the_case_and_esc_leaves_one_there():
    app = Pane("Gate = 1\nx = gate\n[gate] = (GATE")
    async with app.run_test(size=(60, 20)) as pilot:
        editor = app.pane.editor
        editor.focus()
        await pilot.press("ctrl+f", *"gate")
        assert (editor.selected_text, status(app)) == ("Gate", ["1/4"])
        await pilot.press("enter", "down")
        assert editor.selection.start == (2, 1)
        await pilot.press("ctrl+f", "enter")
        assert (editor.selection.start, status(app)) == ((0, 0), ["1/4"])
        await pilot.press("up", "escape")
        assert app.focused is editor
        assert editor.selected_text == "GATE"
        await pilot.press("ctrl+f", *"[gate]")
        assert editor.selected_text == "[gate]"
        await pilot.press("x")
        assert status(app) == ["not", "found"]


async def test_go_to_line():
    app = Pane("if x:\n" + "\n".join(f"    x{k}" for k in range(89)))
    async with app.run_test(size=(60, 20)) as pilot:
        app.pane.editor.focus()
        await pilot.press("ctrl+g", *"42", "enter")
        assert app.focused is app.pane.editor
        assert app.pane.editor.cursor_location == (41, 4)
        assert status(app) == ["42:5"]
        await pilot.press("ctrl+g", *"4000", "escape")
        assert app.pane.editor.cursor_location[0] == 89
        assert not app.query_one(SeekField).display


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "✗ line 2: '(' was never closed"), ("zh", "✗ 第 2 行：“(”没有闭合")]
)
async def test_what_python_cannot_read_is_said_and_its_line_marked(lang, said):
    app = Pane("a = 1\nb = (a\n", lang)
    async with app.run_test(size=(60, 20)) as pilot:
        app.pane.read()
        assert said in app.query_one(StatusLine).render().plain
        assert any(segment.style and segment.style.reverse for segment in app.pane.editor.render_line(1))
        await pilot.press("escape")
        app.pane.editor.text = "a = 1\n"
        app.pane.read()
        assert status(app) == ["1:1"]


async def test_the_bracket_of_the_one_at_the_cursor_stands_out():
    app = Bench("f(a,\n  b)")
    async with app.run_test(size=(60, 20)) as pilot:
        editor = app.query_one(CodeEditor)
        before = [segment.style for segment in editor.render_line(1)]
        editor.focus()
        editor.move_cursor((0, 1))
        await pilot.pause()
        assert editor.matching_bracket_location == (1, 3)
        assert [segment.style for segment in editor.render_line(1)] != before


class Lent:
    """An application that hands its terminal over."""

    def suspend(self):
        from contextlib import nullcontext

        return nullcontext()

    def refresh(self):
        pass


def test_the_editor_of_ones_own_takes_arguments_and_its_failure_is_told(tmp_path, monkeypatch):
    script = tmp_path / "my editor.py"
    script.write_text(
        "import sys\nopen(sys.argv[2], 'a').write(sys.argv[1])\nsys.exit(len(sys.argv[1]) - 1)\n"
    )
    path = tmp_path / "a.py"
    path.write_text("")
    monkeypatch.setenv("VISUAL", f"{sys.executable} '{script}' x")
    outside.edit(Lent(), path)
    assert path.read_text() == "x"
    monkeypatch.setenv("VISUAL", f"{sys.executable} '{script}' yz")
    with pytest.raises(QuizrnnError) as caught:
        outside.edit(Lent(), path)
    assert "status 1" in pick(caught.value.message, "en")
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    with pytest.raises(QuizrnnError):
        outside.edit(Lent(), path)
    assert path.read_text() == "xyz"


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
