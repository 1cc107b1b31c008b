"""Templates of the invented region and of its first provider."""

from datetime import datetime, timedelta

from app.cli.seed.contents import ACCESSIBILITY, CONTENTS, codes
from app.cli.seed.measures import GUIDANCE, TRAINING, Measure
from app.cli.seed.providers import Supplier
from app.cli.seed.trails import Act, Actor, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.reach import Reach
from catalogue.drafting.rules import OfferContent
from catalogue.esco.rules import Kind
from catalogue.offers.models import OfferTemplate
from catalogue.patterns.rules import kept_of

OF_THE_REGION = (
    "Orientamento individuale e piano d'azione",
    "Accompagnamento alla ricerca di lavoro",
    "Competenze digitali di base",
)
OF_THE_PROVIDER = ("Addetto alle vendite e alla cassa", "Logistica e gestione del magazzino")


def keep_templates(
    writer: Writer, trails: Trails, supplier: Supplier, officer: Actor, now: datetime
) -> None:
    """Some for every service the region cares about, two of the provider of the demonstration."""
    measures = {measure.title: measure for measure in GUIDANCE + TRAINING}
    for number, title in enumerate((*OF_THE_REGION, *OF_THE_PROVIDER)):
        for_all = title in OF_THE_REGION
        actor, at = officer if for_all else supplier.manager, now - timedelta(days=90 - number * 7)
        owner_id = None if for_all else supplier.id
        key = writer.key(OfferTemplate)
        measure = measures[title]
        writer.add(
            OfferTemplate,
            {
                "id": key,
                "provider_id": owner_id,
                "name": title,
                "service_type": measure.service_type,
                "content": kept_of(_content(measure), for_all=for_all),
                "created_by_id": actor.id,
                "created_at": at,
            },
        )
        subject = Subject("offer_template", key, Reach(provider_id=owner_id))
        trails.record(Act(actor, at), "template:keep", subject)


def _content(measure: Measure) -> OfferContent:
    words = CONTENTS[measure.title]
    return OfferContent(
        own_key="",
        title=measure.title,
        service_type=measure.service_type,
        hours=measure.hours,
        description=words.doing,
        learning=measure.learning,
        requirements=measure.requirements,
        certificate=str(measure.certificate.value),
        mode=str(measure.mode.value),
        skills=tuple(codes(Kind.SKILL, words.skills)),
        occupations=tuple(codes(Kind.OCCUPATION, words.occupations)),
        accessibility=ACCESSIBILITY[0],
    )
