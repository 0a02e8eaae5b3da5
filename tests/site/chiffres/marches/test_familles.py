"""The family of purchases of a contract, that a buyer corrects: figures and exports follow."""

import csv

import pytest

from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.services import list_marches, undo_geste
from spaser.site.chiffres.models import Correction
from tests.site.chiffres.marches.fabrique import RACINE, correct
from tests.site.organisations.fabrique import SIREN_VAL

FAMILLE = "Formation et enseignement"
CHIFFRES = f"/espace/{SIREN_VAL}/indicateurs/SOC-01"


def _read_csv(reponse):
    assert reponse.status_code == 200
    return list(csv.DictReader(reponse.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def _sum(client, source):
    lignes = _read_csv(client.get(f"{CHIFFRES}/familles.csv?annee=2025&chiffres={source}"))
    return {li["Famille d’achat"]: int(li["Marchés"]) for li in lignes if li["Code"] == "SOC-01"}


@pytest.fixture
def choisi(marches, espace):
    """Give a contract that counts in the figures of its year, and is of another family."""
    return next(
        m
        for m in list_marches(espace)
        if (m.contrat.annee, m.contrat.famille) == (2025, "marche")
        and m.contrat.famille_achat not in {None, "formation"}
        and m.contrat.social is not None
    )


def test_a_buyer_corrects_the_family_of_a_contract_on_its_page(choisi, client, espace):
    adresse = f"{RACINE}{choisi.cle}/"
    page = client.get(adresse).content.decode()
    assert read_familles()[choisi.contrat.famille_achat] in page

    saisie = {"famille_achat": "formation", "justification": "Le marché forme des agents."}
    reponse = client.post(f"{adresse}corriger/", saisie | {"version": "0"}, follow=True)

    assert "1\u00a0marché est corrigé" in reponse.content.decode()
    assert f">{FAMILLE}</strong>" in client.get(adresse).content.decode()
    assert Correction.objects.get().publiee == choisi.contrat.famille_achat


@pytest.mark.longue
def test_segments_proofs_and_exports_follow_the_corrected_family(choisi, client, espace):
    avant = _sum(client, "corrige")
    ancienne = read_familles()[choisi.contrat.famille_achat]

    geste = correct(
        espace, None, choisis=[choisi], saisies={ChampCorrige.FAMILLE_ACHAT: "formation"}
    )

    apres = _sum(client, "corrige")
    assert apres[FAMILLE] == avant.get(FAMILLE, 0) + 1
    assert apres.get(ancienne, 0) == avant[ancienne] - 1
    assert sum(apres.values()) == sum(avant.values())
    assert _sum(client, "") == avant  # what is published does not move
    demande = f"annee=2025&expression=nombre&chiffres=corrige&famille={FAMILLE}"
    preuve = _read_csv(client.get(f"{CHIFFRES}/preuve.csv?{demande}"))
    assert choisi.contrat.id in {ligne["Marché"] for ligne in preuve}
    (ligne,) = [
        li
        for li in _read_csv(client.get(f"{RACINE}export.csv?corrige=oui"))
        if li["Numéro"] == choisi.contrat.id
    ]
    assert (ligne["Famille d’achat (publié)"], ligne["Famille d’achat (corrigé)"]) == (
        ancienne,
        FAMILLE,
    )

    undo_geste(espace, geste, None)

    assert _sum(client, "corrige") == avant


def test_a_family_that_does_not_exist_is_refused(choisi, client, espace):
    saisie = {"famille_achat": "licornes", "justification": "Le marché forme des agents."}

    client.post(f"{RACINE}{choisi.cle}/corriger/", saisie | {"version": "0"})

    assert not Correction.objects.exists()
