"""Recognises the Arabic dual («يومين», «قتيلان»), which says "two" without a numeral, and keeps off words that only
look like it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.reading.arabic_numbers import fold

# Nouns whose plural is broken, so that «ـان» and «ـين» can only be the dual. A sound masculine plural (مهندسين) looks
# like a dual
# in the genitive and is left out; "two" in English is then explained by `looks_dual`.
_NOUNS = {
    fold(word)
    for word in """
    يوم شهر عام أسبوع قرن عقد فصل موسم كيلومتر متر سنتيمتر مليمتر كيلوغرام كيلو غرام جرام كلغ طن لتر قنطار هكتار فدان
    دونم ميل
    برميل
    دولار دينار درهم ريال جنيه شخص قتيل جريح رجل طفل ولد شاب رضيع صبي جندي ضابط حارس عنصر فرد طالب تلميذ طبيب وزير نائب
    خبير كاتب شاهد سجين أسير رهينة
    حزب فريق هدف شوط لقاء لاعب حكم قرار اتفاق مشروع قانون بند شرط خيار سبب أمر جانب طرف نوع شكل جزء قسم مسار ملف كتاب
    فيلم مسلسل
    بلد منزل بيت مسجد مستشفى مصنع متجر طريق جسر شارع حي كيلومترا مطار ميناء مركز معسكر مخيم موقع هجوم انفجار حريق زلزال
    حادث صاروخ
    لغم قارب مركب زورق قطار جواد حصان كلب قتيلا شاحن مقعد صوت رقم سؤال مبدأ عنصر نظام لون باب طابق سرير كوب كأس لقب فوز
    جثمان
    اسم حل نصف ربع ضعف شقيق أخ ابن صديق زوج عالم رئيس زعيم مقاتل مسلح يورو اتجاه وجه صنف ثلث عرض يتيم نموذج مبنى تمرين
    درس اقتراح
    """.split()
} - {fold(word) for word in "لاعب مقاتل مسلح ثلث عنصر كيلو جندي حي حل طالب".split()}
_UNITS = {
    fold(word)
    for word in "يوم شهر عام أسبوع قرن عقد سنت ساعت دقيق ثاني ليل مر كيلومتر متر طن لتر درج ميل مليون ألف".split()
}
_OTHER_DUALS = {
    fold(word)
    for word in "سنتان سنتين مرتان مرتين ليلتان ليلتين ساعتان ساعتين دقيقتان دقيقتين ثانيتان ثانيتين درجتان "
    "درجتين عنصران جنديان "
    "لاعبان مسلحان مقاتلان مصابان مبنيان مستشفيان مبنيين مستشفيين أختان أختين أبوان أبوين أخوان أخوين".split()
}
# they end like feminine duals and are none
_FALSE = {
    fold(word)
    for word in "بلدان جاستين مارتين كريستين فالنتين أرجنتين لاتين أوغستين متروبوليتان زلاتان ميلان بوتين بروتين "
    "كرياتين نيكوتين كيراتين جيلاتين فلسطين روتين بساتين ثابتين صامتين ملتفتين فساتين شياتين كتان "
    "بستان فستان بهتان خاتين ميتين مبيتين مقيتين لتان التان اللتان "
    "اللتين هاتان هاتين كلتان شتان رواتين بتين متين تين ختان فتان كبريتين مثبتين مفلتين ملفتين متفاوتين مصوتين "
    "ناعتين".split()
}
_LOOKS = re.compile(r"(?:ان|ين|تا|تي|يا|وا|وي|اي|هما|كما|يه|يها|يهم)$")


@lru_cache(maxsize=1 << 14)
def dual(bare: str) -> bool | None:
    """True where a folded word is an indefinite dual, or a dual of time or measure: a fact; False for other duals;
    else None.
    """
    stem, definite = _stem(bare)
    if stem in _FALSE:
        return None
    if stem in _OTHER_DUALS or (stem.endswith(("ان", "ين")) and stem[:-2] in _NOUNS):
        return not definite or stem[:-2] in _UNITS or stem[:-3] in _UNITS
    if stem.endswith(("تين", "تان")) and len(stem) >= (5 if definite else 6) and not stem.endswith(("ستان", "نستين")):
        return not definite
    return None


def _stem(bare: str) -> tuple[str, bool]:
    """A folded word without conjunction, preposition and article, and whether it had the article."""
    for conjunction in ("", "و", "ف"):
        for preposition, definite in (
            ("ال", True),
            ("بال", True),
            ("كال", True),
            ("لل", True),
            ("ب", False),
            ("ل", False),
            ("", False),
        ):
            prefix = conjunction + preposition
            stem = bare[len(prefix) :]
            if bare.startswith(prefix) and (_is_dual_noun(stem) or (definite and len(stem) >= 5)):
                return stem, definite
    return bare, False


def _is_dual_noun(stem: str) -> bool:
    return stem in _OTHER_DUALS or stem in _FALSE or (stem.endswith(("ان", "ين")) and stem[:-2] in _NOUNS)


def looks_dual(bare: str) -> bool:
    """Whether a folded word may be a dual of any sort (noun, verb, pronoun, construct): enough to explain an English
    "two".
    """
    return len(bare) >= 4 and bool(_LOOKS.search(bare))
