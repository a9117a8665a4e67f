"""Who may change the graph over HTTP: whoever brings the token of this server."""

from __future__ import annotations

import hmac

from api.plan import Mutations


def mutations_of(authorization: str | None, token: str) -> Mutations:
    """What a request's Authorization header opens. The comparison takes as long whatever is wrong with a token."""
    if not token:
        return Mutations.OFF
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        return Mutations.NO_TOKEN
    is_right = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode("utf-8", "replace"))
    return Mutations.ALLOWED if is_right else Mutations.WRONG_TOKEN
