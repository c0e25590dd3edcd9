"""supervisors

Revision 0004, after 0003.

While an upgrade is rolled out, bots of the old version run on the new schema. So a step only adds: columns that may be
empty or have a server default, tables, indexes. What is no longer used goes one version later; a rename is an addition
and, one version later, a removal. A step says everything itself and never imports `bot`, which changes under it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_bulletin_area_id")),
        sa.PrimaryKeyConstraint("area_id", "period", "first", "chat_id", name=op.f("pk_bulletin")),
    )
    op.create_table(
        "point_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reverses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_point_entry_community_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_point_entry_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_entry")),
        sa.UniqueConstraint(
            "ticket_id", "telegram_id", "cause", "cycle", name=op.f("uq_point_entry_ticket_id_telegram_id_cause_cycle")
        ),
    )
    with op.batch_alter_table("point_entry", schema=None) as batch_op:
        batch_op.create_index("point_earned", ["telegram_id", "community_id", "at"], unique=False)
        batch_op.create_index("point_listed", ["community_id", "at"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_language", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("digest_at", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("digest_off", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("digest_theme", sa.Text(), nullable=True))

    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("chosen_language", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("digest_at", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("digest_off", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("digest_theme", sa.Text(), nullable=True))

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.add_column(sa.Column("households", sa.Integer(), nullable=True))

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("report_own", ["sender_id", "ticket_id"], unique=False)

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quantity", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch_op.create_index("ticket_resolved", ["community_id", "resolved_at", "opened_at"], unique=False)
        batch_op.create_index("ticket_promised", ["community_id", "resolve_due_at", "opened_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ticket_promised")
        batch_op.drop_index("ticket_resolved")
        batch_op.drop_column("rating")
        batch_op.drop_column("quantity")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("report_own")

    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_column("households")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("since")

    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.drop_column("digest_theme")
        batch_op.drop_column("digest_off")
        batch_op.drop_column("digest_at")
        batch_op.drop_column("chosen_language")
        batch_op.drop_column("since")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("digest_theme")
        batch_op.drop_column("digest_off")
        batch_op.drop_column("digest_at")
        batch_op.drop_column("chosen_language")

    with op.batch_alter_table("point_entry", schema=None) as batch_op:
        batch_op.drop_index("point_listed")
        batch_op.drop_index("point_earned")

    op.drop_table("point_entry")
    op.drop_table("bulletin")
