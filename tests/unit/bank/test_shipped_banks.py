"""What content.md asks of the shipped banks and lint does not count: figures, chains, floors of each type."""

from collections import Counter, defaultdict

import pytest
from recordings import shipped
from rich.cells import cell_len

from quizrnn.bank.model import QUESTION_TYPES, question_type
from quizrnn.paths import content_dir

FIGURES = sorted(path.name for path in (content_dir() / "figures").glob("*.txt"))
FRAME = set("│┃├┤┼┝┥")


def lines(name):
    return (content_dir() / "figures" / name).read_text(encoding="utf-8").splitlines()


def test_every_figure_stands_in_both_languages():
    names = {name.removesuffix(".txt") for name in FIGURES}
    assert {name.removesuffix(".zh") for name in names} == {
        name for name in names if not name.endswith(".zh")
    }
    assert {f"{name}.zh" for name in names if not name.endswith(".zh")} <= names
    assert len(names) >= 26


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_narrow_and_without_stray_blanks(name):
    for line in lines(name):
        assert cell_len(line) < 78
        assert line == line.rstrip()
        assert "\t" not in line


def columns(line):
    """Return the column at which each frame character of a line stands, where wide ones take two."""
    place, found = 0, []
    for char in line:
        if char in FRAME:
            found.append(place)
        place += cell_len(char)
    return found


@pytest.mark.parametrize("name", [name for name in FIGURES if not name.endswith(".zh.txt")])
def test_a_figure_is_aligned_alike_in_both_languages(name):
    english, chinese = (
        [tuple(columns(row)) for row in lines(n)] for n in (name, name.replace(".txt", ".zh.txt"))
    )
    if name == "rnn-lstm-gru.txt":
        # a table with columns as wide as its words: aligned within itself
        assert len(set(english) - {()}) == len(set(chinese) - {()}) == 1
    elif name == "cnn-vs-rnn.txt":
        # a cell of its table takes two rows in English
        assert set(english) == set(chinese)
    else:
        assert [row for row in english if row] == [row for row in chinese if row]


@pytest.mark.parametrize("name", FIGURES)
def test_the_boxes_of_a_figure_close(name):
    """A line that turns a corner goes on to a side, another corner, or what it leads to."""
    rows = [[char for char in line for _ in range(cell_len(char))] for line in lines(name)]
    below, above = set("│┃├┤┼└┘┗┛┴┷┻╪▲┣┫▼┹"), set("│┃├┤┼┌┐┏┓┬┯┳╪▼┣┫▲")
    for number, row in enumerate(rows):
        for place, char in enumerate(row):
            if char in "┌┐┏┓":
                assert rows[number + 1][place] in below or rows[number + 1][place].isalpha(), (
                    number + 1,
                    place,
                )
            if char in "└┘┗┛":
                assert rows[number - 1][place] in above, (number + 1, place)


def test_every_figure_is_used_by_three_questions():
    used = Counter(question.figure for question in shipped().values())
    assert [name for name in FIGURES if ".zh." not in name and used[name.removesuffix(".txt")] < 3] == []


def test_no_type_is_thin():
    counts = Counter(question_type(question) for question in shipped().values())
    assert {name: counts[name] for name in QUESTION_TYPES if counts[name] < 28} == {}


def test_every_section_has_six_types_and_three_difficulties():
    types, levels = defaultdict(set), defaultdict(set)
    for question in shipped().values():
        types[question.section].add(question_type(question))
        levels[question.section].add(question.difficulty)
    assert {section for section, found in types.items() if len(found) < 6} == set()
    assert {section for section, found in levels.items() if len(found) < 3} == set()


def test_enough_chains_for_an_interview():
    follows = {name: question.follows for name, question in shipped().items()}

    def chain(name):
        return [name] if follows[name] is None else [*chain(follows[name]), name]

    longest = [chain(name) for name in follows if name not in set(follows.values())]
    assert len({names[0] for names in longest if len(names) >= 3}) >= 40


def test_a_chain_does_not_step_back_far():
    """A question that follows is at most two levels easier than the one before it."""
    questions = shipped()
    steps = {
        name: q.difficulty - questions[q.follows].difficulty for name, q in questions.items() if q.follows
    }
    assert {name for name, step in steps.items() if step < -2} == set()
