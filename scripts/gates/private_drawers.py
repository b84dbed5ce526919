"""An import contract for every package at once: some of its drawers are for its own use only."""

from __future__ import annotations

from typing import cast

import grimp
from importlinter import Contract, ContractCheck, fields, output


class PrivateDrawers(Contract):
    """No module imports a `drawers` module of another package. Packages in `shared` have no private drawers."""

    type_name = "private_drawers"
    drawers = fields.ListField(subfield=fields.StringField())
    shared = fields.ListField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Broken when one import crosses; `metadata["crossings"]` lists them all."""
        shared = cast(list[str], self.shared)
        crossings = sorted(
            f"{importer} imports {module}"
            for module in graph.modules
            if (owner := self._owner(module)) and owner.split(".")[-1] not in shared
            for importer in graph.find_modules_that_directly_import(module)
            if importer != owner and not importer.startswith(f"{owner}.")
        )
        return ContractCheck(kept=not crossings, metadata={"crossings": crossings})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each crossing stands on its own line."""
        for crossing in check.metadata["crossings"]:
            output.print_error(f"- {crossing}", bold=False)

    def _owner(self, module: str) -> str | None:
        """The package that a private drawer (or a module inside one) belongs to; None for any other module."""
        parts = module.split(".")
        return ".".join(parts[:2]) if len(parts) > 2 and parts[2] in cast(list[str], self.drawers) else None
