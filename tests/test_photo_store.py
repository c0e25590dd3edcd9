"""Photos on disk: named by their own bytes, written whole or not at all, and nothing people wrote is ever a path."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from bot.photo_store import PhotoStore

CONTENT = b"\xff\xd8\xff" + bytes(range(256)) * 40
NAME = sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    store = PhotoStore(tmp_path / "photos")
    store.prepare()
    return store


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_photo_is_kept_under_the_hash_of_its_bytes_and_found_again(store, tmp_path):
    assert store.keep(CONTENT) == NAME
    assert store.path(NAME).read_bytes() == CONTENT
    assert files(tmp_path) == [f"photos/{NAME[:2]}/{NAME}.jpg"]


def test_the_same_photo_is_kept_once(store, tmp_path):
    written = {store.keep(CONTENT) for _ in range(3)}
    assert written == {NAME}
    assert len(files(tmp_path)) == 1


def test_many_who_keep_the_same_photo_at_once_do_not_disturb_each_other(store, tmp_path):
    failed: list[Exception] = []

    def keep() -> None:
        try:
            assert store.keep(CONTENT) == NAME
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=keep) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert store.path(NAME).read_bytes() == CONTENT
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "a" * 63,
        "a" * 65,
        "A" * 64,
        "g" * 64,
        NAME + "\n",
        "/" + NAME,
        "\0" * 64,
        "号" * 64,
    ],
)
def test_a_name_that_is_none_of_ours_is_no_path(store, name):
    with pytest.raises(FileNotFoundError):
        store.path(name)


def test_a_disk_that_is_full_leaves_no_half_a_photo(store, tmp_path, monkeypatch):
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.keep(CONTENT)
    assert files(tmp_path) == []
    monkeypatch.undo()
    assert store.keep(CONTENT) == NAME


def test_a_folder_that_cannot_be_made_is_said_at_the_start(tmp_path):
    (tmp_path / "photos").write_text("a file, not a folder")
    with pytest.raises(OSError, match="photos"):
        PhotoStore(tmp_path / "photos").prepare()


def test_the_folder_is_made_with_all_above_it(tmp_path):
    PhotoStore(tmp_path / "a" / "b" / "photos").prepare()
    assert files(tmp_path) == []
    assert (tmp_path / "a" / "b" / "photos").is_dir()


def test_strangers_on_the_machine_cannot_read_a_photo(store):
    store.keep(CONTENT)
    assert store.path(NAME).stat().st_mode & 0o007 == 0
