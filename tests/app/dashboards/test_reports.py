"""The reports on pathways: numbers as a recount by hand, by reach, small ones kept back."""

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from bs4 import BeautifulSoup

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.cases.models.jobseeker import reach_columns
from app.cases.models.steps import PathwayRecord
from app.core.clock import ROME, now
from app.core.database import db
from app.core.places.rules import EU_COUNTRIES
from app.dashboards.queries.reports import (
    decisions_alike,
    decisions_counted,
    override_cases,
    scope_of,
    sizes_by_centre,
)
from app.dashboards.rules.reports import Period, Trait, compared, group_sizes
from tests.counting import statements
from tests.factories import accounts
from tests.factories.cases import jobseeker

THIS_YEAR = Period(date(2026, 1, 1), date(2026, 12, 1))
REASONS = {1: "placement_at_hand", 2: "short_course_enough", 3: "change_of_occupation"}


def decision(counsellor, case, proposed, decided, *, at=None, profile_class=2, confirmed_by=None):
    made = PathwayRecord(
        **reach_columns(case),
        assessment_id=1,
        rule_set_id=1,
        rule="ready",
        profile_class=profile_class,
        proposed=proposed,
        decided=decided,
        override_reason="" if proposed == decided else REASONS[decided],
        note="" if proposed == decided else "Deciso insieme.",
        decided_by_id=counsellor.id,
        confirmed_by_id=confirmed_by,
        decided_at=at or now(),
        superseded_at=now(),
    )
    db.session.add(made)
    return made


@pytest.fixture
def manager(counsellor):
    return accounts.user(Role.CENTRE_MANAGER, counsellor.organisation)


@pytest.fixture
def region(counsellor, manager):
    """Two centres, three counsellors, sixty decisions by chance; the people with the decisions."""
    chance = Random(5)
    colleague = accounts.user(Role.COUNSELLOR, counsellor.organisation)
    stranger = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
    made = []
    for number in range(60):
        who = chance.choice([counsellor, colleague, stranger])
        case = jobseeker(
            who,
            sex=chance.choice("FM"),
            born_on=date(2026, 6, 15) - timedelta(days=chance.randint(18 * 365, 64 * 365)),
            citizenship=chance.choice(["Z000", "Z000", "Z129", "Z330"]),
        )
        at = (
            datetime(2026, 6, 15, 12, tzinfo=ROME)
            if number % 10
            else datetime(2025, 6, 15, tzinfo=ROME)
        )
        record = decision(
            who,
            case,
            chance.choice([1, 2]),
            chance.choice([1, 2, 2, 3]),
            at=at,
            profile_class=chance.choice([1, 2, 3]),
        )
        made.append((case, record))
    db.session.commit()
    db.session.expire_all()
    return made


def within(region, centre_id=None):
    return [
        (case, record)
        for case, record in region
        if record.decided_at.year == 2026 and centre_id in (None, record.centre_id)
    ]


def test_the_counts_equal_a_recount_row_by_row(manager, region):
    own = scope_of(manager, None)
    found = Counter()
    for row in decisions_counted(own, THIS_YEAR):
        found[row.counsellor_id, row.proposed, row.decided, row.reason] += row.count
    assert found == Counter(
        (record.decided_by_id, record.proposed, record.decided, record.override_reason)
        for _, record in within(region, manager.organisation_id)
    )


def age_on(day, born):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band(age):
    return str(max([start for start in (0, 25, 35, 45, 55) if start <= age]))


