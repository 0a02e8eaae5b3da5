import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]


@pytest.mark.longue(parts=16)
def test_ten_people_at_once_meet_no_error():
    essai = subprocess.run(
        [sys.executable, "-m", "tests.bench.charge", "--petit", "--base", "sqlite"],
        cwd=RACINE, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert essai.returncode == 0, essai.stdout + essai.stderr
    assert "| lectures |" in essai.stdout
    assert "manqué" not in essai.stdout
