"""One drill on the desk: its file, its grading, its hints, and what goes on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizrnn.cli.invocation import Invocation
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.cli.line_search import BackgroundSearch
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report
    from quizrnn.drills.sandbox import Child
    from quizrnn.drills.workspace import Workspace


class Desk:
    """One drill that a learner works on.

    Attributes:
        drill: The drill.
        path: Its file, which need not be there.
        convention: The convention that it is written in.
        before: What the file held when it was found, or "".
    """

    def __init__(
        self, run: Invocation, workspace: Workspace, drill: Drill, path: Path, convention: str
    ) -> None:
        self._run, self._workspace = run, workspace
        self.drill, self.path, self.convention = drill, path, convention
        self.before = _read(path)

    @classmethod
    def find(cls, run: Invocation, name: str, convention: str | None) -> Desk:
        """Find the drill that a learner named by its id or by its file.

        Raises:
            UnknownName: If there is no such drill, or it has no such convention.
        """
        from quizrnn.drills.workspace import Workspace

        workspace = Workspace(run.paths.drills)
        drill_id, path = workspace.find(name)
        drill = run.library.drill(drill_id)
        chosen = convention or workspace.convention_of(path) or "article"
        run.library.solution(drill.drill, chosen)
        return cls(run, workspace, drill.told_in(chosen), path, chosen)

    @property
    def hints_seen(self) -> int:
        """Rungs of the ladder that were shown."""
        return self._workspace.progress(self.drill).hints

    def start(self, *, force: bool) -> Path:
        """Write the starter, unless the file is there and is to be kept."""
        return self._workspace.start(self.drill, self.convention, self._run.lang, force, figure=self._figure)

    def reset(self) -> Path:
        """Write the starter anew, and begin again with the hints."""
        return self._workspace.reset(self.drill, self.convention, self._run.lang, figure=self._figure)

    @property
    def _figure(self) -> str:
        """The drill's figure in the learner's language, or nothing."""
        name = self.drill.figure
        return (self._run.library.figure(name, self._run.lang) or "") if name else ""

    def comes_back(self) -> bool:
        """Whether the file is the one that passed, and the drill has fallen due again since."""
        from quizrnn.study.drill_log import comes_back

        if not self.before or not self._run.paths.database.exists():
            return False
        return comes_back(self._run.store, self._run.clock, self.drill.drill, self.before)

    def grade(self, child: Child, *, seed: int | None = None, cancel: Cancel | None = None) -> Report:
        """Grade the file.

        Raises:
            InputError: If it cannot be read.
        """
        from quizrnn.drills.grade import grade

        if not self.path.exists():
            raise InputError(
                self.path,
                both("no such file", "文件不存在"),
                remedy=both(
                    f"begin with: quizrnn drill start {self.drill.drill}{self._run.bank_words}",
                    f"请先运行：quizrnn drill start {self.drill.drill}{self._run.bank_words}",
                ),
            )
        self.before = _read(self.path)
        return grade(
            self.drill,
            solution=self._mistaken,
            path=self.path,
            convention=self.convention,
            seed=seed,
            cancel=cancel,
            child=child,
        )

    def record(self, report: Report) -> list[str]:
        """Put a verdict on record, and return what to say about it. An untouched starter is no attempt."""
        from quizrnn.drills.reports import to_json
        from quizrnn.drills.workspace import is_starter
        from quizrnn.study.drill_log import record_attempt

        if is_starter(self.before, self.drill, self.convention):
            return []
        import msgspec

        progress = self._workspace.progress(self.drill)
        review = record_attempt(
            self._run.store,
            self._run.settings,
            self._run.clock,
            drill=self.drill,
            convention=self.convention,
            passed=report.status == "passed",
            score=report.score,
            source=self.before,
            report_json=msgspec.json.encode(to_json(report, self._run.lang)).decode(),
            hints=progress.hints,
            saw_solution=progress.saw_solution,
            milliseconds=0,
        )
        if report.status == "passed":
            self._workspace.forget(self.drill)
        return ["", self._standing(scheduled=review is not None)]

    def _standing(self, *, scheduled: bool) -> str:
        """Return how many attempts there are, the best score, and when the drill comes back."""
        from quizrnn.drills.reports import percent
        from quizrnn.study.records import DRILL_PREFIX

        attempts = self._run.store.attempts(self.drill.drill)
        best = percent(max((attempt.score for attempt in attempts), default=0.0))
        said = self._run.say(
            both(f"Attempt {len(attempts)}; best {best}.", f"第 {len(attempts)} 次尝试，最好成绩 {best}。")
        )
        card = self._run.store.card(DRILL_PREFIX + self.drill.drill)
        if not scheduled or card.due is None:
            return said
        day = card.due.astimezone(self._run.clock.now().tzinfo).date().isoformat()
        return said + self._run.say(both(f" On record; due again on {day}.", f"已记录；下次复习：{day}。"))

    def verdict_lines(self, report: Report) -> list[str]:
        """Lay the verdict out; after a pass with the explanation."""
        from quizrnn.cli.output import width
        from quizrnn.drills.reports import text_lines
        from quizrnn.plain.layout import wrap_markup

        lines = text_lines(report, self._run.lang, width(), 1 + self.hints_seen)
        if report.status == "passed" and self.drill.explanation:
            lines += ["", *wrap_markup(self._run.say(self.drill.explanation).strip(), width())]
        return lines

    def with_lines(self, report: Report) -> Report:
        """Search the file for the line at fault, and return the verdict with it."""
        from quizrnn.cli.line_search import with_lines

        if report.status == "passed" or is_untouched(self):
            return report
        return with_lines(self._run, report, self.drill, self.before, self._mistaken)

    def begin_search(self, report: Report) -> BackgroundSearch | None:
        """Begin to search for the line at fault in another thread, if there is anything to search for."""
        from quizrnn.cli.line_search import BackgroundSearch
        from quizrnn.drills.repair.naming import can_be_repaired

        if is_untouched(self) or not can_be_repaired(report):
            return None
        return BackgroundSearch(report, self.drill, self.before, self._mistaken)

    def new_lines(self, before: Report, after: Report) -> list[str]:
        """Lay out what the search adds to a verdict."""
        if before is after:
            return []
        from quizrnn.cli.line_search import new_lines

        return new_lines(self._run, before, after, 1 + self.hints_seen)

    @property
    def _mistaken(self) -> str:
        """The source that the misconceptions edit."""
        return self._run.library.mistaken(self.drill.drill, self.convention)

    def next_hint_lines(self) -> list[str]:
        """Climb one rung and return it; the last one stays."""
        rung = min(self.hints_seen + 1, len(self.drill.hints))
        self._workspace.hint_shown(self.drill, rung)
        return self._hint_lines(rung)

    def seen_hint_lines(self) -> list[str]:
        """Return the rungs that were shown."""
        return [line for rung in range(1, self.hints_seen + 1) for line in self._hint_lines(rung)]

    def _hint_lines(self, rung: int) -> list[str]:
        from quizrnn.cli.output import width
        from quizrnn.plain.layout import wrap_markup

        text = self._run.say(self.drill.hints[rung - 1]).strip()
        label = self._run.say(
            both(f"Hint {rung} of {len(self.drill.hints)}: ", f"提示 {rung}/{len(self.drill.hints)}：")
        )
        return wrap_markup(text, width(), label, "")

    def show_solution(self) -> tuple[str, str]:
        """Return the solution with its derivation, and a note on what it costs if not passed yet."""
        from quizrnn.drills.workspace import solution_with_derivation

        source = self._run.library.solution(self.drill.drill, self.convention)
        text = solution_with_derivation(self.drill, source, self._run.lang)
        if self._passed():
            return text, ""
        self._workspace.solution_shown(self.drill)
        note = both(
            "Seen before a pass: the next check counts as not known.",
            "在通过之前看了参考解答：下一次检查按“不会”计。",
        )
        return text, self._run.say(note)

    def _passed(self) -> bool:
        if not self._run.paths.database.exists():
            return False
        try:
            return (self._run.store.best_score(self.drill.drill) or 0.0) >= 1.0
        except QuizrnnError:
            return False


def is_untouched(desk: Desk) -> bool:
    """Whether a desk's file is the starter as it was written."""
    from quizrnn.drills.workspace import is_starter

    return is_starter(desk.before, desk.drill, desk.convention)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