def test_the_traits_equal_a_recount_row_by_row(region):
    everybody = scope_of(accounts.user(Role.PROGRAMME_OFFICER), None)
    found = Counter()
    for row in decisions_alike(everybody, THIS_YEAR):
        traits = tuple(row.groups[trait] for trait in Trait)
        found[(*traits, row.profile_class, row.proposed, row.decided)] += row.count
    expected = Counter()
    for case, record in within(region):
        citizen = "eu" if case.citizenship in EU_COUNTRIES else "extra_eu"
        traits = (
            case.sex.value,
            band(age_on(date(2026, 6, 15), case.born_on)),
            "it" if case.citizenship == "Z000" else citizen,
        )
        expected[(*traits, record.profile_class, record.proposed, record.decided)] += 1
    assert found == expected


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2001, 6, 16), "0"),
        (date(2001, 6, 15), "25"),
        (date(1971, 6, 16), "45"),
        (date(1971, 6, 15), "55"),
        (date(2000, 2, 29), "25"),
    ],
)
def test_an_age_is_counted_in_full_years_on_the_day_of_the_decision(
    counsellor, manager, born, group
):
    case = jobseeker(counsellor, born_on=born)
    decision(counsellor, case, 1, 1, at=datetime(2026, 6, 15, 23, 30, tzinfo=ROME))
    db.session.flush()
    sizes = group_sizes(decisions_alike(scope_of(manager, None), THIS_YEAR), Trait.AGE)
    assert sizes[group] == 1


def test_sizes_by_centre_add_up_to_the_region(region):
    everybody = scope_of(accounts.user(Role.PROGRAMME_OFFICER), None)
    whole = group_sizes(decisions_alike(everybody, THIS_YEAR), Trait.SEX)
    cells = sizes_by_centre(THIS_YEAR)[Trait.SEX]
    for group, count in whole.items():
        assert sum(size for (_, of), size in cells.items() if of == group) == count


def test_the_cases_are_those_of_the_reader_with_the_latest_first(manager, region):
    page = override_cases(manager, scope_of(manager, None), THIS_YEAR, {"decided": 2}, None)
    expected = [
        record.id
        for _, record in within(region, manager.organisation_id)
        if record.decided == 2 and record.proposed != 2
    ]
    assert {row.PathwayRecord.id for row in page.rows} == set(sorted(expected)[-20:])
    foreign = accounts.user(Role.CENTRE_MANAGER)
    assert override_cases(foreign, scope_of(foreign, None), THIS_YEAR, {}, None).rows == []


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


YEAR = "from=2026-01&to=2026-12"


def test_a_manager_sees_the_own_counsellors_and_can_open_their_cases(
    client_of, counsellor, manager, region
):
    browser = client_of(manager)
    page = soup(browser.get(f"/reports/overrides?{YEAR}"))
    assert counsellor.name in page.text
    assert not page.select_one("#centre")
    link = page.select_one("td a")["href"]
    assert soup(browser.get(link)).select("tbody tr")


def test_a_manager_who_asks_for_another_centre_gets_the_own(client_of, manager, region):
    browser = client_of(manager)
    foreign = next(
        record.centre_id for _, record in region if record.centre_id != manager.organisation_id
    )
    for page in ("overrides", "fairness"):
        own = browser.get(f"/reports/{page}?{YEAR}&format=csv").data
        assert browser.get(f"/reports/{page}?{YEAR}&centre={foreign}&format=csv").data == own


def test_an_officer_sees_no_counsellor_no_case_and_no_small_number(client_of, counsellor, region):
    browser = client_of(accounts.user(Role.PROGRAMME_OFFICER))
    page = soup(browser.get(f"/reports/overrides?{YEAR}&centre={counsellor.organisation_id}"))
    assert counsellor.name not in page.text
    assert not page.select("td a")
    numbers = [cell.text.strip() for cell in page.select("td.is-number")]
    assert "troppo pochi" in numbers
    assert not {"1", "2", "3", "4"} & set(numbers)
    assert browser.get("/reports/overrides/cases").status_code == 403


def test_an_auditor_sees_every_centre_and_the_counsellors_of_one(client_of, counsellor, region):
    browser = client_of(accounts.user(Role.AUDITOR))
    page = soup(browser.get(f"/reports/overrides?{YEAR}"))
    assert counsellor.organisation.name in page.text
    one = soup(browser.get(f"/reports/overrides?{YEAR}&centre={counsellor.organisation_id}"))
    assert counsellor.name in one.text


