"""Penalty notices with their witnesses, appeals and answers; a row that comes before what it rests on waits for it (DIS-19..DIS-23)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from kefu.service import Ask, Record, command, query
from kefu_discipline import rules
from kefu_discipline.rules.changes import PENDING
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.rules.papers import Answer, Appeal, Notice, Witness
from kefu_discipline.service.acts import by_now, not_of_the_own, only_of_past_papers, past_papers, whose
from kefu_discipline.service.files import absent, exists
from kefu_discipline.service.hands import Hands, enterer, notice_of
from kefu_discipline.service.replies import notice_reply
from kefu_discipline.store import file_of
from kefu_messages.discipline import (
    AnswerAppeal,
    CaseClosed,
    DraftNotice,
    FileAppeal,
    GetNotice,
    IssueNotice,
    RecordWitness,
    RefuseSignature,
    SignAsWitness,
    SignNotice,
    WhyNotice,
    WitnessNotNamed,
    WitnessTwice,
)
from kefu_messages.errors import NotAllowed, UnknownReference

PARTS = {"penalty_notice": "notices", "notice_witness": "witnesses", "appeal": "appeals", "appeal_answer": "answers"}
KEYS = {"penalty_notice": "notice_no", "appeal": "appeal_no", "appeal_answer": "answer_no"}
OWN = {"penalty_notice": "DIS-22", "notice_witness": "DIS-23", "appeal": "DIS-20", "appeal_answer": "DIS-21"}
UNSAID = "unknown"
DAYS_OF_A_NOTICE = ("drafted_on", "issued_on", "signed_on", "refused_on")
PAPERS: dict[str, type[Any]] = {"penalty_notice": Notice, "notice_witness": Witness, "appeal": Appeal, "appeal_answer": Answer}


class Notices(Hands):
    """From the draft of a notice to the answer of its appeal."""

    @command(DraftNotice)
    def draft_notice(self, ask: Ask) -> Any:
        """Draft a notice on a violation, or issue it at once (DIS-19, DIS-22)."""
        by_now(ask, *DAYS_OF_A_NOTICE)
        past = past_papers(ask, *DAYS_OF_A_NOTICE)
        only_of_past_papers(ask, "signed_on", "refused_on", "evidence_sufficient", "bad_attitude", allowed=past)
        issuer = ask.get("issued_by") if past else whose(ask, "issued_by", allowed=False)
        if ask.get("issued_on") and not past and not ask.identity.roles & IssueNotice.roles:
            raise NotAllowed(action=IssueNotice.verb())
        begun = ask.get("drafted_on") or ask.get("issued_on") or (None if past else ask.today)
        named = {"issued_by": issuer if past or ask.get("issued_on") else None, "drafted_on": begun, "entered_by": enterer(ask, past=past)}
        named["drafted_by"] = None if past else ask.identity.staff_no
        notice, on = given(ask, Notice, **named), f"violation/{ask['violation_no']}"
        with self.only_known(ask, on, absent=unknown(on, "DIS-19")):
            if past and ask.get("signed_on"):
                self.apart(ask, "signatory", on=on, violation_no=ask["violation_no"])
            return self._paper(ask, "penalty_notice", notice, on=on, own=f"notice/{notice.notice_no}")

    @command(RecordWitness)
    def record_witness(self, ask: Ask) -> Any:
        """Name a witness; only of past papers the signature is taken down with it (DIS-23)."""
        by_now(ask, "signed_on")
        past, on = past_papers(ask, "signed_on"), f"notice/{ask['notice_no']}"
        only_of_past_papers(ask, "signed_on", allowed=past)
        self.check_known(ask, on, absent=unknown(on, "DIS-23"))
        known = self.staff.known(ask.organisation, ask["witness_no"])
        named = {"known": known, "named_by": ask.identity.staff_no, "entered_by": enterer(ask, past=past)}
        witness = given(ask, Witness, **named)
        self.witnessing(ask, witness)
        return self._paper(ask, "notice_witness", witness, on=on, because="DIS-23")

    @command(SignAsWitness)
    def sign_as_witness(self, ask: Ask) -> Any:
        """Whoever was named signs himself; what two have signed takes effect (DIS-23)."""
        by_now(ask, "signed_on")
        record, before = self.holder(ask, f"notice/{ask['notice_no']}")
        me, kind = ask.identity.staff_no, "notice_witness"
        named = [item for item in before.witnesses if (item.notice_no, item.witness_no) == (ask["notice_no"], me)]
        if not named:
            refusal, paper = WitnessNotNamed(witness_no=me, notice_no=ask["notice_no"], because=["DIS-23"]), f"notice/{ask['notice_no']}"
            raise self.turned_away(ask, before, refusal, paper=paper, absent=absent(paper))
        if any(item.signed_on is not None for item in named):
            raise WitnessTwice(witness_no=me, because=["DIS-23"])
        self.apart(ask, "witness", notice_no=ask["notice_no"])
        rules.still_refusing(ask["notice_no"], notices=before.notices)
        signed = replace(named[0], signed_on=ask.get("signed_on") or ask.today)
        others = tuple(item for item in before.witnesses if item not in named)
        after = replace(before, witnesses=(*others, signed))
        reply = self._replying(after, kind, signed)
        return self.file_row(record, ask, before=before, after=after, kind=kind, key=key_of(kind, signed), reply=reply)

    @command(FileAppeal)
    def file_appeal(self, ask: Ask) -> Any:
        """Take down an appeal; only the person appeals (DIS-20)."""
        by_now(ask, "filed_on")
        appeal = given(ask, Appeal, form=ask.get("form") or UNSAID)
        past, on = past_papers(ask, "filed_on"), f"notice/{appeal.notice_no}"
        self.persons_act(ask, "appellant", appeal.notice_no, past=past, unknown=unknown(on, "DIS-20"))
        return self._paper(ask, "appeal", appeal, on=on, own=f"appeal/{appeal.appeal_no}", because="DIS-20")

    @command(AnswerAppeal)
    def answer_appeal(self, ask: Ask) -> Any:
        """Answer an appeal; the deduction goes on, is lower, or falls away with all that followed (DIS-21)."""
        by_now(ask, "answered_on")
        past = past_papers(ask, "answered_on")
        named = {"answered_by": whose(ask, "answered_by", allowed=past), "entered_by": enterer(ask, past=past)}
        answer, on = given(ask, Answer, **named), f"appeal/{ask['appeal_no']}"
        with self.only_known(ask, on, absent=unknown(on, "DIS-21")):
            self.answerable(ask, answer.appeal_no)
            return self._paper(ask, "appeal_answer", answer, on=on, own=f"answer/{answer.answer_no}", because="DIS-21")

    def _paper(self, ask: Ask, kind: str, paper: Any, *, on: str, own: str = "", because: str = "DIS-19") -> Any:
        """File a paper where what it rests on is; a row that comes first waits."""
        record = self.files.claimed(ask.organisation, on)
        if record is None:
            return self._wait(ask, kind, paper, on=on, own=own, because=because)
        before = file_of(record, staff_no=record.key)
        if kind != "appeal" or ask.row is not None:
            not_of_the_own(ask, record.key, OWN[kind])
        held = bool(own) and self._held(ask, record, before, kind, paper, own=own)
        after = with_paper(before, kind, paper)
        return self.file_row(
            record, ask, before=before, after=after, kind=kind, key=key_of(kind, paper),
            claims=(own,) if own and not held else (), reply=self._replying(after, kind, paper),
        )  # fmt: skip

    def _held(self, ask: Ask, record: Record, file: File, kind: str, paper: Any, *, own: str) -> bool:
        """Whether a refused paper of the file has the number, which the corrected one then takes; an accepted one keeps it."""
        holder = self.files.claimed(ask.organisation, own)
        if holder is None:
            return False
        if holder.key != record.key or self.judged(ask, file).refusal(kind, key_of(kind, paper)) is None:
            raise exists(*own.split("/", 1))
        return True

    def _wait(self, ask: Ask, kind: str, paper: Any, *, on: str, own: str, because: str) -> Any:
        refusal = unknown(on, because)
        if ask.row is None:
            raise refusal
        record = self.waiting.new(ask.organisation, f"{kind}/{key_of(kind, paper)}/{ask.line}".replace("/", ":"))
        content = {"kind": kind, "content": paper, "awaits": on, "own": own, "open": True, "line": ask.line, "because": [because]}
        content["imported_by"] = ask.identity.staff_no
        return self.waiting.save(record, ask, changes=content, reply={}, refusal=refusal)

    def _replying(self, file: File, kind: str, paper: Any) -> Any:
        notice_no = paper.notice_no if kind != "appeal_answer" else notice_of(file, paper.appeal_no)

        def reply(judgement: Judgement) -> dict[str, Any]:
            return notice_reply(notice_no, file, judgement)

        return reply

    @command(IssueNotice)
    def issue_notice(self, ask: Ask) -> Any:
        """Issue a drafted notice; never to oneself (DIS-22)."""
        by_now(ask, "issued_on")
        self._check_notice_known(ask)
        return self._step(ask, when=lambda notice: notice.issued_on is None, issued_on=ask["issued_on"], issued_by=ask.identity.staff_no)

    @command(SignNotice)
    def sign_notice(self, ask: Ask) -> Any:
        """The person signs an issued notice, also after having refused (DIS-19, DIS-22)."""
        by_now(ask, "signed_on")
        self.persons_act(ask, "signatory", ask["notice_no"], past=past_papers(ask, "signed_on"))
        return self._step(ask, when=lambda notice: notice.issued_on is not None and notice.signed_on is None, signed_on=ask["signed_on"])

    @command(RefuseSignature)
    def refuse_signature(self, ask: Ask) -> Any:
        """Note that the person does not sign; witnesses then make it effective (DIS-23, DIS-41)."""
        by_now(ask, "refused_on")
        self._check_notice_known(ask)
        holder = self.files.claimed(ask.organisation, f"notice/{ask['notice_no']}")
        not_of_the_own(ask, holder.key if holder else "", "DIS-23")
        self.apart(ask, "refuser", notice_no=ask["notice_no"])
        named = {name: ask.get(name) for name in ("refused_on", "evidence_sufficient", "bad_attitude")}
        named["refused_by"] = ask.identity.staff_no
        return self._step(ask, when=lambda each: each.issued_on is not None and each.signed_on is None and each.refused_on is None, **named)

    def _check_notice_known(self, ask: Ask) -> None:
        self.check_known(ask, f"notice/{ask['notice_no']}", absent=absent(f"notice/{ask['notice_no']}"))

    def _step(self, ask: Ask, *, when: Any, **made: Any) -> Any:
        record, before = self.holder(ask, f"notice/{ask['notice_no']}")
        notice = next(item for item in before.notices if item.notice_no == ask["notice_no"])
        if not when(notice):
            raise CaseClosed(state=notice_reply(notice.notice_no, before, self.judged(ask, before))["state"])
        others = tuple(item for item in before.notices if item.notice_no != notice.notice_no)
        after = replace(before, notices=(*others, replace(notice, line=0, **made)))
        reply = self._replying(after, "penalty_notice", notice)
        return self.file_row(record, ask, before=before, after=after, kind="penalty_notice", key=notice.notice_no, reply=reply)

    @query(GetNotice)
    def get_notice(self, ask: Ask) -> Any:
        """The notice at the end of the day."""
        record, file = self.holder(ask, f"notice/{ask['notice_no']}")
        if self._witnesses_still(ask, file):
            ask.audit(f"discipline/{file.staff_no}/{ask['notice_no']}")
        else:
            self.readable(ask, file, paper=f"notice/{ask['notice_no']}")
        return notice_reply(ask["notice_no"], file, self.judged(ask, file), version=record.version)

    def _witnesses_still(self, ask: Ask, file: File) -> bool:
        """Whether the caller is named as a witness of a notice that is not in effect yet; later it is no longer his (DIS-23, DIS-63)."""
        if not any((item.notice_no, item.witness_no) == (ask["notice_no"], ask.identity.staff_no) for item in file.witnesses):
            return False
        today = rules.judge(file, until=ask.today, law=ask.law, versions=self.versions(ask)).notice(ask["notice_no"])
        return today is not None and today.state in PENDING

    @query(WhyNotice)
    def why_notice(self, ask: Ask) -> Any:
        """What made its state and amount, or what refuses it."""
        record, file = self.holder(ask, f"notice/{ask['notice_no']}")
        self.readable(ask, file, paper=f"notice/{ask['notice_no']}")
        return self.why(ask, record, file, f"notice {ask['notice_no']}", kind="penalty_notice", key=ask["notice_no"])


def given(ask: Ask, into: type[Any], **more: Any) -> Any:
    """The paper as it is given."""
    names = {item.name for item in fields(into)}
    found = {name: value for name, value in ask.data.items() if name in names and value is not None}
    return into(**{**found, **more, "line": ask.line})


def with_paper(file: File, kind: str, paper: Any) -> File:
    """The file with one more paper; a numbered one takes the place of a refused one with its number."""
    part = PARTS[kind]
    others = [item for item in getattr(file, part) if kind == "notice_witness" or key_of(kind, item) != key_of(kind, paper)]
    return replace(file, **{part: (*others, paper)})


def unknown(claim: str, because: str) -> UnknownReference:
    """The refusal of a paper that rests on a number that nobody has, or that the caller may not read."""
    kind, _, key = claim.partition("/")
    return UnknownReference(kind=kind, key=key, because=[because])


def key_of(kind: str, paper: Any) -> str:
    """The key under which a paper is refused or accepted."""
    if kind == "notice_witness":
        return f"{paper.notice_no}/{paper.witness_no}"
    return str(getattr(paper, KEYS[kind]))
