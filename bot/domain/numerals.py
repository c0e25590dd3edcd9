"""Numbers as they are said and typed: 5, 05, 五, 廿一, 一百零三, 一〇三, five. Knows nothing of houses."""

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_DIGITS |= {char: str(value) for value, char in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100}

CHINESE = "零〇一二三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾佰"
"""Characters of a Chinese number below a thousand. 两 is left out: it counts, it does not name."""

ENGLISH = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=1,
    )
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}


def read_number(said: str) -> int | None:
    """Return the number that `said` is, or None. "廿一" 21, "一百零三" 103, "一〇三" 103, "05" 5, "five" 5."""
    if said.isascii():
        return int(said) if said.isdigit() and len(said) < 8 else ENGLISH.get(said) or ORDINALS.get(said)
    said = said.replace("廿", "二十").replace("卅", "三十")
    if not any(char in _TENS for char in said):
        digits = "".join(_DIGITS.get(char, "?") for char in said)
        return int(digits) if digits.isdigit() and len(digits) < 8 else None
    total, digit = 0, ""
    for char in said:
        if char in _TENS:
            total += (int(digit) if digit else 1) * _TENS[char]
            digit = ""
        elif char in _DIGITS:
            digit = _DIGITS[char] if _DIGITS[char] != "0" else ""
        else:
            return None
    return total + (int(digit) if digit else 0)


def read_numbers(said: str) -> tuple[int, ...]:
    """Like `read_number`, but two digits that follow one another are two numbers: "五六" (5, 6), "十五六" (15, 16)."""
    if not said.isascii() and len(said) >= 2 and said[-1] in _DIGITS and said[-2] in _DIGITS:
        last, before = int(_DIGITS[said[-1]]), int(_DIGITS[said[-2]])
        first = read_number(said[:-1])
        if before and last == before + 1 and first is not None and (len(said) == 2 or said[-3] in _TENS):
            return (first, first + 1)
    number = read_number(said)
    return () if number is None else (number,)
