"""The closed sets on which access rests: kinds of unit, roles, kinds of section (SECURITY §5)."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit (a desk) is; labels are in the code list `unit_kinds`."""

    POLICE = "police"
    HEALTH = "health"
    WOMENS_UNION = "womens_union"
    SHELTER = "shelter"
    COORDINATION = "coordination"
    LEADERSHIP = "leadership"
    VILLAGE = "village"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"


class Role(StrEnum):
    """What a member is in the unit; labels are in the code list `roles`."""

    MANAGER = "manager"
    WORKER = "worker"


class SectionKind(StrEnum):
    """What a sealed section holds; labels are in the code list `section_kinds`."""

    IDENTITY = "identity"
    REPORTER = "reporter"
    NOTICE = "notice"
    SAFETY = "safety"
    INCIDENT = "incident"
    CONSENT = "consent"
    REFERRAL = "referral"
    CARE = "care"
    INJURY_CERTIFICATE = "injury_certificate"
    COUNSELLING = "counselling"
    STAY = "stay"
    PROTECTION = "protection"
    PLAN = "plan"
    EXCLUSIONS = "exclusions"
    VILLAGE_REPORT = "village_report"
