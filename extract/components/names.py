"""What in a text has the shape of a name: BERT, U-Net, Llama 3.1 8B Instruct, Chain of Thought; and lower-case phrases.

Pure functions over text; they say where a name may be, never what it is.
"""

# Word lists are read and edited as text.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract.components.vocabulary import BREAKS, HEADS, NOT_ALONE, OPENERS

# One word with its inner joints: GPT-4o, BrowseComp+, pass@1, r², CheckThat!, τ-bench, $R^2$.
_ATOM = re.compile(r"[^\W_]+(?:[-.+@'’_&*][^\W_]+)*(?:\+{1,2}(?!\w)|[*²³](?!\w)|!(?=[ ,)]))?")
_SUFFIX = re.compile(
    r"-(?:based|like|style|guided|driven|aware|enhanced|generated|trained|tuned|finetuned|free|specific|powered|only|type|"
    r"agnostic|inspired|augmented|aligned|assisted|conditioned|derived|equipped|compatible|native|ready|related|sized|"
    r"centric|oriented|optimized|integrated|enabled|as|induced|supervised|family|series|judged|compliant|integrated)$"
)
_SIZE = re.compile(r"^\d+(?:\.\d+)*[BMKbmk]?$|^[xX]?\d+[xX]\d+[Bb]?$|^v\d+(?:\.\d+)*$")
_UNITS = re.compile(r"^\d+(?:\.\d+)?(?:[KkMmBbGgTt]|x|X|st|nd|rd|th|s|ms|h|Hz|GB|MB|TB|D|d|k\+|M\+)?\+?$")
_TEX_COMMANDS = frozenset(
    "textbf textit texttt emph textsc textrm mathcal mathbf mathrm href url text times sim".split()
)

_MOST_MODIFIERS = 3

PLAIN = "l"
FUNCTION = "f"


class Atom(NamedTuple):
    """A word of a text.

    shape     a all capitals, c inner capital, v letters and digits, C capitalised, n number, l, f function word
    lowered   `text` in small letters
    masked    the same, but for names and numbers their shape: it says little which name stands beside a name
    """

    text: str
    start: int
    end: int
    shape: str
    lowered: str
    masked: str


class Candidate(NamedTuple):
    """`text[start:end]` may name something; `shape` are the shapes of its words, `first` its first atom's index."""

    start: int
    end: int
    shape: str
    first: int
    last: int


