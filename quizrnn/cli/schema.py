"""``quizrnn schema``: the JSON Schema of a bank file."""

from __future__ import annotations

from quizrnn.cli.common import command
from quizrnn.cli.invocation import Invocation
from quizrnn.text import both


@command(
    "schema",
    both(
        "Print the JSON Schema of a bank file, for editors and validators.",
        "打印题库文件的 JSON Schema，供编辑器和校验器使用。",
    ),
)
def schema(_run: Invocation) -> None:
    from quizrnn.bank.schema import bank_schema
    from quizrnn.cli.output import print_json

    print_json(bank_schema())
