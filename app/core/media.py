"""Uploads: what they are is read from their content; pictures are drawn anew, so that nothing hidden stays in them."""

from __future__ import annotations

import io
import warnings

from .errors import DomainError
from .i18n import _

LONGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def media_type(content: bytes) -> str:
    """The media type by the content's own marks; "text/plain" where it reads as UTF-8; else octet-stream."""
    import filetype

    kind = filetype.guess_mime(content)
    if kind:
        return str(kind)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


def picture(content: bytes, *, field: str | None = None, longest: int = LONGEST_SIDE) -> bytes:
    """The picture as WebP, upright, at most `longest` pixels a side, without any metadata.

    Raises:
        DomainError: it is no JPEG, PNG, WebP or GIF picture, or too big to be one.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
                opened.draft("RGB", (longest * 2, longest * 2))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((longest, longest))
                plain = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
        written = io.BytesIO()
        plain.save(written, "WEBP", quality=82, method=4)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise DomainError(_("Choose a picture that is a JPEG, PNG, WebP or GIF"), field=field) from fault
    except (OSError, ValueError, SyntaxError) as fault:
        raise DomainError(_("We could not read that picture. Choose another"), field=field) from fault
    return written.getvalue()
