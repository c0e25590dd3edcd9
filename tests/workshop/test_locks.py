"""The locks say what pyproject.toml asks for, agree with each other and tie nobody to one registry."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}


def pins(lock: str) -> dict[str, list[Version]]:
    """Read name → versions; a package may be locked once for each Python."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def wanted(groups: tuple[str, ...]) -> list[Requirement]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = list(pyproject["project"]["dependencies"])
    for extra in pyproject["project"]["optional-dependencies"].values():
        lines += extra
    for group in groups:
        lines += [line for line in pyproject["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_locked_to_a_version_that_fits(lock):
    locked = pins(lock)
    misfits = [
        str(asked)
        for asked in wanted(LOCKS[lock])
        if not any(version in asked.specifier for version in locked.get(canonicalize_name(asked.name), []))
    ]
    assert not misfits, f"make lock: {lock} has nothing that fits {misfits}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_carries_its_hashes(lock):
    for block in re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_registry_or_a_file_of_somebodys(lock):
    assert not re.findall(r"://|--index|--find-links|file:| @ ", (ROOT / lock).read_text())


def test_what_runs_is_what_was_tested():
    tested = pins("requirements-dev.lock")
    differing = {name: versions for name, versions in pins("requirements.lock").items() if tested.get(name) != versions}
    assert not differing
