"""Large files of results, kept for the next reader: a count never changes, and making them takes seconds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MOST = 8
_files: OrderedDict[Hashable, bytes] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, make: Callable[[], bytes]) -> bytes:
    """The file for `key`, made now or kept from before; the least used goes when there are more than MOST."""
    with _lock:
        if key in _files:
            _files.move_to_end(key)
            return _files[key]
    content = make()
    with _lock:
        _files[key] = content
        while len(_files) > MOST:
            _files.popitem(last=False)
    return content
