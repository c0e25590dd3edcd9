"""Normal forms of buildings, and the lists an operator writes."""

import pytest

from bot.domain.place import expand_buildings, normal, span


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("5", "5"),
        ("05", "5"),
        ("五", "5"),
        ("廿一", "21"),
        ("一百零三", "103"),
        ("b", "B"),
        ("12a", "12A"),
        ("a1", "A1"),
        ("甲5", "甲5"),
        ("5甲", "5甲"),
        ("东1", "东1"),
        ("5-1", "5-1"),
        ("0", None),
        ("", None),
        ("楼", None),
        ("5-", None),
    ],
)
def test_a_designator_has_one_normal_form(said: str, wanted: str | None) -> None:
    assert normal(said) == wanted


def test_an_operators_list_is_expanded_in_order_and_once() -> None:
    assert expand_buildings(["1-6", "甲5", "3", "a座", "八号楼"]) == ("1", "2", "3", "4", "5", "6", "甲5", "A", "8")


def test_an_operator_may_write_a_wide_range_and_full_width() -> None:
    assert len(expand_buildings(["1~40"])) == 40
    assert expand_buildings(["１－３号楼"]) == ("1", "2", "3")


def test_a_falling_pair_is_one_building() -> None:
    assert expand_buildings(["5-1"]) == ("5-1",)


@pytest.mark.parametrize("bad", ["", "花园", "5号楼旁边", "1-"])
def test_a_bad_item_is_named(bad: str) -> None:
    with pytest.raises(ValueError, match="is not a building"):
        expand_buildings(["1", bad])


def test_a_range_people_name_is_near_and_rising() -> None:
    assert span("5", "7") == ("5", "6", "7")
    assert span("7", "5") == span("1", "40") == span("A", "C") == ()
