"""Replaying a folder of past data through the gateway, day by day, and comparing what the platform then reports.

* ``folder``: reads ``organisation.yaml`` and the CSV files, with their line numbers
* ``timeline``: which rows are sent on which day, and in which runs
* ``gateway``: the platform's HTTP API as this needs it
* ``settling``: waits until nothing is under way any more
* ``gas``: drives a gas month
* ``property``: loads a property year
* ``comparison``: the differences between two sets of figures

Nothing here computes a figure: it sends rows, reads reports and counts refusals.
"""
