"""Invented names of people, streets and firms; any likeness is accidental."""

from __future__ import annotations

from random import Random

FAMILY = "趙錢孫李周吳鄭王馮陳褚衛蔣沈韓楊朱秦許何呂張孔曹嚴華金魏陶姜"
GIVEN = "安平和宜寧清遠志文書明德懷瑾若蘭雅言思齊子墨一諾嘉樹景行雲舒靜好"
STREETS = ("桂花路", "望江街", "新民里", "石橋巷", "北倉路", "柳堤街")
AREAS = ("東區", "南區", "西區", "北區")
SHOPS = ("記麵館", "記火鍋店", "記茶餐廳", "記豆腐坊", "記滷味", "記烘焙坊", "記酒家", "記粥鋪", "記小吃", "記浴場")
PUBLIC = ("第一幼兒園", "職工食堂", "敬老院", "社區衛生站", "實驗小學", "消防救援站")


def person(chance: Random) -> str:
    """A full name."""
    return chance.choice(FAMILY) + "".join(chance.sample(GIVEN, chance.choice((1, 2))))


def phone(chance: Random) -> str:
    """A mobile number of a range that is not given out."""
    return f"1990000{chance.randrange(10_000):04}"


def address(chance: Random) -> str:
    """A street with a house number."""
    return f"{chance.choice(STREETS)}{chance.randrange(1, 200)}號{chance.randrange(1, 30)}棟{chance.randrange(1, 20)}室"
