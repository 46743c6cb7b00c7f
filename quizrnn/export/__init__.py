"""Flashcards for other programs: one module a format, all fed with the same format-independent cards."""
