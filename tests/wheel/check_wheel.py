"""Run by CI outside the checkout with the interpreter of a fresh environment that holds the wheel alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import quizrnn
from quizrnn.paths import content_dir

PROGRAM = Path(sys.executable).with_name("quizrnn")


def run(*words: str, text: str = "", code: int = 0) -> str:
    done = subprocess.run(
        [str(PROGRAM), *words], input=text, capture_output=True, encoding="utf-8", timeout=300
    )
    if done.returncode != code:
        sys.exit(f"quizrnn {' '.join(words)}: exit code {done.returncode}, not {code}\n{done.stderr}")
    return done.stdout


def expect(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"the wheel is not whole: {what}")


def main() -> None:
    package = Path(quizrnn.__file__).parent
    expect("site-packages" in package.parts, f"quizrnn is imported from {package}")
    expect((package / "py.typed").exists(), "py.typed is missing")
    expect(content_dir() == package / "content", "the content is not inside the package")
    for name in ("bank.schema.json", "released.yaml", "templates/bank.zh.yaml"):
        expect((content_dir() / name).exists(), f"content/{name} is missing")
    manual = Path(sys.prefix) / "share" / "man" / "man1" / "quizrnn.1"
    expect(manual.exists() and "quizrnn grade" in manual.read_text(encoding="utf-8"), "the manual page")
    expect(run("--version").strip() == f"quizrnn {quizrnn.__version__}", "the version")

    questions = json.loads(run("list", "questions", "--format", "json"))
    expect(len(questions) >= 60, f"only {len(questions)} questions")
    plain = run("quiz", "--plain", "--type", "boolean", text="t\nf\n")
    expect("✓" in plain or "✗" in plain, "a session in line mode")
    expect(json.loads(run("stats", "--format", "json"))["reviews"] == 2, "two answers on record")

    with tempfile.TemporaryDirectory() as folder:
        drills = json.loads(run("list", "drills", "--format", "json"))
        expect(len(drills) >= 4, f"only {len(drills)} drills")
        for drill in drills:
            file = Path(folder) / "solution.py"
            file.write_text(
                (content_dir() / "drills" / f"{drill['drill']}.article.py").read_text(encoding="utf-8"),
                encoding="utf-8",
            )
            report = json.loads(run("grade", drill["drill"], str(file), "--format", "json"))
            expect(report["status"] == "passed", f"the solution of {drill['drill']} fails")
        broken = Path(folder) / "broken.py"
        broken.write_text("def lstm_cell_forward(*arguments):\n    return 0, 0, 0\n", encoding="utf-8")
        run("grade", "lstm-cell-forward", str(broken), code=1)
        deck = Path(folder) / "deck.apkg"
        run("export", "anki", "-o", str(deck))
        expect(deck.read_bytes()[:2] == b"PK", "the Anki package")
    run("lint")
    print(f"the wheel works: {len(questions)} questions, {len(drills)} drills")


if __name__ == "__main__":
    main()
