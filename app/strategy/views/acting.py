"""What every officer's view of the plan ends with."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue


def done(words: object, url: str) -> ResponseReturnValue:
    """Back to the page, which says that it worked."""
    flash(str(words), "success")
    return redirect(url)
