"""Which sentences carry the story, for engines that cannot be asked to summarise: in news the lead does, with care."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

ENGLISH_PER_ARABIC_WORD = 1.34
"""English words that one Arabic word becomes in news translated by people (11,224 to 8,375 in the reference set)."""


@dataclass(frozen=True)
class Weights:
    """What a sentence gains or loses beside its position (0 to 2). The values were chosen by `eval/tune_extract.py`.

    Centrality (cosine to the article's centroid), the density of numbers, and a bonus for opening a paragraph were
    measured there too: none was better than the position alone, and centrality alone is much worse.
    """

    title: float = 2.0
    leaning: float = 1.5
    question: float = 0.3
    repetition: float = 1.0
    avoided: float = 10.0


SAME = 2 / 3
"""A sentence repeats another if more than this share of its stems stands in it: the deck that says the lead again."""

MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,\u066b\u066c]\d+)*")
SPELLINGS = str.maketrans("إأآٱىةؤئ", "اااايهوي")
PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")

STOP_WORDS = frozenset(
    """
    في من على إلى عن أن إن كان كانت يكون تكون هذا هذه ذلك تلك التي الذي الذين اللذان ما لا لم لن قد ثم أو أم بل حتى
    مع بعد قبل بين كل غير كما أي عند عندما منذ حيث إذ إذا لكن ولا وما وقد هو هي هم وهو وهي فيه فيها عليه عليها منه
    منها به بها له لها لهم أنه أنها خلال حول دون أكثر بعض قال قالت يقول كذلك أيضا نحو لدى لأن فقد وأن وإن وكان وكانت
    ولم وفي ومن وعلى وإلى أمس اليوم
    """.translate(SPELLINGS).split()
)

# Openings that lean on a sentence the reader of the summary may not see: a speaker or subject named before, a
# contrast, a pronoun.
LEANING = re.compile(
    r"""[«"“\s]*(?:
        و?(?:أضاف|تابع|أردف|استطرد|استدرك|زاد|ختم|اختتم)(?:ت|وا|ا|تا)?
      | و?(?:قال|أوضح|أشار|أكد|ذكر|بين|نوه|لفت|رأى|شدد)(?:ت|وا|ا|تا)?(?=:|\s+(?:إلى\s+|على\s+|ب)?[أإ]ن)
      | و?(?:كما|لكن\w*|كذلك|لذلك|بذلك|بهذا|هكذا|بالتالي|بعدها|عندها|حينها|بالمقابل)
      | و?(?:بعد|إثر|إلى)\ ذلك | و?في\ (?:المقابل|غضون\ ذلك|هذا\ \w+|السياق\ \w+)
      | و?(?:من\ |ب)(?:جهت|جانب|ناحيت|دور)(?:ه|ها|هم|هما)
      | [وف]?(?:هو|هي|هم|هما|هذا|هذه|هؤلاء|ذلك|تلك)
      | ثم | بل | إلا | (?:غير|بيد)\ أن\w* | فيما | فقد | وأما | أما | وعن | وحول | وحسب\w* | إنه | إنها | فإن\w*
    )(?=[\s،:.»"”])""",
    re.VERBOSE,
)
LEANING_ENGLISH = re.compile(
    r"[\"“‘'\s]*(?:he|she|they|it|his|her|their|this|that|these|those|but|and|also|meanwhile|however|then)\b",
    re.IGNORECASE,
)


def choose(
    sentences: Sequence[str],
    *,
    title: str = "",
    count: int | None = None,
    words: int = 50,
    lengths: Sequence[int] | None = None,
    avoid: Collection[int] = (),
    weights: Weights = Weights(),
) -> list[int]:
    """The indices, in article order, of the sentences that make the best short summary; at least one if there are any.

    `count` asks for that many sentences (or all there are). Otherwise sentences are taken while they bring the total
    closer to `words` English words; `lengths` gives the English length of each sentence where it is known, or else it
    is estimated from the Arabic. `avoid` names sentences to be taken only when nothing else is left, such as those
    whose translation failed a check.

    Each sentence scores 1 / (1 + i) + (1 - i / n) for its position i among n, plus its share of the title's words,
    less penalties (`Weights`) for repeating a sentence that is already chosen and for leaning on one that is not: a
    pronoun, "he added", "on the other hand", an open quotation. Sentences are taken greedily, as in maximal marginal
    relevance (Carbonell and Goldstein, 1998).
    """
    if count is not None and count >= len(sentences):
        return list(range(len(sentences)))
    if lengths is None:
        lengths = [round(len(sentence.split()) * ENGLISH_PER_ARABIC_WORD) for sentence in sentences]
    total = len(sentences)
    bags = [frozenset(stems(sentence)) for sentence in sentences]
    topic = frozenset(stems(title))
    worth = [
        1 / (1 + at)
        + (1 - at / total)
        + weights.title * share(topic, bags[at])
        - weights.question * sentence.rstrip().endswith(("؟", "?"))
        - weights.avoided * (at in avoid)
        for at, sentence in enumerate(sentences)
    ]
    leaning = [leans(sentence) for sentence in sentences]
    repeats = [False] * total
    left = set(range(total))
    chosen: set[int] = set()
    length = 0
    while left and (count is None or len(chosen) < count):
        best = max(
            left,
            key=lambda at: (
                worth[at] - weights.repetition * repeats[at] - weights.leaning * (leaning[at] and at - 1 not in chosen),
                -at,
            ),
        )
        grown = length + lengths[best]
        if count is None and chosen and abs(grown - words) >= abs(length - words):
            break
        chosen.add(best)
        left.remove(best)
        length = grown
        for at in left:
            repeats[at] = repeats[at] or share(bags[at], bags[best]) > SAME
    return sorted(chosen)


def leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood, or holds only one end of a quotation."""
    bare = MARKS.sub("", sentence)
    half_quoted = bare.count("«") != bare.count("»") or bare.count("“") != bare.count("”") or bare.count('"') % 2 == 1
    return half_quoted or bool(LEANING.match(bare) or LEANING_ENGLISH.match(bare))


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of `part` is found in `whole`: 0 to 1."""
    return len(part & whole) / len(part) if part else 0.0


def stems(text: str) -> list[str]:
    """The content words of a text, stripped to what their inflected forms share.

    Arabic words go through Light10 (Larkey, Ballesteros and Connell, 2007): spellings of alif, ya and ta marbuta made
    one, a leading "and" and the article off, then the listed endings. Other words are lower-cased. Stop words are
    left out.
    """
    words = (word.translate(SPELLINGS) for word in WORD.findall(MARKS.sub("", text).lower()))
    return [light(word) for word in words if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


def light(word: str) -> str:
    """The Light10 stem of one word whose spelling is already made one."""
    if not "\u0621" <= word[0] <= "\u064a":
        return word
    if word[0] == "و" and len(word) > 3:
        word = word[1:]
    prefix = next((prefix for prefix in PREFIXES if word.startswith(prefix) and len(word) - len(prefix) >= 2), "")
    word = word[len(prefix) :]
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word
