"""Papers become ballots: random keys, no batch, no place in a pile, no order (E22)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from app.rounds import queries as rounds
from app.rounds.models import Channel, Electorate, Round

from ..models import Rejection
from ..models.paper import PaperBatch
from ..policies import Limits, lines
from ..queries import paper as queries
from .paper_entry import SETTLED, readings
from .writing import Line, fresh_keys, write_rows

Paper = tuple[Channel, Electorate, Rejection | None, list[Line]]


def write_papers(round_: Round, batches: Sequence[PaperBatch], late: int) -> tuple[int, int]:
    """There is a ballot for every paper in these batches, and for each late one. Returns how many count and not.

    All of a round come in one go, sorted by their random keys, so that neither rows nor pages of the database keep
    the order of a pile.
    """
    papers = [*_papers(round_, batches), *[(Channel.POST, Electorate.OPEN, Rejection.LATE, [])] * late]
    secrets.SystemRandom().shuffle(papers)
    write_rows(round_.id, ((key, *paper) for key, paper in zip(fresh_keys(len(papers)), papers, strict=True)))
    rejected = sum(1 for _channel, _electorate, rejection, _lines in papers if rejection)
    return len(papers) - rejected, rejected


def _papers(round_: Round, batches: Sequence[PaperBatch]) -> Iterable[Paper]:
    limits = Limits.of(round_.rules, rounds.pots(round_.id), rounds.items(round_.id))
    id_of = {item.number: item.id for item in rounds.items(round_.id)}
    channel_of = {desk.id: desk.channel for desk in queries.desks(round_.id)}
    desk_of = {box.id: box.desk_id for box in queries.boxes(round_.id)}
    for batch in batches:
        channel = channel_of[desk_of[batch.box_id]]
        for (_place, pass_), reading in readings(batch).items():
            if pass_ == SETTLED and reading.is_there:
                found = {} if reading.rejection else lines(limits, reading.chosen)
                on_it = [(id_of[number], value, boost) for number, (value, boost) in found.items()]
                yield channel, batch.electorate, reading.rejection, on_it
