"""Complaints: what customers ask, complain of, report and are promised, and by when it is done."""
