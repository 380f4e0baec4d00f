"""Reporting: the catalogue of reports and the dashboard, read from what other services say."""
