"""Keep the catalogues of bot/locale in step with the sentences in the code.

`update` collects the sentences, keeps what is translated and compiles; `check` only says what is wrong.
Sentences stand in the code in English, so an empty translation in the English catalogue means "as in the code".
"""

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "bot"
LOCALE = CODE / "locale"
PLURALS = {"zh": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
COMPLETE = ("zh",)
"""Catalogues in which every sentence has to be translated."""

METHODS = [("sandbox/**", "ignore"), ("**.py", "python")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"say": None, "plural": (1, 2), "_": None, "ngettext": (1, 2), "N_": None}
OPTIONS: dict[str, dict[str, object]] = {}


class HouseCatalog(Catalog):
    """A catalogue whose header changes only when its language does: no dates, no names, no versions of tools."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        language = str(self.locale_identifier)
        return [
            ("Project-Id-Version", "qianshao"),
            ("Language", language),
            ("Plural-Forms", PLURALS[language]),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """Take no header from anybody."""


def po_path(language: str) -> Path:
    """Return where translators write."""
    return LOCALE / language / "LC_MESSAGES" / "qianshao.po"


def mo_path(language: str) -> Path:
    """Return what the program reads."""
    return po_path(language).with_suffix(".mo")


def sentences(code: Path = CODE) -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    """Yield file, sentence (or its singular and plural) and translators' notes for everything the code says."""
    found = extract_from_dir(code, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True)
    for name, _line, sentence, notes, _context in found:
        yield f"{code.name}/{Path(name).as_posix()}", sentence, notes


def in_step(language: str, code: Path = CODE) -> HouseCatalog:
    """Return the catalogue of `language` as it should be: today's sentences with the translations they already have."""
    path = po_path(language)
    known = read_po(io.StringIO(path.read_text()), locale=language) if path.exists() else Catalog(language)
    catalogue = HouseCatalog(language, fuzzy=False, header_comment="")
    for file, sentence, notes in sentences(code):
        old = known.get(sentence if isinstance(sentence, str) else sentence[0])
        if old and old.id != (sentence if isinstance(sentence, str) else tuple(sentence)):
            # A sentence that got a plural, or lost it, is another sentence.
            old = None
        catalogue.add(
            sentence,
            old.string if old else "",
            [] if _located(catalogue, sentence, file) else [(file, 0)],
            old.flags if old else (),
            auto_comments=notes,
            user_comments=old.user_comments if old else (),
        )
    return catalogue


def _located(catalogue: Catalog, sentence: str | tuple[str, ...], file: str) -> bool:
    there = catalogue.get(sentence if isinstance(sentence, str) else sentence[0])
    return there is not None and (file, 0) in there.locations


def written(catalogue: Catalog) -> str:
    """Return the catalogue as a .po file, in the order of its sentences."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    return file.getvalue().decode().lstrip("\n")


def compiled(language: str) -> bytes:
    """Return the .mo file that belongs to the .po file on disk."""
    known = read_po(io.StringIO(po_path(language).read_text()), locale=language)
    catalogue = HouseCatalog(language, fuzzy=False, header_comment="")
    for message in sorted((m for m in known if m.id), key=lambda message: str(message.id)):
        catalogue.add(message.id, message.string, flags=message.flags)
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update() -> None:
    """Write the catalogues anew and compile them."""
    for language in PLURALS:
        catalogue = in_step(language)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_text(written(catalogue))
        mo_path(language).write_bytes(compiled(language))
        missing = [message.id for message in catalogue if message.id and not _full(message)]
        if language in COMPLETE and missing:
            print(f"{po_path(language).relative_to(ROOT)}: {len(missing)} of {len(catalogue)} sentences to translate")


def hidden(code: Path) -> Iterator[tuple[str, int]]:
    """Yield file and line of each sentence inside an f-string, where no catalogue can collect it."""
    for path in sorted(code.rglob("*.py")):
        strings = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr))
        for call in (node for joined in strings for node in ast.walk(joined) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in KEYWORDS:
                yield f"{code.name}/{path.relative_to(code).as_posix()}", call.lineno


def complaints(code: Path = CODE) -> Iterator[str]:
    """Yield what is wrong with the catalogues, each with what to do."""
    for file, line in hidden(code):
        yield f"{file}:{line}: a sentence inside an f-string is in no catalogue; say it on a line before"
    for language in PLURALS:
        path = po_path(language)
        name = path.relative_to(ROOT)
        if not path.exists() or not mo_path(language).exists():
            yield f"{name}: missing; make translations"
            continue
        if path.read_text() != written(in_step(language)):
            yield f"{name}: not in step with the code; make translations"
        if mo_path(language).read_bytes() != compiled(language):
            yield f"{name}: compiled before it was last changed; make translations"
        for message in read_po(io.StringIO(path.read_text()), locale=language):
            if message.id:
                yield from (f"{name}: {wrong}: {_one(message)!r}" for wrong in faults(message, language))


def faults(message: Message, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    if message.fuzzy:
        yield "unsure (fuzzy); look at it and take the mark away"
    if not _full(message):
        if language in COMPLETE or any(_strings(message)):
            yield "not translated"
        return
    originals = (message.id,) if isinstance(message.id, str) else message.id
    wanted = {name for original in originals for name in blanks(original)}
    for number, translation in enumerate(_strings(message)):
        # "one ticket" may leave its number out where a language has more than one form.
        singular = number == 0 and len(_strings(message)) > 1
        if blanks(translation) != wanted and not (singular and blanks(translation) < wanted):
            yield f"should fill in {sorted(wanted)}, fills in {sorted(blanks(translation))}"
        if tags(translation) != tags(originals[-1]):
            yield f"should have the marks {tags(originals[-1])}, has {tags(translation)}"


def blanks(text: str) -> set[str]:
    """Return the names that are filled in, as in `{number}`. Raise ValueError for a brace that fits nothing."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def tags(text: str) -> list[str]:
    """Return the HTML marks, as in `<b>`."""
    return sorted(re.findall(r"</?[a-z-]+", text))


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _full(message: Message) -> bool:
    return all(_strings(message))


def _one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Do what was asked for. Return 1 when a check finds something."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("what", choices=("update", "check"))
    if parser.parse_args().what == "update":
        update()
        return 0
    wrong = list(complaints())
    print("\n".join(wrong) or "The catalogues are complete and in step with the code.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
