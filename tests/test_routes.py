"""Two routes to a summary, and where they disagree."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from summarizer import cli, prompting, routes
from summarizer.engines import Prompt
from summarizer.errors import InputError
from summarizer.pipeline import Summarizer
from summarizer.summarizing import Asked
from tests import scripted


def desk(english: str, arabic: str, reads: str = "english") -> Summarizer:
    def answer(prompt: Prompt) -> str:
        if "Summarize this Arabic" in prompt.user:
            return arabic
        return english if "Summarize" in prompt.user else scripted.working(prompt)

    engine = scripted.engine(answer)
    writer = Asked(engine, prompting.find(f"summarize_{reads}"), reads=reads)  # type: ignore[arg-type]
    return Summarizer(engine, prompt=prompting.find("translate"), writer=writer)


def test_routes_that_agree() -> None:
    found = routes.take(desk(scripted.SUMMARY, scripted.SUMMARY), scripted.article())
    assert found.disagreements == ()
    assert found.english.text == found.arabic.text == scripted.SUMMARY
    assert found.english.made.prompt.startswith("summarize_english@")
    assert found.arabic.made.prompt.startswith("summarize_arabic@")
    assert "nowhere that can be seen" in routes.render(found)


@pytest.mark.parametrize("reads", ["english", "arabic"])
def test_a_number_that_one_route_tells_wrongly(reads: str) -> None:
    wrong = "The Interior Ministry said 15 people were killed in the city of Al Hoceima."
    right = "The Interior Ministry said 12 people were killed in the city of Al Hoceima."
    (found,) = routes.take(desk(wrong, right, reads), scripted.article()).disagreements
    assert (found.kind, found.route, found.segments, found.text) == ("contradicts", "english", (2,), wrong)
    assert "12" in found.expected


def test_a_number_that_one_route_invents() -> None:
    found = routes.take(
        desk(scripted.SUMMARY, f"{scripted.SUMMARY} Damage was put at 88 million euros."), scripted.article()
    )
    assert ("invented", "arabic") in {(item.kind, item.route) for item in found.disagreements}


def test_what_only_one_route_speaks_of() -> None:
    english = "An earthquake of magnitude 5.6 hit northern Morocco at dawn on Tuesday."
    arabic = f"{english} The prime minister promised to rebuild the homes within a year."
    (found,) = routes.take(desk(english, arabic), scripted.article()).disagreements
    assert (found.kind, found.route, found.segments) == ("only here", "arabic", (6,))
    assert "only here, arabic" in routes.render(routes.take(desk(english, arabic), scripted.article()))


@pytest.mark.parametrize("reads", ["english", "arabic"])
def test_what_has_to_be_known_about_a_summary_is_said(reads: str) -> None:
    found = routes.take(desk(scripted.SUMMARY, "I'm sorry, but I cannot summarize this.", reads), scripted.article())
    assert found.flags == {"english": (), "arabic": ("summary_extracted",)}
    assert found.to_dict()["arabic"]["flags"] == ["summary_extracted"]
    assert found.disagreements == (), "sentences picked by rule disagree with nothing"
    assert "FROM THE ARABIC (sentences of the article, as the model's summary was unusable)\n" in routes.render(found)
    assert "FROM THE ENGLISH\n" in routes.render(found)


def test_it_can_be_stopped() -> None:
    cancel = threading.Event()

    def answer(prompt: Prompt) -> str:
        cancel.set()
        asked.append(prompt)
        return scripted.working(prompt)

    asked: list[Prompt] = []
    engine = scripted.engine(answer)
    writer = Asked(engine, prompting.find("summarize_english"))
    made = Summarizer(engine, prompt=prompting.find("translate"), writer=writer)
    found = routes.take(made, scripted.article(), cancel=cancel)
    assert len(asked) == 1
    assert not found.digest.complete


def test_its_json_is_plain() -> None:
    found = routes.take(desk(scripted.SUMMARY, scripted.SUMMARY), scripted.article()).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert {"english", "arabic", "disagreements"} <= set(found)


def test_a_preset_with_one_route_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="gemma"):
        routes.take(Summarizer(scripted.engine()), scripted.article())
    path = tmp_path / "article.txt"
    path.write_text("\n\n".join(scripted.article().paragraphs), encoding="utf-8")
    assert cli.main(["routes", str(path), "--preset", "fake"]) == 2
    assert "two routes" in capsys.readouterr().err
