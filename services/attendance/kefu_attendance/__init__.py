"""Attendance: organisations, policies, the register of staff, and who was where when."""
