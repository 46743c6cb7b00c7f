"""Recurrent networks in NumPy: what every drill is graded against."""
