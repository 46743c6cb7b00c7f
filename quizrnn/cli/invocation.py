"""What one run of the command line works with: language, paths, and the parts that it opens when needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quizrnn.clock import Clock, SystemClock
from quizrnn.paths import Paths
from quizrnn.text import LANGUAGES, Text, pick

if TYPE_CHECKING:
    from random import Random

    from quizrnn.bank.library import Library
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store


class Invocation:
    """Services of one run; each is opened when it is first asked for.

    Attributes:
        banks: Files and folders given with ``--bank``.
        clock: Tells the time.
        ascii: Whether ``--ascii`` asks for ASCII only.
    """

    def __init__(
        self, argv: Sequence[str] = (), *, clock: Clock | None = None, environ: dict[str, str] | None = None
    ) -> None:
        self._argv = tuple(argv)
        self._environ = dict(os.environ) if environ is None else environ
        self.banks: list[Path] = []
        self.ascii = False
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def lang(self) -> str:
        """Language of everything shown: ``--lang``, else the settings, else the locale."""
        for place, word in enumerate(self._argv):
            value = self._argv[place + 1] if word == "--lang" and place + 1 < len(self._argv) else ""
            value = word.removeprefix("--lang=") if word.startswith("--lang=") else value
            if value in LANGUAGES:
                return value
        return self._configured_language() or self._locale_language() or LANGUAGES[0]

    def _configured_language(self) -> str | None:
        from quizrnn.errors import QuizrnnError

        try:
            return self.settings.language if self.paths.settings.exists() else None
        except (QuizrnnError, OSError):  # said by the command that needs the settings
            return None

    def _locale_language(self) -> str | None:
        env = self._environ
        locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
        return "zh" if locale.lower().startswith("zh") else None

    def say(self, text: Text) -> str:
        """Return ``text`` in the language of the run."""
        return pick(text, self.lang)

    @property
    def bank_words(self) -> str:
        """The ``--bank`` options as a shell would read them again, for a command that is suggested."""
        from shlex import quote

        return "".join(f" --bank {quote(str(path))}" for path in self.banks)

    @cached_property
    def paths(self) -> Paths:
        """Where the learner's state lives."""
        return Paths.from_environment(self._environ)

    @cached_property
    def settings(self) -> Settings:
        """The learner's settings."""
        from quizrnn.study.settings import Settings

        return Settings.load(self.paths.settings)

    @cached_property
    def library(self) -> Library:
        """All banks: the shipped ones, those in the data folder, and those given with ``--bank``."""
        from quizrnn.bank.library import Library

        return Library.open(self.paths, extra=self.banks)

    @cached_property
    def store(self) -> Store:
        """The learner's record."""
        from quizrnn.study.store import Store

        return Store.open(self.paths.database, self.clock)

    def close(self) -> None:
        """Close what was opened, so that the record is one whole file again."""
        if "store" in self.__dict__:
            self.store.close()
        if "library" in self.__dict__:
            self.library.close()

    def rng(self, seed: int | None) -> Random:
        """Return a generator that repeats with ``seed``, and is the operating system's without."""
        from random import Random, SystemRandom

        return Random(seed) if seed is not None else Random(SystemRandom().getrandbits(64))
