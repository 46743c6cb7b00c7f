"""Where the learner's state lives, and where the shipped content is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """Absolute paths of everything that belongs to one learner.

    Attributes:
        database: SQLite file that holds the review log.
        settings: The settings file.
        backups: Folder of the daily backups.
        banks: Folder whose banks are found without ``--bank``.
        drills: Folder of the drill workspace.
        cache: Folder of what can be rebuilt at any time.
    """

    database: Path
    settings: Path
    backups: Path
    banks: Path
    drills: Path
    cache: Path

    @classmethod
    def from_environment(cls, environ: dict[str, str] | None = None) -> Paths:
        """Return the paths under ``QUIZRNN_HOME``, or the platform's own user folders without it."""
        env = os.environ if environ is None else environ
        if home := env.get("QUIZRNN_HOME"):
            root = Path(home).expanduser().absolute()
            data, config, cache = root, root, root / "cache"
        else:
            from platformdirs import PlatformDirs

            folders = PlatformDirs("quizrnn", appauthor=False)
            data, config, cache = folders.user_data_path, folders.user_config_path, folders.user_cache_path
        return cls(
            database=data / "quizrnn.db",
            settings=config / "settings.json",
            backups=data / "backups",
            banks=data / "banks",
            drills=data / "drills",
            cache=cache,
        )


def content_dir() -> Path:
    """Return the folder of the shipped content: inside the installed package, or the checkout's own."""
    packaged = Path(__file__).with_name("content")
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "content"
