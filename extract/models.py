"""Which extractor: one that ships, by its name, or anybody's, by the path of its config.

A config may name its files relative to its own folder, so that a folder with a config and its weights can be moved.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

MODELS = ("fast", "accurate")
"""What ships: a small convolution in numpy; and with it a small transformer, which needs the extra `transformer`."""

FOLDER = Path(__file__).parent / "model"
DEFAULT = "fast"


def config_of(model: str) -> Path:
    """The config of a model: a name of MODELS, a path of a config, or of a folder with a config.cfg.

    Raises ValueError where it is none of these.
    """
    if model in MODELS:
        return FOLDER / model / "config.cfg"
    path = Path(model)
    if path.is_dir():
        path /= "config.cfg"
    if not path.is_file():
        raise ValueError(
            f"there is no model {model!r}: give {', '.join(MODELS)}, or the path of a config, or of a folder with "
            "config.cfg in it"
        )
    return path


def with_paths(components: dict[str, Any], folder: Path) -> None:
    """Make what a config's components name as files of its own folder whole paths, in place."""
    for component in components.values():
        for name, value in component.items():
            if isinstance(value, str):
                component[name] = _found(value, folder)
            elif isinstance(value, list):
                component[name] = [_found(each, folder) if isinstance(each, str) else each for each in value]


def _found(value: str, folder: Path) -> str:
    return str(folder / value) if value and not Path(value).is_absolute() and (folder / value).exists() else value
