"""Finds the words that deny, in both languages, so that a "not" lost on the way is noticed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from summarizer.reading.amounts import Token, word_at
from summarizer.reading.arabic_numerals import arabic_numeral, words


class Negation(NamedTuple):
    """A negation at tokens `first` to `last` (inclusive).

    `sense` says what may carry it in English (see `CARRIERS`): "not" for the particles, "nor" where «و» joins one to
    what is before, "lack" for «غير», «عدم», «دون», "only" where an exception follows («لا … إلا»), "since" before
    «منذ», "least" and "most" for «لا يقل عن» and «لا يتجاوز», "if" behind «إذا» (unless), "verb" for verbs that deny
    by themselves. `loose` is one that English may well say without a negation.
    """

    first: int
    last: int
    sense: str
    loose: bool = False


class Cue(NamedTuple):
    """An English word that can carry a negation: its offsets and its sense, as in `CARRIERS`."""

    start: int
    end: int
    sense: str


_PARTICLES = words(
    "لم لن ليس ليست ليسا ليستا ليسوا لسنا لست لسنا لستم لا مش مو موش مفيش مافيش ماكو مافي ماهوش ماهيش بلاش لما"
)
_LACKING = words("دون بدون بلا غير عدم بعدم لعدم انعدام")
_NO_PARTICLE_AFTER_LA = words(
    "يزال تزال يزالون يزالان تزالان نزال أزال يزل زال زالت زلنا زالوا سيما بد شك ريب محالة غير جرم بأس يفتأ ينفك "
    "يبرح تنفك بل"
)
_STILL_AFTER_LAM = words("يزل تزل يزالوا نزل تزالا يزالا")
_EXCEPTIONS = words("إلا سوى عدا")
_AT_MOST = words(
    "يتجاوزوا يبلغوا يبلغ تبلغ يتجاوز تتجاوز يتجاوزون تتجاوزها يزيد تزيد يزيدون يتعدى تتعدى يفوق تفوق تتخطى "
    "يتخطى يعدو تعدو"
)
_AT_LEAST = words("يقل تقل يقلون")
_SINCE = words("منذ مثيل سابق")
_NOT_BEHIND_DUN = words("على في من إلى عن")  # «دوّن», to write down
_ONLY_BEHIND = words("فقط فحسب وحسب وحده وحدها وحدهم مجرد")
_IDIOMS = ("نهاي", "متناه", "محدود", "يخفي", "تحمد", "يستهان", "غير")  # infinite, obviously, considerable, …
_NOT_DENIED = words("ذلك مرة واحد واحدة") | {""}
_SHADDA = "\u0651"
_HOWEVER = re.compile(r"ان(?:ه|ها|هم|هما|هن|ني|نا|ك)?$")
_NUMBER_OR_AGE = words("سن عمر السن مستوى خط المستوى المتوسط المعدل رد الصفر درجة مقابل")
_DENYING_VERB = re.compile(
    r"^[وفسلبك]{0,2}(?:[يتن]|ال)?(?:نف[يىت](?!ذ|ا)|نافي|رفض|فشل|اخفق|اخفاق|خفق|امتنع|متنع|ممتنع|امتناع|استبعد|استبعاد|ستبعد"
    r"|مستبعد|منع(?!ط|ش)|ممنوع|حظر|محظور|عجز|تجنب|افتقر|فتقر|افتقار|انكر|نكر|الغي|الغا|الغ$|حجب|غاب(?!ا|ه)|تغيب|غياب|انعدم"
    r"|تعذر|استحال|مستحيل|عارض[هتو]?|معارض(?!ه)|تخلو|خلا$|خاليه?$|محروم|نادر)"
)
_LOOSE_WORDS = words("سوى إلا لولا كلا أبدا قط إطلاقا نهائيا لئلا كيلا ألا بلى لكيلا مالم بغير")


def arabic_negations(tokens: Sequence[Token]) -> list[Negation]:
    """The negations of Arabic text, in order: particles before a verb or noun, «غير», «عدم», «دون», and (loose)
    denying verbs.

    Left out are particles that do not deny: «لا يزال» (still), «لا سيما» (especially), «غير أن» (however), «ليس فقط»
    (not only).
    """
    found: list[Negation] = []
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        bare = _stripped(token.bare)
        following = word_at(tokens, index + 1)
        if bare in _PARTICLES:
            if negation := _particle(tokens, index, bare, following, earlier=bool(found)):
                found.append(negation)
        elif bare in _LACKING:
            if negation := _lack(tokens, index, bare, following):
                found.append(negation)
        elif bare in _LOOSE_WORDS or token.bare in _LOOSE_WORDS:
            found.append(Negation(index, index, "only" if bare in ("سوي", "الا") else "verb", loose=True))
        elif _DENYING_VERB.match(token.bare):
            found.append(Negation(index, index, "verb", loose=True))
    return found


def _stripped(bare: str) -> str:
    """Without a conjunction in front."""
    if bare[:1] in ("و", "ف") and (bare[1:] in _PARTICLES or bare[1:] in _LACKING):
        return bare[1:]
    return bare


def _particle(tokens: Sequence[Token], index: int, bare: str, following: str, *, earlier: bool) -> Negation | None:
    """What a particle denies; None where it denies nothing."""
    before = word_at(tokens, index - 1)
    last = min(index + 1, len(tokens) - 1)
    if bare == "لا" and (following in _NO_PARTICLE_AFTER_LA or following.startswith(_IDIOMS) or before in ("ام", "او")):
        return None
    if bare == "لم" and (following in _STILL_AFTER_LAM or following == "شمل"):  # «لمّ شمل», to reunite
        return None
    if bare == "لم" and before in ("ما", "وما"):  # unless
        return Negation(index - 1, last, "only")
    if bare == "لما":  # "when" or "of what", but "would not" behind «لو»
        would_not = any(token.bare in ("لو", "ولو", "فلو") for token in tokens[:index])
        return Negation(index, last, "not") if would_not and following else None
    behind = [token.bare for token in tokens[index + 1 : index + 14]]
    if bare[:3] in ("ليس", "لا") and any(word in _ONLY_BEHIND for word in behind[:7]):  # not only
        return Negation(index, index, "only", loose=True)
    if following in _AT_LEAST or following in _AT_MOST:
        return Negation(index, last, "least" if following in _AT_LEAST else "most")
    sentence = _up_to(behind, {".", "؛", "»", "بل", *_PARTICLES})
    clause = _up_to(sentence, {"،"})
    if any(word in _EXCEPTIONS for word in sentence) or "غير" in clause:
        return Negation(index, last, "only")
    if any(word in _SINCE for word in clause):
        return Negation(index, last, "since")
    if before.endswith("اذا") or before in ("ان", "وان"):
        return Negation(index, last, "if")
    # «لا … ولا», «لم … ولم»: English may say "nor", or let one "not" govern both
    joined = tokens[index].bare.startswith("و") or before == "و"
    behind_a_lack = any(token.bare in _LACKING for token in tokens[max(0, index - 3) : index])
    of_a_noun = bare == "لا" and (following[:1] not in ("ي", "ت", "ن") or behind_a_lack)
    return Negation(index, last, "nor" if joined else "not", loose=earlier and joined and of_a_noun)


def _up_to(words: Sequence[str], stops: set[str]) -> Sequence[str]:
    """The words before the first of `stops`."""
    return words[: next((place for place, word in enumerate(words) if word in stops), len(words))]


def _lack(tokens: Sequence[Token], index: int, bare: str, following: str) -> Negation | None:
    """What «غير», «دون», «عدم» and their like deny; None where they mean something else."""
    before, last = word_at(tokens, index - 1), min(index + 1, len(tokens) - 1)
    recent = [token.bare for token in tokens[max(0, index - 8) : index]]
    if bare == "غير":
        if before in ("من", "ومن") and following:
            return Negation(index - 1, last, "lack")
        # «غير أن» (however), «لا غير» (only), «غيّر» (to change)
        if _HOWEVER.match(following) or following in _NOT_DENIED or before == "لا" or _SHADDA in tokens[index].text:
            return None
        if any(word in _PARTICLES or word[1:] in _PARTICLES for word in recent):  # «لم يبق غير عشر أسر»
            return Negation(index, index, "only", loose=True)
    elif bare == "دون" and following in _NOT_BEHIND_DUN:
        return None
    elif bare in ("دون", "بدون", "بلا") and _is_under(bare, following):
        return Negation(index, index, "lack", loose=True)
    first = index - 1 if bare == "دون" and before in ("من", "ومن") else index
    # one "without" or "failure" may govern both
    again = tokens[index].bare.startswith("و") and any(_stripped(word) == bare for word in recent)
    return Negation(first, last, "lack", loose=again)


def _is_under(bare: str, following: str) -> bool:
    """Whether «دون» may mean "under" («دون الثامنة عشرة»), or is part of a name or a score."""
    if following in _NUMBER_OR_AGE or following in ("طيار", "حدود"):  # a drone, Doctors Without Borders
        return True
    a_number = following[:1].isdecimal() or arabic_numeral(following) is not None
    return bare == "دون" and (a_number or following.startswith(("سوا", "ال", "سن")))


# --- English ---

_CUES = {
    "nor": ("nor",),
    "not": (r"not|cannot|never|none|nobody|nothing|nowhere|neither|without|no[- ]one|no(?!\.? ?\d)|[a-z]+n['’]t",),
    "verb": (
        r"fail\w*|refus\w*|den(?:y|ie[sd]|ying|ials?)|reject\w*|unable|inability|lack\w*|avoid\w*|prevent(?!iv)\w*",
        r"prohibit\w*|forb[ia]d\w*|bann?(?:ed|ing|s)?|barr(?:ed|ing)|rul(?:e|es|ed|ing) out|rather than|instead of",
        r"yet to|absen(?:t|ce)\w*|impossib\w*|declin(?:e[sd]?|ing) to|abst[ae]\w+|refrain\w*|withh[eo]ld\w*",
        r"oppos(?:e[sd]?|ing)|opposition|far from|free (?:of|from)|unlike\w*|hardly|barely|scarcely|rarely|seldom|anything but",
        r"ineligible|exclu(?:de[sd]?|ding|sion)|disqualif\w+|cancel\w*|call(?:ed|ing|s)? off|contrary to",
        r"miss(?:ed|es|ing)|zero|nil|short of|still (?:to|awaiting)|disappear\w*",
    ),
    "first": ("first|unprecedented|unheard",),
    "only": (
        r"only|just|merely|until|unless|but|other than|apart from|solely|exclusively|simply|sole|alone|except\w*|limited",
        r"few|little",
    ),
    "least": ("at least|or more|minimum|more than|over",),
    "most": ("at most|up to|under|below|within|maximum|less than|fewer than|or less",),
    "private": (
        r"un(?!i(?:[toqf]|vers)|der|til|less|cles?\b|its?\b)[a-z]{3,}|non-\w+|non[a-z]{4,}|ill-\w+",
        r"in(?:correct|valid|complete|sufficien|adequa|eligib|capab|effect|visib|direct|secur|stab|toler|accur)\w*",
        r"in(?:appropri|consist|defini|signif|justi|human|separ|access|comp[ae]t|nocen|action|dispens|evitab|formal|voluntar)\w*",
        r"in(?:animat|experienc|excusab|flexib|equal|operab|expensive|explicab|tangib|differen|attent)\w*",
        r"im(?:possib|prob|patien|perfect|moral|mob|mun|balanc|proper)\w*|il(?:legal|legit|licit|liter|log)\w*",
        r"ir(?:regular|relevan|respons|rever|repar|ration)\w*|i[nmrl][a-z]{3,}[ai]bl[ey]|extraordinar\w*",
        r"disproportion\w*|asynchron\w*|asymmetr\w*|fals\w*|wrong\w*|a[bt]normal\w*",
        r"dis(?:comfort|agree|approv|continu|honest|loyal|obe|respect|satisf|allow|regard|connect)\w*",
        r"(?!un|bless|neverthe|nonethe|regard)[a-z]{3,}less\w*",
    ),
    "lack": (
        r"(?:mis|mal|counter|anti)-?[a-z]{3,}|exempt\w*|foreign\w*|besides|weak\w*|poor\w*|bad(?:ly)?|hidden|secret\w*",
        r"stop\w*|ceas\w*|halt\w*|withdr\w+|short\w*|loss(?:es)?|low|away from|against|outside|scarc\w*|rare|delay\w*",
        r"ensur\w*|lest|danger\w*|in vain|to no avail|fruitless\w*|anonym\w*|defici\w*|half",
    ),
}
"""English words that can carry a negation, by their sense; "private" are those with a denying prefix or ending."""
_ENGLISH = re.compile(
    r"\b(?:" + "|".join(f"(?P<{sense}>{'|'.join(words)})" for sense, words in _CUES.items()) + r")\b", re.IGNORECASE
)


def english_cues(text: str) -> list[Cue]:
    """The words of English text that can carry a negation, in order."""
    return [Cue(match.start(), match.end(), match.lastgroup or "not") for match in _ENGLISH.finditer(text)]


CARRIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "not": (("not",), ("verb",), ("private",), ("nor",)),
    "nor": (("not", "nor"), ("verb",), ("private",)),
    "lack": (("not",), ("private",), ("verb",), ("lack", "first"), ("nor",)),
    "only": (("only",), ("not",), ("verb", "most"), ("private",)),
    "if": (("not",), ("only",), ("verb",), ("private",)),
    "since": (("not",), ("first",), ("verb",), ("private",)),
    "least": (("not",), ("least",)),
    "most": (("not",), ("most",), ("only",), ("verb",)),
    "verb": (("verb",), ("private",), ("lack",)),
}
"""Which senses of English cues can carry an Arabic negation of a sense, the best first."""
