"""Let the commune write a value of its own beside its word on an entry; what stands has none."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "confirmations", sa.Column("value", sa.String(40), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("confirmations", "value")
