"""The trail of changes and confidential reads: complete, in order, and nobody alters it unnoticed."""

import pytest

from kefu.audit import GENESIS, AuditTrail, chained, links_of, page_of


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
    first, second = (pages.find_one({"_id": number}) for number in (one, other))
    pages.delete_many({"_id": {"$in": [one, other]}})
    pages.insert_many([{**second, "_id": one}, {**first, "_id": other}])


def _rewrite(pages, number, change):
    """Change the links of a page as somebody would who knows its form."""
    links = links_of(pages.find_one({"_id": number}))
    pages.replace_one({"_id": number}, page_of(number, change(links) or links))


def _set(place, name, value):
    def change(links):
        if name == "hash":
            links[place]["hash"] = value
        else:
            links[place]["entry"][name] = value

    return change


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        (lambda pages: _rewrite(pages, 3, _set(0, "by", "somebody")), 3),
        (lambda pages: _rewrite(pages, 3, _set(1, "hash", "0" * 64)), 4),
        (lambda pages: _rewrite(pages, 3, lambda links: links[:1]), 4),
        (lambda pages: pages.delete_one({"_id": 3}), 3),
        (lambda pages: _rewrite(pages, 1, lambda links: links[0]["entry"].pop("at") and None), 1),
        (lambda pages: _swap(pages, 1, 2), 1),
        (lambda pages: _rewrite(pages, 3, lambda links: links[::-1]), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$pull": {"ids": "i4"}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"subjects": []}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"shown": ["E1"]}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"links": "[{]"}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$set": {"links": "[{}]"}}), 3),
        (lambda pages: pages.update_one({"_id": 3}, {"$unset": {"links": 1}}), 3),
    ],
)
def test_a_changed_removed_or_moved_entry_is_found(trail, documents, tampering, broken):
    for page in ([1], [2], [3, 4], [5]):
        trail.append([entry(number) for number in page])
    tampering(documents["audit"])
    assert trail.broken_at() == broken


def test_a_whole_rewritten_entry_breaks_the_one_after_it(trail, documents):
    trail.append([entry(number) for number in range(1, 4)])

    def forge(links):
        links[1]["entry"]["by"] = "somebody"
        links[1]["hash"] = chained(links[1]["previous"], links[1]["entry"])

    _rewrite(documents["audit"], 1, forge)
    assert trail.broken_at() == 3


def test_two_writers_make_one_unbroken_chain_that_holds_all(trail, documents, at_once):
    other = AuditTrail(documents)
    other.open()
    failed = [
        outcome for outcome in at_once(40, lambda index: (trail, other)[index % 2].append([entry(index), entry(100 + index)])) if outcome
    ]
    assert failed == []
    assert (trail.broken_at(), len(trail.entries(limit=200)), len(trail.entries(limit=30))) == (None, 80, 30)
    assert sum(len(links_of(page)) for page in documents["audit"].find()) == 80


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
    _rewrite(documents["audit"], 1001, _set(99, "by", "somebody"))
    assert trail.broken_at() == 1100


def _single(number, link):
    return {"_id": number, **link}


def _listed(number, link):
    return {"_id": number, "links": [link]}


@pytest.mark.parametrize(("place", "page"), [("entry", _single), ("links.entry", _listed)])
def test_a_trail_from_before_its_pages_were_text_goes_on(documents, place, page):
    documents["audit"].create_index([(f"{place}.id", 1)], unique=True)
    documents["audit"].create_index([(f"{place}.subject", 1)])
    previous = GENESIS
    for number in (1, 2, 3):
        current = chained(previous, entry(number))
        documents["audit"].insert_one(page(number, {"previous": previous, "hash": current, "entry": entry(number)}))
        previous = current
    for _ in range(2):  # the second finds nothing to do
        trail = AuditTrail(documents)
        trail.open()
    trail.append([entry(3), entry(4)])
    assert [(link["seq"], link["id"]) for link in trail.entries()] == [(1, "i1"), (2, "i2"), (3, "i3"), (4, "i4")]
    assert [link["seq"] for link in trail.entries(subject="archive/1")] == [1, 2, 3, 4]
    assert trail.broken_at() is None
    assert not [name for name in documents["audit"].index_information() if "entry" in name]


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
