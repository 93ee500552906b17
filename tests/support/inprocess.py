"""The real server and the real clients in one process, without a socket: so a test can turn the server's clock."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from flask import Flask
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

URL = "http://127.0.0.1:9"


class InProcess(BaseAdapter):
    """Answers a session's requests with a Flask application."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._client = app.test_client()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - the library's signature, and so for the next ones
        timeout: Any = None,  # noqa: ARG002
        verify: Any = True,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """One request and its answer, whole."""
        body = request.body.encode() if isinstance(request.body, str) else request.body
        got = self._client.open(
            urlsplit(str(request.url)).path, method=request.method, data=body, headers=dict(request.headers)
        )
        response = requests.Response()
        response.status_code, response.url, response.request = got.status_code, str(request.url), request
        response.headers = CaseInsensitiveDict(got.headers)
        response.raw = urllib3.HTTPResponse(
            body=io.BytesIO(got.data), headers=dict(got.headers), status=got.status_code, preload_content=False
        )
        return response

    def close(self) -> None:
        """Nothing is open."""
