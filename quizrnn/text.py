"""Texts in several languages, and the one place where a language is picked."""

from __future__ import annotations

from typing import Final, TypeAlias

Text: TypeAlias = str | dict[str, str]
"""What a learner reads: one string for every language, or a map of language codes to strings."""

LANGUAGES: Final = ("en", "zh")
"""The languages in which every shipped text exists; the first is the fallback."""


def both(en: str, zh: str) -> Text:
    """Return a text in English and Simplified Chinese."""
    return {"en": en, "zh": zh}


def pick(text: Text, lang: str) -> str:
    """Return ``text`` in ``lang``, else in English, else in whichever language it has."""
    if isinstance(text, str):
        return text
    if lang in text:
        return text[lang]
    for code in LANGUAGES:
        if code in text:
            return text[code]
    return next(iter(text.values()), "")


def joined(texts: list[Text], separator: str = " ") -> Text:
    """Join texts language by language, so that parts in one language keep their place in the other."""
    return {lang: separator.join(pick(text, lang) for text in texts) for lang in LANGUAGES}
