"""What is a rating, and what is not."""

import pytest

from bot.domain.rating import read_rating


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("10分", 10), ("打9分", 9), ("我给8分！", 8), ("九分", 9), ("十分", 10), ("9", 9), ("7/10", 7), ("8 points", 8),
        ("１０分", 10), ("评分:6", 6), ("0分", None), ("11分", None), ("100分", None), ("满意", None), ("10分钟", None),
        ("5号楼", None), ("修好了9分", None), ("", None), ("十分感谢", None), ("还要等9分钟", None), ("😀", None),
    ],
)  # fmt: skip
def test_only_a_number_from_one_to_ten_alone_is_a_rating(said: str, rating: int | None):
    assert read_rating(said) == rating
