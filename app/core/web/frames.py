"""Frames of pages kept ready: every visitor who reads one address in one language has the same one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from flask import current_app, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.core.access import VISITOR, Actor

if TYPE_CHECKING:
    from .context import Site

MOST_FRAMES = 500
LONGEST_ADDRESS = 200
_lock = threading.Lock()


def kept_frame(actor: Actor, looks: Hashable, make: Callable[[], Site]) -> Site:
    """The frame that `make` gives, or the one it gave before for the same address and `looks`.

    looks: changes with everything else that is on the frame. Whoever is signed in, a shared device and an address
    with a secret in it get one made anew.
    """
    if not _is_alike(actor):
        return make()
    environ = request.environ
    address = (environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), environ["PATH_INFO"], environ.get("QUERY_STRING"))
    key = (*address, looks)
    frames: OrderedDict[Hashable, Site] = current_app.extensions.setdefault("kept_frames", OrderedDict())
    with _lock:
        if key in frames:
            frames.move_to_end(key)
            return frames[key]
    frame = make()
    frame.parts = {}
    with _lock:
        frames[key] = frame
        while len(frames) > MOST_FRAMES:
            frames.popitem(last=False)
    return frame


def _is_alike(actor: Actor) -> bool:
    """Is what is round this page the same for everybody? An application under test looks at every change at once."""
    is_short = len(request.environ.get("QUERY_STRING", "")) + len(request.environ["PATH_INFO"]) <= LONGEST_ADDRESS
    has_secret = "token" in (request.view_args or {})
    is_shared = g.get("shared_device") is not None
    return actor is VISITOR and is_short and not has_secret and not is_shared and not current_app.config["TESTING"]


@pass_context
def frame_part(context: Context, name: str) -> Markup:
    """A piece of the frame, as `include` draws it; of a kept frame it is drawn once."""
    kept: dict[str, Markup] | None = context["site"].parts
    if kept is not None and name in kept:
        return kept[name]
    template = context.environment.get_template(name)
    part = Markup("".join(template.root_render_func(template.new_context(context.get_all(), shared=True))))  # noqa: S704 - a template escapes what it shows
    if kept is not None:
        kept[name] = part
    return part
