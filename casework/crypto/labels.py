"""Every label there is: the first field of each `lp`, so that no bytes serve two purposes.

A label, once used, keeps its text and its list of fields for ever (docs/formats.md).
"""

from enum import StrEnum


class Label(StrEnum):
    """The text is what is encoded; the name is for us."""

    # Keys derived from keys, and hashes shown to people
    KEK = "kek"
    UNIT_AGREEMENT = "unit-agreement"
    UNIT_DIRECTORY = "unit-directory"
    UNIT_BOARD = "unit-board"
    INVITATION_KEY = "invitation-key"
    SESSION_KEY = "session-key"
    FACT_ID = "fact-id"
    FINGERPRINT = "fingerprint"

    # Who is who
    COMMUNE = "commune"
    FOUNDING = "founding"
    UNIT = "unit"
    MEMBER = "member"
    ACCOUNT = "account"
    JOINING = "joining"
    NEWCOMER = "newcomer"
    REVOCATION = "revocation"
    SUSPENSION = "suspension"

    # A member's own keys
    SLOT = "slot"
    SLOT_STATEMENT = "slot-sig"
    BUNDLE = "bundle"
    BUNDLE_STATEMENT = "bundle-sig"
    BUNDLE_CONTENTS = "bundle-contents"
    KEYRING = "keyring"
    SESSION = "session"
    SESSION_USER = "session-user"
    KEPT_FORM = "kept-form"
    DEVICE = "device"

    # A unit's secrets
    RECOVERY_RECEIVER = "recovery-receiver"
    WRAP = "wrap"
    WRAP_STATEMENT = "wrap-sig"
    UNIT_CHAIN = "unit-chain"

    # Cases
    CASE = "case"
    SECTION = "section"
    SECTION_CHAIN = "section-chain"
    SECTION_NEXT = "section-next"
    EXCLUSION_LIST = "exclusion-list"
    OUTSIDE_RECALL = "outside-recall"
    ROTATION = "rotation"
    GRANT = "grant"
    GRANT_STATEMENT = "grant-sig"
    RECORD = "record"
    RECORD_SIG = "record-sig"
    DIRECTORY = "directory"
    DIRECTORY_STATEMENT = "directory-sig"
    AGENDA = "agenda"
    AGENDA_HOLDER = "agenda-holder"
    AGENDA_ROW = "agenda-row"
    DIRECTORY_SEGMENT = "directory-segment"
    TOMBSTONE = "tombstone"
    CONSENT = "consent"
    CONSENT_COPY = "consent-copy"
    CONSENT_TERMS = "consent-terms"
    REFERRAL = "referral"
    REFERRAL_TERMS = "referral-terms"
    DUTY_PHONE = "duty-phone"

    # Boards, mail, reports, reference data, statistics, emergencies
    BOARD = "board"
    BOARD_STATEMENT = "board-sig"
    MAIL = "mail"
    MAIL_ID = "mail-id"
    LETTER = "letter"
    HIDDEN_ACTOR = "hidden-actor"
    MAIL_STATEMENT = "mail-sig"
    VILLAGE_REPORT = "village-report"
    VILLAGE_ENDING = "village-ending"
    VILLAGE_STATEMENT = "village-report-sig"
    VILLAGE = "village"
    CODE_ENTRY = "code-entry"
    CONFIRMATION = "confirmation"
    CONFIRMATION_VALUE = "confirmation-value"
    CONFIRMATION_ID = "confirmation-id"
    FACT = "fact"
    FACT_STATEMENT = "fact-sig"
    FACT_BOOK = "fact-book"
    EMERGENCY_INNER = "emergency-inner"
    EMERGENCY_OUTER = "emergency-outer"
    EMERGENCY_STATEMENT = "emergency-sig"

    # The log
    EVENT = "event"
    LOG_HEAD = "log-head"
    TIP = "tip"
