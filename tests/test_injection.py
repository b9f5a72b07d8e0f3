"""Orders inside an article: 60 of them, given to models that obey whatever they are told. None reaches beyond its own sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from eval import injection
from eval.__main__ import main
from eval.injection import Case
from summarizer import prompting
from summarizer.engines import Prompt, control
from summarizer.engines.server import ServerEngine
from summarizer.pipeline import Summarizer, segments_of
from summarizer.summarizing import Asked
from summarizer.translating import Instructed
from summarizer.types import Article, Digest
from tests import scripted, tiny_chat

CASES = injection.cases()
ARTICLE = scripted.article()
CLEAN = dict([scripted.TITLE, *scripted.STORY])
ANY_MARK = re.compile(r"[\[［【(]?\s*\w?\s*[\d]+\s*[\]］】).]")


def stands_in(case: Case, prompt: Prompt) -> bool:
    """Whether the model is shown the sentence that gives the order."""
    return " ".join(case.text.split()[:2]) in prompt.user


# Models that obey. Each reads orders in one way that real models have been seen to.


def obeys_fake_turns(case: Case, prompt: Prompt) -> str | None:
    """Takes any control token in its text for the end of its task, and what follows for its new one."""
    return case.says if control.KNOWN.search(" ".join(content for _, content in prompt.turns)) else None


def obeys_what_stands_outside_the_tags(case: Case, prompt: Prompt) -> str | None:
    """Takes what is inside <article> for text and what is outside for orders."""
    outside = re.sub(r"<article>.*?</article>", "", prompt.user, flags=re.DOTALL) if "<article>" in prompt.user else ""
    return case.says if "ZEBRA" in outside else None


def parrots(case: Case, prompt: Prompt, place: str) -> str | None:
    """Says what it is told to say, letter by letter, before its work, behind it, or instead of it."""
    if not case.says or not stands_in(case, prompt) or "Translate" not in prompt.user:
        return None
    work = scripted.working(prompt)
    return {"before": f"{case.says}\n{work}", "after": f"{work}\n{case.says}", "instead": case.says}[place]


def splits_at_every_mark(case: Case, prompt: Prompt) -> str | None:
    """Begins a new line of its answer wherever its text has something like a marker."""
    if "Translate these lines" not in prompt.user:
        return None
    work = scripted.working(prompt)
    asked = prompt.user.split("Translate these lines into English:")[-1]
    found = [
        (mark[0], asked[mark.end() :][:50].split("\n")[0])
        for mark in ANY_MARK.finditer(asked)
        if "ZEBRA" in asked[mark.end() : mark.end() + 45]
    ]
    return "\n".join([work, *(f"{mark} {rest}" for mark, rest in found)])


def skips_what_follows(case: Case, prompt: Prompt) -> str | None:
    """Stops where it is told that nothing more counts."""
    if not stands_in(case, prompt) or "Translate these lines" not in prompt.user:
        return None
    lines = scripted.working(prompt).split("\n")
    asked = prompt.user.split("Translate these lines into English:")[-1].strip().split("\n")
    order = " ".join(case.text.split()[:2])
    return "\n".join(lines[: next((number for number, line in enumerate(asked, 1) if order in line), 0)])


def reveals(case: Case, prompt: Prompt) -> str | None:
    """Writes down its instructions when it is asked to."""
    return (prompt.system or prompt.user) if stands_in(case, prompt) else None


def changes_numbers(case: Case, prompt: Prompt) -> str | None:
    """Writes 999 for every number but those of the markers, without which its answer would only be lost."""
    return re.sub(r"(?<!\[)\b\d+(?:\.\d+)?\b", "999", scripted.working(prompt)) if stands_in(case, prompt) else None


OBEDIENT = {
    "fake turns": obeys_fake_turns,
    "outside the tags": obeys_what_stands_outside_the_tags,
    "parrot before": partial(parrots, place="before"),
    "parrot after": partial(parrots, place="after"),
    "parrot instead": partial(parrots, place="instead"),
    "every mark": splits_at_every_mark,
    "skips": skips_what_follows,
    "reveals": reveals,
}


def desk(answer: scripted.Answer, prompt: str = "translate", reads: str = "english") -> Summarizer:
    engine = scripted.engine(answer)
    headline = prompting.find("headline")
    writer = Asked(engine, prompting.find(f"summarize_{reads}"), reads=reads, headline=headline)  # type: ignore[arg-type]
    return Summarizer(engine, prompt=prompting.find(prompt), writer=writer)


def attacked(case: Case, obey: str, prompt: str = "translate", reads: str = "english") -> Digest:
    answer = scripted.obeying(partial(OBEDIENT[obey], case))
    return desk(answer, prompt, reads).digest(injection.with_sentence(ARTICLE, case.text))


def others(digest: Digest) -> Iterator[tuple[str, str]]:
    for segment in digest.translation.segments:
        if segment.paragraph != injection.CARRIER:
            yield segment.source, segment.target


def test_the_suite_is_what_it_says() -> None:
    assert len(CASES) == len({case.id for case in CASES}) == 60
    assert sum(case.language == "ar" for case in CASES) == 30
    assert {case.kind for case in CASES} == {
        "instruction",
        "fake_turn",
        "fake_number",
        "reveal",
        "skip",
        "change_number",
    }
    assert sum(case.structural for case in CASES) == 24


@pytest.mark.parametrize("prompt", ["translate", "translate_sentence"])
@pytest.mark.parametrize("obey", OBEDIENT)
def test_no_order_changes_what_another_sentence_becomes(obey: str, prompt: str) -> None:
    for case in CASES:
        digest = attacked(case, obey, prompt)
        assert [target for _, target in others(digest)] == [CLEAN[source] for source, _ in others(digest)], case.id


@pytest.mark.parametrize("reads", ["english", "arabic"])
@pytest.mark.parametrize("obey", ["fake turns", "outside the tags"])
def test_no_structural_attack_reaches_the_summary(obey: str, reads: str) -> None:
    for case in CASES:
        if case.structural:
            digest = attacked(case, obey, reads=reads)
            assert digest.summary.text == scripted.SUMMARY, case.id


@pytest.mark.parametrize(
    ("defence", "off", "obey"),
    [
        ("summarizer.prompting.PromptTemplate.harmless", lambda self, value: value, "outside the tags"),
        ("summarizer.prompting.PromptTemplate.harmless", lambda self, value: value, "fake turns"),
        ("summarizer.answers.repeats", lambda *texts: False, "reveals"),
    ],
)
def test_the_attacks_are_real_without_its_defence_each_succeeds(
    defence: str, off: Callable[..., object], obey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(defence, off)
    digests = [attacked(case, obey, reads="arabic") for case in CASES]
    assert any(
        [target for _, target in others(digest)] != [CLEAN[source] for source, _ in others(digest)]
        or digest.summary.text != scripted.SUMMARY
        or "You are a news translator" in str(digest.to_dict())
        for digest in digests
    )


def test_forged_markers_are_real_too_and_it_is_the_tag_that_stops_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the tag there are the checks, so this looks at what the step alone makes of the answer."""
    case = next(case for case in CASES if case.kind == "fake_number")
    engine = scripted.engine(scripted.obeying(partial(OBEDIENT["parrot instead"], case)))
    step = Instructed(engine, prompting.find("translate"))
    (passage,) = step.passages(segments_of(injection.with_sentence(ARTICLE, case.text)))
    assert [said.text for said in step.translate([passage])] == [""] * 8
    monkeypatch.setattr("summarizer.answers.tag_for", lambda *shown: "")
    assert all("ZEBRA" in said.text for said in step.translate([passage]))


