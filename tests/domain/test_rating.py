"""What is a rating, and what is not."""

import pytest

from bot.domain.rating import is_bare, misses, read_rating


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("10分", 10), ("打9分", 9), ("我给8分！", 8), ("九分", 9), ("十分", 10), ("9", 9), ("7/10", 7), ("8 points", 8),
        ("１０分", 10), ("评分:6", 6), ("0分", None), ("11分", None), ("100分", None), ("满意", None), ("10分钟", None),
        ("5号楼", None), ("修好了9分", None), ("", None), ("十分感谢", None), ("还要等9分钟", None), ("😀", None),
        ("给满分", 10), ("给个满分！修得快", 10), ("五星好评", 10), ("⭐⭐⭐⭐⭐", 10), ("★★★", 6), ("⭐️⭐️⭐️⭐️", 8),
        ("给10分，修得快", 10), ("8分吧 慢了点", 8), ("修得很快，10分", 10), ("给你们9分", 9), ("2分,还是慢", 2),
        ("9.5分", None), ("十分满意", None), ("十分,满意", None), ("10 分 钟", None), ("等了10分 才来", None),
        ("8分 9分", None), ("8-10分", None), ("给5号楼10分", None), ("修好了。" * 20 + "9分", None),
    ],
)  # fmt: skip
def test_only_a_number_from_one_to_ten_is_a_rating(said: str, rating: int | None):
    assert read_rating(said) == rating


@pytest.mark.parametrize("said", ["0分", "11分", "100分", "打100分", "9.5分", "-1分"])
def test_points_on_another_scale_are_known_for_that(said: str):
    assert misses(said)


@pytest.mark.parametrize("said", ["10分", "100", "满意", "100分钟", "", "5号楼", "十分感谢"])
def test_other_words_are_no_points_on_another_scale(said: str):
    assert not misses(said)


def test_a_number_alone_may_answer_something_else():
    assert is_bare("9")
    assert is_bare("九")
    assert not is_bare("9分")
