"""What is wrong with the markup of a text, for authors."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.notation.markup import segments, spans
from quizrnn.notation.tex import latex_problem
from quizrnn.text import Text, both, pick

_DOLLAR: Final = re.compile(r"\\\$|(\$)")
_STARS: Final = re.compile(r"(?<![\w*)\]])\*{1,3}(?=[^\W_])|(?<=[^\W_])\*\*(?=[\s.,;:!?]|$)")


def problems(text: str) -> list[Text]:
    """Return what an author should put right: marks that nothing closes, maths that cannot be shown."""
    found: list[Text] = []
    for span in spans(text):
        if span.kind in ("math", "display"):
            problem = latex_problem(span.body)
            if problem is not None:
                tex = " ".join(span.body.split())
                found.append(
                    both(
                        f"the formula {tex} cannot be shown in a terminal: {pick(problem, 'en')}",
                        f"公式 {tex} 无法在终端中显示：{pick(problem, 'zh')}",
                    )
                )
        elif span.kind == "text":
            if any(match[1] for match in _DOLLAR.finditer(span.body)):
                found.append(
                    both(
                        "a $ that begins or ends no formula; a dollar sign is written \\$",
                        "有一个 $ 没有与之配对的 $；美元符号请写作 \\$",
                    )
                )
            if "`" in span.body:
                found.append(both("a ` that nothing closes", "有一个 ` 没有与之配对的 `"))
    if any(segment.kind == "text" and _STARS.search(segment.text) for segment in segments(text)):
        found.append(
            both(
                "a * that begins emphasis and nothing closes; a product belongs in `code` or $maths$",
                "有一个 * 开始了强调却没有结束；乘积请写在 `代码` 或 $公式$ 中",
            )
        )
    return found
