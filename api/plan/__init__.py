"""From a GraphQL document to bytes: parse and validate, compile, cost, fetch, answer. The one way to read."""

from api.plan.answer import Answer, Request, answer
from api.plan.errors import Code
from api.plan.limits import Limits

__all__ = ["Answer", "Code", "Limits", "Request", "answer"]
