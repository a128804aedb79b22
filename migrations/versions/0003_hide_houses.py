"""Add the mailbox of union and houses, and let no session's row say whose it is."""

import sqlalchemy as sa
from alembic import op

from casework.database.row_security import disable_statements, enable_statements

revision = "0003"
down_revision = "0002"

WALLED = ("mailbox",)


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("mail_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_mailbox")),
    )
    _rename_session_user("user_id", "user_tag")
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    _rename_session_user("user_tag", "user_id")
    op.drop_table("mailbox")


def _rename_session_user(old: str, new: str) -> None:
    """End every session: a column that named its user would go on naming those who sit there."""
    on_postgresql = op.get_context().dialect.name == "postgresql"
    # Row security shows a migration, which is of no commune, not one row to delete.
    op.execute("TRUNCATE sessions" if on_postgresql else "DELETE FROM sessions")
    op.drop_index(op.f(f"ix_sessions_{old}"), table_name="sessions")
    op.execute(f"ALTER TABLE sessions RENAME COLUMN {old} TO {new}")
    op.create_index(op.f(f"ix_sessions_{new}"), "sessions", [new], unique=False)
