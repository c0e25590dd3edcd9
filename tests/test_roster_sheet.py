"""Rosters as spreadsheets: as people's programs write them, with faults named by sheet, row and column."""

import io
from datetime import date, time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot.community_file import CommunityFileError
from bot.community_file.roster_sheet import read, refused, write
from bot.domain.roster import Role

HEAD = ["编号", "姓名", "telegram_id", "角色", "区域", "日期", "时段", "电话"]
WANG = ["wang", "王姐", 1001, "网格员", "grid-1", "", "08:00-20:00", 13800000000]


def book(path: Path, **sheets) -> Path:
    made = xlsxwriter.Workbook(str(path))
    clock = made.add_format({"num_format": "hh:mm"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, (date, time)):
                    sheet.write_datetime(number, column, cell, clock)
                else:
                    sheet.write(number, column, cell)
    made.close()
    return path


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


def places(path: Path) -> list[tuple[int, str]]:
    rows = read(path)
    return [(fault.line, fault.key) for fault in refused(path, rows, rows.wrong).faults]


def test_a_book_is_read_by_its_chinese_headings_and_other_columns_are_left_alone(tmp_path):
    (line,) = read(book(tmp_path / "a.xlsx", 人员=[HEAD, WANG])).lines
    assert (line.sheet, line.row) == ("人员", 2)
    assert (line.person, line.name, line.telegram_id, line.role) == ("wang", "王姐", 1001, Role.GRIDWORKER)
    assert (line.area, line.hours) == ("grid-1", "08:00-20:00")


def test_headings_may_stand_below_a_title_empty_rows_do_not_count_and_rows_keep_their_numbers(tmp_path):
    rows = [["秦庄社区 人员表"], [], HEAD, [], WANG, ["", " "], WANG]
    assert [line.row for line in read(book(tmp_path / "a.xlsx", 人员=rows)).lines] == [5, 7]


def test_several_sheets_are_read_and_those_without_people_are_not(tmp_path):
    path = book(
        tmp_path / "a.xlsx", 说明=[["看这里"]], 一=[HEAD, WANG], 二=[["name", "role", "area"], ["老马", "chief", "x"]]
    )
    assert [(line.sheet, line.name) for line in read(path).lines] == [("一", "王姐"), ("二", "老马")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_csv_is_read_however_a_program_has_written_it(tmp_path, encoding, comma):
    text = comma.join(["姓名", "角色", "区域"]) + "\r\n" + comma.join(['"王,姐"', "网格员", "grid-1"]) + "\r\n"
    (line,) = read(table(tmp_path, text, encoding)).lines
    assert (line.name, line.role, line.row) == ("王,姐", Role.GRIDWORKER, 2)


def test_what_is_wrong_is_named_by_sheet_row_and_column(tmp_path):
    bad = [
        ["a b", "甲", "", "网格员", "grid-1", "", ""],
        ["", "乙", "1.2E+10", "网格员", "grid-1", "", ""],
        ["", "丙", "", "网格圆", "grid-1", "", ""],
        ["", "丁", "", "网格员", "grid-1", date(2026, 11, 20), time(8, 0)],
        ["", "x" * 61, -5, "网格员", "grid-1", "", ""],
    ]
    path = book(tmp_path / "a.xlsx", 人员=[HEAD, *bad, WANG])
    assert places(path) == [
        (2, "sheet 人员, row 2, column A (person)"),
        (3, "sheet 人员, row 3, column C (telegram_id)"),
        (4, "sheet 人员, row 4, column D (role)"),
        (5, "sheet 人员, row 5, column F (days)"),
        (5, "sheet 人员, row 5, column G (hours)"),
        (6, "sheet 人员, row 6, column B (name)"),
        (6, "sheet 人员, row 6, column C (telegram_id)"),
    ]
    assert "网格员" in str(refused(path, read(path), read(path).wrong))
    assert [line.name for line in read(path).lines] == ["王姐"]


def test_a_heading_with_a_slip_of_the_pen_is_not_left_out_silently(tmp_path):
    path = table(tmp_path, "name,role,area,hour\n王姐,gridworker,grid-1,08:00-20:00\n")
    assert places(path) == [(1, "sheet roster, row 1, column D")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "xlsx"), ("a.xlsx", b"PK\x03\x04 nonsense", "xlsx"), ("a.xls", b"\xd0\xcf\x11\xe0" * 9, "xlsx"),
        ("a.csv", b"", "name"), ("a.csv", b"\xff\xff\xff", "xlsx"), ("a.csv", b"a,b,c\n1,2,3\n", "role"),
        ("a.csv", "姓名,角色\n王姐,网格员\n".encode(), "area"),
    ],
)  # fmt: skip
def test_what_is_no_roster_is_refused_with_what_to_do(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommunityFileError, match=said):
        read(path)


