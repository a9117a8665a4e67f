"""What ends the process that it is in, and leaves a file for each time; spares the process that the tests run in."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

ALWAYS = 1_000


@dataclass(frozen=True)
class Deadly:
    """Ends the process at a text with `word` in it, by SIGKILL or with an exit `code`, until it did so `times`."""

    folder: Path
    word: str = "poison"
    times: int = ALWAYS
    code: int = 0

    def meet(self, text: str) -> None:
        if self.word in text and len(self.ends) < self.times and multiprocessing.parent_process() is not None:
            mkstemp(dir=self.folder)
            if self.code:
                os._exit(self.code)
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def ends(self) -> list[Path]:
        return list(self.folder.iterdir())
