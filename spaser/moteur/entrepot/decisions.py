"""What a buyer decides of two publications, read over a store: one contract, or two.

A decision names records by what they say, so that it holds in any later store. The published
figures do not know of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from spaser.moteur.decp.identite import Decisions, Paire, make_paire, mark_trace
from spaser.moteur.entrepot.membres import Membre, read_membres, share_membres
from spaser.moteur.entrepot.rapprochement import write_retouches
from spaser.moteur.entrepot.vues import table_cotitulaires


class LienDouteux(NamedTuple):
    """A link of too few agreements that made one contract of two publications."""

    cle: int  # of the contract
    paire: Paire
    premiere: int  # physical key of the record that `paire` names first
    seconde: int
    accords: tuple[str, ...]


def apply_decisions(
    connexion: duckdb.DuckDBPyConnection, schema: str, decisions: Decisions
) -> None:
    """Make anew the contracts of a store opened for one buyer that she decided otherwise."""
    if not any(decisions):
        return
    membres = read_membres(connexion, schema, "true")
    cles = _find_touchees(membres, decisions)
    if not cles:
        return
    autres = {m.cle_ancienne for m in membres if m.cle_ancienne not in cles} - {None}
    touches = [m for m in membres if m.cle_ancienne in cles]
    retouches = share_membres(touches, 0, decisions, {cle for cle in autres if cle is not None})
    connexion.execute(f"USE {schema}")
    write_retouches(connexion, retouches)
    connexion.execute(table_cotitulaires(schema))
    connexion.execute("USE main")


def list_fusions_douteuses(connexion: duckdb.DuckDBPyConnection) -> list[LienDouteux]:
    liens = connexion.execute(
        "SELECT f.ligne, f.vers, f.accords FROM main.fusions f "
        "SEMI JOIN main.records USING (ligne) WHERE f.douteux ORDER BY ALL"
    ).fetchall()
    if not liens:
        return []
    choix = "ligne IN (SELECT unnest([ligne, vers]) FROM main.fusions WHERE douteux)"
    membres = {m.ligne: m for m in read_membres(connexion, "main", choix)}
    return [_make_doute(membres[ligne], membres[vers], accords) for ligne, vers, accords in liens]


def _make_doute(un: Membre, autre: Membre, accords: Iterable[str]) -> LienDouteux:
    premier, second = sorted((un, autre), key=lambda m: mark_trace(m.trace))
    paire = make_paire(mark_trace(un.trace), mark_trace(autre.trace))
    cle = un.cle_ancienne or un.groupe
    return LienDouteux(cle, paire, premier.ligne, second.ligne, tuple(accords))


def _find_touchees(membres: Iterable[Membre], decisions: Decisions) -> set[int]:
    cles: dict[str, set[int]] = defaultdict(set)
    for membre in membres:
        cles[mark_trace(membre.trace)].add(membre.cle_ancienne or membre.groupe)
    touchees: set[int] = set()
    for une, autre in decisions.unies:
        if cles[une] and cles[autre] and len(cles[une] | cles[autre]) > 1:
            touchees |= cles[une] | cles[autre]
    for une, autre in decisions.separees:
        touchees |= cles[une] & cles[autre]
    return touchees
