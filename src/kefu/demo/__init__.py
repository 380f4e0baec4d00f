"""A demo department: invented organisations, staff and customers, entered as anybody would enter them.

* ``gas``: a gas company with some sixty customers in the month that is running, up to yesterday
* ``month``: the rows of a month being made up, and their folder
* ``others``: a call centre, a software firm and a property manager with a few staff and customers
* ``people``: the rosters, punches and papers of the call centre and the software firm
* ``names``: the invented names
* ``accounts``: one account per role, with its token

The data are the same for the same day: whoever starts twice finds what was there.
"""
