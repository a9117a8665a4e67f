"""The enums of the schema. Values are the graph's own words; tests hold them equal to graph.records and graph.store."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="What sort of thing an entity is: the majority of what the papers call it.")
class EntityType(Enum):
    METHOD = enum_value("Method", description="A technique, algorithm, architecture or framework.")
    MODEL = enum_value("Model", description="A trained model that can be run, such as GPT-4 or BERT-base.")
    BENCHMARK = enum_value("Benchmark", description="A test set with a protocol, which systems are compared on.")
    DATASET = enum_value("Dataset", description="A collection of examples to train on or to study.")
    TASK = enum_value("Task", description="A problem that systems solve, such as question answering.")
    METRIC = enum_value("Metric", description="A measure of how well a system does, such as accuracy.")
    REPOSITORY = enum_value("Repository", description="A place that holds code, weights or data, known by its URL.")


@strawberry.enum(description="A relation of the graph. The first word of each description is where its edges start.")
class Relation(Enum):
    INTRODUCES = enum_value("INTRODUCES", description="Paper to the entity that it presents as new.")
    USES = enum_value("USES", description="Paper to an entity that its work is built with.")
    EVALUATES_ON = enum_value("EVALUATES_ON", description="Paper to a benchmark, dataset or metric it is tested with.")
    COMPARES_WITH = enum_value("COMPARES_WITH", description="Paper to an entity it compares its own work with.")
    ADDRESSES = enum_value("ADDRESSES", description="Paper to a task that it works on.")
    RELEASES = enum_value("RELEASES", description="Paper to a repository, dataset or model that it makes public.")
    MENTIONS = enum_value("MENTIONS", description="Paper to an entity it names without one of the other relations.")
    BASED_ON = enum_value("BASED_ON", description="Entity to the entity that it was made from.")
    PART_OF = enum_value("PART_OF", description="Entity to the entity that it belongs to.")
    EVALUATED_ON = enum_value("EVALUATED_ON", description="Entity to a benchmark or dataset it was tested on.")
    OUTPERFORMS = enum_value("OUTPERFORMS", description="Entity to an entity that it is said to do better than.")
    IMPLEMENTS = enum_value("IMPLEMENTS", description="Entity, mostly a repository, to what it implements.")
    CITES = enum_value("CITES", description="Paper to a paper in its list of references.")
    AUTHORED_BY = enum_value("AUTHORED_BY", description="Paper to one of its authors.")
    REPORTS = enum_value("REPORTS", description="Paper to a result that it reports.")
    OF_SYSTEM = enum_value("OF_SYSTEM", description="Result to the system that reached it.")
    ON_BENCHMARK = enum_value("ON_BENCHMARK", description="Result to the benchmark it was reached on.")
    BY_METRIC = enum_value("BY_METRIC", description="Result to the metric it is stated in.")


@strawberry.enum(description="How a figure is meant.")
class ResultKind(Enum):
    ABSOLUTE = enum_value("absolute", description="The figure itself, such as 71.2%.")
    DELTA = enum_value("delta", description="A difference from something else, such as +3 points.")
    RATIO = enum_value("ratio", description="A multiple of something else, such as 2x.")
    RANGE = enum_value("range", description="From one figure to another.")


@strawberry.enum(description="An order of papers.")
class PaperOrder(Enum):
    PUBLISHED = enum_value("PUBLISHED", description="Newest first; papers without a date come last.")
    NAME = enum_value("NAME", description="By title, as folded for comparison.")


@strawberry.enum(description="An order of authors or entities.")
class NameOrder(Enum):
    NAME = enum_value("NAME", description="By name, as folded for comparison.")
    PAPERS = enum_value("PAPERS", description="Those with most papers first.")


@strawberry.enum(description="A kind of node that can be searched for and matched.")
class Kind(Enum):
    PAPER = enum_value("Paper", description="Papers.")
    AUTHOR = enum_value("Author", description="Authors.")
    ENTITY = enum_value("Entity", description="Entities of any type.")


@strawberry.enum(description="What came of matching one text.")
class MatchStatus(Enum):
    FOUND = enum_value("FOUND", description="It stands for one node.")
    AMBIGUOUS = enum_value("AMBIGUOUS", description="It stands for several nodes, given as candidates.")
    MISSING = enum_value("MISSING", description="Nothing in the graph has that identifier or name.")


@strawberry.enum(description="What a person can rule.")
class DecisionKind(Enum):
    SAME = enum_value("same", description="Two papers, or two entities, are one.")
    NOT_SAME = enum_value("not_same", description="Two papers that were taken for one are two.")
    RETYPE = enum_value("retype", description="An entity is of this type.")
    RENAME = enum_value("rename", description="An entity is called this.")
    REJECT = enum_value("reject", description="What is stated about an entity is wrong, all of it or a part.")
