"""What came of a ticket, by the words that end it."""

import pytest

from bot.domain.result import Result, ended, hopeless, void_as


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("部分处理了", Result.PARTLY),
        ("先清理了一部分", Result.PARTLY),
        ("部分已整改", Result.PARTLY),
        ("partly fixed", Result.PARTLY),
        ("办结:确实无法解决", Result.CANNOT),
        ("处理结果：没法处理", Result.CANNOT),
        ("办结，不归我们管", Result.NOT_OURS),
        ("result: cannot be fixed", Result.CANNOT),
        ("没法处理", None),
        ("不归我管", None),
        ("部分没处理", None),
        ("部分处理了吗", None),
        ("已处理", None),
        ("", None),
    ],
)
def test_words_that_end_it(text: str, result: Result | None):
    assert ended(text) is result


@pytest.mark.parametrize(
    ("text", "is_so"), [("没法处理", True), ("修不了", True), ("不归我管", False), ("没法处理,不归我管", False)]
)
def test_what_cannot_be_done_is_told_from_what_is_somebody_elses(text: str, is_so: bool):
    assert hopeless(text) is is_so


@pytest.mark.parametrize(
    ("text", "result"),
    [("误报", Result.FALSE), ("", Result.FALSE), ("重复了", Result.DUPLICATE), ("前面有人报过了", Result.DUPLICATE),
     ("duplicate of #12", Result.DUPLICATE), ("重复率不高,误报", Result.FALSE)],
)  # fmt: skip
def test_what_was_called_off_was_a_duplicate_or_nothing(text: str, result: Result):
    assert void_as(text) is result
