"""Every filter and the search: an equality and a range of one index, from as many documents as it lists (CMP-51)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kefu.newest import position
from kefu_messages.complaints import AcceptCase, ListCases, SearchCases
from kefu_messages.errors import ValidationFailed

LEADER = ("customer_service_supervisor",)
NEWEST = datetime(2025, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
FILTERS = {
    "||": {},
    "complaint||": {"kind": "complaint"},
    "|accepted|": {"state": "accepted"},
    "|open|": {"state": "open"},
    "||customer:U7": {"customer_no": "U7"},
    "||area:東區": {"area": "東區"},
    "||category:billing": {"category": "billing"},
    "||owner:E17": {"owner": "E17"},
    "complaint|open|owner:E17": {"kind": "complaint", "state": "open", "owner": "E17"},
    "|accepted|category:billing": {"state": "accepted", "category": "billing"},
}


@pytest.mark.rule("CMP-51")
def test_every_filter_and_the_search_read_as_many_documents_as_they_list(complaints, opened, act, examined):
    mine = {"customer_no": "U7", "area": "東區", "category": "billing"}
    other = {"customer_no": "U8", "area": "西區", "category": "service", "kind": "inquiry", "text": "如何續費"}
    for number in range(6):
        opened(f"K{number}", received_at=(NEWEST - timedelta(days=number)).isoformat(), **mine)
        act(AcceptCase, f"K{number}", apologised_at=NEWEST.isoformat(), at=NEWEST.isoformat())
        opened(f"Q{number}", received_at=(NEWEST - timedelta(days=number)).isoformat(), **other)
    span = {"$gte": position(NEWEST, number=""), "$lte": position(NEWEST - timedelta(days=3), number="Z")}
    for name, filters in FILTERS.items():
        listed = [one["case_no"] for one in complaints.ask(ListCases, roles=LEADER, **filters)["items"]]
        assert [number for number in listed if number.startswith("K")] == [f"K{number}" for number in range(6)], filters
        assert len(listed) == (12 if filters in ({}, {"state": "open"}) else 6), filters
        asked = {"organisation": complaints.organisation, "lists": name, "position": span}
        assert examined(asked) == (8 if len(listed) == 12 else 4), filters
    assert [one["case_no"] for one in complaints.ask(SearchCases, roles=LEADER, words="一直沒有")["items"]] == [f"K{n}" for n in range(6)]
    assert examined({"organisation": complaints.organisation, "grams": "一直", "position": span}) == 4


def test_filters_that_no_index_serves_together_are_refused(complaints):
    with pytest.raises(ValidationFailed):
        complaints.ask(ListCases, roles=LEADER, owner="E17", category="billing")
