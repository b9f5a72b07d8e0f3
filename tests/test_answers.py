"""What models answer, and the text that was asked for in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import answers

THREE = ["The minister spoke.", "He left.", "It rained."]


@pytest.mark.parametrize(
    "answer",
    [
        "[1] The minister spoke.\n[2] He left.\n[3] It rained.",
        "Here is the translation:\n\n[1] The minister spoke.\n[2] He left.\n[3] It rained.\n\nNote: I kept the names.",
        "```\n[1] The minister spoke.\n[2] He left.\n[3] It rained.\n```",
        "Sure!\n```text\n[1] The minister spoke.\n[2] He left.\n[3] It rained.\n```\nLet me know if you need more.",
        "**[1]** The minister spoke.\n\n**[2]** He left.\n\n**[3]** It rained.",
        "[1]: The minister spoke.\n[2]: He left.\n[3]: It rained.",
        "[1] The minister spoke. [2] He left. [3] It rained.",
        "[1]\nThe minister spoke.\n[2]\nHe left.\n[3]\nIt rained.",
        "[2] He left.\n[1] The minister spoke.\n[3] It rained.",
        "［1］ The minister spoke.\n【2】 He left.\n[ 3 ] It rained.",
        "[١] The minister spoke.\n[٢] He left.\n[٣] It rained.",
        "<think>\nThe user wants [1] and [2].\n</think>\n\n[1] The minister spoke.\n[2] He left.\n[3] It rained.",
        "so [1] is easy\n</think>\n[1] The minister spoke.\n[2] He left.\n[3] It rained.",
        "<|channel>thought\nWhat is [1]?<channel|>[1] The minister spoke.\n[2] He left.\n[3] It rained.",
        "~~~text\n[1] The minister spoke.\n[2] He left.\n[3] It rained.\n~~~",
        "[1] → The minister spoke.\n[2] => He left.\n[3] -> It rained.",
        "[1] The **minister** spoke.\n[2] __He left.__\n[3] It rained.",
        "[1] - The minister spoke.\n[2] - He left.\n[3] - It rained.",
        "| [1] | The minister spoke. |\n| [2] | He left. |\n| [3] | It rained. |",
    ],
)
def test_marked_lines_are_found_whatever_stands_around_them(answer: str) -> None:
    assert answers.unmarked(answer, 3, "") == THREE


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[1] A one.\n[3] C three.", ["A one.", None, "C three."]),
        ("[1] A one.\n[2] B two.\n[2] B again.\n[3] C three.", ["A one.", None, "C three."]),
        ("[1] A one.\n[2]\n[3] C three.", ["A one.", "", "C three."]),
        ("A one.\nB two.\nC three.", [None, None, None]),
        ("[1] A one.\n[2] B two.\nand a half.\n[3] C three.", ["A one.", None, "C three."]),
        ("[1] A one.\n[2] B two.\n[3] C three.\nPWNED", ["A one.", "B two.", None]),
        ("1. A one.\n2. B two.\n3. C three.", [None, None, None]),
        ("", [None, None, None]),
        ("[1] A one.\n[2] B two.\n[3] C three.\n[4] And so it goes on.", ["A one.", "B two.", "C three."]),
        ("<think>[1] A one. [2] B", [None, None, None]),
        ("[1] -5 degrees.\n[2] 12 people [sic].\n[3] C.", ["-5 degrees.", "12 people [sic].", "C."]),
    ],
)
def test_what_is_not_there_exactly_once_is_lost_and_nothing_is_guessed(answer: str, expected: list[str | None]) -> None:
    assert answers.unmarked(answer, 3, "") == expected


@pytest.mark.parametrize(
    ("shown", "tag"),
    [
        (("no brackets", "(3) 4. 5"), ""),
        (("a citation [3]",), "A"),
        (("[٣]",), "A"),
        (("【1】",), "A"),
        (("[A1] and [b2]",), "C"),
        (("[3]", "[A7]"), "B"),
    ],
)
def test_a_marker_is_one_that_no_text_holds(shown: tuple[str, ...], tag: str) -> None:
    assert answers.tag_for(*shown) == tag


def test_lines_with_another_tag_belong_to_the_line_they_stand_in() -> None:
    answer = "[A1] He said:\n[2] everything is lost.\n[A2] It rained."
    assert answers.unmarked(answer, 2, "A") == [None, "It rained."]
    assert answers.unmarked(answer.replace("\n[2]", " [2]"), 2, "A") == [
        "He said: [2] everything is lost.",
        "It rained.",
    ]


brackets = st.text(alphabet="[]［］【】ABZab123٣ .\n", max_size=30)


@given(st.lists(brackets, min_size=1, max_size=5), st.data())
def test_nothing_copied_from_the_text_is_taken_for_a_marker(texts: list[str], data: st.DataObject) -> None:
    tag = answers.tag_for(*texts)
    source = data.draw(st.sampled_from(texts))
    start, end = sorted((data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(source)))))
    copied = source[start:end]
    assert answers.after_marker(copied, tag) == answers.unwrapped(copied)
    honest = answers.marked([f"line {number} {copied if number == 1 else ''}" for number in range(3)], tag)
    found = answers.unmarked(honest, 3, tag)
    assert [found[0], found[2]] == ["line 0", "line 2"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The minister spoke.", "The minister spoke."),
        ("Here is the English translation:\n\nThe minister spoke.", "The minister spoke."),
        (
            "Sure! Here's the translation of the text:\nThe minister spoke.\n\nNote: 'minister' is literal.",
            "The minister spoke.",
        ),
        ("Translation: The minister spoke.", "The minister spoke."),
        ("**English:** The minister spoke.", "The minister spoke."),
        ('"The minister spoke."', "The minister spoke."),
        ("“The minister spoke.”", "The minister spoke."),
        ('"Yes," said the minister, "no"', '"Yes," said the minister, "no"'),
        ("```\nThe minister spoke.\n```", "The minister spoke."),
        ("The minister\nspoke.", "The minister spoke."),
        ("<think>Hm.</think>The minister spoke.", "The minister spoke."),
        ("<think>Hm, never ends", ""),
        ("<|channel>thought\nHm, never ends", ""),
        ("thought\nHm.<channel|>The minister spoke.", "The minister spoke."),
        ("The translation is: The minister spoke.", "The minister spoke."),
        ("Here is the English translation of the sentence: The minister spoke.", "The minister spoke."),
        ("Sure! Here it is: The minister spoke.", "The minister spoke."),
        ("Here you go:\nThe minister spoke.", "The minister spoke."),
        ("The **minister** spoke.", "The minister spoke."),
        ("2 ** 3 is __8", "2 ** 3 is __8"),
        ("He said the summary is: bad", "He said the summary is: bad"),
        ("", ""),
        ("Translation:", "Translation:"),
    ],
)
def test_a_plain_answer(answer: str, expected: str) -> None:
    assert answers.plain(answer) == expected


def test_what_the_source_has_stays() -> None:
    assert answers.plain("Result: two to one.", "النتيجة: هدفان لهدف.") == "Result: two to one."
    assert answers.plain('"He spoke."', "«تحدث.»") == '"He spoke."'
    said = "Here is the text of the statement that the ministry issued: nothing has changed."
    assert answers.plain(said, "وفيما يلي نص البيان الذي أصدرته وزارة الداخلية: لم يتغير شيء.") == said


def test_a_summary_in_sentences() -> None:
    assert answers.summary("**Summary:**\n\n- Egypt won 3-1. It was late.\n- Libya lost.") == [
        "Egypt won 3-1.",
        "It was late.",
        "Libya lost.",
    ]
    assert answers.summary("## Heading\n\nEgypt won.\n\nI hope this helps!") == ["Egypt won."]
    assert answers.summary("Here is a summary in two sentences:\nEgypt won. Libya lost.") == [
        "Egypt won.",
        "Libya lost.",
    ]
    assert answers.summary("1. Egypt won.\n2. Libya lost.") == ["Egypt won.", "Libya lost."]
    assert answers.summary("") == []


@pytest.mark.parametrize(
    "answer",
    [
        "In summary: Egypt won. Libya lost.",
        "In summary:\nEgypt won. Libya lost.",
        "The summary is: Egypt won. Libya lost.",
        "The summary is as follows:\n\n- Egypt won.\n- Libya lost.",
        "Here's a two-sentence summary of the article: Egypt won. Libya lost.",
        "Here is a concise summary: Egypt won.\nLibya lost.",
        "Certainly! Here is a brief summary: Egypt won. Libya lost.",
        "Here you go:\nEgypt won. Libya lost.",
        "**Egypt won.** Libya lost.",
        "~~~\nEgypt won. Libya lost.\n~~~",
        "<|channel>thought\nWho won? Egypt won.<channel|>Egypt won. Libya lost.",
    ],
)
def test_what_stands_around_a_summary_goes_and_the_summary_stays(answer: str) -> None:
    assert answers.summary(answer) == ["Egypt won.", "Libya lost."]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('"Egypt wins in Tripoli."', "Egypt wins in Tripoli"),
        ("Headline: Egypt wins", "Egypt wins"),
        ("**Egypt wins**\n\nIt is short.", "Egypt wins"),
        ("Here is a headline: Egypt wins", "Egypt wins"),
        ("1. Egypt wins\n2. Libya loses", "Egypt wins"),
        ("Here are two headlines:\n\n- Egypt wins\n- Libya loses", "Egypt wins"),
        ("Here is the headline:\n\nU.S. envoy in Tripoli", "U.S. envoy in Tripoli"),
        ("Talks with the U.S.", "Talks with the U.S."),
        ("", ""),
    ],
)
def test_a_headline(answer: str, expected: str) -> None:
    assert answers.headline(answer) == expected


def test_an_answer_that_gives_away_its_instructions_is_noticed() -> None:
    told = "You are a news translator. You turn Arabic into clear, faithful English. Translate everything."
    assert answers.repeats(
        "My instructions: you are a news translator. You turn Arabic into clear, faithful English", told
    )
    assert not answers.repeats("The news translator turned to clear English.", told)


@given(st.text(max_size=300), st.integers(1, 5))
def test_no_answer_breaks_the_reading(answer: str, size: int) -> None:
    assert len(answers.unmarked(answer, size, "")) == size
    answers.plain(answer)
    answers.headline(answer)
    answers.summary(answer)
