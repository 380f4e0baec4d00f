"""Fieldwork: what is done at customers, in areas and at equipment, what is inspected there and what is found."""
