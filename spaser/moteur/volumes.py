"""What each buyer's published contracts come to in a civil year: an order of magnitude, no more.

The amount of a contract is spread evenly over its months, from its notification on; one that gives
no duration counts twelve. Doubtful amounts and what would count twice are left out, framework
agreements count what they announce: what was paid is not in published data.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.moteur.entrepot.lecture import Entrepot

_MOIS_SANS_DUREE: Final = 12
_MOIS_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class VolumeEstime:
    """A buyer, what its contracts come to in the year, and how many they are."""

    siren: str
    nom: str | None
    montant: int
    marches: int


def estimate_volumes(entrepot: Entrepot, annee: int, plancher: int) -> tuple[VolumeEstime, ...]:
    """Return the buyers above an amount in a year, the largest first; people are left out."""
    with entrepot.cursor() as lecteur:
        lignes = lecteur.connexion.execute(
            _VOLUMES,
            {
                "debut": date(annee, 1, 1),
                "fin": date(annee + 1, 1, 1),
                "plancher": plancher,
                "sans_duree": _MOIS_SANS_DUREE,
                "mois_max": _MOIS_MAX,
            },
        ).fetchall()
        noms = {siren: nom for siren, nom, _ in lecteur.list_noms()} if lignes else {}
    return tuple(
        VolumeEstime(siren, noms.get(siren), int(montant), marches)
        for siren, montant, marches in lignes
    )


_VOLUMES: Final = """
WITH lus AS (
    SELECT acheteur_siren AS siren, CAST(montant_utile AS DOUBLE) AS montant,
           date_notification AS debut,
           CAST(date_notification + to_months(CAST(mois AS INTEGER)) AS DATE) AS fin
    FROM (
        SELECT acheteur_siren, montant_utile, date_notification,
               least(greatest(round(coalesce(duree_mois, $sans_duree)), 1), $mois_max) AS mois
        FROM marches
        WHERE famille = 'marche' AND montant_utile > 0 AND date_notification IS NOT NULL
          AND acheteur_siren IS NOT NULL AND date_notification < $fin
    )
)
SELECT siren,
       sum(montant * date_diff('day', greatest(debut, CAST($debut AS DATE)),
                               least(fin, CAST($fin AS DATE)))
           / date_diff('day', debut, fin)) AS total,
       count(*) AS nombre
FROM lus WHERE fin > $debut
GROUP BY siren HAVING total > $plancher
ORDER BY total DESC, siren
"""
