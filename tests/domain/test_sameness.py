"""Whether two reports tell of one trouble: never when in doubt, and the same from either side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sameness import MOST_BITS, Trouble, alike, apart, same, spot, spots

WIRE = "flying_wire_charging"
AT_5 = Trouble(WIRE, ("5",))

few = st.sampled_from(["1", "2", "3"]) | st.none()
troubles = st.builds(
    Trouble,
    category=st.sampled_from([WIRE, "garbage_pileup", "other", None]),
    buildings=st.lists(st.sampled_from(["5", "6", "甲5"]), max_size=3, unique=True),
    unit=few,
    floor=few,
    room=few,
    estate=st.sampled_from(["湘潭东里", "丹江里"]) | st.none(),
    landmark=st.sampled_from(["门口", "快递柜"]) | st.none(),
)
prints = st.integers(0, 2**64 - 1)


def hexed(bits: int) -> str:
    return f"{bits:016x}"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Trouble(WIRE, ("5",)), True),
        (Trouble(WIRE, ("4", "5", "6")), True),
        (Trouble(WIRE, ("5",), unit="2"), True),
        (Trouble(WIRE, ("5",), landmark="门口"), True),
        (Trouble(WIRE, ("5",), estate="湘潭东里"), True),
        (Trouble(WIRE, ("甲5",)), False),
        (Trouble(WIRE, ("6",)), False),
        (Trouble(WIRE), False),
        (Trouble(WIRE, landmark="门口"), False),
        (Trouble("garbage_pileup", ("5",)), False),
        (Trouble("other", ("5",)), False),
        (Trouble(None, ("5",)), False),
    ],
)
def test_the_same_kind_in_the_same_building_is_one_trouble_and_nothing_else_is(other: Trouble, expected: bool):
    assert same(AT_5, other) is expected


@pytest.mark.parametrize("field", ["unit", "floor", "room", "estate"])
def test_what_is_known_of_both_places_must_not_contradict(field: str):
    one, other = Trouble(WIRE, ("5",), **{field: "1"}), Trouble(WIRE, ("5",), **{field: "2"})
    assert same(one, one)
    assert same(one, AT_5)
    assert not same(one, other)
    assert apart(one, other)


def test_two_places_without_a_building_are_one_only_by_the_same_landmark():
    gate = Trouble(WIRE, landmark="门口")
    assert same(gate, gate)
    assert not same(gate, Trouble(WIRE, landmark="快递柜"))
    assert not same(Trouble(WIRE), Trouble(WIRE))


@pytest.mark.parametrize("kind", [None, "other"])
def test_of_an_unknown_kind_nothing_is_the_same(kind: str | None):
    assert not same(Trouble(kind, ("5",), "2", "3"), Trouble(kind, ("5",), "2", "3"))


@given(troubles, troubles)
def test_sameness_and_contradiction_do_not_depend_on_who_told_first(one: Trouble, other: Trouble):
    assert same(one, other) == same(other, one)
    assert apart(one, other) == apart(other, one)


@given(troubles, troubles)
def test_what_is_the_same_never_contradicts_itself(one: Trouble, other: Trouble):
    assert not (same(one, other) and apart(one, other))
    assert not apart(one, one)


@given(troubles, troubles)
def test_what_is_the_same_is_found_under_the_names_it_is_looked_up_by(one: Trouble, other: Trouble):
    if same(one, other):
        assert spot(one.buildings, one.landmark) in spots(other.buildings, other.landmark)


def test_a_place_that_nobody_named_is_kept_under_no_name():
    assert spot((), None) is None
    assert spots((), None) == []


@given(prints, st.sets(st.integers(0, 63), max_size=MOST_BITS))
def test_a_picture_sent_again_is_known_by_its_print_unless_it_shows_nothing_much(bits: int, changed: set[int]):
    again = bits
    for bit in changed:
        again ^= 1 << bit
    busy = all(MOST_BITS < seen.bit_count() < 64 - MOST_BITS for seen in (bits, again))
    assert alike(hexed(bits), hexed(again)) is busy


@given(st.integers(0, 12), st.integers(0, 12), st.booleans())
def test_likeness_of_pictures_does_not_depend_on_which_came_first(first: int, second: int, inverted: bool):
    one, other = (1 << first) - 1, (1 << second) - 1
    if inverted:
        one, other = one ^ (2**64 - 1), other ^ (2**64 - 1)
    assert alike(hexed(one), hexed(other)) == alike(hexed(other), hexed(one))


@given(prints)
def test_a_picture_is_not_like_its_negative(bits: int):
    assert not alike(hexed(bits), hexed(bits ^ (2**64 - 1)))


@pytest.mark.parametrize("plain", [0, 2**64 - 1, 0xFF, 0xFF << 56])
def test_two_pictures_of_a_bare_wall_are_not_one_trouble(plain: int):
    assert not alike(hexed(plain), hexed(plain))
