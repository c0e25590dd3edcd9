"""秦庄 as its operator writes it down: one community, two grids, everybody enrolled; `STAFF_GROUP` may be added."""

QINZHUANG = """
[community]
id = "qinzhuang"
name = "秦庄社区"
[[area]]
id = "xianying"
level = "subdistrict"
name = "仙营街道"
[[area]]
id = "qinzhuang"
level = "community"
name = "秦庄社区"
parent = "xianying"
[[area]]
id = "grid-1"
level = "grid"
name = "第一网格"
parent = "qinzhuang"
buildings = ["1-6", "甲5"]
[[area]]
id = "grid-2"
level = "grid"
name = "第二网格"
parent = "qinzhuang"
buildings = ["7-12", "21"]
[[person]]
id = "wang"
name = "王姐"
telegram_id = 1001
[[person]]
id = "ma"
name = "老马"
telegram_id = 1002
[[person]]
id = "zhang"
name = "张网格长"
telegram_id = 1003
[[person]]
id = "zhao"
name = "老赵"
telegram_id = 1004
[[person]]
id = "secretary"
name = "陈书记"
telegram_id = 1005
[[person]]
id = "lin"
name = "林主任"
telegram_id = 1006
[[person]]
id = "supervisor"
name = "周督导"
telegram_id = 1007
[[assignment]]
person = "wang"
role = "gridworker"
area = "grid-1"
[[assignment]]
person = "ma"
role = "gridworker"
area = "grid-2"
[[assignment]]
person = "zhang"
role = "grid_chief"
area = "qinzhuang"
[[assignment]]
person = "zhao"
role = "property"
area = "grid-1"
[[assignment]]
person = "secretary"
role = "community"
area = "qinzhuang"
[[assignment]]
person = "lin"
role = "subdistrict"
area = "xianying"
[[assignment]]
person = "supervisor"
role = "supervisor"
area = "qinzhuang"
[[chat]]
telegram_id = -1001
purpose = "reports"
area = "qinzhuang"
"""
STAFF_GROUP = """
[[chat]]
telegram_id = -1002
purpose = "staff"
area = "qinzhuang"
"""
