"""Finds the names in Arabic alone: by lists, by the titles and offices before them, and by the words that kinds of
places have."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from summarizer import gazetteer, romanising
from summarizer.gazetteer import Token, given_names, plain, without_prefix
from summarizer.romanising import transliterate

NameKind = Literal["person", "place", "organisation", "name", "term"]


@dataclass(frozen=True)
class Name:
    """A name where it stands: offsets in the Arabic of a segment, and the English forms that say it, the usual one
    first.

    The forms of a name that is not in any list are guesses; ask `said` whether an English text says it.
    """

    segment: int
    start: int
    end: int
    source: str
    kind: NameKind
    expected: tuple[str, ...]
    certain: bool = True


# --- words around names ---


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(word) for word in text.split())


# what a name follows at once
TITLES = _words(
    """
    السيد السيدة السادة الدكتور الدكتورة د دكتور الأستاذ الأستاذة البروفيسور البروفسور المهندس المهندسة الشيخ الشيخة
    الأمير الأميرة الملك الملكة السلطان اللواء العميد العقيد المقدم الرائد النقيب الملازم الفريق المشير العماد القاضي
    القاضية المحامي المحامية المستشار المستشارة الحاج الحاجة الإمام المطران البطريرك البابا الأب القس الرئيس الرئيسة
    الوزير الوزيرة النائب النائبة السفير السفيرة المدرب المدربة اللاعب اللاعبة الحكم المهاجم الحارس العداء العداءة
    الكاتب الكاتبة الشاعر الشاعرة الروائي الروائية الفنان الفنانة الممثل الممثلة المخرج المخرجة المطرب المطربة
    الإعلامي الإعلامية الصحفي الصحفية الصحافي الصحافية الباحث الباحثة الخبير الخبيرة الطالب الطالبة الطبيب الطبيبة
    الطفل الطفلة المواطن المواطنة الناشط الناشطة المحلل الزعيم القائد الجنرال الناطق الناطقة المتحدث المتحدثة المدير
    المديرة الأمين الزميل الزميلة المرحوم الراحل الراحلة الشهيد الشهيدة المتهم المتهمة المعلم المعلمة المدعو المدعوة
    يدعى تدعى ويدعى وتدعى
    """
)
ON = "على"  # kept apart from Ali (see `gazetteer.tokens`)
# offices: a name may follow behind what they are offices of ("وزير الداخلية فتحي باشاغا")
OFFICES = _words(
    """
    رئيس رئيسة وزير وزيرة نائب نائبة مدير مديرة قائد أمين أمينة مستشار مستشارة سفير سفيرة مبعوث مبعوثة متحدث متحدثة
    ناطق ناطقة محافظ والي وال عميد عضو عضوة مدرب حارس مهاجم كاتب كاتبة رئيسا وكيل وكيلة مفوض مفوضة نقيب زعيم مرشح
    مرشحة منسق منسقة مراسل ممثل ممثلة عمدة حاكم قاضي قاضية مسؤول مسؤولة صاحب صاحبة مخرج مخرجة مؤلف مؤلفة خبير خبيرة
    أستاذ أستاذة الأستاذ محامي محامية شيخ إمام زوج زوجة شقيق شقيقة نجل ابنة والد والدة الناطق المتحدث مؤسس مؤسسة رئاسة
    المنسق المنسقة المبعوث المبعوثة مالك مالكة مشرف مشرفة
    """
)
# what never belongs to a name: a name ends before it
STOPS = _words(
    """
    في من إلى عن أن إن أنه إنه أنها إنها مع بعد قبل خلال حول عند بين منذ حتى حيث كما لكن الذي التي الذين اللذين هو هي
    هم كان كانت وكان يكون لم لن لا ما قد لقد ثم أو أم بل كل هذا هذه ذلك تلك أمس اليوم غدا مساء صباح ظهر فجر قال قالت
    أكد أكدت أضاف أضافت أوضح أوضحت أعلن أعلنت أشار أشارت ذكر ذكرت كشف كشفت صرح صرحت دعا دعت التقى التقت بحث بحثت شدد
    شددت وصف وصفت طالب طالبت نفى نفت رفض رفضت حذر حذرت اعتبر اعتبرت تابع تابعت بين بينت لفت لفتت شارك شاركت فاز فازت
    سجل سجلت وصل وصلت غادر زار زارت عاد عادت توفي توفيت قتل أصيب تولى تولت ترأس ترأست قدم قدمت قرر قررت أصدر وقع وقعت
    افتتح استقبل استقبلت بدأ بدأت يقول تقول يؤكد يرى ترى يبحث يلتقي يزور يدعو قائلا قائلة مؤكدا مؤكدة مضيفا مشيرا
    موضحا أحد إحدى عدد أكثر أقل نحو غير سوى ضد لدى عبر ضمن وسط داخل خارج أمام وراء تحت فوق قرب رغم بسبب بعض جميع أيضا
    كذلك وفق وفقا بحسب حسب مثل ليس ليست الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الأولى
    الثانية رسميا حاليا سابقا الحالي الحالية السابق السابقة الجديد الجديدة العام العامة الماضي المقبل الجاري باسم بشأن
    طيلة نفسه نفسها وحده معا هنا هناك سنة عام يوم شهر أسبوع ساعة مليون ألف مئة بالمئة بالمائة
    """
)
PLACE_HEADS = _words(
    """
    مدينة بلدة قرية ولاية محافظة مديرية بلدية معتمدية منطقة ناحية قضاء حي شارع جزيرة إقليم مقاطعة معبر مطار ميناء
    ضاحية دوار جهة عمالة مخيم بحيرة نهر سد حقل جبل جبال واحة سهل شاطئ شواطئ ساحل سواحل صحراء مركز جماعة محلية ولايات
    محافظات قرى بلدات
    """
)
# first halves of the names of places and of tribes
HALVES = _words(
    """
    سيدي عين وادي واد تل بيت باب أم أبو بني أولاد دار رأس جبل نجع دير كفر سوق خان قصر بئر بير منزل مدينة قلعة آل حي
    مرسى مجاز عبد الشيخ
    """
)
PLACE_HALVES = _words("سيدي عين وادي واد تل بيت باب نجع")
GIFTS = _words("عطا عوض جار فضل سعد نصر خير ضيف رزق جاد حمد")
TRIBES = _words("آل بني أولاد قبيلة قبائل عشيرة")
DIRECTIONS = _words("شمال جنوب شرق غرب وسط شمالي جنوبي شرقي غربي أقصى قرب داخل خارج حدودية")
LONGEST_SENTENCE = 5000  # characters; what is longer is no sentence, and its names are not looked for
LONGEST_OFFICE = 6  # words between an office and the name of its holder


# --- finding them in Arabic ---


def find(sources: Sequence[str]) -> list[Name]:
    """The names in the Arabic sentences of one article, in order, as far as lists and the words around them tell.

    A family name that was found with its given name is found again where it stands alone.
    """
    return list(_find(tuple(sources)))


# the checks ask for each sentence once per attempt, and naming and the ledger each for the whole article
@lru_cache(maxsize=1024)
def _find(texts: tuple[str, ...]) -> tuple[Name, ...]:
    sources = [source if len(source) <= LONGEST_SENTENCE else "" for source in texts]
    cut = [gazetteer.tokens(source) for source in sources]
    first = [
        [*_listed(source, words), *_persons(words, "ى" not in source), *_places(words)]
        for source, words in zip(sources, cut, strict=True)
    ]
    families = {
        " ".join(token.plain for token in words[last : last + 1]): spot
        for words, spots in zip(cut, first, strict=True)
        for spot in spots
        if spot.kind == "person"
        for last in [_token_at(words, spot.end)]
        if _is_family(words, last)
    }
    names: list[Name] = []
    for number, (source, words, spots) in enumerate(zip(sources, cut, first, strict=True)):
        again = [
            Spot(words[at].start + taken, words[at].end, "person")
            for at in range(len(words))
            for taken, rest in without_prefix(words[at].plain)
            if rest in families
        ]
        names += [name_at(number, source, spot) for spot in _apart([*spots, *again])]
    return tuple(names)


@dataclass(frozen=True)
class Spot:
    start: int
    end: int
    kind: NameKind
    forms: tuple[str, ...] = ()
    certain: bool = True


def name_at(number: int, source: str, spot: Spot) -> Name:
    text = source[spot.start : spot.end]
    # «للقاهرة» has lost the first letter of its article
    text = (
        "ا" + text if spot.start and source[spot.start - 1 : spot.start + 1] == "لل" and text.startswith("ل") else text
    )
    return Name(number, spot.start, spot.end, text, spot.kind, spot.forms or (usual(text),), spot.certain)


def usual(name: str) -> str:
    """A name in Latin letters, its given names as newspapers spell them, the rest letter by letter."""
    known = given_names()
    return " ".join(known[plain(part)][0] if plain(part) in known else transliterate(part) for part in name.split())


def _apart(spots: Sequence[Spot]) -> list[Spot]:
    """Those that do not overlap, in order; of two that do the longer."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.start - spot.end, spot.start)):
        if all(spot.end <= other.start or spot.start >= other.end for other in kept):
            kept.append(spot)
    return sorted(kept, key=lambda spot: spot.start)


