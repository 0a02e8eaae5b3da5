"""Every published figure walks back to its contracts: as many are shown as were counted."""

import pytest
from django.test import Client

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.site.chiffres.mesures import find_mesure, read_preuve
from spaser.site.espace.bilans import close_entrepots, entrepot, read_bilan
from spaser.site.schema.publication.parutions import find_preuve, gather_contenu
from tests.site.organisations.fabrique import SIREN_VAL, make_organisation
from tests.site.schema.publication.conftest import ANNEES

pytestmark = pytest.mark.django_db


def list_ecarts(espace, annees):
    """Return the values whose contracts do not add up, and how many were looked at."""
    contenu = gather_contenu(espace, annees, None, None)
    bilan = read_bilan(espace.siren)
    ecarts, vus = [], 0
    for ligne in contenu.legales:
        for resultat in ligne.resultats:
            if resultat.valeur is None:
                continue
            reference = ReferenceChiffre.parse(resultat.reference)
            mesure = find_mesure(bilan, reference.code, reference.annee, reference.mesure)
            comptes = read_preuve(bilan, mesure, entrepot()).count_etats()
            oui, non = comptes.get("compte", 0), comptes.get("non_compte", 0)
            vus += 1
            if (oui, oui + non, comptes.get("inconnu", 0)) != (
                resultat.numerateur,
                resultat.denominateur,
                resultat.inconnus,
            ):
                ecarts.append((ligne.code, resultat.annee, comptes, resultat))
            if Client().get(find_preuve(resultat)).status_code != 200:
                ecarts.append((ligne.code, resultat.annee, find_preuve(resultat)))
    return ecarts, vus


def test_every_legal_value_shows_as_many_contracts_as_it_counts(marches, db):
    ecarts, vus = list_ecarts(make_organisation(SIREN_VAL).espace, ANNEES)

    assert ecarts == []
    assert vus == 8


@pytest.mark.longue
@pytest.mark.donnees_reelles
def test_those_of_the_largest_real_buyers_do_too(donnees_reelles, tmp_path_factory, settings, db):
    dossier = tmp_path_factory.mktemp("reels") / "e"
    import_fichiers([donnees_reelles / "v2-2022"], dossier)
    settings.ENTREPOT = dossier
    with open_entrepot(dossier) as ouvert:
        sirens = [acheteur.siren for acheteur in ouvert.list_acheteurs(limite=5)]
    lus = []
    for siren in sirens:
        vue = read_bilan(siren).vue
        annee = vue.annee if vue else None
        if annee:
            espace = make_organisation(siren, "Acheteur réel").espace
            lus.append(list_ecarts(espace, (annee - 1, annee)))
    close_entrepots()

    assert [ecarts for ecarts, _ in lus if ecarts] == []
    assert sum(vus for _, vus in lus) > 5
