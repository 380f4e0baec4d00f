"""Whom each service listens to, which is what the broker lets it hear; ``tests/local/test_heard.py`` compares it with the services."""

REPLAYING = frozenset({"webhooks", "reporting"})  # services that read again what was ever said: for others, and to build read models anew
HEARD_BY: dict[str, frozenset[str]] = {
    service: frozenset(heard.split())
    for service, heard in {
        "attendance": "attendance training",
        "billing": "attendance complaints contracts customers fieldwork metering",
        "complaints": "attendance complaints contracts customers fieldwork",
        "contracts": "attendance billing contracts customers fieldwork",
        "customers": "attendance complaints contracts customers fieldwork metering",
        "discipline": "attendance complaints customers discipline documents fieldwork metering performance training",
        "documents": "attendance billing contracts",
        "fieldwork": "attendance billing complaints customers discipline fieldwork metering",
        "gateway": "attendance",
        "metering": "attendance billing customers documents fieldwork metering",
        "performance": "attendance billing complaints discipline metering performance training",
        "reporting": "attendance billing complaints contracts customers fieldwork metering training",
        "training": "attendance documents training",
        "webhooks": "attendance",
    }.items()
}
EVERYBODY = r"(?!kefu\.)[a-z]+"


def heard_by(service: str) -> str:
    """Whom the service may hear, as RabbitMQ's regular expression; one that is not Kefu's own may hear everybody."""
    return "|".join(sorted(HEARD_BY[service])) if service in HEARD_BY else EVERYBODY
