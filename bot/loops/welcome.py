"""What the operator is told at the start: the link that makes the first admin, for as long as there is none."""

from bot.database import transaction
from bot.loops.house import House
from bot.services import enrolment


def first_admins(house: House) -> list[tuple[str, str]]:
    """Return a community's name and a link, good once and for a day, for each that nobody can administer in chat."""
    with transaction(house.engine) as connection:
        step = house.step(connection)
        return [(one.community, enrolment.person_link(step, one.code)) for one in enrolment.first_admins(step)]