def test_a_file_that_is_not_there_is_said_not_to_be_there(tmp_path):
    with pytest.raises(CommunityFileError, match="no such file"):
        read(tmp_path / "nowhere.xlsx")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(tmp_path_factory, content):
    for suffix in (".csv", ".xlsx"):
        path = tmp_path_factory.getbasetemp() / f"any{suffix}"
        path.write_bytes(content)
        refusal = ""
        try:
            read(path)
        except CommunityFileError as error:
            refusal = str(error)
        assert refusal == "" or refusal.startswith(f"{path}:")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_is_written_is_read_again_as_it_was(tmp_path, suffix):
    path = tmp_path / f"roster{suffix}"
    row = ("tg:3009", "=王姐", "9007199254740993", "网格员", "grid-1", "mon-fri", "20:00-08:00")
    write(path, ("roster", "areas"), [tuple(HEAD[:7]), row], [("id",), ("grid-1",)])
    (line,) = read(path).lines
    assert (line.person, line.name, line.telegram_id) == ("tg:3009", "=王姐", 9007199254740993)
    assert (line.role, line.days, line.hours) == (Role.GRIDWORKER, "mon-fri", "20:00-08:00")


def test_a_csv_is_never_a_formula_to_a_spreadsheet(tmp_path):
    path = tmp_path / "roster.csv"
    write(path, ("a", "b"), [("name",), ("=HYPERLINK(1)",)], [("id",)])
    assert io.StringIO(path.read_text("utf-8-sig")).readlines()[1].startswith("'=")


def test_a_name_that_ends_otherwise_is_not_written(tmp_path):
    with pytest.raises(CommunityFileError, match=r"\.xlsx"):
        write(tmp_path / "roster.pdf", ("a", "b"), [("name",)], [("id",)])


HOMES = [
    ["编号", "名称", "级别", "上级", "楼栋", "户数"],
    ["b5", "5号楼", "building", "grid-1", 5, 48.0],
    ["b6", "6号楼"],
]


def test_a_sheet_of_areas_says_how_many_live_where_and_an_empty_cell_that_nobody_knows(tmp_path):
    rows = read(book(tmp_path / "a.xlsx", 人员=[HEAD, WANG], 区域=HOMES))
    assert [(line.sheet, line.row, line.area, line.households) for line in rows.homes] == [
        ("区域", 2, "b5", 48), ("区域", 3, "b6", None),
    ]  # fmt: skip
    assert (rows.wrong, rows.has_people, len(rows.lines)) == ((), True, 1)


def test_a_table_of_households_needs_no_people_in_it(tmp_path):
    rows = read(table(tmp_path, "楼号,户数\n5号楼,48\n6号楼,\n"))
    assert (rows.has_people, rows.lines) == (False, ())
    assert [(line.area, line.households) for line in rows.homes] == [("5号楼", 48), ("6号楼", None)]


@pytest.mark.parametrize("said", ["many", "-3", "4.5", "100001", "48户"])
def test_what_is_no_number_of_households_is_named_with_its_place(tmp_path, said):
    path = table(tmp_path, f"区域编号,户数\nb5,{said}\n")
    rows = read(path)
    (fault,) = refused(path, rows, rows.wrong).faults
    assert fault.key == "sheet roster, row 2, column B (households)"
    assert "like 48" in fault.problem
