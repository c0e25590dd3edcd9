"""Giving a ticket back (退单) needs a reason: tells whether words give one. Decides nothing else."""

import re

_BARE = re.compile(
    r"(?:我?要|申请|请)?(?:退回去?|退单|退件|打回|退掉|拒单|不接|退)(?:了|吧|啊)*|"
    r"(?:please )?(?:give|send|hand) (?:it |this )?back|(?:i )?(?:return|reject|decline)(?: it| this)?|no",
    re.IGNORECASE,
)


def gives_reason(words: str) -> bool:
    """Tell whether words that give a ticket back say why: 退回 alone does not, 不归我管 does."""
    bare = words.strip(" \t\n,，。.!！~")
    return bool(bare) and not _BARE.fullmatch(bare)
