"""A share broken down by family of purchases, from the contracts of its proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from spaser.donnees.valeurs import LignePreuve, Segment, Valeur, Variante

if TYPE_CHECKING:
    import duckdb

FAMILLE_INCONNUE: Final = "Famille non connue"

_FAMILLES: Final = f"""
SELECT m.cle, coalesce(s.famille_libelle, '{FAMILLE_INCONNUE}')
FROM marches m LEFT JOIN ref_segments s ON s.division = m.cpv_division
WHERE m.acheteur_siren = $siren AND m.annee IS NOT DISTINCT FROM $annee
"""


def map_familles(
    connexion: duckdb.DuckDBPyConnection, siren: str, annee: int | None
) -> dict[int, str]:
    """Return the family of each contract of a buyer and year, by its key."""
    return dict(connexion.execute(_FAMILLES, {"siren": siren, "annee": annee}).fetchall())


def sum_segments(
    figure: Valeur, lignes: Iterable[LignePreuve], familles: Mapping[int, str]
) -> list[Segment]:
    """Break a share down; the heaviest family first. Their contracts add up to the figure's."""
    par_famille: dict[str, list[LignePreuve]] = defaultdict(list)
    for ligne in lignes:
        if ligne.etat != "ecarte":
            par_famille[familles.get(ligne.cle, FAMILLE_INCONNUE)].append(ligne)
    segments = [
        (_weigh(siennes, figure.variante), Segment(famille, _share(figure, siennes)))
        for famille, siennes in par_famille.items()
    ]
    segments.sort(key=lambda paire: (-paire[0], paire[1].famille))
    return [segment for _, segment in segments]


def _share(figure: Valeur, lignes: list[LignePreuve]) -> Valeur:
    etats = {
        etat: [ligne for ligne in lignes if ligne.etat == etat]
        for etat in ("compte", "non_compte", "inconnu")
    }
    oui, non, inconnu = (_weigh(siennes, figure.variante) for siennes in etats.values())
    connus, total = oui + non, oui + non + inconnu
    connu = connus > 0
    return Valeur(
        siren=figure.siren,
        annee=figure.annee,
        indicateur=figure.indicateur,
        variante=figure.variante,
        numerateur=oui if connu else None,
        denominateur=connus,
        n=len(lignes),
        inconnus=len(etats["inconnu"]),
        valeur=oui / connus if connu else None,
        bas=oui / total if connu else None,
        haut=(oui + inconnu) / total if connu else None,
    )


def _weigh(lignes: Iterable[LignePreuve], variante: Variante) -> float:
    if variante == "montant":
        return sum(ligne.montant or 0.0 for ligne in lignes)
    return float(sum(1 for _ in lignes))
