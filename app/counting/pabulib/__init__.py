"""Pabulib files (.pb): read with every fault and its line, written so that the official checker accepts them."""

from __future__ import annotations

from app.counting.pabulib.declared import declared_rule, withdrawn
from app.counting.pabulib.faults import Fault, Faults, Note
from app.counting.pabulib.file import File
from app.counting.pabulib.read import read, read_text
from app.counting.pabulib.write import write, write_text

__all__ = ["Fault", "Faults", "File", "Note", "declared_rule", "read", "read_text", "withdrawn", "write", "write_text"]
