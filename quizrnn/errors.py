"""Errors that a user can mend: each is one clear line, never a traceback."""

from __future__ import annotations

from pathlib import Path

from quizrnn.text import Text, both, pick


class QuizrnnError(Exception):
    """Bad usage or unreadable input.

    Attributes:
        message: What is wrong and, where it can be said, what to do, as one line.
        exit_code: The process's exit code when the error ends a command.
    """

    exit_code = 2

    def __init__(self, message: Text) -> None:
        super().__init__(pick(message, "en"))
        self.message: Text = message

    def line(self, lang: str) -> str:
        """Return the message in ``lang`` as a single line."""
        return " ".join(pick(self.message, lang).split())


def with_remedy(problem: Text, remedy: Text | None) -> Text:
    """Return what is wrong and, in brackets, what to do about it."""
    if not remedy:
        return problem
    return both(
        f"{pick(problem, 'en')} ({pick(remedy, 'en')})", f"{pick(problem, 'zh')}（{pick(remedy, 'zh')}）"
    )


class InputError(QuizrnnError):
    """A file that cannot be read or does not hold what it should.

    Attributes:
        path: The file at fault.
        row: Line at fault, counted from 1, or None where it is the whole file.
        column: Column at fault, counted from 1, or None.
        problem: What is wrong there.
        remedy: What to do about it.
    """

    def __init__(
        self,
        path: Path | str,
        problem: Text,
        *,
        row: int | None = None,
        column: int | None = None,
        remedy: Text | None = None,
    ) -> None:
        self.path = Path(path)
        self.row = row
        self.column = column
        self.problem: Text = problem
        self.remedy: Text | None = remedy
        place = ":".join([str(path), *(str(number) for number in (row, column) if number is not None)])
        super().__init__(
            both(
                f"{place}: {pick(problem, 'en')}" + (f" ({pick(remedy, 'en')})" if remedy else ""),
                f"{place}: {pick(problem, 'zh')}" + (f"（{pick(remedy, 'zh')}）" if remedy else ""),
            )
        )


class Malformed(QuizrnnError):
    """An answer that cannot be read: it is no attempt, and the learner may try again.

    Attributes:
        column: Where in the answer the trouble begins, counted from 0, or None.
    """

    def __init__(self, message: Text, *, column: int | None = None) -> None:
        super().__init__(message)
        self.column = column


class UnknownName(QuizrnnError):
    """A question, drill or topic that does not exist, with the nearest names that do."""

    def __init__(self, kind: Text, name: str, known: list[str]) -> None:
        from difflib import get_close_matches

        near = ", ".join(get_close_matches(name, known, n=3, cutoff=0.6))
        super().__init__(
            both(
                f"no {pick(kind, 'en')} named “{name}”" + (f"; did you mean {near}?" if near else ""),
                f"没有名为“{name}”的{pick(kind, 'zh')}" + (f"；你要找的是 {near} 吗？" if near else ""),
            )
        )


class NoForm(UnknownName):
    """A convention in which a drill has no form, with those in which it has one."""

    def __init__(self, drill: str, convention: str, known: list[str]) -> None:
        names = ", ".join(known)
        QuizrnnError.__init__(
            self,
            both(
                f"{drill} has no form in the convention “{convention}”; it has {names}",
                f"{drill} 没有采用约定“{convention}”的形式；可用的约定：{names}",
            ),
        )
