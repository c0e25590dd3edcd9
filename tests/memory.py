"""Where tests keep what nobody needs afterwards: in the machine's memory where it has plenty, else on its disk.

A commit waits for the disk; what is proved of a commit holds in memory as well, save that the machine itself may fall.
"""

import os
import shutil
from pathlib import Path

DISK = Path("/tmp")
MEMORY = Path("/dev/shm")
PLENTY = 4 * 2**30
"""Bytes: several test processes, each with a PostgreSQL and its write-ahead log. Containers often get 64 MB."""


def fleeting() -> Path:
    """Return the folder to keep things in; its path is short, for a socket's has to stay under 108 bytes."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= PLENTY
    return MEMORY if roomy else DISK
