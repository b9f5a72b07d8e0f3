"""What can be seen to be wrong with one translated sentence, without knowing the right one.

The faults are those that translation models are known for; the limits were set by `eval/calibrate_checks.py`, which
prints how many built faults each check finds and how many good translations it wrongly accuses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

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
    "length": 10,
    "unlikely": 5,
}
"""Every flag there is, and how much worse than clean a translation with it is."""

# The logarithm of English letters and digits per Arabic one is about normal; its spread has a part that belongs to the
# translator and a part that shrinks with the length of the sentence, as for counts (Gale and Church, 1993).
LENGTH_MEAN = 0.22
LENGTH_VARIANCE = 0.13**2
LENGTH_VARIANCE_PER_LETTER = 0.75
TOO_SHORT = -3.6
TOO_LONG = 4.2

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
    found = {
        "copy": is_copy(source, target),
        "wrong_language": not is_english(target) and bool(ARABIC_LETTER.search(source)),
        "commentary": has_commentary(source, target),
        "loop": loops(source, target),
        "arabic_left": bool(ARABIC_LETTER.search(target)),
        "cut": finish != "stop" or breaks_off(source, target),
        "detached": False,
        "length": not TOO_SHORT < length_deviation(source, target) < TOO_LONG,
        "unlikely": score is not None and unlikely is not None and score < unlikely,
    }
    return tuple(flag for flag, guilty in found.items() if guilty)


def badness(flags: Iterable[str]) -> int:
    """How bad a translation with these flags is; of two attempts the one with less is kept."""
    return sum(BADNESS[flag] for flag in flags)


def length_deviation(source: str, target: str) -> float:
    """How unusual the length of the English is for the Arabic, in standard deviations; negative when it is short."""
    arabic, english = (sum(map(str.isalnum, MARKS.sub("", text))) for text in (source, target))
    spread = math.sqrt(LENGTH_VARIANCE + LENGTH_VARIANCE_PER_LETTER / max(1, arabic))
    return (math.log(max(1, english) / max(1, arabic)) - LENGTH_MEAN) / spread


def is_copy(source: str, target: str) -> bool:
    """Whether an Arabic sentence was handed back instead of translated: half of its words or more."""
    given, answered = words(source), words(target)
    arabic = [word for word in given if ARABIC_LETTER.search(word)]
    return len(arabic) > len(given) / 2 and sum(word in set(answered) for word in arabic) >= len(arabic) / 2


# --- language ---

ENGLISH = frozenset(
    """the of and to in a an is was for that on with as it by at from are were be been has have had not this which who
    will would can said after its his her their he she they we you i or but also more than all no one into over about
    out up if what there when where how why do does did my your our me him them us so just new says some any only other
    first before between during since under against while because could should may might must very it's don't i'm
    """.split()
)
# of the languages that a multilingual model most often falls into; no word here is an English one
OTHER = (
    frozenset(
        """le la les des du un une et est dans pour qui que sur avec pas par plus ce cette sont ont été aux il elle nous vous
    el los las del una y en es con por se su sus lo como pero más fue han sido desde entre ya muy también al
    o os da do dos das na em um uma não com são foi mais ao pela pelo seu sua
    il gli della dello delle dei di che è non sono ha nel nella per alla più anche questo questa stato
    der die das und ist nicht ein eine einen dem den mit von zu auf für im sich auch wird wurde nach bei wie dass sind
    het een van en niet dat zijn voor met naar ook werd wordt bij aan deze
    ve bir bu için ile olarak daha çok olan değil gibi kadar sonra oldu ise da
    yang dan di dengan untuk dari ini itu pada tidak dalam adalah akan oleh telah mereka juga kepada
    och att det som är på av för inte med ett til og ikke på af ja że się nie jest na z do przez oraz
    și în cu nu pe este care mai na ya wa kwa ni katika la za iyo ka oo waa ku
    """.split()
    )
    - ENGLISH
    - frozenset({"do", "a", "as", "die", "den", "dos", "no", "me", "al", "el", "ben", "per", "van", "von", "da", "la"})
)


def is_english(text: str) -> bool:
    """Whether a text is in English as far as its script and its small words show; too short a text passes.

    Names, numbers and headlines have few small words, so a text is refused only for words of another language, or for
    having no English one in twelve.
    """
    letters = sum(map(str.isalpha, text))
    latin = LATIN_WORD.findall(text.lower())
    if letters and sum(map(len, latin)) < letters / 2:
        return False
    english = sum(word in ENGLISH for word in latin)
    other = sum(word in OTHER for word in latin)
    if other > english and other >= max(2, len(latin) / 8):
        return False
    lower = sum(word[0].islower() for word in LATIN_WORD.findall(text))
    return english > 0 or lower < 12


# --- loops ---


def loops(source: str, target: str) -> bool:
    """Whether the English repeats itself as stuck models do and the Arabic does not."""
    ours, theirs = words(target), words(source)
    return (
        stutters(target)
        and not stutters(source)
        or longest_run(ours) > max(2, longest_run(theirs))
        or repeated(ours, 4) > max(2, repeated(theirs, 2) + 1)
        or repeated(ours, 8) > max(1, repeated(theirs, 4))
        or len(ours) >= 40
        and len(set(ours)) < len(ours) * min(0.4, len(set(theirs)) / len(theirs))
        or bool(DRONE.search(target))
        and not DRONE.search(source)
    )


STUTTER = re.compile(r"\b([^\W\d_]{4,}|[^\W\d_]+ [^\W\d_]+(?: [^\W\d_]+){0,6}) \1\b", re.IGNORECASE)
ALLOWED_STUTTERS = frozenset({"that", "very"})
# one to twelve characters over and over: "hahahahaha", "- - - - - -"
DRONE = re.compile(r"([^\W\d]|[^\w\s.]{1,2} ?|\w{2,12}?[\s,;.-]{0,2}?)\1{7,}")


def stutters(text: str) -> bool:
    """Whether a word of four letters or more, or a phrase of two to eight words, stands twice in a row."""
    return any(match[1].lower() not in ALLOWED_STUTTERS for match in STUTTER.finditer(text))


def longest_run(tokens: Sequence[str]) -> int:
    """How often, at most, a phrase of one to eight words is said in a row."""
    longest = min(1, len(tokens))
    for unit in range(1, 9):
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
    r"""
    ^\W*(?:sure|certainly|of\ course|absolutely|okay|ok|great\ question|here(?:['’]s|\ is|\ are)(?:\ the|\ my|\ your|\ an?)?
        \ (?:\w+\ ){0,3}(?:translation|translated|english|summary|version|text))\b
  | ^\W*(?:english|arabic)?\s*(?:translation|translated\ text|translated|output|answer|response|result|source|english|arabic)\W*:
  | \b(?:as\ an?\ (?:ai|artificial\ intelligence|language\ model|assistant)\b|i['’]?m\ an?\ (?:ai|language\ model))
  | \bi\ ?(?:['’]m|\ am)?\ ?(?:sorry|apologi[sz]e)\b[^.]*\b(?:i|but|cannot|can['’]t|unable)\b
  | ^\W*(?:unfortunately,?\ )?i\ ?(?:can(?:not|['’]t|\ not)|am\ unable|['’]m\ unable|am\ not\ able|['’]m\ not\ able|won['’]t)
        \ (?:\w+\ ){0,3}(?:translat|assist|help|provide|fulfil|comply|process|summari|complete|generate|answer|continue)
  | \b(?:translator['’]?s?|translation|tn|t\.n)\.?\ ?note\b | [(\[]\s*(?:note|n\.b\.|literally|lit\.)\s*: | \n\s*\**note\**\s*:
  | \b(?:this|the)\ (?:\w+\ )?(?:sentence|text|phrase|passage|paragraph)\ (?:translates|can\ be\ translated|is\ translated|
        means|says\ that|reads|is\ in\ arabic|appears\ to)
  | \b(?:translates|can\ be\ translated|is\ translated)\ (?:to|as|into)\b | \btranslated\ (?:from|into|to)\ (?:arabic|english)\b
  | \b(?:let\ me\ know\ if|please\ (?:provide|share|paste|send)\b|feel\ free\ to|i\ hope\ this\ helps|would\ you\ like\ me\ to
        |do\ you\ want\ me\ to|if\ you\ (?:need|have)\ any)
  | ^\W*(?:user|assistant|system|human|model)\s*: | </?(?:s|pad|unk|think|bos|eos|start_of_turn|end_of_turn)> | <\|\w+\|> | \[/?INST\]
  | ``` | ^\s*\#{1,4}\s | \*\*\w
  | ^\W*(?:the\ user|we\ need\ to\ translate|let\ me\ translate|let['’]s\ translate|i\ (?:will|['’]ll|would)\ translate)
    """,
    re.IGNORECASE | re.VERBOSE,
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
