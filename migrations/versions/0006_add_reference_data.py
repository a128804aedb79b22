"""Add what the commune vouches for: its villages, and the code-list entries it has checked."""

import sqlalchemy as sa
from alembic import op

from casework.database.row_security import disable_statements, enable_statements

revision = "0006"
down_revision = "0005"

WALLED = ("villages", "confirmations")


def upgrade() -> None:
    op.create_table(
        "villages",
        sa.Column("village_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("former", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("since_on", sa.String(length=10), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(length=16), nullable=True),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("village_id", "version", name=op.f("pk_villages")),
    )
    op.create_table(
        "confirmations",
        sa.Column("confirmation_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("confirmation_id", "version", name=op.f("pk_confirmations")),
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    for table in reversed(WALLED):
        op.drop_table(table)
