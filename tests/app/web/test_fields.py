from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.fields import field_kind, form_errors


class Job(Form):
    employer = StringField("Employer", validators=[InputRequired("Enter the employer.")])


class Person(Form):
    token = HiddenField()
    name = StringField("Name", validators=[InputRequired("Enter the name.")])
    children = IntegerField("Children")
    born_on = DateField("Date of birth")
    agrees = BooleanField("I agree")
    sex = RadioField("Sex", choices=["F", "M"])
    spoken = SelectMultipleField(
        "Languages", choices=["it"], widget=ListWidget(), option_widget=CheckboxInput()
    )
    note = TextAreaField("Note")
    current = FormField(Job)
    jobs = FieldList(FormField(Job), min_entries=2)


def refused(**values):
    form = Person(data=values)
    form.validate()
    return form_errors(form)


def test_each_field_knows_how_it_is_drawn():
    form = Person()
    kinds = {field.short_name: field_kind(field) for field in form}
    assert kinds["token"] == "hidden"
    assert kinds["name"] == kinds["born_on"] == "input"
    assert kinds["agrees"] == "checkbox"
    assert kinds["sex"] == kinds["spoken"] == "choices"
    assert kinds["note"] == "textarea"


def test_errors_of_nested_forms_lead_to_their_own_fields():
    found = dict(refused(sex="F"))
    assert found["name"] == "Enter the name."
    assert found["current-employer"] == "Enter the employer."
    assert found["jobs-1-employer"] == "Enter the employer."


def test_a_message_of_the_library_is_given_the_name_of_its_field():
    form = Person()
    form.children.errors = [form.children.gettext("Not a valid integer value.")]
    assert form_errors(form) == [("children", "Children: Not a valid integer value.")]


def test_errors_of_the_whole_form_come_first_and_lead_nowhere():
    form = Person()
    form.form_errors.append("Already registered.")
    form.name.errors = ["Enter the name."]
    assert form_errors(form) == [(None, "Already registered."), ("name", "Enter the name.")]
