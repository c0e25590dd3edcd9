"""What people call roles and purposes of groups, in chat and in spreadsheets: one meaning, many names.

Reads names; what a role may do is decided elsewhere.
"""

from bot.domain.roster import Purpose, Role

_ROLES = {
    Role.BUILDING_HEAD: "楼栋长 楼组长 楼长 楼门长 building_leader head_of_building",
    Role.GRIDWORKER: "网格员 专职网格员 专职 grid_worker worker",
    Role.GRID_CHIEF: "网格长 片长 gridchief chief grid_leader",
    Role.COMMUNITY: "社区 社区书记 书记 社区干部 居委会 secretary committee",
    Role.SUBDISTRICT: "街道 街道办 街道办事处 street",
    Role.DISTRICT: "区 区级 区里",
    Role.PROPERTY: "物业 物业公司 物业经理 property_company",
    Role.SUPERVISOR: "督导 督导员 领导",
    Role.ADMIN: "管理员 系统管理员 administrator",
}
_PURPOSES = {
    Purpose.REPORTS: "上报 上报群 随手拍 随手报 骑手群 report",
    Purpose.STAFF: "工作 工作群 网格群 网格员群 work",
    Purpose.SUPERVISORS: "督导 督导群 领导群 supervisor",
}


def _plain(said: str) -> str:
    return "_".join(said.casefold().replace("-", " ").replace("_", " ").split())


ROLE_WORDS = {word: role for role, words in _ROLES.items() for word in (role.value, *words.split())}
PURPOSE_WORDS = {word: purpose for purpose, words in _PURPOSES.items() for word in (purpose.value, *words.split())}


def read_role(said: str) -> Role | None:
    """Return the role that is called so (`gridworker`, `Grid chief`, `楼组长`), None when none is."""
    return ROLE_WORDS.get(_plain(said))


def read_purpose(said: str) -> Purpose | None:
    """Return what a group is for that is called so (`staff`, `上报群`), None when it is no such word."""
    return PURPOSE_WORDS.get(_plain(said))


def title(role: Role, language: str) -> str:
    """Return what a role is called in a spreadsheet: a word that `read_role` reads again."""
    return _ROLES[role].split()[0] if language == "zh" else role.value
