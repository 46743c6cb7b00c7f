"""Print the command of the README that holds a given word, so that CI runs what readers copy."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def commands(readme: str) -> list[str]:
    """Return the shell blocks of a Markdown text."""
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", readme, flags=re.M | re.S)]


def main() -> None:
    word = sys.argv[1]
    readme = Path(__file__).resolve().parent.parent / "README.md"
    found = [block for block in commands(readme.read_text(encoding="utf-8")) if word in block]
    if len(found) != 1:
        sys.exit(f"README.md has {len(found)} shell blocks with “{word}”, not one")
    print(found[0])


if __name__ == "__main__":
    main()
