import io
import sys
import types

import pytest
from rich.console import Console

from spaser.cli.rapport_import import print_rapport
from spaser.moteur.entrepot.editions import EditionLue, SortEdition
from spaser.moteur.entrepot.manifeste import FichierLu
from spaser.moteur.entrepot.rapport import RapportImport
from spaser.moteur.valeurs import Ignore

ESPACES = str.maketrans("\u00a0\u202f", "  ")


def source(nom, **comptes):
    return FichierLu(cle=nom, nom=nom, taille=1, date_import="2026-11-24", **comptes)


def imprimer(rapport):
    flux = io.StringIO()
    print_rapport(Console(file=flux, width=100), rapport)
    return flux.getvalue().translate(ESPACES)


A = source("a.json", lus=1512, contrats=1400, concessions=2, versions=60, copies=48, quarantaine=2)
B = source("b.csv", lus=10, contrats=10, lignes=14)


def test_the_sum_is_visibly_right():
    texte = imprimer(RapportImport([A, B], [], {}, {}))
    for attendu in ("1 410", "1 522", "= Lus", "la somme tombe juste"):
        assert attendu in texte
    assert "Les tableaux lus ont 14 lignes" in texte


def test_a_wrong_sum_is_not_hidden():
    texte = imprimer(RapportImport([source("a.json", lus=3, contrats=2)], [], {}, {}))
    assert "la somme ne tombe pas juste" in texte


@pytest.mark.parametrize(
    ("sort", "dits"),
    [
        (
            "remplace",
            ["remplace l’édition lue le 30 novembre 2026", "Ses 3 contrats", "editions 000001"],
        ),
        ("ancienne", ["plus ancien que l’édition lue le 30 novembre 2026", "editions 000002"]),
        ("moitie", ["n’a plus 3 des 7 contrats", "les deux comptent", "editions 000002"]),
        ("glissante", ["commence plus tard", "les deux comptent"]),
        ("autre", ["presque rien du fichier du même nom", "les deux comptent"]),
        (
            "semblable",
            ["fichier lu le 30 novembre 2026 sous le nom", "profil.json", "editions 000002"],
        ),
    ],
)
def test_what_became_of_an_edition_is_told_with_the_gesture(sort, dits):
    autre = "profil.json" if sort == "semblable" else ""
    vue = EditionLue(SortEdition(sort), "decp.json", "000002", "000001", "2026-11-30", 3, 7, autre)

    texte = imprimer(RapportImport([A], [], {}, {}, editions=[vue])).replace("\n", " ")

    assert [dit for dit in dits if dit not in texte] == []


def test_what_was_ignored_is_named_with_the_reason():
    ignores = [Ignore(f"n{i}.txt", "aucun marché reconnu") for i in range(30)]
    texte = imprimer(RapportImport([A], ignores, {}, {}))
    assert "n0.txt : aucun marché reconnu" in texte
    assert "et 18 autres" in texte


def test_anomalies_are_told_in_french_the_most_frequent_first(monkeypatch):
    module = types.ModuleType("spaser.moteur.decp.anomalies")
    module.LIBELLES = {"montant_factice": "Montant de 0 ou 1 €"}
    monkeypatch.setitem(sys.modules, module.__name__, module)
    texte = imprimer(RapportImport([A], [], {"montant_factice": 3, "autre": 12}, {}))
    assert texte.index("12") < texte.index("Montant de 0 ou 1 €")


def test_lists_of_firms_are_counted():
    listes = {"esus": {"lues": 12, "gardees": 11}}
    texte = imprimer(RapportImport([A], [], {}, {}, referentiels=listes))
    assert "(ESUS) : 11 lignes gardées sur 12 lues" in texte
