"""Reading an article from whatever a user has; and the cleaning, line by line, in `data/page_lines.tsv`."""

from __future__ import annotations

import codecs
import json
import sys
import zipfile
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer import article
from summarizer.boilerplate import clean
from summarizer.errors import InputError
from summarizer.fetch import Address, fetch
from summarizer.text import normalise
from summarizer.types import Article
from tests.local_site import page, serving

TITLE = "الحكومة تقر موازنة العام المقبل بعجز أقل"
PARAGRAPHS = [
    "أقرت الحكومة، أمس الأحد، موازنة العام المقبل بعد نقاش استمر أربع ساعات في قصر الضيافة.",
    "وقال وزير المالية إن العجز سيتراجع إلى أربعة في المئة، وهو أدنى مستوى منذ عشر سنوات.",
    "ومن المقرر أن يناقش البرلمان المشروع مطلع الشهر المقبل.",
]
STORY = "\n\n".join([TITLE, *PARAGRAPHS])
PLACES = {"head": 1, "middle": 2, "tail": 4}


def rows() -> list[tuple[str, str, str]]:
    text = (Path(__file__).parent / "data" / "page_lines.tsv").read_text(encoding="utf-8")
    return [(row.split("\t")[0], row.split("\t")[1], row.split("\t")[2]) for row in text.splitlines()]


@pytest.mark.parametrize(("verdict", "place", "line"), rows())
def test_each_line_of_a_page(verdict: str, place: str, line: str) -> None:
    lines = [TITLE, *PARAGRAPHS]
    lines.insert(PLACES[place], line)
    got = article.from_text("\n".join(lines))
    assert got.title == TITLE
    if verdict == "furniture":
        assert got.dropped == (line,)
        assert list(got.paragraphs) == PARAGRAPHS
    else:
        assert got.dropped == ()
        assert [got.title, *got.paragraphs] == lines


@pytest.mark.parametrize(
    ("glued", "rest"),
    [
        ("طرابلس – خاص:", ""),
        ("القاهرة (رويترز) -", ""),
        ("القاهرة - رويترز -", ""),
        ("تونس - وات -", ""),
        ("دبي /وام/", ""),
        ("(أ ف ب) -", ""),
        ("عمّان - ليث الحمايدة -", ""),
        ("نواكشوط – (الساحل برس) –", ""),
        ("الخرطوم - وكالات:", ""),
        ("أحمد علي- الجريدة- عفيف:", ""),
        ("الرياض:", ""),
        ("الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس", ""),
        ("شارك من خلال تويتر فيسبوك اكتب رأيك", ""),
        ("Next Previous", ""),
        ("", "// انتهى // 16:28 ت م"),
        ("", "(د ب أ)"),
        ("", "رابط الخبر بصحيفة المدى: الحكومة تقر الموازنة"),
        ("", "سمات الموازنة وزارة المالية البرلمان"),
        ("", "اقرأ أيضا: أسعار الوقود الجديدة"),
        ("", "writer@example.com"),
        ("", "...المزيد"),
    ],
)
def test_what_is_glued_to_the_body_is_split_off(glued: str, rest: str) -> None:
    first, *middle, last = PARAGRAPHS
    got = article.from_text("\n".join([TITLE, f"{glued} {first}".strip(), *middle, f"{last} {rest}".strip()]))
    assert list(got.paragraphs) == PARAGRAPHS
    assert got.dropped == tuple(filter(None, [glued, rest]))


@pytest.mark.parametrize(
    "first",
    [
        "القاهرة - العاصمة المصرية - تستعد لاستقبال القمة العربية المقبلة في الربيع.",
        "الوزير - وهو طبيب أيضا - قال إن اللقاح متوفر في كل المراكز الصحية.",
        "قال الوزير: لن نتراجع عن القرار مهما كان الثمن الذي ندفعه.",
        "في تونس (وات) كما في الجزائر تتكرر الأزمة كل صيف ولا حل.",
        "تويتر يعلن تسريح نصف موظفيه بعد أسبوع من بيع الشركة.",
        "10 - 15 في المئة من السكان لا يصلهم الماء إلا مرة في الأسبوع.",
        "السؤال: لماذا لا يصل الماء إلى الأحياء العليا في كل صيف؟",
    ],
)
def test_a_sentence_is_not_a_dateline(first: str) -> None:
    assert article.from_text("\n".join([TITLE, first, PARAGRAPHS[1]])).paragraphs == (first, PARAGRAPHS[1])


