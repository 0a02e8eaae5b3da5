"""Inclusive structures that already hold contracts in what a buyer buys, around it."""

from dataclasses import dataclass
from typing import Final

from spaser.moteur.entrepot.familles import INCONNUE
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.noms import join_noms, name

NOMBRE_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Inclusif:
    """A structure of the list of insertion and handicap, as a holder of published contracts."""

    siren: str
    nom: str | None
    type: str  # EI, ACI, EA…
    famille: str  # of purchases
    marches: int
    chez_vous: int  # of these, contracts of the buyer itself


def list_inclusifs(entrepot: Entrepot, siren: str) -> tuple[Inclusif, ...] | None:
    """Return the structures of the list by family of purchases; None when there is no list.

    Counted: the contracts of the buyer, and those carried out in the departments of its own
    contracts, in the families it buys.
    """
    if "ref_inclusion" in entrepot.listes_absentes:
        return None
    parametres = {"siren": siren, "nombre": NOMBRE_MAX}
    lignes = entrepot.connexion.execute(_INCLUSIFS, parametres).fetchall()
    return tuple(Inclusif(*ligne) for ligne in lignes)


_INCLUSIFS: Final = f"""
WITH miens AS (
    SELECT cpv_division, lieu_departement FROM marches
    WHERE acheteur_siren = $siren AND famille = 'marche'
),
liste AS (SELECT siret, min(type) AS type FROM ref_inclusion GROUP BY siret),
gagnes AS (
    SELECT DISTINCT ON (t.siren, m.ligne)
           t.siren, {name("t.nom")} AS nom, l.type, m.cpv, m.acheteur_siren = $siren AS chez_vous
    FROM titulaires t JOIN liste l ON l.siret = t.siret JOIN marches m ON m.ligne = t.ligne
    {join_noms("t")}
    WHERE t.modification = 0 AND m.famille = 'marche'
      AND m.cpv_division IN (SELECT cpv_division FROM miens)
      AND (m.acheteur_siren = $siren
           OR m.lieu_departement IN (SELECT lieu_departement FROM miens))
)
SELECT g.siren, max(g.nom), min(g.type), coalesce(s.famille_libelle, '{INCONNUE}'),
       CAST(count(*) AS INTEGER), CAST(count(*) FILTER (g.chez_vous) AS INTEGER)
FROM gagnes g LEFT JOIN ref_segments s ON s.prefixe = prefixe_cpv(g.cpv)
GROUP BY g.siren, 4
ORDER BY 6 DESC, 5 DESC, 1 LIMIT $nombre
"""
