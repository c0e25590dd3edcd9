"""The house's vocabulary: categories with their deadlines, and the words people use for them, for places and for hurry.

Built once from the parsed `lexicon.toml`; a wrong entry is refused with its key. Reads neither files nor messages.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.wording import wording


class Severity(enum.StrEnum):
    """How grave a category is by itself, gravest first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    CONSULTATION = "consultation"


@dataclass(frozen=True)
class Category:
    """One kind of trouble, and what the house promises about it."""

    id: str
    group: str
    zh: str
    en: str
    severity: Severity
    ack: timedelta
    resolve: timedelta
    department: str
    hotline: str | None = None

    def name(self, language: str) -> str:
        """Return the name in "zh" or "en"; other languages get English."""
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True)
class Pair:
    """A word of `a` and a word of `b`, in either order with at most `gap` characters between, speak of `category`."""

    category: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    gap: int


@dataclass(frozen=True)
class Landmark:
    """A place noun.

    A `thing` counts only as a point of reference; in `broken_in` categories it may be the trouble itself.
    """

    name: str
    words: tuple[str, ...]
    thing: bool
    broken_in: frozenset[str]


@dataclass(frozen=True)
class Urgency:
    """Words of hurry and danger: `strong` always count, `weak` unless a `cancel` word is there."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    cancel: tuple[str, ...]


class _Table:
    """One table of the file with its name, so that every complaint can say where it is."""

    def __init__(self, row: object, where: str) -> None:
        if not isinstance(row, Mapping):
            raise ValueError(f"lexicon: {where} must be a table, not {type(row).__name__}")
        self.row, self.where = row, where

    def fail(self, key: str, wrong: str) -> ValueError:
        return ValueError(f"lexicon: {self.where}.{key} {wrong}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.row.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, f"must be a text, not {value!r}")
        return value

    def minutes(self, key: str) -> timedelta:
        return timedelta(minutes=self.whole(key))

    def whole(self, key: str) -> int:
        value = self.row.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(key, f"must be a whole number above 0, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(key, "must be a list of texts")
        return tuple(value)

    def words(self, *keys: str) -> tuple[str, ...]:
        """Return the listed words in matching form."""
        return tuple(dict.fromkeys(wording(item).tight for key in keys for item in self.texts(key)))


def _tables(data: Mapping[str, Any], key: str) -> Iterator[_Table]:
    rows = data.get(key, [])
    if not isinstance(rows, list):
        raise ValueError(f"lexicon: {key} must be written as [[{key}]]")
    for number, row in enumerate(rows, start=1):
        name = row.get("id") or row.get("name") or row.get("phrase") if isinstance(row, Mapping) else None
        yield _Table(row, f"{key} {number} ({name})" if name else f"{key} {number}")


def _category(table: _Table, groups: frozenset[str]) -> Category:
    group, severity = table.text("group"), table.text("severity")
    if group not in groups:
        raise table.fail("group", f"is {group!r}, which no [[group]] has as its id")
    if severity not in set(Severity):
        raise table.fail("severity", f"must be one of {', '.join(Severity)}, not {severity!r}")
    return Category(
        id=table.text("id"),
        group=group,
        zh=table.text("zh"),
        en=table.text("en"),
        severity=Severity(severity),
        ack=table.minutes("ack_minutes"),
        resolve=table.minutes("resolve_minutes"),
        department=table.text("department"),
        hotline=table.text("hotline") if "hotline" in table.row else None,
    )


@dataclass(frozen=True)
class Lexicon:
    """Everything `lexicon.toml` says, checked."""

    categories: Mapping[str, Category]
    keywords: Mapping[str, str]
    pairs: tuple[Pair, ...]
    decoys: tuple[tuple[str, str], ...]
    beats: frozenset[tuple[str, str]]
    concepts: Mapping[str, tuple[str, ...]]
    reply_concepts: Mapping[str, tuple[str, ...]]
    landmarks: tuple[Landmark, ...]
    urgency: Urgency
    departments: tuple[str, ...]
    people: tuple[str, ...]

    def category(self, id: str) -> Category:
        """Return the category, or raise KeyError."""
        return self.categories[id]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Lexicon":
        """Build from what `tomllib` read. Raises ValueError that names the key and says what is wrong with it."""
        groups = frozenset(table.text("id") for table in _tables(data, "group"))
        categories: dict[str, Category] = {}
        keywords: dict[str, str] = {}
        for table in _tables(data, "category"):
            category = _category(table, groups)
            if category.id in categories:
                raise table.fail("id", f"{category.id!r} is there twice")
            categories[category.id] = category
            for word in table.words("zh_keywords", "en_keywords"):
                if keywords.setdefault(word, category.id) != category.id:
                    raise table.fail("zh_keywords", f"{word!r} already belongs to {keywords[word]!r}")
        if not categories:
            raise ValueError("lexicon: it has no [[category]]")

        def known(table: _Table, key: str) -> str:
            if (id := table.text(key)) not in categories:
                raise table.fail(key, f"is {id!r}, which no [[category]] has as its id")
            return id

        urgency = _Table(data.get("urgency", {}), "urgency")
        replies = _Table(data.get("replies", {}), "replies")
        return cls(
            categories=categories,
            keywords=keywords,
            pairs=tuple(
                Pair(known(table, "category"), table.words("a"), table.words("b"), table.whole("gap"))
                for table in _tables(data, "pair")
            ),
            decoys=tuple(
                (wording(table.text("phrase")).tight, wording(table.text("cancels")).tight)
                for table in _tables(data, "decoy")
            ),
            beats=frozenset((known(table, "winner"), known(table, "loser")) for table in _tables(data, "beats")),
            concepts={table.text("id"): table.words("words") for table in _tables(data, "concept")},
            reply_concepts={table.text("id"): table.words("words") for table in _tables(data, "reply_concept")},
            landmarks=tuple(_landmark(table, categories) for table in _tables(data, "landmark")),
            urgency=Urgency(
                strong=urgency.words("strong_zh", "strong_en"),
                weak=urgency.words("weak_zh", "weak_en"),
                cancel=urgency.words("cancel_zh", "cancel_en"),
            ),
            departments=replies.words("departments"),
            people=replies.words("people"),
        )


def _landmark(table: _Table, categories: Mapping[str, Category]) -> Landmark:
    kind = table.text("kind", "place")
    if kind not in ("place", "thing"):
        raise table.fail("kind", f"must be 'place' or 'thing', not {kind!r}")
    broken_in = frozenset(table.texts("broken_in"))
    if unknown := sorted(broken_in - categories.keys()):
        raise table.fail("broken_in", f"names {unknown[0]!r}, which no [[category]] has as its id")
    name = table.text("name")
    words = tuple(dict.fromkeys((wording(name).tight, *table.words("words"))))
    return Landmark(name, words, kind == "thing", broken_in)