def test_a_list_of_links_ends_where_the_story_goes_on() -> None:
    links = ["موضوعات متعلقة", "مواعيد القطارات على الخط الجديد", "كيف تقرأ القوائم المالية؟"]
    got = article.from_text("\n".join([TITLE, PARAGRAPHS[0], *links, *PARAGRAPHS[1:], "الأكثر قراءة", "1. طقس بارد"]))
    assert list(got.paragraphs) == PARAGRAPHS
    assert got.dropped == (*links, "الأكثر قراءة", "1. طقس بارد")


def test_tags_below_the_story() -> None:
    got = article.from_text("\n".join([TITLE, *PARAGRAPHS, "اقتصاد", "وزارة المالية", "موازنة"]))
    assert got.dropped == ("اقتصاد", "وزارة المالية", "موازنة")


def test_results_and_lists_are_body() -> None:
    results = ["وفي ما يلي النتائج:", "الهلال 3 - الشباب 1", "النصر 0 - الاتحاد 0", "الترتيب:", "1. الهلال 9 نقاط"]
    assert article.from_text("\n".join([TITLE, PARAGRAPHS[0], *results])).paragraphs == (PARAGRAPHS[0], *results)


# --- titles ---


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE, *PARAGRAPHS], TITLE),
        (["سياسة", TITLE, *PARAGRAPHS], TITLE),
        (["14 يناير 2022", "كتب: سالم الرفاعي", TITLE, *PARAGRAPHS], TITLE),
        (["بالفيديو: إنقاذ عالقين في السيول", *PARAGRAPHS], "بالفيديو: إنقاذ عالقين في السيول"),
        (["هل تكفي الموازنة الجديدة؟", *PARAGRAPHS], "هل تكفي الموازنة الجديدة؟"),
        (["الوزير: سنرى..", *PARAGRAPHS], "الوزير: سنرى.."),
        (PARAGRAPHS, ""),
        ([TITLE], ""),
    ],
)
def test_the_title_is_found(lines: list[str], title: str) -> None:
    assert article.from_text("\n".join(lines)).title == title


def test_a_given_title_wins() -> None:
    assert article.from_text(STORY, title="عنوان آخر").title == "عنوان آخر"
    assert article.from_text(STORY, title=TITLE) == article.from_text(STORY)
    untitled = article.from_text("\n".join(PARAGRAPHS), title="")
    assert (untitled.title, list(untitled.paragraphs)) == ("", PARAGRAPHS)
    assert article.from_text(STORY, title="&quot;الحميد&quot;:\n حوار").title == '"الحميد": حوار'


def test_identity() -> None:
    assert article.from_text(STORY, id="a7").id == "a7"
    assert article.from_text(STORY).id == article.from_text(STORY + "\n").id != article.from_text(STORY + " نعم.").id


# --- laws ---

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [line for _, _, line in rows()] + PARAGRAPHS + [TITLE, "تونس - وات - " + PARAGRAPHS[0], "", "نعم"]
        ),
        st.text(st.sampled_from("اب ت.؟:-«»/()\u064b1a@"), max_size=30),
    ),
    max_size=12,
)


@given(LINES, st.sampled_from([None, "", TITLE]))
@example([TITLE], TITLE)
def test_nothing_is_lost(lines: list[str], title: str | None) -> None:
    text = normalise("\n".join(lines))
    got = clean(text, title)
    parts = [*got.paragraphs, *got.dropped]
    all_body = got.paragraphs == tuple(line for line in map(str.strip, text.split("\n")) if line)
    if title is None or (title in text.split("\n") and not all_body):
        parts.append(got.title)

    def characters(texts: list[str]) -> Counter[str]:
        return Counter(character for text in texts for character in text if not character.isspace())

    assert characters(parts) == characters([text])
    assert all(parts[: len(got.paragraphs)])
    assert bool(got.paragraphs) or not text.strip()


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_clearly(text: str) -> None:
    message = ""
    try:
        assert all(article.from_text(text).paragraphs)
    except InputError as error:
        message = str(error)
    assert "\n" not in message


