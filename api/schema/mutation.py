"""The root of what changes the graph: corrections. Each writes through api/deciding.py; what is selected below it is
read by the plan like everything else.
"""

from __future__ import annotations

import strawberry

from api.schema.decision import Correction
from api.schema.steps import Correct, Withdraw, root


@strawberry.type(
    description="Corrections of the graph, done one after the other; they need the token of this server. "
    "One that fails is null, with its error, and those before and behind it are done."
)
class Mutation:
    reject: Correction | None = root(
        Correct(kind="reject"), "Take what is stated about an entity out of the graph, all of it or a part."
    )
    retype: Correction | None = root(Correct(kind="retype"), "Say what sort of thing an entity is.")
    rename: Correction | None = root(
        Correct(kind="rename"), "Say what an entity is called; its other names still find it, and its id stays."
    )
    same: Correction | None = root(Correct(kind="same"), "Say that two entities, or two papers, are one.")
    not_same: Correction | None = root(Correct(kind="not_same"), "Say that two papers that were taken for one are two.")
    withdraw: Correction | None = root(Withdraw(), "Take a decision back: the graph is as if it had never been made.")
