"""Environmental considerations that contracts declare."""

from typing import Final

from spaser.moteur.indicateurs.definition import HORS_DEFENSE, Indicateur, make_exemple

INDICATEURS: Final = (
    Indicateur(
        code="ENV-01",
        libelle="Marchés avec au moins une considération environnementale",
        statut="legal",
        faits=("CCP-L2111-3.taux",),
        reponse="environnement",
        methode="Un marché compte s'il déclare une clause environnementale ou un critère "
        "environnemental.",
        exemple=make_exemple(
            ("clause_environnementale", "critere_environnemental", "environnement"),
            (True, False, True),
            (False, True, True),
            (True, True, True),
            (False, False, False),
            (None, None, None),
            nombre=(3, 4, 5, 1, 3 / 4, 3 / 5, 4 / 5),
        ),
    ),
    Indicateur(
        code="ENV-02",
        libelle="Marchés avec au moins une considération environnementale, en valeur",
        statut="legal",
        faits=("CCP-L2111-3.taux",),
        reponse="environnement",
        methode="Montant des marchés qui déclarent une clause environnementale ou un critère "
        "environnemental, rapporté au montant de tous les marchés.",
        exemple=make_exemple(
            ("montant_utile", "environnement"),
            (400_000, True),
            (400_000, False),
            (200_000, None),
            (None, False),
            montant=(400_000, 800_000, 3, 1, 4 / 8, 4 / 10, 6 / 10),
        ),
    ),
    Indicateur(
        code="ENV-03",
        libelle="Marchés avec critère environnemental d'attribution",
        statut="suivi",
        faits=("CCP-L2152-7.critere",),
        reponse="critere_environnemental",
        methode="Un marché compte s'il déclare un critère environnemental, qu'il ait ou non une "
        "clause environnementale.",
        limites="Le poids du critère dans la note n'est pas publié.",
        exemple=make_exemple(
            ("montant_utile", "critere_environnemental"),
            (100_000, True),
            (300_000, False),
            (100_000, None),
            nombre=(1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            montant=(100_000, 400_000, 3, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
    Indicateur(
        code="ENV-04",
        libelle="Marchés avec clause environnementale d'exécution",
        statut="suivi",
        faits=("CCP-L2112-2.condition",),
        reponse="clause_environnementale",
        methode="Un marché compte s'il déclare une clause environnementale, qu'il ait ou non un "
        "critère environnemental.",
        exemple=make_exemple(
            ("montant_utile", "clause_environnementale"),
            (100_000, True),
            (200_000, True),
            (100_000, False),
            (100_000, None),
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            montant=(300_000, 400_000, 4, 1, 3 / 4, 3 / 5, 4 / 5),
        ),
    ),
    Indicateur(
        code="ENV-05",
        libelle="Marchés cumulant clause et critère environnementaux",
        statut="legal",
        faits=("CCP-L2112-2.condition", "CCP-L2152-7.critere"),
        population=HORS_DEFENSE,
        reponse="clause_environnementale AND critere_environnemental",
        indice=True,
        methode="Un marché compte s'il déclare à la fois une clause environnementale et un critère "
        "environnemental.",
        limites="{{CCP-CONSULTATIONS-LANCEES}}\n"
        "Les marchés antérieurs sont comptés de la même façon, pour comparaison. Un critère unique "
        "de coût peut satisfaire à la loi sans être déclaré comme critère environnemental.",
        exemple=make_exemple(
            ("montant_utile", "clause_environnementale", "critere_environnemental"),
            (100_000, True, True),
            (200_000, True, False),
            (100_000, False, False),
            (100_000, None, None),
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            montant=(100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
)
