"""Checking answers: one module a question type, each turning an answer into a ``Verdict``."""
