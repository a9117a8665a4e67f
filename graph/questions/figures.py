"""Figures as papers write them, read into a number and a unit; and which way of a metric is the better one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FIGURE: Final = re.compile(
    r"\s*[~≈]?\s*(?P<number>[+-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-−]?\.\d+)\s*(?P<unit>[^\d\s](?:[^\d]*[^\d\s])?)?\s*"
)
_LONGEST_UNIT: Final = 24
_PERCENT: Final = frozenset({"%", "percent", "per cent", "pct"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Whole words, so that there is no time in "sentiment". What is the better the smaller it is decides: an error rate is
# an error.
_LOWER: Final = _words("""
cer deviation distance divergence energy error errors fid flops hallucination kid kl latency loss lpips mae mape memory
mse nll perplexity ppl rmse ter time toxicity wer
""")
_HIGHER: Final = _words("""
acc accuracy ap auc auprc auroc average bleu chrf cider clip comet correlation coverage dice elo em exact f f1 hit hits
iou kappa map mcc meteor miou mrr ndcg pass pearson precision psnr pr quality rate recall reward roc rouge score sim
similarity spearman speed spice ssim success throughput win
""")
_HIGHER_ENDINGS: Final = ("score", "accuracy", "bleu", "f1")
_WORD: Final = re.compile(r"[^\W\d_]+1?")


@dataclass(frozen=True, slots=True)
class Figure:
    number: float
    unit: str | None


def figure_of(value: str) -> Figure | None:
    """`88.55%` is 88.55 of the unit `%`; None for what holds no number or several, such as a range."""
    found = _FIGURE.fullmatch(value)
    if found is None:
        return None
    unit = (found["unit"] or "").casefold()
    if len(unit) > _LONGEST_UNIT or any(sign in unit for sign in "/±–—"):
        return None
    number = float(found["number"].replace(",", "").replace("−", "-"))
    return Figure(number, "%" if unit in _PERCENT else unit or None)


def is_higher_better(metric: str) -> bool | None:
    """Whether more of a metric is better, by its name; None where the name does not say."""
    words = [word.removesuffix("1") if word != "f1" else word for word in _WORD.findall(metric.casefold())]
    if not _LOWER.isdisjoint(words):
        return False
    if not _HIGHER.isdisjoint(words) or any(word.endswith(_HIGHER_ENDINGS) for word in words):
        return True
    return None
