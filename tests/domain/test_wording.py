"""One spelling for every way of typing, and numbers as they are said."""

import pytest

from bot.domain.numerals import read_number, read_numbers
from bot.domain.wording import LONGEST, wording


@pytest.mark.parametrize(
    ("text", "tight"),
    [
        ("５号楼 漏水", "5号楼漏水"),
        ("五號樓漏水", "五号楼漏水"),
        ("5 号 楼", "5号楼"),
        ("2 301", "2 301"),
        ("Block B  Smoke", "block b smoke"),
        ("漏\u200b水\ufe0f", "漏水"),
        ("5－2－301", "5-2-301"),
        ("\ud800坏了", "坏了"),
        ("喺邊度", "在边度"),
        ("", ""),
    ],
)
def test_texts_are_evened_out(text: str, tight: str) -> None:
    assert wording(text).tight == tight


def test_forms_match_place_for_place() -> None:
    words = wording("轉給 劉師傅 İstanbul  Tony")
    assert len(words.spaced) == len(words.cased) == len(words.written)
    assert words.tightly(words.written)[words.tight.index("刘") :].startswith("劉師傅")


def test_only_the_beginning_of_an_article_is_read() -> None:
    assert len(wording("㌖" * 5000).spaced) <= LONGEST


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("五", 5),
        ("十二", 12),
        ("二十一", 21),
        ("廿一", 21),
        ("卅二", 32),
        ("一百零三", 103),
        ("一〇三", 103),
        ("05", 5),
        ("five", 5),
    ],
)
def test_numbers_are_read_as_they_are_said(said: str, number: int) -> None:
    assert read_number(said) == number


def test_neighbouring_digits_are_two_numbers() -> None:
    assert read_numbers("五六") == (5, 6)
    assert read_numbers("十五六") == (15, 16)
    assert read_numbers("二十一") == (21,)
    assert read_numbers("楼") == ()
