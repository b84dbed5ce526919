"""Things that change funds, pots, calls and the ledger."""

from __future__ import annotations

from .calls import archive_call, create_call, edit_call, extend_call, publish_call
from .ledger import commit_money, pay_money, release_money, return_money
from .standing import add_pot, create_fund, edit_fund, edit_pot

__all__ = [
    "add_pot",
    "archive_call",
    "commit_money",
    "create_call",
    "create_fund",
    "edit_call",
    "edit_fund",
    "edit_pot",
    "extend_call",
    "pay_money",
    "publish_call",
    "release_money",
    "return_money",
]
