"""A card to bend."""

from __future__ import annotations

import pytest

from quizrnn.export.card import Card


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
