"""The documents do not lie: links lead somewhere, commands and targets exist, settings shown are settings known."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.config import Config, load

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(path for place in (ROOT, ROOT / "docs") for path in place.glob("*.md"))
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in DOCUMENTS}


def found(pattern: str) -> list[tuple[str, str]]:
    """Return every document and what `pattern` finds in it, each once."""
    return sorted({(name, hit) for name, text in TEXTS.items() for hit in re.findall(pattern, text, re.MULTILINE)})


def blocks(language: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of `language` with the document each is in."""
    return [
        (name, block)
        for name, text in TEXTS.items()
        for block in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    ]


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize(("document", "link"), found(r"\]\((?!https?:|mailto:)([^)\s]+)\)"))
def test_a_link_leads_somewhere(document, link):
    path, _, fragment = link.partition("#")
    target = (ROOT / document).parent / path if path else ROOT / document
    assert target.exists(), f"{document} links to {link}"
    if fragment:
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
        assert fragment in map(anchor, headings), f"{document} links to {link}"


@pytest.mark.parametrize(("document", "target"), found(r"(?:^|`|\$ )make ([a-z]+)"))
def test_a_make_target_that_is_told_of_exists(document, target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), f"{document}: make {target}"


COMMANDS = found(r"(?:^|`|\$ |/)qianshao ((?:[a-z][a-z-]*)(?: [a-z]+)?)")


@pytest.mark.parametrize(("document", "words"), COMMANDS)
def test_a_command_that_is_told_of_exists(document, words):
    tree = commands()
    first, *second = words.split()
    assert first in tree, f"{document}: qianshao {words}"
    if second and tree[first]:
        assert second[0] in tree[first], f"{document}: qianshao {words}"


def commands() -> dict[str, set[str]]:
    """Return the commands and, of each, its subcommands."""
    import click

    from bot.cli import main

    context = click.Context(main)
    tree = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {
        name: set(command.list_commands(context)) if isinstance(command, click.Group) else set()
        for name, command in tree.items()
    }


SECTIONS = re.compile(
    r"^\[(telegram|database|photos|reports|escalation|calendar|digest|sending|web|log)\]", re.MULTILINE
)
SETTINGS = [(name, block) for name, block in blocks("toml") if SECTIONS.search(block)]


@pytest.mark.parametrize(("document", "block"), SETTINGS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(SETTINGS)])
def test_settings_that_are_shown_can_be_used(document, block, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(block)
    assert load(file).model_dump(), document


def test_the_example_settings_are_the_ones_that_hold_without_a_file():
    assert load(ROOT / "config.example.toml") == Config()


@pytest.mark.parametrize(("document", "block"), blocks("toml"))
def test_toml_that_is_shown_is_toml(document, block):
    assert tomllib.loads(block), document


def test_nothing_that_is_kept_looks_like_a_token():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    token = re.compile(rb"\b\d{8,10}:[A-Za-z0-9_-]{35}\b")
    paths = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert not [path for path in paths if token.search(path.read_bytes())]


def test_help_is_quick_because_nothing_heavy_is_imported_for_it():
    asked = "import sys; from bot.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    heavy = {"sqlalchemy", "telegram", "aiohttp", "PIL", "apscheduler", "pydantic", "holidays", "xlsxwriter", "alembic"}
    assert not {name for name in heavy if f"'{name}'" in said}
