"""Several statements for PostgreSQL in one piece, and their answers in one piece (libpq's pipeline).

psycopg's cursors send each statement of a pipeline by itself and make its values ready anew each time, which costs us
more than PostgreSQL's own work. So this talks to libpq as psycopg wraps it, with psycopg's rules for values and rows.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any

Row = tuple[Any, ...]
Sent = tuple[str, Sequence[Any]]
"""A statement in the driver's own words (`?`, or `$1`) and its values, in that order."""

NOT_AS_PREPARED = {"0A000", "26000", "42P05"}
"""A plan whose columns have changed, a prepared statement that is gone, one that nobody knows of."""


class Pipeline:
    """One connection's. A text is prepared once; of what type a value is, its place in the text says (`$1`)."""

    def __init__(self, raw: Any) -> None:
        """raw: psycopg's connection."""
        from psycopg import adapt, errors, pq

        self._raw, self._link = raw, raw.pgconn
        self._adapts, self._as_text = adapt.Transformer(raw), adapt.PyFormat.TEXT
        self._idle, self._up = pq.TransactionStatus.IDLE, pq.ConnStatus.OK
        self._good = {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}
        self._end = pq.ExecStatus.PIPELINE_SYNC
        self._fault_of, self._lost = errors.error_from_result, errors.OperationalError
        self._names: dict[str, bytes] = {}

    def exchange(self, statements: Sequence[Sent], *, commits: bool) -> list[list[Row]]:
        """All are run in this order, in a transaction that begins where none is open, and is committed if so wanted.

        Returns the rows that each finds.
        Raises:
            psycopg.Error: the first fault. Nothing after it was run, and the transaction can only be rolled back.
        """
        is_new = {sql: None for sql, _values in statements if sql not in self._names}
        new = {sql: b"prepared_%d" % (len(self._names) + place) for place, sql in enumerate(is_new)}
        begins = self._link.transaction_status == self._idle and not self._raw.autocommit
        try:
            given = [self._values(values) for _sql, values in statements]
            self._link.enter_pipeline_mode()
            if begins:
                self._link.send_query_params(b"BEGIN", None)
            for sql, name in new.items():
                self._link.send_prepare(name, sql.encode())
            for (sql, _values), values in zip(statements, given, strict=True):
                self._link.send_query_prepared(self._names.get(sql) or new[sql], values)
            if commits:
                self._link.send_query_params(b"COMMIT", None)
            self._link.pipeline_sync()
            answers = self._answers()
            self._link.exit_pipeline_mode()
            done = sum(each.status in self._good for each in answers)
            self._names |= list(new.items())[: max(done - begins, 0)]
            if done < len(answers) and (fault := self._fault_of(answers[done])).sqlstate in NOT_AS_PREPARED:
                raise fault
        except BaseException:
            self._raw.close()  # nobody knows what was done, what is prepared, or whose answers would come next
            raise
        if done < len(answers):
            raise self._fault_of(answers[done])
        first = begins + len(new)
        return [self._rows(answer) for answer in answers[first : first + len(statements)]]

    def _values(self, values: Sequence[Any]) -> Sequence[Any]:
        return self._adapts.dump_sequence(values, [self._as_text] * len(values))

    def _answers(self) -> list[Any]:
        """Everything that PostgreSQL has to say to what was sent."""
        link, poll = self._link, select.poll()
        found: list[Any] = []
        poll.register(link.socket, select.POLLIN | select.POLLOUT)
        try:
            while link.flush():
                poll.poll()
                link.consume_input()
            poll.modify(link.socket, select.POLLIN)
            while True:
                while link.is_busy():
                    poll.poll()
                    link.consume_input()
                answer = link.get_result()
                if answer is None:  # after each statement's
                    if link.status != self._up:
                        raise self._lost("the connection to the database was lost")
                elif answer.status == self._end:
                    return found
                else:
                    found.append(answer)
        except self._lost as lost:
            for answer in found:
                if answer.status not in self._good:
                    raise self._fault_of(answer) from lost  # what PostgreSQL said before it went
            raise

    def _rows(self, answer: Any) -> list[Row]:
        if not answer.ntuples:
            return []
        self._adapts.set_pgresult(answer)
        rows: list[Row] = self._adapts.load_rows(0, answer.ntuples, tuple)
        return rows
