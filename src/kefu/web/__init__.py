"""HTTP for the gateway: problems, requests, limits and the server; nothing here knows a message by name."""
