"""From a GraphQL document to bytes: parse and validate, compile, cost, fetch, answer. The one way to read."""

from api.plan.answer import Answer, Request, answer, begin
from api.plan.errors import Code
from api.plan.limits import Limits
from api.plan.mutate import Mutations

__all__ = ["Answer", "Code", "Limits", "Mutations", "Request", "answer", "begin"]
