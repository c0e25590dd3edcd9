"""The words the house was taught: the lexicon and the trained weights that ship with the package, read once."""

import tomllib
from functools import cache
from importlib.resources import files

from bot.domain.lexicon import Lexicon
from bot.domain.reading import Reader

LEXICON = "lexicon.toml"
WEIGHTS = "assets/reader.weights"


@cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon. Raise FileNotFoundError when the package is not whole."""
    return Lexicon.parse(tomllib.loads((files("bot") / LEXICON).read_text("utf-8")))


@cache
def reader() -> Reader:
    """Return the reader with its weights; a package without them is not whole, and says so."""
    return Reader(lexicon(), (files("bot") / WEIGHTS).read_bytes())
