"""Whose hand is in a case: who may act by a call, and enter what others did, beside the duties that he has had (DIS-18..DIS-23)."""

from __future__ import annotations

from kefu.service import Ask
from kefu_discipline import rules
from kefu_discipline.rules.changes import PENDING
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.papers import Witness
from kefu_discipline.service.acts import not_of_the_own
from kefu_discipline.service.files import absent
from kefu_discipline.service.violations import Violations
from kefu_discipline.store import file_of
from kefu_messages.discipline import AnsweredByIssuer, CaseClosed, NotThePersons
from kefu_messages.errors import KefuError


class Hands(Violations):
    """The checks look at the caller; rows of files say what was and are judged as papers."""

    def apart(self, ask: Ask, duty: str, *, on: str = "", by: str | None = None, **case: str) -> None:
        """Keep the caller, or whom he names, from a duty that does not go with another one in the case. Raises ``duties_apart``."""
        claim = on or f"notice/{case['notice_no']}"
        record = None if ask.row is not None else self.files.claimed(ask.organisation, claim)
        if record is not None:
            held = rules.held_in(file_of(record, staff_no=record.key), **case)
            rules.apart(duty, by=by or ask.identity.staff_no, held=held, on=ask.today, law=ask.law)

    def witnessing(self, ask: Ask, witness: Witness) -> None:
        """Neither who is named nor who enters the signature has had another duty; the issuer as a witness is refused by itself (DIS-23).

        Nobody is named once nothing is refused any more; a signature entered from past papers is earlier than the person's own.
        """
        record = None if ask.row is not None else self.files.claimed(ask.organisation, f"notice/{witness.notice_no}")
        if record is None:
            return
        file = file_of(record, staff_no=record.key)
        if witness.signed_on is not None:
            rules.still_refusing(witness.notice_no, notices=file.notices, on=witness.signed_on)
        else:
            self._still_to_sign(ask, file, witness.notice_no)
        held = rules.held_in(file, notice_no=witness.notice_no)
        if witness.witness_no not in held.get("issuer", ()):
            rules.apart("witness", by=witness.witness_no, held=held, on=ask.today, law=ask.law)
        if witness.entered_by is not None:
            others = {duty: people for duty, people in held.items() if duty != "enterer"}  # who enters one paper enters the next one too
            rules.apart("witness", by=witness.entered_by, held=others, on=ask.today, law=ask.law)

    def _still_to_sign(self, ask: Ask, file: File, notice_no: str) -> None:
        """Refuse to name a witness of what is signed or in effect, was appealed or revoked (DIS-20, DIS-23)."""
        rules.still_refusing(notice_no, notices=file.notices)
        standing = self.judged(ask, file).notice(notice_no)
        if standing is not None and standing.state not in PENDING:
            raise CaseClosed(state=standing.state, because=["DIS-23"])

    def persons_act(self, ask: Ask, duty: str, notice_no: str, *, past: bool, unknown: KefuError | None = None) -> None:
        """Only the person signs and appeals; of past papers also whoever enters them, who has had no hand in the case.

        ``unknown`` is what is answered of a number that nobody has, where that is not ``not_found``.
        """
        record = self.files.claimed(ask.organisation, f"notice/{notice_no}")
        if record is None or (record.key == ask.identity.staff_no and ask.row is None):
            return
        if not past:
            paper = f"notice/{notice_no}"
            raise self.turned_away(ask, file_of(record, staff_no=record.key), NotThePersons(), paper=paper, absent=unknown or absent(paper))
        self.apart(ask, duty, notice_no=notice_no)

    def answerable(self, ask: Ask, appeal_no: str) -> None:
        """Whoever answers by a call, or enters an answer, has had no other duty in the case (DIS-21)."""
        record = None if ask.row is not None else self.files.claimed(ask.organisation, f"appeal/{appeal_no}")
        if record is None:
            return
        not_of_the_own(ask, record.key, "DIS-21")
        file, by = file_of(record, staff_no=record.key), ask.identity.staff_no
        held = rules.held_in(file, notice_no=notice_of(file, appeal_no))
        if by in held.get("issuer", ()):
            raise AnsweredByIssuer(staff_no=by, because=["DIS-21"])
        rules.apart("answerer", by=by, held=held, on=ask.today, law=ask.law)


def enterer(ask: Ask, *, past: bool) -> str | None:
    """Who enters by a single call what others did."""
    return ask.identity.staff_no if past and ask.row is None else None


def notice_of(file: File, appeal_no: str) -> str:
    """The notice that an appeal is about."""
    return next((item.notice_no for item in file.appeals if item.appeal_no == appeal_no), "")
