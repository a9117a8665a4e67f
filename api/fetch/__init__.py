"""Records from services on the network, politely, into files that `ingest` reads. Everything else works without it."""

from api.fetch.polite import Fetched, Polite, Unavailable
from api.fetch.services import SERVICES, Question, Service, questions

__all__ = ["SERVICES", "Fetched", "Polite", "Question", "Service", "Unavailable", "questions"]
