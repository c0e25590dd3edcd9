"""${message}

Revision ${up_revision}, ${"after " + comma(down_revision) if down_revision else "the first one"}.

While an upgrade is rolled out, bots of the old version run on the new schema. So a step only adds: columns that may be
empty or have a server default, tables, indexes. What is no longer used goes one version later; a rename is an addition
and, one version later, a removal. A step says everything itself and never imports `bot`, which changes under it.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
