"""What metering keeps of what others tell: customers, policy documents and their acknowledgements, settlement slips."""

from __future__ import annotations

from kefu.service import Ask, Shelf, on
from kefu_messages.billing import SlipSubmitted
from kefu_messages.customers import CustomerChanged, CustomerRegistered
from kefu_messages.documents import DocumentAcknowledged, DocumentVersionPublished
from kefu_messages.metering import MeterChanged
from kefu_metering import rules
from kefu_metering.store import ACKNOWLEDGEMENTS, CUSTOMERS, EDITIONS, METERS, SLIPS


class Mirrors:
    """Local copies; a customer's kind is also kept on the meters, so that a reading needs its meter only."""

    meters = Shelf(METERS)
    customers = Shelf(CUSTOMERS)
    editions = Shelf(EDITIONS)
    acknowledgements = Shelf(ACKNOWLEDGEMENTS)
    slips = Shelf(SLIPS)

    @on(CustomerRegistered, CustomerChanged)
    def know_customer(self, ask: Ask) -> None:
        """Know a customer's kind and area, and class the customer's meters by its kind when that changes (MET-05 to MET-07).

        The kind is the newest told, whichever event is heard last; who has just been registered has no meters.
        """
        self.customers.mirror(ask, ask["customer_no"], kind=ask["kind"], area=ask.get("area"), status=ask["status"])
        if ask.message is CustomerRegistered or "kind" not in ask.get("changed", ("kind",)):
            return
        kind = self.customers.require(ask.organisation, ask["customer_no"])["kind"]
        for meter in self.meters.every(ask.organisation, customer_no=ask["customer_no"]):
            if meter["customer_kind"] == kind or meter["state"] == "removed":
                continue
            reading_class = rules.reading_class(kind, position=meter["position"])
            self.meters.save(
                meter, ask, changes={"customer_kind": kind, "reading_class": reading_class},
                events=[MeterChanged.of(
                    meter_no=meter.key, customer_no=meter["customer_no"], customer_kind=kind, position=meter["position"],
                    state=meter["state"], changed_on=ask.today, what=["customer_kind"], because=["MET-05"])],
            )  # fmt: skip

    @on(DocumentVersionPublished)
    def know_edition(self, ask: Ask) -> None:
        """Know which edition of a document is in force from which day (MET-01)."""
        self.editions.mirror(
            ask, f"{ask['document_id']}/{ask['edition']}",
            document_id=ask["document_id"], edition=ask["edition"], effective_from=ask["effective_from"].isoformat(),
        )  # fmt: skip

    @on(DocumentAcknowledged)
    def know_acknowledgement(self, ask: Ask) -> None:
        """Know which edition somebody has acknowledged last (MET-01)."""
        self.acknowledgements.mirror(
            ask, f"{ask['document_id']}/{ask['staff_no']}", document_id=ask["document_id"], staff_no=ask["staff_no"], edition=ask["edition"]
        )

    @on(SlipSubmitted)
    def know_slip(self, ask: Ask) -> None:
        """Know for which meters of a month a slip came in, in error or not (MET-17)."""
        self.slips.mirror(ask, ask["slip_no"], meter_no=ask.get("meter_no"), month=ask["month"])
