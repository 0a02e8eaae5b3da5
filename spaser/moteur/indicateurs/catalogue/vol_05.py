"""VOL-05: value of concessions."""

from typing import Final

from spaser.moteur.indicateurs.definition import CONCESSIONS, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-05",
    libelle="Valeur des concessions",
    theme="volume",
    statut="propose",
    unite="€",
    population=CONCESSIONS,
    variantes=("total",),
    mesure=lambda t: t.montant_utile,
    inconnu="inconnu : aucune valeur utilisable",
    methode="Somme des valeurs globales des contrats de concession. Une valeur manquante, factice "
    "ou aberrante est inconnue.",
    limites=(
        (
            "La valeur globale est une estimation sur toute la durée du contrat, souvent longue : "
            "elle ne se compare pas au montant des marchés d'une année."
        ),
    ),
    exemple=Exemple(
        colonnes=("famille", "montant_utile"),
        marches=(
            ("concession", 5_000_000),
            ("concession", None),
            ("marche", 100_000),
        ),
        attendus=(Attendu("total", 5_000_000, None, 2, 1, 5_000_000, 5_000_000, None),),
    ),
)
