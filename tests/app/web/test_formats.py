from datetime import date, datetime, timedelta

from flask import render_template_string
from markupsafe import Markup

from app.accounts.permissions import Role
from app.core.clock import ROME, frozen
from app.web.formats import days_left, label


def test_words_are_shown_in_the_language_of_the_reader(app):
    with app.test_request_context(headers={"Accept-Language": "it"}):
        assert label(Role.COUNSELLOR) != Role.COUNSELLOR.label
        assert label("") == label(None) == ""


def test_what_a_template_made_is_not_escaped_twice(app):
    made = Markup("Settore dell&#39;ultimo lavoro")
    with app.test_request_context():
        assert render_template_string("{{ made|label }}", made=made) == made


def test_what_people_typed_is_escaped(app):
    with app.test_request_context():
        shown = render_template_string("{{ typed|label }}", typed="<b>Rossi</b>")
    assert "<b>" not in shown


def test_days_are_counted_from_today_in_italy():
    with frozen(date(2026, 11, 22)):
        assert days_left(date(2026, 11, 25)) == 3
        assert days_left(date(2026, 11, 20)) == -2
        late = datetime(2026, 11, 22, 23, 30, tzinfo=ROME)
        assert days_left(late) == 0
        assert days_left(late + timedelta(hours=1)) == 1
