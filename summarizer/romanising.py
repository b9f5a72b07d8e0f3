"""Arabic names in Latin letters as newspapers write them, with their vowels: القسوس is al-Qusous.

Arabic leaves short vowels unwritten, and one letter is spelled in several ways, so no table can tell; known names can. What
each letter becomes is guessed from the letters around it by a joint n-gram model (joint-sequence models: Bisani & Ney 2008)
with Witten-Bell smoothing, counted by `training.romanising`.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from math import log

from summarizer.gazetteer import plain, rows
from summarizer.transliteration import LETTERS, MARKS, SPELLINGS, same_name

ORDER = 6
"""Letters that are looked at together, with what they become."""

BEAM = 8
UNUSUAL = 2.0
"""Nats for a consonant that is not the one that Arabic names have for their letter, or for a vowel behind the last one: among the
names that were counted are foreign ones, and the French habits of the Maghreb."""

START, END = "<", ">"
VOWELS = "اءعهةويى"
"""Letters that may be vowels, or nothing."""

ARTICLE = "ال"

# small words and first halves of names, as they are usually written
WRITTEN = {
    **{"بن": "bin", "ابن": "Ibn", "بنت": "bint", "ولد": "Ould", "منت": "Mint", "آل": "Al", "عبد": "Abdel"},
    **{"أبو": "Abu", "أبي": "Abi", "أم": "Umm", "الله": "Allah", "الدين": "al-Din", "سيدي": "Sidi"},
    **{"عين": "Ain", "وادي": "Wadi", "واد": "Oued", "بيت": "Beit", "دير": "Deir", "نجع": "Naga"},
    **{"بني": "Bani", "أولاد": "Ouled", "أيت": "Ait", "آيت": "Ait"},
}


def transliterate(name: str) -> str:
    """An Arabic name in plain Latin letters: القبلاوي is al-Qablawi. Who knows the usual spelling should prefer it."""
    return " ".join(filter(None, (romanise(word) for word in MARKS.sub("", name).split())))


@lru_cache(maxsize=20_000)
def romanise(word: str) -> str:
    if known := usual(word):
        return known
    article = word.startswith(ARTICLE) and len(word) > 4
    stem = letters(word[2:] if article else word)
    spellings = spelling().likeliest(stem)
    # of the likeliest the first that can be told to be this name
    best = next((latin for latin in spellings if same_name(stem, latin)), spellings[0]).capitalize()
    return f"al-{best}" if article else best


def usual(word: str) -> str | None:
    """How newspapers spell a word of a name, if it is a common one: small words and family names, with or without article."""
    if word in WRITTEN:
        return WRITTEN[word]
    name = plain(word)
    if name in family_names():
        return family_names()[name]
    if name.startswith(ARTICLE) and (found := family_names().get(name[2:])):
        return f"al-{found}"
    return family_names().get(ARTICLE + name, "").removeprefix("al-") or None


def letters(word: str) -> str:
    """The letters of a name that are spelled, one form of each."""
    return "".join(letter for letter in word.translate(SPELLINGS) if letter in LETTERS)


def plainest(letter: str) -> str:
    return LETTERS.get(letter, "").partition(" ")[0]


def is_usual(letter: str, latin: str, *, last: bool) -> bool:
    """Whether an Arabic consonant is spelled by its plainest Latin one, once or twice, and ends a name that it ends."""
    if letter in VOWELS or letter == END:
        return True
    consonant = latin.rstrip("aeiouy")
    return consonant in (plainest(letter), 2 * plainest(letter)) and not (last and consonant != latin)


def is_heard(letter: str, *, first: bool, last: bool) -> bool:
    """Whether a letter that may be a vowel is a consonant where it stands, so that no name loses it."""
    return (letter in "وي" and first) or (letter == "ه" and not last)


class Spelling:
    """What Arabic letters become, by what those before them became."""

    def __init__(self, rows: Mapping[str, str]):
        """`rows` say what was seen behind a run of letters with their spellings: a letter and its spelling, how often, the next one."""
        self.rows = rows
        self.seen: dict[str, tuple[dict[str, float], float]] = {}
        self.options: dict[str, list[str]] = {}
        for spelled in self.after("")[0]:
            self.options.setdefault(spelled[0], []).append(spelled)

    def after(self, before: str) -> tuple[dict[str, float], float]:
        """What was seen behind a run, how often, and their sum. Rows are taken apart only here: few of a hundred thousand are asked for."""
        if before not in self.rows:
            return {}, 0.0
        if before not in self.seen:
            cells = self.rows[before].rstrip("\n").split("\t")
            counts = dict(zip(cells[::2], map(float, cells[1::2]), strict=True))
            self.seen[before] = counts, sum(counts.values())
        return self.seen[before]

    def likeliest(self, stem: str) -> list[str]:
        """The likeliest spellings of Arabic letters, the best first."""
        beams: list[tuple[float, list[str]]] = [(0.0, [START])]
        for at, letter in enumerate(stem + END, 1):
            grown = [
                (
                    score
                    + log(self.probability(told[1 - ORDER :], spelled))
                    - UNUSUAL * (not is_usual(letter, spelled[1:], last=at == len(stem))),
                    [*told, spelled],
                )
                for score, told in beams
                for spelled in self.options.get(letter, [letter + plainest(letter)])
                if spelled[1:] or not is_heard(letter, first=at == 1, last=at == len(stem))
            ]
            beams = sorted(grown, reverse=True)[:BEAM]
        return ["".join(spelled[1:] for spelled in told[1:]) for _, told in beams]

    def probability(self, told: list[str], spelled: str) -> float:
        likely = 1 / (len(self.after("")[0]) + 1)
        for length in range(len(told) + 1):
            before = " ".join(told[len(told) - length :])
            counts, total = self.after(before)
            if not counts:
                break
            likely = (counts.get(spelled, 0.0) + len(counts) * likely) / (total + len(counts))
        return likely


@cache
def spelling() -> Spelling:
    """The model that ships with the package; read when the first name is spelled."""
    with gzip.open(
        str(resources.files("summarizer").joinpath("data/spellings.tsv.gz")), "rt", encoding="utf-8"
    ) as lines:
        return Spelling({before: seen for before, _, seen in (line.partition("\t") for line in lines)})


@cache
def family_names() -> dict[str, str]:
    """Family names by their plain Arabic, as the newspapers of their countries spell them."""
    return {plain(arabic): latin for arabic, latin in rows("family_names.tsv")}
