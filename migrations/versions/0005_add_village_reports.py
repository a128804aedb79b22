"""Add the reports of villages: one sealed row each, for the desk that it was sent to."""

import sqlalchemy as sa
from alembic import op

from casework.database.row_security import disable_statements, enable_statements

revision = "0005"
down_revision = "0004"

WALLED = ("village_reports",)


def upgrade() -> None:
    op.create_table(
        "village_reports",
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_epoch", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ending_epoch", sa.Integer(), nullable=False),
        sa.Column("ending", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_village_reports")),
    )
    op.create_index(
        "ix_village_reports_unit",
        "village_reports",
        ["commune_id", "unit_id", "state", "sent_at"],
        unique=False,
    )
    op.create_index(
        "ix_village_reports_from",
        "village_reports",
        ["commune_id", "from_unit", "sent_at"],
        unique=False,
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    op.drop_table("village_reports")