def _token_at(words: Sequence[Token], end: int) -> int:
    return next(at for at, word in enumerate(words) if word.end == end)


def _is_family(words: Sequence[Token], at: int) -> bool:
    """Whether the last word of a person's name may stand for the person: it is no given name, unless with the
    article."""
    word = words[at].plain
    return len(word) >= 4 and (word.startswith("ال") or word not in given_names()) and word not in STOPS


def _listed(source: str, words: Sequence[Token]) -> Iterator[Spot]:
    """Known places and organisations; those that are common words too only behind a word for a kind of place."""
    behind = {words[at].start for at in range(1, len(words)) if _head(words[at - 1]) and not words[at].apart}
    for start, end, entry in gazetteer.occurrences(source, gazetteer.entries()):
        if not entry.doubtful or start in behind:
            yield Spot(start, end, entry.kind, entry.forms)


def _head(word: Token) -> bool:
    return any(rest in PLACE_HEADS for _, rest in without_prefix(word.plain))


def _persons(words: Sequence[Token], careless: bool) -> Iterator[Spot]:
    """Persons; a `careless` text has no word with the undotted yaa, so that its «علي» may be «على», on."""
    at = 0
    while at < len(words):
        opening = None if careless and _is_on(words, at) else _opening(words, at)
        if opening is None:
            at += 1
            continue
        last = _closing(words, at, titled=opening.titled)
        last = next((on - 1 for on in range(at + 1, last + 1) if careless and _is_on(words, on)), last)
        if last > at or opening.alone:
            yield Spot(words[at].start + opening.taken, words[last].end, "person", certain=opening.certain)
        at = last + 1


