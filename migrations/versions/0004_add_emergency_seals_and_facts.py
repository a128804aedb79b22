"""Add the emergency seals of safety sections, facts for statistics, and sections by owner."""

import sqlalchemy as sa
from alembic import op

from casework.database.row_security import disable_statements, enable_statements

revision = "0004"
down_revision = "0003"

WALLED = ("emergency_seals", "fact_books", "facts", "facts_due", "facts_pending")


def upgrade() -> None:
    op.create_table(
        "emergency_seals",
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_epoch", sa.Integer(), nullable=False),
        sa.Column("inner_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("inner_epoch", sa.Integer(), nullable=False),
        sa.Column("outer_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("outer_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_emergency_seals")),
    )
    op.create_index(
        op.f("ix_emergency_seals_case_id"), "emergency_seals", ["case_id"], unique=False
    )
    op.create_index(
        "ix_section_epochs_owner",
        "section_epochs",
        ["commune_id", "owner_unit", "kind"],
        unique=False,
    )
    for name in ("facts", "facts_pending"):
        op.create_table(
            name,
            sa.Column("fact_id", sa.LargeBinary(length=16), nullable=False),
            sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
            sa.Column("unit_epoch", sa.Integer(), nullable=False),
            sa.Column("sealed", sa.LargeBinary(), nullable=False),
            sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
            sa.PrimaryKeyConstraint("fact_id", name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "facts_due",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_facts_due")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_books",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_fact_books")),
    )
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    for name in ("fact_books", "facts_due", "facts_pending", "facts"):
        op.drop_table(name)
    op.drop_index("ix_section_epochs_owner", table_name="section_epochs")
    op.drop_index(op.f("ix_emergency_seals_case_id"), table_name="emergency_seals")
    op.drop_table("emergency_seals")
