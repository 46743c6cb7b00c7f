"""A frozen clock, a small library of every question type, and the interface over both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.paths import Paths, content_dir
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.services import Services

CONTENT = Path(__file__).with_name("content")


class FrozenClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2031, 5, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repaint at once and look often whether the interface is idle, in place of every 16 and 20 ms."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1 / 1000)
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 1 / 150)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 1 / 1000)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")})


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the compiled libraries, which all tests share."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def drill_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with the drills of the cells alone."""
    folder = tmp_path_factory.mktemp("content")
    for name in ("article.yaml", "references.yaml"):
        shutil.copy(content_dir() / name, folder)
    for name in ("banks", "figures", "conventions"):
        shutil.copytree(content_dir() / name, folder / name)
    (folder / "drills").mkdir()
    for file in content_dir().glob("drills/*-cell-*ward.*"):
        shutil.copy(file, folder / "drills")
    return folder


@pytest.fixture
def services(paths: Paths, clock: FrozenClock, compiled: Path) -> Iterator[Services]:
    """Services over the small library of this folder."""
    made = Services(paths, clock=clock, rng=Random(5))
    made.library = Library.open(paths._replace(cache=compiled / "probe"), content=CONTENT)
    yield made
    made.close()


@pytest.fixture
def shipped(paths: Paths, clock: FrozenClock, compiled: Path, drill_content: Path) -> Iterator[Services]:
    """Services over the shipped library, which has drills."""
    made = Services(paths, clock=clock, rng=Random(5))
    made.library = Library.open(paths._replace(cache=compiled / "shipped"), content=drill_content)
    yield made
    made.close()


@pytest.fixture
def quiz(services: Services) -> Callable[..., QuizrnnApp]:
    """Return a function that makes the interface with a session over questions of some types."""

    def make(*types: str, lang: str = "en") -> QuizrnnApp:
        session = services.session("cram", only=Filter(types=types))
        return QuizrnnApp(services, lang=lang, start="quiz", session=session)

    return make


def screen_text(app: QuizrnnApp) -> str:
    """Return what stands on the terminal, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"