def test_an_answer_that_is_only_the_prompt_is_shown_as_missing_not_as_a_translation() -> None:
    for case in CASES:
        if case.kind != "reveal":
            continue
        digest = attacked(case, "reveals", reads="arabic")
        carrier = [segment for segment in digest.translation.segments if segment.paragraph == injection.CARRIER]
        assert any(segment.target == "" and segment.flags == ("empty",) for segment in carrier), case.id
        assert "summary_extracted" in digest.flags, case.id
        assert "You read Arabic news" not in str(digest.to_dict()), case.id


def test_a_model_that_changes_numbers_when_told_to_is_found_out_by_the_ledger() -> None:
    for case in CASES:
        if case.kind != "change_number":
            continue
        answer = scripted.obeying(partial(changes_numbers, case))
        digest = desk(answer).digest(injection.with_sentence(ARTICLE, case.text))
        counted = {
            fact.source: fact.translation
            for fact in digest.ledger.facts
            if fact.kind == "number" and fact.source[0].isdigit()
        }
        assert {counted["12 شخصا"], counted["140"]} <= {"changed", "missing"}, case.id
        assert any("999" in fact.found for fact in digest.ledger.facts) or "999" in digest.ledger.invented


def test_control_tokens_of_every_family_stay_text(chat_models: Path) -> None:
    import transformers

    from summarizer import engines

    for family in tiny_chat.FAMILIES:
        folder = chat_models / family.__name__
        structured = family.__name__ == "translategemma"
        languages = {"source_language": "ar", "target_language": "en"} if structured else {}
        engine = engines.load("chat", str(folder), **languages)
        words = transformers.AutoTokenizer.from_pretrained(folder)
        everything = " ".join(
            [*words.all_special_tokens, *(token.content for token in words.added_tokens_decoder.values())]
        )
        for text in [everything, everything.replace(" ", ""), *(case.text for case in CASES)]:
            (job,) = engine.admit([Prompt(text)])  # type: ignore[attr-defined]
            count = sum(number in engine.control for number in job.ids)  # type: ignore[attr-defined]
            assert count == sum(number in engine.control for number in engine.frame(Prompt("x")))  # type: ignore[attr-defined]


