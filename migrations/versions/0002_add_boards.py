"""Add the women's union's board of houses and beds: one sealed row a union."""

import sqlalchemy as sa
from alembic import op

from casework.database.row_security import disable_statements, enable_statements

revision = "0002"
down_revision = "0001"

WALLED = ("boards",)


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_epoch", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_boards")),
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    op.drop_table("boards")
