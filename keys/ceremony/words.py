"""What a signing changes, in plain language: sentences that begin with a verb, for the admins who sign."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from intake.protocol.directory import NEWSROOM
from intake.protocol.newsroom import Desk, Newsroom, Reporter
from keys.ceremony.admins import Admins
from keys.ceremony.draft import courier_words, desk_name, plain_name
from keys.ceremony.page import PREFIX

_EPOCH = date(1970, 1, 1).toordinal()


def date_text(day: int) -> str:
    """A day as 2027-11-24."""
    return date.fromordinal(_EPOCH + day).isoformat()


def listing(names: list[str]) -> str:
    """Names in a sentence: "Ada, Ben and Chi"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "nobody"


def newsroom_name(newsroom: Newsroom) -> str:
    """What the tool calls a newsroom."""
    return plain_name(newsroom.names)


def newsroom_changes(before: Newsroom | None, after: Newsroom, today: int) -> list[str]:
    """How a newsroom differs from the one signed before it, or from nothing."""
    before = before or Newsroom({}, (), (), ())
    lines = []
    if dict(before.names) != dict(after.names):
        lines.append(f"names the newsroom {_texts(after.names)}")
    lines += _reporters(before, after, today)
    lines += _desks(before, after, today)
    lines += courier_changes(before.couriers, after.couriers)
    if (before.letter_days, before.reply_days) != (after.letter_days, after.reply_days):
        lines.append(f"keeps letters {after.letter_days} days and replies {after.reply_days} days")
    return lines


def admin_changes(before: Admins | None, after: Admins) -> list[str]:
    """How those who sign differ; a new key comes with the words of its card, since names are only what somebody wrote."""
    known = {admin.number: admin for admin in before.admins} if before else {}
    lines = []
    for admin in after.admins:
        old = known.pop(admin.number, None)
        words = f'whose card reads "{admin.spoken}"'
        if old is None:
            lines.append(f"{'names' if before is None else 'adds'} the admin {admin.called}, {words}")
        elif (old.root, old.targets) != (admin.root, admin.targets):
            whose = admin.called if old.called == admin.called else f"{old.called} and calls them {admin.called}"
            lines.append(f'gives new keys to {whose}; their card reads "{admin.spoken}"')
        elif old.called != admin.called:
            lines.append(f"calls {old.called} from now on {admin.called}")
    lines += [f"takes the keys of {admin.called} away" for admin in known.values()]
    if before is None or (before.threshold, len(before.admins)) != (after.threshold, len(after.admins)):
        lines.append(f"asks for {after.threshold} of {len(after.admins)} admins")
    return lines


def courier_changes(before: Collection[bytes], after: Collection[bytes]) -> list[str]:
    """How those who carry differ."""
    lines = [f'adds the courier "{courier_words(key)}"' for key in after if key not in before]
    return [*lines, *(f'revokes the courier "{courier_words(key)}"' for key in before if key not in after)]


def page_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """How the files differ, from SHA-256 by target path: those of the page, then all others but newsroom.json."""
    if not any(path.startswith(PREFIX) for path in before):
        lines = [f"page, signed for the first time: {_paths({path for path in after if path.startswith(PREFIX)})}"]
    else:
        lines = _file_changes("page", before, after)
    return [*lines, *_file_changes("other files", before, after)]


def unreachable_warning(newsroom: Newsroom, today: int) -> str | None:
    """A sentence when nobody takes letters, else None."""
    reading = {reporter for desk in newsroom.desks for reporter in desk.reporters}
    if any(entry.takes_letters(today) for entry in newsroom.reporters if entry.reporter in reading):
        return None
    return "Attention: no desk has a reader, so the page will say that nobody can be reached"


