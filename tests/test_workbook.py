"""Tables as files: written here, read back by another program's reader."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from python_calamine import CalamineWorkbook

from bot.workbook import Column, Kind, guarded, open_book, spreadsheet
from bot.workbook.thumbnails import thumbnail

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
COLUMNS = (
    Column("编号", Kind.NUMBER),
    Column("内容", Kind.TEXT, 20),
    Column("时间", Kind.MOMENT, 17),
    Column("份额", Kind.SHARE),
)
DANGEROUS = ("=1+1", "+1", "-1层漏水", "@all", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "|calc", "%0A")


def sheets(path: Path) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(path: Path, *rows: tuple, chosen: str = "a", columns=COLUMNS) -> Path:
    with open_book(path, NOW, chosen) as book:
        first, second = book.sheet("a", "甲", columns), book.sheet("b", "乙", columns, wide=True)
        for row in rows:
            first.add(row)
            second.add(row)
    return path


def test_numbers_and_moments_are_what_they_are_for_the_program_that_reads_them(tmp_path):
    found = sheets(written(tmp_path / "t.xlsx", (7, "路灯坏了", datetime(2026, 11, 20, 17, 28), 0.25)))
    assert found["甲"] == [["编号", "内容", "时间", "份额"], [7, "路灯坏了", datetime(2026, 11, 20, 17, 28), 0.25]]
    assert found["乙"] == found["甲"]


def test_what_is_not_known_is_an_empty_cell_and_never_a_nought(tmp_path):
    assert sheets(written(tmp_path / "t.xlsx", (0, "x", None, None)))["甲"][1] == [0, "x", "", ""]
    assert lines(written(tmp_path / "t.csv", (0, "x", None, None)))[1] == ["0", "x", "", ""]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_people_write_becomes_a_formula_in_either_kind_of_file(tmp_path, text):
    (cell,) = (row[1] for row in sheets(written(tmp_path / "t.xlsx", (1, text, None, None)))["甲"][1:])
    assert cell.startswith("'")
    assert lines(written(tmp_path / "t.csv", (1, text, None, None)))[1][1].startswith("'")
    with ZipFile(tmp_path / "t.xlsx") as packed:
        assert not [name for name in packed.namelist() if b"<f>" in packed.read(name)]


@given(st.text())
def test_guarded_text_is_never_a_formula_and_keeps_every_letter_that_can_be_read(text):
    found = guarded(text)
    assert not found.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    found.encode()
    assert [letter for letter in found if letter.isalnum()] == [letter for letter in text if letter.isalnum()]


def test_a_heading_is_guarded_like_any_other_text(tmp_path):
    columns = (Column("=1"),)
    assert sheets(written(tmp_path / "t.xlsx", columns=columns))["甲"][0] == ["'=1"]
    assert lines(written(tmp_path / "t.csv", columns=columns)) == [["'=1"]]


def test_letters_no_file_can_hold_are_left_out_and_rare_ones_stay(tmp_path):
    (row,) = sheets(written(tmp_path / "t.xlsx", (1, "𠮷\x00\x0b\ud800野\u202e家🛵", None, None)))["甲"][1:]
    assert row[1] == "𠮷野家🛵"


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis(tmp_path):
    (row,) = sheets(written(tmp_path / "t.xlsx", (1, "长" * 40_000, None, None)))["甲"][1:]
    assert len(row[1]) == 32_767
    assert row[1].endswith("…")


def test_the_head_stays_the_filter_covers_all_rows_and_the_page_is_a4_lying(tmp_path):
    path = written(tmp_path / "t.xlsx", (1, "a", None, None), (2, "b", None, None))
    with ZipFile(path) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane xSplit="1" ySplit="1"' in xml
    assert '<autoFilter ref="A1:D3"/>' in xml
    assert 'paperSize="9" ' in xml
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml


def test_a_row_of_long_text_is_as_high_as_it_needs_on_the_sheet_for_reading_alone(tmp_path):
    path = written(tmp_path / "t.xlsx", (1, "很长的一句话" * 10, None, None))
    with ZipFile(path) as packed:
        sorting, reading = (packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert '<row r="2">' in sorting
    assert '<row r="2" ht="110.25" customHeight="1">' in reading


def test_what_does_not_fit_on_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    found = sheets(written(tmp_path / "t.xlsx", *((n, "x", None, None) for n in range(5))))
    assert list(found) == ["甲", "乙", "甲 2", "乙 2", "甲 3", "乙 3"]
    assert [row[0] for name in ("甲", "甲 2", "甲 3") for row in found[name][1:]] == [0, 1, 2, 3, 4]
    assert all(found[name][0] == found["甲"][0] for name in found)


def test_a_plain_file_holds_one_sheet_and_says_that_it_is_utf_8(tmp_path):
    path = written(tmp_path / "t.csv", (7, 'a;=1+1\n"b"', datetime(2026, 11, 20, 17, 28), 1 / 3), chosen="b")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b'"a;=1+1' in raw
    assert lines(path) == [["编号", "内容", "时间", "份额"], ["7", 'a;=1+1\n"b"', "2026-11-20 17:28", "0.3333"]]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_file_that_was_there_stays_as_it_was_when_the_writing_fails(tmp_path, name):
    path = tmp_path / name
    path.write_text("what was there")
    with pytest.raises(ValueError, match="argument"):
        written(path, (1, "x", None, None), (2, "a row too short"))
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_found_out_before_the_first_row(tmp_path):
    with pytest.raises(FileNotFoundError), open_book(tmp_path / "no" / "t.xlsx", NOW):
        pytest.fail("the book was opened")


def test_another_kind_of_file_is_refused_with_what_can_be_written(tmp_path):
    with pytest.raises(ValueError, match=r"\.xlsx or \.csv"), open_book(tmp_path / "t.pdf", NOW):
        pytest.fail("the book was opened")


# --------------------------------------------------------------------------- pictures


def photo(path: Path, size: tuple[int, int] = (1600, 1200)) -> Path:
    Image.new("RGB", size, "#884422").save(path, "JPEG")
    return path


def test_a_thumbnail_is_small_and_keeps_its_shape(tmp_path):
    found = thumbnail(photo(tmp_path / "p.jpg"), tmp_path / "s.jpg")
    assert found is not None
    with Image.open(found) as small:
        assert small.size == (120, 90)
    assert found.stat().st_size < 6000


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut off"])
def test_of_a_file_that_is_no_picture_there_is_no_thumbnail(tmp_path, content):
    (tmp_path / "p.jpg").write_bytes(content)
    assert thumbnail(tmp_path / "p.jpg", tmp_path / "s.jpg") is None
    assert thumbnail(tmp_path / "gone.jpg", tmp_path / "s.jpg") is None


def test_pictures_stand_in_their_rows_move_with_them_and_say_what_they_are(tmp_path):
    columns = (Column("编号", Kind.NUMBER), Column("处理前", Kind.PICTURE, 17))
    with open_book(tmp_path / "t.xlsx", NOW) as book:
        sheet = book.sheet("tickets", "工单", columns)
        for n in (1, 2):
            sheet.add((n, thumbnail(photo(tmp_path / f"{n}.jpg", (300 * n, 300)), book.scratch / f"{n}.jpg")))
        sheet.add((3, None))
    with ZipFile(tmp_path / "t.xlsx") as packed:
        drawing = packed.read("xl/drawings/drawing1.xml").decode()
        rows = packed.read("xl/worksheets/sheet1.xml").decode()
        assert len([name for name in packed.namelist() if name.startswith("xl/media/")]) == 2
    assert drawing.count('descr="处理前"') == 2
    assert drawing.count('editAs="oneCell"') == 0
    assert "<xdr:row>1</xdr:row>" in drawing
    assert "<xdr:row>2</xdr:row>" in drawing
    assert rows.count('ht="93.75" customHeight="1"') == 2
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
