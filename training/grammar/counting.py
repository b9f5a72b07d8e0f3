"""How Arabic counts: number words, their gender and case, and the form of the noun that follows.

Rules as in any reference grammar (Ryding 2005, chapter 15): 1 and 2 are the noun itself; 3–10 take the other gender and a plural;
11–99 take an accusative singular; hundreds, thousands and millions a genitive singular. Unvocalised newspaper spelling.
"""

from __future__ import annotations

from dataclasses import dataclass

NOMINATIVE, OBLIQUE = "n", "g"

UNITS = {
    3: ("ثلاثة", "ثلاث"), 4: ("أربعة", "أربع"), 5: ("خمسة", "خمس"), 6: ("ستة", "ست"), 7: ("سبعة", "سبع"),
    8: ("ثمانية", "ثماني"), 9: ("تسعة", "تسع"), 10: ("عشرة", "عشر"),
}  # fmt: skip
TENS = {2: "عشر", 3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع"}
HUNDREDS = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثماني", 9: "تسع"}
ENGLISH = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
           "eighteen nineteen").split()  # fmt: skip
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@dataclass(frozen=True)
class Noun:
    """A countable noun: Arabic singular and (genitive) plural, gender, English singular and plural."""

    singular: str
    plural: str
    feminine: bool
    english: str
    english_plural: str

    def dual(self, case: str) -> str:
        stem = self.singular[:-1] + "ت" if self.singular.endswith("ة") else self.singular
        stem = stem[:-1] + "ي" if stem.endswith("ى") else stem
        return stem + ("ان" if case == NOMINATIVE else "ين")

    def accusative(self) -> str:
        return self.singular if self.singular.endswith(("ة", "اء", "ى", "ا")) else self.singular + "ا"


def tens(number: int, case: str) -> str:
    return TENS[number] + ("ون" if case == NOMINATIVE else "ين")


def under_hundred(number: int, feminine: bool, case: str) -> str:
    """The words of 3–99 for a noun of the given gender."""
    if number in UNITS:
        return UNITS[number][feminine]
    ten, unit = divmod(number, 10)
    if ten == 1:
        if unit == 1:
            return "إحدى عشرة" if feminine else "أحد عشر"
        if unit == 2:
            two = ("اثنتا" if feminine else "اثنا") if case == NOMINATIVE else ("اثنتي" if feminine else "اثني")
            return f"{two} {'عشرة' if feminine else 'عشر'}"
        return f"{UNITS[unit][feminine]} {'عشرة' if feminine else 'عشر'}"
    if unit == 0:
        return tens(ten, case)
    if unit == 1:
        first = "إحدى" if feminine else "واحد"
    elif unit == 2:
        first = ("اثنت" if feminine else "اثن") + ("ان" if case == NOMINATIVE else "ين")
    else:
        first = UNITS[unit][feminine]
    return f"{first} و{tens(ten, case)}"


def hundreds(number: int, case: str, spelling: str, *, before_noun: bool) -> str:
    """The words of 100, 200 … 900; `spelling` is مئة or مائة."""
    stem = spelling[:-1]
    if number == 1:
        return spelling
    if number == 2:
        ending = "ا" if case == NOMINATIVE else "ي"
        return stem + "ت" + (ending if before_noun else ("ان" if case == NOMINATIVE else "ين"))
    return HUNDREDS[number] + spelling


def large(number: int, scale: Noun, case: str, spelling: str, *, before_noun: bool) -> str:
    """So many thousands or millions: the scale word is itself a counted noun."""
    if number == 1:
        return scale.singular
    if number == 2:
        dual = scale.dual(case)
        return dual[:-1] if before_noun else dual
    words = counted(number, scale, case, spelling)
    # ألفا and مليونا lose their ending before the noun that they count
    return words[:-1] if before_noun and words.endswith(scale.singular + "ا") else words


THOUSAND = Noun("ألف", "آلاف", False, "thousand", "thousand")
MILLION = Noun("مليون", "ملايين", False, "million", "million")
BILLION = Noun("مليار", "مليارات", False, "billion", "billion")
SCALES = ((10**9, BILLION), (10**6, MILLION), (10**3, THOUSAND))


def counted(number: int, noun: Noun, case: str, spelling: str = "مئة") -> str:
    """A number in words with its noun, in nominative or oblique case."""
    if number == 1:
        return f"{noun.singular} {'واحدة' if noun.feminine else 'واحد'}"
    if number == 2:
        return noun.dual(case)
    parts: list[str] = []
    rest = number
    for size, scale in SCALES:
        times, rest = divmod(rest, size)
        if times:
            parts.append(large(times, scale, case, spelling, before_noun=rest == 0))
    times, rest = divmod(rest, 100)
    if times:
        parts.append(hundreds(times, case, spelling, before_noun=rest == 0))
    if rest in (1, 2):
        unit = (
            ("واحدة" if noun.feminine else "واحد")
            if rest == 1
            else ("اثنت" if noun.feminine else "اثن") + ("ان" if case == NOMINATIVE else "ين")
        )
        return " و".join([*parts, unit]) + " " + noun.singular
    if rest:
        parts.append(under_hundred(rest, noun.feminine, case))
    return " و".join(parts) + " " + after(number, noun)


def after(number: int, noun: Noun) -> str:
    """The noun's form after a number above 2, written in words or digits."""
    last = number % 100
    if 3 <= last <= 10:
        return noun.plural
    return noun.accusative() if 11 <= last <= 99 else noun.singular


def in_digits(number: int, noun: Noun, case: str) -> str:
    if number == 2:
        return noun.dual(case)
    return f"{number} {after(number, noun)}" if number > 1 else counted(number, noun, case)


def english_words(number: int) -> str:
    """0–999 in English words."""
    if number < 20:
        return ENGLISH[number]
    if number < 100:
        ten, unit = divmod(number, 10)
        return ENGLISH_TENS[ten - 2] + (f"-{ENGLISH[unit]}" if unit else "")
    hundred, rest = divmod(number, 100)
    return f"{ENGLISH[hundred]} hundred" + (f" and {english_words(rest)}" if rest else "")
