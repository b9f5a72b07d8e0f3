"""Glosses: what a phrase lexicon says of each Arabic phrase, written behind it for the compact model to read.

A small network cannot hold a large vocabulary in its weights, but it can learn to copy. So its source text is annotated:
each Arabic phrase is followed by its most likely English, «قتل killed ثلاثة three جنود soldiers», and the network chooses,
inflects and orders. Reading dictionary glosses instead of bare source text follows Pourdamghani et al. 2019 ("Translating
Translationese") and Arthur et al. 2016 (lexicons in neural translation); training is told glosses from the other pairs only.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from summarizer.errors import EngineError
from summarizer.name_glosses import apart, known_terms, names
from summarizer.number_glosses import numbers, whole_numbers
from summarizer.reading.duals import dual
from summarizer.romanising import transliterate
from summarizer.spelling import DEFINITE, tidied
from summarizer.transliteration import MARKS
from summarizer.unit_glosses import agreed, parts_of_units

LEXICON = "lexicon.tsv.gz"
"""The file of a model folder whose model reads glosses."""

LONGEST = 4
"""Most Arabic words in a phrase of the lexicon."""

ARABIC = "[\u0620-\u063f\u0641-\u064a\u0671-\u06d3][\u0610-\u061a\u0620-\u065f\u0670-\u06d3]*"
"""An Arabic word: a letter, then letters and marks."""

TOKEN = re.compile(f"(?P<arabic>{ARABIC})|\\S")
OPENING = re.compile(f'([«“"(\\[])(?={ARABIC})')
"""Opening marks that a word is glued to; the vocabulary knows words best behind a space."""

FOLD = str.maketrans("أإآٱىیکچڤپگڨ", "ااااييكجفبكق")

PREFIXES = {"و": "and", "ف": "so", "ب": "in", "ل": "to", "ك": "as", "س": "will"}
FIRST = frozenset("وف")
"""Prefixes that another may follow."""

PRESENT = frozenset("يتنا")
"""First letters of a verb in the present, which is all that the prefix of the future goes with."""

SUFFIXES = {"هما": "their", "ها": "its", "هم": "their", "هن": "their", "نا": "our", "ه": "his"}
PLURALS = ("ين", "ون", "ات", "ان")

CONTENT = re.compile(r"[a-z]{4,}|\d+")
BEGINNING = 5
"""Letters that the inflected forms of an English word share, more or less."""

TWO = re.compile(r"\b(?:two|both|twice|couple|pair|twins?|second)\b")

NEGATION = re.compile(r"n['’]t\b|\b(?:no|not|never|none|nobody|nothing|without|neither|nor|cannot)\b")
NOT = "negat"
HEAVY = 3
"""As many words a number or a negation counts for."""

# What a gloss costs, in the currency of one phrase: of several ways to cut a sentence the cheapest is taken.
DOUBT, DOUBT_OF_SEVERAL = 0.8, 1.2  # times (1 - probability), of a word and of a phrase of several words
PREFIXED, SUFFIXED, ARTICLE, PLURAL, SPELT = 0.6, 0.9, 0.15, 0.8, 3.0
CERTAIN = -9.0


@dataclass(frozen=True)
class Entry:
    """The most likely English of a phrase, its share among all that was seen, and perhaps another English worth reading."""

    english: str
    probability: float
    other: str = ""

    @property
    def gloss(self) -> str:
        """What is written behind the phrase: both senses where there are two, for the network to choose from."""
        return f"{self.english} / {self.other}" if self.other else self.english


Counted = dict[int, tuple[int, str]]
"""English that is certain, by where its Arabic begins: where that ends, and the English."""


class Lookup(Protocol):
    """What can be asked for the entry of a folded phrase: a `Lexicon`, a dictionary, the counts of training."""

    def get(self, phrase: str, /) -> Entry | None: ...


def fold(arabic: str) -> str:
    """An Arabic phrase as the lexicon writes it: no vowel marks, one form of alef and of yaa."""
    return MARKS.sub("", arabic).translate(FOLD)


class Lexicon:
    """The phrases of a file made by `training.lexicon`: Arabic, English, a probability in tenths, perhaps other English; gzipped TSV."""

    def __init__(self, path: Path):
        """Raises `EngineError` for a file that is missing or is no such table."""
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                self.rows = {arabic: rest for arabic, _, rest in (line.partition("\t") for line in lines)}
            self.get(next(iter(self.rows)))
        except (OSError, EOFError, ValueError, StopIteration) as error:
            raise EngineError(f"the lexicon {path} cannot be read ({error}); install the package again") from error

    def get(self, phrase: str) -> Entry | None:
        """The entry of a folded phrase. Rows are taken apart only here: there are hundreds of thousands, few are asked for."""
        if (row := self.rows.get(phrase)) is None:
            return None
        english, tenths, *other = row.rstrip("\n").split("\t")
        return Entry(english, int(tenths) / 10, *other)


class Glosser:
    """Writes English glosses behind the Arabic phrases of a text."""

    def __init__(self, lexicon: Lookup):
        self.lookup = lexicon.get

    def annotate(self, text: str, terms: Sequence[tuple[str, str]] = (), country: str = "") -> str:
        """The text with a gloss behind each Arabic phrase; all that is not Arabic stays, but «740 ألف» becomes 740,000 and
        quotation marks and brackets stand apart.

        `terms` are Arabic and the English that it has whatever the lexicon says, "" where it is a name; each is copied as one.
        Names are spelt as the newspapers of `country` write them (`regional_names.country`).
        """
        parts: list[str] = []
        run: list[re.Match[str]] = []
        text = whole_numbers(text)
        counted = {start: (end, english) for start, end, english in (*numbers(text), *parts_of_units(text))}
        given, bare_names = ([term for term in terms if bool(term[1]) == known] for known in (True, False))
        ranks = (
            known_terms(text, given, self.known),
            names(text, self.known, country),
            known_terms(text, bare_names, self.known, country),
        )
        for start, end, glued, name in apart(*ranks):
            counted[start] = end, " ".join([*(PREFIXES[letter] for letter in glued if letter in PREFIXES), name])
        at = 0
        for token in TOKEN.finditer(text):
            if token["arabic"]:
                run.append(token)
                continue
            at = self._write(text, run, counted, at, parts)
            run = []
        at = self._write(text, run, counted, at, parts)
        parts.append(text[at:])
        return OPENING.sub(r"\1 ", "".join(parts))

    def _write(self, text: str, run: list[re.Match[str]], counted: Counted, at: int, parts: list[str]) -> int:
        """Add the text up to the end of a run of Arabic words, with glosses; how far the text is now written."""
        ends = {token.end(): number for number, token in enumerate(run, 1)}
        fixed = {
            number: (ends[counted[token.start()][0]], counted[token.start()][1])
            for number, token in enumerate(run)
            if token.start() in counted and counted[token.start()][0] in ends
        }
        words = tidied([fold(token[0]) for token in run], self.lookup)
        for start, end, english in self.phrases(words, fixed):
            stop = run[end - 1].end()
            if end - start == 1:
                english = agreed(text, run[start].span(), english)
            parts += [text[at : run[start].start()], text[run[start].start() : stop], " ", english]
            if stop < len(text) and not text[stop].isspace():
                parts.append(" ")
            at = stop
        return at

    def phrases(self, words: list[str], fixed: Counted | None = None) -> Iterator[tuple[int, int, str]]:
        """The cheapest cutting of folded words into phrases: first word, word after the last, English.

        `fixed` holds phrases whose English is known already, by their first word.
        """
        given = {end: (start, english) for start, (end, english) in (fixed or {}).items()}
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(words) + 1):
            options = []
            for start in range(max(0, end - LONGEST), end):
                if (found := self.entry(words[start:end])) is not None:
                    options.append((best[start][0] + found[0], start, found[1]))
            if end in given:
                start, english = given[end]
                options.append((best[start][0] + CERTAIN, start, english))
            best.append(min(options))
        cut = []
        end = len(words)
        while end:
            _, start, english = best[end]
            cut.append((start, end, english))
            end = start
        yield from reversed(cut)

    def entry(self, words: list[str]) -> tuple[float, str] | None:
        """The cost and the English of one phrase; a single word always has some, at worst its spelling in Latin letters."""
        phrase = " ".join(words)
        doubt = DOUBT_OF_SEVERAL if len(words) > 1 else DOUBT
        options = [(1 + doubt * (1 - found.probability), found.gloss)] if (found := self.lookup(phrase)) else []
        options += [
            (PREFIXED + 1 + doubt * (1 - found.probability), f"{english} {found.gloss}")
            for english, rest in without_prefixes(phrase)
            if (found := self.definite(rest))
        ]
        if len(words) == 1 and not options:
            options = [(cost + 1, english) for cost, english in self.inflected(phrase)]
            options = options or [(SPELT + 1, transliterate(phrase))]
        if not options:
            return None
        cost, english = min(options)
        return cost, both(phrase, english)

    def known(self, phrase: str) -> str | None:
        """The English of a phrase as written."""
        found = self.lookup(fold(phrase))
        return found.english if found else None

    def definite(self, phrase: str) -> Entry | None:
        """The entry of a phrase, or else of the same phrase with or without its article."""
        if found := self.lookup(phrase):
            return found
        if phrase.startswith("ال") and (found := self.lookup(phrase[2:])):
            english = found.english if found.english[:1].isupper() else f"the {found.english}"
            return replace(found, english=english, probability=found.probability - ARTICLE)
        if not phrase.startswith("ال") and (found := self.lookup("ال" + phrase)):
            english = found.english.removeprefix("the ")
            return replace(found, english=english, probability=found.probability - ARTICLE)
        return None

    def first_of(self, phrases: Iterable[str]) -> Entry | None:
        """The entry of the first of these phrases that has one."""
        return next(filter(None, map(self.definite, phrases)), None)

    def inflected(self, word: str) -> Iterator[tuple[float, str]]:
        """What rules make of a word that the lexicon lacks: article, pronoun and plural endings, with their costs."""
        if found := self.definite(word):
            yield ARTICLE, found.gloss
        for prefix, rest in [("", word), *without_prefixes(word)]:
            before = PREFIXED if prefix else 0.0
            for ending, pronoun in SUFFIXES.items():
                stem = rest.removesuffix(ending)
                if stem != rest and len(stem) > 1 and (found := self.first_of(stems(stem))):
                    yield before + SUFFIXED, f"{prefix} {pronoun} {found.english.removeprefix('the ')}".strip()
            stem = rest[:-2]
            if rest.endswith(PLURALS) and (found := self.first_of((stem, stem + "ة", stem + "ي"))):
                yield before + PLURAL, f"{prefix} {found.english}s".strip()
            # "they" of the verb, and the alef of the indefinite accusative or of two that act
            if rest.endswith("وا") and (found := self.first_of((stem + "ون", stem, stem + "ي"))):
                yield before + PLURAL, f"{prefix} {found.gloss}".strip()
            if rest.endswith(("ة", "ا")) and len(rest) > 3 and (found := self.definite(rest[:-1])):
                yield before + PLURAL, f"{prefix} {found.gloss}".strip()


def both(phrase: str, english: str) -> str:
    """English with the "two" that a word says by its ending: «ونائبين» is "and two MPs", whatever the lexicon counted."""
    if " " in phrase or not dual(phrase) or DEFINITE.match(phrase) or TWO.search(english):
        return english
    words = english.split(" ")
    at = sum(1 for _ in takewhile(set(PREFIXES.values()).__contains__, words))
    return " ".join([*words[:at], "two", *words[at:]])


def without_prefixes(phrase: str) -> Iterator[tuple[str, str]]:
    """Ways to take prefixes off the first word of a phrase: their English and what remains."""
    first = phrase.split(" ", 1)[0]
    if first[0] in FIRST and len(first) > 2:
        yield PREFIXES[first[0]], phrase[1:]
        if first[1] not in FIRST and len(first) > 4 and is_prefixed(first[1:]):
            yield f"{PREFIXES[first[0]]} {PREFIXES[first[1]]}", bare(phrase[1:])
    elif len(first) > 3 and is_prefixed(first):
        yield PREFIXES[first[0]], bare(phrase)


def is_prefixed(word: str) -> bool:
    """Whether the first letter of a word may be a prefix; that of the future goes before verbs only."""
    return word[0] in PREFIXES and (word[0] != "س" or word[1] in PRESENT)


def bare(phrase: str) -> str:
    """A phrase without its prefix; of لل the article remains."""
    return "ال" + phrase[2:] if phrase.startswith("لل") else phrase[1:]


def stems(stem: str) -> Iterator[str]:
    """What may stand before a pronoun: the word itself, or one whose last letter is written differently there."""
    yield stem
    if stem.endswith("ت"):
        yield stem[:-1] + "ة"
    if stem.endswith(("ئ", "ؤ")):
        yield stem[:-1] + "ء"
    if stem.endswith("ا"):
        yield stem[:-1] + "ي"


def covered(annotated: str, english: str) -> float:
    """The share of an annotated text's glosses and numbers that its English says; words are alike in their beginnings."""
    glosses, said = known_content(annotated), content(english)
    return weight(glosses & said) / max(1, weight(glosses))


@lru_cache(512)
def known_content(annotated: str) -> Counter[str]:
    """The content of a source, which is asked for once for each of its hypotheses."""
    return content(annotated)


def weight(words: Counter[str]) -> int:
    return sum(count * (HEAVY if word.isdecimal() or word == NOT else 1) for word, count in words.items())


def content(text: str) -> Counter[str]:
    words = CONTENT.findall(NEGATION.sub(f" {NOT} ", text.lower()))
    return Counter(word[:BEGINNING] for word in words)
