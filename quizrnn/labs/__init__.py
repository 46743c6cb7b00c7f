"""Experiments computed live by the reference code: knobs, a prediction, and then the curves."""
