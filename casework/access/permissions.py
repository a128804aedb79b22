"""Every permission there is; each view declares one, and the matrix says who has it."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Values are room:verb, as in the log and in the addresses."""

    WORK_VIEW = "work:view"

    CASE_LIST = "case:list"
    CASE_SEARCH = "case:search"
    CASE_OPEN = "case:open"
    CASE_VIEW = "case:view"
    CASE_READERS = "case:readers"
    CASE_RESTRICT = "case:restrict"
    CASE_CLOSE = "case:close"
    CASE_REOPEN = "case:reopen"
    SECTION_WRITE = "section:write"
    KIT_PRINT = "kit:print"

    CONSENT_VIEW = "consent:view"
    CONSENT_RECORD = "consent:record"
    CONSENT_WITHDRAW = "consent:withdraw"
    GROUND_INVOKE = "ground:invoke"
    GROUND_CONFIRM = "ground:confirm"
    REFERRAL_LIST = "referral:list"
    REFERRAL_VIEW = "referral:view"
    REFERRAL_SEND = "referral:send"
    REFERRAL_REACH = "referral:reach"
    REFERRAL_WITHDRAW = "referral:withdraw"
    REFERRAL_ANSWER = "referral:answer"
    REFERRAL_ESCALATE = "referral:escalate"
    HOST_ANSWER = "host:answer"
    HOUSE_FOUND = "house:found"
    LETTER_WRITE = "letter:write"
    DUTY_VIEW = "duty:view"
    DUTY_WRITE = "duty:write"

    NOTICE_WRITE = "notice:write"
    NOTICE_VIEW = "notice:view"
    NOTICE_KNOW = "notice:know"
    CHAIR_VIEW = "chair:view"
    ORDER_REQUEST = "order:request"
    ORDER_VIEW = "order:view"
    ORDER_DECIDE = "order:decide"
    POLICE_WRITE = "police:write"
    CARE_VIEW = "care:view"
    CARE_WRITE = "care:write"
    CERTIFICATE_WRITE = "certificate:write"
    SHELTER_VIEW = "shelter:view"
    SHELTER_WRITE = "shelter:write"
    SHELTER_PLACE = "shelter:place"
    SHELTER_READERS = "shelter:readers"
    VILLAGE_REPORT = "village:report"
    VILLAGE_READ = "village:read"
    VILLAGE_ESCALATE = "village:escalate"

    REFERENCE_VIEW = "reference:view"
    REFERENCE_KEEP = "reference:keep"

    MEMBER_LIST = "member:list"
    MEMBER_INVITE = "member:invite"
    MEMBER_APPROVE = "member:approve"

    ADMIN_VIEW = "admin:view"
    AUDIT_VIEW = "audit:view"
    AUDIT_EXPORT = "audit:export"
    LOG_VERIFY = "log:verify"
