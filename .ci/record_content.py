"""Bring the generated files of ``content/`` up to date: the bank schema, and the list of what was released.

python .ci/record_content.py                    # after adding questions, or raising a revision
python .ci/record_content.py --same-meaning ID  # the key of ID was only worded anew
python .ci/record_content.py --check            # write nothing; exit 1 where something is out of date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from quizrnn.bank.load import load_bank
from quizrnn.bank.released import NAME, Released, load_released, released_text, updated
from quizrnn.bank.schema import bank_schema
from quizrnn.paths import content_dir
from quizrnn.text import pick


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--same-meaning", action="append", default=[], metavar="ID")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    content = content_dir()
    listed = content / NAME
    old = load_released(listed)[0] if listed.exists() else Released(questions={}, drills=[])
    questions = [
        one for path in sorted((content / "banks").glob("*.yaml")) for one in load_bank(path).questions
    ]
    drills = [path.stem for path in (content / "drills").glob("*.yaml")]
    now, against = updated(old, questions, drills, asked.same_meaning)
    if against:
        sys.exit("\n".join(pick(text, "en") for text in against))
    schema = msgspec.json.format(msgspec.json.encode(bank_schema()), indent=2).decode() + "\n"
    stale = [path for path, text in ((listed, released_text(now)), (content / "bank.schema.json", schema))
             if _write(path, text, asked.check)]  # fmt: skip
    for path in stale:
        print(f"{'out of date' if asked.check else 'written'}: {path.relative_to(content.parent)}")
    sys.exit(int(asked.check and bool(stale)))


def _write(path: Path, text: str, check: bool) -> bool:
    """Write a file if it changes, unless it is only checked; return whether it differs."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if not check:
        path.write_text(text, encoding="utf-8")
    return True


if __name__ == "__main__":
    main()
