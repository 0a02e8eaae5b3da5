"""Social considerations that contracts declare, and the duty above the European threshold."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import (
    CLAUSE_SOCIALE,
    DECP,
    MARCHES,
    SEUIL_EUROPEEN,
    Attendu,
    Exemple,
    Indicateur,
)

INDICATEURS: Final = (
    Indicateur(
        code="SOC-01",
        libelle="Marchés avec au moins une considération sociale",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.taux",),
        population=MARCHES,
        variantes=("nombre",),
        reponse="social",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare une clause sociale, un critère social ou s'il est "
        "réservé.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("clause_sociale", "critere_social", "reserve", "social"),
            marches=(
                (True, True, False, True),
                (False, False, True, True),
                (False, False, False, False),
                (None, None, None, None),
            ),
            attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
        ),
    ),
    Indicateur(
        code="SOC-02",
        libelle="Marchés avec au moins une considération sociale, en valeur",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.taux",),
        population=MARCHES,
        variantes=("montant",),
        reponse="social",
        version="2026.2",
        depuis_2024=True,
        methode="Montant des marchés qui déclarent une clause sociale, un critère social ou qui "
        "sont réservés, rapporté au montant de tous les marchés.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.MONTANTS, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("montant_utile", "social"),
            marches=((300_000, True), (500_000, False), (200_000, None), (None, True)),
            attendus=(Attendu("montant", 300_000, 800_000, 3, 1, 3 / 8, 3 / 10, 5 / 10),),
        ),
    ),
    Indicateur(
        code="SOC-03",
        libelle="Marchés avec clause sociale d'exécution",
        statut="suivi",
        unite="%",
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="clause_sociale",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare une clause sociale, qu'il ait ou non un critère "
        "social.",
        limites=(
            "Un marché réservé compte ici seulement s'il déclare aussi une clause sociale.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "clause_sociale", "reserve"),
            marches=(
                (100_000, True, False),
                (300_000, False, True),
                (400_000, False, False),
                (200_000, None, None),
            ),
            attendus=(
                Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
                Attendu("montant", 100_000, 800_000, 4, 1, 1 / 8, 1 / 10, 3 / 10),
            ),
        ),
    ),
    Indicateur(
        code="SOC-04",
        libelle="Marchés avec critère social d'attribution",
        statut="propose",
        unite="%",
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="critere_social",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare un critère social, qu'il ait ou non une clause "
        "sociale.",
        limites=(
            "Le poids du critère dans la note n'est pas publié.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "critere_social"),
            marches=((100_000, True), (100_000, True), (200_000, False), (100_000, None)),
            attendus=(
                Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
                Attendu("montant", 200_000, 400_000, 4, 1, 2 / 4, 2 / 5, 3 / 5),
            ),
        ),
    ),
    Indicateur(
        code="SOC-05",
        libelle="Marchés réservés",
        statut="legal",
        unite="%",
        faits=("CCP-RESERVES",),
        population=MARCHES,
        variantes=("nombre",),
        reponse="reserve",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il est déclaré réservé. Le numérateur est le nombre de marchés "
        "réservés.",
        limites=(
            "Les données ne disent pas à quelle famille de structures le marché est réservé.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("reserve",),
            marches=((True,), (False,), (False,), (False,), (None,)),
            attendus=(Attendu("nombre", 1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),),
        ),
    ),
    Indicateur(
        code="SOC-06",
        libelle="Montant des marchés réservés",
        statut="legal",
        unite="€",
        faits=("CCP-RESERVES",),
        population=MARCHES,
        variantes=("montant", "total"),
        reponse="reserve",
        version="2026.2",
        depuis_2024=True,
        methode="Montant des marchés déclarés réservés, en euros et rapporté au montant de tous "
        "les marchés.",
        limites=(
            "Les données ne disent pas à quelle famille de structures le marché est réservé.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "reserve"),
            marches=(
                (80_000, True),
                (120_000, True),
                (600_000, False),
                (200_000, None),
                (None, True),
            ),
            attendus=(
                Attendu("montant", 200_000, 800_000, 4, 1, 2 / 8, 2 / 10, 4 / 10),
                Attendu("total", 200_000, None, 4, 1, 200_000, 200_000, 400_000),
            ),
        ),
    ),
    Indicateur(
        code="SOC-18",
        libelle="Fournitures et services parmi les marchés avec clause sociale",
        statut="suivi",
        unite="%",
        population=CLAUSE_SOCIALE,
        variantes=("nombre",),
        reponse="categorie IN ('fournitures', 'services')",
        version="2026.2",
        depuis_2024=True,
        inconnu="inconnu : aucun de ces marchés n'a de code CPV utilisable",
        methode="Part des marchés de fournitures ou de services, les autres étant des marchés de "
        "travaux. La catégorie est celle du code CPV.",
        limites=(
            "Un marché sans code CPV utilisable est inconnu.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("clause_sociale", "categorie"),
            marches=(
                (True, "travaux"),
                (True, "services"),
                (True, "fournitures"),
                (True, None),
                (False, "services"),
            ),
            attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
        ),
    ),
    Indicateur(
        code="SOC-20",
        libelle="Marchés au-dessus du seuil européen avec clause sociale ou réservés",
        statut="legal",
        version="2026.3",
        unite="%",
        faits=("CCP-L2112-2-1.condition",),
        population=SEUIL_EUROPEEN,
        variantes=("nombre", "montant"),
        reponse="clause_sociale OR reserve",
        depuis_2024=True,
        indice=True,
        methode="Un marché compte s'il déclare une clause sociale ou s'il est réservé. Un critère "
        "social seul n'est pas une condition d'exécution : il est donné à part.",
        limites=(
            textes.INDICE,
            (
                "Quatre cas permettent à l'acheteur de s'en dispenser ; ses motifs ne figurent pas "
                "dans les données. Les marchés passés avant l'obligation sont comptés de la même "
                "façon, pour comparaison."
            ),
            (
                "Le seuil retenu est celui des pouvoirs adjudicateurs autres que l'État, car les "
                "données ne disent pas la nature de l'acheteur : celui de l'État est plus bas pour "
                "les fournitures et services, celui des entités adjudicatrices plus haut."
            ),
            (
                "Le montant comparé au seuil est celui du marché ou du lot publié : un lot d'un "
                "besoin plus large peut échapper au repérage. Un marché au montant absent, suspect "
                "ou déjà compté dans un accord-cadre, sans code CPV ou notifié à une date dont le "
                "seuil n'est pas connu n'est pas repéré."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        source=f"{DECP} ; seuils européens",
        exemple=Exemple(
            colonnes=(
                "date_notification",
                "categorie",
                "montant_utile",
                "clause_sociale",
                "critere_social",
                "reserve",
            ),
            marches=(
                (date(2026, 9, 1), "services", 216_000, True, False, False),
                (date(2026, 9, 1), "services", 284_000, False, True, False),
                (date(2026, 9, 1), "fournitures", 500_000, None, None, None),
                (date(2026, 9, 1), "services", 215_999, True, False, False),
                (date(2026, 9, 1), "travaux", 500_000, True, False, False),
            ),
            attendus=(
                Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
                Attendu("montant", 216_000, 500_000, 3, 1, 0.432, 0.216, 0.716),
            ),
            listes={
                "ref_seuils": (
                    {"nature": "travaux", "montant": 5_404_000},
                    {"nature": "fournitures_services", "montant": 216_000},
                )
            },
        ),
    ),
    Indicateur(
        code="SOC-20-critere",
        libelle="Marchés au-dessus du seuil européen avec un critère social seul",
        statut="propose",
        version="2026.3",
        unite="%",
        faits=("CCP-L2112-2-1.condition",),
        population=SEUIL_EUROPEEN,
        variantes=("nombre", "montant"),
        reponse="critere_social AND NOT (clause_sociale OR reserve)",
        depuis_2024=True,
        indice=True,
        methode="Un marché compte s'il déclare un critère social sans clause sociale et sans être "
        "réservé : il prend en compte le social, mais pas dans ses conditions d'exécution.",
        limites=(
            textes.INDICE,
            (
                "Quatre cas permettent à l'acheteur de s'en dispenser ; ses motifs ne figurent pas "
                "dans les données. Les marchés passés avant l'obligation sont comptés de la même "
                "façon, pour comparaison."
            ),
            (
                "Le seuil retenu est celui des pouvoirs adjudicateurs autres que l'État, car les "
                "données ne disent pas la nature de l'acheteur : celui de l'État est plus bas pour "
                "les fournitures et services, celui des entités adjudicatrices plus haut."
            ),
            (
                "Le montant comparé au seuil est celui du marché ou du lot publié : un lot d'un "
                "besoin plus large peut échapper au repérage. Un marché au montant absent, suspect "
                "ou déjà compté dans un accord-cadre, sans code CPV ou notifié à une date dont le "
                "seuil n'est pas connu n'est pas repéré."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        source=f"{DECP} ; seuils européens",
        exemple=Exemple(
            colonnes=(
                "date_notification",
                "categorie",
                "montant_utile",
                "clause_sociale",
                "critere_social",
                "reserve",
            ),
            marches=(
                (date(2026, 9, 1), "services", 216_000, True, False, False),
                (date(2026, 9, 1), "services", 284_000, False, True, False),
                (date(2026, 9, 1), "fournitures", 500_000, None, None, None),
                (date(2026, 9, 1), "services", 215_999, True, False, False),
                (date(2026, 9, 1), "travaux", 500_000, True, False, False),
            ),
            attendus=(
                Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
                Attendu("montant", 284_000, 500_000, 3, 1, 0.568, 0.284, 0.784),
            ),
            listes={
                "ref_seuils": (
                    {"nature": "travaux", "montant": 5_404_000},
                    {"nature": "fournitures_services", "montant": 216_000},
                )
            },
        ),
    ),
)
