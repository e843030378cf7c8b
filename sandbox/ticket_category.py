"""What a ticket (工单) may be about: products with their issue types, and what the console recommends for each.

Source: the FAQ names Financial and Invoice Management; the others are ours.
"""

from __future__ import annotations

from typing import NamedTuple

from sandbox.nouns import Words


class Named(NamedTuple):
    """A product or an issue type: what goes over the wire, and how it is called."""

    code: str
    name: Words


class Product(NamedTuple):
    """A product (产品) with its issue types (问题类型)."""

    code: str
    name: Words
    issues: tuple[Named, ...]


class Advice(NamedTuple):
    """A recommended answer of the self-service page."""

    title: Words
    url: str


PRODUCTS = (
    Product(
        "ecs",
        Words("云服务器 ECS", "Elastic Compute Service"),
        (
            Named("instance", Words("实例管理", "Instance Management")),
            Named("connect", Words("远程连接", "Remote Connection")),
            Named("disk", Words("磁盘与快照", "Disks and Snapshots")),
        ),
    ),
    Product(
        "domain",
        Words("域名", "Domain Names"),
        (
            Named("transfer", Words("域名转移", "Domain Transfer")),
            Named("dns", Words("域名解析", "DNS Resolution")),
        ),
    ),
    Product(
        "account",
        Words("账号", "Account"),
        (
            Named("real-name", Words("实名认证", "Real-name Verification")),
            Named("sign-in", Words("登录问题", "Sign-in Problems")),
        ),
    ),
    Product(
        "finance",
        Words("财务", "Financial"),
        (
            Named("bill", Words("账单", "Bills")),
            Named("invoice", Words("发票管理", "Invoice Management")),
            Named("contract", Words("合同", "Contracts")),
        ),
    ),
)

_INVOICE_ADVICE = (
    Advice(Words("如何申请发票？", "How do I request an invoice?"), "#advice-request"),
    Advice(Words("如何查询发票的邮寄进度？", "How do I track my invoice delivery?"), "#advice-delivery"),
    Advice(Words("如何退换发票？", "How do I return or exchange an invoice?"), "#advice-return"),
)


def find_category(product: str, issue: str) -> tuple[Product, Named] | None:
    """Return a product and one of its issue types by their codes."""
    for offered in PRODUCTS:
        for kind in offered.issues:
            if (offered.code, kind.code) == (product, issue):
                return offered, kind
    return None


def advice_for(product: Product, issue: Named) -> tuple[Advice, ...]:
    """Return the recommended answers for an issue type."""
    if issue.code == "invoice":
        return _INVOICE_ADVICE
    name = Words(f"{product.name.zh}：{issue.name.zh}常见问题", f"{product.name.en}: {issue.name.en} FAQ")
    return (Advice(name, f"#advice-{product.code}-{issue.code}"),)
