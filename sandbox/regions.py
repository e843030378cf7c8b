"""Provinces, cities and districts that an address may lie in: those that the seeds use, and some more."""

from __future__ import annotations

from sandbox.words import PLACES

_MORE = {
    "北京市": {"北京市": "东城区 西城区 朝阳区 丰台区 海淀区 通州区"},
    "上海市": {"上海市": "黄浦区 徐汇区 长宁区 静安区 浦东新区 闵行区"},
    "浙江省": {
        "杭州市": "上城区 拱墅区 西湖区 滨江区 萧山区 余杭区",
        "宁波市": "海曙区 江北区 鄞州区",
        "温州市": "鹿城区 瓯海区",
    },
    "江苏省": {"南京市": "玄武区 秦淮区 建邺区 江宁区", "苏州市": "姑苏区 吴中区 工业园区", "无锡市": "梁溪区 滨湖区"},
    "广东省": {"广州市": "越秀区 天河区 海珠区 番禺区", "深圳市": "福田区 南山区 宝安区 龙岗区", "东莞市": "东莞市"},
    "四川省": {"成都市": "锦江区 青羊区 武侯区 高新区"},
    "湖北省": {"武汉市": "江岸区 武昌区 洪山区"},
    "福建省": {"福州市": "鼓楼区 台江区", "厦门市": "思明区 湖里区"},
    "山东省": {"济南市": "历下区 市中区", "青岛市": "市南区 崂山区"},
    "陕西省": {"西安市": "雁塔区 碑林区 未央区"},
    "重庆市": {"重庆市": "渝中区 江北区 渝北区"},
    "天津市": {"天津市": "和平区 南开区 滨海新区"},
}

Regions = dict[str, dict[str, list[str]]]


def _regions() -> Regions:
    regions = {
        province: {city: districts.split() for city, districts in cities.items()} for province, cities in _MORE.items()
    }
    for province, city, district, *_ in PLACES:
        districts = regions.setdefault(province, {}).setdefault(city, [])
        if district not in districts:
            districts.append(district)
    return regions


REGIONS: Regions = _regions()


def is_region(province: str, city: str, district: str) -> bool:
    """Return whether there is such a district."""
    return district in REGIONS.get(province, {}).get(city, ())
