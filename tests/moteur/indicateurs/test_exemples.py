"""The worked example of each indicator, as its page shows it."""

import pytest

from spaser.moteur.indicateurs.catalogue import INDICATEURS
from tests.moteur.indicateurs.magasin import ANNEE, SIREN, compute, open_exemple, prove


@pytest.mark.parametrize("indicateur", INDICATEURS, ids=lambda i: i.code)
def test_l_exemple_donne_les_valeurs_annoncees(indicateur):
    valeurs = compute(open_exemple(indicateur.exemple), codes=(indicateur.code,))
    for attendu in indicateur.exemple.attendus:
        obtenu = valeurs[SIREN, ANNEE, indicateur.code, attendu.variante]
        for champ in ("numerateur", "denominateur", "n", "inconnus", "valeur", "bas", "haut"):
            assert obtenu[champ] == pytest.approx(getattr(attendu, champ)), champ


@pytest.mark.parametrize("indicateur", INDICATEURS, ids=lambda i: i.code)
def test_la_preuve_compte_comme_le_chiffre(indicateur):
    connexion = open_exemple(indicateur.exemple)
    valeurs = compute(connexion, codes=(indicateur.code,))
    for variante in indicateur.variantes:
        attendu = valeurs[SIREN, ANNEE, indicateur.code, variante]
        lignes = prove(connexion, indicateur.code, variante=variante)
        etats = [ligne.etat for ligne in lignes if ligne.etat != "ecarte"]
        assert len(etats) == attendu["n"]
        assert etats.count("inconnu") == attendu["inconnus"]
        assert {(ligne.fichier, ligne.rang) for ligne in lignes} <= {
            ("marches.json", rang) for rang in range(1, len(indicateur.exemple.marches) + 1)
        }
