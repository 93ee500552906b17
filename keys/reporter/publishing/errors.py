"""Why nothing was exported for publication."""

from __future__ import annotations

from keys.reporter.errors import ReporterError


class PublishingError(ReporterError):
    """The root: nothing was exported."""

    code = "not-exported"
    happened = "This cannot be exported for publication"
    kept = "Nothing was written; the vault is as it was"
    todo = "Run the command again"


class BadNameError(PublishingError):
    """A name to be changed that has no letters."""

    code = "bad-name"
    happened = "A name to be changed has no letters"
    todo = 'Write names as in --name "Rahima Akter", all ways to write one person\'s name as in --name "Rahima Akter / Rahima"'


class BadBoxError(PublishingError):
    """A box that is not one, or lies outside its page."""

    code = "bad-box"
    happened = "A box to be blacked out is not written as FILE:PAGE:x,y,width,height, in pixels of the picture"
    todo = 'Look at the page with "reporter view", and count from its upper left corner'
