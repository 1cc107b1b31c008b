"""What search engines are told of an offer: schema.org's Course, with its runs."""

from collections.abc import Iterable
from typing import Any

from catalogue.offers.models import Edition, Mode, Offer

MODES = {Mode.IN_PERSON: "Onsite", Mode.ONLINE: "Online", Mode.MIXED: "Blended"}


def course_of(
    offer: Offer, editions: Iterable[Edition], *, address: str, skills: list[str]
) -> dict[str, Any]:
    """An offer as https://schema.org/Course: what the page says, nothing more. It is free for people."""
    course = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": offer.title,
        "description": offer.description,
        "inLanguage": offer.language,
        "url": address,
        "provider": {"@type": "Organization", "name": offer.provider.legal_name},
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "category": "Free",
            "price": 0,
            "priceCurrency": "EUR",
        },
        "hasCourseInstance": [_run(offer, edition) for edition in editions],
    }
    if skills:
        course["teaches"] = skills
    if offer.requirements:
        course["coursePrerequisites"] = offer.requirements
    if offer.hours:
        course["timeRequired"] = f"PT{offer.hours}H"
    return course


def _run(offer: Offer, edition: Edition) -> dict[str, Any]:
    run: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": MODES[offer.mode],
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "maximumAttendeeCapacity": edition.seats,
        "remainingAttendeeCapacity": max(0, edition.places_left),
    }
    if offer.mode is not Mode.ONLINE:
        run["location"] = {
            "@type": "Place",
            "name": edition.site.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": edition.site.address,
                "addressLocality": edition.site.municipality.name,
                "addressRegion": edition.site.municipality.province.abbreviation,
                "addressCountry": "IT",
            },
        }
    if offer.hours:
        run["courseWorkload"] = f"PT{offer.hours}H"
    return run
