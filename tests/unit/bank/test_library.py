"""The library: what it finds, and the cache that it is opened from."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizrnn.bank import library_build
from quizrnn.bank.library import Filter, Library
from quizrnn.errors import InputError, UnknownName
from quizrnn.paths import Paths, content_dir


@pytest.fixture
def shipped(content, write_yaml, make_question, make_bank):
    """Two shipped banks over three sections, written against the article's order."""
    write_yaml(
        make_bank(
            make_question("formula", "l-1", section="lstm.forget-gate", tags=["gates", "forward"]),
            make_question("boolean", "l-2", section="lstm.structure", difficulty=4, follows="l-1"),
            bank="a-lstm",
            released="2026-01-31",
        ),
        "a.yaml",
        content / "banks",
    )
    write_yaml(
        make_bank(
            make_question("choice", "r-1", section="rnn.core-idea", tags=["gates"]),
            make_question("numeric", "r-2", section="rnn.core-idea"),
            bank="b-rnn",
            references={"own": "A note of one's own."},
        ),
        "b.yaml",
        content / "banks",
    )
    return content


@pytest.fixture
def open_library(shipped, learner_paths):
    opened = []

    def opens(*extra: Path) -> Library:
        opened.append(Library.open(learner_paths, extra, content=shipped))
        return opened[-1]

    yield opens
    for library in opened:
        library.close()


def caches(paths: Paths) -> list[Path]:
    return sorted(paths.cache.glob("*"))


