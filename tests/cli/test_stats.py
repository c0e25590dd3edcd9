"""`stats`: the same figures as in chat, as lines and as JSON."""

import json

import pytest

from tests.cli.terminal import Terminal
from tests.services.home import Home

DAYS = ("--since", "2026-11-01", "--until", "2026-11-30")


def test_the_days_figures_are_lines_without_markup(terminal: Terminal, home: Home):
    done = terminal.run("stats", *DAYS)
    assert done.code == 0
    assert done.out.startswith("📊 秦庄社区 · 2026-11-01 – 2026-11-")
    assert "3" in done.out.splitlines()[1]
    assert "<" not in done.out
    assert "P3001" not in done.out


def test_json_says_null_where_there_is_nothing(terminal: Terminal, home: Home):
    said = json.loads(terminal.run("stats", *DAYS, "--kind", "路灯", "--area", "grid-2", "--json").out)
    assert (said["community"], said["area"], said["kinds"]) == ("qinzhuang", "grid-2", ["streetlight_fault"])
    assert (said["accepted"], said["things"]) == (1, 1)
    assert said["timely"] == {"part": 0, "whole": 1, "ratio": 0.0}
    empty = json.loads(terminal.run("stats", "--since", "2020-01-01", "--until", "2020-01-31", "--json").out)
    assert (empty["reports"], empty["fixed"]["ratio"], empty["median_response_seconds"]) == (0, None, None)


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("--kind", "海底"), 2, "streetlight_fault"),
        (("--area", "nowhere"), 1, "nowhere"),
        (("--since", "2026-11-30", "--until", "2026-11-01"), 2, "turn them round"),
        (("--community", "nobody"), 2, "qinzhuang"),
        (("--since", "today"), 2, "--since"),
        (("--since", "0001-01-01"), 2, "2000"),
        (("--since", "2999-01-01"), 2, "lies ahead"),
        (("--area", "grid-1", "--community", "nobody"), 2, "grid-1"),
        (("海底",), 2, "海底"),
        (("2099年",), 2, "lies ahead"),
        (("路灯", "--since", "2026-11-01"), 2, "not both"),
    ],
)
def test_what_cannot_be_counted_is_said(terminal: Terminal, home: Home, words: tuple[str, ...], code: int, hint: str):
    done = terminal.run("stats", *words)
    assert done.code == code
    assert hint in done.err


def test_words_ask_as_they_do_in_chat(terminal: Terminal, home: Home):
    said = json.loads(terminal.run("stats", "2026年11月", "第二网格", "路灯", "--json").out)
    assert (said["area"], said["kinds"], said["accepted"]) == ("grid-2", ["streetlight_fault"], 1)
    assert said == json.loads(terminal.run("stats", *DAYS, "--kind", "路灯", "--area", "grid-2", "--json").out)
    assert "第一网格" in terminal.run("stats", "2026年11月", "各网格").out
