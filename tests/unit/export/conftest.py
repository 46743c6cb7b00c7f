"""A card to bend, and the cards of everything that is shipped."""

from __future__ import annotations

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.export.card import Card
from quizrnn.export.cards import drill_cards, question_cards
from quizrnn.paths import Paths


@pytest.fixture
def make_card():
    """Return a function that makes a card, with any part overridden."""

    def make(**changes):
        parts = {
            "id": "q-1",
            "bank": "lstm",
            "kind": "basic",
            "type": "formula",
            "section": "lstm.forget-gate",
            "tags": ("gates",),
            "revision": 1,
            "changed": 1_700_000_000,
            "stem": "What joins $f_t$ and $c_{t-1}$?",
            "answer": "the Hadamard product",
        }
        return Card(**(parts | changes))

    return make


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """Return the shipped banks and drills."""
    home = tmp_path_factory.mktemp("home")
    shipped = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(home)}))
    yield shipped
    shipped.close()


@pytest.fixture(scope="session", params=["en", "zh"])
def shipped(library, request):
    """Return a language, and the cards of all shipped questions and drills in it."""
    drills = drill_cards(library, library.drills(), request.param)
    return request.param, [*question_cards(library, Filter(), request.param), *drills]
