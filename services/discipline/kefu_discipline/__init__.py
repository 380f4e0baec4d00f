"""Discipline: violations, notices, fines, proposals and the staff's checklist."""
