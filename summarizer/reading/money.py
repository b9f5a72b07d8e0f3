"""Currencies by their Arabic and English names, signs and codes, and which names are one currency's."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from summarizer.reading.arabic_numerals import fold


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): currency for currency, words in table.items() for word in words.split()}


ARABIC = _by_word(
    {
        "dollar": "دولار دولارا دولارات دولاراً",
        "euro": "يورو أورو يوروهات",
        "pound": "جنيه جنيها جنيهات",
        "dinar": "دينار دينارا دنانير",
        "dirham": "درهم درهما دراهم",
        "riyal": "ريال ريالا ريالات",
        "lira": "ليرة ليرات",
        "shekel": "شيقل شيقلا شواقل شيكل شيكلا شواكل شيكلات شيقلات",
        "rupee": "روبية روبيات",
        "ruble": "روبل روبلا روبلات",
        "yen": "ين ينا",
        "yuan": "يوان يوانا يوانات",
        "franc": "فرنك فرنكا فرنكات",
        "centime": "سنتيم سنتيما سنتيمات",
        "cent": "سنت سنتا سنتات",
        "millime": "مليم مليما مليمات ملاليم",
        "piastre": "قرش قرشا قروش",
        "fils": "فلس فلسا فلوس",
        "halala": "هللة هللات",
        "ouguiya": "أوقية",
        "krone": "كرونة كرونات",
    }
)
ARABIC_DUAL = _by_word(
    {
        "dollar": "دولاران دولارين",
        "pound": "جنيهان جنيهين",
        "dinar": "ديناران دينارين",
        "dirham": "درهمان درهمين",
        "riyal": "ريالان ريالين",
        "lira": "ليرتان ليرتين",
        "shekel": "شيقلان شيقلين شيكلين",
        "franc": "فرنكان فرنكين",
        "cent": "سنتان سنتين",
    }
)
ENGLISH = {
    word: currency
    for currency, words in {
        "dollar": "dollar dollars usd $ buck bucks",
        "euro": "euro euros eur €",
        "pound": "pound pounds egp gbp £ sterling le",
        "dinar": "dinar dinars tnd jod kwd iqd dzd lyd bhd dt",
        "dirham": "dirham dirhams aed mad dh dhs",
        "riyal": "riyal riyals rial rials sar qar omr yer",
        "lira": "lira liras lire try lbp syp",
        "shekel": "shekel shekels ils nis ₪",
        "rupee": "rupee rupees inr ₹",
        "ruble": "ruble rubles rouble roubles",
        "yen": "yen ¥ jpy",
        "yuan": "yuan yuans renminbi cny",
        "franc": "franc francs chf",
        "centime": "centime centimes",
        "cent": "cent cents",
        "millime": "millime millimes",
        "piastre": "piastre piastres piaster piasters",
        "fils": "fils",
        "halala": "halala halalas",
        "ouguiya": "ouguiya ouguiyas",
        "krone": "krone kroner krona kronor crown crowns",
    }.items()
    for word in words.split()
}
SIGNS = ("$", "€", "£", "¥", "₪", "₹")
# Algerians count in centimes what they write in dinars
_HUNDREDTHS = {("centime", "dinar"): Fraction(1, 100), ("dinar", "centime"): Fraction(100)}


def same_currency(one: str, other: str) -> bool:
    """Whether two currency names may name one currency (the Lebanese lira is the Lebanese pound)."""
    return one == other or {one, other} in ({"lira", "pound"}, {"cent", "centime"})


def converted(value: Fraction, one: str, other: str) -> Fraction | None:
    """An amount of centimes in dinars and the reverse; None between other currencies."""
    factor = _HUNDREDTHS.get((one, other))
    return value * factor if factor else None


def plural(currency: str) -> str:
    """The currency's English plural, as said behind an amount."""
    return currency if currency in ("yen", "yuan", "fils") else "kroner" if currency == "krone" else currency + "s"
