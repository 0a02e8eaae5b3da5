"""The states of a deposit: the table that the code and the guide share."""

import contextlib
import itertools
from pathlib import Path

import pytest

from spaser.site.registre.models import MODIFIABLES, ActeDepot, Depot, EtatDepot
from spaser.site.registre.moderation import services
from spaser.site.socle.versions import VersionDepassee
from tests.site.registre.depot.conftest import make_equipe
from tests.site.registre.fabrique import MAINTENANT

GUIDE = Path("docs/guide/moderer.md")
DECISIONS = (ActeDepot.RETOUR, ActeDepot.REJET, ActeDepot.VERIFICATION, ActeDepot.RETRAIT)


def test_the_guide_tells_every_change_of_state():
    lignes = GUIDE.read_text("utf-8").split("| Il était |")[1].split("\n\n")[0].splitlines()[2:]
    cellules = [[cellule.strip() for cellule in ligne.strip("|").split("|")] for ligne in lignes]
    assert [(avant.split(" ou "), apres) for avant, _, apres in cellules] == [
        ([etat.label for etat in acte.depuis], acte.vers.label) for acte in ActeDepot
    ]


def test_every_state_but_the_first_is_reached_and_two_are_final():
    atteints = {acte.vers for acte in ActeDepot}
    quittes = {etat for acte in ActeDepot for etat in acte.depuis}
    assert set(EtatDepot) - atteints == {EtatDepot.BROUILLON}
    assert set(EtatDepot) - quittes == {EtatDepot.ACCEPTE, EtatDepot.REJETE}
    assert set(MODIFIABLES) <= quittes


@pytest.mark.django_db
def test_a_decision_is_taken_only_on_the_states_of_the_table():
    equipe, menees = make_equipe(), {}
    for acte, etat in itertools.product(DECISIONS, EtatDepot):
        depot = Depot.objects.create(
            etat=etat,
            contenu={"structure": {"nom": "Commune de Rennes"}},
            courriel="invite@exemple.fr",
            cree_le=MAINTENANT,
            modifie_le=MAINTENANT,
        )
        lue = depot.version
        with contextlib.suppress(VersionDepassee):
            services.decide(depot, acte, lue, equipe, MAINTENANT, "Parce que.")
        depot.refresh_from_db()
        if depot.version > lue:
            menees[acte, etat] = EtatDepot(depot.etat)
        else:
            assert depot.etat == etat
    assert menees == {(acte, etat): acte.vers for acte in DECISIONS for etat in acte.depuis}
