"""Thanks are passed on; what thanks and wants something is a wish."""

import pytest

from bot.domain.praise import praises
from bot.domain.reply import Intent


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("谢谢", Intent.THANKS),
        ("谢谢王姐,修得真好", Intent.REASSIGN),
        ("修好了,感谢老马和城管委", Intent.DONE),
        ("没想到这么快,点赞", Intent.THANKS),
        ("又快又好,辛苦了", Intent.THANKS),
        ("谢谢,再也不用绕路了", Intent.THANKS),
        ("Thank you, great job", Intent.THANKS),
    ],
)
def test_thanks_are_praise(said: str, intent: Intent):
    assert praises(said, intent)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("谢谢,可是还没修好", Intent.REOPEN),
        ("谢谢,麻烦再看看", Intent.THANKS),
        ("谢谢,什么时候能好?", Intent.NEED_INFO),
        ("谢谢,灯又坏了", Intent.THANKS),
        ("收到谢谢", Intent.CLAIM),
        ("Thanks, but it is still wet", Intent.THANKS),
        ("修好了", Intent.DONE),
        ("", Intent.NOTE),
    ],
)
def test_what_wants_something_or_does_something_is_none(said: str, intent: Intent):
    assert not praises(said, intent)
