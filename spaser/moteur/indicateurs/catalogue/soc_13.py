"""SOC-13: purchases from approved ESUS."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-13",
    libelle="Achats auprès d'entreprises solidaires d'utilité sociale (ESUS)",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.esus", "TRAVAIL-L3332-17-1"),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.esus,
    inconnu=textes.SANS_SIRET,
    referentiels_requis=frozenset({"ref_esus"}),
    methode="Un marché compte si au moins un titulaire identifié par un SIRET appartient à une "
    "entreprise agréée ESUS dont l'agrément n'était pas expiré le jour de la notification ; un "
    "agrément sans date de fin est tenu pour valable. Un marché dont aucun titulaire n'a de SIRET "
    "utilisable est inconnu.",
    limites=(
        (
            "La date de début de l'agrément n'est pas regardée ; en cas d'agréments successifs, la "
            "fin la plus tardive compte."
        ),
        "Si la liste ne garde pas les agréments expirés, les années anciennes sont sous-estimées.",
        textes.JAMAIS_ADDITIONNER,
        textes.GROUPEMENT,
        textes.TITULAIRES,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    source=f"{DECP} ; liste nationale des entreprises agréées ESUS",
    exemple=Exemple(
        colonnes=("date_notification", "montant_utile", "titulaires"),
        marches=(
            (date(2025, 3, 1), 100_000, ("11111111100011",)),
            (date(2026, 9, 1), 200_000, ("11111111100011",)),
            (date(2025, 3, 1), 100_000, ("22222222200022",)),
            (date(2025, 3, 1), 100_000, ("inconnu",)),
        ),
        attendus=(
            Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            Attendu("montant", 100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
        listes={
            "ref_esus": ({"siren": "111111111", "date_fin": date(2026, 6, 30)},),
        },
    ),
)
