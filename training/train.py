"""Learn the reader's weights from the labelled texts beside this file, and write them to `bot/assets/reader.weights`.

    python -m training.train              train on everything and write
    python -m training.train --check      ten-fold cross-validation of every head, writes nothing

Kernel ridge regression: as many unknowns as texts, solved exactly, so the same texts always give the same weights.
Needs numpy and scipy (`uv sync --group training`); the bot itself needs neither.
"""

import argparse
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from bot.domain.lexicon import Lexicon
from bot.domain.reading.features import is_pair, strength
from bot.domain.reading.replies import Replies
from bot.domain.reading.scales import ZERO, pack
from bot.domain.reading.survey import Surveyor, message_features
from bot.domain.reply import Intent

HERE = Path(__file__).parent
BOT = HERE.parent / "bot"
SEEN_TWICE = 2
"""A feature of a single text teaches only that text."""
RIDGE = {"messages": 0.4, "replies": 0.5}
CLIP = 99.97
"""Percentile of the weights that still fits a byte; the few beyond are cut."""
_PLACES = ("5号楼{}", "{}", "3栋2单元{}", "12号楼{}了", "{},7栋", "东门{}")
_PLACES_EN = ("{}", "{} in building 5", "bldg 7 {}", "{} at tower B, unit 2")
_WRONG = re.compile(
    r"[漏堵坏停断掉倒满溢冒烧困摔晕没不吵闹骗脱裂塌碎破松歪锁跳垂露味渗爆喷涌返臭扔砸抛坑黑灭闪枯咬追占乱挡争打骂丢失乱私违]|"
    r"\b(?:broken|leak\w*|no|out|blocked|clogged|missing|stuck|falling|dead|dark|overflow\w*|cold|illegal|stray|fell|fire|smoke)\b"
)

Floats = NDArray[np.float64]


def texts(*patterns: str) -> list[dict[str, Any]]:
    """Read labelled texts, in the order of their files' names."""
    paths = sorted(path for pattern in patterns for path in HERE.glob(pattern))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def lexicon() -> Lexicon:
    """Read the lexicon that ships."""
    return Lexicon.parse(tomllib.loads((BOT / "lexicon.toml").read_text("utf-8")))


def plain_reports(known: Lexicon) -> list[dict[str, Any]]:
    """Return the barest reports there are, a place and a keyword that says what is wrong: "5号楼漏水".

    People who have something to tell do not write like that in a corpus, but people in a hurry do.
    """
    rows = []
    for number, (word, category) in enumerate(known.keywords.items()):
        if category != "other" and (_WRONG.search(word) or (not word.isascii() and len(word) > 5)):
            places = _PLACES_EN if word.isascii() else _PLACES
            text = places[number % len(places)].format(word)
            rows.append({"text": text, "has_photo": False, "is_report": True, "category": category, "amends": False})
    return rows


class Task:
    """One model to learn: the features of every text and what each head should say of it, -1 to 1."""

    def __init__(self, name: str, heads: Sequence[str], seen: list[set[str]], wanted: Floats) -> None:
        self.name, self.heads, self.seen, self.wanted = name, tuple(heads), seen, wanted
        # Pairs of ideas tell categories apart; whether it is a report at all is plainer, and pairs only add
        # noise there.
        self._plain = np.array([head[0] == "#" for head in heads])
        counts = Counter(feature for found in seen for feature in found)
        self.features = sorted(feature for feature, count in counts.items() if count >= SEEN_TWICE)
        self._column = {feature: number for number, feature in enumerate(self.features)}
        self._single = np.array([0.0 if is_pair(feature) else 1.0 for feature in self.features])

    def matrix(self, seen: list[set[str]]) -> csr_matrix:
        """Return one row a text; a row's length is 1 if every feature spoke with strength 1 and were known."""
        rows, columns, values = [], [], []
        for number, found in enumerate(seen):
            size = len(found) ** 0.5 or 1.0
            for feature in sorted(found & self._column.keys()):
                rows.append(number)
                columns.append(self._column[feature])
                values.append(strength(feature) / size)
        return csr_matrix((values, (rows, columns)), shape=(len(seen), len(self.features)))

    def solve(self, matrix: csr_matrix, wanted: Floats) -> Floats:
        """Return the weights, a row a feature, a column a head."""
        weights = np.zeros((matrix.shape[1], len(self.heads)))
        for plain in {bool(plain) for plain in self._plain}:
            seen = matrix.multiply(self._single[None, :]).tocsr() if plain else matrix
            kernel = (seen @ seen.T).toarray()
            kernel[np.diag_indices_from(kernel)] += RIDGE[self.name]
            heads = self._plain == plain
            weights[:, heads] = seen.T @ np.linalg.solve(kernel, wanted[:, heads])
        return weights

    def table(self) -> tuple[tuple[str, ...], tuple[float, ...], list[str], bytes]:
        """Learn from everything and return what `scales.pack` takes."""
        weights = self.solve(self.matrix(self.seen), self.wanted)
        weights *= np.array([strength(feature) for feature in self.features])[:, None]
        tops = np.percentile(np.abs(weights), CLIP, axis=0)
        levels = np.clip(np.rint(weights / tops * (ZERO - 1)), 1 - ZERO, ZERO - 1) + ZERO
        factors = tuple(float(f"{top / (ZERO - 1):.6g}") for top in tops)
        return self.heads, factors, self.features, levels.astype(np.uint8).tobytes()

    def folds(self, held: int, count: int = 10) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        """Yield the places held out, of the first `held` texts, and the scores for them by what the rest teaches."""
        order = np.random.default_rng(1).permutation(held)
        for part in np.array_split(order, count):
            rest = np.setdiff1d(np.arange(len(self.seen)), part)
            weights = self.solve(self.matrix([self.seen[i] for i in rest]), self.wanted[rest])
            yield part, np.asarray(self.matrix([self.seen[i] for i in part]) @ weights)


