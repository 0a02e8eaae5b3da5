"""What an operator types: each command is in the documentation."""

from pathlib import Path

import pytest

from spaser.cli.application import spaser
from spaser.site.config.supervision import make_travaux
from tests.transverses.arbre import fichiers, read, sous

PAGES = "\n".join(read(f) for f in (Path("README.md"), *sous("docs", ".md")))
DE_GESTION = sorted(
    f.stem
    for f in fichiers()
    if f.is_relative_to("spaser/site") and f.parts[3:5] == ("management", "commands")
    if f.stem != "__init__"
)


@pytest.mark.parametrize("commande", sorted(spaser.modules))
def test_a_command_of_spaser_is_explained(commande):
    assert f"spaser {commande}" in PAGES


@pytest.mark.parametrize("commande", DE_GESTION)
def test_a_command_of_the_site_is_explained_or_run_by_the_site_itself(commande):
    assert f"django-admin {commande}" in PAGES or commande in {*spaser.modules, *_run_by_serve()}


def _run_by_serve():
    return {mot for service in make_travaux() for mot in service.arguments}
