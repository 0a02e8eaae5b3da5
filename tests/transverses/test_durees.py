"""How long each folder takes, told at the end of a run."""

from types import SimpleNamespace

import pytest

from tests.outils.durees import tell_durees


def _report(fichier, duration):
    return SimpleNamespace(nodeid=f"tests/{fichier}::test_un", duration=duration)


@pytest.mark.parametrize(
    ("rapports", "dit"),
    [
        ([], ""),
        ([_report("web/plan/test_plan.py", 3.0)], ""),
        (
            [
                _report("cli/test_site.py", 9.4),
                _report("web/plan/test_plan.py", 60.0),
                _report("web/faq/test_page.py", 5.0),
            ],
            "durées, processus additionnés : web 1 min 05 s, cli 9 s",
        ),
    ],
)
def test_folders_are_told_the_longest_first(rapports, dit):
    assert tell_durees(rapports) == dit
