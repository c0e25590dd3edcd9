"""The community file: taken whole or not at all, and every fault named with its line, its key and what to write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community_file import CommunityFile, CommunityFileError, Fault, parse, read
from bot.domain.roster import Level, Role

ROOT = Path(__file__).parents[1]
PATH = Path("community.toml")
GOOD = """\
[community]
id = "qinzhuang"
name = "秦庄社区"
timezone = "Asia/Shanghai"
language = "zh"

[[area]]
id = "xianying"
level = "subdistrict"
name = "仙营街道"

[[area]]
id = "qinzhuang"
level = "community"
name = "秦庄社区"
parent = "xianying"

[[area]]
id = "grid-1"
level = "grid"
name = "第一网格"
parent = "qinzhuang"
buildings = ["1-6", "甲5"]
estate = "湘潭东里"
aliases = ["东里"]

[[person]]
id = "wang"
name = "王姐"
telegram_id = 1001

[[person]]
id = "ma"
name = "老马"

[[assignment]]
person = "wang"
role = "gridworker"
area = "grid-1"
days = "mon-sun"
hours = "20:00-08:00"

[[department]]
id = "urban_management"
name = "城管委"
aliases = ["城管", "城管局"]
telegram_id = -2001

[[chat]]
telegram_id = -1001
purpose = "reports"
area = "qinzhuang"
language = "en"
"""


def faults(text: str) -> list[Fault]:
    with pytest.raises(CommunityFileError) as refused:
        parse(text, PATH)
    return refused.value.faults


def line_of(text: str, part: str, number: int = 1) -> int:
    """Return the line of the `number`-th occurrence of a part, counted from 1."""
    found = [line for line, content in enumerate(text.splitlines(), start=1) if part in content]
    return found[number - 1]


# --------------------------------------------------------------------------- what is taken


def test_a_whole_file_is_taken_as_it_is_written():
    file = parse(GOOD, PATH)
    assert (file.community.id, file.community.name, file.community.language) == ("qinzhuang", "秦庄社区", "zh")
    assert file.root.id == "qinzhuang"
    assert file.above() == {"xianying"}
    grid = file.area[2]
    assert (grid.level, grid.buildings, grid.estate) == (Level.GRID, ["1", "2", "3", "4", "5", "6", "甲5"], "湘潭东里")
    assert [person.telegram_id for person in file.person] == [1001, None]
    assert (file.assignment[0].role, file.assignment[0].hours) == (Role.GRIDWORKER, "20:00-08:00")
    assert file.chat[0].telegram_id == -1001


def test_a_building_that_is_an_area_of_its_own_may_have_households():
    text = GOOD.replace('buildings = ["1-6", "甲5"]', 'buildings = ["5"]\nhouseholds = 48')
    assert parse(text, PATH).area[2].households == 48


def with_boundary(points: str) -> str:
    return GOOD.replace('aliases = ["东里"]', f'aliases = ["东里"]\nboundary = {points}')


def test_a_boundary_is_a_list_of_places_on_the_map():
    file = parse(with_boundary("[[35.41, 116.58], [35.42, 116.58], [35, 117]]"), PATH)
    assert [tuple(point) for point in file.area[2].boundary] == [(35.41, 116.58), (35.42, 116.58), (35.0, 117.0)]


@pytest.mark.parametrize(
    "points",
    [
        "[[35.42]]",
        "[[35.42, 116.5, 3.0]]",
        "[[135.42, 116.59]]",
        "[[nan, 116.59]]",
        "[1.0, 2.0]",
        "[[35.41, 116.58], [35.42, 116.58]]",
        "[[35.41, 116.58], [35.42, 116.58], [35.41, 116.58]]",
        "[[35.41, 116.58], [35.42, 116.58], [35.43, 116.58]]",
    ],
)
def test_a_boundary_of_no_places_is_refused(points):
    text = with_boundary(points)
    assert {fault.line for fault in faults(text)} == {line_of(text, "boundary")}


def test_a_boundary_may_be_read_off_a_chinese_map_when_that_is_said():
    assert parse(GOOD, PATH).community.datum == "wgs84"
    named = GOOD.replace('language = "zh"', 'language = "zh"\ndatum = "gcj02"', 1)
    assert parse(named, PATH).community.datum == "gcj02"
    wrong = named.replace("gcj02", "bd09")
    (fault,) = faults(wrong)
    assert (fault.line, "gcj02" in fault.problem) == (line_of(wrong, "datum"), True)


@pytest.mark.parametrize("path", ["community.example.toml", "bot/sandbox/qinzhuang.toml"])
def test_the_files_we_show_people_are_good_ones(path):
    file = read(ROOT / path)
    assert file.assignment
    assert file.chat


def test_the_smallest_file_is_a_community_and_its_area():
    file = parse('[community]\nid = "x"\nname = "X"\n[[area]]\nid = "x"\nlevel = "community"\nname = "X"\n', PATH)
    assert (file.community.timezone, file.community.language, file.person) == ("Asia/Shanghai", "zh", [])


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t + "\n\n# end"]
)
def test_the_marks_that_editors_leave_do_not_matter(change):
    assert parse(change(GOOD), PATH) == parse(GOOD, PATH)


def test_a_tree_may_be_deeper_than_six_levels():
    deeper = GOOD
    for number in range(8):
        parent = "grid-1" if number == 0 else f"deep-{number - 1}"
        deeper += f'[[area]]\nid = "deep-{number}"\nlevel = "building"\nname = "D"\nparent = "{parent}"\n'
    assert len(parse(deeper, PATH).area) == 11


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('parent = "qinzhuang"', 'parent = "qinzhuan"', "parent", ['"qinzhuan"', '"qinzhuang"']),
        ('person = "wang"', 'person = "wong"', "person", ['"wong"', '"wang"']),
        ('area = "grid-1"', 'area = "grid1"', "area", ['"grid1"', '"grid-1"']),
        ('role = "gridworker"', 'role = "gridwoker"', "role", ["gridworker"]),
        ('level = "grid"', 'level = "gird"', "level", ["grid"]),
        ('purpose = "reports"', 'purpose = "report"', "purpose", ["reports"]),
        ('language = "en"', 'language = "fr"', "language", ["zh", "en"]),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Peking"', "timezone", ["Asia/Shanghai"]),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia"', "timezone", ["Asia/Shanghai"]),
        ('timezone = "Asia/Shanghai"', 'timezone = "../../etc/passwd"', "timezone", ["Asia/Shanghai"]),
        ('timezone = "Asia/Shanghai"', 'timezone = ""', "timezone", ["Asia/Shanghai"]),
        ('days = "mon-sun"', 'days = "mon-someday"', "days", ["mon-fri"]),
        ('hours = "20:00-08:00"', 'hours = "8pm"', "hours", ["08:00-20:00"]),
        ('hours = "20:00-08:00"', 'hours = "20:00-30:00"', "hours", ["08:00-20:00"]),
        ('buildings = ["1-6", "甲5"]', 'buildings = ["1-6", "大门"]', "buildings", ["大门", "1-6"]),
        ('buildings = ["1-6", "甲5"]', "buildings = [5]", "buildings", []),
        ('aliases = ["东里"]', "households = 600", "households", ["area of its own"]),
        ('aliases = ["东里"]', "households = -1", "households", []),
        ('aliases = ["东里"]', 'households = "48"', "households", []),
        ("telegram_id = 1001", "telegram_id = -1001", "telegram_id", []),
        ("telegram_id = 1001", "telegram_id = 0", "telegram_id", []),
        ("telegram_id = 1001", 'telegram_id = "1001"', "telegram_id", []),
        ("telegram_id = 1001", "telegram_id = 99999999999999999999", "telegram_id", []),
        ('name = "王姐"', 'nmae = "王姐"', "nmae", ['"name"']),
        ('name = "王姐"', 'name = ""', "name", []),
        ('name = "王姐"', 'name = "  "', "name", []),
        ('name = "王姐"', 'name = "王\\u0000姐"', "name", []),
        ('name = "王姐"', 'name = "王\\n姐"', "name", []),
        ('id = "wang"', 'id = "王"', "id", []),
        ('id = "wang"', 'id = "a b"', "id", []),
    ],
)
def test_a_fault_is_named_with_its_line_its_key_and_what_to_write(old, new, key, words):
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    (fault,) = [fault for fault in faults(text) if key in fault.key]
    assert fault.line == line_of(text, new.split("=")[0] if "=" in new else new) or fault.line == line_of(text, new)
    assert [word for word in words if word not in fault.problem] == []


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ('id = "wang"\n', "id"),
        ('role = "gridworker"\n', "role"),
        ('purpose = "reports"\n', "purpose"),
        ('level = "grid"\n', "level"),
    ],
)
def test_what_is_missing_is_said_to_be_missing_in_the_table_that_lacks_it(lines, key):
    text = GOOD.replace(lines, "", 1)
    (fault,) = [fault for fault in faults(text) if fault.problem == "is missing"]
    assert key in fault.key
    assert text.splitlines()[fault.line - 1].startswith("[[")


def test_a_missing_community_or_tree_is_said_to_be_missing():
    assert {fault.key for fault in faults("")} >= {"community", "area 1"} or len(faults("")) == 2
    without = GOOD.replace('level = "community"', 'level = "grid"')
    assert any("exactly one area" in fault.problem for fault in faults(without))


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('[[area]]\nid = "grid-1"\nlevel = "grid"\nname = "X"\nparent = "qinzhuang"\n', "area"),
        ('[[person]]\nid = "wang"\nname = "X"\n', "person"),
        ('[[person]]\nid = "li"\nname = "李"\ntelegram_id = 1001\n', "person"),
        ('[[department]]\nid = "urban_management"\nname = "X"\n', "department"),
        ('[[area]]\nid = "second"\nlevel = "community"\nname = "X"\n', "area"),
        ('[[chat]]\ntelegram_id = -1001\npurpose = "reports"\narea = "grid-1"\n', "chat"),
    ],
)
def test_what_may_stand_there_only_once_is_refused_twice(more, key):
    found = faults(GOOD + more)
    assert all(fault.key.startswith(key) for fault in found)
    assert max(fault.line for fault in found) > GOOD.count("\n")


def test_a_tree_that_bites_its_own_tail_is_none():
    text = GOOD.replace('name = "仙营街道"', 'name = "仙营街道"\nparent = "grid-1"')
    assert any("tail" in fault.problem for fault in faults(text))


def test_an_area_that_hangs_on_nothing_is_found_for_nobody_above_would_ever_hear_of_it():
    text = GOOD + '[[area]]\nid = "lost"\nlevel = "grid"\nname = "X"\nbuildings = ["99"]\n'
    (fault,) = faults(text)
    assert fault.line >= GOOD.count("\n")
    assert "parent" in fault.key + fault.problem


def test_an_unknown_table_is_named_with_what_was_probably_meant():
    (fault,) = faults(GOOD + '[[persons]]\nid = "x"\n')
    assert '"person"' in fault.problem


def test_all_faults_are_named_at_once_in_the_order_of_the_file():
    text = GOOD.replace('role = "gridworker"', 'role = "x"').replace("telegram_id = 1001", "telegram_id = 0")
    found = faults(text)
    assert len(found) == 2
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_the_whole_complaint_is_one_line_a_fault_as_compilers_write_it():
    with pytest.raises(CommunityFileError) as refused:
        parse(GOOD.replace('person = "wang"', 'person = "wong"'), Path("dir/my.toml"))
    assert str(refused.value).startswith(f"dir/my.toml:{line_of(GOOD, 'person = ')}: assignment 1, person: ")


def test_text_that_is_no_toml_says_where_it_stops_being_one():
    (fault,) = faults(GOOD.replace('name = "王姐"', "name = 王姐"))
    assert fault.line == line_of(GOOD, "王姐")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path, content):
    path = tmp_path / "community.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommunityFileError, match=r"community\.toml"):
        read(path)
    with pytest.raises(CommunityFileError):
        read(tmp_path)


@given(st.data())
def test_a_file_with_anything_in_it_is_taken_or_refused_but_never_an_accident(data):
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        where = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(
            st.sampled_from(
                ["", "[[area]]", "[community]", "x = 1", 'id = "x"', "name = 5", "telegram_id = true", "[[chat]]"]
            )
            | st.sampled_from(lines)
            | st.text(max_size=10)
        )
        lines[where : where + data.draw(st.integers(0, 1))] = [what]
    try:
        found = parse("\n".join(lines), PATH)
    except CommunityFileError as refused:
        assert all(fault.problem and 0 <= fault.line <= len(lines) + 1 for fault in refused.faults)  # noqa: PT017
    else:
        assert isinstance(found, CommunityFile)
