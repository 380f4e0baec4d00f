"""What people do at the desk, step by step in a browser: a process of its own, since Playwright and eventlet do not share one.

``python desk_stories.py STORY…`` reads ``{"address": …, "tokens": {"C01": …}, …}`` from its input; it fails when the page does not do
what the story expects, has an error in its scripts, or asks any other server for anything.
"""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Desks:
    """Where people sit down: the running instance, whose tokens are known, and what was heard that nobody should hear."""

    browser: Browser
    address: str
    tokens: Mapping[str, str]
    facts: Mapping[str, Any]
    heard: list[str] = field(default_factory=list)

    def open(self, staff_no: str, language: str = "zh-Hant") -> "Desk":
        """The desk of a member of staff, signed in."""
        page = self.browser.new_context(timezone_id="Asia/Shanghai").new_page()
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", lambda request: self._listen(request.url))
        page.goto(f"{self.address}/desk?lang={language}#token={self.tokens[staff_no]}")
        return Desk(page).settled()

    def patch(self, desk: "Desk", staff_no: str, path: str, body: Mapping[str, Any]) -> None:
        """Somebody else changes a record meanwhile."""
        headers = {"Authorization": f"Bearer {self.tokens[staff_no]}"}
        assert desk.page.request.patch(f"{self.address}{path}", data=body, headers=headers).ok

    def _listen(self, url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(f"{self.address}/"):
            self.heard.append(url)


@dataclass
class Desk:
    """One page."""

    page: Page

    def go(self, place: str) -> "Desk":
        """Open a place of the desk."""
        self.page.evaluate("place => { location.hash = place }", f"#{place}")
        return self.settled()

    def press(self, what: Locator) -> "Desk":
        """Follow a link or a button."""
        what.first.click()
        return self.settled()

    def settled(self) -> "Desk":
        """Wait until the page shows what was asked for."""
        expect(self.page.locator("main > *").first).to_be_visible()
        expect(self.page.locator("main[aria-busy]")).to_have_count(0)
        return self

    def action(self, name: str) -> Locator:
        """What can be done to the record that is shown."""
        return self.page.locator(".actions a", has_text=name)

    def fill(self, **values: str) -> "Desk":
        """Fill in the fields of the form, by their names in the contracts."""
        for name, value in values.items():
            control = self.page.locator(f'[data-field="{name}"] :is(input, select, textarea)')
            control.select_option(value) if control.evaluate("control => control.tagName") == "SELECT" else control.fill(value)
        return self

    def send(self) -> "Desk":
        """Press the form's button."""
        self.page.locator("form.doing button.main").click()
        return self

    def says(self, text: str, *, within: str = "main") -> "Desk":
        """The text is to be read there."""
        expect(self.page.locator(within).first).to_contain_text(text)
        return self


def pays_twice(desks: Desks) -> None:
    """A clerk takes money; the form is sent twice in the same moment."""
    desk = desks.open("C01").go("/accounts/K1")
    desk.press(desk.action("收款")).fill(receipt_no="D1", paid_at="2025-03-24T10:00", method="cash", amount="46.60", tendered="50")
    expect(desk.page.locator('[data-field="customer_no"] input')).to_have_value("K1")
    desk.fill(authenticity_checked="true")
    desk.page.evaluate("() => { const form = document.querySelector('form.doing'); form.requestSubmit(); form.requestSubmit(); }")
    desk.says("已辦理").says("3.40", within=".outcome")  # the change


def errs_and_is_told(desks: Desks) -> None:
    """What is wrong stands beside its field, in Simplified Chinese; what a rule refuses is told with its code."""
    desk = desks.open("C01", "zh-Hans").go("do/billing.record_payment?customer_no=K1")
    desk.fill(receipt_no="D2", paid_at="2025-03-24T11:00", method="cash", amount="5.001").send()
    desk.says("小数超过 2 位", within='[data-field="amount"]')
    expect(desk.page.locator('[data-field="amount"] input')).to_have_attribute("aria-invalid", "true")
    desk.fill(amount="5.00").send().says("authenticity_not_checked", within="[role=alert]")


def finds_own_work_only(desks: Desks) -> None:
    """A clerk finds payments, but neither finds nor opens the registration of staff."""
    desk = desks.open("C01", "en")
    desk.page.locator("#search").fill("record payment")
    expect(desk.page.locator("#results a").first).to_contain_text("Record payment")
    desk.page.locator("#search").fill("register staff")
    expect(desk.page.locator("#results a")).to_have_count(0)
    desk.go("do/attendance.register_staff").says("your role may not see it", within=".notice")


def asks_why(desks: Desks) -> None:
    """Why the account stands as it does: the clauses by their titles."""
    desks.open("C01").go("/accounts/K1/why").says(desks.facts["clause"], within="main").says("2846.60")


def follows_keys(desks: Desks) -> None:
    """From a list to a record, from there to the invoice, and back."""
    desk = desks.open("C01").go("/accounts?open=true")
    desk.press(desk.page.locator("tbody a", has_text="K1")).says("J1")
    desk.press(desk.page.locator("a", has_text="2025-03-M1")).says("2846.60")
    desk.page.go_back()
    desk.settled().says("K1", within="main h2")


def is_overtaken(desks: Desks) -> None:
    """Somebody else changes the record that is being looked at."""
    desk = desks.open("G01", "en").go("/customers/K1")
    desks.patch(desk, "G01", "/customers/K1", {"phone": "13800000001"})
    desk.press(desk.action(desks.facts["change"])).fill(phone="13800000002").send().says(desks.facts["code"], within="[role=alert]")


def imports_a_file(desks: Desks) -> None:
    """A file with a good row and a bad one."""
    desk = desks.open("F01").go("do/billing.publish_tariff.import")
    desk.page.locator("input[type=file]").set_input_files(desks.facts["file"])
    desk.send().says("已辦理")
    expect(desk.page.locator(".outcome tbody tr")).to_have_count(1)
    desk.says("T9", within=".outcome tbody tr")


def reads_markup(desks: Desks) -> None:
    """What a record says is text, whatever it says."""
    desk = desks.open("G01").go("/customers/X1").says(desks.facts["name"])
    expect(desk.page.locator("main img")).to_have_count(0)


def is_signed_out(desks: Desks) -> None:
    """A token that is worth nothing any more."""
    desk = desks.open("C01", "en")
    desk.page.evaluate("sessionStorage.setItem('kefu.token', sessionStorage.getItem('kefu.token').slice(0, -4) + 'AAAA')")
    desk.page.reload()
    desk.settled().go("/accounts/K1").says("no longer signed in", within=".notice")
    assert desk.page.evaluate("sessionStorage.getItem('kefu.token')") is None


@contextmanager
def seated(facts: Mapping[str, Any]) -> Iterator[Desks]:
    """A browser for one story."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        desks = Desks(browser, facts["address"], facts["tokens"], facts)
        yield desks
        browser.close()
        assert desks.heard == []


if __name__ == "__main__":
    with seated(json.load(sys.stdin)) as sat_down:
        for story in sys.argv[1:]:
            globals()[story](sat_down)
