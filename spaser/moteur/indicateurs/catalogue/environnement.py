"""Environmental considerations that contracts declare."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import HORS_DEFENSE, MARCHES, Attendu, Exemple, Indicateur

INDICATEURS: Final = (
    Indicateur(
        code="ENV-01",
        libelle="Marchés avec au moins une considération environnementale",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.taux",),
        population=MARCHES,
        variantes=("nombre",),
        reponse="environnement",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare une clause environnementale ou un critère "
        "environnemental.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("clause_environnementale", "critere_environnemental", "environnement"),
            marches=(
                (True, False, True),
                (False, True, True),
                (True, True, True),
                (False, False, False),
                (None, None, None),
            ),
            attendus=(Attendu("nombre", 3, 4, 5, 1, 3 / 4, 3 / 5, 4 / 5),),
        ),
    ),
    Indicateur(
        code="ENV-02",
        libelle="Marchés avec au moins une considération environnementale, en valeur",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.taux",),
        population=MARCHES,
        variantes=("montant",),
        reponse="environnement",
        version="2026.2",
        depuis_2024=True,
        methode="Montant des marchés qui déclarent une clause environnementale ou un critère "
        "environnemental, rapporté au montant de tous les marchés.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.MONTANTS, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("montant_utile", "environnement"),
            marches=((400_000, True), (400_000, False), (200_000, None), (None, False)),
            attendus=(Attendu("montant", 400_000, 800_000, 3, 1, 4 / 8, 4 / 10, 6 / 10),),
        ),
    ),
    Indicateur(
        code="ENV-03",
        libelle="Marchés avec critère environnemental d'attribution",
        statut="suivi",
        unite="%",
        faits=("CCP-L2152-7.critere",),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="critere_environnemental",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare un critère environnemental, qu'il ait ou non une "
        "clause environnementale.",
        limites=(
            "Le poids du critère dans la note n'est pas publié.",
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "critere_environnemental"),
            marches=((100_000, True), (300_000, False), (100_000, None)),
            attendus=(
                Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
                Attendu("montant", 100_000, 400_000, 3, 1, 1 / 4, 1 / 5, 2 / 5),
            ),
        ),
    ),
    Indicateur(
        code="ENV-04",
        libelle="Marchés avec clause environnementale d'exécution",
        statut="suivi",
        unite="%",
        faits=("CCP-L2112-2.condition",),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="clause_environnementale",
        version="2026.2",
        depuis_2024=True,
        methode="Un marché compte s'il déclare une clause environnementale, qu'il ait ou non un "
        "critère environnemental.",
        limites=(textes.DECLARATIF, textes.AVANT_2024, textes.MONTANTS, textes.COUVERTURE),
        exemple=Exemple(
            colonnes=("montant_utile", "clause_environnementale"),
            marches=((100_000, True), (200_000, True), (100_000, False), (100_000, None)),
            attendus=(
                Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
                Attendu("montant", 300_000, 400_000, 4, 1, 3 / 4, 3 / 5, 4 / 5),
            ),
        ),
    ),
    Indicateur(
        code="ENV-05",
        libelle="Marchés cumulant clause et critère environnementaux",
        statut="legal",
        unite="%",
        faits=("CCP-L2112-2.condition", "CCP-L2152-7.critere"),
        population=HORS_DEFENSE,
        variantes=("nombre", "montant"),
        reponse="clause_environnementale AND critere_environnemental",
        version="2026.2",
        depuis_2024=True,
        indice=True,
        methode="Un marché compte s'il déclare à la fois une clause environnementale et un critère "
        "environnemental.",
        limites=(
            textes.INDICE,
            textes.CONSULTATIONS,
            (
                "Les marchés antérieurs sont comptés de la même façon, pour comparaison. Un "
                "critère unique de coût peut satisfaire à la loi sans être déclaré comme critère "
                "environnemental."
            ),
            textes.DECLARATIF,
            textes.AVANT_2024,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "clause_environnementale", "critere_environnemental"),
            marches=(
                (100_000, True, True),
                (200_000, True, False),
                (100_000, False, False),
                (100_000, None, None),
            ),
            attendus=(
                Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
                Attendu("montant", 100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
            ),
        ),
    ),
)