@lru_cache(maxsize=1 << 16)
def shape_of(word: str) -> str:
    if _UNITS.match(word):
        return "n"
    if word in _TEX_COMMANDS:
        return FUNCTION
    letters = [letter for letter in word if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if capitals >= 2 and capitals >= len(letters) - (letters[-1] == "s"):
        return "a"
    inner = sum(letter.isupper() for letter in word[1:])
    if "-" in word and inner and not any(c.isdigit() for c in word):
        # Title-Case-With-Hyphens is a phrase; Text-to-SQL and U-Net are not.
        parts = word.split("-")
        if all(part == part.capitalize() or part.islower() for part in parts) and len(parts[0]) > 1:
            return "C"
    if any(letter.isdigit() for letter in word) and letters:
        return "v" if capitals or "-" not in word else ("v" if re.match(r"^[a-z]+-?\d", word) else PLAIN)
    if inner:
        return "c"
    if word[0].isupper():
        return "C" if len(word) > 1 else "a" if word not in "AI" else FUNCTION
    return FUNCTION if word in BREAKS else PLAIN


def atoms_of(text: str) -> list[Atom]:
    atoms = []
    for match in _ATOM.finditer(text):
        start = match.start()
        for word, at, shape, lowered, masked in _read_word(match[0]):
            atoms.append(Atom(word, start + at, start + at + len(word), shape, lowered, masked))
    return atoms


@lru_cache(maxsize=1 << 16)
def _read_word(word: str) -> tuple[tuple[str, int, str, str, str], ...]:
    """Text, offset in the word, shape, lowered and masked: of the word, or of a name and what is joined to it."""
    suffix = _SUFFIX.search(word) if "-" in word else None
    # BERT-based names BERT; graph-based and fine-tuned are words.
    if suffix and not word[: suffix.start()].islower():
        joined = suffix[0][1:]
        return *_read_word(word[: suffix.start()]), (joined, suffix.start() + 1, FUNCTION, joined, joined)
    if word.endswith(("'s", "’s")) and len(word) > 2:
        word = word[:-2]
    shape, lowered = shape_of(word), word.lower()
    return ((word, 0, shape, lowered, lowered if shape in "lfC" else f"<{shape}>"),)


def names(text: str, atoms: list[Atom], title_end: int, openers: set[int]) -> Iterator[Candidate]:
    """Runs of name-like words. `openers` are the offsets at which a sentence begins; a title is read word by word."""
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        if atom.shape not in "acvC" or (atom.start in openers and atom.shape == "C" and atom.lowered in OPENERS):
            at += 1
            continue
        if atom.end <= title_end and atom.shape == "C" and not (at == 0 or text[atom.end : atom.end + 1] == ":"):
            at += 1
            continue
        last = at
        while last + 1 < len(atoms) and _continues(text, atoms, last, title_end):
            last += 1
        while last > at and atoms[last].shape in "lf":
            last -= 1
        shape = "".join(atom.shape for atom in atoms[at : last + 1])
        yield Candidate(atom.start, atoms[last].end, shape, at, last)
        at = last + 1


def _continues(text: str, atoms: list[Atom], last: int, title_end: int) -> bool:
    atom, following = atoms[last], atoms[last + 1]
    if text[atom.end : following.start] != " ":
        return False
    if following.shape == "n":
        return (
            bool(_SIZE.match(following.text))
            and (atom.shape in "aCcv" or atom.shape == "n")
            and len(following.text) < 7
        )
    if following.end <= title_end:
        return (
            False
            if following.shape == "C" and atom.shape != "n"
            else following.shape in "acv" and atom.shape in "acvCn"
        )
    if following.shape in "acvC":
        return True
    # Chain of Thought, Mixture-of-Experts: a small `of` between two capitalised words.
    return (
        following.text in {"of", "to", "for"}
        and last + 2 < len(atoms)
        and atoms[last + 2].shape == "C"
        and atom.shape == "C"
        and text[following.end : atoms[last + 2].start] == " "
    )


def phrases(text: str, atoms: list[Atom]) -> Iterator[Candidate]:
    """Noun phrases that end in a known head, one for each number of words before it: `medical image segmentation`,
    `image segmentation`, `segmentation`. Which of them is the name, the evidence decides.

    `shape`: p or, where the head is followed by another, q; the number of words before the head; the longest such
    number.
    """
    for last, atom in enumerate(atoms):
        lowered = atom.lowered
        if lowered not in HEADS and (atom.shape not in "lC" or lowered.rpartition("-")[2] not in HEADS):
            continue
        first = last
        while (
            first > 0
            and last - first < _MOST_MODIFIERS
            and text[atoms[first - 1].end : atoms[first].start] in {" ", "/"}
            and _modifies(atoms[first - 1])
        ):
            first -= 1
        following = atoms[last + 1] if last + 1 < len(atoms) else None
        goes_on = following is not None and following.lowered in HEADS and text[atom.end : following.start] == " "
        for start in range(first, last if lowered in NOT_ALONE else last + 1):
            shape = f"{'q' if goes_on else 'p'}{last - start}{last - first}"
            yield Candidate(atoms[start].start, atom.end, shape, start, last)


def _modifies(atom: Atom) -> bool:
    if atom.shape in "nf":
        return False
    lowered = atom.lowered
    return lowered not in BREAKS and not (lowered.endswith("ly") and len(lowered) > 4) and lowered not in _VERBS


_VERBS = frozenset(
    """
    training-free involves become becomes remains face faces suffer suffers rely relies relying tend tends struggle
    struggles treat treats limit limits limiting trained tested using guide guides extend extends extending offer offers
    offering exhibit exhibits yield reveal reveals suggest suggests argue argues find finds called termed named dubbed
    combined compared built evaluated achieved shown known given created driven caused made describes describe bridging
    bridge preserve preserving maintain maintaining exploit exploits replace replacing unlock unlocks guiding balancing
    balance optimize optimizing optimizes handle handling select selecting estimate estimating detect detecting identify
    identifying generating understanding assessing benchmarking comparing measuring measure advance advancing unify
    unifying align aligns aligning scale simulate supervise supervised-by deploy deploying perform requires eg
    """.split()
)
