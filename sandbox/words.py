"""Words that the seeded accounts are made of: names, places, products."""

from __future__ import annotations

from sandbox.nouns import Words

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬建文辉力鹏飞"
COMPANY_NAMES = (
    "青山", "云帆", "海川", "星河", "启明", "远航", "天成", "嘉和", "博远", "中联",
    "瑞丰", "恒信", "金石", "新元", "华瑞", "泰和", "东方", "长风", "鼎盛", "凌云",
    "安诚", "众合", "汇通", "和光", "明德", "朗星", "思源", "拓维", "正大", "融创",
)  # fmt: skip
TRADES = (
    "信息技术", "网络科技", "数据服务", "软件开发", "电子商务", "智能科技", "供应链管理", "文化传媒", "医疗科技",
    "教育科技", "生物科技", "物流",
)  # fmt: skip
BANKS = ("招商银行", "中国工商银行", "中国建设银行", "中国农业银行", "交通银行", "中信银行", "浦发银行")

# Province, city, county, street, postal code, first six digits of a tax number from there.
Place = tuple[str, str, str, str, str, str]
PLACES: tuple[Place, ...] = (
    ("浙江省", "杭州市", "余杭区", "仓前街道", "311121", "330110"),
    ("浙江省", "宁波市", "鄞州区", "首南街道", "315100", "330212"),
    ("上海市", "上海市", "浦东新区", "张江镇", "201203", "310115"),
    ("北京市", "北京市", "海淀区", "中关村街道", "100080", "110108"),
    ("广东省", "深圳市", "南山区", "粤海街道", "518057", "440305"),
    ("广东省", "广州市", "天河区", "猎德街道", "510623", "440106"),
    ("江苏省", "南京市", "江宁区", "秣陵街道", "211100", "320115"),
    ("四川省", "成都市", "武侯区", "桂溪街道", "610041", "510107"),
    ("湖北省", "武汉市", "洪山区", "关东街道", "430074", "420111"),
)

PRODUCTS = (
    Words("云服务器 ECS", "Elastic Compute Service (ECS)"),
    Words("对象存储 OSS", "Object Storage Service (OSS)"),
    Words("云数据库 RDS", "ApsaraDB RDS"),
    Words("负载均衡 SLB", "Server Load Balancer (SLB)"),
    Words("内容分发网络 CDN", "Content Delivery Network (CDN)"),
    Words("云数据库 Redis 版", "ApsaraDB for Redis"),
    Words("弹性公网 IP", "Elastic IP Address (EIP)"),
    Words("日志服务 SLS", "Simple Log Service (SLS)"),
    Words("容器服务 ACK", "Container Service for Kubernetes (ACK)"),
    Words("云安全中心", "Security Center"),
)

PURCHASE, RENEWAL, UPGRADE = Words("新购", "New purchase"), Words("续费", "Renewal"), Words("升级", "Upgrade")
USAGE = Words("按量付费", "Pay-as-you-go")
REFUND, DOWNGRADE = Words("退款", "Refund"), Words("降配", "Downgrade")

SIGNED_FOR = Words("已签收", "Delivered")
ON_ITS_WAY = Words("运输中", "In transit")
