"""The whole access policy on one page: a permission and the desks that have it.

What a permission opens within a desk is decided by keys, not here: a member sees a case only
where their unit holds a grant (SECURITY.md P2).  ``docs/access.md`` is generated from this file.
"""

from __future__ import annotations

from casework.access.permissions import Permission
from casework.kernel.kinds import Role, UnitKind

Desk = tuple[UnitKind, Role]

_BOTH = (Role.MANAGER, Role.WORKER)


def _desks(*kinds: UnitKind, roles: tuple[Role, ...] = _BOTH) -> frozenset[Desk]:
    return frozenset((kind, role) for kind in kinds for role in roles)


EVERYBODY = _desks(*UnitKind)
MANAGERS = _desks(*UnitKind, roles=(Role.MANAGER,))

# Desks that receive survivors and keep files of their own.
INTAKE = _desks(UnitKind.POLICE, UnitKind.HEALTH, UnitKind.WOMENS_UNION, UnitKind.COORDINATION)

# A house: its host sees one page.
HOUSES = _desks(UnitKind.SHELTER)

# Intake desks, and the chair, who is told of a case and decides, but opens none.
CHAIR = _desks(UnitKind.LEADERSHIP)
READERS = INTAKE | CHAIR

# Receivers of reports (Luật 13/2022/QH15 Đ19.1).
RECEIVERS = _desks(UnitKind.POLICE, UnitKind.WOMENS_UNION, UnitKind.COORDINATION)

MATRIX: dict[Permission, frozenset[Desk]] = {
    Permission.WORK_VIEW: EVERYBODY,
    Permission.CASE_LIST: READERS,
    Permission.CASE_SEARCH: READERS,
    Permission.CASE_OPEN: INTAKE,
    Permission.CASE_VIEW: READERS,
    Permission.CASE_READERS: READERS & MANAGERS,
    # The desk that leads a file says who of its people hold it by name.
    Permission.CASE_RESTRICT: INTAKE,
    # Of these, the desk that leads the file; opening it again is its manager's to answer for.
    Permission.CASE_CLOSE: INTAKE,
    Permission.CASE_REOPEN: INTAKE & MANAGERS,
    Permission.SECTION_WRITE: INTAKE,
    Permission.KIT_PRINT: INTAKE,
    # Whoever works on a case may hear her yes, and at any moment her no.
    Permission.CONSENT_VIEW: READERS,
    Permission.CONSENT_RECORD: INTAKE,
    Permission.CONSENT_WITHDRAW: READERS,
    Permission.GROUND_INVOKE: INTAKE,
    Permission.GROUND_CONFIRM: READERS,
    Permission.REFERRAL_LIST: READERS,
    Permission.REFERRAL_VIEW: READERS,
    Permission.REFERRAL_SEND: INTAKE,
    # Whoever has sent something phones, the chair too.
    Permission.REFERRAL_REACH: READERS,
    Permission.REFERRAL_WITHDRAW: INTAKE,
    Permission.REFERRAL_ANSWER: READERS,
    # What nobody answers rises to coordination, as a number and a time.
    Permission.REFERRAL_ESCALATE: _desks(UnitKind.COORDINATION),
    # A desk that works on a file may write to a body outside, on paper and on her yes.
    Permission.LETTER_WRITE: INTAKE,
    Permission.DUTY_VIEW: READERS,
    Permission.DUTY_WRITE: READERS,
    # Who the law names as a receiver of reports tells the chair; the health station is not named.
    Permission.NOTICE_WRITE: RECEIVERS,
    Permission.NOTICE_VIEW: RECEIVERS | CHAIR,
    Permission.NOTICE_KNOW: CHAIR,
    Permission.CHAIR_VIEW: CHAIR,
    Permission.ORDER_REQUEST: _desks(UnitKind.POLICE),
    Permission.ORDER_VIEW: _desks(UnitKind.POLICE) | CHAIR,
    Permission.ORDER_DECIDE: CHAIR,
    Permission.POLICE_WRITE: _desks(UnitKind.POLICE),
    # Clinical notes are a health station's; no other desk may know that there are any.
    Permission.CARE_VIEW: _desks(UnitKind.HEALTH),
    Permission.CARE_WRITE: _desks(UnitKind.HEALTH),
    Permission.CERTIFICATE_WRITE: _desks(UnitKind.HEALTH),
    # Where the houses are is known to the women's union and to nobody else (SECURITY.md P7).
    Permission.SHELTER_VIEW: _desks(UnitKind.WOMENS_UNION),
    Permission.SHELTER_WRITE: _desks(UnitKind.WOMENS_UNION),
    Permission.SHELTER_PLACE: _desks(UnitKind.WOMENS_UNION),
    # A village sends and never reads; whom the law names as a receiver of reports reads.
    Permission.VILLAGE_REPORT: _desks(UnitKind.VILLAGE),
    Permission.VILLAGE_READ: RECEIVERS,
    # What a desk leaves lying rises to coordination, as a code and a time.
    Permission.VILLAGE_ESCALATE: _desks(UnitKind.COORDINATION),
    # A house says that she is here, or that it wants a call; its keys open nothing else.
    Permission.HOST_ANSWER: HOUSES,
    # Houses are founded by the union's managers, and nobody else learns that they are.
    Permission.HOUSE_FOUND: _desks(UnitKind.WOMENS_UNION) & MANAGERS,
    # Which house an event was by is sealed to the union, whose manager answers for its houses.
    Permission.SHELTER_READERS: _desks(UnitKind.WOMENS_UNION) & MANAGERS,
    # Whoever is shown a number or a deadline may see who vouches for it; one person keeps them.
    Permission.REFERENCE_VIEW: READERS,
    Permission.REFERENCE_KEEP: _desks(UnitKind.COORDINATION) & MANAGERS,
    # A unit takes in its own people, and nobody else does (SECURITY.md §3).  A house has one.
    Permission.MEMBER_LIST: MANAGERS - HOUSES,
    Permission.MEMBER_INVITE: MANAGERS - HOUSES,
    Permission.MEMBER_APPROVE: MANAGERS - HOUSES,
    # The administrator sees units and the machine, and no case.
    Permission.ADMIN_VIEW: _desks(UnitKind.ADMINISTRATION),
    # The auditor reads who opened what, never what was in it.
    Permission.AUDIT_VIEW: _desks(UnitKind.OVERSIGHT),
    Permission.AUDIT_EXPORT: _desks(UnitKind.OVERSIGHT),
    # Whether the log is whole tells nothing of a case; who runs the machine must know it too.
    Permission.LOG_VERIFY: _desks(UnitKind.OVERSIGHT, UnitKind.ADMINISTRATION),
}


def allows(kind: UnitKind, role: Role, permission: Permission) -> bool:
    """Say whether a member of such a desk has the permission; unknown ones are nobody's."""
    return (kind, role) in MATRIX.get(permission, frozenset())


def allows_desk(kind: UnitKind, permission: Permission) -> bool:
    """Say whether anybody at such a desk has the permission, whatever their role."""
    return any(allows(kind, role, permission) for role in Role)
