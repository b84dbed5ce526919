"""How the demo is served: one worker with four threads, and the consumer of background jobs inside that worker."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from huey.consumer import Consumer

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = 1
worker_class = "gthread"
threads = 4
graceful_timeout = 3  # TERM ends the demo within 5 seconds
control_socket_disable = True
pidfile = os.path.join(os.environ.get("DATA_DIR", "var"), "demo.pid")
loglevel = "warning"
consumers: list[Consumer] = []


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer that leaves the worker's signals alone: its own handlers would keep TERM from ending the worker."""

    def _set_signal_handlers(self) -> None:
        pass


def post_worker_init(worker: Worker) -> None:
    """Jobs are being worked off, and the address stands on the terminal."""
    huey: Any = worker.wsgi.extensions["huey"]
    consumer = QuietConsumer(huey, workers=1, periodic=True, max_delay=1.0, check_worker_health=False)
    consumer.start()
    consumers.append(consumer)
    print(f"\nThe demo is ready: http://{bind}/  (Ctrl+C ends it)", file=sys.stderr, flush=True)


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """No new job is begun. One that was cut off is begun again at the next start: jobs are leased rows."""
    for consumer in consumers:
        consumer.stop()
