"""Small firms, competition, advances, subcontracting, innovation, origin of products."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import (
    AVEC_ACTES,
    DECP,
    MARCHES,
    ORIGINE_DUE,
    Attendu,
    Exemple,
    Indicateur,
)

INDICATEURS: Final = (
    Indicateur(
        code="ECO-01",
        libelle="Marchés attribués à au moins une PME",
        statut="suivi",
        unite="%",
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="pme",
        inconnu=textes.SANS_SIRENE,
        methode="Un marché compte si Sirene classe au moins un titulaire parmi les PME (très "
        "petites entreprises comprises). Il ne compte pas si tous ses titulaires sont connus et "
        "qu'aucun n'est une PME ; il est inconnu sinon. Tous les titulaires sont regardés, et non "
        "le premier : les données ne disent pas lequel est mandataire.",
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
                )
            },
        ),
    ),
    Indicateur(
        code="ECO-05",
        libelle="Offres reçues par marché",
        statut="propose",
        unite="offres",
        population=MARCHES,
        variantes=("moyenne",),
        mesure="nullif(offres_recues, 0)",
        version="2026.2",
        depuis_2024=True,
        methode="Moyenne simple du nombre d'offres reçues déclaré pour chaque marché. Un nombre "
        "absent ou nul est inconnu.",
        limites=(
            (
                "Les données ne regroupent pas les lots d'une même consultation : la moyenne est "
                "par marché ou par lot. Elle n'a pas de fourchette, car un nombre d'offres inconnu "
                "peut être quelconque."
            ),
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("offres_recues",),
            marches=((1,), (5,), (3,), (None,)),
            attendus=(Attendu("moyenne", 9, 3, 4, 1, 3, None, None),),
        ),
    ),
    Indicateur(
        code="ECO-08",
        libelle="Marchés avec avance",
        statut="propose",
        unite="%",
        faits=("CCP-R2191-3",),
        population=MARCHES,
        variantes=("nombre",),
        reponse="avance",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare l'attribution d'une avance.",
        limites=(
            (
                "La part des avances dont le taux dépasse le minimum réglementaire n'est pas "
                "donnée : ce minimum dépend de la nature de l'acheteur, de ses dépenses et de la "
                "taille du titulaire, que les données ne disent pas."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("avance",),
            marches=((True,), (True,), (False,), (None,)),
            attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
        ),
    ),
    Indicateur(
        code="ECO-10",
        libelle="Marchés avec sous-traitance déclarée",
        statut="propose",
        unite="%",
        population=MARCHES,
        variantes=("nombre",),
        reponse="sous_traitance",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte si de la sous-traitance est déclarée à l'attribution.",
        limites=(
            (
                "La sous-traitance déclarée en cours d'exécution n'est pas dans ce champ ; les "
                "actes publiés sont donnés par ECO-10-actes."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("sous_traitance",),
            marches=((True,), (False,), (False,), (None,)),
            attendus=(Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),),
        ),
    ),
    Indicateur(
        code="ECO-10-actes",
        libelle="Montant des actes de sous-traitance publiés",
        statut="propose",
        unite="€",
        population=AVEC_ACTES,
        variantes=("total",),
        mesure="montant_actes",
        inconnu="inconnu : les montants de ces actes manquent ou dépassent celui du marché",
        methode="Somme des montants initiaux des actes de sous-traitance publiés pour les marchés "
        "notifiés dans l'année, quelle que soit la date des actes. Le montant d'un marché est "
        "inconnu si l'un de ses actes n'en a pas, ou si la somme de ses actes dépasse le montant "
        "du marché.",
        limites=(
            (
                "La publication des actes est très incomplète : ce total est un minimum. Les "
                "modifications d'actes ne sont pas reprises."
            ),
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_initial", "actes"),
            marches=(
                (500_000, (100_000, 50_000)),
                (200_000, (60_000,)),
                (100_000, (900_000,)),
                (300_000, ()),
            ),
            attendus=(Attendu("total", 210_000, None, 3, 1, 210_000, 210_000, None),),
        ),
    ),
    Indicateur(
        code="ECO-11",
        libelle="Achats innovants",
        statut="suivi",
        unite="%",
        faits=("DECRET-2025-1383",),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="innovant",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il est déclaré innovant. Les numérateurs sont le nombre et le "
        "montant des marchés innovants.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.MONTANTS, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("montant_utile", "innovant"),
            marches=((90_000, True), (410_000, False), (500_000, None)),
            attendus=(
                Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
                Attendu("montant", 90_000, 500_000, 3, 1, 0.18, 0.09, 0.59),
            ),
        ),
    ),
    Indicateur(
        code="ECO-12-france",
        libelle="Part des produits venant de France",
        statut="propose",
        unite="%",
        population=ORIGINE_DUE,
        variantes=("moyenne",),
        mesure="origine_france",
        entre_0_et_1=True,
        version="2026.2",
        depuis_2024=True,
        methode="Moyenne simple, par marché, de la part de produits originaires de France que "
        "l'acheteur a déclarée.",
        limites=(
            (
                "La moyenne n'est pas pondérée par les montants. Cette donnée est facultative dans "
                "le format : elle est souvent absente."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("cpv", "origine_france"),
            marches=(("15800000", 0.9), ("33140000", 0.5), ("34110000", None), ("45000000", 1.0)),
            attendus=(Attendu("moyenne", 1.4, 2, 3, 1, 0.7, 1.4 / 3, 2.4 / 3),),
        ),
    ),
    Indicateur(
        code="ECO-12-ue",
        libelle="Part des produits venant de l'Union européenne",
        statut="propose",
        unite="%",
        population=ORIGINE_DUE,
        variantes=("moyenne",),
        mesure="origine_ue",
        entre_0_et_1=True,
        version="2026.2",
        depuis_2024=True,
        methode="Moyenne simple, par marché, de la part de produits originaires de l'Union "
        "européenne que l'acheteur a déclarée.",
        limites=(
            (
                "La moyenne n'est pas pondérée par les montants. Cette donnée est facultative dans "
                "le format : elle est souvent absente."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("cpv", "origine_ue"),
            marches=(("15800000", 0.9), ("33140000", 0.5), ("34110000", None), ("45000000", 1.0)),
            attendus=(Attendu("moyenne", 1.4, 2, 3, 1, 0.7, 1.4 / 3, 2.4 / 3),),
        ),
    ),
)
