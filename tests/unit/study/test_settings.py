from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quizrnn.errors import InputError
from quizrnn.study.settings import Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_no_file_means_the_standard_settings(file):
    assert Settings.load(file) == Settings()
    assert (Settings().new_per_day, Settings().reviews_per_day, Settings().day_start_hour) == (10, 200, 4)
    assert (Settings().desired_retention, Settings().learn_ahead_minutes) == (0.9, 20)


def test_what_is_saved_is_loaded(file):
    chosen = Settings(language="zh", exam_date=date(2031, 5, 20), keys={"hint": "f2"}, parameters=[0.5] * 21)
    chosen.save(file)
    assert Settings.load(file) == chosen
    assert [found.name for found in file.parent.iterdir()] == ["settings.json"]


def test_keys_of_another_version_are_kept(file):
    file.parent.mkdir()
    file.write_text('{"telepathy": [1, 2], "new_per_day": 3}')
    Settings(new_per_day=7).save(file)
    assert json.loads(file.read_text())["telepathy"] == [1, 2]
    assert Settings.load(file).new_per_day == 7


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"desired_retention": 0.99}', "0.80 to 0.97"),
        ('{"desired_retention": 0.79}', "0.80 to 0.97"),
        ('{"new_per_day": -1}', "new_per_day"),
        ('{"new_per_day": "ten"}', "new_per_day"),
        ('{"new_per_day": 1e400}', "settings.json"),
        ('{"learn_ahead_minutes": 21}', "0 to 20"),
        ('{"language": "fr"}', "language"),
        ('{"exam_date": "soon"}', "exam_date"),
        ('{"day_start_hour": 24}', "0 to 23"),
        ('{"parameters": [1]}', "21 numbers"),
        ('{"a": 1,\n "b": x}', "settings.json:2:7"),
        ("[]", "not a JSON object"),
        ("\x00", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_broken_file_is_one_clear_line_and_left_as_it_is(file, text, words):
    file.parent.mkdir()
    file.write_text(text)
    for attempt in (Settings.load, Settings().save):
        if attempt != Settings.load and text.startswith('{"') and "x}" not in text and "1e400" not in text:
            continue  # saving mends a value that is out of bounds
        with pytest.raises(InputError) as error:
            attempt(file)
        assert words in error.value.line("en")
        assert str(file) in error.value.line("zh")
        assert "\n" not in error.value.line("zh")
    assert file.read_text() == text


def test_a_value_out_of_bounds_is_not_saved(file):
    with pytest.raises(InputError, match="0 to 9999"):
        Settings(new_per_day=-1).save(file)
    assert not file.exists()


def test_a_folder_or_binary_in_its_place_is_one_clear_line(file):
    file.mkdir(parents=True)
    for attempt in (Settings.load, Settings().save):
        with pytest.raises(InputError, match="cannot be read"):
            attempt(file)


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="settings"):
        Settings().save(tmp_path / "file" / "settings.json")


def test_a_link_is_kept_and_its_target_replaced(file, tmp_path):
    target = tmp_path / "dotfiles.json"
    target.write_text("{}")
    file.parent.mkdir()
    file.symlink_to(target)
    Settings(new_per_day=5).save(file)
    assert file.is_symlink()
    assert json.loads(target.read_text())["new_per_day"] == 5


@given(st.binary(max_size=200))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_is_a_traceback(tmp_path, content):
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    try:
        assert isinstance(Settings.load(file), Settings)
    except InputError as error:
        assert "\n" not in error.line("zh")  # noqa: PT017
