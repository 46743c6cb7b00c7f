"""What a lab is: knobs, a prediction that is asked first, curves, and what is to be seen in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, cast

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.labs.own import Own

Settings: TypeAlias = Mapping[str, float]
"""The value of every knob by its name."""

NEAR: Final = 0.15
"""A guessed number counts as near within this share of the truth."""


@dataclass(frozen=True)
class Knob:
    """One thing to turn.

    Attributes:
        name: Its word on the command line.
        title: Its name for the learner.
        low: Its least value.
        high: Its largest value.
        step: How far one press turns it.
        default: Where it stands at first.
        words: Names of the values 0, 1, …, where it chooses among kinds: a word and its text each.
    """

    name: str
    title: Text
    low: float
    high: float
    step: float
    default: float
    words: tuple[tuple[str, Text], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return self.step == int(self.step) and self.low == int(self.low)

    def moved(self, value: float, presses: int) -> float:
        """Return the value after so many presses to the right (negative: left), within its range."""
        return round(min(self.high, max(self.low, value + presses * self.step)), 9)

    def text(self, value: float) -> Text:
        """Return a value as it is shown."""
        return self.words[int(value)][1] if self.words else f"{value:g}"

    def plain(self, value: float) -> float | str:
        """Return a value as scripts read it: the word of a kind, else the number."""
        if self.words:
            return self.words[int(value)][0]
        return int(value) if self.whole else value

    def read(self, typed: str) -> float:
        """Return the value that was typed.

        Raises:
            QuizrnnError: It is no value of this knob.
        """
        for place, (word, _) in enumerate(self.words):
            if typed.strip().lower() == word:
                return float(place)
        try:
            value = float(typed)
        except ValueError:
            value = float("nan")
        if self.words or not self.low <= value <= self.high or (self.whole and value != int(value)):
            raise QuizrnnError(self._refusal(typed))
        return value

    def _refusal(self, typed: str) -> Text:
        if self.words:
            words = [word for word, _ in self.words]
            return both(
                f"{self.name} is one of {', '.join(words)}, not “{typed}”",
                f"{self.name} 可取 {'、'.join(words)}，而不是“{typed}”",
            )
        kind = both("a whole number", "整数") if self.whole else both("a number", "数")
        assert isinstance(kind, dict)
        return both(
            f"{self.name} is {kind['en']} from {self.low:g} to {self.high:g}, not “{typed}”",
            f"{self.name} 应为 {self.low:g} 到 {self.high:g} 之间的{kind['zh']}，而不是“{typed}”",
        )


@dataclass(frozen=True)
class Series:
    """One curve.

    Attributes:
        name: Its name in the legend.
        x: Abscissas.
        y: Ordinates, as many.
    """

    name: Text
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Axis:
    """What an axis shows.

    Attributes:
        label: Its label.
        log: Whether it is drawn with a logarithmic scale; values that are not positive are then not drawn.
    """

    label: Text
    log: bool = False


@dataclass(frozen=True)
class Prediction:
    """What is asked before the plot is shown.

    Attributes:
        asks: The question.
        choices: What may be guessed; without any it is a number.
    """

    asks: Text
    choices: tuple[Text, ...] = ()

    def read(self, typed: str) -> float:
        """Return a guess: the place of a choice from 0, of ``a b c``, or a number.

        Raises:
            QuizrnnError: It is neither.
        """
        word = typed.strip().lower()
        if self.choices:
            place = "abcdefgh".find(word) if len(word) == 1 else -1
            if not 0 <= place < len(self.choices):
                last = "abcdefgh"[len(self.choices) - 1]
                raise QuizrnnError(both(f"a letter from a to {last}", f"请输入 a 到 {last} 之间的字母"))
            return float(place)
        try:
            value = float(word)
        except ValueError:
            value = float("nan")
        if value != value or abs(value) == float("inf"):
            raise QuizrnnError(both("a number, such as 0.5 or 12", "请输入一个数，例如 0.5 或 12"))
        return value

    def meets(self, guess: float, answer: float) -> bool:
        """Return whether a guess is right: the very choice, or a number that is near the truth."""
        if self.choices:
            return guess == answer
        return abs(guess - answer) <= max(NEAR * abs(answer), 1e-9)


@dataclass(frozen=True)
class Curves:
    """What an experiment yielded.

    Attributes:
        series: The curves.
        x: The axis of abscissas.
        y: The axis of ordinates.
        answer: What was to be predicted: a number, or the place of the right choice.
        truth: The same in a sentence, with the numbers.
        note: What is to be said of the learner's own code, or "".
    """

    series: tuple[Series, ...]
    x: Axis
    y: Axis
    answer: float
    truth: Text
    note: Text = ""


class Experiment(Protocol):
    """The module of a lab."""

    def ask(self, settings: Settings, seed: int) -> Prediction:
        """Return what to predict."""
        ...

    def run(self, settings: Settings, seed: int, own: Own | None) -> Curves:
        """Compute the curves, the learner's own beside them."""
        ...


@dataclass(frozen=True)
class Lab:
    """An experiment and its texts.

    Attributes:
        name: Its word on the command line.
        title: Its name for the learner.
        about: What it shows, in one sentence.
        knobs: One or two.
        see: Three sentences of what to see.
        tries: Three sentences of what to try.
        references: Keys of ``content/references.yaml``.
        questions: Ids of the questions that it explains.
        module: Where it is computed; NumPy is imported with it.
        uses: The functions of the learner's that can be plugged in, each group by itself.
    """

    name: str
    title: Text
    about: Text
    knobs: tuple[Knob, ...]
    see: tuple[Text, ...]
    tries: tuple[Text, ...]
    references: tuple[str, ...]
    questions: tuple[str, ...]
    module: str
    uses: tuple[tuple[str, ...], ...] = ()

    def settings(self, typed: Mapping[str, str] | None = None) -> dict[str, float]:
        """Return the value of every knob: what was typed for it, else its default.

        Raises:
            UnknownName: There is no such knob.
            QuizrnnError: A value is none of its knob's.
        """
        typed = typed or {}
        knobs = {knob.name: knob for knob in self.knobs}
        for name in typed:
            if name not in knobs:
                raise QuizrnnError(
                    both(
                        f"the lab {self.name} has no knob “{name}”; it has {', '.join(knobs)}",
                        f"实验 {self.name} 没有旋钮“{name}”；可用的旋钮：{'、'.join(knobs)}",
                    )
                )
        return {
            name: knob.read(typed[name]) if name in typed else knob.default for name, knob in knobs.items()
        }

    def ask(self, settings: Settings, seed: int) -> Prediction:
        """Return what is to be predicted before the curves are shown."""
        return self._experiment().ask(settings, seed)

    def run(self, settings: Settings, seed: int, own: Own | None = None) -> Curves:
        """Compute the curves.

        Raises:
            QuizrnnError: The learner's own code fails.
        """
        return self._experiment().run(settings, seed, own)

    def _experiment(self) -> Experiment:
        return cast("Experiment", import_module(self.module))


@dataclass(frozen=True)
class Setup:
    """A lab as it is opened: where its knobs stand, its seed, and the learner's own code."""

    lab: Lab
    settings: Settings
    seed: int = 0
    own: Own | None = None


def short(value: float) -> str:
    """Return a number with three digits that count, as sentences show it."""
    return f"{value:.3g}"
