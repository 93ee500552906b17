"""Make saved pages: as a browser saves them, and one in another encoding."""

from __future__ import annotations

import base64

from tests.corpus.document.making import CANARY, FILES, TEXT, photograph


def make() -> None:
    """A page with all that pages carry, a plain one, and one whose letters cannot be told."""
    picture = base64.b64encode(photograph()).decode()
    (FILES / "saved.html").write_text(f"""<!DOCTYPE html>
<!-- saved from url=(0042)https://intranet.example/{CANARY} -->
<html lang="ur" dir="rtl" data-user="{CANARY}"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>{TEXT}</title><meta name="author" content="{TEXT}"><META NAME=generator CONTENT="{CANARY} CMS">
<link rel="stylesheet" href="./{CANARY}_files/a.css"><base href="https://{CANARY}.example/">
<style>/* {TEXT} */ .a {{ color: #c00 }}</style><style>@import "{CANARY}.css";</style>
<script>var user = "{CANARY}"; if (1 < 2) document.write("</b>");</script></head>
<body onload="track('{CANARY}')"><h1 class="a" title="{TEXT}">Minutes &amp; more</h1>
<form action="https://{CANARY}.example/"><input type="hidden" name="csrf" value="{CANARY}"><button>Send</button></form>
<p style="color: red; background: url(//{CANARY}.example/x.png)">2 < 3, <a href="https://example.org/">a link</a>
<a href="file:///home/{CANARY}/x.html">none</a> <a href=javascript:alert('{CANARY}')>none</a>
<img src="data:image/jpeg;base64,{picture}" alt="a plan"><img src="./{CANARY}_files/pixel.gif" width=1 height=1>
<svg><title>{TEXT}</title><svg/><text>{CANARY}</text></svg><iframe src="//{CANARY}.example"></iframe>
<object data="{CANARY}"><p>{CANARY}</object><br/><noscript>without scripts</noscript></p></body></html>
""")
    (FILES / "plain.html").write_text('<!DOCTYPE html><meta charset="utf-8"><p>Only this.</p>')
    (FILES / "latin.html").write_bytes(f'<html><meta charset="iso-8859-1"><p>caf\u00e9 {CANARY}'.encode())
