"""`points`: lists for operators and files for publication, read back by other programs."""

import csv
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from bot.domain import points as tariffs
from bot.language import Words
from bot.services import honours, people, points
from tests.services.home import SECRETARY, Home


@pytest.fixture
def paid(home: Home) -> Home:
    """Give a house in whose ledger three people stand, two of them level, in November and one in October."""
    given = ((3001, "老高", 20), (3002, "=HYPERLINK(1)王小明", 20), (3003, "阿强", 5), (3004, "欧阳小明", -5))
    with home.step() as step:
        roster = people.roster(step, "qinzhuang")
        for telegram_id, name, amount in given:
            points.give(step, roster, telegram_id, name, amount, "帮忙清理楼道", SECRETARY)
        points.complain(step, roster, 3004, "欧阳小明", "不该扣")
        points.give(step, roster, 3003, "阿强", 2, "漏记", SECRETARY, 202610)
    home.run("UPDATE point_entry SET at = :at WHERE cycle = 202610", at=home.stored(home.now.replace(day=3)))
    return home


def read(terminal, name: str) -> list[list[str]]:
    raw = (terminal.folder / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(raw.decode("utf-8-sig").splitlines()))


NOVEMBER = ("--month", "2026-11")


def test_a_list_shows_ranks_masked_names_and_points(terminal, paid):
    done = terminal.run("points", "list", *NOVEMBER)
    assert done.code == 0
    assert [line.split("\t") for line in done.out.splitlines()] == [
        ["1", "老*", "20", "0"], ["1", "H***明", "20", "0"], ["3", "阿*", "5", "0"],
    ]  # fmt: skip
    assert "2026-12-07" in done.err or "2026-12-08" in done.err


def test_a_correction_of_last_month_stands_in_last_months_list(terminal, paid):
    assert terminal.run("points", "list", "--month", "2026-10").out.split("\t")[2] == "2"
    year = [line.split("\t") for line in terminal.run("points", "list", "--year", "2026").out.splitlines()]
    assert [line[2] for line in year] == ["20", "20", "7"]


def test_whole_names_are_for_handing_out_what_was_earned(terminal, paid):
    assert "老高" in terminal.run("points", "list", *NOVEMBER, "--names").out
    assert terminal.run("points", "export", "names.csv", *NOVEMBER, "--names").code == 0
    named = [row[1] for row in read(terminal, "names.csv")]
    assert named[1:] == ["老高", "'=HYPERLINK(1)王小明", "阿强"]


def test_a_file_for_publication_has_a_mark_and_no_whole_name(terminal, paid):
    done = terminal.run("points", "export", "board.csv", *NOVEMBER)
    assert done.code == 0
    assert done.out.startswith("3 ")
    head, *rows = read(terminal, "board.csv")
    assert len(head) == 5
    assert [row[:4] for row in rows] == [["1", "老*", "20", "0"], ["1", "H***明", "20", "0"], ["3", "阿*", "5", "0"]]
    assert "老高" not in (terminal.folder / "board.csv").read_text("utf-8-sig")


def test_a_spreadsheet_has_the_same_rows(terminal, paid):
    assert terminal.run("points", "export", "board.xlsx", "--year", "2026").code == 0
    rows = CalamineWorkbook.from_path(str(terminal.folder / "board.xlsx")).get_sheet_by_index(0).to_python()
    assert [(row[0], row[1], row[2]) for row in rows[1:]] == [
        (1.0, "老*", 20.0),
        (1.0, "H***明", 20.0),
        (3.0, "阿*", 7.0),
    ]


def test_the_ledger_shows_every_entry_with_its_reason_and_appeals(terminal, paid):
    lines = [line.split("\t") for line in terminal.run("points", "ledger", *NOVEMBER).out.splitlines()]
    assert [line[1:5] for line in lines] == [
        ["老高", "+20", "award", "-"], ["=HYPERLINK(1)王小明", "+20", "award", "-"], ["阿强", "+5", "award", "-"],
        ["欧阳小明", "-5", "award", "-"], ["欧阳小明", "+0", "appeal", "-"],
    ]  # fmt: skip
    assert lines[-1][5] == "不该扣"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("export", "board.txt"), 2), (("list", "--month", "November"), 2), (("list", "--year", "26"), 2),
        (("list", *NOVEMBER, "--year", "2026"), 2), (("list", "--community", "nowhere"), 2),
        (("export", "nowhere/board.csv"), 1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_to_do(terminal, paid, words, code):
    done = terminal.run("points", *words)
    assert done.code == code
    assert done.err.strip()
    assert done.out == ""


def test_without_entries_there_is_an_empty_list(terminal, home):
    done = terminal.run("points", "list")
    assert (done.code, done.out) == (0, "")


def test_a_notice_to_post_up_is_a_picture_and_never_has_whole_names(terminal, paid):
    done = terminal.run("points", "export", "notice.png", *NOVEMBER)
    assert done.code == 0
    assert (terminal.folder / "notice.png").read_bytes().startswith(b"\x89PNG")
    refused = terminal.run("points", "export", "names.png", *NOVEMBER, "--names")
    assert refused.code == 2
    assert ".csv" in refused.err
    assert not (terminal.folder / "names.png").exists()


def test_a_notice_masks_names_and_says_until_when_one_may_appeal(paid):
    with paid.step() as step:
        roster = people.roster(step, "qinzhuang")
        board = honours.board(step, roster, tariffs.month(date(2026, 11, 1)))
        page = honours.notice(roster, board, Words("zh", roster.zone))
    (table,) = page.blocks
    assert [row[:3] for row in table.rows] == [("1", "老*", "20"), ("1", "H***明", "20"), ("3", "阿*", "5")]
    assert "2026-12-07" in page.subtitle
