"""A report as a page to print: tables and charts in one file that asks for nothing outside of it."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from itertools import groupby

from kefu_reporting.printing.rows import Sheet, heading

STYLE = (
    "body{font:14px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}"
    "table{border-collapse:collapse;width:100%;break-inside:avoid}"
    "th,td{text-align:left;padding:.15rem .5rem;border-bottom:1px solid #ddd;vertical-align:top}"
    "td:last-child{text-align:right;font-variant-numeric:tabular-nums}small{color:#666;font-weight:normal}"
    "svg{max-width:100%;height:auto}@media print{body{margin:0;max-width:none}}"
)
INK, BAR, SOFT = "#1a1a1a", "#2b6cb0", "#e2e8f0"
LABEL, WIDE, LINE, COLUMN, TALL = 260, 720, 24, 54, 140


def as_html(sheet: Sheet) -> bytes:
    """The page, complete with its style and charts."""
    head = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _head(sheet))
    charts = "".join([_rates(sheet), *(_months(title, series) for title, series in sheet.months())])
    body = f"<h1>{escape(sheet.title)}</h1><dl>{head}</dl>{charts}{_tables(sheet)}"
    language = escape(sheet.language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(sheet.title)} {escape(sheet.period)}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    ).encode()


def _head(sheet: Sheet) -> list[tuple[str, str]]:
    closed = [("closed_on", sheet.closed_on)] if sheet.closed_on else []
    lines = [("period", sheet.period), ("cut_off", sheet.cut_off), *closed]
    return [(heading(name, sheet.language), value) for name, value in lines]


def _tables(sheet: Sheet) -> str:
    parts = []
    for (rule, title, reference), rows in groupby(sheet.rows(), key=lambda row: (row.rule, row.title, row.reference)):
        lines = "".join(f"<tr><td>{escape(row.name)}</td><td>{escape(row.value)}</td></tr>" for row in rows)
        parts.append(f"<h2>{escape(title)} <small>{escape(rule)} · {escape(reference)}</small></h2><table>{lines}</table>")
    return "".join(parts)


def _rates(sheet: Sheet) -> str:
    """Horizontal bars from 0 to 100 percent; what is above is cut and still labelled."""
    rates = sheet.rates()
    if not rates:
        return ""
    bars = "".join(_bar(number, title, shown) for number, (title, shown) in enumerate(rates))
    name = escape(heading("rates", sheet.language))
    return _chart(name, bars, width=WIDE, height=LINE * len(rates))


def _bar(number: int, title: str, shown: str) -> str:
    top, room = number * LINE, WIDE - LABEL - 70
    share = min(max(Decimal(shown), Decimal(0)), Decimal(100)) / 100
    return (
        f'<text x="0" y="{top + 16}" font-size="13" fill="{INK}">{escape(title)}</text>'
        f'<rect x="{LABEL}" y="{top + 4}" width="{room}" height="{LINE - 8}" fill="{SOFT}"/>'
        f'<rect x="{LABEL}" y="{top + 4}" width="{(room * share).quantize(Decimal("0.1"))}" height="{LINE - 8}" fill="{BAR}"/>'
        f'<text x="{LABEL + room + 8}" y="{top + 16}" font-size="13" fill="{INK}">{escape(shown)}</text>'
    )


def _months(title: str, series: list[int]) -> str:
    """A column for each month."""
    most = max([*series, 1])
    columns = "".join(_column(month, number, most) for month, number in enumerate(series))
    name, width, height = escape(title), COLUMN * len(series), TALL + 40
    return _chart(name, columns, width=width, height=height)


def _chart(name: str, inside: str, *, width: int, height: int) -> str:
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<h2>{name}</h2><svg role="img" aria-label="{name}" {box}>{inside}</svg>'


def _column(month: int, number: int, most: int) -> str:
    tall = (Decimal(TALL) * number / most).quantize(Decimal("0.1"))
    left, top = month * COLUMN, TALL + 18 - tall
    return (
        f'<rect x="{left + 8}" y="{top}" width="{COLUMN - 16}" height="{tall}" fill="{BAR}"/>'
        f'<text x="{left + COLUMN / 2:.0f}" y="{top - 4}" font-size="12" text-anchor="middle" fill="{INK}">{number}</text>'
        f'<text x="{left + COLUMN / 2:.0f}" y="{TALL + 34}" font-size="12" text-anchor="middle" fill="{INK}">{month + 1}</text>'
    )
