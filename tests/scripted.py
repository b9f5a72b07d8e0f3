"""A small story and models that work by rule: one that does its job, and some that obey whatever stands in the text they are given."""

from __future__ import annotations

import re
from collections.abc import Callable

from summarizer.engines import Prompt
from summarizer.engines.fake import FakeEngine
from summarizer.types import Article

Answer = Callable[[Prompt], str]

TITLE = ("زلزال يضرب شمال المغرب", "Earthquake hits northern Morocco")
STORY = (
    ("ضرب زلزال بقوة 5.6 درجات شمال المغرب فجر الثلاثاء.", "An earthquake of magnitude 5.6 hit northern Morocco at dawn on Tuesday."),
    ("وقالت وزارة الداخلية إن 12 شخصا قتلوا في مدينة الحسيمة.", "The Interior Ministry said 12 people were killed in the city of Al Hoceima."),
    ("وأصيب 140 آخرون ونقلوا إلى المستشفيات.", "Another 140 were injured and taken to hospitals."),
    ("وأرسلت الحكومة ثلاث طائرات تحمل خياما وأدوية.", "The government sent three planes carrying tents and medicine."),
    ("ولم تعلن السلطات حتى الآن عدد المفقودين.", "The authorities have not yet announced the number of missing."),
    ("وتعهد رئيس الوزراء بإعادة بناء المنازل خلال عام.", "The prime minister promised to rebuild the homes within a year."),
)  # fmt: skip
ENGLISH = dict([TITLE, *STORY])
SUMMARY = "An earthquake of magnitude 5.6 killed 12 people in Al Hoceima in northern Morocco. Another 140 were injured."

MARKED = re.compile(r"^(\[\w*\d+\]) (.*)$", re.MULTILINE)


def article(*, title: bool = True, insert: str = "", at: int = 2) -> Article:
    """The story in two paragraphs; `insert` is one more sentence, before the one numbered `at`."""
    lines = [arabic for arabic, _ in STORY]
    if insert:
        lines.insert(at, insert)
    return Article((" ".join(lines[:3]), " ".join(lines[3:])), title=TITLE[0] if title else "")


def english(line: str) -> str:
    """A line's English: known by heart, or, for one that is not known, a sentence that says so with its Latin words and digits."""
    return ENGLISH.get(line.strip()) or "The text says " + " ".join(re.findall(r"[A-Za-z0-9.]+", line))


def working(prompt: Prompt) -> str:
    """A model that does what each of our prompts asks."""
    if "Translate these lines" in prompt.user:
        asked = prompt.user.split("Translate these lines into English:")[-1]
        return "\n".join(f"{mark} {english(line)}" for mark, line in MARKED.findall(asked))
    if "translated result" in prompt.user:
        return english(prompt.user.split("explanation:")[-1])
    if "Write the headline" in prompt.user:
        return "Twelve killed in Morocco earthquake"
    if "Summarize" in prompt.user:
        return SUMMARY
    return english(prompt.user)


def engine(answer: Answer = working, **options: object) -> FakeEngine:
    return FakeEngine(answer, model="scripted", input_budget=2000, **options)  # type: ignore[arg-type]


def obeying(find: Callable[[Prompt], str | None]) -> Answer:
    """A model that does its job unless `find` finds an order in what it is given; then it says what it is ordered to say."""

    def answer(prompt: Prompt) -> str:
        order = find(prompt)
        return working(prompt) if order is None else order

    return answer
