"""Why a card is asked now, in words: what the queue and the session have decided by."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from quizrnn.study.days import study_day
from quizrnn.study.memory import decay_of, in_step, is_due, is_leech, retrievability
from quizrnn.text import Text, both, joined

if TYPE_CHECKING:
    from quizrnn.study.records import Card
    from quizrnn.study.settings import Settings
    from quizrnn.study.steps import Asking


def why_now(asking: Asking, card: Card, settings: Settings, now: datetime) -> Text:
    """Return why the question that stands is asked now.

    Args:
        asking: The step.
        card: The question's card, as the record has it.
        settings: The learner's settings.
        now: The time, in the learner's zone.
    """
    question = asking.instance.question
    match asking.reason:
        case "new":
            said = both(
                "New: you have not learnt it yet. New ones come in the article's order, topics by turns.",
                "新题：你还没有学过。新题按文章顺序出现，各主题轮流。",
            )
        case "cram":
            said = _cram(card, question.revision, settings, now)
        case "again":
            said = _again(asking, card, now)
        case _:
            said = _due(card, question.revision, settings, now)
    if question.follows is None:
        return said
    return joined(
        [said, both(f" It follows up {question.follows}.", f"它是 {question.follows} 的追问。")], separator=""
    )


def leech_note(card: Card) -> Text | None:
    """Return what to say of a card that is forgotten again and again, or None where it is no leech."""
    if not is_leech(card):
        return None
    return both(
        f"Leech: forgotten {_count(card.lapses, 'time')}. One more repetition will hardly help: look up its "
        "sources, put it into your own words, or suspend it.",
        f"顽固题：已忘记 {card.lapses} 次。单靠重复很难记住：请查阅来源，用自己的话重写一遍，或停用它。",
    )


def _cram(card: Card, revision: int, settings: Settings, now: datetime) -> Text:
    if is_due(card, now, study_day(now, settings.day_start_hour), revision):
        return both(
            "Cram: it matches what you asked for. It is due as well, so a wrong answer counts as Again.",
            "突击：符合你给的条件。它也已到期，所以答错会记为“重来”。",
        )
    return both(
        "Cram: it matches what you asked for. The schedule stays as it is.",
        "突击：符合你给的条件。复习日程不变。",
    )


def _again(asking: Asking, card: Card, now: datetime) -> Text:
    if asking.tries:
        return both("Again: another try at the same question.", "再来：同一道题再试一次。")
    if card.last_review is None:
        return both("Again: you have not had it right yet.", "再来：还没有答对过。")
    minutes = max(0, round((now - card.last_review).total_seconds() / 60))
    ago = both(
        f"Again: you answered it {_count(minutes, 'minute')} ago and it is not learnt yet.",
        f"再来：{minutes} 分钟前答过，还没有学会。",
    )
    if in_step(card) and card.due is not None and card.due > now:
        return joined([ago, _ahead(card.due, now)], separator="")
    return ago


def _due(card: Card, revision: int, settings: Settings, now: datetime) -> Text:
    day = study_day(now, settings.day_start_hour)
    if revision > card.revision:
        return both(
            f"Due: it has changed since you last answered it (revision {card.revision} → {revision}).",
            f"到期：自你上次作答以来题意已变（修订 {card.revision} → {revision}）。",
        )
    if card.due is None or card.due_day is None or not is_due(card, now, day):
        if in_step(card) and card.due is not None:
            head = both("Soon: its learning step is nearly over.", "即将到期：学习间隔快到了。")
            return joined([head, _ahead(card.due, now)], separator="")
        return both("Due when the session began.", "在本次学习开始时到期。")
    if in_step(card):
        at = card.due.astimezone(now.tzinfo)
        return both(
            f"Due: its learning step ran out at {at:%H:%M} on {at:%Y-%m-%d}.",
            f"到期：学习间隔已于 {at:%Y-%m-%d} {at:%H:%M} 结束。",
        )
    if card.due_day > day:
        return both(
            "Due: its last review lies in the future, so a clock was wrong.",
            "到期：上次复习的时间在未来，说明时钟曾有误。",
        )
    late = (day - card.due_day).days
    since = "today" if not late else f"{card.due_day:%Y-%m-%d}, {_count(late, 'day')} ago"
    since_zh = "今天到期" if not late else f"{card.due_day:%Y-%m-%d} 到期，已过 {late} 天"
    recall = retrievability(card, day, decay_of(settings.weights))
    wanted = settings.desired_retention
    said = both(
        f"Due since {since}. Chance that you recall it: {recall:.0%}, wanted {wanted:.0%}.",
        f"{since_zh}。现在能想起的概率为 {recall:.0%}，目标 {wanted:.0%}。",
    )
    if not card.lapses:
        return said
    forgotten = both(f" Forgotten {_count(card.lapses, 'time')} so far.", f"至今忘记过 {card.lapses} 次。")
    return joined([said, forgotten], separator="")


def _ahead(due: datetime, now: datetime) -> Text:
    at = due.astimezone(now.tzinfo)
    return both(
        f" It falls due at {at:%H:%M}; nothing else is left, so it is asked ahead.",
        f"它在 {at:%H:%M} 到期；因为没有别的题了，所以提前问。",
    )


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
