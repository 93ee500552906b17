"""What can be wrong with a stick and what lies on it."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class StickError(AsterismError):
    """The root of what a stick may do wrong."""

    code = "stick"
    happened = "The stick cannot be used"
    kept = "Nothing was taken from it and nothing was written to it"
    todo = "Put the right stick in, then run the command again"


class StickMissingError(StickError):
    """There is no folder where the stick should be."""

    code = "stick-missing"
    happened = "There is no stick at this path"


class ForeignStickError(StickError):
    """The folder is there, and nothing of this newsroom lies on it."""

    code = "stick-foreign"
    happened = "Nothing of this newsroom lies on this stick"


class StrangeStickError(StickError):
    """A link or a device lies where a plain file should, or a file is far larger than it can be."""

    code = "stick-strange"
    happened = "Something on this stick is not what its name says: a link, a device, or far too large"
    todo = "Do not go on with this stick; take another one"


class StickFullError(StickError):
    """There is no room on the stick for all that has to go onto it."""

    code = "stick-full"
    happened = "There is no room left on the stick"
    kept = "What is whole on it stays whole; the rest waits on this machine"
    todo = "Make room on the stick or take a larger one, then run the command again"


class BrokenBundleError(StickError):
    """A bundle is cut, or no courier of this newsroom signed it."""

    code = "bundle-broken"
    happened = "A bundle on the stick is damaged, or no courier of this newsroom signed it"
    todo = "Ask the courier to write the stick again"


class BundleOrderError(StickError):
    """A bundle is missing between the last one imported and this one."""

    code = "bundle-order"
    happened = "A bundle is missing between the last one received here and this one"
    kept = "What was received before is as it was; the bundle stays on the stick"
    todo = "Ask the courier to write the stick again with every bundle that has no receipt yet"


class BrokenOutboxError(StickError):
    """An outbox is cut, or the reporter that it names did not sign it."""

    code = "outbox-broken"
    happened = "An outbox on the stick is damaged, or was not signed by the reporter that it names"
    todo = 'Ask the reporter to run "reporter outbox" again'


class BrokenCardError(StickError):
    """A card is cut, or was not signed by the key that it names."""

    code = "card-broken"
    happened = "This card is not signed by the key that it names"
    todo = "Ask for the card to be written again"


class BadNameError(StickError):
    """A name that a screen would not show as it is."""

    code = "bad-name"
    happened = "A name has one to 80 letters that a screen can show"
    kept = "Nothing was made"
    todo = "Choose another name"
