"""`duty export` and the gaps that `doctor` finds: what a calendar program and an operator read."""

import re

import pytest

from tests.services.home import WANG, Home
from tests.stories.qinzhuang import QINZHUANG

SHIFTS = QINZHUANG.replace(
    'person = "wang"\nrole = "gridworker"\narea = "grid-1"',
    'person = "wang"\nrole = "gridworker"\narea = "grid-1"\ndays = "mon-fri"\nhours = "08:00-20:00"',
)


def events(text: str) -> list[dict[str, str]]:
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text.replace("\r\n ", ""), re.DOTALL)
    return [dict(line.split(":", 1) for line in one.strip().split("\r\n")) for one in found]


def exported(terminal, *more: str) -> list[dict[str, str]]:
    done = terminal.run("duty", "export", "duty.ics", *more)
    assert done.code == 0, done.err
    return events((terminal.folder / "duty.ics").read_bytes().decode())


def test_shifts_are_written_for_four_weeks(terminal, home):
    home.take_in(SHIFTS)
    shifts = [event for event in exported(terminal) if "王姐" in event["SUMMARY"]]
    assert len(shifts) == 20
    assert {event["DTSTART"][8:] for event in shifts} == {"T000000Z"}
    assert {event["DTEND"][8:] for event in shifts} == {"T120000Z"}
    assert len({event["UID"] for event in shifts}) == 20


def test_the_same_shift_keeps_its_name_in_the_next_file(terminal, home):
    home.take_in(SHIFTS)
    first = {event["UID"] for event in exported(terminal, "--area", "grid-1")}
    again = {event["UID"] for event in exported(terminal, "--area", "grid-1", "--days", "60")}
    assert first <= again or len(first - again) <= 1


def test_an_area_alone_can_be_asked_for(terminal, home):
    home.take_in(SHIFTS)
    assert {event["SUMMARY"].split(" · ")[0] for event in exported(terminal, "--area", "grid-1")} == {"第一网格"}


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (("duty.txt",), 2, ".ics"),
        (("duty.ics", "--area", "grid-9"), 1, "grid-9"),
        (("duty.ics", "--community", "nowhere"), 2, "qinzhuang"),
        (("duty.ics", "--days", "0"), 2, "days"),
        (("no/such/folder/duty.ics",), 1, "folder"),
    ],
)
def test_what_cannot_be_written_is_said(terminal, home, arguments, code, hint):
    done = terminal.run("duty", "export", *arguments)
    assert done.code == code
    assert hint in done.err


def test_doctor_names_the_hours_in_which_nobody_comes(connected, home: Home):
    home.take_in(SHIFTS)
    done = connected.run("doctor")
    line = next(line for line in done.out.splitlines() if "grid-1" in line)
    assert line.startswith("✘")
    assert "20:00" in line
    assert "08:00" in line
    assert "grid-2" not in done.out


def test_doctor_says_who_would_be_there_if_they_could_be_reached(connected, home: Home):
    home.run(
        "INSERT INTO account (telegram_id, name, reachable) VALUES (:who, 'x', false) ON CONFLICT DO NOTHING", who=WANG
    )
    home.run("UPDATE account SET reachable = false WHERE telegram_id = :who", who=WANG)
    line = next(line for line in connected.run("doctor").out.splitlines() if "grid-1" in line)
    assert "王姐" in line
