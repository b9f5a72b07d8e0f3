"""How an article's country spells names: محمد is Mohamed in Tunis and Mohammed in Riyadh, جمال is Gamal in Cairo and Jamal in Amman."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from summarizer.gazetteer import occurrences, plain, rows
from summarizer.romanising import ARTICLE

MAGHREB = "maghreb"
REGIONS = {
    where: region
    for region, countries in {
        MAGHREB: "tunisia algeria morocco mauritania",
        "gulf": "saudi kuwait emirates qatar bahrain oman",
        "levant": "syria jordan palestine",
    }.items()
    for where in countries.split()
}
"""Countries that share habits of spelling; what their own list lacks is looked up in the region's."""

ARTICLES = {MAGHREB: "", "egypt": "El-"}
"""The article of family names where it is not "al-"."""

ENDINGS = ("", "ة", "ون", "ين", "ات")
"""Of the adjective of a country."""


def country(sources: Iterable[str]) -> str:
    """The Arab country that an article is about, by most of the places, institutions and months that it names.

    It is a region (`REGIONS`) where they tell no more than that, and "" where no country has more than half of them.
    """
    found = [where for source in sources for *_, where in occurrences(source, places())]
    named = Counter(one for where in found for one in where)
    most = max(named.values(), default=0)
    first = {where for where, count in named.items() if count == most}
    if 2 * most <= len(found):
        return ""
    if len(first) > 1:
        first = {REGIONS.get(where, "") for where in first}
    return first.pop() if len(first) == 1 else ""


def spelled(word: str, country: str) -> str | None:
    """A word of a name, or two that make one («نور الدين»), as the newspapers of a country write it, if its list has it."""
    if not country:
        return None
    name = plain(word).replace(" ", "")
    for listed in (lists().get(country, {}), lists().get(REGIONS.get(country, ""), {})):
        if name in listed:
            return listed[name]
        if name.startswith(ARTICLE) and (found := listed.get(name[2:])):
            return with_article(f"al-{found}", country)
        if found := listed.get(ARTICLE + name):
            return found.partition("-")[2] or found
    return None


def with_article(latin: str, country: str) -> str:
    """A name with the article as a country writes it: al-Haddad is El-Haddad in Egypt and mostly Haddad in the Maghreb."""
    article = ARTICLES.get(REGIONS.get(country, country))
    return latin if article is None or not latin.startswith("al-") else article + latin.removeprefix("al-")


@cache
def places() -> dict[str, tuple[str, ...]]:
    """Countries by the plain names of what is theirs."""
    found: dict[str, tuple[str, ...]] = {}
    for where, own, others in rows("countries.tsv"):
        name, _, adjective = own.partition("; ")
        forms = [article + adjective + ending for article in ("", ARTICLE) for ending in ENDINGS] if adjective else []
        found |= {plain(word): tuple(where.split()) for word in [name, *forms, *others.split("; ")] if word}
    return found


@cache
def lists() -> dict[str, dict[str, str]]:
    """For each country or region, names as they are written there, by their plain Arabic without spaces."""
    found: dict[str, dict[str, str]] = {}
    for where, arabic, latin in rows("regional_names.tsv"):
        found.setdefault(where, {})[plain(arabic).replace(" ", "")] = latin
    return found
