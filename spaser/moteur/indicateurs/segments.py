"""Figures by family of purchases: the contracts of their proofs, counted by family and state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import duckdb

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.demande import parts
from spaser.moteur.indicateurs.demande.axes import AxeCroisement, write_groupes
from spaser.moteur.indicateurs.demande.choisis import write_choisis
from spaser.moteur.indicateurs.preuve import find_definition, tell_sans_preuve
from spaser.moteur.indicateurs.requetes import read_sql_preuve
from spaser.moteur.valeurs import Segment, Valeur

type ParFamille = Mapping[str, parts.Etats]

_CONTRATS: Final = write_groupes(
    AxeCroisement.FAMILLE, f"m.*, {AxeCroisement.FAMILLE.expression} AS famille_achat"
)
_ETATS: Final = f"""
SELECT '{{code}}', famille_achat, etat, {parts.SOMME}
FROM ({{requete}}) JOIN (SELECT cle, famille_achat FROM marches_choisis) USING (cle) GROUP BY ALL
"""


def count_familles(
    entrepot: Entrepot, siren: str, annee: int | None, codes: Sequence[str]
) -> dict[str, ParFamille]:
    """Return, by code then by family, the contracts of several proofs of a year: one reading.

    Raises:
        ErreurSpaser: a list that a figure needs is not there.
    """
    if not codes:
        return {}
    definitions = [find_definition(code) for code in codes]
    requete = " UNION ALL ".join(
        _ETATS.format(code=d.code, requete=read_sql_preuve(entrepot.version, d.code))
        for d in definitions
    )
    choix: dict[str, object] = {"siren": siren, "annee": annee}
    try:
        choisis = write_choisis(entrepot, requete, _CONTRATS)
        lignes = entrepot.connexion.execute(f"{choisis} {requete}", choix).fetchall()
    except duckdb.CatalogException as cause:
        raise tell_sans_preuve(definitions, cause) from cause
    lues: dict[str, defaultdict[str, dict[str, parts.SommeMarches]]] = {
        d.code: defaultdict(dict) for d in definitions
    }
    for code, famille, etat, *somme in lignes:
        lues[code][famille][etat] = parts.SommeMarches(*somme)
    return dict(lues)


def sum_segments(figure: Valeur, par_famille: ParFamille) -> list[Segment]:
    """Break a share down; the heaviest family first. Their contracts add up to the figure's."""
    cle = (figure.siren, figure.annee, figure.indicateur, figure.variante)
    segments = [
        (sum(parts.weigh_etats(*cle[2:], etats)[0]), Segment(famille, parts.sum_part(*cle, etats)))
        for famille, etats in par_famille.items()
    ]
    segments.sort(key=lambda paire: (-paire[0], paire[1].famille))
    return [segment for _, segment in segments if segment.valeur.n]
