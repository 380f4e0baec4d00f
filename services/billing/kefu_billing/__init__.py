"""Billing: charges from readings and slips, receipts, arrears and dunning, cash-ups, property fees."""