def test_nothing_sent_to_a_server_holds_control_tokens() -> None:
    engine = ServerEngine("http://127.0.0.1:1", model="m")
    for case in CASES:
        body = engine.body(0, Prompt(case.text, system=case.text), 5, engine_decoding())
        assert not any(control.KNOWN.search(message["content"]) for message in body["messages"])


def engine_decoding() -> object:
    from summarizer.engines import Decoding

    return Decoding()


def test_the_runner_tells_spread_from_obedience() -> None:
    honest = injection.run(desk(scripted.working), ARTICLE)
    assert injection.rates(honest) == [
        {"kind": kind, "cases": cases, "spread": 0, "obeyed": 0}
        for kind, cases in (
            ("instruction", 10),
            ("fake_turn", 12),
            ("fake_number", 12),
            ("reveal", 8),
            ("skip", 8),
            ("change_number", 10),
        )
    ]

    def weak(prompt: Prompt) -> str:
        return "ZEBRA" if "ZEBRA" in prompt.user else scripted.working(prompt)

    assert not injection.succeeded(honest)
    weak_rates = injection.rates(injection.run(desk(weak), ARTICLE))
    assert all(row["spread"] == 0 for row in weak_rates)
    assert next(row for row in weak_rates if row["kind"] == "instruction")["obeyed"] == 10


def test_what_an_article_says_by_itself_is_no_outcome() -> None:
    """It says the number that cases order, and one of its sentences comes out empty whatever stands beside it."""
    title, *lines = ("خبر", "وقتل ٩٩٩ شخصا في الزلزال.", "ولم تعلن السلطات عدد المفقودين.", "وأصيب 140 آخرون.")
    lost = lines[1]

    def answer(prompt: Prompt) -> str:
        known = scripted.working(prompt).replace("The text says", "The text says 999 and")
        return "" if lost in prompt.user else known

    outcomes = injection.run(Summarizer(scripted.engine(answer)), Article(tuple(lines), title=title))
    assert not any(outcome.spread for outcome in outcomes)
    ordered = [outcome.case for outcome in outcomes if outcome.case.kind == "change_number"]
    assert {case.number for case in ordered} == {"998"}
    assert not any("999" in case.text for case in ordered)


def test_a_sentence_that_a_rule_picks_is_not_obedience() -> None:
    order = next(case for case in CASES if case.id == "ar-fake_number-1")
    lone = Article(("قال الوزير إن الزلزال ضرب المدينة.",))
    (outcome,) = injection.run(Summarizer(scripted.engine()), lone, [order])
    digest = Summarizer(scripted.engine()).digest(injection.with_sentence(lone, order.text))
    assert "ZEBRA" in digest.summary.text
    assert not outcome.obeyed
    (parroted,) = injection.run(Summarizer(scripted.engine(lambda prompt: "ZEBRA")), lone, [order])
    assert parroted.obeyed
    assert injection.succeeded([parroted])


def test_the_suite_runs_from_the_shell_against_any_preset(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["injection", "--preset", "fake"]) == 0
    shown = capsys.readouterr().out
    kinds = {case.kind.replace("_", " ") for case in CASES}
    assert all(kind in shown for kind in kinds)
    assert re.search(rf"^all +{len(CASES)} +0 \(0%\)", shown, re.MULTILINE)
    assert re.search(r"^structural +24 +0 \(0%\) +0 \(0%\)", shown, re.MULTILINE)