# --- what is refused ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        (" \n\t\u200f\n", "empty"),
        ("😀 🎉🎉", "no words"),
        ("12 + 34 = 46 !!!", "no words"),
        ("The government approved the budget on Sunday.", "not Arabic"),
        ("Правительство утвердило бюджет", "not Arabic"),
        ("دولت ایران گفت که بودجه سال آینده را پس از چهار ساعت گفتگو تصویب کرده است و چیزی تغییر نکرد.", "Persian"),
        ("حکومت نے آئندہ سال کا بجٹ منظور کر لیا ہے اور وزیر خزانہ نے کہا کہ خسارہ کم ہو گا۔", "Urdu"),
        ("ا" * 2_000_001, "2,000,000"),
    ],
)
def test_text_that_is_no_article(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        article.from_text(text)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


def test_latin_names_do_not_make_it_foreign() -> None:
    article.from_text("أطلقت Apple هاتف iPhone 15 Pro Max في الأسواق العربية اليوم، بحسب موقع The Verge.")
    article.from_text("قال المتحدث باسم چامعة گلگامش إن الدراسة تبدأ في موعدها المحدد من دون أي تأخير هذا العام.")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (tmp_path / "large.txt").write_bytes(b"a" * 10_000_000)
    (tmp_path / "vast.txt").write_bytes(b"a" * 20_000_001)
    (tmp_path / "empty.txt").write_bytes(b"")
    for name, message in [
        ("picture.txt", "binary"),
        ("large.txt", "2,000,000"),
        ("vast.txt", "20,000,000"),
        ("empty.txt", "empty"),
        (".", "folder"),
        ("missing.txt", "No such file"),
        ("x" * 5000, "cannot read"),
        ("a\x00b", "cannot read"),
    ]:
        with pytest.raises(InputError, match=message) as raised:
            article.from_file(tmp_path / name)
        assert "\n" not in str(raised.value)


# --- encodings ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_text_files(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_bytes(STORY.encode(encoding))
    got = article.from_source(str(file))
    assert (got.title, list(got.paragraphs)) == (TITLE, PARAGRAPHS)


def test_damaged_text_is_read_to_the_end() -> None:
    data = STORY.encode().replace("العجز".encode(), b"\xd8\xff" + "العجز".encode())
    got = article.from_bytes(data)
    assert [normalise(paragraph) for paragraph in got.paragraphs][0::2] == PARAGRAPHS[0::2]
    assert "\ufffd" in got.paragraphs[1]
    assert article.from_text(STORY.replace("العجز", "العجز\ud83d")).paragraphs[1].count("\ufffd") == 1


def test_one_sentence_of_a_hundred_thousand_characters() -> None:
    sentence = "قال إن " + "الماء و" * 14_000 + "النار."
    assert article.from_text(sentence).paragraphs == (sentence,)


# --- pages ---

HTML = """<!doctype html><html lang="ar" dir="rtl"><head><meta charset="{charset}">
<title>{title} - جريدة الأفق</title><script>var x = "سر";</script></head><body>
<nav><a href="/">الرئيسية</a> <a href="/p">سياسة</a></nav>
<article><h1>{title}</h1><div class="by">كتب: سالم الرفاعي</div>
<p>{0}</p><p>اقرأ أيضا: <a href="/q">أسعار الوقود</a></p><p>{1}</p><p>{2}</p></article>
<footer>اتصل بنا</footer></body></html>"""


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("windows-1256", "windows-1256"),
        ("windows-1256", ""),
        ("utf-8", "windows-1256"),
        ("utf-8", "x"),
    ],
)
def test_pages(encoding: str, charset: str, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    file.write_bytes(HTML.format(*PARAGRAPHS, title=TITLE, charset=charset).encode(encoding))
    got = article.from_file(file)
    assert (got.title, list(got.paragraphs)) == (TITLE, PARAGRAPHS)
    assert "كتب: سالم الرفاعي" in got.dropped
    assert "سر" not in " ".join([*got.paragraphs, *got.dropped])


def test_a_page_without_headings_takes_the_window_title() -> None:
    html = HTML.replace("<h1>{title}</h1>", "").format(*PARAGRAPHS, title=TITLE, charset="utf-8")
    got = article.from_html(html.encode())
    assert (got.title, list(got.paragraphs)) == (TITLE, PARAGRAPHS)


def test_entities_become_characters() -> None:
    got = article.from_text(f"{TITLE}\n{PARAGRAPHS[0]}\nقال &quot;نعم&quot;&nbsp;ثم خرج من القاعة &amp; عاد بعد ساعة.")
    assert got.paragraphs[1] == 'قال "نعم" ثم خرج من القاعة & عاد بعد ساعة.'


@pytest.mark.parametrize("data", [b"<html></html>", b"<html><body><script>1</script></body></html>", b"<div>" * 5000])
def test_pages_without_an_article(data: bytes) -> None:
    with pytest.raises(InputError):
        article.from_bytes(data)
    with pytest.raises(InputError, match="5,000,000"):
        article.from_html(b"<html>" + b" " * 5_000_000)


def test_addresses() -> None:
    def here(address: Address, port: int) -> bool:
        return address.is_loopback

    html = HTML.format(*PARAGRAPHS, title=TITLE, charset="").encode("windows-1256")
    answers = {
        "/page": page(html, Content_Type="text/html; charset=windows-1256"),
        "/text": page(STORY.encode(), Content_Type="text/plain"),
    }
    with serving(answers) as site:
        for path in answers:
            got = article.from_url(site.url(path), get=partial(fetch, allow=here))
            assert (got.title, list(got.paragraphs)) == (TITLE, PARAGRAPHS)
        with pytest.raises(InputError, match="public"):
            article.from_source(site.url("/page"))
        assert len(site.requests) == 2


# --- documents ---


def test_word_documents() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading(TITLE)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.add_table(1, 2).rows[0].cells[0].text = "جميع الحقوق محفوظة"
    stored = BytesIO()
    document.save(stored)
    got = article.from_bytes(stored.getvalue())
    assert (got.title, list(got.paragraphs), got.dropped) == (TITLE, PARAGRAPHS, ("جميع الحقوق محفوظة",))


def test_broken_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("docx")
    monkeypatch.setattr(article, "MAX_UNPACKED_BYTES", 10_000)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(10_001))
    for data, message in [
        (b"PK\x03\x04 cut off", "cannot be read"),
        (archive.getvalue(), "unpacks to"),
        (b"%PDF-1.7 cut off", "cannot be read"),
    ]:
        with pytest.raises(InputError, match=message):
            article.from_bytes(data)


