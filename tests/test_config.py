"""Settings: the file, the environment over it, and a clear word about everything that cannot be."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot import app
from bot.config import Config, load
from bot.domain.deadline import Span
from bot.domain.lexicon import Severity
from bot.sections import ConfigError

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


@pytest.fixture
def write(tmp_path: Path):
    """Write a settings file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as refused:
        load(path)
    return str(refused.value)


# --------------------------------------------------------------------------- what is read


def test_without_a_file_everything_has_its_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = load()
    assert config == Config()
    assert config.database.url == "sqlite:///data/qianshao.db"
    assert config.digest.at == time(20)
    assert config.escalation.every == timedelta(minutes=10)
    assert config.web.listen == "127.0.0.1:8080"


def test_the_file_in_the_folder_is_read_without_being_named(write, monkeypatch):
    monkeypatch.chdir(write('[digest]\nat = "21:30"').parent)
    assert load().digest.at == time(21, 30)


def test_the_operators_interface_as_it_is_promised(write):
    config = load(
        write("""
[telegram]
token = ""
base_url = "http://127.0.0.1:8081"
proxy = ""
mode = "polling"
[database]
url = "postgresql+psycopg://qianshao@db/qianshao"
[photos]
store = "data/photos"
[escalation]
ack = { emergency = "3m", urgent = "5m", normal = "10m", consultation = "10m" }
resolve = { emergency = "15m", urgent = "30m", normal = "1d", consultation = "2工作日" }
every = "10m"
warn_at = 0.8
[digest]
at = "20:00"
[web]
listen = "127.0.0.1:8080"
[calendar]
extra_workdays = [2027-02-20]
extra_holidays = [2027-02-08]
""")
    )
    policy = config.policy()
    assert policy.ack[Severity.EMERGENCY] == Span(timedelta(minutes=3))
    assert policy.resolve[Severity.CONSULTATION] == Span(workdays=2)
    assert (policy.every, policy.warn_at) == (timedelta(minutes=10), 0.8)
    assert config.work_calendar().is_workday(date(2027, 2, 20))
    assert not config.work_calendar().is_workday(date(2027, 2, 8))


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("QIANSHAO_DIGEST__AT", "21:15", lambda c: c.digest.at == time(21, 15)),
        ("QIANSHAO_ESCALATION__EVERY", "7m", lambda c: c.escalation.every == timedelta(minutes=7)),
        (
            "QIANSHAO_ESCALATION__ACK",
            '{"urgent": "2m"}',
            lambda c: c.policy().ack[Severity.URGENT].length.seconds == 120,
        ),
        ("QIANSHAO_TELEGRAM__TOKEN", "1:abc", lambda c: c.telegram.secret() == "1:abc"),
        ("QIANSHAO_SENDING__AT_ONCE", "3", lambda c: c.sending.at_once == 3),
        ("QIANSHAO_CALENDAR__EXTRA_WORKDAYS", '["2027-02-20"]', lambda c: len(c.calendar.extra_workdays) == 1),
        ("qianshao_log__level", "debug", lambda c: c.log.level == "debug"),
    ],
)
def test_every_key_can_be_set_in_the_environment_which_wins_over_the_file(write, monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    config = load(write('[digest]\nat = "19:00"\n[escalation]\nevery = "99m"\nwarn_at = 0.5\n[log]\nlevel = "error"'))
    assert read(config)
    assert config.escalation.warn_at == 0.5


def test_one_severity_in_the_environment_leaves_the_files_others_alone(write, monkeypatch):
    monkeypatch.setenv("QIANSHAO_ESCALATION__ACK__URGENT", "2m")
    policy = load(write('[escalation]\nack = { urgent = "5m", normal = "20m" }')).policy()
    assert {severity.value: span.length for severity, span in policy.ack.items()} == {
        "urgent": timedelta(minutes=2),
        "normal": timedelta(minutes=20),
    }


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Config().digest.at = time(3)  # type: ignore[misc]


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[telegramm]\ntoken = "x"', ["telegramm", '"telegram"']),
        ('[telegram]\ntokn = "x"', ["telegram.tokn", '"token"']),
        ('[telegram]\nxyzzy = "x"', ["telegram.xyzzy", "token", "base_url"]),
        ('[digest]\nat = "25:00"', ["digest.at"]),
        ('[digest]\nat = "eight"', ["digest.at"]),
        ('[digest]\nweekly = "someday 08:30"', ["digest.weekly", "mon 08:30"]),
        ('[escalation]\nevery = "soon"', ["escalation.every", "10m"]),
        ('[escalation]\nevery = "2工作日"', ["escalation.every", "10m"]),
        ('[escalation]\nevery = "0s"', ["escalation.every"]),
        ("[escalation]\nevery = 10", ["escalation.every", "10m"]),
        ('[escalation]\nack = { urgnt = "5m" }', ["escalation.ack", "urgent"]),
        ('[escalation]\nack = { urgent = "fast" }', ["escalation.ack.urgent", "10m"]),
        ('[escalation]\nack = { urgent = "0m" }', ["escalation.ack.urgent"]),
        ("[escalation]\nack = { urgent = 5 }", ["escalation.ack.urgent"]),
        ('[escalation]\nresolve = { urgent = "99999999999d" }', ["escalation.resolve.urgent", "10m"]),
        ('[escalation]\nevery = "99999999999d"', ["escalation.every", "10m"]),
        ("[escalation]\nwarn_at = 1.5", ["escalation.warn_at"]),
        ("[escalation]\nwarn_at = nan", ["escalation.warn_at"]),
        ("[escalation]\ntop_times = -1", ["escalation.top_times"]),
        ('[escalation]\nhand_over = ["gridworker"]', ["escalation.hand_over", "gridworker", "subdistrict"]),
        ('[escalation]\nhand_over = ["街道"]', ["escalation.hand_over", "subdistrict"]),
        ('[telegram]\nmode = "pigeon"', ["telegram.mode", "polling", "webhook"]),
        ('[telegram]\nmode = "webhook"', ["telegram", "webhook_url", "webhook_secret"]),
        ('[calendar]\nextra_workdays = ["someday"]', ["calendar.extra_workdays"]),
        ("[sending]\nper_second = 0", ["sending.per_second"]),
        ('[log]\nlevel = "loud"', ["log.level", "debug"]),
        ("digest = 5", ["digest"]),
        ('[database]\nurl = 5', ["database.url"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_file_its_key_and_what_to_write(write, text, named):
    said = refusal(write(text))
    assert "config.toml" in said
    assert [word for word in named if word not in said] == []


def test_all_that_is_wrong_is_said_at_once(write):
    said = refusal(write('[digest]\nat = "25:00"\n[escalation]\nwarn_at = 7\n[web]\nlistn = "x"'))
    assert all(key in said for key in ("digest.at", "escalation.warn_at", "web.listn"))
    assert len(said.splitlines()) == 3


def test_a_bad_value_of_the_environment_is_named_as_one(write, monkeypatch):
    monkeypatch.setenv("QIANSHAO_DIGEST__AT", "noon")
    said = refusal(write(""))
    assert "digest.at" in said


def test_a_misspelt_name_in_the_environment_is_not_silently_ignored(write, monkeypatch):
    monkeypatch.setenv("QIANSHAO_DIGEST__ATT", "19:00")
    assert "att" in refusal(write("")).lower()


@pytest.mark.parametrize("name", ["QIANSHAO_ESCALATION__ACK", "QIANSHAO_CALENDAR__EXTRA_WORKDAYS"])
def test_an_environment_that_is_no_json_where_it_has_to_be_is_explained(write, monkeypatch, name):
    monkeypatch.setenv(name, "{urgent")
    assert "QIANSHAO" in refusal(write("")) or "escalation" in refusal(write(""))


def test_a_file_that_is_not_there_says_how_to_get_one(tmp_path):
    said = refusal(tmp_path / "nowhere.toml")
    assert "nowhere.toml" in said
    assert "qianshao init" in said


def test_a_file_that_is_no_toml_says_where_it_stops_being_one(write):
    said = refusal(write("[digest]\nat = 20:00:oops"))
    assert "config.toml" in said
    assert "line 2" in said


def test_a_folder_or_a_file_that_is_no_text_is_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path)
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    assert "x.toml" in refusal(tmp_path / "x.toml")


# --------------------------------------------------------------------------- the token


def test_the_token_is_nowhere_to_be_seen(write):
    canary = "1:canary-canary-canary"
    config = load(write(f'[telegram]\ntoken = "{canary}"'))
    assert "canary" not in repr(config) + str(config) + config.model_dump_json()
    assert config.telegram.secret() == canary
    assert "canary" not in refusal(write(f'[telegram]\ntoken = ["{canary}"]'))
    assert "canary" not in refusal(write(f'[telegram]\ntoken = "{canary}"\nmode = "webhook"'))


def test_the_token_may_stand_in_a_file_of_its_own(write, tmp_path):
    (tmp_path / "token").write_text(" 1:abc\n")
    assert load(write(f'[telegram]\ntoken_file = "{tmp_path}/token"')).telegram.secret() == "1:abc"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_file_without_a_token_is_said_to_have_none(write, tmp_path, content):
    if content is not None:
        (tmp_path / "token").write_text(content)
    config = load(write(f'[telegram]\ntoken_file = "{tmp_path}/token"'))
    with pytest.raises(ConfigError, match="token"):
        config.telegram.secret()


def test_no_token_at_all_says_where_to_get_one():
    with pytest.raises(ConfigError, match="BotFather") as refused:
        Config().telegram.secret()
    assert "QIANSHAO_TELEGRAM__TOKEN" in str(refused.value)


# --------------------------------------------------------------------------- the example


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner: Any = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner, f"{prefix}{name}.")
        else:
            found.add(f"{prefix}{name}")
    return found


def test_the_example_loads_and_says_what_holds_without_it():
    assert load(EXAMPLE).model_dump(exclude={"escalation"}) == Config().model_dump(exclude={"escalation"})


def test_the_example_names_every_key_there_is_and_none_that_is_not():
    text = EXAMPLE.read_text("utf-8")
    named, section = set(), ""
    for line in (line.lstrip("# ") for line in text.splitlines()):
        if line.startswith("[") and line.rstrip().endswith("]"):
            section = line.strip().strip("[]")
        elif "=" in line and (key := line.split("=")[0].strip()).isidentifier():
            named.add(f"{section}.{key}")
    assert keys(Config) - named == set()
    parsed = tomllib.loads(text)
    assert {f"{section}.{key}" for section, values in parsed.items() for key in values} - keys(Config) == set()


def test_every_key_of_the_example_is_explained_above_it_or_beside_it():
    bare, explained = [], False
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            explained = True
        elif "=" not in line:
            explained = False
        elif not explained and "#" not in line:
            bare.append(line)
    assert bare == []


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ("escalation.kinds", {"escalation": {"kinds": {"streetlight": {"ack": "30m"}}}}),
        ("proof.required", {"proof": {"required": ("streetlight",)}}),
    ],
)
def test_a_kind_of_trouble_that_nobody_knows_is_refused_with_the_right_name(setting, given):
    with pytest.raises(ConfigError, match=f'{setting}.*"streetlight".*"streetlight_fault"'):
        app.rules(Config(**given))


def test_night_and_clocks_of_a_kind_reach_the_ladder():
    config = Config(escalation={"night": "22:00-07:00", "kinds": {"streetlight_fault": {"resolve": "2工作日"}}})
    policy = app.rules(config).policy
    assert policy.night is not None
    assert (policy.night.start.hour, policy.night.end.hour) == (22, 7)
    assert policy.kinds_resolve == {"streetlight_fault": Span(workdays=2)}
    assert policy.kinds_ack == {}
