"""Sends events to addresses outside."""
