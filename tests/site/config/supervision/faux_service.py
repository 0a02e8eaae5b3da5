"""A service for the tests of the supervisor: notes that it started, then behaves as asked."""

import os
import signal
import sys
import threading
from pathlib import Path

_, trace, conduite = sys.argv
fin = threading.Event()
if conduite == "sourd":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: fin.set())
with Path(trace).open("a", encoding="utf-8") as sortie:
    sortie.write(f"{threading.get_native_id()}\n")
    if conduite == "compte":
        sortie.write(f"chutes:{os.environ['CHUTES_DU_SERVICE']}\n")
if conduite in {"fragile", "compte"}:
    sys.exit(3)
fin.wait(60)
with Path(trace).open("a", encoding="utf-8") as sortie:
    sortie.write("fini\n")
