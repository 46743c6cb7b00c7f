"""Factories for small banks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from quizrnn.paths import Paths

WriteYaml = Callable[..., Path]
MakeQuestion = Callable[..., dict[str, Any]]


@pytest.fixture
def write_yaml(tmp_path: Path) -> WriteYaml:
    """Return a function that writes YAML text (or data, as JSON) to a file and returns its path."""

    def write(text: str | dict[str, Any], name: str = "bank.yaml", folder: Path | None = None) -> Path:
        import json

        path = (folder or tmp_path) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            dedent(text) if isinstance(text, str) else json.dumps(text, ensure_ascii=False, indent=1),
            encoding="utf-8",
        )
        return path

    return write


@pytest.fixture
def make_question() -> MakeQuestion:
    """Return a function that makes the data of one valid question of a type, with any key overridden."""
    own: dict[str, dict[str, Any]] = {
        "choice": {"choices": [{"text": "product", "correct": True}, {"text": "sum"}]},
        "multi": {"choices": [{"text": "a", "correct": True}, {"text": "b", "correct": True}, {"text": "c"}]},
        "boolean": {"answer": True},
        "cloze": {"stem": "A gate uses [[1]].", "blanks": [{"accept": ["sigmoid"]}]},
        "order": {"items": ["gates", "cell", "hidden"]},
        "match": {"pairs": [{"left": "f", "right": "forget"}, {"left": "i", "right": "input"}]},
        "numeric": {"answer": "H*H", "params": {"H": {"int": [1, 8]}}, "stem": "How many for {H}?"},
        "formula": {"target": "c_t", "variables": {"f": ["B", "H"], "c": ["B", "H"]}, "answer": "f*c"},
        "short": {"rubric": [{"point": "the additive path"}], "model_answer": "The cell adds."},
        "bug": {"code": "a = 1\nb = a\n", "line": 2, "fix": "b = -a"},
    }

    def make(kind: str = "choice", question_id: str = "q-1", **changes: Any) -> dict[str, Any]:
        question = {"id": question_id, "type": kind, "stem": "What joins them?", **own[kind], **changes}
        return {key: value for key, value in question.items() if value is not ...}

    return make


@pytest.fixture
def make_bank(make_question: MakeQuestion) -> Callable[..., dict[str, Any]]:
    """Return a function that makes a bank's data around questions."""

    def make(*questions: dict[str, Any], bank: str = "mine", **changes: Any) -> dict[str, Any]:
        return {"bank": bank, "questions": list(questions) or [make_question()], **changes}

    return make


@pytest.fixture
def learner_paths(tmp_path: Path) -> Paths:
    """Return the paths of a learner who has nothing yet."""
    return Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")})


@pytest.fixture
def content(tmp_path: Path, write_yaml: WriteYaml) -> Path:
    """Return a small content folder: two sections under ``lstm``, one under ``rnn``, a claim, a reference."""
    folder = tmp_path / "content"
    for name in ("banks", "figures"):
        (folder / name).mkdir(parents=True)
    write_yaml(
        """
        sections:
          - {slug: rnn, title: {en: Recurrent networks, zh: 循环神经网络}}
          - {slug: rnn.core-idea, title: {en: Core idea, zh: 核心思想}}
          - {slug: lstm, title: {en: Long short-term memory, zh: 长短期记忆网络}}
          - {slug: lstm.structure, title: {en: Structure, zh: 结构}}
          - {slug: lstm.forget-gate, title: {en: Forget gate, zh: 遗忘门}}
          - {slug: beyond, title: {en: Beyond the article, zh: 文章之外}}
        claims:
          - id: C37
            section: lstm.forget-gate
            verdict: wrong
            says: {en: They are joined by a dot product., zh: 两者做点积。}
            repair: {en: By a Hadamard product., zh: 是逐元素乘积。}
        """,
        "article.yaml",
        folder,
    )
    write_yaml(
        """
        gers2000:
          citation: Gers, Schmidhuber, Cummins. Learning to forget. 2000.
          link: https://doi.org/10.1162/089976600300015015
        """,
        "references.yaml",
        folder,
    )
    return folder
