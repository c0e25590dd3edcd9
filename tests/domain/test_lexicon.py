"""The lexicon is checked entry by entry, and every complaint says where."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.lexicon import Lexicon, Severity
from bot.vocabulary import lexicon

SMALL: dict[str, Any] = {
    "group": [{"id": "drainage", "zh": "排水", "en": "Drains"}],
    "category": [
        {
            "id": "sewage",
            "group": "drainage",
            "zh": "污水",
            "en": "Sewage",
            "severity": "urgent",
            "ack_minutes": 5,
            "resolve_minutes": 120,
            "department": "排水所",
            "zh_keywords": ["污水", "臭 水"],
        }
    ],
}


def small(**changes: object) -> dict[str, Any]:
    data = deepcopy(SMALL)
    data["category"][0].update(changes)
    return data


def test_a_small_lexicon_is_read() -> None:
    sewage = Lexicon.parse(SMALL).category("sewage")
    assert (sewage.severity, sewage.ack, sewage.resolve) == (Severity.URGENT, timedelta(minutes=5), timedelta(hours=2))
    assert (sewage.name("zh"), sewage.name("zh-hans"), sewage.name("en"), sewage.hotline) == (
        "污水",
        "污水",
        "Sewage",
        None,
    )


def test_keywords_are_kept_in_matching_form() -> None:
    assert Lexicon.parse(SMALL).keywords == {"污水": "sewage", "臭水": "sewage"}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, r"has no \[\[category\]\]"),
        (small(group="roads"), r"category 1 \(sewage\)\.group is 'roads'"),
        (small(severity="dire"), r"severity must be one of emergency, urgent, normal, consultation"),
        (small(ack_minutes=0), r"ack_minutes must be a whole number above 0"),
        (small(ack_minutes=True), r"ack_minutes must be a whole number"),
        (small(zh=" "), r"zh must be a text"),
        (small(zh_keywords="污水"), r"zh_keywords must be a list of texts"),
        (SMALL | {"pair": [{"category": "gas", "a": ["x"], "b": ["y"], "gap": 3}]}, r"pair 1\.category is 'gas'"),
        (
            SMALL | {"landmark": [{"name": "东门", "kind": "gate"}]},
            r"landmark 1 \(东门\)\.kind must be 'place' or 'thing'",
        ),
        (SMALL | {"landmark": [{"name": "东门", "broken_in": ["gas"]}]}, r"broken_in names 'gas'"),
        (SMALL | {"pair": {"category": "sewage"}}, r"must be written as \[\[pair\]\]"),
        (SMALL | {"decoy": ["x"]}, r"decoy 1 must be a table"),
        (SMALL | {"category": [SMALL["category"][0]] * 2}, r"'sewage' is there twice"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(data: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Lexicon.parse(data)


def test_a_keyword_belongs_to_one_category() -> None:
    data = deepcopy(SMALL)
    data["category"].append(data["category"][0] | {"id": "leak", "zh_keywords": ["污水"]})
    with pytest.raises(ValueError, match="'污水' already belongs to 'sewage'"):
        Lexicon.parse(data)


def test_the_shipped_lexicon_promises_an_answer_within_ten_minutes() -> None:
    assert all(one.ack <= timedelta(minutes=10) for one in lexicon().categories.values())
    assert all(one.ack < one.resolve for one in lexicon().categories.values())
