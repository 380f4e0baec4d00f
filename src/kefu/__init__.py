"""Kefu: the host that every service of the department shares and none owns."""
