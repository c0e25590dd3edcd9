"""`export-roster`, `import` of spreadsheets, and the first admin: what an operator does with people and roles."""

import re

import xlsxwriter

from tests.cli.test_run import running, town, wait_for
from tests.services.home import WANG
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_joining import ADMIN

__all__ = ["town"]
BUILDING = """
[[area]]
id = "b5"
level = "building"
name = "5号楼"
parent = "grid-1"
buildings = ["5"]
households = 48
"""


def sheet(terminal, *rows) -> str:
    book = xlsxwriter.Workbook(str(terminal.folder / "mine.xlsx"))
    page = book.add_worksheet("人员")
    for number, row in enumerate((("姓名", "角色", "区域", "时段"), *rows)):
        page.write_row(number, 0, row)
    book.close()
    return "mine.xlsx"


def test_what_is_exported_comes_in_again_and_changes_nothing(terminal, home):
    for name in ("roster.xlsx", "roster.csv"):
        done = terminal.run("export-roster", name)
        assert (done.code, done.out) == (0, f"7 lines in {name}\n")
        assert "nothing to change" in terminal.run("import", name).out


def test_a_changed_line_changes_that_and_a_trial_changes_nothing(terminal, home):
    terminal.run("export-roster", "roster.csv")
    path = terminal.folder / "roster.csv"
    changed = path.read_text("utf-8-sig").replace("王姐", "王大姐").replace("grid-2,,", "grid-2,,20:00-08:00")
    path.write_text(changed, "utf-8")
    tried = terminal.run("import", "roster.csv", "--dry-run")
    assert "dry run" in tried.err
    assert home.rows("SELECT name FROM person WHERE key = 'wang'")[0].name == "王姐"
    done = terminal.run("import", "roster.csv")
    assert done.out == tried.out
    for change in ("changed person: 1", "added assignment: 1", "removed assignment: 1"):
        assert change in done.out
    assert home.rows("SELECT hours FROM assignment WHERE hours != ''")[0].hours == "20:00-08:00"


def test_a_sheet_with_faults_is_refused_whole_each_with_sheet_row_and_column(terminal, home):
    before = home.rows("SELECT * FROM assignment")
    file = sheet(
        terminal, ("王姐", "网格员", "grid-1", ""), ("老马", "网格圆", "grid-2", ""), ("老赵", "物业", "grid-3", "x")
    )
    done = terminal.run("import", file)
    assert done.code == 3
    for place in (
        "mine.xlsx:3: sheet 人员, row 3, column B (role)",
        "row 4, column C (area)",
        "row 4, column D (hours)",
    ):
        assert place in done.err
    assert home.rows("SELECT * FROM assignment") == before


def test_a_new_person_needs_a_name_a_role_and_a_place_and_no_more(terminal, home):
    file = sheet(terminal, ("王姐", "网格员", "第一网格", ""), ("新来的", "网格员", "第二网格", ""))
    done = terminal.run("import", file, "--community-id", "qinzhuang")
    assert "added person: 1" in done.out
    assert "removed assignment: 6" in done.out
    assert "nothing to change" in terminal.run("import", file).out
    assert home.rows("SELECT telegram_id FROM person WHERE name = '新来的'")[0].telegram_id is None


def test_a_sheet_for_nobody_knows_whom_is_asked_whose_it_is(terminal, home):
    other = QINZHUANG.replace("qinzhuang", "other").replace("telegram_id = 100", "telegram_id = 900")
    home.take_in(other.replace("-1001", "-2001"))
    file = sheet(terminal, ("王姐", "网格员", "grid-1", ""))
    for words in ([], ["--community-id", "nowhere"]):
        done = terminal.run("import", file, *words)
        assert done.code == 2
        assert "qinzhuang" in done.err
    assert terminal.run("import", file, "--community-id", "qinzhuang").code == 0


def test_households_are_exported_taken_in_from_the_sheet_of_areas_and_go_with_one_building_alone(terminal, home):
    home.take_in(QINZHUANG + BUILDING)
    terminal.run("export-roster", "roster.xlsx")
    assert "nothing to change" in terminal.run("import", "roster.xlsx").out
    (terminal.folder / "homes.csv").write_text("编号,户数\nb5,50\ngrid-1,\n", "utf-8")
    assert terminal.run("import", "homes.csv", "--dry-run").out == "秦庄社区 (qinzhuang)\n  changed area: 1\n"
    assert home.rows("SELECT households FROM area WHERE key = 'b5'")[0].households == 48
    assert terminal.run("import", "homes.csv").code == 0
    assert home.rows("SELECT households FROM area WHERE key = 'b5'")[0].households == 50
    assert home.count("assignment") == 7
    (terminal.folder / "homes.csv").write_text("编号,户数\ngrid-1,600\nb7,5\n5号楼,1\nb5,2\n", "utf-8")
    done = terminal.run("import", "homes.csv")
    assert done.code == 3
    for place in ("row 2, column B (households)", "row 3, column A (area)", "row 5, column B (households)"):
        assert place in done.err
    assert home.rows("SELECT households FROM area WHERE key = 'b5'")[0].households == 50


def test_an_empty_sheet_takes_nobody_s_role_away(terminal, home):
    done = terminal.run("import", sheet(terminal))
    assert done.code == 3
    assert home.count("assignment") == 7


def test_before_any_community_a_sheet_is_told_to_wait(terminal):
    done = terminal.run("import", sheet(terminal, ("王姐", "网格员", "grid-1", "")))
    assert done.code == 1
    assert "COMMUNITY.toml" in done.err


# --------------------------------------------------------------------------- the first admin


def test_a_house_without_an_admin_says_how_to_become_one_until_there_is_one(town, sandbox):
    with running(town):
        wait_for(lambda: "start=" in town.said())
        found = re.search(r"https://t\.me/qianshao_bot\?start=([\w-]+)", town.said())
        assert found
        sandbox.do(sandbox.town.start, WANG, found[1])
        wait_for(lambda: sandbox.heard(WANG))
    said = town.said()
    with running(town):
        wait_for(lambda: town.said().count(" open ") > said.count(" open "))
    assert town.said().count("start=") == said.count("start=")


def test_an_admin_who_has_pressed_start_is_admin_enough(connected, home, sandbox):
    home.take_in(ADMIN)
    home.run("INSERT INTO account (telegram_id, name, reachable) VALUES (1005, '陈书记', true)")
    with running(connected):
        wait_for(lambda: " open " in connected.said())
    assert "start=" not in connected.said()
