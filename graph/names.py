"""The fold that decides whether two names are one node. There is no other: whoever compares names calls this.

`key` folds names of methods, models, benchmarks and the like; `title_key` folds titles of papers; `person_key` and
`surname` fold names of authors. Each is idempotent, so a key may be folded again without harm. Standard library only.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

_CACHED_NAMES = 1 << 16
LONGEST, _MARK = 400, 16

# Zero-width characters count as separators: they come from PDF and HTML line breaks and mean nothing.
_SEPARATOR = r"[\s\-_\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]"
# Kept between two digits (3 8B is not 38B) and before a lone final s, which is a size and not a plural (ViT-S, ViTs).
_REMOVED = re.compile(rf"(?<!\d){_SEPARATOR}+(?!s$)|(?<=\d){_SEPARATOR}+(?!\d)|(?<![^\W\d]){_SEPARATOR}+(?=s$)")
_KEPT = re.compile(rf"{_SEPARATOR}+")
_MARKS = re.compile(r"[™®©℠\\{}$]")
_EDGES = " \t\r\n.,;:!?()[]\"'`“”‘’«»"
_POSSESSIVE = re.compile(r"(?<=\w)['’]s$")

_DROPPED_WORDS = frozenset({"benchmark", "benchmarks", "dataset", "datasets", "corpus", "corpora", "score", "scores"})
# Here the score is another thing than what it is named after: BERT is a model, BERTScore a metric.
_SCORES_OF_THEIR_OWN = frozenset({"bert", "clip", "bart", "inception", "mover", "f", "z", "t"})

_TWO_LETTER_PLURAL = re.compile(r"(?:^|\s)[A-Z]{2}s$")
_INTACT = ("ss", "us", "is", "series", "species", "news", "bias")
_INTACT_WORDS = frozenset({"sars", "aids"})
_IRREGULAR = (
    ("matrices", "matrix"),
    ("vertices", "vertex"),
    ("indices", "index"),
    ("analyses", "analysis"),
    ("hypotheses", "hypothesis"),
    ("biases", "bias"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("tches", "tch"),
    ("nches", "nch"),
    ("rches", "rch"),
    ("oaches", "oach"),
    ("xes", "x"),
    ("ies", "y"),
)
_LAST_LETTERS = re.compile(r"[^\W\d_]+$")

# π0 and $\pi_0$, τ-bench and tau-bench are written for one another.
_GREEK = str.maketrans(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "ε": "epsilon",
        "ζ": "zeta",
        "η": "eta",
        "θ": "theta",
        "ι": "iota",
        "κ": "kappa",
        "λ": "lambda",
        "μ": "mu",
        "ν": "nu",
        "ξ": "xi",
        "ο": "omicron",
        "π": "pi",
        "ρ": "rho",
        "ς": "sigma",
        "σ": "sigma",
        "τ": "tau",
        "υ": "upsilon",
        "φ": "phi",
        "χ": "chi",
        "ψ": "psi",
        "ω": "omega",
    }
)


@lru_cache(maxsize=_CACHED_NAMES)
def key(name: str) -> str:
    """The form in which two spellings of one entity's name are equal; empty only for a blank name."""
    return _bounded(_settled(_key_once, name))


def _settled(fold: Callable[[str], str], text: str) -> str:
    """`fold` again and again until nothing changes: once is all but always enough, odd Unicode may need more."""
    folded = fold(text)
    while (again := fold(folded)) != folded:
        folded = again
    return folded


def _bounded(folded: str) -> str:
    """Keys are indexed, and stores bound what they index; of 145,503 titles three have a longer key."""
    if len(folded) <= LONGEST:
        return folded
    mark = sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
    return folded[: LONGEST - _MARK].rstrip() + mark


