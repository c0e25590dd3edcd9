"""Cleaned photos on disk, named by the hash of our own bytes; written whole or not at all.

A name never contains anything people wrote.
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

_NAME = re.compile(r"[0-9a-f]{64}")


class PhotoStore:
    """A folder of JPEGs. Names are hex digests of 64 characters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder. Raise OSError when it cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        probe = self._folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()

    def path(self, name: str) -> Path:
        """Return where a photo lies. Raise FileNotFoundError for a name that is none of ours."""
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return self._folder / name[:2] / f"{name}.jpg"

    def keep(self, content: bytes) -> str:
        """Store the bytes and return their name; the same bytes are stored once.

        Raise OSError when the disk refuses.
        """
        name = sha256(content).hexdigest()
        target = self.path(name)
        if target.exists():
            return name
        target.parent.mkdir(exist_ok=True)
        draft = target.with_suffix(f".{uuid4().hex}.part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name
