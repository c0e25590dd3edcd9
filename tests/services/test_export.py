"""The list as a file, from real tickets on both databases: what stands in it, for whom, and what never does."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from bot.language import Words
from bot.photo_store import PhotoStore
from bot.services import dossiers, export, people
from bot.services.dossiers import Wish
from bot.services.ledger_rows import Reader
from bot.services.step import Step
from bot.workbook import open_book
from tests.services.home import EVENING, FLYING_WIRE, MA, RIDER, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

SECRET = "1号楼有居民收到短信说中奖,问是不是诈骗,他住301室,电话13812345678"

TWO_ESTATES = QINZHUANG.replace('buildings = ["1-6", "甲5"]', 'estate = "东里"').replace(
    'buildings = ["7-12", "21"]', 'estate = "西里"'
) + "".join(
    f"""
[[area]]
id = "{grid}-5"
level = "building"
name = "5号楼"
parent = "{grid}"
buildings = ["5"]
households = {homes}
"""
    for grid, homes in (("grid-1", 40), ("grid-2", 200))
)


@pytest.fixture
def town(qinzhuang: Home) -> Home:
    """Four tickets: fixed and confirmed by 王姐, open at 7号楼, a restricted one, and a false alarm."""
    first = qinzhuang.report()
    qinzhuang.pass_(minutes=4)
    qinzhuang.press(WANG, f"v1:claim:{first.id}:{first.version}")
    qinzhuang.report("7号楼302室门口污水冒出来了,电话13912345678", rider=3002)
    qinzhuang.report(SECRET, rider=3003)
    void = qinzhuang.report("8号楼路灯坏了", rider=3002)
    qinzhuang.pass_(minutes=20)
    (claimed,) = qinzhuang.rows("SELECT * FROM ticket WHERE number = 1")
    qinzhuang.press(WANG, f"v1:resolve:{claimed.id}:{claimed.version}")
    qinzhuang.press(MA, f"v1:void:{void.id}:{void.version}:false")
    return qinzhuang


def scope(step: Step, area: str) -> Wish:
    found = export.scope(step, area)
    assert isinstance(found, Wish)
    return found


def book_of(
    home: Home, path: Path, wish: Wish | None = None, *, language: str = "en", within: bool = True, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    """Write a book and return its sheets as lists of dictionaries, by their titles."""
    with home.step() as step, open_book(path, home.now) as book:
        zone = people.roster(step, "qinzhuang").zone
        reader = Reader(Words(language, zone), home.rules.lexicon, home.now, within)
        export.fill(step, book, wish or Wish(), reader, **more)
    found = CalamineWorkbook.from_path(str(path))
    tables = {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}
    return {name: [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]] for name, rows in tables.items()}


@pytest.fixture
def book(town: Home, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """Give the book of the whole town, in English, as the community itself reads it."""
    return book_of(town, tmp_path / "list.xlsx")


def test_the_sheets_stand_in_the_order_in_which_they_are_read(book):
    assert list(book) == [
        "Tickets", "Issue list", "Events", "By kind", "By building", "By holder", "By reporter", "About",
    ]  # fmt: skip


def test_a_ticket_stands_in_the_list_with_all_its_moments_in_local_time(town, book):
    first = book["Tickets"][0]
    opened = datetime(2026, 11, 20, 17, 30)
    assert first["Number"] == 1
    assert (first["Community"], first["Area"], first["Holder"]) == ("秦庄社区", "第一网格", "王姐")
    assert first["Words"] == FLYING_WIRE
    assert (first["Reported"], first["Answered"]) == (opened, opened + timedelta(minutes=4))
    assert first["Fixed"] == opened + timedelta(minutes=24)
    assert (first["Minutes to answer"], first["Hours to fix"]) == (4, pytest.approx(0.4))
    assert first["Hours late"] == ""
    assert [row["Number"] for row in book["Tickets"]] == [1, 2, 3, 4]


def test_rooms_telephones_and_names_of_reporters_stand_nowhere(town, book):
    everything = str(book)
    for private in ("301", "302", "13812345678", "13912345678", f"P{RIDER}", "P3002"):
        assert private not in everything
    assert book["Tickets"][0]["Reporter"] == "P***"
    assert "污水冒出来了" in book["Tickets"][1]["Words"]


def test_for_supervisors_restricted_tickets_have_neither_place_nor_words(town, tmp_path):
    within = book_of(town, tmp_path / "a.xlsx")
    above = book_of(town, tmp_path / "b.xlsx", within=False)
    assert "诈骗" in str(within)
    hidden = above["Tickets"][2]
    assert (hidden["Number"], hidden["Place"], hidden["Words"], hidden["Reporter"]) == (3, "", "", "")
    assert "中奖" not in str(above)
    assert {row["Building"] for row in within["By building"]} == {"5", "7", "1", "8"}
    assert {row["Building"] for row in above["By building"]} == {"5", "7", "8"}
    assert above["Tickets"][0] == within["Tickets"][0]


def test_the_issue_list_is_numbered_says_who_when_and_how_and_leaves_false_alarms_out(town, book):
    assert [(row["No."], row["Number"]) for row in book["Issue list"]] == [(1, 1), (2, 2), (3, 3)]
    first = book["Issue list"][0]
    assert first["Who"] == "王姐"
    assert first["Problem"].endswith(f": {FLYING_WIRE}")
    assert first["How"] == "fixed"
    assert first["By when"] > first["Reported"]


def test_every_event_has_its_line_with_who_did_it(town, book):
    mine = [row for row in book["Events"] if row["Number"] == 1]
    assert [(row["What"], row["Who"]) for row in mine] == [
        ("reported", "reporter"), ("taken", "王姐"), ("marked as fixed", "王姐"),
    ]  # fmt: skip
    assert (mine[1]["State before"], mine[1]["State after"]) == ("open", "in hand")
    assert len(book["Events"]) == town.count("event")


def test_sums_leave_false_alarms_out_and_count_them_beside(book):
    kinds, holders = book["By kind"], {row["Holder"]: row for row in book["By holder"]}
    assert sum(row["Tickets"] for row in kinds) == 3
    assert sum(row["False alarms"] for row in kinds) == 1
    wang = holders["王姐"]
    assert (wang["Tickets"], wang["Answered in time"], wang["Share in time"], wang["Fixed so far"]) == (1, 1, 1, 1)
    assert wang["Due by now"] == 0
    assert wang["Share fixed in time"] == ""
    assert wang["Median minutes to answer"] == 4


def test_a_reporter_is_counted_by_what_was_valid(town, tmp_path):
    town.take(town.message("5号楼飞线充电,有人管吗", who=3009))
    voices = [tuple(row.values())[2:] for row in book_of(town, tmp_path / "t.xlsx")["By reporter"]]
    joined = town.count("report WHERE merged")
    assert sum(voice[0] for voice in voices) == town.count("ticket WHERE state != 'void'")
    assert sum(voice[2] for voice in voices) == joined
    assert sum(voice[3] for voice in voices) == 1


def test_households_make_buildings_comparable(town, tmp_path):
    building = '[[area]]\nid = "b5"\nlevel = "building"\nname = "5号楼"\nparent = "grid-1"\nbuildings = ["5"]\n'
    town.take_in(QINZHUANG + building + "households = 40\n")
    found = {row["Building"]: row for row in book_of(town, tmp_path / "t.xlsx")["By building"]}
    assert (found["5"]["Households"], found["5"]["Per 100 households"]) == (40, 2.5)
    assert (found["7"]["Households"], found["7"]["Per 100 households"]) == ("", "")


def test_the_same_number_in_two_estates_is_two_buildings_each_with_its_own_households(home, tmp_path):
    home.take_in(TWO_ESTATES)
    for words in ("东里5号楼有飞线充电", "东里5号楼门口垃圾堆成山了", "西里5号楼路灯坏了"):
        home.report(words)
        home.pass_(minutes=30)
    rows = book_of(home, tmp_path / "t.xlsx")["By building"]
    rates = {(row["Estate"], row["Building"]): row["Per 100 households"] for row in rows}
    assert rates == {("东里", "5"): 5, ("西里", "5"): 0.5}


def test_an_area_holds_what_lies_below_it_and_a_shared_one_all_its_communities(town, tmp_path):
    town.take_in(QINZHUANG.replace("qinzhuang", "hanzhuang").replace("秦庄", "韩庄").replace("-1001", "-2001"))
    town.take(town.message("3号楼路灯坏了", who=3009, chat=-2001))
    with town.step() as step:
        wishes = {name: scope(step, name) for name in ("xianying", "hanzhuang/xianying", "qinzhuang/grid-1")}
        numbers = {name: dossiers.number(step, wish) for name, wish in wishes.items()}
        assert numbers == {"xianying": 5, "hanzhuang/xianying": 1, "qinzhuang/grid-1": 2}
        assert "did you mean" in str(export.scope(step, "xianyin"))
        assert "qinzhuang/grid-1" in str(export.scope(step, "grid-1"))
    rows = book_of(town, tmp_path / "t.xlsx", wishes["xianying"])["Tickets"]
    assert [(row["Community"], row["Number"]) for row in rows] == [
        ("韩庄社区", 1),
        *(("秦庄社区", n) for n in (1, 2, 3, 4)),
    ]


def test_a_period_holds_what_was_reported_in_it_the_first_moment_with_it_the_last_without(town):
    second = EVENING + timedelta(minutes=4)
    with town.step() as step:
        assert dossiers.number(step, Wish(since=EVENING, until=second)) == 1
        assert dossiers.number(step, Wish(since=second)) == 3
        assert dossiers.number(step, Wish(community_id="nowhere")) == 0


def test_more_tickets_than_a_lot_holds_come_whole_and_each_once(town, tmp_path, monkeypatch):
    monkeypatch.setattr(dossiers, "LOT", 3)
    done: list[int] = []
    rows = book_of(town, tmp_path / "t.xlsx", told=done.append)
    assert [row["Number"] for row in rows["Tickets"]] == [1, 2, 3, 4]
    assert done == [3, 1]
    assert len(rows["Events"]) == town.count("event")


def test_a_plain_file_has_the_very_same_tickets(town, book, tmp_path):
    with town.step() as step, open_book(tmp_path / "t.csv", town.now) as plain:
        words = Words("en", people.roster(step, "qinzhuang").zone)
        assert export.fill(step, plain, Wish(), Reader(words, town.rules.lexicon, town.now, within=True)) == 4
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"))))
    assert [int(row["Number"]) for row in rows] == [row["Number"] for row in book["Tickets"]]
    assert [row["Words"] for row in rows] == [row["Words"] for row in book["Tickets"]]
    assert rows[0]["Reported"] == "2026-11-20 17:30"


def test_pictures_before_and_after_stand_beside_their_ticket_and_a_lost_one_costs_nothing_else(town, tmp_path):
    store = PhotoStore(tmp_path / "photos")
    store.prepare()
    kept = io.BytesIO()
    Image.new("RGB", (800, 600), "#336699").save(kept, "JPEG")
    name = store.keep(kept.getvalue())
    for purpose, stored in (("before", name), ("after", name), ("after", "0" * 64)):
        town.run(
            "INSERT INTO photo (ticket_id, purpose, chat_id, message_id, file_id, unique_id, as_file, state, attempts,"
            " due_at, stored) SELECT id, :purpose, -1, 1, 'f', 'u', false, 'stored', 0, opened_at, :stored FROM ticket"
            " WHERE number IN (1, 3)",
            purpose=purpose, stored=stored,
        )  # fmt: skip
    for within, pictures in ((True, 2), (False, 1)):
        rows = book_of(town, tmp_path / "t.xlsx", within=within, store=store)
        assert {"Before", "After"} <= rows["Tickets"][0].keys()
        with ZipFile(tmp_path / "t.xlsx") as packed:
            assert packed.read("xl/drawings/drawing1.xml").decode().count("<xdr:pic>") == pictures


def test_a_department_stands_with_what_it_answered(town, tmp_path):
    town.run("INSERT INTO department (community_id, key, name, aliases) VALUES ('qinzhuang', 'city', '城管委', '[]')")
    moment = town.stored(town.now)
    town.run(
        "INSERT INTO slip (ticket_id, department_id, words, state, asked_at, respond_by, answered_at, answer,"
        " chased) SELECT t.id, d.id, '', 'answered', :at, :at, :at, '已清运,302室也看了', 0"
        " FROM ticket t, department d WHERE t.number = 2",
        at=moment,
    )
    book = book_of(town, tmp_path / "t.xlsx", language="zh")
    rows = {row["编号"]: list(row.values()) for row in book["工单"]}
    assert "城管委 11月20日 17:54 已清运,×××室也看了" in rows[2]
    assert "城管委" not in str(rows[1])


def test_a_kind_the_house_knows_no_more_goes_by_its_old_id(town, tmp_path):
    town.run("UPDATE ticket SET category = 'steam_engine' WHERE number = 1")
    assert book_of(town, tmp_path / "t.xlsx")["Tickets"][0]["Kind"] == "steam_engine"


def test_what_is_passed_on_says_how_it_was_counted(town, tmp_path):
    with town.step() as step:
        wish = scope(step, "grid-1")
    about = book_of(town, tmp_path / "t.xlsx", wish)["About"]
    said = {row["About this list"]: row[""] for row in about}
    assert said["Area"] == "秦庄社区 · 第一网格"
    assert said["Tickets"] == "2"
    assert said["Written at"] == "2026-11-20 17:54"
