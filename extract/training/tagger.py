"""Texts as batches for an Encoder, its loss, its training, and what it says of words."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from extract.components.pieces import Pieces, case_of
from extract.components.tags import COLUMNS, ROLES, TAGS
from extract.components.words import words_of
from extract.training.data import UNSAID, Gold, say
from extract.training.encoder import Encoder

_ROLE_LOSS, _SALIENCE_LOSS = 0.4, 0.2
_SMOOTHING = 0.02
_POOL = 96


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of a folder's vocab.txt, and the two that open and part a text."""

    pieces: Pieces
    opening: int
    parting: int


def vocabulary_of(folder: Path) -> Vocabulary:
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    marks = ("<s>", "</s>") if "<s>" in lines[:8] else ("[CLS]", "[SEP]")
    return Vocabulary(Pieces(lines), *(lines.index(mark) for mark in marks))


@dataclass(frozen=True, slots=True)
class Item:
    """A text as pieces. `first[i]` is where the first piece of word `kept[i]` is; words that the vocabulary drops, and
    those after the longest text that the encoder takes, are not kept. `target`: (kept words, COLUMNS) or three columns
    of labels: see loss_of."""

    ids: list[int]
    cases: list[int]
    first: list[int]
    kept: list[int]
    target: Any = None


def item_of(text: str, title_end: int, vocabulary: Vocabulary, longest: int) -> Item:
    ids, cases, first, kept = [vocabulary.opening], [0], [], []
    parted = False
    for at, (start, end) in enumerate(words_of(text)):
        if not parted and start >= title_end:
            parted = True
            ids.append(vocabulary.parting)
            cases.append(0)
        word = text[start:end]
        pieces = vocabulary.pieces.of(word)
        if not pieces:
            continue
        if len(ids) + len(pieces) >= longest:
            break
        first.append(len(ids))
        kept.append(at)
        ids += pieces
        cases += [case_of(word)] * len(pieces)
    return Item([*ids, vocabulary.parting], [*cases, 0], first, kept)


def gold_item(gold: Gold, vocabulary: Vocabulary, longest: int) -> Item:
    item = item_of(gold.text, gold.title_end, vocabulary, longest)
    labels = np.array([gold.tags, gold.roles, gold.salience], dtype=np.int64).T[item.kept]
    return Item(item.ids, item.cases, item.first, item.kept, labels)


def padded(items: Sequence[Item]) -> tuple[Tensor, Tensor]:
    longest = max(len(item.ids) for item in items)
    ids = torch.full((len(items), longest), -1)
    cases = torch.full_like(ids, -1)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        cases[row, : len(item.cases)] = torch.tensor(item.cases)
    return ids, cases


def at_words(logits: Tensor, items: Sequence[Item]) -> Tensor:
    """The rows of the words' first pieces, of all items in a row."""
    rows = torch.cat([torch.full((len(item.first),), row) for row, item in enumerate(items)])
    columns = torch.cat([torch.tensor(item.first, dtype=torch.long) for item in items])
    return logits[rows, columns]


