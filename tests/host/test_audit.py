"""The trail of changes and confidential reads: complete, in order, and nobody alters it unnoticed."""

import pytest

from kefu.audit import GENESIS, AuditTrail, chained


@pytest.fixture
def trail(documents):
    trail = AuditTrail(documents)
    trail.open()
    return trail


def entry(number, **more):
    return {
        "id": f"i{number}",
        "by": "C01",
        "what": "read",
        "subject": "archive/1",
        "organisation": "shihua_gas",
        "at": "2025-03-31T09:00:00+08:00",
        **more,
    }


def test_entries_are_numbered_from_one_and_chained_from_the_genesis(trail):
    trail.append([entry(1), entry(2)])
    first, second = trail.entries()
    assert (first["seq"], first["previous"], first["hash"]) == (1, GENESIS, chained(GENESIS, entry(1)))
    assert (second["seq"], second["previous"]) == (2, first["hash"])
    assert trail.broken_at() is None


def test_an_entry_that_comes_twice_stands_there_once(trail):
    for _ in range(3):
        trail.append([entry(1), entry(2)])
    assert [link["id"] for link in trail.entries()] == ["i1", "i2"]


def _swap(pages, one, other):
    links = [pages.find_one({"_id": number})["links"] for number in (one, other)]
    pages.delete_many({"_id": {"$in": [one, other]}})
    pages.insert_many([{"_id": one, "links": links[1]}, {"_id": other, "links": links[0]}])


def _swap_on_a_page(pages):
    links = pages.find_one({"_id": 3})["links"]
    pages.update_one({"_id": 3}, {"$set": {"links": links[::-1]}})


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"links.0.entry.by": "somebody"}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"links.1.hash": "0" * 64}}), 4),
        (lambda pages: pages.update_one({"_id": 3}, {"$pull": {"links": {"entry.id": "i4"}}}), 4),
        (lambda pages: pages.delete_one({"_id": 3}), 3),
        (lambda pages: pages.update_one({"_id": 1}, {"$unset": {"links.0.entry.at": 1}}), 1),
        (lambda pages: _swap(pages, 1, 2), 1),
        (_swap_on_a_page, 3),
    ],
)
def test_a_changed_removed_or_moved_entry_is_found(trail, documents, tampering, broken):
    for page in ([1], [2], [3, 4], [5]):
        trail.append([entry(number) for number in page])
    tampering(documents["audit"])
    assert trail.broken_at() == broken


def test_a_whole_rewritten_entry_breaks_the_one_after_it(trail, documents):
    trail.append([entry(number) for number in range(1, 4)])
    [page] = documents["audit"].find()
    forged = {**page["links"][1]["entry"], "by": "somebody"}
    forged_link = {"links.1.entry": forged, "links.1.hash": chained(page["links"][1]["previous"], forged)}
    documents["audit"].update_one({"_id": 1}, {"$set": forged_link})
    assert trail.broken_at() == 3


def test_two_writers_make_one_unbroken_chain_that_holds_all(trail, documents, at_once):
    other = AuditTrail(documents)
    other.open()
    failed = [
        outcome for outcome in at_once(40, lambda index: (trail, other)[index % 2].append([entry(index), entry(100 + index)])) if outcome
    ]
    assert failed == []
    assert (trail.broken_at(), len(trail.entries(limit=200)), len(trail.entries(limit=30))) == (None, 80, 30)
    assert sum(len(page["links"]) for page in documents["audit"].find()) == 80


def test_a_writer_that_starts_later_goes_on_where_the_others_are(trail, documents):
    trail.append([entry(1)])
    later = AuditTrail(documents)
    later.open()
    trail.append([entry(2)])
    later.append([entry(3)])
    assert [link["id"] for link in later.entries()] == ["i1", "i2", "i3"]
    assert later.broken_at() is None


def test_a_chain_longer_than_a_batch_is_checked_to_its_end(trail, documents):
    trail.append([entry(number) for number in range(1, 1101)])
    assert trail.broken_at() is None
    assert [link["seq"] for link in trail.entries(after=199, limit=3)] == [200, 201, 202]
    documents["audit"].update_one({"_id": 1001}, {"$set": {"links.99.entry.by": "somebody"}})
    assert trail.broken_at() == 1100


def test_a_trail_from_before_there_were_pages_goes_on(documents):
    documents["audit"].create_index([("entry.id", 1)], unique=True)
    documents["audit"].create_index([("entry.subject", 1)])
    previous = GENESIS
    for number in (1, 2, 3):
        current = chained(previous, entry(number))
        documents["audit"].insert_one({"_id": number, "previous": previous, "hash": current, "entry": entry(number)})
        previous = current
    for _ in range(2):  # the second finds nothing to do
        trail = AuditTrail(documents)
        trail.open()
    trail.append([entry(3), entry(4)])
    assert [(link["seq"], link["id"]) for link in trail.entries()] == [(1, "i1"), (2, "i2"), (3, "i3"), (4, "i4")]
    assert trail.broken_at() is None


def test_the_entries_of_one_subject_are_found_in_order(trail):
    trail.append([entry(1), entry(2, subject="archive/2"), entry(3)])
    assert [link["seq"] for link in trail.entries(subject="archive/1")] == [1, 3]
    assert [link["seq"] for link in trail.entries(after=1, limit=1)] == [2]


def test_every_change_stands_in_the_trail_with_what_it_was_and_what_it_became(echo):
    echo("count", {"counter_no": "a", "step": 2})
    echo("count", {"counter_no": "a", "step": 3})
    echo.settle()
    changes = [link for link in echo.host.audit.entries() if link["what"] == "count"]
    assert [(link["by"], link["subject"], link["because"], link["changes"]["total"]) for link in changes] == [
        ("C01", "echo/a", ["HOST-2", "largest_step"], [None, 2]),
        ("C01", "echo/a", ["HOST-2", "largest_step"], [2, 5]),
    ]
    assert echo.host.audit.broken_at() is None


def test_the_trail_is_read_in_pages_by_an_auditor(echo):
    for number in range(5):
        echo("count", {"counter_no": str(number)})
    echo.settle()
    seen, cursor = [], None
    while True:
        page = echo("list_audit", limit=4, cursor=cursor)
        seen += [item["seq"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == list(range(1, 11))


def test_what_another_organisation_did_is_not_shown(echo, issuer):
    echo("count", {"counter_no": "a"})
    echo.settle()
    other = issuer.token(staff_no="X01", organisation="elsewhere", roles=["system_administrator"])
    assert echo("list_audit", token=other)["items"] == []
