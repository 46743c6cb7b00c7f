"""The dark and the light theme: text stands out 4.5 to 1, scrollbars 3 to 1, in 16 colours all 3 to 1."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

ACCENT_DARK: Final = "#6FB3FF"
ACCENT_LIGHT: Final = "#0B55A5"
DARK: Final = Theme(
    name="quizrnn-dark",
    primary=ACCENT_DARK,
    secondary=ACCENT_DARK,
    accent=ACCENT_DARK,
    foreground="#DDE1E6",
    background="#14161A",
    surface="#1B1E23",
    panel="#262A31",
    success="#7FC98F",
    warning="#E0B25C",
    error="#F08A7E",
    dark=True,
    variables={"scrollbar": "#7C8794", "scrollbar-hover": "#949DA8"},
)
LIGHT: Final = Theme(
    name="quizrnn-light",
    primary=ACCENT_LIGHT,
    secondary=ACCENT_LIGHT,
    accent=ACCENT_LIGHT,
    foreground="#1F2328",
    background="#FBFAF7",
    surface="#F3F1EC",
    panel="#E6E3DC",
    success="#1A6E35",
    warning="#8A5A00",
    error="#B3261E",
    dark=False,
    variables={"scrollbar": "#78746B", "scrollbar-hover": "#6F6B63", "text-warning": "#523A0A"},
)
