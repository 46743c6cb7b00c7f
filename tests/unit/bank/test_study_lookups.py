"""What studying asks of the library without reading all of it."""

from __future__ import annotations

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.errors import UnknownName
from quizrnn.paths import Paths


@pytest.fixture
def library(tmp_path):
    paths = Paths.from_environment({"QUIZRNN_HOME": str(tmp_path)})
    paths.banks.mkdir(parents=True)
    (paths.banks / "own.yaml").write_text(
        "bank: own\ntitle: own\nquestions:\n"
        + "".join(
            f"  - {{id: own-{k}, revision: {1 + k % 2}, type: boolean, section: own.s, tags: [t{k % 3}], "
            f"stem: 'True?', answer: true}}\n"
            for k in range(6)
        )
    )
    with_banks = Library.open(paths)
    yield with_banks
    with_banks.close()


def test_ids_come_in_order_page_by_page(library):
    own = Filter(topics=("own",))
    first = library.ids(own, limit=4)
    assert [name for name, _ in first] == [f"own-{k}" for k in range(4)]
    rest = library.ids(own, after=first[-1][1], limit=4)
    assert [name for name, _ in rest] == ["own-4", "own-5"]
    assert [name for name, _ in library.ids(own, revised=True)] == ["own-1", "own-3", "own-5"]
    assert library.ids(own, limit=0) == []
    assert len(library.ids()) == library.count()


def test_entries_of_ids_can_be_filtered(library):
    ids = ["own-0", "own-1", "gone"]
    assert list(library.entries_of(ids)) == ["own-0", "own-1"]
    assert list(library.entries_of(ids, Filter(tags=("t1",)))) == ["own-1"]
    with pytest.raises(UnknownName):
        library.entries_of(ids, Filter(tags=("no-such",)))
