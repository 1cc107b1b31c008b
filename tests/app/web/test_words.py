import pytest
from flask import Flask
from flask_babel import Babel, force_locale, lazy_gettext
from markupsafe import Markup

from app.web.words import _catalogue_of, gettext


@pytest.fixture
def italian(app):
    with app.test_request_context(headers={"Accept-Language": "it"}):
        yield app


def drawn(app, source, **values):
    return app.jinja_env.from_string(source, {}).render(**values)


def test_words_come_in_the_language_of_the_reader(italian):
    assert gettext("Sign in") == "Accedi"
    assert drawn(italian, "{{ _('Sign in') }}") == "Accedi"


def test_a_document_in_another_language_takes_its_words_and_gives_them_back(italian):
    with force_locale("en"):
        assert gettext("Sign in") == "Sign in"
    assert gettext("Sign in") == "Accedi"


def test_values_in_a_sentence_are_escaped_and_markup_is_kept(italian):
    page = italian.jinja_env.get_template("macros/alert.html").environment
    escaped = page.overlay(autoescape=True).from_string("{{ _('Hello %(name)s', name=name) }}")
    assert escaped.render(name="<b>") == "Hello &lt;b&gt;"
    assert escaped.render(name=Markup("<b>")) == "Hello <b>"


def test_two_per_cent_signs_stand_for_one(italian):
    assert drawn(italian, "{{ _('All of it: 100%%') }}") == "All of it: 100%"


def test_the_number_chooses_the_form(italian):
    source = "{{ ngettext('%(num)d day', '%(num)d days', n) }}"
    assert drawn(italian, source, n=1).startswith("1 ")
    assert drawn(italian, source, n=2).startswith("2 ")


def test_words_put_off_until_shown_follow_the_document_too(italian):
    later = lazy_gettext("Sign in")
    assert str(later) == "Accedi"
    with force_locale("en"):
        assert str(later) == "Sign in"


def test_words_first_asked_for_in_another_application_are_not_taken_for_ours(app):
    other = Flask(__name__)
    Babel(other)
    for speaking, word in ((other, "Sign in"), (app, "Accedi")):
        _catalogue_of.cache_clear()
        with other.test_request_context(), force_locale("it_IT"):
            gettext("Sign in")
        with speaking.test_request_context(), force_locale("it_IT"):
            assert gettext("Sign in") == word
