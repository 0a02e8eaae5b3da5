"""Social considerations, the duty above the European threshold, inclusive suppliers."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs.definition import (
    CLAUSE_SOCIALE,
    SEUIL_EUROPEEN,
    Indicateur,
    make_exemple,
)

_INCLUSION: Final = {
    "ref_inclusion": (
        {"siret": "11111111100011", "type": "EI"},
        {"siret": "22222222200022", "type": "ESAT"},
        {"siret": "44444444400044", "type": "GEIQ"},
    )
}
_ACHATS_INCLUSIFS: Final = (
    (100_000, ("11111111100011",)),
    (200_000, ("33333333300033", "22222222200022")),
    (300_000, ("44444444400044",)),
    (200_000, ("33333333300033",)),
    (200_000, ("inconnu",)),
)

# What is said of the duty above the European threshold, and the contracts that show it.
_LIMITES_SEUIL: Final = (
    "Quatre cas permettent à l'acheteur de s'en dispenser ; ses motifs ne figurent pas "
    "dans les données. Les marchés passés avant l'obligation sont comptés de la même façon, "
    "pour comparaison.\n"
    "Le seuil retenu est celui des pouvoirs adjudicateurs autres que l'État, car les données "
    "ne disent pas la nature de l'acheteur : celui de l'État est plus bas pour les fournitures "
    "et services, celui des entités adjudicatrices plus haut.\n"
    "Le montant comparé au seuil est celui du marché ou du lot publié : un lot d'un besoin "
    "plus large peut échapper au repérage. Un marché au montant absent, suspect ou déjà compté "
    "dans un accord-cadre, sans code CPV ou notifié à une date dont le seuil n'est pas connu "
    "n'est pas repéré."
)
_COLONNES_SEUIL: Final = (
    "date_notification",
    "categorie",
    "montant_utile",
    "clause_sociale",
    "critere_social",
    "reserve",
)
_MARCHES_SEUIL: Final = (
    (date(2026, 9, 1), "services", 216_000, True, False, False),
    (date(2026, 9, 1), "services", 284_000, False, True, False),
    (date(2026, 9, 1), "fournitures", 500_000, None, None, None),
    (date(2026, 9, 1), "services", 215_999, True, False, False),
    (date(2026, 9, 1), "travaux", 500_000, True, False, False),
)
_SEUILS: Final = {
    "ref_seuils": (
        {"nature": "travaux", "montant": 5_404_000},
        {"nature": "fournitures_services", "montant": 216_000},
    )
}

INDICATEURS: Final = (
    Indicateur(
        code="SOC-01",
        libelle="Marchés avec au moins une considération sociale",
        statut="legal",
        faits=("CCP-L2111-3.taux",),
        reponse="social",
        methode="Un marché compte s'il déclare une clause sociale, un critère social ou s'il est "
        "réservé.",
        exemple=make_exemple(
            ("clause_sociale", "critere_social", "reserve", "social"),
            (True, True, False, True),
            (False, False, True, True),
            (False, False, False, False),
            (None, None, None, None),
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
        ),
    ),
    Indicateur(
        code="SOC-02",
        libelle="Marchés avec au moins une considération sociale, en valeur",
        statut="legal",
        faits=("CCP-L2111-3.taux",),
        reponse="social",
        methode="Montant des marchés qui déclarent une clause sociale, un critère social ou qui "
        "sont réservés, rapporté au montant de tous les marchés.",
        exemple=make_exemple(
            ("montant_utile", "social"),
            (300_000, True),
            (500_000, False),
            (200_000, None),
            (None, True),
            montant=(300_000, 800_000, 3, 1, 3 / 8, 3 / 10, 5 / 10),
        ),
    ),
    Indicateur(
        code="SOC-03",
        libelle="Marchés avec clause sociale d'exécution",
        statut="suivi",
        reponse="clause_sociale",
        methode="Un marché compte s'il déclare une clause sociale, qu'il ait ou non un critère "
        "social.",
        limites="Un marché réservé compte ici seulement s'il déclare aussi une clause sociale.",
        exemple=make_exemple(
            ("montant_utile", "clause_sociale", "reserve"),
            (100_000, True, False),
            (300_000, False, True),
            (400_000, False, False),
            (200_000, None, None),
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            montant=(100_000, 800_000, 4, 1, 1 / 8, 1 / 10, 3 / 10),
        ),
    ),
    Indicateur(
        code="SOC-04",
        libelle="Marchés avec critère social d'attribution",
        reponse="critere_social",
        methode="Un marché compte s'il déclare un critère social, qu'il ait ou non une clause "
        "sociale.",
        limites="Le poids du critère dans la note n'est pas publié.",
        exemple=make_exemple(
            ("montant_utile", "critere_social"),
            (100_000, True),
            (100_000, True),
            (200_000, False),
            (100_000, None),
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            montant=(200_000, 400_000, 4, 1, 2 / 4, 2 / 5, 3 / 5),
        ),
    ),
    Indicateur(
        code="SOC-05",
        libelle="Marchés réservés",
        statut="legal",
        faits=("CCP-RESERVES",),
        reponse="reserve",
        methode="Un marché compte s'il est déclaré réservé. Le numérateur est le nombre de marchés "
        "réservés.",
        limites="Les données ne disent pas à quelle famille de structures le marché est réservé.",
        exemple=make_exemple(
            ("reserve",),
            (True,),
            (False,),
            (False,),
            (False,),
            (None,),
            nombre=(1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
    Indicateur(
        code="SOC-06",
        libelle="Montant des marchés réservés",
        statut="legal",
        unite="€",
        faits=("CCP-RESERVES",),
        reponse="reserve",
        methode="Montant des marchés déclarés réservés, en euros et rapporté au montant de tous "
        "les marchés.",
        limites="Les données ne disent pas à quelle famille de structures le marché est réservé.",
        exemple=make_exemple(
            ("montant_utile", "reserve"),
            (80_000, True),
            (120_000, True),
            (600_000, False),
            (200_000, None),
            (None, True),
            montant=(200_000, 800_000, 4, 1, 2 / 8, 2 / 10, 4 / 10),
            total=(200_000, None, 4, 1, 200_000, 200_000, 400_000),
        ),
    ),
    Indicateur(
        code="SOC-13",
        libelle="Achats auprès d'entreprises solidaires d'utilité sociale (ESUS)",
        statut="legal",
        faits=("CCP-L2111-3.esus", "TRAVAIL-L3332-17-1"),
        reponse="esus",
        methode="Un marché compte si au moins un titulaire identifié par un SIRET appartient à une "
        "entreprise agréée ESUS dont l'agrément n'était pas expiré le jour de la notification ; un "
        "agrément sans date de fin est tenu pour valable. Un marché dont aucun titulaire n'a de "
        "SIRET utilisable est inconnu.",
        limites="La date de début de l'agrément n'est pas regardée ; en cas d'agréments "
        "successifs, la fin la plus tardive compte.\n"
        "Si la liste ne garde pas les agréments expirés, les années anciennes sont sous-estimées.",
        exemple=make_exemple(
            ("date_notification", "montant_utile", "titulaires"),
            (date(2025, 3, 1), 100_000, ("11111111100011",)),
            (date(2026, 9, 1), 200_000, ("11111111100011",)),
            (date(2025, 3, 1), 100_000, ("22222222200022",)),
            (date(2025, 3, 1), 100_000, ("inconnu",)),
            listes={"ref_esus": ({"siren": "111111111", "date_fin": date(2026, 6, 30)},)},
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            montant=(100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
    Indicateur(
        code="SOC-14",
        libelle="Achats auprès de structures d'insertion par l'activité économique",
        statut="legal",
        faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5132-4"),
        reponse="siae",
        methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
        "d'insertion (EI), d'une association intermédiaire (AI), d'un atelier et chantier "
        "d'insertion (ACI), d'une entreprise de travail temporaire d'insertion (ETTI) ou d'une "
        "entreprise d'insertion par le travail indépendant (EITI). Un marché dont aucun titulaire "
        "n'a de SIRET utilisable est inconnu.",
        exemple=make_exemple(
            ("montant_utile", "titulaires"),
            *_ACHATS_INCLUSIFS,
            listes=_INCLUSION,
            nombre=(1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),
            montant=(100_000, 800_000, 5, 1, 1 / 8, 1 / 10, 3 / 10),
        ),
    ),
    Indicateur(
        code="SOC-15",
        libelle="Achats auprès d'entreprises adaptées et d'ESAT",
        statut="legal",
        faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5213-13-1"),
        reponse="handicap",
        methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
        "adaptée (EA), d'une entreprise adaptée de travail temporaire (EATT) ou d'un établissement "
        "ou service d'accompagnement par le travail (ESAT). Un marché dont aucun titulaire n'a de "
        "SIRET utilisable est inconnu.",
        exemple=make_exemple(
            ("montant_utile", "titulaires"),
            *_ACHATS_INCLUSIFS,
            listes=_INCLUSION,
            nombre=(1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),
            montant=(200_000, 800_000, 5, 1, 2 / 8, 2 / 10, 4 / 10),
        ),
    ),
    Indicateur(
        code="SOC-16",
        libelle="Structures inclusives distinctes",
        statut="suivi",
        unite="établissements",
        mesure="nouveaux_inclusifs",
        methode="Nombre de SIRET distincts, parmi les titulaires des marchés de l'acheteur dans "
        "l'année, qui sont ceux d'une structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du "
        "handicap (EA, EATT, ESAT). Un fournisseur titulaire de plusieurs marchés est compté une "
        "fois, sur le premier rencontré.",
        limites="Les nombres de deux années ne s'additionnent pas : un même fournisseur peut "
        "revenir.",
        exemple=make_exemple(
            ("titulaires",),
            (("11111111100011",),),
            (("11111111100011", "22222222200022"),),
            (("33333333300033",),),
            (("inconnu",),),
            listes=_INCLUSION,
            total=(2, None, 4, 1, 2, 2, None),
        ),
    ),
    Indicateur(
        code="SOC-17",
        libelle="Achats auprès de l'économie sociale et solidaire, hors ESUS",
        statut="suivi",
        reponse="ess AND NOT esus",
        methode="Un marché compte si Sirene classe au moins un titulaire dans l'économie sociale "
        "et solidaire, et si le marché ne compte pas parmi les achats auprès d'ESUS : les deux "
        "parts sont disjointes. Il est inconnu si aucun titulaire n'est classé et que l'un d'eux "
        "n'est pas renseigné.",
        limites="Sirene donne le classement d'aujourd'hui, appliqué aux marchés passés.",
        exemple=make_exemple(
            ("date_notification", "montant_utile", "titulaires"),
            (date(2025, 3, 1), 100_000, ("11111111100011",)),
            (date(2025, 3, 1), 200_000, ("22222222200022",)),
            (date(2025, 3, 1), 500_000, ("33333333300033",)),
            (date(2025, 3, 1), 200_000, ("44444444400044",)),
            listes={
                "ref_esus": ({"siren": "111111111", "date_fin": None},),
                "ref_sirene_unites": (
                    {"siren": "111111111", "ess": True},
                    {"siren": "222222222", "ess": True},
                    {"siren": "333333333", "ess": False},
                ),
            },
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            montant=(200_000, 800_000, 4, 1, 2 / 8, 2 / 10, 4 / 10),
        ),
    ),
    Indicateur(
        code="SOC-18",
        libelle="Fournitures et services parmi les marchés avec clause sociale",
        statut="suivi",
        population=CLAUSE_SOCIALE,
        reponse="categorie IN ('fournitures', 'services')",
        inconnu="inconnu : aucun de ces marchés n'a de code CPV utilisable",
        methode="Part des marchés de fournitures ou de services, les autres étant des marchés de "
        "travaux. La catégorie est celle du code CPV.",
        limites="Un marché sans code CPV utilisable est inconnu.",
        exemple=make_exemple(
            ("clause_sociale", "categorie"),
            (True, "travaux"),
            (True, "services"),
            (True, "fournitures"),
            (True, None),
            (False, "services"),
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
        ),
    ),
    Indicateur(
        code="SOC-20",
        libelle="Marchés au-dessus du seuil européen avec clause sociale ou réservés",
        statut="legal",
        revision="2026.3",
        faits=("CCP-L2112-2-1.condition",),
        population=SEUIL_EUROPEEN,
        reponse="clause_sociale OR reserve",
        indice=True,
        methode="Un marché compte s'il déclare une clause sociale ou s'il est réservé. Un critère "
        "social seul n'est pas une condition d'exécution : il est donné à part.",
        limites=_LIMITES_SEUIL,
        exemple=make_exemple(
            _COLONNES_SEUIL,
            *_MARCHES_SEUIL,
            listes=_SEUILS,
            nombre=(1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            montant=(216_000, 500_000, 3, 1, 0.432, 0.216, 0.716),
        ),
    ),
    Indicateur(
        code="SOC-20-critere",
        libelle="Marchés au-dessus du seuil européen avec un critère social seul",
        revision="2026.3",
        faits=("CCP-L2112-2-1.condition",),
        population=SEUIL_EUROPEEN,
        reponse="critere_social AND NOT (clause_sociale OR reserve)",
        indice=True,
        methode="Un marché compte s'il déclare un critère social sans clause sociale et sans être "
        "réservé : il prend en compte le social, mais pas dans ses conditions d'exécution.",
        limites=_LIMITES_SEUIL,
        exemple=make_exemple(
            _COLONNES_SEUIL,
            *_MARCHES_SEUIL,
            listes=_SEUILS,
            nombre=(1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            montant=(284_000, 500_000, 3, 1, 0.568, 0.284, 0.784),
        ),
    ),
    Indicateur(
        code="SOC-IN",
        libelle="Achats auprès d'entreprises employant des personnes défavorisées ou vulnérables",
        statut="legal",
        faits=("CCP-L2111-3.inclusion",),
        reponse="siae OR handicap",
        methode="Un marché compte, une seule fois, si le SIRET d'au moins un titulaire est celui "
        "d'une structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du handicap (EA, EATT, ESAT). Un "
        "marché dont aucun titulaire n'a de SIRET utilisable est inconnu.",
        limites="Les autres structures inclusives (GEIQ, travail en détention) ne sont pas "
        "comptées.",
        exemple=make_exemple(
            ("montant_utile", "titulaires"),
            *_ACHATS_INCLUSIFS,
            listes=_INCLUSION,
            nombre=(2, 4, 5, 1, 2 / 4, 2 / 5, 3 / 5),
            montant=(300_000, 800_000, 5, 1, 3 / 8, 3 / 10, 5 / 10),
        ),
    ),
)
