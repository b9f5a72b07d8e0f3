"""Words that are nobody's name, as the lexicon and the lists of names tell."""

from __future__ import annotations

from collections import Counter

from summarizer.glossing import Entry
from training.common_words import common


def test_words_that_the_lexicon_translates_are_common_unless_a_list_has_them_as_names() -> None:
    lexicon = {
        "المواطنين": Entry("the citizens", 0.9),
        "القاهرة": Entry("Cairo", 0.9),
        "محمد": Entry("praised", 0.9),
        "الغارديان": Entry("the Guardian", 0.9),
        "اعلن": Entry("announced", 0.2),
        "نادرا": Entry("rarely", 0.9),
    }
    counted = Counter(["المواطنين", "القاهرة", "محمد", "الغارديان", "أعلن", "زغيبلاني"] * 2 + ["نادرا"])
    assert common(counted, lexicon) == ["المواطنين"]