@pytest.mark.parametrize(("name", "data"), [("docx", b"PK\x03\x04"), ("pypdf", b"%PDF-1.7")])
def test_a_missing_reader_says_what_to_install(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match="pip install 'khulasa"):
        article.from_bytes(data)


def pdf(lines: list[str]) -> bytes:
    """A page of Arabic lines as programs print them: glyph by glyph from the left, each by its number in a font."""
    characters = sorted(set("".join(lines)))
    codes = {character: number + 1 for number, character in enumerate(characters)}
    pairs = "\n".join(f"<{code:04x}> <{ord(character):04x}>" for character, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end"
    )
    shown = "\n".join(f"<{''.join(f'{codes[character]:04x}' for character in reversed(line))}> Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 700 Td\n{shown}\nET"
    fonts = "<< /Font << /F1 5 0 R >> >>"
    family = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources {fonts} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A {family} /DW 500 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    body = "%PDF-1.7\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def test_pdf_files() -> None:
    pytest.importorskip("pypdf")
    half = PARAGRAPHS[0].index("بعد")
    lines = [TITLE, PARAGRAPHS[0][: half - 1], PARAGRAPHS[0][half:], *PARAGRAPHS[1:]]
    got = article.from_bytes(pdf(lines))
    assert " ".join(got.paragraphs) == " ".join(PARAGRAPHS)
    with pytest.raises(InputError, match="pictures of pages"):
        article.from_bytes(pdf([" "]))


def test_lines_of_a_printed_page_are_joined() -> None:
    printed = "\n".join(
        [
            "عنوان قصير",
            "أقرت الحكومة موازنة العام المقبل بعد نقاش",
            "استمر أربع ساعات.",
            "وقال الوزير إن العجز سيتراجع إلى الربع",
            "",
            "خاتمة",
        ]
    )
    assert article.unwrap(printed).split("\n")[:4] == [
        "عنوان قصير",
        "أقرت الحكومة موازنة العام المقبل بعد نقاش استمر أربع ساعات.",
        "وقال الوزير إن العجز سيتراجع إلى الربع",
        "خاتمة",
    ]


# --- the measuring tool ---


def test_cleaning_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eval.cleaning import main

    raw = "\n".join([TITLE, "كتب: سالم", *PARAGRAPHS, "عبارة لا يعرفها أحد من القراء بعد"])
    record = {"id": "1", "raw": raw, "title": TITLE, "paragraphs": PARAGRAPHS}
    (tmp_path / "1.json").write_text(
        json.dumps({**record, "boilerplate": ["كتب: سالم", "عبارة لا يعرفها أحد من القراء بعد"]})
    )
    assert main(["--set", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "furniture removed  1/2" in printed
    assert "body lines lost    0/3" in printed
    assert "kept furniture" in printed


def test_what_is_an_article_stays_one() -> None:
    assert isinstance(article.from_text(STORY), Article)
    assert article.decode(codecs.BOM_UTF8 + b"abc") == "abc"
