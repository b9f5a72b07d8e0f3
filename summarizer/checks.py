"""What can be seen to be wrong with one translated sentence, without knowing the right one.

The faults are those that translation models are known for; the limits were set by `eval/calibrate_checks.py`, which
prints how many built faults each check finds and how many good translations it wrongly accuses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from summarizer.overlap import gap_by_chance, overlap
from summarizer.text import digits

BADNESS = {
    "empty": 100,
    "copy": 60,
    "wrong_language": 60,
    "commentary": 40,
    "loop": 30,
    "arabic_left": 20,
    "cut": 20,
    "detached": 15,
    "gap": 12,
    "length": 10,
    "unlikely": 5,
}
"""Every flag there is, and how much worse than clean a translation with it is."""

SUSPICIONS = frozenset({"unlikely"})
"""Flags that ask for a reader's eye, not for another attempt: the model says that it was unsure, and it would be again."""

# The logarithm of English letters and digits per Arabic one is about normal; its spread has a part that belongs to the
# translator and a part that shrinks with the length of the sentence, as for counts (Gale and Church, 1993).
LENGTH_MEAN = 0.22
LENGTH_VARIANCE = 0.13**2
LENGTH_VARIANCE_PER_LETTER = 0.75
TOO_SHORT = -3.6
TOO_LONG = 4.2

# of the known words, names and numbers of the Arabic, so few are said by English that says something else
DETACHED_SHARE = 0.2
FEWEST_KNOWN = 4

LONGEST_END = 3000  # characters

# a run of words that English rather shorter than usual does not say, and so unlikely to come about by chance
GAP_CHANCE = 0.01
GAP_SHORT = -1.0

ARABIC_LETTER = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
)
MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LATIN_WORD = re.compile("[a-z\u00c0-\u024f]+(?:['’][a-z]+)*", re.IGNORECASE)


def check(
    source: str, target: str, *, finish: str = "stop", score: float | None = None, unlikely: float | None = None
) -> tuple[str, ...]:
    """The flags (keys of `BADNESS`) that a translation of one Arabic sentence earns; none if nothing seems wrong.

    `finish` is why the engine stopped; `score` its mean log-probability per token, compared with `unlikely` where
    both are known. A source without words or numbers asks for nothing, and anything may come of it.
    """
    if not WORD.search(source):
        return ()
    if not WORD.search(target):
        return ("empty",)
    unusual = not TOO_SHORT < length_deviation(source, target) < TOO_LONG
    source, target = ends(source), ends(target)
    found = {
        "copy": is_copy(source, target),
        "wrong_language": not is_english(target) and bool(ARABIC_LETTER.search(source)),
        "commentary": has_commentary(source, target),
        "loop": loops(source, target),
        "arabic_left": bool(ARABIC_LETTER.search(target)),
        "cut": finish != "stop" or breaks_off(source, target),
        "detached": is_detached(source, target),
        "gap": has_gap(source, target),
        "length": unusual,
        "unlikely": score is not None and unlikely is not None and score < unlikely,
    }
    return tuple(flag for flag, guilty in found.items() if guilty)


