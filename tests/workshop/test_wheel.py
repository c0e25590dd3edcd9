"""The wheel carries everything the program needs besides its code, and nothing of the workshop."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("qianshao-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_the_package_is_in_the_wheel(names):
    tracked = subprocess.run(["git", "ls-files", "bot"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert {name for name in tracked.stdout.splitlines() if (ROOT / name).exists()} <= names


def test_the_migrations_travel_inside_the_package(names):
    assert "bot/_migrations/env.py" in names
    for step in (ROOT / "migrations" / "versions").glob("*.py"):
        assert f"bot/_migrations/versions/{step.name}" in names


def test_words_pictures_and_pages_travel_too(names):
    data = [
        path for path in (ROOT / "bot").rglob("*") if path.suffix in {".toml", ".mo", ".ttf", ".otf", ".html", ".js"}
    ]
    assert data
    assert {path.relative_to(ROOT).as_posix() for path in data} <= names


def test_nothing_else_is_installed_beside_the_package(names):
    assert {name.partition("/")[0] for name in names} == {"bot", "qianshao-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name]