def messages(rows: list[dict[str, Any]], known: Lexicon) -> Task:
    """Return the task of reading group messages: a head for each category, then report, urgent, amends."""
    surveyor = Surveyor(known)
    seen = [message_features(surveyor.look(row["text"]), bool(row["has_photo"])) for row in rows]
    ids = list(known.categories)
    low = -1.0 / len(ids)
    wanted = [
        [
            *(1.0 if row["category"] == id else low for id in ids),
            # Whether a bare report presses is a matter of its words alone; it teaches nothing about that.
            *(0.0 if key not in row else 1.0 if row[key] else -1.0 for key in ("is_report", "urgent", "amends")),
        ]
        for row in rows
    ]
    return Task("messages", [*ids, "#report", "#urgent", "#amends"], seen, np.array(wanted))


def replies(rows: list[dict[str, Any]], known: Lexicon) -> Task:
    """Return the task of reading replies: a head for each intent."""
    reader = Replies(known, Surveyor(known))
    seen = [reader.features(row["text"]) for row in rows]
    wanted = [[1.0 if row["intent"] == intent else -0.1 for intent in Intent] for row in rows]
    return Task("replies", list(Intent), seen, np.array(wanted))


def check(task: Task, rows: list[dict[str, Any]], held: int) -> None:
    """Print how well each head does on texts it has not seen."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for part, scores in task.folds(held):
        for place, score in zip(part, scores, strict=True):
            row, said = rows[place], dict(zip(task.heads, score, strict=True))
            for name, ok in judged(row, said):
                right[name] += ok
                seen[name] += 1
    for name in sorted(seen):
        print(f"{task.name} {name} {right[name] / seen[name]:.4f} of {seen[name]}")


def judged(row: dict[str, Any], said: dict[str, float]) -> Iterator[tuple[str, bool]]:
    """Yield what can be judged of one row, and whether `said` is right about it."""
    if "intent" in row:
        yield "intent", max(said, key=said.__getitem__) == row["intent"]
        return
    heads = {head: score for head, score in said.items() if head[0] == "#"}
    likeliest = max(score for head, score in said.items() if head[0] != "#")
    yield "report", (heads["#report"] + likeliest > 0.4) == row["is_report"]
    yield "amends", (heads["#amends"] > 0) == row["amends"]
    if row["category"]:
        yield "category", max(said.keys() - heads, key=said.__getitem__) == row["category"]
        yield "urgent", (heads["#urgent"] > -0.2) == row["urgent"]


def main() -> None:
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="cross-validate instead of writing")
    parser.add_argument("--to", type=Path, default=BOT / "assets" / "reader.weights")
    given = parser.parse_args()
    known = lexicon()
    # Ours come last: they are learned from but never held out, because they are plainer than what people write.
    reports, own = texts("corpus_[a-d].jsonl"), texts("own.jsonl")
    answers, own_answers = texts("corpus_replies.jsonl"), texts("own_replies.jsonl")
    own += plain_reports(known)
    tasks = [messages(reports + own, known), replies(answers + own_answers, known)]
    if given.check:
        check(tasks[0], reports + own, len(reports))
        check(tasks[1], answers + own_answers, len(answers))
        return
    data = pack({task.name: task.table() for task in tasks})
    given.to.write_bytes(data)
    print(f"{given.to}: {len(data):,} bytes, " + ", ".join(f"{len(task.features):,} features" for task in tasks))


if __name__ == "__main__":
    main()