def ends(text: str) -> str:
    """The text, or of an endless one its beginning and its end, where faults show."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]} {text[-LONGEST_END:]}"


def is_faulty(flags: Iterable[str]) -> bool:
    """Whether a flag says more than that the model was unsure."""
    return bool(set(flags) - SUSPICIONS)


def badness(flags: Iterable[str]) -> int:
    """How bad a translation with these flags is; of two attempts the one with less is kept."""
    return sum(BADNESS[flag] for flag in flags)


def length_deviation(source: str, target: str) -> float:
    """How unusual the length of the English is for the Arabic, in standard deviations; negative when it is short."""
    arabic, english = (sum(map(str.isalnum, MARKS.sub("", text))) for text in (source, target))
    spread = math.sqrt(LENGTH_VARIANCE + LENGTH_VARIANCE_PER_LETTER / max(1, arabic))
    return (math.log(max(1, english) / max(1, arabic)) - LENGTH_MEAN) / spread


def is_detached(source: str, target: str) -> bool:
    """Whether the English says next to nothing of what is known of the Arabic (see `summarizer.overlap`)."""
    known, said = overlap(source, target)
    return known >= FEWEST_KNOWN and said <= DETACHED_SHARE * known


def has_gap(source: str, target: str) -> bool:
    """Whether part of the Arabic seems to be left out: many words in a row unsaid, in English on the short side."""
    return length_deviation(source, target) < GAP_SHORT and gap_by_chance(source, target) < GAP_CHANCE


def is_copy(source: str, target: str) -> bool:
    """Whether an Arabic sentence was handed back instead of translated: half of its words or more."""
    given, answered = words(source), words(target)
    arabic = [word for word in given if ARABIC_LETTER.search(word)]
    return len(arabic) > len(given) / 2 and sum(word in set(answered) for word in arabic) >= len(arabic) / 2


# --- language ---

ENGLISH = frozenset(
    """
    the of and to that with it by from are were be been have had not this which who will would can said after its his
    their he she they you but also than one into about out up if there when where how why does did your my our him them
    just new says some any only other first before between during since against while because could should may might
    must it's don't i'm
    """.split()
)
# small words of the languages that a multilingual model most often falls into; none is an English word
OTHER = frozenset(
    """
    le les des du un une et est dans pour qui que sur avec pas par plus ce cette sont été aux il elle nous vous los las
    del una en es con por se su sus lo como pero más fue han sido desde entre ya muy también os das na em uma não com
    são foi mais ao pela pelo seu sua neste gli della dello delle dei di che è non sono ha nel nella più anche questo
    questa stato der das und ist nicht ein eine einen dem mit zu auf für sich auch wird wurde nach bei wie dass sind als
    mehr hat het een niet dat zijn voor met naar ook werd wordt aan deze geen nog heeft ve bir bu için ile olarak daha
    çok olan değil gibi kadar sonra oldu ise yang dan dengan untuk dari ini itu pada tidak dalam adalah akan oleh telah
    mereka juga kepada och att det som är på av för inte med ett til og ikke af ja że się nie jest z przez oraz której
    które și cu nu este mai wa kwa ni katika za iyo oo waa ku zaidi hii
    """.split()
)
# English too, but words of other languages as well
SHARED = frozenset("a an as at for i in is on or all has no so was".split())
FEW_WORDS = 12


def is_english(text: str) -> bool:
    """Whether a text is in English as far as its script and its small words show.

    Names, numbers and headlines have few small words, so a text is refused only for the small words of another
    language, or for having no English one among a dozen words that are not capitalised.
    """
    letters = sum(map(str.isalpha, text))
    written = LATIN_WORD.findall(text)
    if letters and sum(map(len, written)) < letters / 2:
        return False
    latin = [word.lower() for word in written]
    english, other, shared = (sum(word in small for word in latin) for small in (ENGLISH, OTHER, SHARED))
    if other > english and other >= max(2, len(latin) / 8):
        return False
    return english + shared > 0 or sum(word[0].islower() for word in written) < FEW_WORDS


# --- loops ---


def loops(source: str, target: str) -> bool:
    """Whether the English repeats itself as stuck models do and the Arabic does not."""
    ours, theirs = words(target), words(source)
    return any(
        (
            stutters(target) and not stutters(source),
            longest_run(ours) > max(2, longest_run(theirs)),
            longest_run(ours, shortest=4) > longest_run(theirs, shortest=2),
            repeated(ours, 4) > max(2, repeated(theirs, 2) + 1),
            repeated(ours, 8) > max(1, repeated(theirs, 4)),
            len(ours) >= LONG and len(set(ours)) < len(ours) * min(VARIETY, len(set(theirs)) / len(theirs)),
            DRONE.search(target) is not None and not DRONE.search(source),
        )
    )


LONG = 40  # words
VARIETY = 0.4  # different words among all of a long sentence; the least in the reference translations is above 0.5
STUTTER = re.compile(
    r"\b(the|of|and|to|a|an|for|with|by|from|[^\W\d_]{4,}|[^\W\d_]+ [^\W\d_]+(?: [^\W\d_]+){0,6}) \1\b", re.IGNORECASE
)
ALLOWED_STUTTERS = frozenset({"that", "very"})
# one to twelve characters over and over: "hahahahaha", "- - - - - -"
DRONE = re.compile(r"([^\W\d]|[^\w\s.]{1,2} ?|\w{2,12}?[\s,;.-]{0,2}?)\1{7,}")


def stutters(text: str) -> bool:
    """Whether a word of four letters or more, a small one such as "the", or a phrase of two to eight words, stands
    twice in a row.
    """
    return any(match[1].lower() not in ALLOWED_STUTTERS for match in STUTTER.finditer(text))


def longest_run(tokens: Sequence[str], *, shortest: int = 1) -> int:
    """How often, at most, a phrase of `shortest` to eight words is said in a row."""
    longest = min(1, len(tokens))
    for unit in range(shortest, 9):
        same = 0
        for at in range(unit, len(tokens)):
            same = same + 1 if tokens[at] == tokens[at - unit] else 0
            longest = max(longest, same // unit + 1)
    return longest


def repeated(tokens: Sequence[str], size: int) -> int:
    """How often the most frequent phrase of that many words occurs."""
    phrases = Counter(zip(*(tokens[at:] for at in range(size)), strict=False))
    return max(phrases.values(), default=0)


def words(text: str) -> list[str]:
    return WORD.findall(digits(MARKS.sub("", text)).lower())


# --- what the model says about its task ---

COMMENTARY = re.compile(
    "|".join(
        (
            # announces the answer
            r"^\W*(?:sure|certainly|absolutely|ok|okay|of course)[,!.:]+ (?:here|i can|i will|let)\b",
            r"^\W*here(?:['’]s| is| are)(?: (?:the|my|your|an?))? (?:\w+ ){0,3}(?:translat\w+|english|summary|version)\b",
            r"^\W*(?:(?:english|arabic) )?(?:translation|translated text|output|answer|response|source text|english|arabic)\W*:",
            r"^\W*(?:we need to|let me|let['’]s|i (?:will|would)|i['’]ll) (?:now )?translate\b",
            # refuses, or speaks of itself
            r"\bas an (?:ai|artificial intelligence|language model)\b|\bi['’]?(?: a)?m an? (?:ai|large|language) ",
            r"^\W*(?:unfortunately,? |sorry,? |i['’]?(?: a)?m sorry,? (?:but )?|i apologi[sz]e,? (?:but )?)*"
            r"i (?:can(?:not|['’]t| not)|am unable|['’]m unable|am not able|won['’]t|do not|don['’]t) (?:be able )?(?:to )?"
            r"(?:translat|assist|help with|provide|fulfil|comply|process|summari|complete|generate|answer|have (?:access|enough))",
            r"\bi['’]?(?: a)?m (?:sorry|unable)\b[^.]{0,80}\b(?:translat|request|assist|help (?:you )?with)",
            # explains the text or its own words
            r"\btranslat(?:or|ion)['’]?s? note\b|\n\s*\**notes?\**\s*:|[(\[]\s*(?:note|n\.b\.|literally|lit\.)\s*:",
            r"\b(?:this|the) (?:arabic |given |provided )?(?:sentence|text|phrase|passage) (?:translates|is in arabic|appears to)",
            r"\b(?:translates|can be translated|is translated) (?:to|as|into)\b|\btranslated (?:from|into) (?:arabic|english)\b",
            # talks to a user
            r"\b(?:let me know if|feel free to (?:ask|contact|let)|i hope this helps|would you like me to)\b",
            r"\bplease (?:provide|share|paste|send) (?:me )?(?:the|more|your|additional) (?:\w+ )?(?:text|sentence|context|article)",
            # control marks and markup
            r"^\W*(?:user|assistant|system|human|model)\s*:",
            r"</?(?:s|pad|unk|think|bos|eos|start_of_turn|end_of_turn)>|<\|\w+\|>|\[/?INST\]",
            r"```|^\s*#{1,4} |\*\*\w",
        )
    ),
    re.IGNORECASE,
)
# Arabic that may rightly be translated into words of the kind
EXCUSE = re.compile(
    "ترجم|آسف|أسف|نأسف|أعتذر|نعتذر|عذرا|بالطبع|بالتأكيد|طبعا|حسنا|ملاحظة|ملحوظة|المصدر|الذكاء الاصطناعي|[#*`<]"
)


def has_commentary(source: str, target: str) -> bool:
    """Whether the model talks about its task, refuses it, or leaves its control marks, and the Arabic has nothing of
    the kind."""
    return bool(COMMENTARY.search(target)) and not EXCUSE.search(MARKS.sub("", source))


# --- cut off ---

UNFINISHED = frozenset(
    "the a an of and or to in on at by for with from that which who its their his her is are was were be as than".split()
)


def breaks_off(source: str, target: str) -> bool:
    """Whether the English stops at a word no sentence ends with, without a full stop that the Arabic has."""
    return (
        source.rstrip(' \n»”")').endswith((".", "!", "؟", "?", "…"))
        and target.rstrip()[-1:].isalpha()
        and target.split()[-1].lower() in UNFINISHED
    )
