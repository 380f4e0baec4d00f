"""Similar, linked, merged and split cases, lists and search, and what others tell (CMP-41, 51; CUS-50, 52, 65)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kefu.newest import position, windows
from kefu_complaints.store import CASES
from kefu_messages import platform
from kefu_messages.complaints import (
    AcceptCase,
    AssignCase,
    CaseAssigned,
    CaseOpened,
    CaseOverdue,
    CasesLinked,
    InvestigateCase,
    LinkCase,
    ListCases,
    MergeCase,
    PraiseReceived,
    ProposeSolution,
    RecordResponse,
    SearchCases,
    SplitCase,
    TransitionRefused,
)
from kefu_messages.contracts import ServiceLapsed, ServiceRestored
from kefu_messages.customers import CallBackEscalated, ComplaintRevisited, PlatformRequestSubmitted
from kefu_messages.errors import UnknownReference, ValidationFailed

AGENT, LEADER = ("customer_service_specialist",), ("customer_service_supervisor",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")


def documents(complaints):
    """The collection of cases, as no handler sees it."""
    return complaints._containers["complaints"].host.database[CASES.name]  # noqa: SLF001


def examined(complaints, now, **equals):
    """How many documents the store looks at for a page of 20 of a list, window after window."""
    looked = shown = 0
    for low, high, _ in windows(now, cursor=None, narrow=False):
        asked = {"organisation": complaints.organisation, **equals, "position": {"$gte": low, "$lte": high}}
        stats = documents(complaints).find(asked).explain()["executionStats"]
        looked, shown = looked + stats["totalDocsExamined"], shown + stats["nReturned"]
        if shown > 20:
            break
    return looked


def two_of_complaints(complaints, cursor):
    """A page of two, as the gateway asks for it."""
    context = {"token": complaints.token(roles=LEADER), "limit": 2, "cursor": cursor}
    asked = {"kind": "complaint"}
    return complaints._caller.call("complaints", "list_cases", asked, context=context, deadline_seconds=10)  # noqa: SLF001


@pytest.mark.rule("CMP-51")
def test_who_complains_again_of_the_same_is_warned_of(complaints, opened):
    opened("C5", customer_no="U7", category="billing", received_at="2025-05-06T10:00")
    opened("C6", customer_no="U8", received_at="2025-05-06T11:00")
    again = opened("C7", customer_no="U7", category="billing", text="發票還是沒有收到", received_at="2025-05-12T10:00")
    assert [(one["case_no"], one["repeated"]) for one in again["similar"]] == [("C5", True)]
    assert [one["similar"] for one in complaints.said(CaseOpened, count=3)] == [[], [], ["C5"]]
    later = opened("C8", customer_no="U7", category="billing", received_at="2025-08-01T10:00")
    assert later["similar"] == []


@pytest.mark.rule("CMP-51")
def test_linked_merged_and_split_cases_remember_each_other(complaints, opened, act, case):
    for number in ("C5", "C6", "C7"):
        opened(number)
    act(LinkCase, "C5", other_case_no="C6")
    with pytest.raises(UnknownReference):
        act(MergeCase, "C6", into_case_no="C99")
    merged = act(MergeCase, "C7", into_case_no="C5", at="2025-05-06T12:00")
    assert (merged["state"], merged["merged_into"]) == ("merged", "C5")
    complaints.settle()
    assert case("C5")["links"] == ["C6", "C7"]
    assert case("C6")["links"] == ["C5"]
    with pytest.raises(TransitionRefused):
        act(AcceptCase, "C7", apologised_at="2025-05-06T10:05")
    split = act(SplitCase, "C5", new_case_no="C5-2", text="另有開票問題")
    assert (split["split_from"], split["state"], split["received_on"], split["links"]) == ("C5", "received", "2025-05-06", ["C5"])
    complaints.settle()
    assert case("C5")["links"] == ["C5-2", "C6", "C7"]
    assert [(one["how"], one["case_no"]) for one in complaints.said(CasesLinked, count=3)] == [
        ("linked", "C5"),
        ("merged", "C7"),
        ("split", "C5-2"),
    ]


@pytest.mark.rule("CMP-05")
def test_a_page_of_a_list_reads_a_bounded_number_of_documents_whatever_the_total(complaints, opened):
    newest = datetime(2025, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    opened("C0", customer_no="U7", received_at=newest.isoformat())
    pattern = documents(complaints).find_one({"_id": f"{complaints.organisation}/C0"})

    def lay_in(numbers):
        for number in numbers:
            case_no = f"K{number}"
            place = position(newest - timedelta(hours=number), number=case_no)
            copy = {
                **pattern,
                "_id": f"{complaints.organisation}/{case_no}",
                "case_no": case_no,
                "position": place,
                "outbox": [],
                "ops": [],
            }
            documents(complaints).insert_one(copy)

    lists = (
        {"lists": "||"},
        {"lists": "complaint|open|"},
        {"lists": "complaint|received|queue:complaint_reception_centre"},
        {"grams": "發票"},
    )
    lay_in(range(1, 200))
    before = [examined(complaints, newest, **equals) for equals in lists]
    assert all(21 <= looked <= 84 for looked in before)
    lay_in(range(200, 600))
    assert [examined(complaints, newest, **equals) for equals in lists] == before


def test_pages_follow_each_other_without_a_gap_or_a_repetition(complaints, opened):
    days = [f"2025-{month:02}-{day:02}" for month in (1, 2, 5) for day in (3, 3, 20)]
    for number, day in enumerate(days):
        opened(f"C{number}", received_at=f"{day}T10:00")
    listed = complaints.ask(ListCases, roles=LEADER, kind="complaint")["items"]
    assert [one["case_no"] for one in listed] == ["C8", "C6", "C7", "C5", "C3", "C4", "C2", "C0", "C1"]
    seen, cursor = [], None
    while True:
        page = two_of_complaints(complaints, cursor)
        seen += [one["case_no"] for one in page["items"]]
        cursor = page.get("next")
        if not cursor:
            break
    assert seen == ["C8", "C6", "C7", "C5", "C3", "C4", "C2", "C0", "C1"]


@pytest.mark.rule("CMP-05")
def test_lists_are_newest_first_and_answer_any_mixture_of_filters(complaints, opened, act):
    opened("C5", received_at="2025-05-06T10:00", area="東區")
    opened("C6", received_at="2025-05-07T10:00", area="東區", customer_no="U7")
    opened("Q1", kind="inquiry", received_at="2025-05-08T10:00", area="西區")
    act(AcceptCase, "C5", apologised_at="2025-05-06T10:05")
    asked = [
        ({}, ["Q1", "C6", "C5"]), ({"kind": "complaint"}, ["C6", "C5"]), ({"state": "received"}, ["Q1", "C6"]), ({"owner": "E17"}, ["C5"]),
        ({"area": "東區", "state": "open"}, ["C6", "C5"]), ({"customer_no": "U7", "kind": "complaint"}, ["C6"]), ({"state": "overdue"}, []),
    ]  # fmt: skip
    for filters, numbers in asked:
        assert [one["case_no"] for one in complaints.ask(ListCases, roles=LEADER, **filters)["items"]] == numbers, filters
    with pytest.raises(ValidationFailed):
        complaints.ask(ListCases, roles=LEADER, owner="E17", area="東區")


@pytest.mark.rule("CMP-51")
def test_cases_are_found_by_their_words(complaints, opened):
    opened("C5", text="發票一直沒有收到")
    opened("C6", text="發貨太慢")
    assert [one["case_no"] for one in complaints.ask(SearchCases, roles=LEADER, words="發票")["items"]] == ["C5"]
    assert [one["case_no"] for one in complaints.ask(SearchCases, roles=LEADER, words="沒有收到")["items"]] == ["C5"]
    assert complaints.ask(SearchCases, roles=LEADER, words="發票太慢")["items"] == []
    with pytest.raises(ValidationFailed):
        complaints.ask(SearchCases, roles=LEADER, words="發")


@pytest.mark.rule("CON-04")
def test_a_case_shows_whether_its_customer_is_in_service(complaints, opened, case):
    opened(customer_no="U7")
    assert (case()["service"], case()["covered_until"]) == (None, None)
    complaints.say(ServiceRestored, **{**ServiceRestored.example, "customer_no": "U7", "covered_until": "2025-06-30"})
    assert (case()["service"], case()["covered_until"]) == ("in_service", "2025-06-30")
    complaints.say(ServiceLapsed, **{**ServiceLapsed.example, "customer_no": "U7", "covered_until": "2025-06-30"})
    assert case()["service"] == "lapsed"
    assert case()["state"] == "received"  # no rule refuses whom it has lapsed for


def test_praise_is_told_to_those_who_count_it(complaints, opened):
    with complaints.on("2025-05-06"):
        opened("P1", kind="praise", channel="letter", text="服務很好", staff_no="E17", by="E18")
    (told,) = complaints.said(PraiseReceived)
    assert (told["staff_no"], told["channel"]) == ("E17", "letter")


@pytest.mark.rule("CMP-51")
def test_a_resolved_complaint_is_revisited_by_the_revisit_specialist_elsewhere(complaints, opened, act, case):
    opened()
    told = {"complaint_no": "C5", "satisfied": True, "revisited_on": "2025-05-07", "remark": "滿意"}
    complaints.say(ComplaintRevisited, **told)
    assert case()["state"] == "received"
    act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T10:05")
    act(InvestigateCase, real_cause="late delivery", wanted="refund", at="2025-05-06T11:00")
    act(ProposeSolution, solution="退運費", at="2025-05-06T11:30")
    act(RecordResponse, response="accepted", at="2025-05-06T12:00")
    complaints.say(ComplaintRevisited, **told)
    assert (case()["state"], case()["satisfied"], case()["revisited_on"]) == ("follow_up", True, "2025-05-07")


@pytest.mark.rule("CMP-41")
def test_a_problem_found_in_a_call_back_is_assigned_within_the_hour(jinyang):
    told = {
        "call_back_no": "form-FK-1", "customer_no": "U7", "specialist": "J15", "kind": "old_problem", "text": "報表仍不對",
        "to_role": "service_manager", "raised_at": "2025-05-06T10:00:00+08:00",
    }  # fmt: skip
    jinyang.say(CallBackEscalated, **told)
    jinyang.say(CallBackEscalated, **{**told, "call_back_no": "form-FK-2"})
    assert [(one["case_no"], one["queue"]) for one in jinyang.said(CaseAssigned, count=2)] == [
        ("form-FK-1-old_problem", "service_manager"), ("form-FK-2-old_problem", "service_manager"),
    ]  # fmt: skip
    assigned = {"case_no": "form-FK-1-old_problem", "owner": "J13", "at": "2025-05-06T10:30"}
    assert jinyang.ask(AssignCase, roles=("service_manager",), by="J02", **assigned)["state"] == "assigned"
    jinyang.ask(RUN, roles=("system_administrator",), as_of="2025-05-07")
    late = [one for one in jinyang.said(CaseOverdue, count=0) if one["term"] == "assignment"]
    assert [(one["case_no"], one["due_at"]) for one in late] == [("form-FK-2-old_problem", "2025-05-06T11:00+08:00")]


@pytest.mark.rule("CMP-51")
def test_a_request_on_the_platform_is_the_same_case_as_by_phone(jinyang):
    told = {"unit_no": "A06-103", "channel": "wechat", "content": "廚房漏水", "submitted_at": "2025-05-06T21:15:00+08:00"}
    for number, module in (("WX-1", "repair"), ("WX-2", "complaint")):
        jinyang.say(PlatformRequestSubmitted, request_no=number, module=module, **told)
    opened = {one["case_no"]: one for one in jinyang.said(CaseOpened, count=2)}
    assert {number: (one["kind"], one["channel"], one["received_on"]) for number, one in opened.items()} == {
        "WX-1": ("repair", "wechat", "2025-05-06"), "WX-2": ("complaint", "wechat", "2025-05-06"),
    }  # fmt: skip
