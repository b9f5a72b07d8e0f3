"""Glosses of persons' names: one word to the model, so that none is translated, cut short or mixed with another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from summarizer.gazetteer import given_names, plain
from summarizer.name_finder import find
from summarizer.slots import JOINT
from summarizer.transliteration import transliterate

GLUED = re.compile("[\u0621-\u064a]{0,2}$")
ARTICLE = re.compile("^(?:al|el|an|ar|as|at|az|ad|ash|ath)-", re.IGNORECASE)


def persons(text: str, english: Callable[[str], str | None]) -> Iterator[tuple[int, int, str, str]]:
    """Where persons are named in full: first character, character behind the last, letters glued before, English.

    `english` is what a lexicon says of a word or phrase. A phrase that it translates is no name after all ("رائد الفضاء", astronaut).
    """
    for name in find([text]):
        words = name.source.split()
        if name.kind != "person" or not name.certain or len(words) < 2:
            continue
        whole = english(name.source)
        if whole and not whole[0].isupper():
            continue
        glued = GLUED.search(text[: name.start])
        before = glued[0] if glued else ""
        spelt = whole.split() if whole else [spell(word, english(word)) for word in words]
        for at, word in enumerate(words[:-1]):
            if plain(word) == "عبد" and not whole:
                spelt[at + 1] = ARTICLE.sub("", spelt[at + 1])
        yield name.start - len(before), name.end, before, JOINT.join(spelt)


def spell(word: str, known: str | None) -> str:
    """One word of a name: a given name as newspapers spell it, a word that the lexicon has as a name, else letter by letter."""
    given = given_names().get(plain(word))
    if given:
        return given[0]
    if known and known[0].isupper() and " " not in known:
        return known
    return transliterate(word)
