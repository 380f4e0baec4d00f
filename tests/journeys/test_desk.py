"""The desk in a browser: people of several posts do their day's work on the page, in their language."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed (.ci/run installs it)")


@pytest.fixture(scope="module")
def department(founded):
    """A gas company that sells gas, of which customer K1 owes 2,846.60."""
    department = founded("journey_desk").sells_gas()
    department.billed(1)
    return department


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Desk:
    """Somebody's desk."""

    page: Page
    address: str

    def go(self, place: str) -> "Desk":
        """Open a place of the desk."""
        self.page.evaluate("place => { location.hash = place }", f"#{place}")
        return self.settled()

    def settled(self) -> "Desk":
        """Wait until the page shows what was asked for."""
        expect(self.page.locator("main[aria-busy]")).to_have_count(0, timeout=20_000)
        return self

    def says(self, text: str, *, within: str = "main") -> None:
        """The text is to be read there."""
        expect(self.page.locator(within).first).to_contain_text(text, timeout=20_000)

    def send(self) -> None:
        """Press the form's button."""
        self.page.locator("form.doing button.main").click()


@pytest.fixture
def desk(department, browser) -> Iterator[Callable[..., Desk]]:
    """Opens the desk as a member of staff; every page must do without an error, and without any other server."""
    contexts, heard = [], []

    def open_desk(staff_no: str, language: str = "zh-Hant") -> Desk:
        person, context = department.by(staff_no), browser.new_context(timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url) if _elsewhere(request.url, person.address) else None)
        page.goto(f"{person.address}/desk?lang={language}#token={person.token}")
        expect(page.locator("main h2").first).to_be_visible(timeout=20_000)
        return Desk(page, person.address)

    yield open_desk
    for context in contexts:
        context.close()
    assert heard == []


def _elsewhere(url: str, address: str) -> bool:
    return urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != urlsplit(address).netloc


def _fill(desk: Desk, values: dict[str, str]) -> None:
    for label, value in values.items():
        desk.page.get_by_label(label, exact=False).first.fill(value)


@pytest.mark.rule("BIL-09", "BIL-15")
def test_a_clerk_takes_money_and_pressing_twice_takes_it_once(desk, department):
    page = desk("C01").go("/accounts/K1").page
    page.locator(".actions a", has_text="收款").click()
    form = Desk(page, "").settled()
    expect(page.get_by_label("客戶編號")).to_have_value("K1")
    _fill(form, {"收據編號": "D1", "付款時間": "2025-03-24T10:00", "付款方式": "cash", "金額": "46.60", "實收": "50"})
    page.get_by_label("已驗真偽").select_option("true")
    page.evaluate("""() => {
        const form = document.querySelector("form.doing");
        form.requestSubmit(); form.requestSubmit();
    }""")
    form.says("已辦理")
    form.says("3.40")  # the change
    account = department.by("C01").seen("/accounts/K1", as_of="2025-03-24")
    assert (account["open_amount"], [receipt["receipt_no"] for receipt in account["receipts"]]) == ("2800.00", ["D1"])


def test_what_is_wrong_stands_beside_its_field_in_the_reader_s_language(desk, department):
    form = desk("C01", "zh-Hans").go("do/billing.record_payment?customer_no=K1")
    _fill(form, {"收据编号": "D2", "付款时间": "2025-03-24T11:00", "付款方式": "cash", "金额": "5.001"})
    form.send()
    form.says("小数超过 2 位", within='[data-field="amount"]')
    expect(form.page.get_by_label("金额")).to_have_attribute("aria-invalid", "true")
    _fill(form, {"金额": "5.00"})
    form.send()
    form.says("authenticity_not_checked", within="[role=alert]")
    assert department.by("C01").get("/receipts/D2").status == 404


def test_somebody_finds_what_his_post_may_do_and_nothing_else(desk):
    page = desk("C01", "en").page
    page.locator("#search").fill("record payment")
    expect(page.locator("#results a").first).to_contain_text("Record payment")
    page.locator("#search").fill("register staff")
    expect(page.locator("#results a")).to_have_count(0)
    page.goto(page.url.partition("#")[0] + "#do/attendance.register_staff")
    expect(page.locator(".notice")).to_contain_text("your role may not see it")


@pytest.mark.rule("BIL-19")
def test_why_is_answered_with_the_clauses(desk):
    there = desk("C01").go("/accounts/K1/why")
    there.says("結算單交費期限", within=".decision >> nth=1")
    there.says("2846.60")


def test_a_list_leads_to_its_records_and_keys_to_theirs(desk):
    there = desk("C01").go("/accounts?open=true")
    there.page.locator("tbody a", has_text="K1").click()
    there.settled().says("J1")
    there.page.locator("a", has_text="2025-03-M1").first.click()
    there.settled().says("2846.60")
    there.page.go_back()
    there.settled().says("K1", within="main h2")


def test_a_record_that_has_changed_meanwhile_is_not_overwritten(desk, department):
    there = desk("G01", "en").go("/customers/K1")
    department.by("G01").ask("PATCH", "/customers/K1", {"phone": "13800000001"})
    there.page.locator(".actions a", has_text="Update customer").first.click()
    there.settled()
    _fill(there, {"Phone": "13800000002"})
    there.send()
    there.says("version_conflict", within="[role=alert]")
    assert department.by("G01").seen("/customers/K1")["phone"] == "13800000001"


def test_a_file_is_judged_row_by_row(desk, tmp_path):
    file = tmp_path / "tariffs.csv"
    file.write_text(
        "tariff_no,source,customer_kind,price,valid_from,valid_to,title\n"
        "T8,price_authority,residential,2.58,2025-01-01,,居民\nT9,price_authority,residential,x,2025-01-01,,居民\n",
        encoding="utf-8-sig",
    )
    form = desk("F01").go("do/billing.publish_tariff.import")
    form.page.locator("input[type=file]").set_input_files(file)
    form.send()
    form.says("已辦理")
    row = form.page.locator(".outcome tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("T9")


def test_what_a_record_says_is_text(desk, department):
    name = '<img src=x onerror="document.title=1">'
    department.by("G01").done("/customers", customer_no="X1", name=name, kind="residential", opened_on="2019-05-06", confirmed_distinct=True)
    there = desk("G01").go("/customers/X1")
    there.says(name)
    expect(there.page.locator("main img")).to_have_count(0)


def test_who_is_signed_in_no_longer_is_asked_to_sign_in(desk, browser, department):
    page = desk("C01", "en").page
    page.evaluate("sessionStorage.setItem('kefu.token', sessionStorage.getItem('kefu.token') + 'x')")
    page.reload()
    page.evaluate(f"location.hash = {'#/accounts/' + quote('K1')!r}")
    expect(page.locator(".notice")).to_contain_text("no longer signed in", timeout=20_000)
    assert page.evaluate("sessionStorage.getItem('kefu.token')") is None
