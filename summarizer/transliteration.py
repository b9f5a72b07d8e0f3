"""Whether a Latin spelling can be that of an Arabic name, and where a sentence has it.

Nobody agrees on one spelling: القذافي is Qaddafi, Gaddafi or Kadhafi by country and newspaper. So a name is
recognised by aligning its letters with those of the Latin word, where each Arabic letter may become any of several
and short vowels come free.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from summarizer.gazetteer import is_another

MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
ARTICLE_LETTERS = "\ue000\ue001"
"""Stand for the two letters of the Arabic article, which a Latin spelling may leave out or swallow."""

# What each letter may become, the plainest first; the French habits of the Maghreb and the dialects are among them.
LETTERS = {
    "ا": "a e i o u",
    "ء": "'",
    "ب": "b p",
    "ت": "t th",
    "ث": "th t s",
    "ج": "j g dj dg zh c",
    "ح": "h kh",
    "خ": "kh h k ch x j",
    "د": "d t",
    "ذ": "dh d th z",
    "ر": "r",
    "ز": "z s",
    "س": "s c z",
    "ش": "sh ch sch s c",
    "ص": "s c",
    "ض": "d dh z",
    "ط": "t d th",
    "ظ": "z dh th d",
    "ع": "a ' e i o u",
    "غ": "gh g r",
    "ف": "f v ph p",
    "ق": "q k g c gh ck kh",
    "ك": "k c q ck g ch kh x",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h a e",
    "و": "w o u v",
    "ي": "y i e j a",
    "ة": "a e h t i",
    "پ": "p b",
    "چ": "ch tch j",
    "ژ": "zh j g",
    "ڤ": "v f",
    "گ": "g k",
    "ڨ": "g k q",
    "ڭ": "g k",
}
ALLOWED = {letter: frozenset(latin.split()) for letter, latin in LETTERS.items()}
ALLOWED |= {ARTICLE_LETTERS[0]: frozenset("aeiou"), ARTICLE_LETTERS[1]: frozenset("lrsntdz")}
SPELLINGS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ی": "ي", "ک": "ك", "ۀ": "ه"})

# what it costs to leave an Arabic letter unsaid, or to say a Latin one that is not written; every other letter costs 1
UNSAID = {
    "ا": 0.2,
    "ء": 0.0,
    "ع": 0.1,
    "ة": 0.0,
    "ه": 0.5,
    "و": 0.4,
    "ي": 0.4,
    ARTICLE_LETTERS[0]: 0.0,
    ARTICLE_LETTERS[1]: 0.0,
}
UNWRITTEN = {"a": 0.05, "e": 0.05, "i": 0.1, "o": 0.1, "u": 0.1, "'": 0.0, "h": 0.4, "y": 0.4, "w": 0.5}
WRONG = 1.2
LONGEST = 3  # letters that one Arabic letter may become: "tch"
LONGEST_NAME = 60  # letters; what is longer is no name
ARTICLES = frozenset("al el ul il l ad ed ar er as es ash ech esh an en at et az ez".split())
PREPOSITIONS = frozenset("as an at".split())
"""Words of English that look like an article of Arabic."""

SAME = 0.74
"""From this likeness on two words count as one name; see `eval/calibrate_names.py`."""


def likeness(arabic: str, latin: str) -> float:
    """How well a Latin spelling fits an Arabic name: 1 for a spelling letter by letter, 0 or less for another name.

    It is 1 less the cost of the cheapest alignment of their letters (an edit distance with its own costs), per
    consonant.
    """
    ours, theirs = arabic_letters(arabic), latin_letters(latin)
    if not 0 < len(ours) <= LONGEST_NAME or not 0 < len(theirs) <= LONGEST_NAME:
        return 0.0
    weight = max(sum(UNSAID.get(letter, 1.0) for letter in ours), sum(UNWRITTEN.get(letter, 1.0) for letter in theirs))
    return 1 - alignment_cost(ours, theirs) / max(1.0, weight)


def same_name(arabic: str, latin: str) -> bool:
    """Whether a Latin spelling can be that of the Arabic name: Qaddafi, Gaddafi and Kadhafi of القذافي."""
    if not may_be_same(skeleton(arabic), skeleton(latin)) or is_another(arabic, latin):
        return False
    return likeness(arabic, latin) >= SAME


@lru_cache(maxsize=20_000)
def arabic_letters(arabic: str) -> str:
    """The letters of a name as they count: one form of each, no marks, no spaces, the article set apart."""
    marked = [
        ARTICLE_LETTERS + word[2:] if word.startswith("ال") and len(word) > 4 else word
        for word in MARKS.sub("", arabic).split()
    ]
    letters = "".join(marked).translate(SPELLINGS).replace("تش", "چ").replace("الله", "اله")
    return "".join(letter for letter in letters if letter in ALLOWED)


@lru_cache(maxsize=20_000)
def latin_letters(latin: str) -> str:
    """The letters of a Latin name: small, doubles once, no accents, no spaces, no article."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin.lower()) if not unicodedata.combining(c))
    plain = re.sub("[\u2018\u2019\u02bc\u02bb\u02be\u02bf`]", "'", plain).replace("\u0131", "i")
    words = [word for word in re.split(r"[^a-z']+", plain) if word]
    kept = [word for word in words if word not in ARTICLES] or words
    return re.sub(r"(.)\1+", r"\1", "".join(kept))