def _file_changes(what: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    def ours(files: Mapping[str, bytes]) -> dict[str, bytes]:
        return {p: d for p, d in files.items() if p.startswith(PREFIX) == (what == "page") and p != NEWSROOM}

    old, new = ours(before), ours(after)
    told = {
        "changes": {path for path in new if path in old and new[path] != old[path]},
        "adds": set(new) - set(old),
        "removes": set(old) - set(new),
    }
    return [f"{what}: {verb} {_paths(paths)}" for verb, paths in told.items() if paths]


def _reporters(before: Newsroom, after: Newsroom, today: int) -> list[str]:
    lines = []
    for entry in after.reporters:
        known = before.reporter(entry.reporter)
        until = date_text(entry.until)
        if known is None:
            told = f"adds {entry.name} to {_desks_of(after, entry)}, until {until}"
            lines.append(told if entry.until >= today else f"lists {entry.name}, whose last day was {until}")
            continue
        if entry.until < today <= known.until:
            lines.append(f"revokes {entry.name}: the last day was {until}; letters that arrived are still read")
        elif entry.until != known.until:
            lines.append(f"sets the end of {entry.name}'s certificate from {date_text(known.until)} to {until}")
        if known.name != entry.name:
            lines.append(f"renames {known.name} to {entry.name}")
        if known.verify_key != entry.verify_key:
            lines.append(f"replaces the key of {entry.name}")
    gone = [entry.name for entry in before.reporters if after.reporter(entry.reporter) is None]
    return [*lines, *(f"no longer lists {name}: no answer of theirs lives any more" for name in gone)]


def _desks(before: Newsroom, after: Newsroom, today: int) -> list[str]:
    lines = []
    old = {desk_name(desk): desk for desk in before.desks}
    fresh = [desk for desk in after.desks if desk_name(desk) not in old]
    for desk in after.desks:
        name = desk_name(desk)
        known = old.pop(name, None) or _renamed(desk, old, {desk_name(desk) for desk in after.desks})
        readers = listing([entry.name for entry in after.reporters if entry.reporter in desk.reporters])
        if known is None:
            lines.append(f"opens the desk {_texts(desk.names)}: read by {readers}, {promise_text(desk)}")
            continue
        if desk in fresh:
            lines.append(f"renames the desk {desk_name(known)} to {_texts(desk.names)}")
        if set(known.reporters) != set(desk.reporters):
            lines.append(f"gives {name} to {readers}")
        terms = (dict(desk.promise), desk.languages, desk.every_days)
        if terms != (dict(known.promise), known.languages, known.every_days):
            lines.append(f"changes what {name} promises: {promise_text(desk)}")
        if desk not in fresh and dict(desk.names) != dict(known.names):
            lines.append(f"names the desk {_texts(desk.names)}")
    return [*lines, *(_closed(name, desk, after, today) for name, desk in old.items())]


def _renamed(desk: Desk, old: dict[str, Desk], taken: set[str]) -> Desk | None:
    """The desk before that this one was: it shares a name in some language, or has the very same readers."""
    for name, known in old.items():
        shared = set(known.names.items()) & set(desk.names.items())
        if name not in taken and (shared or set(known.reporters) == set(desk.reporters)):
            return old.pop(name)
    return None


def _closed(name: str, desk: Desk, after: Newsroom, today: int) -> str:
    left = [entry for entry in after.reporters if entry.reporter in desk.reporters and entry.takes_letters(today)]
    return f"closes the desk {name}" + ("" if left else ": nobody reads it")


def promise_text(desk: Desk) -> str:
    """What a desk promises, in the words of a summary."""
    often = "every day" if desk.every_days == 1 else f"every {desk.every_days} days"
    said = f', "{plain_name(desk.promise)}"' if desk.promise else ""
    return f"emptied {often}, in {listing(list(desk.languages))}{said}"


def _desks_of(newsroom: Newsroom, entry: Reporter) -> str:
    return listing([desk_name(desk) for desk in newsroom.desks if entry.reporter in desk.reporters])


def _texts(texts: Mapping[str, str]) -> str:
    return listing([f"{text} ({language})" for language, text in texts.items()])


def _paths(paths: set[str]) -> str:
    return listing(sorted(path.removeprefix(PREFIX) for path in paths))
