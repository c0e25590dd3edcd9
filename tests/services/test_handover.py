"""Hand-over: a shift is told once, by whichever bot comes first; looking for shifts costs next to nothing."""

from bot.services import handover
from tests.services.home import WANG, Home
from tests.stories.qinzhuang import QINZHUANG

SHIFTS = QINZHUANG.replace(
    'person = "ma"\nrole = "gridworker"\narea = "grid-2"',
    'person = "ma"\nrole = "gridworker"\narea = "grid-2"\nhours = "20:00-08:00"\n'
    '[[assignment]]\nperson = "ma"\nrole = "property"\narea = "grid-1"\nhours = "20:00-08:00"',
)


def opened(home: Home) -> None:
    home.take_in(SHIFTS)
    home.report()
    home.report("8号楼路灯坏了", rider=3002)


def told(home: Home) -> int:
    with home.step() as step:
        while handover.tell_next(step):
            pass
    return len(home.rows("SELECT id FROM outbox WHERE dedup_key LIKE 'handover:%'"))


def test_two_areas_that_begin_together_are_one_message(home):
    opened(home)
    assert told(home) == 0
    home.pass_(hours=2, minutes=30)
    assert told(home) == 1
    assert home.count("handover") == 1


def test_bots_that_look_at_the_same_time_tell_a_shift_once(home):
    opened(home)
    others = [Home(home.engine) for _ in range(2)]
    home.pass_(hours=3)
    for bot in (home, *others, home):
        bot.now = home.now
        assert told(bot) == 1


def test_a_shift_is_found_in_the_minute_it_begins_even_by_one_that_has_just_looked(home):
    opened(home)
    home.pass_(hours=2, minutes=29, seconds=59)
    assert told(home) == 0
    home.pass_(seconds=1)
    assert told(home) == 1


def test_between_two_shifts_the_rota_is_not_laid_out_again(home):
    opened(home)
    told(home)
    known = home.rules.memory.shifts["qinzhuang"]
    home.pass_(minutes=5)
    told(home)
    again = home.rules.memory.shifts["qinzhuang"]
    assert again.roster is known.roster
    assert again.next_at == known.next_at == home.now.replace(hour=12, minute=0)
    assert again.look_at > known.look_at


def test_what_came_after_the_shift_began_is_not_handed_over(home):
    home.take_in(SHIFTS)
    home.pass_(hours=3)
    home.report("8号楼路灯坏了")
    assert told(home) == 0


def test_shifts_of_old_are_forgotten_and_the_running_one_is_not(home):
    opened(home)
    home.pass_(days=3, hours=3)
    told(home)
    with home.step() as step:
        handover.purge(step.connection, home.now)
    assert home.count("handover") == 0
    home.rules.memory.clear()
    assert told(home) == 1


def test_whoever_cannot_be_reached_is_told_nothing(home):
    opened(home)
    home.run("INSERT INTO account (telegram_id, name, reachable) VALUES (1002, '老马', false)")
    home.run("UPDATE community SET revision = revision + 1")
    home.pass_(hours=3)
    assert told(home) == 0


def test_who_has_the_whole_day_is_told_nothing(home):
    opened(home)
    home.pass_(days=1)
    told(home)
    assert not home.rows("SELECT id FROM outbox WHERE dedup_key LIKE 'handover:%' AND chat_id = :who", who=WANG)