@dataclass(frozen=True)
class _Opening:
    """The first word of a person's name: letters glued before it, whether it may be the whole name, and whether a title or an
    office stands before it."""

    taken: int
    alone: bool
    certain: bool
    titled: bool


def _opening(words: Sequence[Token], at: int) -> _Opening | None:
    """How a person's name begins with this word, if it does: a given name, or an unknown word behind a personal
    title."""
    titled, governed = _titled(words, at), _governed(words, at)
    following = words[at + 1] if at + 1 < len(words) and not words[at + 1].apart else None
    for taken, rest in without_prefix(words[at].plain):
        if taken and rest.startswith("ال"):
            continue
        known = given_names().get(rest)
        if known is None and rest.startswith("عبدال") and len(rest) > 7:
            known = rest, False
        if known is None and rest == "عبد" and following and following.plain.startswith("ال"):
            known = rest, False
        if known is None and rest in ("ابو", "ام") and following and (titled or following.plain in given_names()):
            known = rest, not titled
        if known is None and following and following.plain == "الله" and rest in GIFTS:
            known = rest, False
        if known is None:
            continue
        glued = taken > 0 and words[at].plain[taken - 1] in "بلك"
        if known[1] or glued:
            sure = titled or _surely_goes_on(words, at) or (governed and not known[1])
            if not sure:
                continue
        return _Opening(
            taken,
            alone=titled and not known[1],
            certain=titled or governed or not known[1],
            titled=(titled or governed) and not glued,
        )
    return None


def _is_on(words: Sequence[Token], at: int) -> bool:
    """Whether a word that may be Ali is likelier «على», on: nothing that goes on a name stands behind it."""
    if not any(rest == "علي" for _, rest in without_prefix(words[at].plain)):
        return False
    if at + 1 >= len(words) or words[at + 1].apart:
        return False
    following = words[at + 1].plain
    known = given_names().get(following)
    return not (following in LINKS or (known and not known[1]) or romanising.usual(following))


def _titled(words: Sequence[Token], at: int) -> bool:
    """Whether a title stands right before the word."""
    return at > 0 and any(rest in TITLES for _, rest in without_prefix(words[at - 1].plain))