@lru_cache(maxsize=50_000)
def alignment_cost(arabic: str, latin: str) -> float:
    """The least that turns the Arabic letters into the Latin ones."""
    above = [0.0]
    for theirs in latin:
        above.append(above[-1] + UNWRITTEN.get(theirs, 1.0))
    for ours in arabic:
        allowed, unsaid = ALLOWED[ours], UNSAID.get(ours, 1.0)
        row = [above[0] + unsaid]
        for end in range(1, len(latin) + 1):
            best = min(row[-1] + UNWRITTEN.get(latin[end - 1], 1.0), above[end] + unsaid, above[end - 1] + WRONG)
            for length in range(1, min(LONGEST, end) + 1):
                if latin[end - length : end] in allowed:
                    best = min(best, above[end - length])
            row.append(best)
        above = row
    return above[-1]


# --- a quick first look ---

SONORANTS = {
    **dict(zip("lrmnbpfv", "lrmnbbff", strict=True)),
    **dict(zip("لرمنبپفڤ", "lrmnbbff", strict=True)),
}
OBSTRUENTS = frozenset("cdgjkqstxz" + "تثجخدذزسشصضطظغقكچژگڨڭ")
ONE_SOUND = re.compile("sch|tch|ch|ck|dj|sh")


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """What all spellings of a name share, in either script: l, r, m, n, b (p), f (v), a star for any other consonant.

    Consonants that come and go with the spelling (h, w, y) are left out.
    """
    letters = arabic_letters(name) or ONE_SOUND.sub("k", latin_letters(name).replace("ph", "f"))
    return "".join(SONORANTS.get(letter, "*" if letter in OBSTRUENTS else "") for letter in letters)


def may_be_same(one: str, other: str) -> bool:
    """Whether two skeletons differ by one letter at most: far cheaper than an alignment, and rules most words out."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


# --- names inside an English sentence ---

# without the 's of a possessive
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f](?:(?:['\u2018\u2019\u02bb-\u02bf`](?!s\\b))?[A-Za-z\u00c0-\u024f])*")
JOINED = frozenset("عبد أبو أبي أبا أم بو".split())
SECOND_HALVES = frozenset("الدين الله الزهراء الإله".split())
PARTICLES = frozenset("بن ابن بنت ولد منت آل".split())
GAP = 3  # words that may stand between two parts of one name: "bin Ali al-"

Words = list[tuple[int, int, str]]
"""The Latin words of a sentence with their offsets."""


def latin_words(english: str) -> Words:
    return [(match.start(), match.end(), match[0]) for match in LATIN_WORD.finditer(english)]


def parts(name: str) -> list[str]:
    """The parts of an Arabic name that a spelling has to keep: عبد goes with what follows, نور with الدين; بن is none."""
    joined: list[str] = []
    open_part = False
    for word in name.split():
        if open_part or (joined and word in SECOND_HALVES):
            joined[-1] += " " + word
            open_part = False
        elif word not in PARTICLES:
            joined.append(word)
            open_part = word in JOINED
    return joined or name.split()


def locate(name: str, english: str) -> tuple[int, int] | None:
    """The offsets of the words of an English sentence that spell an Arabic name, or None.

    Only capitalised words are looked at. All parts of the name need not be there, but the last one must, or at least
    two: "Qablawi" says محمد القبلاوي, "Mohammed" alone does not.
    """
    words = latin_words(english)
    wanted = parts(name)
    said: list[tuple[int, int]] = []  # first and last word of each part found
    ends = False
    for number, part in enumerate(wanted):
        spot = spell(part, words, said[-1][1] + 1) if said else None
        spot = spot or spell(part, words)
        if spot is not None:
            said.append(spot)
            ends = number == len(wanted) - 1
    if not ends and len(said) < 2:
        return None
    first, last = said[-1]
    for begin, end in reversed(said[:-1]):
        if 0 < first - end <= GAP:
            first = begin
    start = words[first][0]
    before, end, article = words[first - 1] if first else (0, 0, "")
    if article.lower() in ARTICLES and start - end == 1 and (english[end] != " " or article not in PREPOSITIONS):
        start = before
    return start, words[last][1]


def spell(part: str, words: Words, at: int = 0) -> tuple[int, int] | None:
    """Which words from number `at` on, up to three in a row, spell one part of a name best: the first and the last."""
    bones, best, found = skeleton(part), SAME, None
    for first in range(at, len(words)):
        if not words[first][2][0].isupper() or words[first][2].lower() in ARTICLES:
            continue
        joined = ""
        for last in range(first, min(first + 3, len(words))):
            if last > first and words[last][0] - words[last - 1][1] > 1:
                break
            joined = f"{joined} {words[last][2]}".lstrip()
            if (last > first and words[last][2].lower() in ARTICLES) or not may_be_same(bones, skeleton(joined)):
                continue
            fit = 0.0 if is_another(part, joined) else likeness(part, joined)
            if fit > best or (fit == best and found is None):
                best, found = fit, (first, last)
    return found
