"""Reports on paper and in spreadsheets: the same rows as CSV, XLSX and a page to print.

Nothing is computed here: a figure is shown as the report has it.
"""
