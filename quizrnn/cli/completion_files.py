"""Where a shell's completion is kept, put there and taken away again."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SHELLS: Final = ("bash", "zsh", "fish")
_MARK: Final = "# quizrnn completion"
_ZSH_FIRST: Final = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
"""Without ``compinit``, which a bare ~/.zshrc does not run, zsh knows no ``compdef``."""


@dataclass(frozen=True)
class Place:
    """The files of one shell: the script, and the start-up file with a line that reads it.

    Attributes:
        script: The completion script.
        startup: The start-up file; None for fish, which looks into its folder of completions by itself.
    """

    script: Path
    startup: Path | None

    @classmethod
    def of(cls, shell: str, environ: Mapping[str, str] | None = None) -> Place:
        """Return the place of ``shell`` for the user that ``environ`` describes."""
        env = os.environ if environ is None else environ
        home = Path(env.get("HOME") or Path.home())
        data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share") / "quizrnn"
        config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
        if shell == "fish":
            return cls(config / "fish" / "completions" / "quizrnn.fish", None)
        if shell == "zsh":
            return cls(data / "completion.zsh", Path(env.get("ZDOTDIR") or home) / ".zshrc")
        return cls(data / "completion.bash", home / ".bashrc")

    def install(self, script: str) -> list[Path]:
        """Write the script and the line that reads it; return the files that had to be changed."""
        if self.script.suffix == ".zsh":
            script = _ZSH_FIRST + script
        changed = _write(self.script, script)
        if self.startup is not None:
            name = shlex.quote(str(self.script))
            line = f"[ -r {name} ] && source {name}  {_MARK}\n"
            kept = self._startup_without_line()
            gap = "" if not kept or kept.endswith("\n") else "\n"
            if line not in _read(self.startup):
                changed += _write(self.startup, kept + gap + line)
        return changed

    def remove(self) -> list[Path]:
        """Delete the script and the line that reads it; return the files that were there."""
        gone = []
        if self.script.exists():
            self.script.unlink()
            gone.append(self.script)
        if self.startup is not None and (kept := self._startup_without_line()) != _read(self.startup):
            gone += _write(self.startup, kept)
        return gone

    def _startup_without_line(self) -> str:
        assert self.startup is not None
        lines = _read(self.startup).splitlines(keepends=True)
        return "".join(line for line in lines if not line.rstrip().endswith(_MARK))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else ""


def _write(path: Path, text: str) -> list[Path]:
    """Write a file in place, so that a link to it stays one; return it if it was different before."""
    if path.exists() and _read(path) == text:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return [path]
