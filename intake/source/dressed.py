"""The headers that a page is served with: whether they let in code or marks that nobody signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# What the page may never come with: each could bring in code or marks that nobody signed.
_FORBIDDEN = ("set-cookie", "refresh", "link", "location", "service-worker-allowed", "sourcemap")
_NEEDED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_KNOWN = {**_NEEDED, "style-src": "'self'", "img-src": "data:", "frame-ancestors": "'none'"}


def strange(headers: Mapping[str, str], *, page: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with one answer's headers: a stable code and a sentence each.

    Args:    headers: by names in lower case.  page: whether a browser shows it, so that its policy counts.
    Source:  Content Security Policy Level 3, section 6 (a directive that is not there falls back on a wider one, and
             one that is there twice counts as it stands first).
    """
    if page and not _keeps_out(headers.get("content-security-policy", "")):
        yield "policy", "the policy that lets in no other code is missing or weaker"
    for name in _FORBIDDEN:
        if name in headers:
            yield "header", f"it comes with the header {name}, which no file of the page has"


def _keeps_out(policy: str) -> bool:
    """Whether each directive is one that the page's policy has, and none of those that matter is missing."""
    parted = [part.split(maxsplit=1) for part in policy.split(";") if part.strip()]
    found = [(name.lower(), rest[0].strip() if rest else "") for name, *rest in parted]
    return all(_KNOWN.get(name) == value for name, value in found) and _NEEDED.keys() <= dict(found).keys()
