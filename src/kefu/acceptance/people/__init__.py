"""Replaying the records of an organisation's people, and comparing what the platform then reports.

* ``files``: which file is imported where, and in which order
* ``policies``: the organisation's parameters as values of the law
* ``replay``: registers, imports, and drives the days
* ``figures`` and ``shapes``: reads what the services report, in the shape of ``expected.json``
* ``comparison``: what differs
"""