def split(logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return logits[:, : len(TAGS)], logits[:, len(TAGS) : len(TAGS) + len(ROLES)], logits[:, -1]


def gold_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Of tags everywhere, of role and salience where an entity is. UNSAID is passed over."""
    tags, roles, salience = split(logits)
    loss = functional.cross_entropy(tags, labels[:, 0], ignore_index=UNSAID, label_smoothing=_SMOOTHING)
    said = labels[:, 2] != UNSAID
    if said.any():
        loss = loss + _ROLE_LOSS * functional.cross_entropy(roles[said], labels[said, 1])
        loss = loss + _SALIENCE_LOSS * functional.binary_cross_entropy_with_logits(
            salience[said], labels[said, 2].float()
        )
    return loss


def silver_loss(logits: Tensor, soft: Tensor) -> Tensor:
    """Cross-entropy with a teacher's probabilities; of role and salience weighed by its probability of an entity."""
    tags, roles, salience = split(logits)
    soft_tags, soft_roles, soft_salience = split(soft)
    is_entity = 1 - soft_tags[:, 0]
    loss = functional.cross_entropy(tags, soft_tags)
    weight = is_entity / is_entity.sum().clamp(min=1e-6)
    loss = loss + _ROLE_LOSS * (weight * functional.cross_entropy(roles, soft_roles, reduction="none")).sum()
    bce = functional.binary_cross_entropy_with_logits(salience, soft_salience, reduction="none")
    return loss + _SALIENCE_LOSS * (weight * bce).sum()


def batches_of(items: Sequence[Item], size: int, random_: random.Random) -> list[list[int]]:
    """Shuffled batches of texts of like length."""
    order = list(range(len(items)))
    random_.shuffle(order)
    batches = []
    for start in range(0, len(order), _POOL):
        pool = sorted(order[start : start + _POOL], key=lambda at: len(items[at].ids))
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    random_.shuffle(batches)
    return batches


def optimizer_of(encoder: Encoder, rate: float, decay: float) -> torch.optim.Optimizer:
    """AdamW; each layer below the top learns `decay` times as fast as the one above it, what is new ten times."""
    groups = []
    layers = len(encoder.layers)
    for name, parameter in encoder.named_parameters():
        if not parameter.requires_grad:
            continue
        part = name.split(".")
        if part[0] in {"head", "cases"}:
            factor = 10.0
        elif part[0] == "layers":
            factor = decay ** (layers - int(part[1]))
        else:
            factor = decay ** (layers + 1)
        groups.append({"params": [parameter], "lr": rate * factor, "weight_decay": 0.0 if parameter.ndim < 2 else 0.01})
    return torch.optim.AdamW(groups)


@dataclass(frozen=True, slots=True)
class Course:
    """How an Encoder is trained."""

    epochs: int
    rate: float
    decay: float = 0.9
    batch: int = 8
    seed: int = 0


def train(encoder: Encoder, items: Sequence[Item], course: Course, checkpoint: Path, *, silver: bool = False) -> None:
    """Trains in place. After each epoch all that is needed to go on is written to `checkpoint`, and read if it is
    there."""
    torch.manual_seed(course.seed)
    optimizer = optimizer_of(encoder, course.rate, course.decay)
    steps = course.epochs * math.ceil(len(items) / _POOL) * math.ceil(_POOL / course.batch)

    def pace(step: int) -> float:
        return min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, (steps - step) / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, pace)
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        encoder.load_state_dict(state["encoder"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["epochs"]
    below: dict[int, Tensor] = {}
    parameters = [each for each in encoder.parameters() if each.requires_grad]
    for epoch in range(first, course.epochs):
        encoder.train()
        started, told, total = time.time(), time.time(), 0.0
        batches = batches_of(items, course.batch, random.Random(f"{course.seed} {epoch}"))  # noqa: S311  (a shuffle)
        for count, batch in enumerate(batches):
            chosen = [items[at] for at in batch]
            ids, cases = padded(chosen)
            with torch.autocast("cpu", torch.bfloat16):
                hidden = _below(encoder, batch, ids, below) if encoder.frozen else encoder.below(ids)
                logits = encoder.above(hidden, ids, cases)
            target = torch.cat([torch.as_tensor(np.asarray(item.target)) for item in chosen])
            words = at_words(logits.float(), chosen)
            loss = silver_loss(words, target.float()) if silver else gold_loss(words, target)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
            if time.time() - told > 60:
                told = time.time()
                say(f"epoch {epoch + 1}, batch {count + 1} of {len(batches)}, loss {total / (count + 1):.3f}")
        say(f"epoch {epoch + 1} of {course.epochs}: loss {total / len(batches):.3f}, {time.time() - started:.0f} s")
        state = {
            "encoder": encoder.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "epochs": epoch + 1,
        }
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)


def _below(encoder: Encoder, batch: Sequence[int], ids: Tensor, known: dict[int, Tensor]) -> Tensor:
    """What the frozen layers make of a batch, remembered for each text (without dropout, so it is the same)."""
    lengths = (ids >= 0).sum(1).tolist()
    if not all(at in known for at in batch):
        encoder.eval()
        with torch.no_grad():
            made = encoder.below(ids).to(torch.bfloat16)
        encoder.train()
        for row, at in enumerate(batch):
            known[at] = made[row, : lengths[row]].clone()
    hidden = torch.zeros((len(batch), ids.shape[1], encoder.shape.width), dtype=torch.bfloat16)
    for row, at in enumerate(batch):
        hidden[row, : lengths[row]] = known[at]
    return hidden


def probabilities(encoder: Encoder, items: Sequence[Item], batch: int = 16) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """For each item, shortest first: its index, and (kept words, COLUMNS) probabilities: of tags, of roles, of
    salience."""
    encoder.eval()
    order = sorted(range(len(items)), key=lambda at: len(items[at].ids))
    for start in range(0, len(order), batch):
        chosen = [items[at] for at in order[start : start + batch]]
        ids, cases = padded(chosen)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            logits = encoder(ids, cases).float()
        tags, roles, salience = split(at_words(logits, chosen))
        rows = torch.cat([tags.softmax(-1), roles.softmax(-1), salience.sigmoid()[:, None]], dim=1).numpy()
        at = 0
        for index, item in zip(order[start : start + batch], chosen, strict=True):
            yield index, rows[at : at + len(item.first)]
            at += len(item.first)


def spread(rows: npt.NDArray[Any], item: Item, words: int) -> npt.NDArray[Any]:
    """Probabilities for every word of a text: those without pieces are outside of all entities."""
    full = np.zeros((words, COLUMNS), dtype=np.float32)
    full[:, 0] = 1
    full[item.kept] = rows
    return full
