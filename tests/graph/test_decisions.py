"""What people ruled has one id for one question."""

from __future__ import annotations

from graph.decisions import decision_id


def test_a_pair_of_papers_is_one_question_in_either_order() -> None:
    assert decision_id("same", "doi:a", "doi:b") == decision_id("not_same", "doi:b", "doi:a")
    assert decision_id("same", "entity:a", "entity:b") == decision_id("same", "entity:a", "entity:c")
    assert decision_id("reject", "entity:a") != decision_id("reject", "entity:a", relation="USES")
