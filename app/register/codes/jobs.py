"""Work in the background: making codes a piece at a time, putting them on pages, clearing what must not stay."""

from __future__ import annotations

import uuid

import structlog
from flask import current_app

from app.core import jobs, key_files
from app.core.db import unit_of_work

from . import commands, prints, queries, store
from .models import BatchState, CodeBatch, Shape

MAKE, PRINT = commands.MAKE, commands.PRINT
PIECES_A_RUN = 10
log = structlog.get_logger()


def make(batch_id: str) -> None:
    """Some thousand more codes of the batch are made; as long as it lacks some, or its pages, there is a next job.

    Each piece is one transaction and one sealed part, so that memory stays flat and a stopped worker loses nothing.
    """
    key = uuid.UUID(batch_id)
    pepper: str = current_app.config["SETTINGS"].code_pepper
    for piece in range(1, PIECES_A_RUN + 1):
        with unit_of_work():
            batch = commands.make_some(key, pepper)
            is_going_on = _is_going_on(batch)
            if is_going_on and batch.made == batch.number:
                jobs.put(PRINT, batch_id=batch_id)
            elif is_going_on and piece == PIECES_A_RUN:
                jobs.put(MAKE, batch_id=batch_id)
            is_done = not is_going_on or batch.made == batch.number
        if is_done:
            return


def _is_going_on(batch: CodeBatch) -> bool:
    return batch.state is BatchState.MAKING and batch.revoked_on is None


def press(batch_id: str) -> None:
    """Some more codes of the batch stand on finished, sealed pages; there is a next job until all do."""
    key = uuid.UUID(batch_id)
    batch = queries.batch(key)
    if not _is_going_on(batch) or batch.shape is Shape.FILE or batch.made < batch.number:
        return
    try:
        codes = clear_codes(key)
    except key_files.KeyMissing:
        log.error("key of a batch is missing", job=PRINT)
        return
    first, last = batch.printed, min(batch.printed + prints.PART[batch.shape], batch.number)
    content = prints.pages(batch, codes[first:last], first)
    store.put(key, f"pages-{first:07d}", content)
    with unit_of_work():
        if _is_going_on(commands.note_printed(key, last)):
            jobs.put(PRINT, batch_id=batch_id)


def clear_codes(batch_id: uuid.UUID) -> list[str]:
    """The codes of a batch that is to be printed, in the order in which they were drawn.

    Raises:
        KeyMissing: the batch was downloaded or revoked.
    """
    with_key = store.key(batch_id)
    parts = [store.get(batch_id, name, with_key).decode() for name in store.names(batch_id, "codes")]
    return [code for part in parts for code in part.split("\n")]


def sweep() -> None:
    """Clear codes of batches that were downloaded or revoked are gone, whatever broke off before."""
    for batch_id in queries.downloaded_and_ended(list(store.kept())):
        store.destroy(batch_id)
