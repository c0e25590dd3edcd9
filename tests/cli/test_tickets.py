"""`tickets`, `digest`, `read`: what operators look at, as text and as papers, read back by other programs."""

import json
from datetime import UTC, datetime, timedelta

from python_calamine import CalamineWorkbook

from tests.services.home import FLYING_WIRE, WANG


def sheet(terminal, name: str) -> list[list]:
    return CalamineWorkbook.from_path(str(terminal.folder / name)).get_sheet_by_index(0).to_python()


# --------------------------------------------------------------------------- tickets


def test_tickets_are_listed_the_newest_first_one_a_line(terminal, home):
    done = terminal.run("tickets", "list")
    assert done.code == 0
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert [line[0] for line in lines] == ["#3", "#2", "#1"]
    assert lines[2][1] == "claimed"
    assert "王姐" in lines[2]
    assert {len(line) for line in lines} == {6}


def test_a_state_or_a_number_of_tickets_can_be_asked_for(terminal, home):
    assert terminal.run("tickets", "list", "--state", "claimed").out.startswith("#1\t")
    assert len(terminal.run("tickets", "list", "--most", "2").out.splitlines()) == 2
    assert terminal.run("tickets", "list", "--community", "nowhere").out == ""


def test_what_is_suspended_is_listed_with_its_day_and_its_reason(terminal, home):
    (first,) = home.rows("SELECT id, version FROM ticket WHERE number = 1")
    home.press(WANG, f"v1:suspend:{first.id}:{first.version}:parts.20261123")
    done = terminal.run("tickets", "list", "--suspended")
    (line,) = done.out.splitlines()
    assert line.startswith("#1\tsuspended\t")
    assert "11月23日 08:00" in line
    assert line.split("\t")[-1]


def test_without_tickets_there_is_nothing_to_list(terminal):
    done = terminal.run("tickets", "list")
    assert (done.code, done.out) == (0, "")


def test_a_ticket_is_shown_whole_with_its_history(terminal, home):
    done = terminal.run("tickets", "show", "1")
    assert done.code == 0
    assert FLYING_WIRE in done.out
    for part in ("#1", "秦庄社区", "王姐", "open", "claim", "claimed"):
        assert part in done.out


def test_a_ticket_that_is_not_there_is_said_not_to_be_there(terminal, home):
    done = terminal.run("tickets", "show", "99")
    assert done.code == 1
    assert "#99" in done.err


def test_a_number_of_two_communities_is_asked_back(terminal, home):
    from tests.stories.qinzhuang import QINZHUANG

    second = QINZHUANG.replace("qinzhuang", "hanzhuang").replace("秦庄", "韩庄").replace("-1001", "-2001")
    home.take_in(second)
    home.take(home.message("3号楼路灯坏了", who=3009, chat=-2001))
    done = terminal.run("tickets", "show", "1")
    assert done.code == 2
    assert "--community" in done.err
    assert "hanzhuang" in done.err
    assert "韩庄" in terminal.run("tickets", "show", "1", "--community", "hanzhuang").out


