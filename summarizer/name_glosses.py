"""Glosses of names: one word to the model, so that none is translated, cut short or mixed with another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from summarizer.gazetteer import given_names, occurrences, plain, without_prefix
from summarizer.name_finder import HALVES, OFFICES, PLACE_HEADS, TITLES, Name, find
from summarizer.regional_names import spelled, with_article
from summarizer.romanising import transliterate, usual
from summarizer.slots import JOINT

GLUED = re.compile("[\u0621-\u064a]{0,2}$")
LADY = re.compile("(?<![\u0621-\u064a])(?:([وفبك]{0,2})ال|([وف]?ل)ل)سيدة $")
"""Before a woman's name; with it, lest she be "Woman"."""

HOLY = frozenset({"الله", "الدين", "الرحمن"})
"""Second halves of names, which alone are nobody's."""

TRIBAL = {"آل": "Al", "بني": "Bani"}
ARTICLE = re.compile("^(?:al|el|an|ar|as|at|az|ad|ash|ath)-", re.IGNORECASE)


def names(text: str, english: Callable[[str], str | None], country: str = "") -> Iterator[tuple[int, int, str, str]]:
    """Where names of several words stand: first character, character behind the last, letters glued before, English.

    They are persons, places behind a word for their kind («بلدة عين الحجر», the town of Ain al-Hajar), families and tribes («آل مرشد»). `english`
    is what a lexicon says of a word or phrase. A phrase that it translates is no name after all ("رائد الفضاء", astronaut).
    Names that it does not have are spelt as the newspapers of `country` write them.
    """
    for name in find([text]):
        words = name.source.split()
        if len(words) < 2 or not is_sure(name, text, english):
            continue
        whole = english(name.source)
        if whole and not whole[0].isupper():
            continue
        lady = LADY.search(text, 0, name.start) if name.kind == "person" else None
        before = (lady[1] or lady[2] or "") if lady else glued(text, name.start)
        start = lady.start() if lady else name.start - len(before)
        spelt = ["Ms"] if lady else []
        spelt += whole.split() if whole else spelt_words(words, english, country)
        if len(words) > 2 and words[-2] == "بن" and not whole:
            spelt[-2] = "Ben"  # a family name of the Maghreb; "bin" says whose son, and a family name follows
        yield start, name.end, before, JOINT.join(spelt)


def known_terms(
    text: str, terms: Sequence[tuple[str, str]], english: Callable[[str], str | None], country: str = ""
) -> Iterator[tuple[int, int, str, str]]:
    """The same of terms wherever they stand; of those without English only that they are names is known."""
    for start, end, (arabic, said) in occurrences(text, {plain(term[0]): term for term in terms}):
        before = glued(text, start)
        words = arabic.split()
        name = said or spelled(arabic, country) or proper(english(arabic))
        if not name and len(words) > 1 and proper(english(words[0])):
            continue  # «نيويورك تايمز» is known better word by word
        name = name or " ".join(spelt_words(words, english, country))
        yield start - len(before), end, before, JOINT.join(name.split())


def proper(known: str | None) -> str:
    """What a lexicon says, without its article, if it is a name; else nothing."""
    name = (known or "").removeprefix("the ")
    return name if ARTICLE.sub("", name)[:1].isupper() else ""


def glued(text: str, start: int) -> str:
    """The small words that are written as one with the word that starts here."""
    found = GLUED.search(text[:start])
    return found[0] if found else ""


def apart(*ranks: Iterable[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """Those that do not overlap; of two that do the one of the earlier rank, within a rank the longer."""
    kept: list[tuple[int, int, str, str]] = []
    for rank in ranks:
        for span in sorted(rank, key=lambda span: span[0] - span[1]):
            if all(span[1] <= start or end <= span[0] for start, end, *_ in kept):
                kept.append(span)
    return kept


def alone(sources: Sequence[str]) -> list[list[tuple[str, str]]]:
    """For each sentence of one article, the words that are a person's name there, as terms without English.

    «فانوس» is a lantern, but not where Dr Imad Fanous was quoted before.
    """
    found: list[list[tuple[str, str]]] = [[] for _ in sources]
    for name in find(sources):
        if name.kind == "person" and name.certain and name.source not in HOLY and len(name.source.split()) == 1:
            found[name.segment].append((name.source, ""))
    return found


def is_sure(name: Name, text: str, english: Callable[[str], str | None]) -> bool:
    if name.kind == "person":
        return name.certain
    return is_place(name, text) or is_tribe(name, english)


def is_tribe(name: Name, english: Callable[[str], str | None]) -> bool:
    """Whether a name is of a family or tribe for sure: «بني» is "built" too, unless something follows that cannot be built."""
    first, *rest = name.source.split()
    known = english(rest[0])
    return name.kind == "organisation" and (
        first == "آل" or (first == "بني" and not (known and known[0].islower()) and not rest[0].startswith("ال"))
    )


def is_place(name: Name, text: str) -> bool:
    """Whether a name of common words is a place for sure: it is said of what kind, or of a saint («سيدي», unless "sir")."""
    before = text[: name.start].split()[-1:]
    first, second = (plain(word) for word in name.source.split()[:2])
    if name.kind != "place" or first not in HALVES:
        return False
    of_a_kind = any(rest in PLACE_HEADS for word in before for _, rest in without_prefix(plain(word)))
    return of_a_kind or (first == "سيدي" and second not in TITLES | OFFICES)


def spelt_words(words: Sequence[str], english: Callable[[str], str | None], country: str) -> Iterator[str]:
    """The words of a name one by one; «عبد» and what follows it are one name, whatever else the second word means."""
    at = 0
    while at < len(words):
        if together := spelled(" ".join(words[at : at + 2]), country):
            yield together
            at += 2
        elif plain(words[at]) == "عبد" and at + 1 < len(words):
            given = given_names().get(plain("".join(words[at : at + 2])))
            yield given[0] if given else f"Abdel{JOINT}{ARTICLE.sub('', spell(words[at + 1], None))}"
            at += 2
        else:
            yield spelled(words[at], country) or with_article(spell(words[at], english(words[at])), country)
            at += 1


def spell(word: str, known: str | None) -> str:
    """One word of a name: a given name as newspapers spell it, a word that the lexicon has as a name, else by its letters."""
    if word in TRIBAL:
        return TRIBAL[word]
    given = given_names().get(plain(word))
    if given:
        return given[0]
    if known_name := usual(word):
        return known_name
    if known and known[0].isupper() and " " not in known:
        return known
    return transliterate(word)
