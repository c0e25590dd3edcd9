"""介子路 as its operator writes it down: six levels, 8 grids, 17 gridworkers, 47 heads for 48 buildings."""

ESTATES = ("汇景家园", "介子里", "春晖里", "安居里", "丰泽园", "同乐里", "民康里", "兰亭苑")
HEADLESS = ("兰亭苑", 6)
"""The one building that has no head."""

_AREA = '[[area]]\nid = "{}"\nlevel = "{}"\nname = "{}"\nparent = "{}"\n'
_PERSON = (
    '[[person]]\nid = "{0}"\nname = "{1}"\ntelegram_id = {2}\n'
    '[[assignment]]\nperson = "{0}"\nrole = "{3}"\narea = "{4}"\n'
)


def written() -> tuple[str, dict[str, int]]:
    """Return the community file and everybody's Telegram ids by name; nobody is named at the subdistrict."""
    parts = [
        '[community]\nid = "jieziloo"\nname = "介子路社区"\n',
        '[[area]]\nid = "district"\nlevel = "district"\nname = "河东区"\n',
        _AREA.format("street", "subdistrict", "介子路街道", "district"),
        _AREA.format("jieziloo", "community", "介子路社区", "street"),
    ]
    people: dict[str, int] = {}

    def add(key: str, name: str, role: str, area: str) -> None:
        people[name] = 1100 + len(people)
        parts.append(_PERSON.format(key, name, people[name], role, area))

    for number, estate in enumerate(ESTATES, start=1):
        grid = f"grid-{number}"
        buildings = '["1-6"]'
        parts.append(_AREA.format(grid, "grid", f"第{number}网格", "jieziloo"))
        parts.append(f'estate = "{estate}"\nbuildings = {buildings}\n')
        add(f"chief-{number}", f"{estate}网格长", "grid_chief", grid)
        # Seventeen for eight grids: the first one has a third.
        for worker in range(1, 4 if number == 1 else 3):
            add(f"worker-{number}-{worker}", f"{estate}网格员{worker}", "gridworker", grid)
        for building in range(1, 7):
            area = f"b-{number}-{building}"
            parts.append(_AREA.format(area, "building", f"{estate}{building}号楼", grid))
            parts.append(f'buildings = ["{building}"]\n')
            if (estate, building) != HEADLESS:
                add(f"head-{number}-{building}", f"{estate}{building}号楼长", "building_head", area)
    add("secretary", "介子路书记", "community", "jieziloo")
    add("mayor", "区值班室", "district", "district")
    parts.append('[[chat]]\ntelegram_id = -1001\npurpose = "reports"\narea = "jieziloo"\n')
    return "".join(parts), people
