"""Visits and certificates in words, one injury to a line."""

from __future__ import annotations

from casework.health.records import Certificate, CertifiedInjury, Injury
from casework.health.rules import NEXT_VISIT, WINDOW_72, examined_days
from casework.kernel.clock import format_day, format_moment, local_day
from casework.kernel.codes import Codes

DUE_WORDS = {NEXT_VISIT: "Hẹn khám lại", WINDOW_72: "Chăm sóc trong 72 giờ"}
"""What comes up, as the first page says it: nobody's name, and nothing of why."""
DUE_BASIS = {WINDOW_72: "72 giờ kể từ lúc xảy ra."}


def place_of(codes: Codes, injury: Injury | CertifiedInjury) -> str:
    """Return where an injury is, her own left and right."""
    region = codes["body_regions"].label(injury.region) if injury.region else ""
    side = codes["body_sides"].label(injury.side).lower() if injury.side else ""
    return ", ".join(filter(None, (region, f"bên {side}" if injury.side in _ONE_SIDE else side)))


_ONE_SIDE = ("LEFT", "RIGHT")


def kind_of(codes: Codes, injury: Injury | CertifiedInjury) -> str:
    """Return what an injury is."""
    return codes["harms"].label(injury.kind) if injury.kind else ""


def injury_line(codes: Codes, injury: Injury | CertifiedInjury) -> str:
    """Return an injury in one line."""
    seen = getattr(injury, "seen_at", None)
    said = (place_of(codes, injury), kind_of(codes, injury), injury.size, injury.note)
    at = f"thấy lúc {format_moment(seen)}" if seen else ""
    return " – ".join(filter(None, (*said, at)))


def edition_said(certificate: Certificate) -> str:
    """Return where a certificate stands between draft and paper."""
    if certificate.issued_at is not None:
        at = format_moment(certificate.issued_at)
        if certificate.edition > 1:
            return f"Bản sửa lần {certificate.edition - 1}, chốt lúc {at}"
        return f"Đã chốt để in lúc {at}"
    return "Đang sửa bản đã in" if certificate.edition else "Bản nháp, chưa in"


def certificate_called(certificate: Certificate) -> str:
    """Return by what one certificate is told from the others, and how far it is."""
    return f"{certificate_facts(certificate)}; {edition_said(certificate).lower()}"


def certificate_facts(certificate: Certificate) -> str:
    """Return by what one certificate is told from the others of a file."""
    days = list(dict.fromkeys(format_day(local_day(at)) for at in examined_days(certificate)))
    number = f"số {certificate.paper_number}" if certificate.paper_number else ""
    seen = f"khám {', '.join(days)}" if days else ""
    count = f"{len(certificate.injuries)} tổn thương" if certificate.injuries else ""
    return "; ".join(filter(None, (number, seen, count))) or "chưa ghi gì"
