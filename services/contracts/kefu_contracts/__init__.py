"""Service contracts and their renewal, service periods, serial numbers, partners, area contracts, filing."""
