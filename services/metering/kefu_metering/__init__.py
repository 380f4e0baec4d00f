"""Metering: meters and their gas, reading sheets, readings, the reports of a reading month."""
