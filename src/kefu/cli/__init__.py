"""``kefu``: the command line. Every module here named ``x`` that holds a click command ``x`` adds it; nothing lists them."""

from __future__ import annotations

import importlib
import pkgutil

import click


class _Commands(click.Group):
    """The commands of the modules of this package, found when first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return sorted(self._found())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return self._found().get(cmd_name)

    def _found(self) -> dict[str, click.Command]:
        names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
        held = [getattr(importlib.import_module(f"{__name__}.{name}"), name, None) for name in names]
        return {str(command.name): command for command in held if isinstance(command, click.Command)}


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kefu")
def main() -> None:
    """Kefu: a customer-service department as services whose regulations are executable."""