@pytest.mark.parametrize(
    "role", [Role.COUNSELLOR, Role.JOBSEEKER, Role.PROVIDER_MANAGER, Role.ADMINISTRATOR]
)
@pytest.mark.parametrize("page", ["overrides", "overrides/cases", "fairness"])
def test_others_see_no_report(client_of, role, page):
    user = accounts.user(role) if role is not Role.PROVIDER_MANAGER else accounts.user(role)
    assert client_of(user).get(f"/reports/{page}").status_code in (302, 403)


@pytest.mark.parametrize("measure", ["override", "class_3", "pathway_2", "unheard_of"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_fairness_is_told_with_words_that_say_what_it_does_not_prove(
    client_of, manager, region, measure, language
):
    answer = client_of(manager).get(
        f"/reports/fairness?{YEAR}&measure={measure}", headers={"Accept-Language": language}
    )
    page = soup(answer)
    assert ("Che cosa non dimostra" if language == "it" else "What it does not prove") in page.text
    assert page.select("table.pc-bars svg[aria-hidden=true]")


def test_a_group_too_small_is_kept_back_and_another_with_it(client_of, counsellor, manager):
    for number in range(80):
        citizenship = "Z330" if number < 10 else "Z129" if number < 45 else "Z000"
        decision(counsellor, jobseeker(counsellor, citizenship=citizenship), 1, 1)
    page = soup(client_of(manager).get("/reports/fairness"))
    rows = page.select("table.pc-table")[-1].select("tbody tr")
    assert [row.select_one("td").text.strip() for row in rows] == [
        "troppo pochi",
        "35",
        "troppo pochi",
    ] or [row.select_one("td").text.strip() for row in rows] == [
        "35",
        "troppo pochi",
        "troppo pochi",
    ]


def test_one_centre_shows_an_officer_nothing_that_the_others_give_away(client_of, counsellor):
    """Few women in one centre: another centre has to keep its women back too."""
    others = [
        accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        for _ in range(2)
    ]
    for who, women, men in ((counsellor, 5, 60), (others[0], 40, 60), (others[1], 50, 60)):
        for number in range(women + men):
            decision(who, jobseeker(who, sex="F" if number < women else "M"), 1, 1)
    db.session.commit()
    browser = client_of(accounts.user(Role.PROGRAMME_OFFICER))

    def women_of(user):
        page = soup(browser.get(f"/reports/fairness?centre={user.organisation_id}"))
        return page.select("table.pc-table")[0].select("tbody tr")[0].select_one("td").text.strip()

    shown = [women_of(user) for user in (counsellor, *others)]
    assert shown == ["troppo pochi", "troppo pochi", "50"]


@pytest.mark.parametrize("page", ["overrides", "fairness"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_reports_leave_as_files_with_the_same_numbers(client_of, manager, region, page, kind):
    answer = client_of(manager).get(f"/reports/{page}?{YEAR}&format={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert len(lines) > 5


def test_the_reports_ask_as_much_for_many_as_for_few(client_of, counsellor, manager, region):
    browser = client_of(manager)
    for page in ("overrides", "overrides/cases", "fairness"):
        browser.get(f"/reports/{page}?{YEAR}")
        counts = []
        for more in (0, 8):
            for _ in range(more):
                someone = accounts.user(Role.COUNSELLOR, counsellor.organisation)
                decision(someone, jobseeker(someone), 1, 2, at=datetime(2026, 7, 1, tzinfo=ROME))
            db.session.commit()
            with statements() as sent:
                assert browser.get(f"/reports/{page}?{YEAR}").status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1], page


def test_compared_shares_equal_a_recount(region):
    everybody = scope_of(accounts.user(Role.PROGRAMME_OFFICER), None)
    rows = decisions_alike(everybody, THIS_YEAR)
    women = compared(rows, Trait.SEX, "override", ())[0]
    ours = [record for case, record in within(region) if case.sex.value == "F"]
    departed = [record for record in ours if record.proposed != record.decided]
    assert women.count == len(ours)
    assert women.share.value == pytest.approx(len(departed) / len(ours))
