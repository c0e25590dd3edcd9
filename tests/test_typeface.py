"""Letters: rare names are written, pictures become words or nothing, no box is ever drawn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.darkroom import typeface
from bot.darkroom.lettering import cut, fitted, legible, shortened, wrapped
from bot.darkroom.typeface import face, runs, width, written


@pytest.mark.parametrize("letter", "龘㐂𠮷喆堃𬭎㛃𫖯𪟝")
def test_rare_names_are_written_with_the_fonts_that_are_shipped(letter):
    assert written(letter) == letter
    number = face(letter)
    assert number is not None
    assert number < 2


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("修好了✅", "修好了√"),
        ("👍🏽 谢谢 🔥", "谢谢"),
        ("1️⃣号楼", "1号楼"),
        ("⚠️ 小心", "! 小心"),
        ("𝐊𝐞𝐥𝐥𝐲", "Kelly"),
        ("e\u0301", "é"),
        ("a\u202eb\u200bc\n\td", "abc d"),
        ("", ""),
    ],
)
def test_pictures_become_words_or_nothing(said, seen):
    assert written(said) == seen


def test_what_no_font_has_becomes_the_sign_for_a_missing_letter(monkeypatch):
    monkeypatch.setattr(typeface, "_ELSEWHERE", ())
    typeface.forget()
    try:
        assert written("ไ号楼") == "〓号楼"
    finally:
        monkeypatch.undo()
        typeface.forget()


def test_a_line_changes_its_font_where_it_must_and_nowhere_else():
    assert [piece for _, piece in runs("王𠮷㐂师傅")] == ["王", "𠮷㐂", "师傅"]


@given(st.text(max_size=120), st.sampled_from([18, 25, 46]), st.integers(60, 700))
@settings(max_examples=80, deadline=None)
def test_lines_keep_to_their_width_and_lose_no_letter(text, size, most):
    text = legible(text)
    lines = wrapped(text, size, most)
    assert all(width(line, size) <= most for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=200), st.integers(1, 4), st.integers(40, 500))
@settings(max_examples=60, deadline=None)
def test_words_shrink_then_break_and_only_then_end_in_an_ellipsis(text, most_lines, most):
    size, lines = fitted(text, 40, most, most_lines, 20)
    assert len(lines) <= most_lines
    assert 20 <= size <= 40
    assert all(width(line, size) <= most for line in lines)
    if not any(line.endswith("…") for line in lines) and "…" not in text:
        assert "".join("".join(lines).split()) == "".join(legible(text).split())


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket():
    text = "比昨天多九件（百分之二十四），其中三件在五号楼、六号楼；其余都已办结。"
    for most in range(80, 400, 10):
        lines = wrapped(text, 24, most)
        assert not [line for line in lines[1:] if line[0] in "，。、；）"]
        assert not [line for line in lines if line.endswith("（")]


def test_smaller_letters_spare_a_lonely_last_one():
    assert fitted("4 401/4 570 应办结", 23, 190, 3, 20)[1] == ["4 401/4 570 应办结"]


def test_what_fits_is_left_alone():
    assert shortened("秦庄社区", 20, 80) == "秦庄社区"
    assert cut("秦庄社区居委会", 20, 100) == "秦庄社区…"
