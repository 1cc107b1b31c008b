"""What pathways allow, and what a voucher is worth."""

from app.core.money import Money
from app.programme.rules.measures import voucher_value
from tests.factories.programme import shipped_rules


def test_individual_hours_are_worth_their_tariff():
    guidance = shipped_rules().service_type("specialised_guidance")
    assert voucher_value(guidance, 10) == Money(37_300)


def test_a_course_hour_is_shared_by_the_reference_group():
    course = shipped_rules().service_type("digital_skills")
    # 20 h x 76.80 / 10 people = 153.60, and 20 h x 0.84 = 16.80
    assert voucher_value(course, 20) == Money(17_040)


def test_a_result_is_worth_its_highest_amount_whatever_the_hours():
    matching = shipped_rules().service_type("job_matching")
    assert voucher_value(matching, 0) == voucher_value(matching, 50) == Money(300_000)


def test_a_pathway_lists_only_what_it_allows():
    rules = shipped_rules()
    codes = {service.code for service in rules.services_in(1)}
    assert "upskilling" not in codes
    assert "specialised_guidance" in codes
    assert rules.service_type("reskilling").allowance(1) is None
    assert rules.service_type("reskilling").allowance(3).hours_max == 600


def test_override_reasons_depend_on_the_chosen_pathway():
    rules = shipped_rules()
    towards_p3 = {reason.code for reason in rules.reason_list("pathway_override", pathway=3)}
    assert towards_p3 == {"change_of_occupation", "occupation_closed", "agreed_at_case_meeting"}
