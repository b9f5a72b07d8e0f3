"""The article before a word that a model copied without hearing it."""

from __future__ import annotations

import pytest

from summarizer.indefinite_article import agreed


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("He is a army officer.", "He is an army officer."),
        ("A interactive map", "An interactive map"),
        ("an Union of an universities", "a Union of a universities"),
        ("a hour, an house, a honour", "an hour, a house, an honour"),
        ("a 18-year-old, a 8%, an 110, a 11,000", "an 18-year-old, an 8%, a 110, an 11,000"),
        ("a MP, a NGO, an NATO, a OPEC, an UAE, a F-16, an UN", "an MP, an NGO, a NATO, an OPEC, a UAE, an F-16, a UN"),
        ("an European, an one-day, a one-off, a Ukrainian", "a European, a one-day, a one-off, a Ukrainian"),
        ("a unidentified, an unique, a unprecedented", "an unidentified, a unique, an unprecedented"),
        ("Serie A and Group A advance; a and b", "Serie A and Group A advance; a and b"),
        ("Ana island, l'a autre", "Ana island, l'a autre"),
        ("", ""),
    ],
)
def test_a_and_an_by_the_sound_of_what_follows(written: str, read: str) -> None:
    assert agreed(written) == read
