"""A transformer encoder with a head for words, from weights on disk: MPNet's and BERT's, which differ in names, in
where positions begin and in a relative bias.

K. Song et al.: MPNet. NeurIPS 2020. W. Wang et al.: MiniLM. NeurIPS 2020. Both vocabularies are uncased, so how a word
is written is added as an embedding of its own, from zero.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from extract.components.pieces import CASES
from extract.components.tags import COLUMNS

_DISTANCES = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """What a config.json says. `first_position` is the index of the first position's embedding."""

    kind: str
    vocabulary: int
    positions: int
    width: int
    inner: int
    heads: int
    layers: int
    epsilon: float

    @property
    def first_position(self) -> int:
        return 2 if self.kind == "mpnet" else 0

    @property
    def longest(self) -> int:
        """The most pieces that a text may have."""
        return self.positions - self.first_position


def shape_of(folder: Path) -> Shape:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config["model_type"] not in {"mpnet", "bert"}:
        raise ValueError(f"{folder} holds a model of type {config['model_type']}; mpnet and bert can be read")
    return Shape(
        kind=config["model_type"],
        vocabulary=config["vocab_size"],
        positions=config["max_position_embeddings"],
        width=config["hidden_size"],
        inner=config["intermediate_size"],
        heads=config["num_attention_heads"],
        layers=config["num_hidden_layers"],
        epsilon=config["layer_norm_eps"],
    )


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q, self.k, self.v, self.o = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.attended = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.up, self.down = nn.Linear(shape.width, shape.inner), nn.Linear(shape.inner, shape.width)
        self.out = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.drop = nn.Dropout(0.1)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = hidden.shape
        q, k, v = (
            each(hidden).view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for each in (self.q, self.k, self.v)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias
        attended = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width)
        hidden = self.attended(hidden + self.drop(self.o(attended)))
        return self.out(hidden + self.drop(self.down(functional.gelu(self.up(hidden)))))


class Encoder(nn.Module):
    """Ids of pieces and cases of their words, (batch, length) each, padded with -1, to COLUMNS logits for each piece.

    `frozen`: so many layers, and the embeddings below, are not trained; `below` gives what they make of a batch, which
    `above` goes on from: made once, it serves every epoch. So the cases of words enter above them, and an encoder is
    another one with another `frozen`: `save` keeps it with the weights.
    """

    def __init__(self, shape: Shape, frozen: int = 0) -> None:
        super().__init__()
        self.shape, self.frozen = shape, frozen
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.cases = nn.Embedding(len(CASES), shape.width)
        nn.init.zeros_(self.cases.weight)
        self.relative = nn.Embedding(32, shape.heads) if shape.kind == "mpnet" else None
        self.layers = nn.ModuleList([Layer(shape) for _ in range(shape.layers)])
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(shape.width, COLUMNS)

    def forward(self, ids: Tensor, cases: Tensor) -> Tensor:
        return self.above(self.below(ids), ids, cases)

    def below(self, ids: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device) + self.shape.first_position
        hidden = self.norm(self.words(ids.clamp(min=0)) + self.positions(places))
        bias = self._bias(ids)
        for layer in self.layers[: self.frozen]:
            hidden = layer(hidden, bias)
        return hidden

    def above(self, hidden: Tensor, ids: Tensor, cases: Tensor) -> Tensor:
        hidden = hidden + self.cases(cases.clamp(min=0))
        bias = self._bias(ids)
        for layer in self.layers[self.frozen :]:
            hidden = layer(hidden, bias)
        logits: Tensor = self.head(self.drop(hidden.float()))
        return logits

    def _bias(self, ids: Tensor) -> Tensor:
        bias = torch.where(ids < 0, -1e4, 0.0)[:, None, None, :]
        if self.relative is None:
            return bias
        at = torch.arange(ids.shape[1], device=ids.device)
        distance = at[:, None] - at[None, :]
        # Half of the 32 buckets look ahead; of each half, eight are exact and eight grow with the logarithm.
        far = distance.abs().clamp(min=1)
        logarithmic = 8 + (torch.log(far / 8.0) / math.log(_DISTANCES / 8) * 8).long().clamp(max=7)
        bucket = (distance < 0).long() * 16 + torch.where(distance.abs() < 8, distance.abs(), logarithmic)
        relative: Tensor = self.relative(bucket).permute(2, 0, 1)[None]
        return bias + relative


def pretrained(folder: Path, frozen: int = 0, layers: int | None = None) -> Encoder:
    """An Encoder with the weights of `folder` (config.json, model.safetensors), its head new. `layers`: the lowest."""
    shape = shape_of(folder)
    encoder = Encoder(shape, frozen)
    theirs = load_file(folder / "model.safetensors")
    names = _NAMES[shape.kind]
    state: dict[str, Any] = {
        "words.weight": theirs["embeddings.word_embeddings.weight"],
        "positions.weight": theirs["embeddings.position_embeddings.weight"],
        "norm.weight": theirs["embeddings.LayerNorm.weight"],
        "norm.bias": theirs["embeddings.LayerNorm.bias"],
    }
    if shape.kind == "bert":  # every piece is of the first segment
        state["words.weight"] = state["words.weight"] + theirs["embeddings.token_type_embeddings.weight"][0]
    else:
        state["relative.weight"] = theirs["encoder.relative_attention_bias.weight"]
    for number in range(shape.layers):
        for ours, name in names.items():
            for part in ("weight", "bias"):
                state[f"layers.{number}.{ours}.{part}"] = theirs[f"encoder.layer.{number}.{name}.{part}"]
    encoder.load_state_dict({**encoder.state_dict(), **state})
    if layers is not None:
        encoder.layers = encoder.layers[:layers]
    for module in [encoder.words, encoder.positions, encoder.norm, *encoder.layers[:frozen]] if frozen else []:
        module.requires_grad_(requires_grad=False)
    return encoder


def save(encoder: Encoder, path: Path) -> None:
    """What `trained` reads."""
    state = {name: each.contiguous() for name, each in encoder.state_dict().items()}
    save_file(state, path, metadata={"frozen": str(encoder.frozen)})


def trained(base: Path, path: Path) -> Encoder:
    """The encoder that was saved at `path`, of the shape of the weights in `base`."""
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
    if "frozen" not in metadata:
        raise ValueError(f"{path} does not tell how many of its layers were frozen: train it again")
    state = load_file(path)
    encoder = pretrained(base, int(metadata["frozen"]), sum(name.endswith(".up.weight") for name in state))
    encoder.load_state_dict(state)
    return encoder


_NAMES = {
    "mpnet": {
        "q": "attention.attn.q",
        "k": "attention.attn.k",
        "v": "attention.attn.v",
        "o": "attention.attn.o",
        "attended": "attention.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "out": "output.LayerNorm",
    },
    "bert": {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "o": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "out": "output.LayerNorm",
    },
}
