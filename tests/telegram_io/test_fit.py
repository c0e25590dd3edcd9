"""Words cut to Telegram's limits: never too long, no tag or entity cut in two, nothing changed that fits."""

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.html_text import parse
from bot.telegram_io.fitting import CAPTION_LIMIT, TEXT_LIMIT, fit

words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=25).map(html.escape)
entities = st.sampled_from(["&amp;", "&lt;", "&gt;", "&quot;", "😱", "号", "&#128561;", "&#x4e2d;"])
tags = st.sampled_from(
    ["b", "i", "u", "s", "code", "blockquote", "tg-spoiler", 'a href="http://example.com/?a=1&amp;b=2"']
)


def marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(tags, st.lists(inner, min_size=1, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"
    )


documents = st.lists(st.recursive(words | entities, marked, max_leaves=12), max_size=8).map("".join)


def visible(text: str) -> str:
    """Return what people see, by the sandbox's own reading, which refuses what Telegram would refuse."""
    return parse(text)[0]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(documents, st.integers(2, 60))
def test_it_is_never_longer_than_the_limit_and_stays_whole(document, limit):
    short = fit(document, limit)
    assert units(visible(short)) <= limit


@given(documents, st.integers(2, 60))
def test_what_is_kept_is_the_beginning(document, limit):
    short = visible(fit(document, limit))
    if units(visible(document)) > limit:
        assert short.endswith("…")
        assert visible(document).startswith(short.removesuffix("…"))


@given(documents)
def test_what_fits_is_not_touched(document):
    assert fit(document, max(1, units(visible(document)))) == document


@pytest.mark.parametrize(
    ("document", "limit", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("<b>abcdefg</b>", 6, "<b>abcde…</b>"),
        ("<b>ab<i>cdefg</i></b>", 6, "<b>ab<i>cde…</i></b>"),
        ("&amp;&amp;&amp;&amp;", 3, "&amp;&amp;…"),
        ("😱😱😱", 4, "😱…"),
        ("😱😱😱", 5, "😱😱…"),
        ("<b>ab</b>cdef", 4, "<b>ab</b>c…"),
        ("", 5, ""),
    ],
)
def test_the_cut_falls_between_characters_and_closes_what_is_open(document, limit, short):
    assert fit(document, limit) == short


def test_the_limits_are_telegrams():
    assert (TEXT_LIMIT, CAPTION_LIMIT) == (4096, 1024)


@example("</b>aaaa", 3)
@example("<><a>aaaa", 3)
@given(st.text(alphabet="<>/&;ab \n", max_size=40), st.integers(1, 20))
def test_even_words_that_are_no_html_are_shortened_without_an_accident(text, limit):
    assert isinstance(fit(text, limit), str)
