"""The shipped code lists load, are complete, and say how far they may be trusted."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from casework.kernel.codes import Codes, Evidence, load_code_list, load_codes
from casework.kernel.errors import BadSettings
from casework.kernel.kinds import Role, SectionKind, UnitKind
from casework.kernel.text import clean

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def codes() -> Codes:
    return load_codes(CONFIG / "codes")


def test_every_list_loads_with_clean_labels(codes: Codes) -> None:
    assert len(codes) == len(list((CONFIG / "codes").glob("*.toml")))
    for one in codes:
        labels = [entry.vi for entry in one]
        assert len(set(labels)) == len(labels), one.name
        assert all(clean(label) == label.strip() == label for label in labels), one.name


def test_only_what_was_read_is_dated(codes: Codes) -> None:
    for one in codes:
        for entry in one:
            assert (entry.verified_on is None) or entry.evidence is Evidence.VERIFIED


def test_the_law_has_sixteen_acts_and_some_wait_for_the_gazette(codes: Codes) -> None:
    acts = codes["dv_acts"]
    assert "".join(act.text("letter") or "" for act in acts) == "abcdđeghiklmnopq"
    assert {act.text("letter") for act in acts if act.needs_mark} == set("lmnopq")
    assert acts["DV3_I"].text("form") == "SEXUAL"
    assert {act.text("form") for act in acts} == set(codes["violence_forms"].entries)


def test_ethnic_groups_carry_the_numbers_of_2008(codes: Codes) -> None:
    groups = codes["ethnic_groups"]
    numbers = sorted(group.text("no_1019") or "" for group in groups)
    assert numbers == [f"{number:02d}" for number in range(1, 56)] + ["99"]
    assert [groups[code].text("no_1019") for code in ("MUONG", "KHMER", "HOA")] == [
        "04",
        "05",
        "06",
    ]
    local = ["BA_NA", "XO_DANG", "GIA_RAI", "GIE_TRIENG", "KINH", "BRAU", "RO_MAM", "HRE", "CO"]
    assert list(groups.entries)[:9] == local
    assert list(groups.entries)[-2:] == ["FOREIGN", "UNKNOWN"]
    assert {branch.text("group") for branch in codes["ethnic_subgroups"]} <= set(groups.entries)


def test_relations_decide_the_scope_of_the_law(codes: Codes) -> None:
    relations = codes["relations"]
    scopes = {
        scope: {entry.code for entry in relations if entry.text("dv_scope") == scope}
        for scope in ("IN", "LIMITED", "CHECK", "OUT")
    }
    assert len(relations) == 24 == sum(map(len, scopes.values()))
    assert scopes["LIMITED"] == {"EX_SPOUSE", "COHABITANT"}
    assert scopes["CHECK"] == {"EX_COHABITANT", "OTHER_RELATIVE", "UNKNOWN"}
    assert "PARTNER_NOT_LIVING" in scopes["OUT"]
    assert len(scopes["IN"]) == 13


@pytest.mark.parametrize(
    ("clock", "unit", "number"),
    [
        ("CLK_NC_DECIDE", "hours", 12),
        ("CLK_NC_LIFE", "hours", 72),
        ("CLK_NC_CANCEL", "hours", 12),
        ("CLK_NC_SUPERVISE", "hours", 1),
        ("CLK_NC_MEET", "hours", 1),
        ("CLK_NC_CONTACT", "hours", 4),
        ("CLK_COURT_NC", "months", 4),
        ("CLK_CHILD_EMERG", "hours", 12),
        ("CLK_CHILD_PLAN", "working_days", 5),
        ("CLK_CHILD_APPROVE", "working_days", 2),
        ("CLK_CHILD_SEPARATE", "days", 15),
        ("CLK_DSR_REPLY", "working_days", 2),
        ("CLK_DSR_VIEW", "days", 10),
        ("CLK_DSR_WITHDRAW", "days", 15),
        ("CLK_DSR_DELETE", "days", 20),
        ("CLK_BREACH", "hours", 72),
        ("CLK_SEC_INC", "hours", 24),
    ],
)
def test_the_clocks_of_the_law(codes: Codes, clock: str, unit: str, number: int) -> None:
    entry = codes["clocks"][clock]
    assert entry.number(unit) == number
    assert entry.basis


def test_what_the_law_wants_at_once_has_no_hours(codes: Codes) -> None:
    at_once = {entry.code for entry in codes["clocks"] if entry.flag("at_once")}
    assert at_once == {"CLK_POLICE_ACT", "CLK_NOTIFY_CHAIR"}
    assert len(codes["clocks"]) == 19


def test_no_ground_opens_what_is_never_opened(codes: Codes) -> None:
    grounds = codes["legal_grounds"]
    assert len(grounds) == 7
    for ground in grounds:
        recipients = {UnitKind(word) for word in ground.words("recipients")}
        sections = {SectionKind(word) for word in ground.words("sections")}
        assert not sections & {SectionKind.CARE, SectionKind.COUNSELLING, SectionKind.STAY}
        assert not recipients & {UnitKind.WOMENS_UNION, UnitKind.SHELTER}
        assert bool(recipients) != ground.flag("outside")
    assert grounds["CRIME_SIGNS"].words("not_by") == ("health",)
    assert {ground.code for ground in grounds if ground.flag("at_once")} == {
        "CHILD_REPORT",
        "LIFE_DANGER",
    }
    assert {ground.code for ground in grounds if ground.needs_mark} == {
        "LIFE_DANGER",
        "AUTHORITY_REQUEST",
    }


def test_every_kind_has_a_label(codes: Codes) -> None:
    assert list(codes["unit_kinds"].entries) == list(UnitKind)
    assert list(codes["roles"].entries) == list(Role)
    assert list(codes["section_kinds"].entries) == list(SectionKind)
    assert len(SectionKind) == 15


def test_bands_meet_without_gap_or_overlap(codes: Codes) -> None:
    for name in ("age_bands", "gbvims_perpetrator_ages", "report_delays"):
        bands = [band for band in codes[name] if not band.flag("unknown")]
        assert bands[0].number("from") == 0
        assert bands[-1].number("to") is None
        for lower, upper in pairwise(bands):
            assert upper.number("from") == (lower.number("to") or 0) + 1


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "A00_05"), (15, "A11_15"), (16, "A16_17"), (59, "A45_59"), (60, "A60P"), (None, "UNK")],
)
def test_an_age_falls_into_its_band(codes: Codes, age: int | None, band: str) -> None:
    assert codes["age_bands"].band(age).code == band


def test_day_four_is_outside_the_window_of_72_hours(codes: Codes) -> None:
    assert codes["report_delays"].band(3).number("hours") == 72
    assert codes["report_delays"].band(4).code == "D04_05"


def test_a_list_without_bands_has_no_band(codes: Codes) -> None:
    with pytest.raises(KeyError):
        codes["sexes"].band(3)


def test_basic_services_are_those_that_feed_the_indicator(codes: Codes) -> None:
    basic = [entry.code for entry in codes["service_types"] if entry.flag("is_basic_service")]
    assert basic == list(codes["service_types"].entries)[:10]
    assert basic[0] == "SAFETY"
    assert basic[-2:] == ["BASIC_NEEDS", "CASH"]


def test_mediation_is_never_offered(codes: Codes) -> None:
    assert codes["service_types"]["MEDIATION"].flag("never_offered")
    assert codes["closure_reasons"]["MEDIATED"].flag("never_offered")
    assert codes["protective_measures"]["M8_CRITICISM"].words("barred_for")


def test_the_number_that_was_not_found_is_not_made_up(codes: Codes) -> None:
    lines = codes["hotlines"]
    assert lines["NATIONAL_DV"].text("number") is None
    assert lines["CHILD_111"].evidence is Evidence.VERIFIED
    assert lines["POLICE_113"].mark_vi == "chưa kiểm chứng"


def test_the_international_lists_are_whole(codes: Codes) -> None:
    assert len(codes["gbvims_columns"]) == 42
    assert len(codes["feedback_items"]) == 18
    assert [entry.number("order") for entry in codes["gbvims_types"]] == list(range(1, 8))
    assert len(codes["risk_facts"]) == 14


def test_villages_are_never_shipped_as_fact(codes: Codes) -> None:
    assert "villages" not in {one.name for one in codes}
    demo = load_code_list(CONFIG / "demo" / "villages.toml")
    assert all(entry.vi.startswith("Thôn Mẫu ") for entry in demo)


def test_doubt_is_shown_in_the_choices(codes: Codes) -> None:
    choices = dict(codes["ethnic_groups"].choices())
    assert choices["BA_NA"] == "Ba Na"
    assert choices["BRAU"] == "Brâu (cần kiểm lại)"


def test_a_code_that_is_gone_stands_for_itself(codes: Codes) -> None:
    assert codes["sexes"].label("FEMALE") == "Nữ"
    assert codes["sexes"].label("DROPPED") == "DROPPED"
    assert codes["sexes"].find("DROPPED") is None


def test_an_entry_holds_from_its_day_on(codes: Codes) -> None:
    clock = codes["clocks"]["CLK_NC_SUPERVISE"]
    assert not clock.holds_on(date(2025, 9, 3))
    assert clock.holds_on(date(2025, 9, 4))


HEAD = 'vi = "x"\nsource = "y"\nevidence = "design"\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD, "no entries"),
        (HEAD + 'colour = "red"\n', "unknown key colour"),
        (HEAD + '[[entry]]\ncode = "A"\n', "A: vi is missing"),
        (HEAD + '[[entry]]\ncode = "A"\nvi = "a"\n' * 2, "A stands twice"),
        (HEAD + '[[entry]]\ncode = "A"\nvi = "a"\nevidence = "sure"\n', "unknown evidence"),
        (HEAD + '[[entry]]\ncode = "A"\nvi = "a"\nx = 1.5\n', "A: x must be"),
        (HEAD + '[[entry]]\ncode = "A"\nvi = "a"\nverified_on = "today"\n', "must be a day"),
        ("vi = ", "bad.toml: "),
    ],
)
def test_a_wrong_list_is_refused_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=line) as refusal:
        load_codes(tmp_path)
    assert "\n" not in str(refusal.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no code lists"):
        load_codes(tmp_path)
