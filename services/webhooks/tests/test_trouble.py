"""What must not stop, lose or betray anything: odd addresses, a slow broker, a turn that is lost, a reader that is late, secrets."""

import pymongo
import pytest

from kefu_messages import roles
from kefu_messages.customers import RegisterCustomer
from kefu_messages.webhooks import (
    AddressNotAllowed,
    ChangeWebhook,
    GetWebhook,
    ListDeliveries,
    ListWebhooks,
    PauseWebhook,
    RegisterWebhook,
    RemoveWebhook,
    ResumeWebhook,
    RotateWebhookSecret,
)
from kefu_webhooks import dispatch, outgoing, sending
from kefu_webhooks.service import Webhooks

ADMINISTRATOR = [roles.SYSTEM_ADMINISTRATOR]
CLERK = [roles.CUSTOMER_SERVICE_SUPERVISOR]
BOARD = {"roles": ADMINISTRATOR, "webhook_no": "board"}


def register(department, url, **more):
    return department.ask(RegisterWebhook, **BOARD, url=url, events=["customers.*"], **more)


def customers(department, *numbers):
    for number in numbers:
        department.ask(
            RegisterCustomer, roles=CLERK, customer_no=f"K{number}", name=f"客戶{number}", kind="residential", address=f"{number}號",
            opened_on="2024-01-02", confirmed_distinct=True,
        )  # fmt: skip


def awaited(department, look, enough=bool):
    seen = department.until(look, enough, seconds=30)
    assert enough(seen), seen
    return seen


def holding(word, *, uri, database):
    """The collections of the test that hold the word anywhere."""
    with pymongo.MongoClient(uri) as client:
        own = [client[name] for name in client.list_database_names() if name.startswith(database)]
        return sorted({place.name for base in own for place in map(base.get_collection, base.list_collection_names())
                       if any(word in repr(document) for document in place.find())})  # fmt: skip


def test_a_secret_is_nowhere_but_with_its_webhook_and_goes_with_it(department, receiver, mongo_uri, database):
    first = register(department, receiver.url, key="k1")["secret"]
    again = register(department, receiver.url, key="k1")
    assert "secret" not in again, "an answer that is given again does not hold it"
    second = department.ask(RotateWebhookSecret, **BOARD)["secret"]
    department.settle()
    assert holding(second, uri=mongo_uri, database=database) == ["webhooks"]
    changed = department.looks(RotateWebhookSecret)[-1]["changes"]
    assert (changed["secret"], changed["secret_before"]) == (["***", "***"], [None, "***"])
    department.ask(RemoveWebhook, **BOARD, reason="moved")
    department.settle()
    assert [holding(secret, uri=mongo_uri, database=database) for secret in (first, second)] == [[], []]


ODD = ("https://x:99999/", "https://[::1/", "https://8.8.8.8:abc/", "http://１２７.０.０.１/", "https://", "https://a b/", "ftp://x/", "x")


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_refused(shared, monkeypatch, url):
    monkeypatch.setenv("KEFU_WEBHOOK_ALLOW", "127.0.0.0/8")
    with pytest.raises(AddressNotAllowed):
        register(shared.start(Webhooks), url)
    assert shared.ask(ListWebhooks, roles=ADMINISTRATOR)["items"] == []


def test_whatever_goes_wrong_with_one_delivery_is_an_attempt_and_the_next_goes(department, receiver, monkeypatch):
    register(department, receiver.url)
    plain, broken = sending.send, [True]

    def send(*arguments, **named):
        if broken:
            raise UnicodeEncodeError("latin-1", "x", 0, 1, "no header")
        return plain(*arguments, **named)

    monkeypatch.setattr(outgoing, "send", send)
    customers(department, *range(1, outgoing.LANES + 2))
    waiting = awaited(
        department,
        lambda: department.ask(ListDeliveries, **BOARD, state="waiting")["items"],
        lambda found: any(each["attempts"] for each in found),
    )
    assert "UnicodeEncodeError" in next(each for each in waiting if each["attempts"])["attempts"][0]["error"]
    broken.clear()
    department.ask(ChangeWebhook, **BOARD, description="mended")
    awaited(department, lambda: set(receiver.subjects()), lambda got: len(got) == outgoing.LANES + 1)


@pytest.mark.parametrize("trouble", ["slow broker", "lost turn"])
def test_what_was_said_during_a_pause_is_sent_whatever_comes_between(department, receiver, monkeypatch, trouble):
    register(department, receiver.url)
    department.ask(PauseWebhook, **BOARD, reason="moving")
    customers(department, 1, 2, 3)
    department.settle()
    taking, turning = dispatch.Stream.take, dispatch.Dispatcher._have_the_turn  # noqa: SLF001
    reading, times = dispatch.Dispatcher._read_again, []  # noqa: SLF001

    def slowly(stream, *, most, seconds):
        if seconds == 2 and not times:
            times.append("nothing yet")
            return []
        return taking(stream, most=most, seconds=seconds)

    def read_again(dispatcher, webhook, *, until):
        monkeypatch.setattr(dispatch.Dispatcher, "_have_the_turn", lambda self: times.append("lost") or (turning(self) and len(times) > 1))
        try:
            return reading(dispatcher, webhook, until=until)
        finally:
            monkeypatch.setattr(dispatch.Dispatcher, "_have_the_turn", turning)

    if trouble == "slow broker":
        monkeypatch.setattr(dispatch.Stream, "take", slowly)
    else:
        monkeypatch.setattr(dispatch.Dispatcher, "_read_again", read_again)
    department.ask(ResumeWebhook, **BOARD)
    awaited(department, lambda: set(receiver.subjects()), lambda got: got == {"K1", "K2", "K3"})
    awaited(department, lambda: department.ask(GetWebhook, **BOARD)["replaying_since"], lambda since: since is None)
    assert times


def test_what_was_said_before_a_pause_and_read_after_it_is_sent_on_resuming(department, receiver, monkeypatch):
    monkeypatch.setattr(dispatch, "LATE", dispatch.TURN - dispatch.TURN)
    register(department, receiver.url)
    taking, late = dispatch.Stream.take, [True]
    monkeypatch.setattr(dispatch.Stream, "take", lambda self, **named: [] if late else taking(self, **named))
    customers(department, 1, 2)
    department.settle()
    department.ask(PauseWebhook, **BOARD, reason="moving")
    customers(department, 3)
    department.settle()
    late.clear()
    awaited(department, lambda: department.ask(ListDeliveries, **BOARD, state="waiting")["items"], lambda found: len(found) == 2)
    assert receiver.subjects() == []
    department.ask(ResumeWebhook, **BOARD)
    awaited(department, lambda: set(receiver.subjects()), lambda got: got == {"K1", "K2", "K3"})
