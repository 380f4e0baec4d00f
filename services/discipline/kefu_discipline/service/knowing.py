"""Who knows of a paper: whoever may read it, or has had a hand in its case; to everybody else there is none (DIS-63)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kefu.service import Ask
from kefu_discipline import rules
from kefu_discipline.rules.facts import File
from kefu_discipline.service.files import Files
from kefu_discipline.store import file_of
from kefu_messages.errors import KefuError, NotAllowed


class Knowing(Files):
    """Numbers tell nothing: neither by a refusal nor by what an act answers; rows of files say what was."""

    def turned_away(self, ask: Ask, file: File, refusal: KefuError, *, paper: str, absent: KefuError) -> KefuError:
        """The refusal of who may not act on a paper; who may neither read it nor has had a hand in it is told of none (DIS-63)."""
        number, me = paper.partition("/")[2], ask.identity.staff_no
        hand = any(me in people for people in rules.held_in(file, **_case_of(file, paper)).values())
        whose = [file.staff_no, *([me] if hand else [])]
        return self.reader(ask).turned_away(refusal, *whose, subject=f"discipline/{file.staff_no}/{number}", absent=absent)

    def check_known(self, ask: Ask, paper: str, *, absent: KefuError) -> None:
        """Keep whoever does not know of the paper from an act that would show it (DIS-63)."""
        record = self.files.claimed(ask.organisation, paper)
        if record is None:
            return
        refusal = self.turned_away(ask, file_of(record, staff_no=record.key), NotAllowed(action=ask.verb), paper=paper, absent=absent)
        if refusal is absent:
            raise absent

    @contextmanager
    def only_known(self, ask: Ask, paper: str, *, absent: KefuError) -> Iterator[None]:
        """Tell why an act on the paper is refused to those alone who know of it (DIS-63)."""
        try:
            yield
        except KefuError as refusal:
            record = self.files.claimed(ask.organisation, paper)
            if record is None:
                raise
            raise self.turned_away(ask, file_of(record, staff_no=record.key), refusal, paper=paper, absent=absent) from None


def _case_of(file: File, paper: str) -> dict[str, str | None]:
    """The case of a violation, a notice, or an appeal against one."""
    kind, _, number = paper.partition("/")
    if kind != "appeal":
        return {f"{kind}_no": number}
    return {"notice_no": next((item.notice_no for item in file.appeals if item.appeal_no == number), "")}
