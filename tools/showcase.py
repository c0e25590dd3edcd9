"""The pictures of the documents, made by the program itself: `python -m tools.showcase [FOLDER]`.

An invented subdistrict has two lively months (`tools/lively.py`); its digests, its list and its points become small
pictures. Sheets are shown as LibreOffice opens them; without LibreOffice they are left out.
"""

import io
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from bot import app, schema
from bot.config import Config
from bot.darkroom import bulletins
from bot.database import open_database, reading
from bot.domain import points
from bot.domain.period import Kind, Period
from bot.language import Words
from bot.services import cards, export, honours, people
from bot.services import digest as digests
from bot.services.ledger_rows import Reader
from bot.services.step import Step
from tools import lively
from tools.lively import ZONE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDE = 720
"""Pixels: half of what a phone gets, and still legible."""


def main() -> None:
    """Write every picture."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="qianshao-showcase-") as folder:
        engine = open_database(f"sqlite:///{folder}/qianshao.db")
        schema.upgrade(engine)
        rules = app.rules(Config())
        lively.fill(engine, rules)

        with reading(engine) as connection:
            day = Period.holding(Kind.DAY, date(2026, 11, 20))
            week = Period.holding(Kind.WEEK, date(2026, 11, 18))
            month = Period.holding(Kind.MONTH, date(2026, 10, 1))
            evening = Step(connection, datetime(2026, 11, 20, 20, tzinfo=ZONE), rules)
            monday = Step(connection, datetime(2026, 11, 23, 8, 30, tzinfo=ZONE), rules)
            first = Step(connection, datetime(2026, 11, 1, 8, 30, tzinfo=ZONE), rules)
            for step, area, period, language, dark, name in (
                (evening, "qinzhuang", day, "zh", False, "digest-day"),
                (evening, "qinzhuang", day, "en", False, "digest-day-en"),
                (monday, "qinzhuang", week, "zh", True, "digest-week-dark"),
                (first, "xianying", month, "zh", False, "digest-month"),
            ):
                _keep(_digest(step, area, period, language, dark=dark), out / f"{name}.png")
            _keep(_notice(monday), out / "points.png")
            _list(monday, week, Path(folder), out)


def _digest(step: Step, key: str, period: Period, language: str, *, dark: bool) -> bytes:
    community = people.roster(step, "qinzhuang")
    area = next(one for one in community.areas.values() if one.key == key)
    page, _ = digests.page(step, community, area, period, cards.words_for(community, language))
    return bulletins.draw(page, dark=dark)


def _keep(picture: bytes, path: Path) -> None:
    """Keep a picture as small as documents need it."""
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown = shown.resize((WIDE, round(shown.height * WIDE / shown.width)), Image.Resampling.LANCZOS)
    shown.quantize(160, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
    print(f"{path.name} {path.stat().st_size // 1024} kB", file=sys.stderr)


# --------------------------------------------------------------------------- sheets


def _notice(step: Step) -> bytes:
    community = people.roster(step, "qinzhuang")
    found = honours.board(step, community, points.month(date(2026, 10, 1)))
    return bulletins.draw(honours.notice(community, found, Words("zh", ZONE)))


def _list(step: Step, week: Period, folder: Path, out: Path) -> None:
    """Show the first page of the issue list and the table of kinds, as printed."""
    community = people.roster(step, "qinzhuang")
    wish, within = digests.listing(community, community.areas[community.root_id], week)
    export.write(step, folder / "list.xlsx", wish, Reader(Words("zh", ZONE), step.rules.lexicon, step.now, within))
    if which("soffice") is None or which("pdftoppm") is None:
        print("no LibreOffice here: the list keeps its old picture", file=sys.stderr)
        return
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "list.xlsx"],
        check=True, capture_output=True, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    second = ("-f", "2", "-l", "2", "-r", "110", "-png")
    subprocess.run(["pdftoppm", *second, folder / "list.pdf", folder / "list"], check=True)
    page = Image.open(next(folder.glob("list-*.png"))).convert("L")
    left, top, right, _ = ImageOps.invert(page).getbbox() or (0, 0, *page.size)
    shown = page.crop((left - 12, top - 12, right + 12, top + round(page.height * 0.45)))
    shown.quantize(16).save(out / "list.png", "PNG", optimize=True)


if __name__ == "__main__":
    main()
