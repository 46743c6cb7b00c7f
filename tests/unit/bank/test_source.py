"""YAML from strangers: data, positions and clear errors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.files import MAX_BYTES, read_text
from quizrnn.bank.source import MAX_ALIASED_NODES, MAX_DEPTH, read_yaml
from quizrnn.errors import InputError


def failure(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    error = caught.value
    assert "\n" not in error.line("en")
    assert error.line("en") != error.line("zh")
    return error


def test_positions_are_counted_from_one(write_yaml):
    source = read_yaml(write_yaml("bank: a\nquestions:\n  - id: one\n    hints: [x, y]\n  - {id: two}\n"))
    assert source.where(("bank",)) == (1, 7)
    assert source.where(("questions", 0, "id")) == (3, 9)
    assert source.where(("questions", 0, "hints", 1)) == (4, 16)
    assert source.where_key(("questions", 0, "hints")) == (4, 5)
    assert source.where(("questions", 1)) == (5, 5)


def test_a_missing_key_stands_where_its_parent_stands(write_yaml):
    source = read_yaml(write_yaml("questions:\n  - id: one\n"))
    assert source.where(("questions", 0, "stem", "en")) == (2, 5)
    assert source.where_key(("questions", 0, "stem")) == (2, 5)
    assert source.where(("questions", 7)) == (2, 3)


def test_columns_count_characters_not_bytes(write_yaml):
    assert read_yaml(write_yaml("{题干: 甲, b: 1}\n")).where(("b",)) == (1, 12)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("2024-01-02", "2024-01-02"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("017", 17),
        ("0x1F", 31),
        ("0o17", 15),
        ("-3", -3),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("1.", 1.0),
        (".nan", ".nan"),
        ("'4'", "4"),
        ('"true"', "true"),
        ("!!str 4", "4"),
        ("<<", "<<"),
    ],
)
def test_plain_scalars_resolve_as_in_yaml_1_2(write_yaml, written, value):
    data = read_yaml(write_yaml(f"value: {written}\n")).data
    assert data["value"] == value
    assert type(data["value"]) is type(value)


@pytest.mark.parametrize("key", ["text", "en", "stem", "left", "why", "fix", "id", "formula"])
@pytest.mark.parametrize("written", ["4", "0.50", "true", "null", "~", "0x1F"])
def test_a_text_stays_as_written(write_yaml, key, written):
    assert read_yaml(write_yaml(f"{key}: {written}\n")).data[key] == written


def test_texts_are_found_through_lists_and_languages(write_yaml):
    data = read_yaml(
        write_yaml(
            """
            items: [1, 2.0, {en: 3, fr: 4}]
            accept: [0, yes]
            answer: 4
            difficulty: 2
            line: [3, 4]
            hints: [{after: 3}]
            """
        )
    ).data
    assert data["items"] == ["1", "2.0", {"en": "3", "fr": "4"}]
    assert data["accept"] == ["0", "yes"]
    assert (data["answer"], data["difficulty"], data["line"]) == (4, 2, [3, 4])
    assert data["hints"] == [{"after": 3}]


def test_names_of_parameters_are_no_text_keys(write_yaml):
    data = read_yaml(
        write_yaml("params: {text: {int: [1, 2]}, en: {one_of: [1, 2]}}\nvariables: {left: [2, H]}\n")
    ).data
    assert data["params"] == {"text": {"int": [1, 2]}, "en": {"one_of": [1, 2]}}
    assert data["variables"] == {"left": [2, "H"]}


def test_an_empty_text_is_none(write_yaml):
    assert read_yaml(write_yaml("stem:\n")).data == {"stem": None}


def test_an_alias_repeats_its_anchor(write_yaml):
    source = read_yaml(write_yaml("a: &note {en: x}\nb: *note\n"))
    assert source.data == {"a": {"en": "x"}, "b": {"en": "x"}}
    assert source.where(("b", "en")) == (1, 15)


def test_a_duplicate_key_names_both_lines(write_yaml):
    error = failure(write_yaml("a:\n  - id: x\n    stem: y\n    id: z\n"))
    assert (error.row, error.column) == (4, 5)
    assert "“id”" in error.line("en")
    assert "line 2" in error.line("en")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("a: 1\nb: \x07\n", 2, 4),
        ("a: \x00\n", 1, 4),
        ("a: x\u202ey\n", 1, 5),
        ("a: 1\nbc: \x85\n", 2, 5),
        ('a: 1\nb: "\\x1b[2J"\n', 2, 4),
        ('a: "\\0"\n', 1, 4),
    ],
)
def test_control_characters_are_refused(write_yaml, text, row, column):
    error = failure(write_yaml(text))
    assert (error.row, error.column) == (row, column)
    assert "control character U+" in error.line("en")


def test_bytes_that_are_no_utf8_are_located(tmp_path):
    path = tmp_path / "b.yaml"
    path.write_bytes("a: 1\n好: ".encode() + b"\xc3\xc5" + b"\n")
    error = failure(path)
    assert (error.row, error.column) == (2, 4)
    assert "UTF-8" in error.line("zh")


def test_a_byte_order_mark_is_skipped(tmp_path):
    path = tmp_path / "b.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_yaml(path).data == {"a": 1, "b": 2}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_one_error(write_yaml, opening):
    error = failure(write_yaml("a:\n " + opening * 20_000))
    assert str(MAX_DEPTH) in error.line("en") or "key must be" in error.line("en")


def test_nesting_up_to_the_limit_is_read(write_yaml):
    data = read_yaml(write_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH)).data
    for _ in range(MAX_DEPTH - 1):
        (data,) = data
    assert data == []


def test_an_alias_bomb_is_one_error(write_yaml):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    error = failure(write_yaml("\n".join(lines)))
    assert f"{MAX_ALIASED_NODES:,}" in error.line("en")


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: *nowhere", "a: &x {b: *x}"])
def test_an_alias_needs_an_anchor_that_is_complete(write_yaml, text):
    assert failure(write_yaml(text)).row == 1


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [ls]",
        "a: !!python/name:os.system",
        "a: !custom 1",
        "!!set {a, b}",
        "a: 1\n---\nb: 2\n",
        "[a, b]: 1",
        "{a: 1}: 2",
        "? [a]\n: 1",
        "a: 99999999999999999999999999",
        "a: " + "9" * 5000,
        "a: 1e999",
        "a: 'unclosed\n",
        "a: [1, 2\n",
        "a: b: c\n",
        "a:\n\tb: 1\n",
        'a: "\\sigma"\n',
        "a: @b\n",
        "a: 1\n b: 2\n",
        "key\nother: 1\n",
        "- a\nb: 1\n",
        "%YAML 3.0\n---\na: 1\n",
        "a: `code`\n",
        "a: %x\n",
        "a: !\u4e2d x",
    ],
)
def test_what_is_no_harmless_yaml_is_one_error_with_a_remedy(write_yaml, text):
    error = failure(write_yaml(text))
    assert error.row is not None
    assert error.column is not None
    assert error.remedy


def test_an_empty_file_holds_nothing(write_yaml):
    assert read_yaml(write_yaml("# nothing\n")).data is None


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert "16 MiB" in failure(path).line("en")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert "no such file" in failure(tmp_path / "none.yaml").line("en")
    assert "folder" in failure(tmp_path).line("en")
    (tmp_path / "f").write_text("")
    assert "folder" in failure(tmp_path / "f" / "x.yaml").line("en")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(write_yaml):
    path = write_yaml("a: 1")
    path.chmod(0)
    assert "permission" in failure(path).line("en")


def test_a_name_that_no_file_can_have_is_an_input_error():
    with pytest.raises(InputError):
        read_yaml("a\0b")
    with pytest.raises(InputError):
        read_yaml("x" * 5000)


def test_read_text_refuses_what_is_too_long(tmp_path):
    path = tmp_path / "figure.txt"
    path.write_text("x" * 2049)
    with pytest.raises(InputError, match="2 KiB"):
        read_text(path, limit=2048)


@given(st.text(alphabet="ab1:-[]{},&*!|>'\"%@`#? \n\t\\0.~é中", max_size=60))
def test_any_text_is_data_or_one_input_error(text):
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "b.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            source = read_yaml(path)
        except InputError as error:
            said = error.line("zh")
        else:
            said = str(source.where(("a", 0, "b")))
        assert said
