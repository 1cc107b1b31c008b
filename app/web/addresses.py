"""Addresses pages link to: static files with their version, this page with other filters, safe ways back."""

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

from flask import request, url_for

STATIC = Path(__file__).parent / "static"
OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


def asset(path: str) -> str:
    """The address of a static file, versioned by its content so that it may be cached for long."""
    try:
        changed_at = _changed_at(path, int(monotonic()))
    except FileNotFoundError:
        return url_for("static", filename=path)
    return _versioned(path, changed_at, request.root_path)


@lru_cache(maxsize=256)
def _changed_at(path: str, _second: int) -> int:
    """Looked at once a second: a list of twenty results asks a hundred times for the sheet of icons."""
    return os.stat(f"{STATIC}/{path}").st_mtime_ns


@lru_cache(maxsize=256)
def _versioned(path: str, _changed_at: int, _root: str) -> str:
    content = (STATIC / path).read_bytes()
    return url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:10])


def this_page(**changes: str | None) -> str:
    """The address of the page at hand with some arguments of its query changed; None removes one."""
    # Written by hand: url_for would obey arguments such as _external coming from the visitor.
    arguments = request.args.to_dict(flat=False)
    for name, value in changes.items():
        arguments.pop(name, None)
        if value is not None:
            arguments[name] = [value]
    query = urlencode([(name, value) for name, values in arguments.items() for value in values])
    return f"{request.path}?{query}" if query else request.path


def own_path(target: str | None, otherwise: str) -> str:
    """`target` when it is a path of this site, else `otherwise`: nobody is sent elsewhere."""
    return target if target and OWN_PATH.fullmatch(target) else otherwise


_outside: list[str] = []


def install(public_address: str) -> None:
    """Tell under which address the world reaches this installation; called once by the factory."""
    _outside[:] = [public_address.rstrip("/")]


def from_outside(path: str) -> str:
    """The whole address of one of our paths, for paper and messages; never from the request's own
    words, which a visitor could forge."""
    return f"{_outside[0]}{path}"
