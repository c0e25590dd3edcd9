"""joining

Revision 0002, after 0001.

While an upgrade is rolled out, bots of the old version run on the new schema. So a step only adds: columns that may be
empty or have a server default, tables, indexes. What is no longer used goes one version later; a rename is an addition
and, one version later, a removal. A step says everything itself and never imports `bot`, which changes under it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_lesson_community_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_lesson_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_community_id"), ["community_id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))

    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recording_kind", sa.Text(), nullable=True))

    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resident", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("spot", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("voices", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("recurs_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(
            sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index("ticket_spot", ["community_id", "spot", "opened_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ticket_spot")
        batch_op.drop_column("merged_into")
        batch_op.drop_column("recurs_of")
        batch_op.drop_column("voices")
        batch_op.drop_column("spot")
        batch_op.drop_column("resident")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("merged")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("report_id")

    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_column("taken_at")

    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_column("recording_kind")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("report_id")

    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_community_id"))

    op.drop_table("lesson")