def _governed(words: Sequence[Token], at: int) -> bool:
    """Whether an office stands before the word, with what it is an office of between them."""
    for back in range(at - 1, max(-1, at - 1 - LONGEST_OFFICE), -1):
        if words[back].plain in STOPS or words[back].plain.endswith(ON):
            return False
        if any(rest in OFFICES or rest in TITLES for _, rest in without_prefix(words[back].plain)):
            return True
    return False


def _surely_goes_on(words: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a given name is followed by what only follows one."""
    if at + 1 >= len(words) or words[at + 1].apart:
        return False
    following = words[at + 1].plain
    known = given_names().get(following)
    if following == "السيد" and at + 2 < len(words) and not words[at + 2].apart:
        return words[at + 2].plain not in OFFICES | STOPS
    return (
        following in ("بن", "ولد", "الدين")
        or bool(known and not known[1])
        or (_nisba(following) and len(following) > 5)
    )


LINKS = frozenset(plain(word) for word in "بن ابن بنت ولد منت آل أبو عبد أيت".split())


def _closing(words: Sequence[Token], at: int, *, titled: bool) -> int:
    """The last word of the person's name that begins with this word.

    A word that is nobody's name ends it, but behind a title one may be a family name: «الممثلة آلاء الحلم».
    """
    last, known, strange = at, given_names(), False
    linked = any(rest in ("عبد", "ابو", "ام") for _, rest in without_prefix(words[at].plain))
    for number in range(at + 1, min(at + 8, len(words))):
        word = words[number].plain
        ends = number + 1 >= len(words) or words[number + 1].apart
        if words[number].apart:
            break
        if linked or word in LINKS or word in ("الدين", "الله"):
            linked = word in LINKS
        elif word in STOPS or word == ON or word in OFFICES or (word in TITLES and not ends and word != "السيد"):
            break
        elif (word in known and not known[word][1]) or word == "السيد":
            pass
        elif word in common_words() and not (titled and number == at + 1):
            break
        elif word.startswith("ال"):
            return number if len(word) > 4 else last
        elif strange or len(word) < 3 or _is_verbal(word) or any(rest in STOPS for _, rest in without_prefix(word)):
            break
        else:
            strange = True
        last = number
    return last if not linked else max(at, last - 1)


def _nisba(word: str) -> bool:
    return word.startswith("ال") and word.endswith(("ي", "يه"))


def _is_verbal(word: str) -> bool:
    """Whether a word is likelier a verb or a noun with a pronoun than a name: it begins or ends as those do."""
    return word.endswith(("ته", "تها", "هم", "هما", "ها", "تين")) or word.startswith(
        ("است", "سي", "ست", "يت", "لل", "بال", "وال")
    )


def _places(words: Sequence[Token]) -> Iterator[Spot]:
    """What stands behind a word for a kind of place, and names that begin as names of places and tribes do."""
    for at in range(len(words) - 1):
        if words[at + 1].apart:
            continue
        tribe = next((taken for taken, rest in without_prefix(words[at].plain) if rest in TRIBES), None)
        if tribe is not None or _head(words[at]):
            last = at + 1
            if words[last].plain in HALVES and last + 1 < len(words) and not words[last + 1].apart:
                last += 1
            word = words[last].plain
            if word in STOPS or word == ON or word in DIRECTIONS or word in OFFICES or _is_adjective(words, at, last):
                continue
            if tribe is not None:
                yield Spot(words[at].start + tribe, words[last].end, "organisation", certain=False)
            else:
                yield Spot(words[at + 1].start, words[last].end, "place", certain=False)
        else:
            half = next((taken for taken, rest in without_prefix(words[at].plain) if rest in PLACE_HALVES), None)
            if half is not None and (words[at + 1].plain.startswith("ال") or words[at].plain.endswith("سيدي")):
                yield Spot(words[at].start + half, words[at + 1].end, "place", certain=False)


def _is_adjective(words: Sequence[Token], head: int, last: int) -> bool:
    """Whether the word behind a word for a place only describes it: "a coastal town", "the old city"."""
    word = words[last].plain
    described = words[head].plain.startswith("ال") and words[head].plain != "ال"
    return (
        len(word) < 3
        or described
        or (last == head + 1 and not word.startswith("ال") and word.endswith(("يه", "ات", "ين")))
    )


@cache
def common_words() -> frozenset[str]:
    """Plain forms of words that are nobody's name; `training.common_words` lists them."""
    content = (resources.files("summarizer") / "data" / "common_words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(content).decode().splitlines())
