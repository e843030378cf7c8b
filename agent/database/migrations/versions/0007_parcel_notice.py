"""What people are told of parcels: whose each is, the notices, and how far each has come on each channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Make the column and the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.DateTime(timezone=True)
    op.add_column("parcel", sa.Column("account", sa.String(200), nullable=False, server_default=""))
    op.create_index("ix_parcel_carrier_state_news_at", "parcel", ["carrier", "state", "news_at"])
    _notice(number, time)
    _delivery(number, time)
    op.create_index(
        "ix_notice_delivery_channel_state_next_try_at", "notice_delivery", ["channel", "state", "next_try_at"]
    )
    op.create_index("ix_notice_delivery_channel_claimed_at", "notice_delivery", ["channel", "claimed_at"])


def _notice(number: sa.types.TypeEngine[int], time: sa.DateTime) -> None:
    op.create_table(
        "parcel_notice",
        sa.Column("id", number, nullable=False),
        sa.Column("carrier", sa.String(50), nullable=False),
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("occasion", sa.String(150), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("at", time),
        sa.Column("said", sa.String(30), nullable=False),
        sa.Column("takes_back", number),
        sa.Column("created_at", time, nullable=False),
        sa.Column("taken_back_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_parcel_notice"),
        sa.UniqueConstraint(
            "carrier", "number", "kind", "occasion", name="uq_parcel_notice_carrier_number_kind_occasion"
        ),
        sa.ForeignKeyConstraint(["takes_back"], ["parcel_notice.id"], name="fk_parcel_notice_takes_back"),
    )


def _delivery(number: sa.types.TypeEngine[int], time: sa.DateTime) -> None:
    states = "'waiting', 'sending', 'sent', 'failed', 'uncertain', 'dropped'"
    op.create_table(
        "notice_delivery",
        sa.Column("id", number, nullable=False),
        sa.Column("notice_id", number, nullable=False),
        sa.Column("channel", sa.String(300), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", time, nullable=False),
        sa.Column("first_try_at", time),
        sa.Column("claimed_at", time),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("lease_until", time),
        sa.Column("ended_at", time),
        sa.Column("why", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_delivery"),
        sa.UniqueConstraint("notice_id", "channel", name="uq_notice_delivery_notice_id_channel"),
        sa.ForeignKeyConstraint(["notice_id"], ["parcel_notice.id"], name="fk_notice_delivery_notice_id"),
        sa.CheckConstraint(f"state IN ({states})", name=op.f("ck_notice_delivery_state")),
        sa.CheckConstraint(
            "state <> 'sending' OR (owner <> '' AND lease_until IS NOT NULL)", name=op.f("ck_notice_delivery_claimed")
        ),
    )
