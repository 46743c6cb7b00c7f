from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import msgspec
import pytest

from quizrnn.study import backups, migrations
from quizrnn.study.database import Database
from quizrnn.study.database_check import RecordError, inspect
from quizrnn.study.records import Rating
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store


@pytest.fixture
def answered(begin, kit):
    """Answer five questions and return their reviews."""
    session = begin()
    for number in range(5):
        session.submit((kit.right if number % 2 else kit.wrong)(session.step))
        session.next()
    return list(session.reviews)


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def refused(path, clock, words):
    """Assert that opening is one clear line in both languages that names the file, and changes nothing."""
    before = contents(path.parent)
    with pytest.raises(RecordError) as error:
        Store.open(path, clock)
    english, chinese = error.value.line("en"), error.value.line("zh")
    assert words in english
    assert str(path) in english
    assert str(path) in chinese
    assert "\n" not in english
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert contents(path.parent) == before
    return english


def test_reviews_come_back_as_they_were(store, answered):
    assert store.reviews() == answered
    assert [review.number for review in answered] == [1, 2, 3, 4, 5]
    assert store.count() == 5
    assert store.reviews(question=answered[0].question) == [answered[0]]
    assert store.sums.days() == [(date(2031, 3, 10), 5)]


def test_the_table_is_what_the_contract_says(store, answered):
    rows = store.database.rows("SELECT question FROM reviews ORDER BY number")
    assert [row[0] for row in rows] == [review.question for review in answered]


def test_retract_keeps_the_row_elsewhere_and_its_number_is_not_used_again(store, answered, settings):
    scheduler = Scheduler(settings)
    store.retract(answered[-1], scheduler)
    assert store.reviews() == answered[:-1]
    assert store.database.rows("SELECT number, question FROM undone") == [(5, answered[-1].question)]
    again = store.append(answered[-1], scheduler)
    assert again.number == 6
    with pytest.raises(RecordError, match="no longer"):
        store.retract(answered[-1], scheduler)


def test_amend_keeps_both_ratings(store, answered, settings):
    changed = msgspec.structs.replace(answered[1], rating=Rating.EASY)
    store.amend(changed, Scheduler(settings))
    assert store.reviews()[1] == changed
    assert store.reviews()[1].automatic is Rating.GOOD
    assert store.cards() == Scheduler(settings).replay(store.reviews())


def test_other_settings_replay_the_log(store, answered, settings):
    before = store.cards()
    strict = Scheduler(Settings(desired_retention=0.97))
    assert store.reschedule(strict)
    assert not store.reschedule(strict)
    assert store.cards() == strict.replay(answered) != before
    store.append(msgspec.structs.replace(answered[0], number=0), Scheduler(settings))
    assert store.cards() == Scheduler(settings).replay(store.reviews())


def test_a_failed_write_changes_nothing(store, answered, settings):
    class Broken(Scheduler):
        def after(self, *_):
            raise ZeroDivisionError

    broken = Broken(settings)
    with pytest.raises(ZeroDivisionError):
        store.append(answered[0], broken)
    assert store.reviews() == answered


def test_a_new_record_notes_its_migrations(store, clock):
    rows = store.database.rows("SELECT number, name, at FROM migrations")
    assert rows[0] == (1, "the record", clock.now().isoformat())
    assert [row[:2] for row in rows] == [(k, name) for k, (name, _) in enumerate(migrations.MIGRATIONS, 1)]
    assert store.database.rows("PRAGMA application_id") == [(migrations.APPLICATION_ID,)]
    assert store.database.rows("PRAGMA synchronous") == [(2,)]


def test_later_migrations_apply_once_and_in_order(path, clock, monkeypatch):
    Store.open(path, clock).close()
    later = (
        *(known := migrations.MIGRATIONS),
        ("colour", ("ALTER TABLE marks ADD COLUMN colour TEXT",)),
        ("colours", ("UPDATE marks SET colour = 'red'",)),
    )
    monkeypatch.setattr(migrations, "MIGRATIONS", later)
    for module in ("migrations", "database", "database_check"):
        monkeypatch.setattr(f"quizrnn.study.{module}.VERSION", len(later))
    for _ in range(2):
        database = Database.open(path, clock)
        assert [row[0] for row in database.rows("SELECT name FROM migrations ORDER BY number")] == [
            *(name for name, _ in known),
            "colour",
            "colours",
        ]
        database.close()
    assert int.from_bytes(path.read_bytes()[60:64], "big") == len(
        later
    )  # in the file itself, not in a log beside it


