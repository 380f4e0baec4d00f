"""The HTTP door to every service: routes, validation, problems, imports and documents, all made of the contracts."""
