"""A report's file over HTTP is the answer itself, in the form that is asked for and the reader's language."""

import io
import urllib.error
import urllib.request

import pytest
from openpyxl import load_workbook

from kefu_gateway.service import Door, Gateway
from kefu_messages import roles
from kefu_reporting.service import Reporting


def test_a_report_is_downloaded_as_a_spreadsheet_and_as_a_page(running):
    running.start(Gateway, Reporting)
    port = running.dependency("gateway", Door).port

    def download(query: str, role: str = roles.DEPARTMENT_HEAD):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/compiled-reports/activity/2025-06/file{query}",
            headers={"Authorization": f"Bearer {running.token(roles=[role])}", "Accept-Language": "en"},
        )
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read()

    headers, content = download("?form=xlsx")
    assert "activity-2025-06.xlsx" in headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(content)).active["A1"].value == "activity"
    headers, page = download("")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.startswith(b'<!doctype html><html lang="en">')
    with pytest.raises(urllib.error.HTTPError, match="403"):
        download("", role=roles.GARDENER)
    with pytest.raises(urllib.error.HTTPError, match="422"):
        download("?form=pdf")
