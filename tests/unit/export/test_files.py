"""A file is replaced at once, or not at all."""

from __future__ import annotations

import pytest

from quizrnn.errors import InputError
from quizrnn.export.files import replacing


def test_a_whole_file_takes_the_old_ones_place_and_permissions(tmp_path):
    target = tmp_path / "deck.txt"
    target.write_text("old")
    target.chmod(0o640)
    with replacing(target) as fresh:
        fresh.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupted_export_keeps_the_old_file(tmp_path):
    target = tmp_path / "deck.txt"
    target.write_text("old")

    def interrupted():
        with replacing(target) as fresh:
            fresh.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(InputError) as caught, replacing(tmp_path / "none" / "deck.txt"):
        pass
    assert "cannot be written" in caught.value.line("en")
