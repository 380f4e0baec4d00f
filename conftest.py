"""Real servers for every test of the workspace (the process was patched before: see ``addopts`` in pyproject.toml)."""

pytest_plugins = ["kefu.testing.servers", "kefu.testing.running"]
