"""Formatting in tables: what becomes an entity, where it lies in UTF-16, and what Telegram refuses to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import formatted
from bot.sandbox.mentions import find, utf16_length
from bot.sandbox.refusals import Refused


def flat(entities):
    return [(e["type"], e["offset"], e["length"]) for e in entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("plain", "plain", []),
        ("<b>bold</b> <i>it</i>", "bold it", [("bold", 0, 4), ("italic", 5, 2)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("🛵<b>车</b>", "🛵车", [("bold", 2, 1)]),
        ("<STRONG>a</STRONG><em>b</em><ins>c</ins><del>d</del>", "abcd",
         [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;x&quot; &#48;&#x31;", '1 < 2 && 3 > 2 "x" 01', []),
        ("&nbsp;&copy &", "&nbsp;&copy &", []),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<pre>a</pre><code>b</code>", "ab", [("pre", 0, 1), ("code", 1, 1)]),
        ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab",
         [("blockquote", 0, 1), ("expandable_blockquote", 1, 1)]),
        ("<b></b>x", "x", []),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        ("<a href=example.org>x</a>", "x", [("text_link", 0, 1)]),
        ("<a>https://example.org/</a>", "https://example.org/", [("text_link", 0, 20)]),
        ('<code class="language-c">x</code>', "x", [("code", 0, 1)]),
        ('<code class="language-c"><pre>x</pre></code>', "x", [("pre", 0, 1)]),
        ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("a\n\n<b>b</b>\n", "a\n\nb", [("bold", 3, 1)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source, text, expected):
    assert formatted(source, "HTML", None)[0] == text
    assert flat(formatted(source, "html", None)[1]) == expected


def test_links_carry_their_address():
    _, entities = formatted(
        '<a href="https://example.org/?a=1&amp;b=2">x</a><a href="tg://user?id=7">y</a>', "HTML", None
    )
    assert entities[0]["url"] == "https://example.org/?a=1&b=2"
    assert entities[1]["user"]["id"] == 7
    assert formatted('<a href="nonsense">x</a>', "HTML", None)[1] == []


def test_code_with_a_language_and_times_carry_their_arguments():
    _, code = formatted('<pre><code class="language-python">x = 1</code></pre>', "HTML", None)
    assert code == [{"offset": 0, "length": 5, "type": "pre", "language": "python"}]
    _, time = formatted('<tg-time unix="1795000000" format="r">20:00</tg-time>', "HTML", None)
    assert time == [{"offset": 0, "length": 5, "type": "date_time", "unix_time": 1795000000, "date_time_format": "r"}]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("车</b>", "Unexpected end tag at byte offset 3"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>z</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time>x</tg-time>", 'Tag "tg-time" must have attribute "unix" at byte offset 0'),
        ("🛵<oops>", 'Unsupported start tag "oops" at byte offset 4'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source, complaint):
    with pytest.raises(Refused) as refused:
        formatted(source, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("*b* _i_ __u__ ~s~ ||p|| `c`", "b i u s p c",
         [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1),
          ("code", 10, 1)]),
        (r"1\.5 \#142 \*", "1.5 #142 *", []),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("[x](https://example.org/a\\)b)", "x", [("text_link", 0, 1)]),
        ("```python\nx = 1\n```", "x = 1", [("pre", 0, 5)]),
        (">q1\n>q2\nrest", "q1\nq2\nrest", [("blockquote", 0, 6)]),
        ("🛵 *车*", "🛵 车", [("bold", 3, 1)]),
    ],
)  # fmt: skip
def test_markdown_v2_becomes_text_and_entities(source, text, expected):
    got, entities = formatted(source, "MarkdownV2", None)
    assert (got, flat(entities)) == (text, expected)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*x", "Can't find end of Bold entity at byte offset 0"),
        ("车 _x", "Can't find end of Italic entity at byte offset 4"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
    ],
)
def test_broken_markdown_v2_is_refused_in_telegrams_words(source, complaint):
    with pytest.raises(Refused) as refused:
        formatted(source, "MarkdownV2", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_the_old_markdown_is_still_read():
    text, entities = formatted("*b* _i_ `c` [x](https://example.org) 1.5 \\*", "Markdown", None)
    assert text == "b i c x 1.5 *"
    assert [e["type"] for e in entities] == ["bold", "italic", "code", "text_link"]
    with pytest.raises(Refused, match="Can't find end of the entity starting at byte offset 2"):
        formatted("a *b", "Markdown", None)


def test_an_unknown_parse_mode_is_refused():
    with pytest.raises(Refused, match="unsupported parse_mode"):
        formatted("x", "bbcode", None)


def test_given_entities_are_checked_against_the_text():
    assert formatted("🛵 x", "", [{"type": "bold", "offset": 3, "length": 1}])[1][0]["offset"] == 3
    with pytest.raises(Refused, match="entity beginning at UTF-16 offset 3 ends after the end of the text"):
        formatted("🛵 x", "", [{"type": "bold", "offset": 3, "length": 2}])
    with pytest.raises(Refused, match="Unsupported type specified"):
        formatted("x", "", [{"type": "blink", "offset": 0, "length": 1}])
    with pytest.raises(Refused, match='Can\'t find field "url"'):
        formatted("x", "", [{"type": "text_link", "offset": 0, "length": 1}])
    with pytest.raises(Refused, match='Field "url" must be of type String'):
        formatted("x", "", [{"type": "text_link", "offset": 0, "length": 1, "url": 5}])
    with pytest.raises(Refused, match='Can\'t find field "offset"'):
        formatted("x", "", [{"type": "bold", "length": 1}])
    with pytest.raises(Refused, match="incorrect offset -1"):
        formatted("x", "", [{"type": "bold", "offset": -1, "length": 1}])
    with pytest.raises(Refused, match="expected an Array"):
        formatted("x", "", {"type": "bold"})


def test_given_entities_are_trimmed_and_merged_with_what_is_found():
    text, entities = formatted("  车 @wang  ", "", [{"type": "bold", "offset": 0, "length": 5}])
    assert (text, flat(entities)) == ("车 @wang", [("bold", 0, 3), ("mention", 2, 5)])


def test_given_entities_do_not_count_with_a_parse_mode():
    assert formatted("x", "HTML", [{"type": "bold", "offset": 0, "length": 1}])[1] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", [("bot_command", 0, 6)]),
        ("/start@qianshao_bot abc", [("bot_command", 0, 19)]),
        ("请看 /report", [("bot_command", 3, 7)]),
        ("and/or 1/2 a/b", []),
        ("@wang 看一下", [("mention", 0, 5)]),
        ("a@b", []),
        ("🛵🛵 @wang", [("mention", 5, 5)]),
        ("#142 号", []),
        ("#飞线 @li", [("hashtag", 0, 3)]),
        ("https://example.org/a?b=1, then", [("url", 0, 25)]),
        ("地图https://example.org/地址。好", [("url", 2, 22)]),
        ("see example.com now", [("url", 4, 11)]),
        ("mail a.b@example.org", [("email", 5, 15)]),
        ("5号楼有飞线充电", []),
    ],
)
def test_commands_mentions_and_links_are_found_in_anybodys_text(text, expected):
    assert flat(find(text)) == expected


def test_nothing_is_found_inside_code():
    assert flat(formatted("<code>/start @wang</code> /stop", "HTML", None)[1]) == [
        ("code", 0, 12),
        ("bot_command", 13, 5),
    ]


@given(st.text(max_size=200))
def test_any_text_in_any_mode_gives_entities_inside_it_or_a_refusal(source):
    for mode in ("", "HTML", "MarkdownV2", "Markdown"):
        try:
            text, entities = formatted(source, mode, None)
        except Refused as refused:
            assert refused.code == 400  # noqa: PT017
            continue
        length = utf16_length(text)
        assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= length for e in entities)


@given(st.text(alphabet=list("<>/&;bipre ae=\"'x🛵车\n`*_[]()\\|~"), max_size=60))
def test_scraps_of_markup_never_break_the_reader(source):
    for mode in ("HTML", "MarkdownV2", "Markdown"):
        try:
            text, entities = formatted(source, mode, None)
        except Refused:
            continue
        assert all(e["offset"] + e["length"] <= utf16_length(text) for e in entities)
