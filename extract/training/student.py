"""The accurate student: a small transformer, told what a teacher says of each word of many papers.

python -m extract.training.student BASE SILVER OUT [--layers N] [--epochs N]

BASE is a folder with config.json, model.safetensors and vocab.txt; SILVER one that extract.training.silver wrote. OUT
gets model.safetensors. `export` writes it as ONNX with weights of eight bits, for extract.components.transformer.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

from extract.training.data import say
from extract.training.encoder import Encoder, pretrained, save
from extract.training.silver import Silver, read_silver
from extract.training.tagger import Course, Item, Vocabulary, item_of, split, train, vocabulary_of


def silver_item(silver: Silver, vocabulary: Vocabulary, longest: int) -> Item:
    item = item_of(silver.text, silver.title_end, vocabulary, longest)
    return Item(item.ids, item.cases, item.first, item.kept, silver.rows[item.kept])


class Reading(nn.Module):
    """What runs: ids and cases of one text and the places of its words' first pieces, to what is said of each word."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, cases: Tensor, first: Tensor) -> Tensor:
        tags, roles, salience = split(self.encoder(ids, cases)[0][first])
        return torch.cat([tags.log_softmax(-1), roles.softmax(-1), salience.sigmoid()[:, None]], dim=1)


def export(encoder: Encoder, whole: Path, path: Path) -> None:
    """As ONNX: `whole`, and `path` with its matrices in eight bits, each column with a scale of its own."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    encoder.eval()
    pieces = min(40, encoder.shape.longest)
    ids = torch.randint(0, encoder.shape.vocabulary, (1, pieces))
    given = (ids, torch.zeros_like(ids), torch.arange(1, pieces - 1))
    torch.onnx.export(
        Reading(encoder),
        given,
        str(whole),
        input_names=["ids", "cases", "first"],
        output_names=["said"],
        dynamic_axes={"ids": {1: "pieces"}, "cases": {1: "pieces"}, "first": {0: "words"}, "said": {0: "words"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(path), per_channel=True, weight_type=QuantType.QInt8)
    onnx.checker.check_model(str(path))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("silver", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=None, help="only the lowest so many")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--frozen", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    vocabulary = vocabulary_of(options.base)
    encoder = pretrained(options.base, options.frozen, options.layers)
    weights = options.out / "model.safetensors"
    if not weights.exists():
        items = [silver_item(each, vocabulary, encoder.shape.longest) for each in read_silver(options.silver)]
        say(f"{len(items)} papers to learn from")
        course = Course(options.epochs, options.rate, decay=0.95, batch=16, seed=options.seed)
        train(encoder, items, course, options.out / "checkpoint.pt", silver=True)
        save(encoder, weights)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
