"""Finds the words that deny, in both languages, so that a "not" lost on the way is noticed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from summarizer.reading.arabic_numbers import fold
from summarizer.reading.amounts import Token


class Negation(NamedTuple):
    """A negation at tokens `first` to `last` (inclusive).

    `sense` says what may carry it in English: "not" (not, no, never, …), "lack" (also un-, -less, non-) for words such as «غير»
    and «عدم», "only" where an exception follows («لا … إلا»), "limit" («لا يقل عن»), "verb" for verbs that deny by themselves.
    `loose` is one that English may well say without a negation.
    """

    first: int
    last: int
    sense: str
    loose: bool = False


class Cue(NamedTuple):
    """An English word that can carry a negation: its offsets and its sense ("not", "verb", "lack", "only", "limit")."""

    start: int
    end: int
    sense: str


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


_PARTICLES = _set("لم لن ليس ليست ليسا ليستا ليسوا لسنا لست لسنا لستم لا مش مو موش مفيش مافيش ماكو مافي ماهوش ماهيش بلاش لما")
_LACKING = _set("دون بدون بلا غير عدم بعدم لعدم انعدام")
_NO_PARTICLE_AFTER_LA = _set(
    "يزال تزال يزالون يزالان تزالان نزال أزال يزل زال زالت زلنا زالوا سيما بد شك ريب محالة غير جرم بأس يفتأ ينفك يبرح تنفك بل"
)
_STILL_AFTER_LAM = _set("يزل تزل يزالوا نزل تزالا يزالا")
_EXCEPTIONS = _set("إلا سوى وإلا غير عدا حتى قبل فقط")
_LIMITS = _set(
    "يقل تقل يتجاوز تتجاوز يزيد تزيد يتعدى تتعدى يفوق تفوق يقلون يتجاوزون يزيدون تتخطى يتخطى يبلغ يتسع يكاد تكاد يكادون يمثل تمثل "
    "يعدو تعدو يخلو تخلو"
)
_NOT_BEHIND_DUN = _set("على في من إلى عن")  # «دوّن», to write down
_ONLY_BEHIND = _set("فقط فحسب وحسب وحده وحدها وحدهم مجرد")
_SINCE = _set("منذ قبل مثيل سابق")
_NUMBER_OR_AGE = _set("سن عمر السن مستوى خط المستوى المتوسط المعدل رد الصفر درجة مقابل")
_DENYING_VERB = re.compile(
    r"^[وفسل]{0,2}(?:[يتن]|ال|بال)?(?:نف[يىت]|نافي|رفض|فشل|اخفق|اخفاق|خفق|امتنع|متنع|ممتنع|امتناع|استبعد|استبعاد|ستبعد|مستبعد|منع|ممنوع"
    r"|حظر|محظور|عجز|تجنب|افتقر|فتقر|افتقار|انكر|نكر|الغي|الغا|الغ$|حجب|غاب|تغيب|غياب|انعدم|تعذر|استحال|مستحيل|عارض[هتو]?|معارض(?!ه)"
    r"|تخلو|خلا$|خاليه?$|محروم|نادر)"
)
_LOOSE_WORDS = _set("سوى إلا لولا كلا أبدا قط إطلاقا نهائيا لئلا كيلا ألا بلى لكيلا مالم بغير")


def arabic_negations(tokens: Sequence[Token]) -> list[Negation]:
    """The negations of Arabic text, in order: particles before a verb or noun, «غير», «عدم», «دون», and (loose) denying verbs.

    Left out are particles that do not deny: «لا يزال» (still), «لا سيما» (especially), «غير أن» (however), «ليس فقط» (not only).
    """
    found: list[Negation] = []
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        bare = _stripped(token.bare)
        following = tokens[index + 1].bare if index + 1 < len(tokens) else ""
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
    """Without a conjunction or the question particle in front."""
    if bare[:1] in ("و", "ف") and (bare[1:] in _PARTICLES or bare[1:] in _LACKING):
        return bare[1:]
    if bare in ("الم", "اليس", "اليست", "الن", "اولم", "افلا", "اولا"):
        return {"الم": "", "الن": "", "اولا": ""}.get(bare, "ليس")
    return bare


def _particle(tokens: Sequence[Token], index: int, bare: str, following: str, *, earlier: bool) -> Negation | None:
    before = tokens[index - 1].bare if index else ""
    if bare == "لا":
        if following.rstrip("ه") in _NO_PARTICLE_AFTER_LA or following in _NO_PARTICLE_AFTER_LA or before in ("ام", "او"):
            return None
        if before in ("ما", "مما") and following in ("نهايه", "نهاية"):
            return None
    if bare == "لم" and following in _STILL_AFTER_LAM:
        return None
    if bare == "لما":  # "when" or "of what", but "would not" behind «لو»
        would_not = any(token.bare in ("لو", "ولو", "فلو") for token in tokens[:index])
        return Negation(index, index + 1, "not") if would_not and following else None
    behind = [token.bare for token in tokens[index + 1 : index + 14]]
    if bare[:3] in ("ليس", "لا") and any(word in _ONLY_BEHIND for word in behind[:7]):
        return Negation(index, index, "only", loose=True)
    last = min(index + 1, len(tokens) - 1)
    if following in _LIMITS:
        return Negation(index, last, "limit")
    clause = behind[: next((place for place, word in enumerate(behind) if word in ("،", ".", "؛", "»")), len(behind))]
    if any(word in _EXCEPTIONS or word[:3] in ("الا", "سوي") for word in clause[1:]):
        return Negation(index, last, "only")
    if any(word in _SINCE for word in clause):
        return Negation(index, last, "since")
    # «لا … ولا», «لم … ولم»: English may say "nor", or let one "not" govern both
    joined = tokens[index].bare.startswith("و") or before == "و"
    return Negation(index, last, "not", loose=earlier and joined and bare == "لا" and not following[:1] in ("ي", "ت", "ن"))


def _lack(tokens: Sequence[Token], index: int, bare: str, following: str) -> Negation | None:
    before = tokens[index - 1].bare if index else ""
    if bare == "غير":
        if following[:2] == "ان" and len(following) <= 4 or before in ("لا", "ليس", "من") and following == "ان":
            return None
        if following in ("ذلك", "مره", "واحد", "واحده") or not following:
            return None
        if before == "من":
            return Negation(index - 1, min(index + 1, len(tokens) - 1), "lack")
    if bare == "دون" and following in _NOT_BEHIND_DUN:
        return None
    if bare == "دون" and (following in _NUMBER_OR_AGE or following[:1].isdecimal() or following[:2] in ("ال", "سن")):
        # "under eighteen", "two goals to nil"; «دون الحاجة» is a lack all the same, so it may be one
        return Negation(index, index, "lack", loose=True)
    if bare in ("بلا", "بدون") and following in _NUMBER_OR_AGE:
        return Negation(index, index, "lack", loose=True)
    first = index - 1 if bare == "دون" and before in ("من", "ومن") else index
    return Negation(first, min(index + 1, len(tokens) - 1), "lack")


# --- English ---

_ENGLISH = re.compile(
    r"\b(?:(?P<not>not|cannot|never|none|nobody|nothing|nowhere|neither|nor|without|no[- ]one|no(?!\.? ?\d)|[a-z]+n['’]t)"
    r"|(?P<verb>fail\w*|refus\w*|den(?:y|ie[sd]|ying|ials?)|reject\w*|unable|inability|lack\w*|avoid\w*|prevent\w*|prohibit\w*|forb[ia]d\w*"
    r"|bann?(?:ed|ing|s)?|barr(?:ed|ing)|rul(?:e|es|ed|ing) out|rather than|instead of|yet to|absen(?:t|ce)\w*|impossib\w*"
    r"|declin(?:e[sd]?|ing) to|abst[ae]\w+|refrain\w*|withh[eo]ld\w*|oppos(?:e[sd]?|ing)|far from|free (?:of|from)|unlike\w*|hardly|barely"
    r"|scarcely|little|rarely|seldom|anything but|ineligible|exclu\w+|disqualif\w+|cancel\w*|call(?:ed|ing|s)? off|contrary|miss(?:ed|es|ing)"
    r"|impunity|few|zero|nil|out of|still (?:to|awaiting)|would have been|could have)"
    r"|(?P<first>first|unprecedented|unheard)"
    r"|(?P<only>only|just|merely|until|unless|but|other than|apart from|before|solely|exclusively|simply|sole|alone|except\w*|limited)"
    r"|(?P<limit>at least|at most|more than|less than|fewer than|up to|as many as|under|over|below|within|maximum|minimum|exceed\w*"
    r"|almost|nearly|mere|always|at (?:a|the) m\w+imum)"
    r"|(?P<private>un(?!i(?:[toqf]|vers)|der|til|less|cle|its?\b)[a-z]{3,}|in(?:correct|valid|complete|sufficien|adequa|eligib|capab|effect|visib"
    r"|direct|secur|stab|toler|accur|appropri|consist|defini|sign|justi|human|sepa|access|comp|nocen|action|dispens|evitab|formal|voluntar|animat"
    r"|experienc|excusab|flexib|equal|operab|expensive|explicab|tangib|trans)\w*|im(?:possib|prob|patien|perfect|moral|mob|mun|balanc|prop)\w*"
    r"|il(?:legal|leg|licit|liter|log)\w*|ir(?:regular|relevan|respons|rever|repar|ration)\w*|non-?[a-z]{3,}"
    r"|dis(?:agre|appear|approv|connect|continu|honest|loyal|obe|order|respect|satisf|abl|allow|interest|mantl|pens|place|qual|regard|rupt)\w*"
    r"|(?!un|bless|neverthe|nonethe|regard)[a-z]{3,}less\w*|fals\w*|wrong\w*|baseless|a[bt]normal\w*|loose\w*)"
    r"|(?P<lack>(?:mis|mal|counter|anti)-?[a-z]{3,}|exempt\w*|foreign\w*|other\w*|besides|weak\w*|poor\w*|bad\w*|abroad|hidden|secret\w*"
    r"|stop\w*|ceas\w*|halt\w*|withdr\w+|short\w*|los[et]\w*|loss\w*|low|less|away from|against|alternative\w*|outside|strange\w*"
    r"|different\w*|remain\w*|too|difficult\w*|even|scarc\w*|any|despite|still|despair|rare\w*|foul|error\w*|mistak\w*|delay\w*|fear\w*"
    r"|ensur\w*|so as|lest|danger\w*|keep\w*|kept|leav\w*|left|unstable))\b",
    re.IGNORECASE,
)


def english_cues(text: str) -> list[Cue]:
    """The words of English text that can carry a negation, in order."""
    return [Cue(match.start(), match.end(), match.lastgroup or "not") for match in _ENGLISH.finditer(text)]


CARRIERS = {
    "not": ("not", "verb", "private"),
    "lack": ("not", "private", "verb", "lack"),
    "only": ("not", "only", "verb", "limit", "private"),
    "since": ("not", "first", "verb", "private"),
    "limit": ("not", "limit", "verb", "only"),
    "verb": ("verb", "private", "lack"),
}
"""Which senses of English cues can carry an Arabic negation of a sense, the best first."""
