"""What an error of Neo4j or its driver means to a person.

Errors are told apart by their code: the text of one may hold the statement, values, or a URL with its password. So no
text of theirs is repeated, and ours are raised `from None`, which keeps theirs out of every traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neo4j.exceptions import (
    AuthConfigurationError,
    CertificateConfigurationError,
    DriverError,
    Neo4jError,
    ResultError,
    SessionError,
    TransactionError,
    UnsupportedServerProduct,
)

from graph.errors import (
    QueryTooExpensive,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
)

if TYPE_CHECKING:
    from graph.neo4j.connection import Login

_NOT_LET_IN = (
    "The Neo4j at {url} does not let the user {user} in with this password; set NEO4J_USERNAME, and NEO4J_PASSWORD or "
    "NEO4J_PASSWORD_FILE."
)
_TOO_OFTEN = (
    "The Neo4j at {url} was given a wrong password for the user {user} too often, and lets nobody in by that name for "
    "some seconds; wait, and set the right one."
)
_MUST_CHANGE = (
    "The user {user} at {url} must first change the password: ALTER CURRENT USER SET PASSWORD in Neo4j Browser."
)
_NO_DATABASE = "{database} does not exist at {url}; name one that does with NEO4J_DATABASE."
_MAY_NOT = "The user {user} may not do this in {database} at {url}, or it is read-only; nothing was written."
_TOO_LONG = "Neo4j stopped a transaction that took longer than it was given, and undid it; ask for less at once."
_TOO_MUCH = "Neo4j stopped a transaction that needed more memory than it may have, and undid it; ask for less at once."
_BUSY = "Others were writing to the same nodes of {database} at {url} for too long; try again when they have finished."
_NOT_READY = "{database} at {url} is starting or stopping; try again in a moment."
_IN_THE_WAY = (
    "{database} at {url} has constraints or indexes of another make that stand in the way ({code}); SHOW CONSTRAINTS "
    "and SHOW INDEXES list them, or name another database with NEO4J_DATABASE."
)
_OURS = "Neo4j refused a statement of citegraph ({code}), and nothing was written; please report it."

_MEANINGS: tuple[tuple[str, type[StoreError], str], ...] = (
    ("Neo.ClientError.Security.Unauthorized", StoreForbidden, _NOT_LET_IN),
    ("Neo.ClientError.Security.AuthenticationRateLimit", StoreForbidden, _TOO_OFTEN),
    ("Neo.ClientError.Security.CredentialsExpired", StoreForbidden, _MUST_CHANGE),
    ("Neo.ClientError.Security.Forbidden", StoreForbidden, _MAY_NOT),
    ("Neo.ClientError.Security.", StoreForbidden, "The Neo4j at {url} refuses the user {user} ({code})."),
    ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", StoreForbidden, _MAY_NOT),
    ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", StoreForbidden, _MAY_NOT),
    ("Neo.TransientError.General.ForbiddenOnReadOnlyDatabase", StoreForbidden, _MAY_NOT),
    ("Neo.ClientError.Database.DatabaseNotFound", StoreMissing, _NO_DATABASE),
    ("Neo.TransientError.Database.DatabaseUnavailable", StoreUnavailable, _NOT_READY),
    ("Neo.TransientError.General.DatabaseUnavailable", StoreUnavailable, _NOT_READY),
    ("Neo.ClientError.Transaction.TransactionTimedOut", QueryTooExpensive, _TOO_LONG),
    ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", QueryTooExpensive, _TOO_MUCH),
    ("Neo.TransientError.General.OutOfMemoryError", QueryTooExpensive, _TOO_MUCH),
    ("Neo.TransientError.Transaction.DeadlockDetected", StoreLocked, _BUSY),
    ("Neo.TransientError.Transaction.Lock", StoreLocked, _BUSY),
    ("Neo.ClientError.Transaction.Lock", StoreLocked, _BUSY),
    ("Neo.ClientError.Statement.", StoreError, _OURS),
    ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreError, _OURS),
    ("Neo.ClientError.Schema.", StoreDamaged, _IN_THE_WAY),
    ("", StoreUnavailable, "Neo4j at {url} failed ({code}); its own log says why, and trying again may help."),
)
"""The first whose code the error's begins with."""


def meaning(error: Neo4jError | DriverError, login: Login) -> StoreError:
    """The error of ours, to be raised `from None`."""
    if isinstance(error, Neo4jError):
        code = error.code or "no code"
        kind, sentence = next((kind, said) for start, kind, said in _MEANINGS if code.startswith(start))
    else:
        code = type(error).__name__
        kind, sentence = _of_driver(error)
    database = f"the database {login.database}" if login.database else "the database"
    said = sentence.format(url=login.url, user=login.user or "of no name", database=database, code=code)
    return kind(said[0].upper() + said[1:])


def _of_driver(error: DriverError) -> tuple[type[StoreError], str]:
    match error:
        case AuthConfigurationError() | CertificateConfigurationError():
            return StoreForbidden, "The driver cannot prove to {url} who this is, or the other way round ({code})."
        case UnsupportedServerProduct():
            return StoreUnavailable, "What answers at {url} is no Neo4j that can be used; it takes 5.26 or later."
        case ResultError() | TransactionError() | SessionError():
            return StoreError, "A transaction was used after its end ({code}); please report it."
        case _:
            return StoreUnavailable, "No Neo4j answers at {url}; start it, or name another with --store or NEO4J_URI."
