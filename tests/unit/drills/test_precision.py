"""Small errors: single precision leaves them almost everywhere, a clipped argument only far out."""

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.solve import Program
from quizrnn.paths import content_dir

SINGLE = "a = a.astype(np.float32)\n    return (1 / (1 + np.exp(-a))).astype(np.float64)"
CLIPPED = "return 1 / (1 + np.exp(-np.clip(a, -20, 20)))"


@pytest.mark.parametrize(
    ("body", "hint"), [(SINGLE, "single-precision"), (CLIPPED, "wrong-where-saturated")], ids=["f4", "clip"]
)
@pytest.mark.parametrize("seed", range(5))
def test_small_errors_of_a_sigmoid(body, hint, seed):
    drill, solutions = load_with_solutions(content_dir() / "drills" / "sigmoid.yaml")
    form = drill.forms["article"]
    cases = draw_cases(form, drill.cases, seed)
    source = f"import numpy as np\n\n\ndef sigmoid(a):\n    {body}\n"
    program = Program(source, form)
    results = {case.name: program.run(case).outputs for case in cases}
    found = diagnose(drill, "article", cases, results, source, solution=solutions["article"])
    assert hint in [diagnosis.id for diagnosis in found]
