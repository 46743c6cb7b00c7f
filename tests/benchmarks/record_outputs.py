"""Record what PyTorch and Keras code of questions really gives, in ``content/recorded.yaml``.

python tests/benchmarks/record_outputs.py torch           # run, compare with the keys and the record
python tests/benchmarks/record_outputs.py torch --write   # and write the record anew
KERAS_BACKEND=torch python tests/benchmarks/record_outputs.py keras

Exit code 1 where a run contradicts a key, or differs from what was recorded. The test suite does the same
for PyTorch where it is installed (``tests/unit/bank/test_recordings.py``); Keras wants one with it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from importlib.metadata import version
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from recordings import RECORD, ran, right, shipped

HEAD = """\
# What PyTorch and Keras gave for the code and the claims of questions, in runs with the versions named here.
# Written by tests/benchmarks/record_outputs.py; lint cannot prove these keys, since it has no such library.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library", choices=["torch", "keras"])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    modules = {"torch": ["recordings_torch", "recordings_bugs"], "keras": ["recordings_keras"]}[asked.library]
    for module in modules:
        importlib.import_module(module)
    recordings = sys.modules[modules[0]].RECORDINGS
    record = yaml.safe_load(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    old = record.get(asked.library, {}).get("outcomes", {})
    questions, outcomes, bad = shipped(), {}, 0
    for name in sorted(recordings):
        outcomes[name] = outcome = ran(recordings[name], questions[name])
        faults = []
        if not right(questions[name], outcome):
            faults.append("CONTRADICTS THE KEY")
        if name in old and old[name] != outcome:
            faults.append(f"was recorded as {old[name]}")
        bad += bool(faults)
        print(f"{name}: {outcome} {'; '.join(faults)}".rstrip())
    print(f"{len(outcomes)} questions, {bad} at odds ({asked.library} {version(asked.library)})")
    if asked.write:
        versions = {asked.library: version(asked.library).partition("+")[0]}
        if asked.library == "keras":
            backend = sys.modules["keras"].backend.backend()
            versions["backend"] = f"{backend} {version(backend).partition('+')[0]}"
        record[asked.library] = {"versions": versions, "outcomes": outcomes}
        text = yaml.safe_dump(record, allow_unicode=True, sort_keys=True, width=110)
        RECORD.write_text(HEAD + text, encoding="utf-8")
    sys.exit(int(bool(bad)))


if __name__ == "__main__":
    main()