def test_the_table_opens_in_another_program_with_real_dates_and_without_formulas(terminal, home):
    done = terminal.run("tickets", "export", "tickets.xlsx")
    assert (done.code, done.out) == (0, "3 tickets in tickets.xlsx\n")
    head, *rows = sheet(terminal, "tickets.xlsx")
    assert len(rows) == 3
    assert all(head)
    assert [row[0] for row in rows] == [1, 2, 3]
    oldest = rows[0]
    opened = next(cell for cell in oldest if isinstance(cell, datetime))
    assert opened == (home.now - timedelta(minutes=2)).replace(tzinfo=None) + timedelta(hours=8)
    assert FLYING_WIRE in oldest
    assert not [cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@"))]
    assert any("HYPERLINK" in str(cell) for cell in rows[1])


def test_a_table_of_a_place_and_some_days_holds_what_was_reported_there_and_then(terminal, home):
    done = terminal.run("tickets", "export", "one.xlsx", "--area", "grid-2", "--since", "2026-11-20", "--pictures")
    assert done.out == "1 tickets in one.xlsx\n"
    assert [row[0] for row in sheet(terminal, "one.xlsx")[1:]] == [2]
    done = terminal.run("tickets", "export", "none.xlsx", "--until", "2026-11-19", "--language", "en")
    assert done.out == "0 tickets in none.xlsx\n"
    assert [row[0] for row in sheet(terminal, "none.xlsx")] == ["Number"]


def test_any_sheet_can_be_a_plain_file(terminal, home):
    done = terminal.run("tickets", "export", "people.csv", "--sheet", "people", "--community", "qinzhuang")
    assert done.code == 0
    raw = (terminal.folder / "people.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "王姐" in raw.decode("utf-8-sig")


def test_what_a_table_cannot_be_is_said_before_anything_is_written(terminal, home):
    for words, said in (
        (("tickets.pdf",), ".xlsx or .csv"),
        (("tickets.csv", "--pictures"), "leave --pictures out"),
        (("tickets.csv", "--since", "2026-11-20", "--until", "2026-11-19"), "is after"),
        (("tickets.csv", "--area", "grid-1", "--community", "elsewhere"), "leave one of them out"),
        (("tickets.csv", "--since", "20.11."), "%Y-%m-%d"),
    ):
        done = terminal.run("tickets", "export", *words)
        assert done.code == 2, words
        assert said in done.err
    assert not [path for path in terminal.folder.iterdir() if path.name != "data"]


def test_an_area_that_is_not_there_and_a_folder_that_is_not_are_said_so(terminal, home):
    done = terminal.run("tickets", "export", "t.csv", "--area", "grid-9")
    assert done.code == 1
    assert "did you mean" in done.err
    done = terminal.run("tickets", "export", "no/such/folder/tickets.xlsx")
    assert done.code == 1
    assert "no/such/folder" in done.err


def test_new_deadlines_are_shown_first_and_set_on_order(terminal, home):
    changed = {"QIANSHAO_ESCALATION__ACK__URGENT": "2m"}
    before = home.rows("SELECT ack_due_at FROM ticket ORDER BY id")
    shown = terminal.run("tickets", "recompute", **changed)
    assert shown.code == 0
    assert "#1" in shown.out
    assert home.rows("SELECT ack_due_at FROM ticket ORDER BY id") == before
    assert terminal.run("tickets", "recompute", "--yes", **changed).code == 0
    assert home.rows("SELECT ack_due_at FROM ticket ORDER BY id") != before
    assert terminal.run("tickets", "recompute", **changed).out == ""


# --------------------------------------------------------------------------- digest


def test_a_days_digest_is_written_as_plain_words(terminal, home):
    done = terminal.run("digest", "--area", "qinzhuang", "--date", "2026-11-20", "--out", "papers")
    assert done.code == 0
    text = (terminal.folder / "papers" / "digest.txt").read_text("utf-8")
    assert "2026-11-20" in text
    assert "<" not in text
    assert done.out.strip().endswith("digest.txt")
    assert home.count("outbox WHERE purpose = 'digest'") == 0


def test_a_digest_is_queued_on_order_and_once(terminal, home):
    words = ("digest", "--area", "qinzhuang", "--date", "2026-11-20", "--out", "papers", "--send")
    assert terminal.run(*words).code == 0
    assert terminal.run(*words).code == 0
    assert home.count("bulletin") == 1
    kinds = [row.kind for row in home.rows("SELECT kind FROM outbox WHERE purpose = 'digest'")]
    assert kinds == ["picture", "picture", "ledger"]


def test_a_weeks_papers_are_its_words_its_picture_and_its_list(terminal, home):
    words = ("--area", "qinzhuang", "--date", "2026-11-20", "--period", "week", "--out", "papers")
    assert terminal.run("digest", *words).code == 0
    papers = terminal.folder / "papers"
    assert "2026-11-16" in (papers / "digest.txt").read_text("utf-8")
    assert (papers / "digest.png").read_bytes().startswith(b"\x89PNG")
    rows = CalamineWorkbook.from_path(str(papers / "list.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + home.count("ticket")


def test_a_digest_of_days_to_come_is_refused_and_its_readers_get_the_real_one(terminal, home):
    done = terminal.run("digest", "--area", "qinzhuang", "--date", "2999-11-20", "--out", "papers", "--send")
    assert done.code == 2
    assert "lies ahead" in done.err
    assert home.count("digest") == 0
    assert not (terminal.folder / "papers").exists()


def test_a_month_that_is_not_over_is_written_for_a_look_and_sent_to_nobody(terminal, home):
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    words = ("--area", "qinzhuang", "--date", today, "--period", "month", "--out", "papers")
    done = terminal.run("digest", *words, "--send")
    assert done.code == 75
    assert "not over yet" in done.err
    assert (terminal.folder / "papers" / "digest.txt").exists()
    assert home.count("bulletin") == home.count("outbox WHERE purpose = 'digest'") == 0


def test_a_table_of_a_community_that_is_not_there_is_no_empty_table(terminal, home):
    done = terminal.run("tickets", "export", "list.csv", "--community", "nowhere")
    assert done.code == 2
    assert "qinzhuang" in done.err
    assert not (terminal.folder / "list.csv").exists()


def test_a_date_that_is_none_is_refused(terminal, home):
    done = terminal.run("digest", "--area", "qinzhuang", "--date", "20.11.2026", "--out", "papers")
    assert done.code == 2
    assert "YYYY-MM-DD" in done.err or "%Y-%m-%d" in done.err


# --------------------------------------------------------------------------- read

LINES = [
    {"id": "a", "text": FLYING_WIRE, "has_photo": True},
    {"id": "b", "text": "早上好"},
]


def test_messages_are_read_one_json_object_a_line(terminal):
    done = terminal.run("read", given="\n".join(json.dumps(line) for line in LINES) + "\n\n")
    assert done.code == 0
    first, second = map(json.loads, done.out.splitlines())
    assert (first["id"], first["is_report"], first["category"], first["buildings"]) == (
        "a", True, "flying_wire_charging", ["5"],
    )  # fmt: skip
    assert (second["id"], second["is_report"]) == ("b", False)
    assert not (terminal.folder / "data").exists()


def test_replies_are_read_too(terminal):
    done = terminal.run("read", "--replies", given='{"id": 1, "text": "收到,马上到"}\n')
    assert json.loads(done.out)["intent"] in ("claim", "on_the_way")


def test_lines_that_cannot_be_read_are_named_and_the_others_are_read(terminal):
    done = terminal.run("read", given='{"text": "3号楼漏水"}\nnonsense\n[1]\n{"text": 5}\n{"text": "4号楼漏水"}\n')
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    for line in ("line 2", "line 3", "line 4"):
        assert line in done.err


def test_no_messages_at_all_are_no_mistake(terminal):
    assert terminal.run("read", given="").code == 0


def test_a_communitys_own_names_help_to_read(terminal):
    terminal.write(
        "c.toml", '[community]\nid="x"\nname="X"\n[[area]]\nid="x"\nlevel="community"\nname="X"\nestate="湘潭东里"\n'
    )
    done = terminal.run("read", "--community", "c.toml", given='{"text": "湘潭东里5号楼污水冒出来了"}\n')
    assert json.loads(done.out)["estate"] == "湘潭东里"
