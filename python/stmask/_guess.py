"""What a name that is not known may have meant."""

from __future__ import annotations

from typing import Iterable

from . import _library as c

lib = c.library


def near(typed: str, words: Iterable[str]) -> str | None:
    """The nearest of the words, as the library's own messages have it; None where none is near."""
    written = typed.encode("utf-8", "surrogateescape")
    guess = c.stm_guess(written, len(written))
    kept = [word.encode() for word in words]  # which the guess points into
    for word in kept:
        lib.stm_guess_offer(guess, word)
    return None if guess.word is None else guess.word.decode()
