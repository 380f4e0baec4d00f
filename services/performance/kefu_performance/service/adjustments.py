"""Lines a leader adds to a score, and takes back (POL-08.5)."""

from __future__ import annotations

from typing import Any

from kefu.calendar import first_day
from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import decides_about
from kefu.retention import DESTRUCTIONS, check_kept, kept_from
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownStaff
from kefu_messages.performance import AdjustScore, ListScoreAdjustments, RevokeAdjustment, ScoreAdjusted
from kefu_performance import rules
from kefu_performance.service.numbered import in_turn
from kefu_performance.service.replies import hidden, read_personal, reader
from kefu_performance.store import ADJUSTMENTS, CAUSES

TOLD = ("staff_no", "month", "points", "reason", "decided_on")


class Adjustments:
    """What a leader decides about a score beside what the regulations count."""

    adjustments = Shelf(ADJUSTMENTS)
    destructions = Shelf(DESTRUCTIONS)
    staff = Directory()

    @command(AdjustScore)
    def adjust_score(self, ask: Ask) -> dict[str, Any]:
        """Add a small line to the score of somebody below."""
        late = entry(ask, "decided_on")
        check_kept(first_day(ask["month"]), kept=kept_from(self.destructions, ask.organisation, CAUSES))
        before = self.adjustments.find(ask.organisation, **_place(ask))
        standing = [one["points"] for one in before if one["state"] == "in_force"]
        facts = {"month": ask["month"], "decided_on": ask["decided_on"], "points": ask["points"], "standing": standing}
        allowed = rules.adjustment_allowed(ask["staff_no"], by=ask.identity.staff_no, **facts, law=ask.law)
        if not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"], because=["POL-08.5"])
        decides_about(ask, self.staff, ask["staff_no"], because=["POL-08.5"])
        record = self.adjustments.new(ask.organisation, ask["adjustment_no"])
        if record.exists:
            raise AlreadyExists(kind="score adjustment", key=record.key)
        changes = {**{name: ask[name] for name in TOLD}, "entered_by": ask.identity.staff_no, "state": "in_force"}
        said, decisions = [_told(record, changes)], {"allowed": allowed, **late}
        claims = [f"{ask['staff_no']}/{ask['month']}/{len(before) + 1}"]
        return in_turn(lambda: self.adjustments.save(record, ask, changes=changes, decisions=decisions, events=said, claims=claims))

    @command(RevokeAdjustment)
    def revoke_adjustment(self, ask: Ask) -> dict[str, Any]:
        """Take the line back, once: whoever gave it, or somebody above him."""
        record = self.adjustments.require(ask.organisation, ask["adjustment_no"])
        allowed = rules.adjustment_revoked(record["staff_no"], by=ask.identity.staff_no, law=ask.law)
        with hidden(ask, self.staff, record["staff_no"], paper="adjustment_no"):
            decides_about(ask, self.staff, record["staff_no"], because=["POL-08.5"])
            if ask.identity.staff_no != record["entered_by"]:
                decides_about(ask, self.staff, record["entered_by"], because=["POL-08.5"])
        if record["state"] == "revoked":
            raise StateConflict(state="revoked")
        changes = {"state": "revoked", "revoked_by": ask.identity.staff_no, "revoked_because": ask["reason"]}
        said = _told(record, {**record, **changes})
        return self.adjustments.save(record, ask, changes=changes, decisions={"revoked": allowed}, events=[said])

    @query(ListScoreAdjustments)
    def list_score_adjustments(self, ask: Ask) -> Page:
        """A month's lines by number, of those the caller may read, or of one of them."""
        if ask.get("staff_no"):
            read_personal(ask, self.staff, ask["staff_no"])
        page = self.adjustments.page(ask, equals={"month": ask["month"], "staff_no": ask.get("staff_no")}, order="adjustment_no")
        if ask.get("staff_no"):
            return page
        subject = f"{ask.organisation}/score-adjustments/{ask['month']}"
        return Page(reader(ask, self.staff).shown(page.items, subject=subject, about=lambda item: [item["staff_no"]]), page.next)


def _place(ask: Ask) -> dict[str, Any]:
    return {name: ask[name] for name in ("staff_no", "month")}


def _told(record: Record, fields: dict[str, Any]) -> Any:
    told = {name: fields[name] for name in TOLD}
    return ScoreAdjusted.of(adjustment_no=record.key, **told, in_force=fields["state"] == "in_force", because=["POL-08.5"])
