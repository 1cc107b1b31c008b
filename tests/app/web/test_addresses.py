import pytest

from app.web.addresses import asset, own_path, this_page


@pytest.mark.parametrize("target", ["/", "/cases?state=open&sort=-name", "/me/agreement#sign"])
def test_a_path_of_this_site_is_followed(target):
    assert own_path(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "cases",
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/cases\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/a\\b",
    ],
)
def test_nobody_is_sent_to_another_site(target):
    assert own_path(target, "/home") == "/home"


def test_changing_one_argument_keeps_the_other_filters(app):
    with app.test_request_context("/cases?state=open&state=new&cursor=abc"):
        assert this_page(cursor="def") == "/cases?state=open&state=new&cursor=def"
        assert this_page(cursor=None) == "/cases?state=open&state=new"


def test_arguments_of_the_visitor_do_not_steer_the_address(app):
    with app.test_request_context("/cases?_external=1&_scheme=javascript&_anchor=x"):
        assert this_page(sort="name").startswith("/cases?")


def test_a_page_without_arguments_has_a_bare_address(app):
    with app.test_request_context("/cases?cursor=abc"):
        assert this_page(cursor=None) == "/cases"


def test_static_files_carry_the_version_of_their_content(app):
    with app.test_request_context():
        assert asset("css/percorso.css").startswith("/static/css/percorso.css?v=")
        assert asset("css/percorso.css") == asset("css/percorso.css")
        assert asset("css/percorso.css") != asset("css/forms.css")
