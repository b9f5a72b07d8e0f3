"""Slots: a number or a rare word is copied whole, in one spelling, and never made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

import summarizer
from summarizer import engines, slots
from summarizer.engines import Prompt, pieces
from summarizer.glossing import LEXICON, Glosser, Lexicon, covered
from summarizer.slots import SLOTS

COMPACT = Path(summarizer.__file__).parent / "compact"
A, B, C = SLOTS[:3]
TEXTS = st.text(alphabet=st.sampled_from(f"قام Go{A}{B}{SLOTS[-1]}19٢٠.,:٫'’- «»"), max_size=60)


def is_broken(word: str) -> bool:
    return len(word) > 6


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("عام year 2011", f"عام year {A} 2011"),
        ("صيغة 5+5", f"صيغة {A} 5+{A} 5"),
        ("من 5 إلى 7", f"من {A} 5 إلى {B} 7"),
        ("القذافي Gaddafi's", f"القذافي {A} Gaddafi's"),
        ("«Gaddafi» و Gaddafi", f"«{A} Gaddafi» و {A} Gaddafi"),
        ("عند الساعة 12:30", f"عند الساعة {A} 12:30"),
        ("كتب book", "كتب book"),
        (f"كتب{A} book", "كتب  book"),
    ],
)
def test_numbers_and_broken_words_have_slots(text: str, marked: str) -> None:
    assert slots.mark(text, is_broken) == marked


def test_more_words_than_slots_are_left_plain() -> None:
    marked = slots.mark(" ".join(map(str, range(20))), is_broken)
    assert len(slots.contents(marked)) == len(SLOTS)
    assert marked.endswith(" 16 17 18 19")


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("٢٠١١", "2011"),
        ("120000", "120,000"),
        ("1200", "1200"),
        ("5,4", "5.4"),
        ("٥٫٤", "5.4"),
        ("1,200", "1,200"),
        ("٢٬٥٠٠٬٠٠٠", "2,500,000"),
        ("0216123456", "0216123456"),
        ("12:30", "12:30"),
    ],
)
def test_numbers_are_written_as_english_writes_them(arabic: str, english: str) -> None:
    marked = slots.mark(arabic, is_broken)
    assert slots.fill(f"about {A} people", slots.contents(marked)) == f"About {english} people"


def test_the_words_of_a_name_are_copied_as_one() -> None:
    marked = slots.mark("فتحي باشاغا Fathi_Bashagha وقال", is_broken)
    assert marked == f"فتحي باشاغا {A} Fathi_Bashagha وقال"
    assert slots.fill(f"{A} said", slots.contents(marked)) == "Fathi Bashagha said"


def test_a_translation_is_emptied_for_training_and_filled_again() -> None:
    held = {A: "2011", B: "120,000", C: "observatory"}
    english = "Observatory: in 2011 some 120000 (the observatory's 2011)"
    emptied = slots.emptied(english, held)
    assert emptied == f"{C}: in {A} some {B} (the {C}'s {A})"
    assert slots.fill(emptied, held) == "Observatory: in 2011 some 120,000 (the observatory's 2011)"


def test_a_slot_that_holds_nothing_shows_that_something_is_missing() -> None:
    assert slots.fill(f"in {A} and {B}", {A: "2011"}) == "In 2011 and …"


@given(TEXTS, st.integers(0, 15))
def test_every_slot_of_any_text_is_filled_with_a_word_of_the_text(text: str, first: int) -> None:
    marked = slots.mark(text, is_broken, first)
    held = slots.contents(marked)
    assert set(held) == set(slots.SLOT.findall(marked))
    assert not slots.SLOT.search(slots.fill(marked, held))


def test_the_engine_fills_the_slots_of_its_own_source(tmp_path: Path) -> None:
    sentences = [
        "وصل القذافي Gaddafi عام year 2011 إلى to",
        "Gaddafi arrived in the year 2011",
        "x y z 0 3 4 5 6 7 8 9",
    ]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences * 5), model_prefix=str(tmp_path / "source"), vocab_size=90, byte_fallback=False,
        bos_id=-1, eos_id=1, unk_id=0, split_digits=True, hard_vocab_limit=False, user_defined_symbols=list(SLOTS),
    )  # fmt: skip
    for side in ("source.spm", "target.spm"):
        (tmp_path / side).write_bytes((tmp_path / "source.model").read_bytes())
    model = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "source.spm"))
    names = [model.id_to_piece(n) for n in range(model.get_piece_size())]
    table = ["</s>", "<unk>", *(name for name in names if name not in ("</s>", "<unk>")), "<pad>"]
    (tmp_path / "vocab.json").write_text(json.dumps({name: n for n, name in enumerate(table)}), encoding="utf-8")
    read = pieces.load(tmp_path)
    source = read.encode("عام 2011")
    assert A in source
    assert read.decode([*read.begin("in"), "▁", A, "</s>"], source) == "In 2011"
    assert A not in read.begin("in 2011")


SENTENCES = [
    "قال وزير الداخلية فتحي باشاغا إن 740 ألف شخص عادوا إلى منازلهم منذ عام 2014.",
    "أعلن اللواء أيمن بديع أن اللجنة العسكرية ستجتمع في 23 أكتوبر.",
    "لم يوقع الطرفان الاتفاق بعد، لكن المحادثات ستستأنف في جنيف الأسبوع المقبل.",
]


def translated(**options: object) -> list[str]:
    engine = engines.load("ct2", str(COMPACT), compute_type="int8", beam_size=12, **options)
    return [one.text for one in engine.generate([Prompt(text) for text in SENTENCES], max_new_tokens=200)]


def test_the_shipped_model_copies_numbers_and_names_whole() -> None:
    first, second, _ = translated(coverage=0.6)
    assert all(word in first for word in ("Fathi Bashagha", "740,000", "2014")), first
    assert all(word in second for word in ("Ayman Badie", "23", "October")), second


def test_of_the_beams_the_one_that_says_more_of_the_glosses_is_kept() -> None:
    glosser = Glosser(Lexicon(COMPACT / LEXICON))
    for text, likeliest, chosen in zip(SENTENCES, translated(), translated(coverage=9.0), strict=True):
        assert covered(glosser.annotate(text), chosen) >= covered(glosser.annotate(text), likeliest)


def test_an_answer_that_stutters_is_worth_nothing_unless_its_source_does() -> None:
    read = pieces.load(COMPACT)
    once, twice = read.encode("اندلع حريق في الغابة."), read.encode("وصل محمد محمد أمس.")
    assert read.covered(once, "A fire broke out in the forest.") > 0
    assert read.covered(once, "A fire fire broke out in the forest.") == 0
    assert read.covered(twice, "Mohamed Mohamed arrived yesterday.") > 0