def _key_once(name: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", name))).strip(_EDGES)
    is_short_plural = _TWO_LETTER_PLURAL.search(plain) is not None
    words = _case(plain).split()
    text = _POSSESSIVE.sub("", _without_trailing_word(words)).strip(_EDGES)
    text = _KEPT.sub(" ", _REMOVED.sub("", text)).strip(_EDGES)
    text = text[:-1] if is_short_plural and text.endswith("s") and len(text) == 3 else _singular(text)
    return text or "".join(words) or _case(name).strip()


def _case(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded if folded.isascii() else folded.translate(_GREEK)


def _without_trailing_word(words: list[str]) -> str:
    kept = list(words)
    while len(kept) > 1:
        if kept[-1] in _DROPPED_WORDS and not (kept[-1].startswith("score") and kept[-2] in _SCORES_OF_THEIR_OWN):
            kept.pop()
        elif len(kept) > 2 and kept[-2] == "data" and kept[-1] in {"set", "sets"}:
            del kept[-2:]
        else:
            break
    return " ".join(kept)


def _singular(text: str) -> str:
    """`text` without the ending of a plural. Case is gone by now, so words of three letters (AWS, GPS) stay whole."""
    letters = _LAST_LETTERS.search(text)
    if letters is None or not text.endswith("s"):
        return text
    last = letters[0]
    if len(last) < 4 or last.endswith(_INTACT) or text in _INTACT_WORDS:
        return text
    for plural, singular in _IRREGULAR:
        if last.endswith(plural) and len(last) > len(plural):
            return text.removesuffix(plural) + singular
    return text[:-1]


# --- titles of papers

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TEX_ACCENT = re.compile(r"\\(?:[`'^\"~=.]|[uvHcdbkrt](?=[{\s]))\s*\{?\\?([a-zA-Z])\}?")
_TEX_STYLE = re.compile(
    r"\\(?:text\w{0,6}|math\w{0,6}|emph|it|bf|sc|tt|rm|sf|em|mbox|hbox|ensuremath|boldsymbol|bm|operatorname)\b\s*"
)
_SILENT = re.compile(r"[{}$\\'’‘`ʼ\u00ad\u200b-\u200f\u2060\ufeff]")
_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
# Letters that Unicode does not decompose into a base and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def title_key(title: str) -> str:
    """The form in which two spellings of one paper's title are equal: words of letters and digits, one space between.

    The words are countable by `.split()`. Tags, TeX and accents are dropped: one source writes them, another does not.
    """
    return _bounded(_settled(_title_once, title))


def _title_once(title: str) -> str:
    text = _TAG.sub(" ", html.unescape(title) if "&" in title else title)
    if "\\" in text:
        text = _TEX_STYLE.sub("", _TEX_ACCENT.sub(r"\1", text))
    return _words(_SILENT.sub("", text))


def _words(text: str) -> str:
    """Casefolded words without accents. Marks that carry vowels (Indic scripts) are letters here and stay."""
    folded = _case(text)
    if not folded.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not "\u0300" <= c <= "\u036f")
        folded = _case(bare).translate(_PLAIN_LETTERS)
        return " ".join("".join(" " if _is_break(c) else c for c in folded).split())
    return " ".join(_NOT_LETTER_OR_DIGIT.sub(" ", folded).split())


def _is_break(letter: str) -> bool:
    return not letter.isalnum() and unicodedata.category(letter) not in {"Mn", "Mc"}


# --- names of authors

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})


@lru_cache(maxsize=_CACHED_NAMES)
def person_key(name: str) -> str:
    """The form in which two spellings of one author's name are equal: `LeCun, Yann` and `Yann LeCun`."""
    return _bounded(_settled(_person_once, name))


def _person_once(name: str) -> str:
    parts = [words for part in name.split(",") if (words := _words(_SILENT.sub("", part)))]
    suffixes = [part for part in parts[1:] if part in _SUFFIXES]
    named = parts[:1] + [part for part in parts[1:] if part not in _SUFFIXES]
    given = " ".join(named[1:])
    return " ".join(part for part in [given, *named[:1], *suffixes] if part)


@lru_cache(maxsize=_CACHED_NAMES)
def surname(name: str) -> str:
    """The last word of the family name, folded: enough to tell whether two author lists share somebody.

    `van der Maaten, Laurens`, `L. van der Maaten` and `L. Maaten` agree; so do `Smith, J., Jr.` and `Smith J`.
    """
    words = [word for word in person_key(name).split() if word not in _SUFFIXES]
    long_words = [word for word in words if len(word) > 1 or not word.isascii()]
    return (long_words or words or [""])[-1]
