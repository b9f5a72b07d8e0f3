"""Recognises the Arabic dual («يومين», «قتيلان»), which says "two" without a numeral."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.reading.arabic_numerals import words

# Nouns whose plural is broken, so that «ـان» and «ـين» can only be the dual. A sound masculine plural (مهندسين) looks
# like a dual in the genitive and is left out; "two" in English is then explained by `looks_dual`.
_NOUNS = words(
    "يوم شهر عام أسبوع قرن عقد فصل موسم كيلومتر متر سنتيمتر مليمتر كيلوغرام غرام جرام كلغ طن لتر قنطار هكتار "
    "فدان دونم ميل برميل دولار دينار درهم ريال جنيه شخص قتيل جريح رجل طفل ولد شاب رضيع صبي ضابط حارس فرد "
    "تلميذ طبيب وزير نائب خبير كاتب شاهد سجين أسير رهينة حزب فريق هدف شوط لقاء حكم قرار اتفاق مشروع قانون بند "
    "شرط خيار سبب أمر جانب طرف نوع شكل جزء قسم مسار ملف كتاب فيلم مسلسل بلد منزل بيت مسجد مستشفى مصنع متجر "
    "طريق جسر شارع مطار ميناء مركز معسكر مخيم موقع هجوم انفجار حريق زلزال حادث صاروخ لغم قارب مركب زورق قطار "
    "جواد حصان كلب مقعد صوت رقم سؤال مبدأ نظام لون باب طابق سرير كوب كأس لقب فوز جثمان اسم نصف ربع ضعف شقيق "
    "أخ ابن صديق زوج عالم رئيس زعيم يورو اتجاه وجه صنف عرض يتيم نموذج مبنى تمرين درس اقتراح محور عقار مختبر "
    "مطعم فندق صندوق برنامج تقرير بيان معرض مهرجان تصريح نص عمل ممر خط محل حساب تهديد معبر مقر مخزن مستودع "
    "مكتب سد بئر لوح تمثال نقش قبر نفق برج عرس حفل"
)
_UNITS = words("يوم شهر عام أسبوع قرن عقد سنت ساعت دقيق ثاني ليل مر كيلومتر متر طن لتر درج ميل مليون ألف")
_OTHER_DUALS = words(
    "سنتان سنتين مرتان مرتين ليلتان ليلتين ساعتان ساعتين دقيقتان دقيقتين ثانيتان ثانيتين درجتان درجتين عنصران "
    "جنديان لاعبان مسلحان مقاتلان مصابان مبنيان مستشفيان مبنيين مستشفيين أختان أختين أبوان أبوين أخوان أخوين "
    "جنديين عنصرين متطوعان متهمان مهندسان شرطيان سائقان صحفيان صحافيان معلمان ناشطان عاملان مهاجران محتجزان "
    "لاجئان موظفان"
)
# they end like feminine duals and are none
_FALSE = words(
    "بلدان جاستين مارتين كريستين فالنتين أرجنتين لاتين أوغستين متروبوليتان زلاتان ميلان بوتين بروتين كرياتين "
    "نيكوتين كيراتين جيلاتين روتين بساتين ثابتين صامتين ملتفتين فساتين كتان بستان فستان بهتان ميتين مبيتين "
    "مقيتين لتان التان اللتان اللتين هاتان هاتين كلتان شتان متين تين ختان فتان كبريتين مثبتين مفلتين ملفتين "
    "متفاوتين مصوتين ناعتين"
)
_PREFIXES = (("ال", True), ("بال", True), ("كال", True), ("لل", True), ("ب", False), ("ل", False), ("", False))
_LOOKS = re.compile(r"(?:ان|ين|تا|تي|يا|وا|وي|اي|هما|كما|يه|يها|يهم)$")


@lru_cache(maxsize=1 << 14)
def dual(bare: str) -> bool | None:
    """True where a folded word is a dual that states "two" (indefinite, or of time or measure), False for others."""
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
        for preposition, definite in _PREFIXES:
            prefix = conjunction + preposition
            stem = bare[len(prefix) :]
            if bare.startswith(prefix) and (_is_dual_noun(stem) or (definite and len(stem) >= 5)):
                return stem, definite
    return bare, False


def _is_dual_noun(stem: str) -> bool:
    return stem in _OTHER_DUALS or stem in _FALSE or (stem.endswith(("ان", "ين")) and stem[:-2] in _NOUNS)


def looks_dual(bare: str) -> bool:
    """Whether a folded word may be a dual of any sort (noun, verb, pronoun): enough to explain an English "two"."""
    return len(bare) >= 4 and bool(_LOOKS.search(bare))
