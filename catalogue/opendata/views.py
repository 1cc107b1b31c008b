"""The open data for everybody: page, files, schema, description for other catalogues."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.accounts.guard import public
from app.core.errors import NotFoundForYou
from app.web.addresses import from_outside
from catalogue.opendata.queries import pieces_of, present_file, present_release
from catalogue.opendata.rules import (
    FIELDS,
    FILES,
    LICENCE,
    LICENCE_ADDRESS,
    LICENCE_SHORT,
    json_schema,
)

opendata = Blueprint("opendata", __name__, template_folder="templates")

KEPT_SECONDS = 3600
"""So long others may keep a file before they ask again; it changes once a night."""
EU = "http://publications.europa.eu/resource/authority"


@opendata.get("/open-data")
@public
def shown() -> ResponseReturnValue:
    """What there is, under which licence, what its fields mean."""
    return render_template(
        "opendata/shown.html",
        release=present_release(),
        fields=FIELDS,
        licence=LICENCE,
        licence_short=LICENCE_SHORT,
        licence_address=LICENCE_ADDRESS,
    )


@opendata.get("/open-data/<name>")
@public
def download(name: str) -> ResponseReturnValue:
    """A file of the youngest release; nothing is sent to who has it already."""
    if name not in FILES:
        raise NotFoundForYou
    found = present_file(name)
    answer = Response(stream_with_context(pieces_of(found.id)), mimetype=FILES[name])
    answer.content_length = found.size
    answer.last_modified = found.release.made_at
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.set_etag(found.sha256)
    return _kept(answer).make_conditional(request)


@opendata.get("/open-data/schema.json")
@public
def schema() -> ResponseReturnValue:
    """The JSON Schema of a row."""
    return _kept(jsonify(json_schema(from_outside(url_for("opendata.schema")))))


@opendata.get("/open-data/dataset.jsonld")
@public
def description() -> ResponseReturnValue:
    """What other catalogues of data read of it, in the terms of DCAT-AP_IT."""
    answer = jsonify(_dataset())
    answer.mimetype = "application/ld+json"
    return _kept(answer)


def _kept(answer: Response) -> Response:
    answer.cache_control.public = True
    answer.cache_control.max_age = KEPT_SECONDS
    return answer


def _dataset() -> dict[str, Any]:
    release = present_release()
    page = from_outside(url_for("opendata.shown"))
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "dcatapit": "http://dati.gov.it/onto/dcatapit#",
        },
        "@id": page,
        "@type": ["dcat:Dataset", "dcatapit:Dataset"],
        "dct:identifier": page,
        "dct:title": [
            {"@language": "it", "@value": "Catalogo delle misure di politica attiva del lavoro"},
            {"@language": "en", "@value": "Catalogue of active labour market measures"},
        ],
        "dct:description": [
            {"@language": "it", "@value": "Offerte pubblicate, edizioni, posti, sedi ed enti."},
            {"@language": "en", "@value": "Published offers, editions, places, sites, providers."},
        ],
        "dct:modified": release.made_at.date().isoformat() if release else None,
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/DAILY"},
        "dcat:theme": [{"@id": f"{EU}/data-theme/{code}"} for code in ("EDUC", "SOCI")],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            _distribution(file.name, file.size) for file in (release.files if release else ())
        ],
    }


def _distribution(name: str, size: int) -> dict[str, Any]:
    address = from_outside(url_for("opendata.download", name=name))
    return {
        "@id": address,
        "@type": ["dcat:Distribution", "dcatapit:Distribution"],
        "dct:format": {"@id": f"{EU}/file-type/{name.rpartition('.')[2].upper()}"},
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dcat:accessURL": {"@id": address},
        "dcat:byteSize": size,
    }
