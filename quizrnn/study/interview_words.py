"""What an interview and its report call things, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from quizrnn.text import Text, both, joined, pick

if TYPE_CHECKING:
    from quizrnn.study.interview_plan import Part
    from quizrnn.study.interview_report import Answered, Chain, Code, InterviewReport

LEVEL: Final = 0.05
"""Distance between bets and answers up to which they agree."""

Lead: TypeAlias = Literal["warm-up", "deeper", "words", "derivation", "code", "drill", "question"]

LEADS: Final[dict[Lead, Text]] = {
    "warm-up": both("To warm up:", "先热身："),
    "deeper": both("Let us dig deeper:", "我们再深入一层："),
    "words": both("In your own words:", "请用自己的话回答："),
    "derivation": both("Now derive:", "现在请推导："),
    "code": both("Look at this code:", "请看这段代码："),
    "drill": both("Now write code:", "现在请写代码："),
    "question": both("Next:", "下一题："),
}

ROLE_NAMES: Final[dict[str, Text]] = {
    "warm-up": both("warm-up", "热身"),
    "question": both("questions", "问答"),
    "derivation": both("derivations", "推导"),
    "code": both("code to read", "读代码"),
    "drill": both("code to write", "写代码"),
}

MARKS: Final = {"right": "✓", "partly": "~", "wrong": "✗", "passed": "–"}

OUTCOMES: Final[dict[str, Text]] = {
    "right": both("right", "正确"),
    "partly": both("partly right", "部分正确"),
    "wrong": both("wrong", "错误"),
    "passed": both("passed", "跳过"),
}

ENDINGS: Final[dict[str | None, Text]] = {
    "done": both("all asked", "全部问完"),
    "time": both("time was up", "时间到"),
    "quit": both("ended early", "提前结束"),
    None: both("broken off", "中断"),
}


def lead(part: Part) -> Lead:
    """Return which words an interviewer begins a question with."""
    if part.depth:
        return "deeper"
    return "words" if part.type == "short" else part.role


def clock_text(seconds: float) -> str:
    """Return a time as minutes and seconds, such as ``4:05``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def title_text(found: InterviewReport) -> Text:
    """Return what the interview is called."""
    return both(f"Interview {found.number}", f"模拟面试 {found.number}")


def when_text(found: InterviewReport) -> Text:
    """Return which interview it was, when, how long it took and how it ended."""
    took, limit = clock_text(found.seconds), found.minutes
    length = took if limit is None else both(f"{took} of {limit:g} min", f"{took} / {limit:g} 分钟")
    begun = f"{found.started:%Y-%m-%d %H:%M}"
    return joined([title_text(found), begun, length, ENDINGS[found.ending]], separator=" · ")


def score_text(found: InterviewReport) -> Text:
    """Return the score and what it is made of."""
    if found.score is None:
        return both("Nothing was answered.", "没有作答。")
    wrong = len(found.answers) - found.right - found.partly - found.passed
    counts = ((found.right, "right"), (found.partly, "partly"), (wrong, "wrong"), (found.passed, "passed"))
    some = [(count, OUTCOMES[name]) for count, name in counts if count]
    english = ", ".join(f"{count} {pick(name, 'en')}" for count, name in some)
    chinese = "，".join(f"{pick(name, 'zh')} {count} 题" for count, name in some)
    return both(f"Score {found.score:.0%}: {english}.", f"得分 {found.score:.0%}：{chinese}。")


def chain_text(chain: Chain) -> Text:
    """Return how far a chain of follow-ups held."""
    span = f"{chain.numbers[0]}–{chain.numbers[-1]}"
    if chain.broke is None:
        return both(f"{span}: held to the end", f"{span}：全部答对")
    depth = chain.numbers.index(chain.broke)
    if depth == 0:
        return both(f"{span}: the first question was missed", f"{span}：第一问就没有答对")
    return both(
        f"{span}: held for {depth} of {len(chain.numbers)}, broke at {chain.broke}",
        f"{span}：共 {len(chain.numbers)} 问，答对前 {depth} 问，在第 {chain.broke} 题断开",
    )


def brier_text(found: InterviewReport) -> Text:
    """Return the Brier score and what to hold it against."""
    brier = found.calibration.brier or 0.0
    return both(
        f"Brier score {brier:.3f} over {found.calibration.answers} bets: 0 is best, betting 50 % each time "
        "gives 0.250.",
        f"Brier 分数 {brier:.3f}（{found.calibration.answers} 次把握）：0 最好，全部押 50 % 为 0.250。",
    )


def bias_text(found: InterviewReport) -> Text:
    """Return whether the bets were too high or too low."""
    bias = found.bias or 0.0
    known = [each for each in found.answers if each.confidence is not None]
    bet = sum(each.confidence or 0.0 for each in known) / len(known) if known else 0.0
    said = both(
        f"You bet {bet:.0%} on average and were right in {bet - bias:.0%}",
        f"平均把握 {bet:.0%}，实际正确率 {bet - bias:.0%}",
    )
    if abs(bias) < LEVEL:
        verdict = both(": well judged.", "：判断得当。")
    elif bias > 0:
        verdict = both(
            ": surer than you should be. Say what you would check before you commit.",
            "：过于自信。下结论之前，先说出你会怎样验证。",
        )
    else:
        verdict = both(": you know more than you think.", "：你比自己以为的懂得更多。")
    return joined([said, verdict], separator="")


def code_texts(code: Code) -> list[Text]:
    """Return what a report says of code that was handed in: the cases, and what is wrong, with its line.

    What the verdict said is in the language of that day, and plain text.
    """
    if code.status == "passed":
        return [both(f"All {code.cases} cases passed.", f"{code.cases} 组测试全部通过。")]
    said: list[Text] = []
    if code.cases:
        done, cases, wrong = code.cases_passed, code.cases, code.outputs
        english, chinese = f"{done} of {cases} cases passed", f"{cases} 组测试中通过 {done} 组"
        if wrong:
            english += f"; not right: {', '.join(wrong)}"
            chinese += f"；不正确的输出：{'、'.join(wrong)}"
        said.append(both(f"{english}.", f"{chinese}。"))
    for fault in code.faults:
        where: Text = ""
        if fault.line is not None:
            where = both(f"Line {fault.line}: ", f"第 {fault.line} 行：")
        said.append(joined([where, fault.message], separator=""))
    return said


def given_text(each: Answered) -> Text:
    """Return what was answered, with the text of the choice where it was a letter; plain text."""
    from quizrnn.answers.shown import letter, shown
    from quizrnn.notation import to_terminal

    if each.instance is None or each.type not in ("choice", "multi"):
        return each.answer
    instance = each.instance

    def texts(lang: str) -> list[str]:
        choices = {letter(place): text for place, text in enumerate(shown(instance, lang).choices)}
        called = each.answer.replace(",", " ").casefold().split()
        return [to_terminal(choices[name]) for name in called if name in choices]

    if not texts("en"):
        return each.answer
    return both(f"{each.answer} ({'; '.join(texts('en'))})", f"{each.answer}（{'；'.join(texts('zh'))}）")
