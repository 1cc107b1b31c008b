"""What machines read before they send us offers: the XSD of XML files, made of the same columns."""

from lxml import etree

from catalogue.uploads.schemas.columns import COLUMNS, FileColumn

XS = "http://www.w3.org/2001/XMLSchema"
_DATES = ("starts_on", "ends_on", "enrol_by")
_NUMBERS = ("hours", "seats", "seats_min", "waiting_max")


def xsd() -> bytes:
    """The schema of an XML file: `offers`, `offer` with its columns in this order, `edition` likewise.

    It says which parts are needed and of which kind; lists and lengths are told by the check.
    """
    root = etree.Element(_xs("schema"), nsmap={"xs": XS}, elementFormDefault="unqualified")
    offers = _sequence(_element(root, "offers"))
    offer_type = etree.SubElement(
        etree.SubElement(
            etree.SubElement(offers, _xs("element"), name="offer", maxOccurs="unbounded"),
            _xs("complexType"),
        ),
        _xs("sequence"),
    )
    for column in COLUMNS:
        if not column.of_edition:
            _column(offer_type, column)
    edition = etree.SubElement(offer_type, _xs("element"), name="edition", maxOccurs="unbounded")
    dated = etree.SubElement(etree.SubElement(edition, _xs("complexType")), _xs("sequence"))
    for column in COLUMNS:
        if column.of_edition:
            _column(dated, column)
    return bytes(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))


def _column(parent: etree._Element, column: FileColumn) -> None:
    made = etree.SubElement(
        parent,
        _xs("element"),
        name=column.key,
        type=_type(column.key),
        minOccurs="1" if column.needed else "0",
    )
    note = etree.SubElement(etree.SubElement(made, _xs("annotation")), _xs("documentation"))
    note.text = f"{column.label}. {column.hint}"


def _type(key: str) -> str:
    if key in _DATES:
        return "xs:date"
    return "xs:nonNegativeInteger" if key in _NUMBERS else "xs:string"


def _element(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, _xs("element"), name=name)


def _sequence(element: etree._Element) -> etree._Element:
    return etree.SubElement(etree.SubElement(element, _xs("complexType")), _xs("sequence"))


def _xs(name: str) -> str:
    return f"{{{XS}}}{name}"