def test_a_newer_record_is_refused_untouched(path, clock):
    Store.open(path, clock).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "99" in refused(path, clock, "newer quizrnn")


def test_a_newer_record_is_refused_while_its_version_is_in_the_log_alone(path, clock):
    Store.open(path, clock).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA user_version = 99")
    copy = path.with_name("copy.db")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    connection.close()
    assert copy.read_bytes()[60:64] == migrations.VERSION.to_bytes(4, "big")
    before = copy.read_bytes()
    with pytest.raises(RecordError, match="newer"):
        Store.open(copy, clock)
    assert copy.read_bytes() == before


@pytest.mark.parametrize("content", [b"SQLite format 3\x00", b"not a database", b"\x00" * 5000, b"{}"])
def test_a_file_that_is_no_database_is_refused(path, clock, content):
    path.write_bytes(content)
    refused(path, clock, "no quizrnn record")


@pytest.mark.parametrize("stamp", [0, 7])
def test_another_programs_database_is_refused(path, clock, stamp):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE reviews (id INTEGER)")
    connection.execute(f"PRAGMA application_id = {stamp}")
    connection.close()
    refused(path, clock, "another program's database")


def test_an_empty_file_becomes_a_record(path, clock):
    path.touch()
    Store.open(path, clock).close()
    assert inspect(path)


def test_a_folder_and_a_pipe_are_refused(path, clock):
    path.mkdir()
    refused(path, clock, "folder")
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(RecordError, match="not a regular file"):
        Store.open(path, clock)


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path, clock):
    (tmp_path / "home").write_text("")
    with pytest.raises(RecordError, match="cannot be read"):
        Store.open(tmp_path / "home" / "quizrnn.db", clock)


@pytest.fixture
def closed(store, answered, path):  # noqa: ARG001
    """Return the path of a record of five answers that nobody has open."""
    store.close()
    shutil.rmtree(path.parent / "backups", ignore_errors=True)
    return path


def damage(path, start, content):
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


