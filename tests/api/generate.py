"""Random queries for the differential test: any field of the schema, with arguments, aliases, fragments, directives."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_leaf_type

from api.schema import core

VARIABLES = {"n": "Int = 2", "y": "Boolean = true", "z": "Boolean!", "c": "Float", "t": "[EntityType!]"}


DERIVED = {
    "direction": ["HIGHER", "LOWER"],
    "includeNameOnly": ["true", "false", "$y"],
    "relations": ["[USES, CITES]", "[AUTHORED_BY]", "BASED_ON", "null"],
    "maxLength": ["1", "2", "2", "4", "5", "11"],
    "maxDepth": ["1", "2", "3", "5"],  # one too great is refused even where there is no parent to ask from
    "version": ["0", "3", "5"],
    "perType": ["1", "2", "2", "3", "3", "51"],
    "maxVisited": ["3", "40", "null"],
    "unit": ['"%"', '""', "null"],
}
"""Values of arguments of derived fields, where no id or name is meant."""


class Generator:
    """samples: real ids, names and cursors, so that most queries find something; `cursor usedBy` are one field's."""

    def __init__(self, r: random.Random, samples: Mapping[str, Sequence[str]]) -> None:
        self.r = r
        self.samples = samples
        self.types = core().type_map
        self.fragments: list[str] = []
        self.serial = 0

    def query(self) -> tuple[str, dict[str, Any]]:
        body = " ".join(self.field("Query", self.r.randint(1, 5)) for _ in range(self.r.choice([1, 1, 2, 3])))
        body = f"{{ {body} }} {' '.join(self.fragments)}"
        used = [name for name in VARIABLES if f"${name}" in body]
        declared = ", ".join(f"${name}: {VARIABLES[name]}" for name in used)
        text = f"query Q{f'({declared})' if declared else ''} {body}"
        possible = {
            "n": self.r.randint(0, 3),
            "y": self.r.random() < 0.5,
            "z": self.r.random() < 0.5,
            "c": self.r.choice([None, 0.0, 0.5]),
            "t": self.r.choice([None, ["METHOD", "TASK"]]),
        }
        given = {name: possible[name] for name in used if name == "z" or self.r.random() < 0.8}
        return text, given

    def selection(self, type_name: str, depth: int) -> str:
        type_: Any = self.types[type_name]
        parts = []
        for _ in range(self.r.randint(1, 4)):
            chance = self.r.random()
            if is_abstract_type(type_) and (chance < 0.6 or not getattr(type_, "fields", None)):
                inner = self.r.choice(core().get_possible_types(type_)).name
                parts.append(self.fragment(inner, depth))
            elif chance < 0.12:
                parts.append("__typename" + self.directive())
            elif chance < 0.24 and depth > 0:
                interfaces = [one.name for one in type_.interfaces] if isinstance(type_, GraphQLObjectType) else []
                parts.append(self.fragment(self.r.choice([type_name, *interfaces]), depth))
            else:
                parts.append(self.field(type_name, depth))
        return " ".join(parts)

    def fragment(self, on: str, depth: int) -> str:
        body = self.selection(on, depth - 1) if depth > 0 else "__typename"
        if self.r.random() < 0.5:
            return f"... on {on}{self.directive()} {{ {body} }}"
        self.serial += 1
        self.fragments.append(f"fragment F{self.serial} on {on} {{ {body} }}")
        return " ".join([f"...F{self.serial}{self.directive()}"] * self.r.choice([1, 1, 2]))

    def field(self, type_name: str, depth: int) -> str:
        type_: Any = self.types[type_name]
        names = list(type_.fields)
        leaves = [name for name in names if is_leaf_type(get_named_type(type_.fields[name].type))]
        deeper = [name for name in names if name not in leaves]
        use_leaf = leaves and (depth <= 0 or not deeper or self.r.random() < 0.4)
        if not use_leaf and depth <= 0:
            return "__typename"
        name = self.r.choice(leaves if use_leaf else deeper)
        definition = type_.fields[name]
        arguments = self.arguments(name, definition)
        alias = ""
        if arguments or self.r.random() < 0.15:
            self.serial += 1
            alias = f"k{self.serial}: "
        head = f"{alias}{name}{arguments}{self.directive()}"
        if use_leaf:
            return head
        named = get_named_type(definition.type).name
        bodies = [self.selection(named, depth - 1) for _ in range(self.r.choice([1, 1, 1, 2]))]
        return " ".join(f"{head} {{ {body} }}" for body in bodies)  # two of them are merged under one key

    def arguments(self, field: str, definition: Any) -> str:
        given: dict[str, str] = {}
        for name, argument in definition.args.items():
            if str(argument.type).endswith("!") or self.r.random() < 0.3:
                given[name] = self.value(name, str(argument.type), field)
        if "first" in definition.args:  # most pages are small, or a query of five levels has a million objects
            given.pop("first", None)
            given.pop("last", None)
            if self.r.random() < 0.85:
                side = self.r.choice(["first", "first", "last"] if "last" in definition.args else ["first"])
                given[side] = self.value(side, "Int", field)
        return "(" + ", ".join(f"{name}: {value}" for name, value in given.items()) + ")" if given else ""

    def value(self, name: str, type_: str, field: str) -> str:
        def quoted(text: str) -> str:
            return '"' + text + '"'

        if name in DERIVED:
            return self.r.choice(DERIVED[name])
        if name in ("first", "last"):
            return self.r.choice(["0", "1", "2", "3", "null", "$n"])
        if name in ("after", "before"):
            cursors = self.samples.get(f"cursor {field}") or self.samples["cursor"]
            return self.r.choice([quoted(self.r.choice(cursors)), "null"])
        if name in ("yearFrom", "yearTo"):
            return self.r.choice(["2019", "2020", "2021"])
        if name == "minConfidence":
            return self.r.choice(["0.5", "1", "$c"])
        if name == "types" and "NodeType" in type_:
            return self.r.choice(["[METHOD, PAPER]", "AUTHOR", "[TASK, RESULT]"])
        if name in ("type", "types"):
            return self.r.choice(["[METHOD]", "MODEL", "[TASK, DATASET]", "$t"])
        if name == "kinds":
            return self.r.choice(["[PAPER]", "[AUTHOR, ENTITY]", "ENTITY"])
        if name == "filter":
            return self.filter(type_)
        if name == "orderBy":
            return "NAME" if "Paper" not in type_ else self.r.choice(["NAME", "PUBLISHED"])
        if name in ("ids", "texts"):
            some = [self.r.choice(self.samples["id" if name == "ids" else "name"]) for _ in range(self.r.randint(0, 4))]
            return "[" + ", ".join(map(quoted, some)) + "]"
        if name == "prefix":
            return quoted(self.r.choice(["p", "paper 1", "entity", "a", "", "gri", "dense m"]))
        if name == "text":
            return quoted(self.r.choice(self.samples["text"]))
        return quoted(self.r.choice([*self.samples["id"], *self.samples["name"]]))

    def filter(self, type_: str) -> str:
        if type_.startswith("EntityFilter"):
            return self.r.choice(["{minPapers: 2}", "{minPapers: $n, text: null}", "{}", '{text: "1"}'])
        parts = [
            "includeStubs: true",
            "yearFrom: 2020",
            "yearTo: 2020, includeStubs: null",
            'category: ["cs.CL"]',
            "hasCode: $y",
            "hasCode: false",
            f'author: "{self.r.choice(self.samples["author"])}"',
            f"allOf: {self.test()}",
            f"allOf: [{self.test()}, {self.test()}, {{anyOf: [{self.test()}, {self.test()}]}}]",
        ]
        chosen = {part.partition(":")[0]: part for part in self.r.sample(parts, self.r.randint(0, 3))}
        return "{" + ", ".join(chosen.values()) + "}"

    def test(self) -> str:
        parts = [f"relation: {self.r.choice(['USES', 'ADDRESSES', 'RELEASES', 'MENTIONS'])}"]
        if self.r.random() < 0.5:
            parts.append(f'any: ["{self.r.choice(self.samples["entity"])}", "{self.r.choice(self.samples["entity"])}"]')
        elif self.r.random() < 0.5:
            parts.append(self.r.choice(["types: [METHOD, TASK]", "types: $t"]))
        parts += self.r.sample(["minConfidence: 0.5", "minConfidence: $c", "negated: true", 'by: "feed:x"'], 1)
        if self.r.random() < 0.2:
            parts[0:1] = ["relation: CITES"]
            parts = [part for part in parts if not part.startswith(("any", "types"))]
        return "{" + ", ".join(parts) + "}"

    def directive(self) -> str:
        if self.r.random() > 0.15:
            return ""
        condition = self.r.choice(["true", "false", "$y", "$z"])
        return f" @{self.r.choice(['skip', 'include'])}(if: {condition})"
