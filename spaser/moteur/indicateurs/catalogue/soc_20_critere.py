"""SOC-20-critere: contracts above the European threshold with a social criterion alone."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, SEUIL_EUROPEEN, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-20-critere",
    libelle="Marchés au-dessus du seuil européen avec un critère social seul",
    theme="social",
    statut="propose",
    version="2026.3",
    unite="%",
    faits=("CCP-L2112-2-1.condition",),
    population=SEUIL_EUROPEEN,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.critere_social & ~(t.clause_sociale | t.reserve),
    depuis_2024=True,
    indice=True,
    referentiels_requis=frozenset({"ref_seuils"}),
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
            "données ne disent pas la nature de l'acheteur : celui de l'État est plus bas pour les "
            "fournitures et services, celui des entités adjudicatrices plus haut."
        ),
        (
            "Le montant comparé au seuil est celui du marché ou du lot publié : un lot d'un besoin "
            "plus large peut échapper au repérage. Un marché au montant absent, suspect ou déjà "
            "compté dans un accord-cadre, sans code CPV ou notifié à une date dont le seuil n'est "
            "pas connu n'est pas repéré."
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
            ),
        },
    ),
)
