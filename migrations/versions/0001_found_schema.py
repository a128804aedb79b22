"""Found the schema: the log, the vault, accounts and sessions."""

import sqlalchemy as sa
from alembic import op

from casework.audit.triggers import create_triggers, drop_triggers
from casework.database.row_security import disable_statements, enable_statements

revision = "0001"
down_revision = None

WALLED = (
    "accounts",
    "audit_event_cases",
    "audit_events",
    "audit_head",
    "audit_tips",
    "bundle_slots",
    "bundles",
    "cases",
    "communes",
    "consents",
    "directory",
    "duty_phones",
    "foundings",
    "grants",
    "joinings",
    "kept_forms",
    "member_credentials",
    "records",
    "referrals",
    "rotation_marks",
    "section_epochs",
    "sessions",
    "sign_in_attempts",
    "unit_credentials",
    "unit_wraps",
)


def upgrade() -> None:

    op.create_table(
        "accounts",
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "version", name=op.f("pk_accounts")),
    )
    op.create_table(
        "audit_event_cases",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "idx", "case_id", name=op.f("pk_audit_event_cases")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_audit_event_cases_commune_id_case_id_idx"),
        "audit_event_cases",
        ["commune_id", "case_id", "idx"],
        unique=False,
    )
    op.create_table(
        "audit_events",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.LargeBinary(length=16), nullable=True),
        sa.Column("unit", sa.LargeBinary(length=16), nullable=True),
        sa.Column("session", sa.LargeBinary(length=16), nullable=True),
        sa.Column("session_seq", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "idx", name=op.f("pk_audit_events")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_audit_events_commune_id_action_at_idx"),
        "audit_events",
        ["commune_id", "action", "at", "idx"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_events_commune_id_actor_at_idx"),
        "audit_events",
        ["commune_id", "actor", "at", "idx"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_events_commune_id_at_idx"),
        "audit_events",
        ["commune_id", "at", "idx"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_events_commune_id_session_session_seq"),
        "audit_events",
        ["commune_id", "session", "session_seq"],
        unique=True,
    )
    op.create_index(
        op.f("ix_audit_events_commune_id_unit_at_idx"),
        "audit_events",
        ["commune_id", "unit", "at", "idx"],
        unique=False,
    )
    op.create_index(
        "ix_audit_events_refused",
        "audit_events",
        ["commune_id", "at", "idx"],
        unique=False,
        sqlite_where=sa.text("outcome = 'refused'"),
        postgresql_where=sa.text("outcome = 'refused'"),
    )
    op.create_table(
        "audit_head",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("era", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_audit_head")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_tips",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "idx", "position", name=op.f("pk_audit_tips")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_audit_tips_commune_id_case_id_idx"),
        "audit_tips",
        ["commune_id", "case_id", "idx"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_tips_commune_id_kind_object_id_version"),
        "audit_tips",
        ["commune_id", "kind", "object_id", "version"],
        unique=True,
    )
    op.create_table(
        "bundle_slots",
        sa.Column("slot_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("pepper_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_bundle_slots")),
    )
    op.create_index(op.f("ix_bundle_slots_user_id"), "bundle_slots", ["user_id"], unique=False)
    op.create_table(
        "bundles",
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_bundles")),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("lead_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
        sa.UniqueConstraint("commune_id", "number", name=op.f("uq_cases_commune_id_number")),
    )
    op.create_table(
        "communes",
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("root_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("log_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("founded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_communes")),
    )
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("recipient_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sections", sa.LargeBinary(), nullable=False),
        sa.Column("receivers", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("consent_id", "version", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_case_id"), "consents", ["case_id"], unique=False)
    op.create_index(
        "ix_consents_unit", "consents", ["commune_id", "unit_id", "state"], unique=False
    )
    op.create_table(
        "directory",
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder_epoch", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_directory")),
        sa.UniqueConstraint("case_id", "holder_id", name=op.f("uq_directory_case_id_holder_id")),
    )
    op.create_index(op.f("ix_directory_case_id"), "directory", ["case_id"], unique=False)
    op.create_index(
        "ix_directory_holder",
        "directory",
        ["commune_id", "holder_id", "listed_at", "row_id"],
        unique=False,
    )
    op.create_table(
        "duty_phones",
        sa.Column("shift_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_duty_phones")),
    )
    op.create_index(
        "ix_duty_phones_unit", "duty_phones", ["commune_id", "unit_id", "until_at"], unique=False
    )
    op.create_table(
        "foundings",
        sa.Column("invitation_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_kind", sa.String(length=20), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("invitation_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_foundings")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_foundings_unit_id")),
    )
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_epoch", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("receiver_epoch", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("ground_ref", sa.LargeBinary(length=16), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_grants")),
        sa.UniqueConstraint(
            "section_id", "receiver_id", name=op.f("uq_grants_section_id_receiver_id")
        ),
    )
    op.create_index(op.f("ix_grants_case_id"), "grants", ["case_id"], unique=False)
    op.create_index(
        "ix_grants_receiver", "grants", ["commune_id", "receiver_id", "case_id"], unique=False
    )
    op.create_table(
        "joinings",
        sa.Column("joining_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("invited_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("terms_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("username", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("agreement_public", sa.LargeBinary(length=32), nullable=True),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("joining_id", name=op.f("pk_joinings")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_joinings_code_hash")),
    )
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
    )
    op.create_index(op.f("ix_kept_forms_created_at"), "kept_forms", ["created_at"], unique=False)
    op.create_index(op.f("ix_kept_forms_user_id"), "kept_forms", ["user_id"], unique=False)
    op.create_table(
        "member_credentials",
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("agreement_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_member_credentials")),
    )
    op.create_table(
        "records",
        sa.Column("record_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("section_epoch", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_case_id"), "records", ["case_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("referral_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("consent_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("from_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("to_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("note_section", sa.LargeBinary(length=16), nullable=False),
        sa.Column("answer_section", sa.LargeBinary(length=16), nullable=True),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "version", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_case_id"), "referrals", ["case_id"], unique=False)
    op.create_index("ix_referrals_from", "referrals", ["commune_id", "from_unit"], unique=False)
    op.create_index("ix_referrals_to", "referrals", ["commune_id", "to_unit"], unique=False)
    op.create_table(
        "rotation_marks",
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_rotation_marks")),
    )
    op.create_index(op.f("ix_rotation_marks_case_id"), "rotation_marks", ["case_id"], unique=False)
    op.create_table(
        "section_epochs",
        sa.Column("section_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("owner_unit", sa.LargeBinary(length=16), nullable=False),
        sa.Column("predecessor", sa.LargeBinary(), nullable=True),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("section_id", "epoch", name=op.f("pk_section_epochs")),
    )
    op.create_index(op.f("ix_section_epochs_case_id"), "section_epochs", ["case_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_created_at"), "sessions", ["created_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_attempts")),
    )
    op.create_table(
        "unit_credentials",
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_kind", sa.String(length=20), nullable=False),
        sa.Column("agreement_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "epoch", name=op.f("pk_unit_credentials")),
    )
    op.create_table(
        "unit_wraps",
        sa.Column("wrap_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder_number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commune_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("wrap_id", name=op.f("pk_unit_wraps")),
        sa.UniqueConstraint(
            "unit_id", "epoch", "holder_id", name=op.f("uq_unit_wraps_unit_id_epoch_holder_id")
        ),
    )
    op.create_index(op.f("ix_unit_wraps_holder_id"), "unit_wraps", ["holder_id"], unique=False)

    create_triggers(op.get_bind())
    if op.get_context().dialect.name == "postgresql":
        for statement in enable_statements(WALLED):
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in disable_statements(WALLED):
            op.execute(statement)
    drop_triggers(op.get_bind())

    op.drop_index(op.f("ix_unit_wraps_holder_id"), table_name="unit_wraps")
    op.drop_table("unit_wraps")
    op.drop_table("unit_credentials")
    op.drop_table("sign_in_attempts")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_created_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_section_epochs_case_id"), table_name="section_epochs")
    op.drop_table("section_epochs")
    op.drop_index(op.f("ix_rotation_marks_case_id"), table_name="rotation_marks")
    op.drop_table("rotation_marks")
    op.drop_index("ix_referrals_to", table_name="referrals")
    op.drop_index("ix_referrals_from", table_name="referrals")
    op.drop_index(op.f("ix_referrals_case_id"), table_name="referrals")
    op.drop_table("referrals")
    op.drop_index(op.f("ix_records_case_id"), table_name="records")
    op.drop_table("records")
    op.drop_table("member_credentials")
    op.drop_index(op.f("ix_kept_forms_user_id"), table_name="kept_forms")
    op.drop_index(op.f("ix_kept_forms_created_at"), table_name="kept_forms")
    op.drop_table("kept_forms")
    op.drop_table("joinings")
    op.drop_index("ix_grants_receiver", table_name="grants")
    op.drop_index(op.f("ix_grants_case_id"), table_name="grants")
    op.drop_table("grants")
    op.drop_table("foundings")
    op.drop_index("ix_duty_phones_unit", table_name="duty_phones")
    op.drop_table("duty_phones")
    op.drop_index("ix_directory_holder", table_name="directory")
    op.drop_index(op.f("ix_directory_case_id"), table_name="directory")
    op.drop_table("directory")
    op.drop_index("ix_consents_unit", table_name="consents")
    op.drop_index(op.f("ix_consents_case_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_table("communes")
    op.drop_table("cases")
    op.drop_table("bundles")
    op.drop_index(op.f("ix_bundle_slots_user_id"), table_name="bundle_slots")
    op.drop_table("bundle_slots")
    op.drop_index(op.f("ix_audit_tips_commune_id_kind_object_id_version"), table_name="audit_tips")
    op.drop_index(op.f("ix_audit_tips_commune_id_case_id_idx"), table_name="audit_tips")
    op.drop_table("audit_tips")
    op.drop_table("audit_head")
    op.drop_index(
        "ix_audit_events_refused",
        table_name="audit_events",
        sqlite_where=sa.text("outcome = 'refused'"),
        postgresql_where=sa.text("outcome = 'refused'"),
    )
    op.drop_index(op.f("ix_audit_events_commune_id_unit_at_idx"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_commune_id_session_session_seq"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_commune_id_at_idx"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_commune_id_actor_at_idx"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_commune_id_action_at_idx"), table_name="audit_events")
    op.drop_table("audit_events")
    op.drop_index(
        op.f("ix_audit_event_cases_commune_id_case_id_idx"), table_name="audit_event_cases"
    )
    op.drop_table("audit_event_cases")
    op.drop_table("accounts")