def test_entries_come_in_the_articles_order(open_library):
    library = open_library()
    assert [entry.id for entry in library.entries()] == ["r-1", "r-2", "l-2", "l-1"]
    assert [entry.place for entry in library.entries()] == [0, 1, 2, 3]
    entry = library.entries()[2]
    assert (entry.bank, entry.type, entry.section, entry.difficulty, entry.follows) == (
        "a-lstm",
        "boolean",
        "lstm.structure",
        4,
        "l-1",
    )
    assert library.get("l-2").answer is True
    assert [question.id for _, question in library.questions()] == ["r-1", "r-2", "l-2", "l-1"]
    assert [entry.id for entry in library.entries(limit=1)] == ["r-1"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(topics=("lstm",)), ["l-2", "l-1"]),
        (Filter(topics=("rnn.core-idea",)), ["r-1", "r-2"]),
        (Filter(topics=("lstm.structure", "rnn")), ["r-1", "r-2", "l-2"]),
        (Filter(types=("choice", "boolean")), ["r-1", "l-2"]),
        (Filter(tags=("gates",)), ["r-1", "l-1"]),
        (Filter(tags=("gates", "forward"), topics=("lstm",)), ["l-1"]),
        (Filter(banks=("b-rnn",)), ["r-1", "r-2"]),
        (Filter(types=("cloze",)), []),
        (Filter(topics=("beyond",)), []),
    ],
)
def test_filters(open_library, wanted, ids):
    library = open_library()
    assert [entry.id for entry in library.entries(wanted)] == ids
    assert library.count(wanted) == len(ids)


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        (Filter(topics=("lstm.forgetgate",)), "lstm.forget-gate"),
        (Filter(topics=("lsmt",)), "lstm"),
        (Filter(types=("choise",)), "choice"),
        (Filter(tags=("gate",)), "gates"),
        (Filter(banks=("b-rn",)), "b-rnn"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(open_library, wanted, near):
    library = open_library()
    for ask in (library.entries, library.count):
        with pytest.raises(UnknownName, match=near):
            ask(wanted)


def test_a_filter_is_data_not_sql(open_library):
    with pytest.raises(UnknownName):
        open_library().entries(Filter(topics=("' OR 1 --",)))


def test_unknown_questions(open_library):
    library = open_library()
    for ask in (library.get, library.bank_of):
        with pytest.raises(UnknownName, match="r-1"):
            ask("r-11")


def test_what_surrounds_the_questions(open_library, shipped):
    library = open_library()
    assert [section.slug for section in library.sections()][:2] == ["rnn", "rnn.core-idea"]
    assert library.section_counts() == {"rnn.core-idea": 2, "lstm.structure": 1, "lstm.forget-gate": 1}
    few, many = ["l-1", "gone"], {"l-1", *(f"gone-{number}" for number in range(6000))}
    assert library.outlines_of(few) == library.outlines_of(many)
    (entry,) = library.entries_of(few).values()
    assert entry.section == "lstm.forget-gate"
    assert library.outlines_of(few) == {"l-1": (entry.section, entry.type, entry.revision)}
    assert library.bank_of("l-1").released.isoformat() == "2026-01-31T00:00:00+00:00"
    assert library.bank_of("r-1").shipped
    assert "10.1162" in library.reference("gers2000")
    assert library.reference("own") is None
    assert library.reference("own", "b-rnn") == "A note of one's own."
    assert library.claim("C37").verdict == "wrong"
    assert library.claim("C99") is None
    (shipped / "figures" / "cell.txt").write_text("[cell]\n")
    (shipped / "figures" / "cell.zh.txt").write_text("[单元]\n")
    (shipped / "figures" / "only.txt").write_text("x\n")
    assert library.figure("cell", "en") == "[cell]"
    assert library.figure("cell", "zh") == "[单元]"
    assert library.figure("only", "zh") == "x"
    assert library.figure("none", "en") is None


def test_a_pack_has_sections_of_its_own(open_library, tmp_path, write_yaml, make_question, make_bank):
    pack = write_yaml(
        make_bank(
            make_question("choice", "m-1"),
            make_question("choice", "m-2", section="mine.deep"),
            make_question("choice", "m-3", section="lstm.structure"),
            title={"en": "My pack", "zh": "我的题库"},
        ),
        "pack.yaml",
        tmp_path / "packs",
    )
    library = open_library(pack)
    assert [entry.id for entry in library.entries()] == ["r-1", "r-2", "l-2", "m-3", "l-1", "m-1", "m-2"]
    assert [(s.slug, s.title) for s in library.sections()][-2:] == [
        ("mine", {"en": "My pack", "zh": "我的题库"}),
        ("mine.deep", "mine.deep"),
    ]
    assert library.count(Filter(topics=("mine",))) == 2
    assert not library.bank_of("m-1").shipped
    assert open_library(pack.parent).count() == 7
    assert open_library(pack, pack.parent).count() == 7


def test_banks_in_the_data_folder_are_found(
    open_library, learner_paths, write_yaml, make_bank, make_question
):
    assert open_library().count() == 4
    write_yaml(make_bank(make_question("choice", "m-1")), "m.yml", learner_paths.banks)
    assert open_library().count() == 5


@pytest.mark.parametrize(
    ("changes", "bank", "words"),
    [
        ({"question_id": "l-1"}, "mine", "taken by"),
        ({}, "a-lstm", "is called “a-lstm”"),
        ({"section": "lstm.forget"}, "mine", "did you mean “lstm.forget-gate”"),
        ({"section": "minefield"}, "mine", "no section is called"),
    ],
)
def test_packs_that_clash(open_library, tmp_path, write_yaml, make_question, make_bank, changes, bank, words):
    question_id = changes.pop("question_id", "m-1")
    pack = write_yaml(
        make_bank(make_question("choice", question_id, **changes), bank=bank), "p.yaml", tmp_path
    )
    with pytest.raises(InputError) as caught:
        open_library(pack)
    assert words in caught.value.line("en")
    assert str(pack) in caught.value.line("en")
    if words == "taken by":
        assert "a.yaml" in caught.value.line("zh")
        assert caught.value.row is not None


@pytest.mark.parametrize("name", ["gone.yaml", "gone/"])
def test_a_bank_that_is_not_there(open_library, tmp_path, name):
    with pytest.raises(InputError, match="no such file"):
        open_library(tmp_path / name)


def test_a_folder_without_banks(open_library, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no bank in this folder"):
        open_library(tmp_path / "empty")


def test_an_unchanged_library_is_not_read_again(open_library, monkeypatch):
    open_library()
    monkeypatch.setattr(library_build, "build", lambda *_: pytest.fail("built again"))
    assert open_library().count() == 4


@pytest.mark.parametrize("change", ["touch", "edit", "add", "remove", "article", "program"])
def test_any_change_is_seen(open_library, shipped, monkeypatch, make_question, make_bank, write_yaml, change):
    assert open_library().count() == 4
    bank = shipped / "banks" / "b.yaml"
    expected = 4
    builds = []
    real = library_build.build
    monkeypatch.setattr(library_build, "build", lambda *given: builds.append(given) or real(*given))
    match change:
        case "touch":
            os.utime(bank, ns=(1, 1))
        case "edit":
            bank.write_text(bank.read_text().replace('"r-2"', '"r-3"'))
        case "add":
            write_yaml(
                make_bank(make_question("choice", "n-1", section="rnn"), bank="n"), "n.yaml", bank.parent
            )
            expected = 5
        case "remove":
            bank.unlink()
            expected = 2
        case "article":
            os.utime(shipped / "article.yaml", ns=(1, 1))
        case "program":
            for module in ("library_files", "library_build"):
                monkeypatch.setattr(f"quizrnn.bank.{module}.program", lambda: "another version")
    library = open_library()
    assert library.count() == expected
    assert builds
    if change == "edit":
        assert library.get("r-3").id == "r-3"


def test_a_bank_that_several_links_lead_to_is_one(open_library, shipped, learner_paths):
    learner_paths.banks.mkdir(parents=True)
    (learner_paths.banks / "again.yaml").symlink_to(shipped / "banks" / "b.yaml")
    (learner_paths.banks.parent / "linked").symlink_to(shipped / "banks", target_is_directory=True)
    library = open_library(learner_paths.banks.parent / "linked", shipped / "banks" / "a.yaml")
    assert library.count() == 4
    assert all(bank.shipped for bank in library.banks())


def test_questions_are_read_some_at_a_time(open_library, monkeypatch):
    monkeypatch.setattr("quizrnn.bank.library._AT_A_TIME", 3)
    library = open_library()
    assert [entry.id for entry, _ in library.questions()] == [entry.id for entry in library.entries()]
    gated = library.questions(Filter(tags=("gates",)))
    assert [(entry.id, question.id) for entry, question in gated] == [("r-1", "r-1"), ("l-1", "l-1")]


def test_unchanged_banks_are_taken_over(open_library, shipped, monkeypatch):
    before = open_library().entries()
    read = []
    real = library_build._read
    monkeypatch.setattr(library_build, "_read", lambda source: read.append(source.path.name) or real(source))
    os.utime(shipped / "banks" / "b.yaml", ns=(1, 1))
    library = open_library()
    assert read == ["b.yaml"]
    assert library.entries() == before
    assert library.get("l-1").answer == "f*c"
    assert library.bank_of("l-1").released.year == 2026


def test_a_fault_is_told_every_time_and_mended_once(open_library, shipped):
    open_library()
    bank = shipped / "banks" / "b.yaml"
    sound = bank.read_text()
    bank.write_text(sound.replace('"stem"', '"stemm"'))
    for _ in range(2):
        with pytest.raises(InputError, match="did you mean “stem”"):
            open_library()
    bank.write_text(sound)
    assert open_library().count() == 4


@pytest.mark.parametrize("damage", ["garbage", "empty", "truncated", "tables", "folder"])
def test_a_damaged_cache_is_built_again(open_library, learner_paths, damage):
    open_library().close()
    (cache,) = caches(learner_paths)
    match damage:
        case "garbage":
            cache.write_bytes(b"no database" * 1000)
        case "empty":
            cache.write_bytes(b"")
        case "truncated":
            cache.write_bytes(cache.read_bytes()[:5000])
        case "tables":
            with sqlite3.connect(cache) as connection:
                connection.execute("DROP TABLE bodies")
            connection.close()
        case "folder":
            cache.unlink()
            cache.mkdir()
    library = open_library()
    assert [question.id for _, question in library.questions()] == ["r-1", "r-2", "l-2", "l-1"]
    assert open_library().count() == 4


@pytest.mark.parametrize("hindrance", ["file", "readonly"])
def test_a_cache_folder_that_cannot_be_written_costs_only_that(open_library, learner_paths, hindrance):
    learner_paths.cache.parent.mkdir(parents=True)
    if hindrance == "file":
        learner_paths.cache.write_text("in the way")
    else:
        learner_paths.cache.mkdir()
        learner_paths.cache.chmod(0o500)
    assert open_library().get("r-1").id == "r-1"


def test_an_open_library_outlives_its_replacement(open_library, shipped):
    first = open_library()
    os.utime(shipped / "banks" / "a.yaml", ns=(1, 1))
    open_library()
    assert first.get("l-1").id == "l-1"


def test_several_may_build_at_once(shipped, learner_paths):
    def opens(_: int) -> int:
        library = Library.open(learner_paths, content=shipped)
        count = library.count()
        library.close()
        return count

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(opens, range(24))) == {4}
    assert len(caches(learner_paths)) == 1


def test_old_caches_are_pruned(open_library, learner_paths, tmp_path, write_yaml, make_bank, make_question):
    for number in range(12):
        name = f"p{number}"
        open_library(
            write_yaml(make_bank(make_question("choice", name), bank=name), f"{name}.yaml", tmp_path)
        )
    assert len(caches(learner_paths)) == 8


def test_nothing_is_parsed_on_a_hit(open_library, learner_paths, shipped):
    open_library()
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from quizrnn.paths import Paths\n"
        "from quizrnn.bank.library import Library\n"
        f"paths = Paths.from_environment({{'QUIZRNN_HOME': {str(learner_paths.banks.parent)!r}}})\n"
        f"library = Library.open(paths, content=Path({str(shipped)!r}))\n"
        "assert library.count() == 4 and library.get('l-1').answer == 'f*c'\n"
        "print(sorted({'yaml', 'numpy', 'textual', 'click'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_shipped_library_opens(learner_paths):
    library = Library.open(learner_paths)
    assert library.count() == sum(library.section_counts().values()) > 0
    assert all(library.get(entry.id).id == entry.id for entry in library.entries())
    assert content_dir().is_dir()
    library.close()


def test_an_outline_says_of_a_drill_what_the_drill_says(learner_paths):
    library = Library.open(learner_paths)
    outlines, drills = library.drill_outlines(), library.drills()
    assert len(outlines) == 29
    for outline, drill in zip(outlines, drills, strict=True):
        for name in ("drill", "title", "section", "difficulty", "revision"):
            assert getattr(outline, name) == getattr(drill, name)
        assert outline.conventions == sorted(drill.forms)
    library.close()


def test_a_topic_is_a_section_all_below_it_or_else_what_begins_so(learner_paths):
    library = Library.open(learner_paths)
    assert library.sections_within(["lstm.bptt"]) == {"lstm.bptt"}
    assert library.sections_within(["gru"]) == {
        "gru",
        "gru.motivation",
        "gru.structure",
        "gru.formulas",
        "gru.training",
    }
    assert library.sections_within(["rnn.vanish"]) == {"rnn.vanishing-gradient", "rnn.vanishing-remedies"}
    assert library.count(Filter(topics=("rnn.vanish",))) == sum(
        library.count(Filter(topics=(slug,))) for slug in library.sections_within(["rnn.vanish"])
    )
    with pytest.raises(UnknownName, match="lstm"):
        library.sections_within(["lstn"])
    library.close()
