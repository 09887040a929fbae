"""A sealer in a process of its own, which is killed by the test or kills itself where it is told to."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from florin.kernel.audit.sealer import seal_next
from florin.kernel.database import engine
from florin.ports.signing.embedded import FileSigning


class Dying(FileSigning):
    """Kills its process in the moment named by `when`: "sign" or "head"."""

    when = ""

    def sign(self, message: bytes) -> bytes:
        """Signs, or dies before the seal is stored."""
        self._die("sign")
        return super().sign(message)

    def keep_head(self, head) -> None:
        """Keeps the head, or dies after the seal was committed."""
        self._die("head")
        super().keep_head(head)

    def _die(self, here: str) -> None:
        if self.when == here:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, keys: str, when: str) -> None:
    """Seals two records at a time for ever."""
    signing = Dying(Path(keys))
    signing.when = when
    opened = engine(url, size=1)
    sys.stdout.write("sealing\n")
    sys.stdout.flush()
    while True:
        seal_next(opened, signing, datetime.now(UTC), most=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
