"""ECO-01: contracts awarded to small and medium firms."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-01",
    libelle="Marchés attribués à au moins une PME",
    theme="economie",
    statut="suivi",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.pme,
    inconnu=textes.SANS_SIRENE,
    referentiels_requis=frozenset({"ref_sirene_unites"}),
    methode="Un marché compte si Sirene classe au moins un titulaire parmi les PME (très petites "
    "entreprises comprises). Il ne compte pas si tous ses titulaires sont connus et qu'aucun "
    "n'est une PME ; il est inconnu sinon. Tous les titulaires sont regardés, et non le premier : "
    "les données ne disent pas lequel est mandataire.",
    limites=(
        "Sirene donne la catégorie d'aujourd'hui, appliquée aux marchés passés.",
        textes.GROUPEMENT,
        textes.TITULAIRES,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    source=f"{DECP} ; Sirene",
    exemple=Exemple(
        colonnes=("montant_utile", "titulaires"),
        marches=(
            (100_000, ("11111111100011",)),
            (200_000, ("22222222200022", "11111111100011")),
            (500_000, ("22222222200022",)),
            (200_000, ("22222222200022", "33333333300033")),
        ),
        attendus=(
            Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            Attendu("montant", 300_000, 800_000, 4, 1, 3 / 8, 3 / 10, 5 / 10),
        ),
        listes={
            "ref_sirene_unites": (
                {"siren": "111111111", "categorie_entreprise": "PME"},
                {"siren": "222222222", "categorie_entreprise": "GE"},
            ),
        },
    ),
)
