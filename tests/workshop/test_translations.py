"""The tool that keeps the catalogues in step says what is wrong with them, and is right."""

import pytest
from babel.messages.catalog import Catalog, Message

from tools import translations


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small house with a sentence, a plural and a mark, whose catalogues nobody has touched yet."""
    code = tmp_path / "bot"
    code.mkdir()
    (code / "cards.py").write_text(
        'words.say("Claimed by <b>{name}</b>")\nwords.plural("{n} open", "{n} open ones", n)\n'
    )
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "LOCALE", code / "locale")
    monkeypatch.setattr(translations, "in_step", lambda language, in_step=translations.in_step: in_step(language, code))
    translations.update()
    return code


def translate(old: str, new: str) -> None:
    path = translations.po_path("zh")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


ONE = 'msgid "Claimed by <b>{name}</b>"\nmsgstr "'
MANY = 'msgid_plural "{n} open ones"\nmsgstr[0] "'


@pytest.fixture
def translated(house):
    translate(ONE, ONE + "<b>{name}</b>已接单")
    translate(MANY, MANY + "{n}件未办")
    translations.update()
    return house


def test_a_complete_catalogue_has_no_complaints(translated):
    assert list(translations.complaints()) == []


def test_a_sentence_without_chinese_is_told_by_name(house):
    assert (
        "bot/locale/zh/LC_MESSAGES/qianshao.po: not translated: 'Claimed by <b>{name}</b>'" in translations.complaints()
    )


def test_english_needs_no_translation(house):
    assert not [complaint for complaint in translations.complaints() if "/en/" in complaint]


def test_a_new_sentence_in_the_code_is_noticed_and_the_old_translations_stay(translated):
    (translated / "new.py").write_text('words.say("New")\n')
    assert any("not in step" in complaint for complaint in translations.complaints())
    translations.update()
    text = translations.po_path("zh").read_text()
    assert "已接单" in text
    assert 'msgid "New"' in text


def test_a_sentence_that_left_the_code_leaves_the_catalogue(translated):
    (translated / "cards.py").write_text('words.plural("{n} open", "{n} open ones", n)\n')
    translations.update()
    assert "已接单" not in translations.po_path("zh").read_text()


def test_a_translation_that_was_not_compiled_is_noticed(translated):
    translate("件未办", "件待办")
    assert [complaint for complaint in translations.complaints() if "compiled before" in complaint]


def test_what_is_compiled_is_what_the_program_says(translated):
    import gettext

    with translations.mo_path("zh").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Claimed by <b>{name}</b>") == "<b>{name}</b>已接单"
    assert words.ngettext("{n} open", "{n} open ones", 5) == "{n}件未办"


def test_updating_twice_changes_nothing(translated):
    before = translations.po_path("zh").read_bytes(), translations.mo_path("zh").read_bytes()
    translations.update()
    assert (translations.po_path("zh").read_bytes(), translations.mo_path("zh").read_bytes()) == before


@pytest.mark.parametrize(
    ("sentence", "translation", "complaint"),
    [
        ("Claimed by {name}", "已接单", "should fill in ['name']"),
        ("Claimed by {name}", "{somebody}已接单", "should fill in ['name']"),
        ("Claimed", "{name}已接单", "should fill in []"),
        ("<b>Claimed</b>", "<b>已接单", "should have the marks"),
        ("Claimed", "", "not translated"),
        (("{n} open", "{n} open ones"), ("件未办",), "should fill in ['n']"),
        (("{n} open", "{n} open ones"), ("{n}件{m}",), "should fill in ['n']"),
    ],
)
def test_a_faulty_translation_is_told(sentence, translation, complaint):
    assert any(complaint in fault for fault in translations.faults(Message(sentence, translation), "zh"))


def test_the_english_singular_may_leave_the_number_out():
    assert not list(translations.faults(Message(("one", "{n} open"), ("one", "{n} open")), "en"))


def test_an_unsure_translation_is_told():
    message = Message("Claimed", "已接单", flags=("fuzzy",))
    assert any("fuzzy" in fault for fault in translations.faults(message, "zh"))


def test_a_catalogue_names_nobody_and_no_day():
    text = translations.written(translations.HouseCatalog("zh", fuzzy=False, header_comment=""))
    assert isinstance(translations.HouseCatalog("zh"), Catalog)
    assert "Date" not in text
    assert "@" not in text


def test_a_sentence_that_no_catalogue_can_collect_is_told_with_its_place(translated):
    (translated / "board.py").write_text("title = f\"<b>{words.say('Notice board')}</b>\"\n")
    assert list(translations.complaints(translated)) == [
        "bot/board.py:1: a sentence inside an f-string is in no catalogue; say it on a line before"
    ]
