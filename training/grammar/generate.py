"""Generate pairs from the grammar: `python -m training.grammar.generate 200000 > grammar.tsv`. The same seed, the same pairs.

A line of `sentences.tsv` is a rule with linked slots: `{people:n:1}` in the Arabic (class, case, link) and `{count:1}` in the
English grow together; `{v1:قتل|قتلت}` agrees with the gender of slot 1, `{was|were:1}` with its number.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.grammar.counting import BILLION, MILLION, THOUSAND, Noun, counted, english_words, in_digits

HERE = Path(__file__).parent
SLOT = re.compile(r"\{([^{}]+)\}")
CASES = {"n", "g"}
DIRECTIONS = (
    ("شمال", "north"),
    ("جنوب", "south"),
    ("شرق", "east"),
    ("غرب", "west"),
    ("شمال غربي", "north-west"),
    ("جنوب شرقي", "south-east"),
)


def nouns() -> dict[str, list[Noun]]:
    classes: dict[str, list[Noun]] = {}
    for line in (HERE / "nouns.tsv").read_text(encoding="utf-8").splitlines():
        kind, singular, plural, gender, english, english_plural = line.split("\t")
        classes.setdefault(kind, []).append(Noun(singular, plural, gender == "f", english, english_plural))
    return classes


class Generator:
    """Draws pairs at random; every draw is independent and both sides always agree."""

    def __init__(self, seed: int = 1):
        self.draw = random.Random(seed)
        self.nouns = nouns()
        self.words: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
        self.rules = [
            tuple(line.split("\t")) for line in (HERE / "sentences.tsv").read_text(encoding="utf-8").splitlines()
        ]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        while True:
            yield self.pair(*self.draw.choice(self.rules))

    def pair(self, arabic: str, english: str) -> tuple[str, str]:
        """One rule with its slots filled."""
        filled: dict[str, str] = {}
        feminine: dict[str, bool] = {}
        one: dict[str, bool] = {}

        def write_arabic(match: re.Match[str]) -> str:
            name, *rest = match[1].split(":")
            if name[0] == "v" and name[1:].isdigit():
                return match[0]  # the noun that it agrees with may stand to its right
            if name in self.nouns and name != "money":
                case, link = rest
                noun = self.draw.choice(self.nouns[name])
                number = self.number(name)
                filled["count:" + link] = self.english_count(number, noun)
                feminine[link], one[link] = noun.feminine, number == 1
                return self.arabic_count(number, noun, case)
            link = next((part for part in rest if part.isdigit()), "")
            ar, en = getattr(self, name)(rest)
            filled[f"{name}:{link}" if link else name] = en
            return str(ar)

        arabic = SLOT.sub(write_arabic, arabic)
        arabic = SLOT.sub(lambda m: agree(m, feminine), arabic)

        def write_english(match: re.Match[str]) -> str:
            name, _, link = match[1].partition(":")
            if "|" in name:
                return name.split("|")[not one[link]]
            if name == "nth":
                return nth(int(filled["small"]))
            key = match[1]
            if key in filled:
                return filled[key]
            value = filled[key[0].lower() + key[1:]]
            return value[0].upper() + value[1:]

        # an abbreviation at the end of a sentence shares its full stop
        return arabic, SLOT.sub(write_english, english).replace(".m..", ".m.")

    def number(self, kind: str) -> int:
        size = self.draw.random()
        if kind == "time":
            return self.draw.choice(
                [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 20, 21, 24, 25, 30, 36, 40, 45, 48, 50, 72]
            )
        if size < 0.15:
            return self.draw.choice([1, 2, 2])
        if size < 0.45:
            return self.draw.randint(3, 10)
        if size < 0.8:
            return self.draw.randint(11, 99)
        if size < 0.92:
            return 100 * self.draw.randint(1, 9) + self.draw.choice(
                [0, 0, 3, 7, 10, 12, 15, 20, 25, 33, 40, 50, 60, 75, 80, 99]
            )
        return 1000 * self.draw.randint(1, 99) + self.draw.choice([0, 0, 0, 100, 200, 250, 300, 500, 750])

    def arabic_count(self, number: int, noun: Noun, case: str) -> str:
        style = self.draw.random()
        if style < 0.5 or number < 3:
            return counted(number, noun, case, self.draw.choice(("مئة", "مئة", "مائة")))
        text = in_digits(number, noun, case)
        if number >= 10000 and style < 0.6:
            text = text.replace(str(number), f"{number:,}")
        return eastern(text) if style > 0.9 else text

    def english_count(self, number: int, noun: Noun) -> str:
        name = noun.english if number == 1 else noun.english_plural
        return f"{english_words(number) if number <= 10 else f'{number:,}'} {name}"

    def money(self, _: list[str]) -> tuple[str, str]:
        noun = self.draw.choice(self.nouns["money"])
        scale = self.draw.choice((None, None, THOUSAND, MILLION, MILLION, BILLION))
        number = self.draw.choice([2, 3, 4, 5, 7, 9, 10, 11, 12, 15, 18, 20, 25, 30, 40, 45, 50, 60, 75, 80, 90, 100, 120, 150, 200, 250, 300, 350, 400, 500, 700])  # fmt: skip
        if scale is None:
            return self.arabic_count(number, noun, "g"), f"{number:,} {noun.english_plural}"
        if self.draw.random() < 0.3:
            value = f"{self.draw.randint(1, 20)}.{self.draw.randint(1, 9)}"
            return (
                f"{value.replace('.', self.draw.choice('.,'))} {scale.singular} {noun.singular}",
                f"{value} {scale.english} {noun.english_plural}",
            )
        text = self.arabic_count(number, scale, "g")
        text = text[:-1] if number == 2 or (text.endswith(scale.singular + "ا")) else text
        english = f"{number},000" if scale is THOUSAND else f"{number} {scale.english}"
        return f"{text} {noun.singular}", f"{english} {noun.english_plural}"

    def million(self, _: list[str]) -> tuple[str, str]:
        if self.draw.random() < 0.5:
            value = f"{self.draw.randint(1, 90)}.{self.draw.randint(1, 9)}"
            return f"{value} مليون", f"{value} million"
        number = self.draw.choice([2, 3, 4, 5, 6, 8, 10, 11, 12, 20, 35, 40, 60, 100])
        text = self.arabic_count(number, MILLION, "g")
        return (text[:-1] if number == 2 or text.endswith("مليونا") else text), f"{number} million"

    def percent(self, _: list[str]) -> tuple[str, str]:
        number = str(self.draw.randint(1, 99))
        if self.draw.random() < 0.4:
            number += f".{self.draw.randint(1, 9)}"
        sign = self.draw.choice(("%", "%", " في المئة", " في المائة", " بالمئة", " بالمائة"))
        arabic = number.replace(".", self.draw.choice(".,"))
        if self.draw.random() < 0.2:
            arabic, sign = eastern(number), self.draw.choice(("٪", " في المئة"))
        return arabic + sign, f"{number}%" if sign in "%٪" else f"{number} percent"

    def score(self, _: list[str]) -> tuple[str, str]:
        high, low = sorted((self.draw.randint(1, 6), self.draw.randint(0, 5)), reverse=True)
        high += high == low
        return self.draw.choice((f"{high}-{low}", f"{high} - {low}", f"({high}-{low})")), f"{high}-{low}"

    def level(self, _: list[str]) -> tuple[str, str]:
        goals = self.draw.randint(0, 4)
        return f"{goals}-{goals}", f"{goals}-{goals}"

    def date(self, _: list[str]) -> tuple[str, str]:
        day, (month, english), year = self.draw.randint(1, 31), self.month_name(), self.draw.randint(1948, 2026)
        style = self.draw.random()
        if style < 0.6:
            return f"{day} {month} {year}", f"{day} {english} {year}"
        if style < 0.75:
            return eastern(f"{day} {month} {year}"), f"{day} {english} {year}"
        return f"{day} {month}", f"{day} {english}"

    def month_name(self) -> tuple[str, str]:
        months, number = self.words["months"], self.draw.randrange(12)
        first = months[self.draw.choice(("gulf", "maghreb", "morocco", "levant", "levant"))][number]
        if self.draw.random() < 0.15:
            first = f"{months['levant'][number]}/{months['gulf'][number]}"
        return first, months["english"][number]

    def month(self, _: list[str]) -> tuple[str, str]:
        return self.month_name()

    def hijri(self, _: list[str]) -> tuple[str, str]:
        number = self.draw.randrange(12)
        return self.words["months"]["hijri"][number], self.words["months"]["hijri_english"][number]

    def hijri_year(self, _: list[str]) -> tuple[str, str]:
        return (str(self.draw.randint(1400, 1448)),) * 2

    def year(self, _: list[str]) -> tuple[str, str]:
        year = str(self.draw.randint(1900, 2030))
        return (eastern(year) if self.draw.random() < 0.15 else year), year

    def day(self, _: list[str]) -> tuple[str, str]:
        return self.entry("days")

    def clock(self, _: list[str]) -> tuple[str, str]:
        hour, minute = self.draw.randint(1, 12), self.draw.choice((0, 0, 30, 15, 45, 10, 20))
        half = self.draw.choice((("صباحا", "a.m."), ("مساء", "p.m.")))
        if self.draw.random() < 0.5:
            text = f"{hour}:{minute:02}"
            return f"الساعة {text} {half[0]}", f"{text} {half[1]}"
        words = "الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة الحادية-عشرة الثانية-عشرة".split()
        part, english = self.draw.choice((("", ""), (" والنصف", ":30"), (" والربع", ":15"), (" وعشرين دقيقة", ":20")))
        return f"الساعة {words[hour - 1].replace('-', ' ')}{part} {half[0]}", f"{hour}{english} {half[1]}"

    def degrees(self, _: list[str]) -> tuple[str, str]:
        return (str(self.draw.randint(11, 52)),) * 2

    def small(self, _: list[str]) -> tuple[str, str]:
        number = str(self.draw.randint(11, 89))
        return (eastern(number) if self.draw.random() < 0.15 else number), number

    def plus(self, _: list[str]) -> tuple[str, str]:
        number = self.draw.choice((3, 4, 5, 5, 5, 6))
        text = f"{number}+{self.draw.choice((number, number, number, 1, 2))}"
        return self.draw.choice((text, f"«{text}»", f'"{text}"', eastern(text))), text

    def ordinal(self, options: list[str]) -> tuple[str, str]:
        forms, english = self.draw.choice(list(self.words["ordinals"].items()))
        return forms.split("|")["f" in options], english

    def fraction(self, _: list[str]) -> tuple[str, str]:
        return self.entry("fractions")

    def direction(self, _: list[str]) -> tuple[str, str]:
        return self.draw.choice(DIRECTIONS)

    def place(self, _: list[str]) -> tuple[str, str]:
        return self.entry("places")

    def person(self, _: list[str]) -> tuple[str, str]:
        (given, first), (surname, last) = self.entry("given"), self.entry("surnames")
        return f"{given} {surname}", f"{first} {last}"

    def titled(self, options: list[str]) -> tuple[str, str]:
        (title, english), (name, latin) = self.entry("titles"), self.person(options)
        return f"{title} {name}", f"{english} {latin}"

    def entry(self, table: str) -> tuple[str, str]:
        return self.draw.choice(list(self.words[table].items()))


def agree(match: re.Match[str], feminine: dict[str, bool]) -> str:
    name, _, forms = match[1].partition(":")
    return forms.split("|")[feminine[name[1:]]]


def eastern(text: str) -> str:
    return text.translate({ord("0") + n: 0x660 + n for n in range(10)})


def nth(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for _, (arabic, english) in zip(range(wanted), Generator(), strict=False):
        print(f"{arabic}\t{english}")


if __name__ == "__main__":
    main()
