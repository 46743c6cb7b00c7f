"""A terminal study tool for recurrent networks: checked questions, graded drills, one memory schedule."""

__version__ = "0.1.0"