def test_damage_anywhere_is_refused_untouched(closed, clock):
    whole = closed.read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    for start in range(0, len(whole), page):
        closed.write_bytes(whole)
        damage(closed, start + 100 * (start == 0), b"\xa5" * (page - 100))
        refused(closed, clock, "damaged")
    closed.write_bytes(whole[: len(whole) // 2])
    refused(closed, clock, "damaged")
    closed.write_bytes(whole)
    Store.open(closed, clock).close()


@pytest.mark.usefixtures("answered")
def test_damage_that_appears_later_is_one_clear_line(store, path):
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    late = Database.open(path, store.clock)
    damage(path, 4096, b"\xa5" * 4096 * 8)
    with pytest.raises(RecordError, match="damaged"):
        late.rows("SELECT * FROM reviews")
    with pytest.raises(RecordError, match="damaged"), late.write() as connection:
        connection.execute("DELETE FROM cards")
    late.close()


@pytest.mark.usefixtures("answered")
def test_a_locked_record_is_one_clear_line(path, clock):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = Database.open(path, clock, timeout=0.05)
    with pytest.raises(RecordError, match="locked"), waiting.write():
        pass
    other.execute("ROLLBACK")
    with waiting.write():
        pass
    waiting.close()
    other.close()


def test_a_full_disk_is_one_clear_line_and_the_session_goes_on_after(begin, store, kit):
    session = begin(mode="cram")
    (pages,) = store.database.rows("PRAGMA page_count")[0]
    store.database.rows(f"PRAGMA max_page_count = {pages}")
    before = store.count()

    def answer_on():
        while True:
            session.submit(kit.wrong(session.step))
            session.next()

    with pytest.raises(RecordError, match="disk is full") as error:
        answer_on()
    assert session.problem == error.value.message
    assert store.count() == len(session.reviews) >= before
    store.database.rows("PRAGMA max_page_count = 100000")
    assert session.submit(kit.right(session.step)).verdict.correct
    assert session.problem is None
    assert store.count() == len(session.reviews)


def test_a_disk_too_full_to_open_the_record_for_writing_still_shows_it(closed, clock, monkeypatch):
    """SQLite needs a little space for the index of its log even to read."""

    def no_space(*_):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    monkeypatch.setattr("quizrnn.study.database._prepare", no_space)
    store = Store.open(closed, clock)
    assert store.count() == 5
    assert "full" in store.problem["en"]
    with pytest.raises(RecordError, match="full"):
        store.marks.put("q", "flag", date(2031, 3, 10))
    store.close()


def test_looking_leaves_no_file_behind(closed):
    before = contents(closed.parent)
    assert inspect(closed)
    assert contents(closed.parent) == before


READER = """
import os, sys
import fsrs, zoneinfo
from pathlib import Path
from quizrnn.clock import SystemClock
from quizrnn.study.database_check import RecordError
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store
os.setuid(65534)
store = Store.open(Path(sys.argv[1]), SystemClock())
print(store.count(), store.problem["en"])
try:
    store.append(store.reviews()[0], Scheduler(Settings()))
except RecordError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user to be")
def test_a_read_only_record_can_be_read_and_says_why_it_is_not_written(closed):
    """As another user, once with the file alone write-protected and once with its folder too."""
    for folder_mode in (0o777, 0o555):
        folder = Path(shutil.copytree(closed.parent, f"/tmp/quizrnn-test-{os.getpid()}-{folder_mode}"))
        try:
            folder.chmod(folder_mode)
            (folder / closed.name).chmod(0o444)
            before = (folder / closed.name).read_bytes()
            found = subprocess.run(
                [sys.executable, "-c", READER, str(folder / closed.name)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert found.stdout.count("the record is read-only") == 2, found.stderr
            assert found.stdout.startswith("5 ")
            assert (folder / closed.name).read_bytes() == before
        finally:
            shutil.rmtree(folder)


def test_one_backup_a_day_and_the_last_seven(store, answered, path, clock):
    folder = path.parent / "backups"
    store.close()
    for _ in range(10):
        clock.turn(days=1)
        Store.open(path, clock).close()
        Store.open(path, clock).close()
    names = sorted(file.name for file in folder.iterdir())
    assert names == [f"quizrnn-2031-03-{day}.db" for day in range(14, 21)]
    copy = Store.open(folder / names[0], clock, backups=folder / "none")
    assert copy.reviews() == answered
    copy.close()


def test_a_backup_that_cannot_be_written_does_not_stop_the_learner(closed, clock):
    (closed.parent / "backups").write_text("in the way")
    Store.open(closed, clock).close()


def test_restore_brings_back_the_log_and_keeps_what_it_replaces(
    store, answered, path, clock, settings, tmp_path
):
    target = tmp_path / "copy.db"
    store.backup_to(target)
    more = store.append(answered[0], Scheduler(settings))
    kept = backups.restore(target, path, path.parent / "backups", clock)
    assert store.reviews() == answered  # a process that has it open sees the restored record
    old = Store.open(kept, clock, backups=tmp_path / "none")
    assert old.reviews() == [*answered, more]
    old.close()
    # A number that was given is not given again: another process may still hold that answer.
    assert store.append(answered[0], Scheduler(settings)).number == 7


@pytest.mark.parametrize("moment", ["before the copy is made", "after the copy is made"])
def test_an_answer_given_while_a_backup_is_restored_is_not_lost(
    store, answered, path, clock, settings, tmp_path, monkeypatch, moment
):
    target = tmp_path / "copy.db"
    store.backup_to(target)
    scheduler, aside = Scheduler(settings), backups.put_aside
    given = msgspec.structs.replace(answered[0], session="another process")
    process = threading.Thread(target=lambda: store.append(given, scheduler))

    def meanwhile(*args):
        if moment.startswith("after"):
            found = aside(*args)
            process.start()
            process.join(0.3)
            assert process.is_alive()  # it waits for the restore
            return found
        return aside(*args)

    monkeypatch.setattr(backups, "put_aside", meanwhile)
    if moment.startswith("before"):
        process.start()
        process.join()
    kept = backups.restore(target, path, tmp_path / "backups", clock)
    process.join()
    old = Store.open(kept, clock, backups=tmp_path / "none")
    everything = [review.session for review in (*old.reviews(), *store.reviews())]
    old.close()
    assert everything.count("another process") == 1
    assert store.cards() == scheduler.replay(store.reviews())


def test_an_older_backup_is_restored_as_a_record_of_today(store, answered, path, clock, tmp_path):
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old, isolation_level=None)
    connection.execute("BEGIN")
    migrations.migrate(connection, clock.now(), version=1)
    connection.execute("COMMIT")
    connection.execute("ATTACH ? AS now", (str(path),))
    connection.execute("INSERT INTO main.reviews SELECT * FROM now.reviews WHERE number < 4")
    connection.execute("DETACH now")
    connection.close()
    before = old.read_bytes()
    backups.restore(old, path, tmp_path / "backups", clock)
    assert store.reviews() == answered[:3]
    assert old.read_bytes() == before
    assert store.database.rows("PRAGMA user_version") == [(migrations.VERSION,)]


def test_restore_refuses_what_is_not_whole_and_changes_nothing(closed, clock, tmp_path):
    good = tmp_path / "good.db"
    shutil.copy(closed, good)
    whole = closed.read_bytes()
    for name, content in (
        ("cut", whole[:5000]),
        ("damaged", whole[:8192] + b"\xa5" * 4096 + whole[12288:]),
        ("text", b"hello"),
        ("empty", b""),
        ("newer", whole[:60] + (99).to_bytes(4, "big") + whole[64:]),
    ):
        source = tmp_path / name
        source.write_bytes(content)
        with pytest.raises(Exception, match=str(source)) as error:
            backups.restore(source, closed, tmp_path / "backups", clock)
        assert error.value.exit_code == 2
        assert closed.read_bytes() == whole
        assert not (tmp_path / "backups").exists()
    for source in (tmp_path / "missing", closed):
        with pytest.raises(Exception, match=str(source)):
            backups.restore(source, closed, tmp_path / "backups", clock)


def test_restore_replaces_a_damaged_record_and_keeps_it(closed, clock, tmp_path):
    good = tmp_path / "good.db"
    shutil.copy(closed, good)
    damage(closed, 4096, b"\xa5" * 8192)
    broken = closed.read_bytes()
    kept = backups.restore(good, closed, tmp_path / "backups", clock)
    assert kept.read_bytes() == broken
    store = Store.open(closed, clock)
    assert store.count() == 5
    store.close()


def test_reset_empties_the_record_and_keeps_a_copy(store, answered, path, clock, tmp_path):
    store.marks.put("q", "suspend", date(2031, 3, 10))
    kept = backups.reset(path, tmp_path / "backups", clock)
    assert (store.count(), store.cards(), store.marks.suspended()) == (0, {}, frozenset())
    copy = Store.open(kept, clock, backups=tmp_path / "none")
    assert copy.reviews() == answered
    copy.close()
    assert backups.reset(tmp_path / "none.db", tmp_path / "backups", clock) is None


@pytest.mark.usefixtures("answered")
def test_a_backup_never_overwrites(store, tmp_path):
    target = tmp_path / "mine.db"
    target.write_text("precious")
    with pytest.raises(Exception, match="exists already"):
        store.backup_to(target)
    assert target.read_text() == "precious"


def test_marks_are_a_log_in_which_the_last_word_counts(store):
    today, tomorrow = date(2031, 3, 10), date(2031, 3, 11)
    store.marks.put("a", "suspend", today)
    store.marks.put("b", "suspend", today)
    store.marks.put("b", "unsuspend", tomorrow)
    store.marks.put("c", "bury", today)
    store.marks.put("a", "flag", today, "key?")
    store.marks.put("b", "flag", today, "typo")
    store.marks.put("b", "unflag", today)
    assert store.marks.suspended() == {"a"}
    assert store.marks.buried(today) == {"c"}
    assert store.marks.buried(tomorrow) == frozenset()
    assert [(flag.key, flag.note) for flag in store.marks.flags()] == [("a", "key?")]
    assert store.database.rows("SELECT count(*) FROM marks") == [(7,)]
