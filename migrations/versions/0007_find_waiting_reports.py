"""Find the reports of the whole commune that wait, the oldest first, by an index."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index(
        "ix_village_reports_state",
        "village_reports",
        ["commune_id", "state", "sent_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_village_reports_state", table_name="village_reports")
