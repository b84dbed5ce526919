"""Frames of pages kept ready: every visitor who reads one address in one language has the same one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from flask import Response, current_app, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.core.access import VISITOR, Actor
from app.core.remembered import Recent

if TYPE_CHECKING:
    from .context import Site

MOST_FRAMES = 500


def kept_frame(actor: Actor, looks: Hashable, make: Callable[[], Site]) -> Site:
    """The frame that `make` gives, or the one it gave before for the same address and `looks`.

    looks: changes with everything else that is on the frame. Whoever is signed in, a shared device and an address
    that says something of a visitor (a token, what they search for) get one made anew; one is kept only once its page
    was found, since a mistyped address may hold a code.
    """
    if not _is_alike(actor):
        return make()
    environ = request.environ
    key = (environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), environ["PATH_INFO"], looks)
    if (frame := _frames().recall(key)) is None:
        frame = make()
        frame.parts = {}
        g.new_frame = key, frame
    return frame


def _frames() -> Recent[Site]:
    found: Recent[Site] = current_app.extensions.setdefault("kept_frames", Recent())
    return found


def keep_new_frame(answer: Response) -> Response:
    """The frame of a page that was found is kept for the next visitor."""
    if "new_frame" in g and answer.status_code == 200:
        key, frame = g.new_frame
        _frames().keep(key, frame, MOST_FRAMES)
    return answer


def _is_alike(actor: Actor) -> bool:
    """Is what is round this page the same for everybody? An application under test looks at every change at once."""
    is_plain = not request.environ.get("QUERY_STRING") and "token" not in (request.view_args or {})
    is_shared = g.get("shared_device") is not None
    return actor is VISITOR and is_plain and not is_shared and not current_app.config["TESTING"]


@pass_context
def frame_part(context: Context, name: str) -> Markup:
    """A piece of the frame, as `include` draws it; of a kept frame it is drawn once."""
    kept: dict[Hashable, Markup] | None = context["site"].parts
    if kept is not None and name in kept:
        return kept[name]
    template = context.environment.get_template(name)
    part = Markup("".join(template.root_render_func(template.new_context(context.get_all(), shared=True))))  # noqa: S704 - a template escapes what it shows
    if kept is not None:
        kept[name] = part
    return part
