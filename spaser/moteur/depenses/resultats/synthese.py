"""Everything that the lines of an organisation say, in one go, kept and read back the same."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec

from spaser.moteur.depenses.modele import CompteRendu
from spaser.moteur.depenses.resultats.attentions import list_avoirs, list_inconnus, list_semblables
from spaser.moteur.depenses.resultats.preuve import write_preuve
from spaser.moteur.depenses.resultats.taux import compute_taux, make_faits
from spaser.moteur.depenses.resultats.totaux import (
    compute_couverture,
    compute_familles,
    compute_totaux,
)
from spaser.moteur.depenses.resultats.valeurs import (
    Avoirs,
    FournisseurInconnu,
    Paire,
    PartDepense,
    TotalAnnee,
    ValeurDepense,
    to_euros,
)
from spaser.moteur.referentiels.annuaire import find_entite


@dataclass(frozen=True, slots=True)
class Synthese:
    totaux: tuple[TotalAnnee, ...]
    valeurs: tuple[ValeurDepense, ...]
    familles: tuple[PartDepense, ...]
    couverture: tuple[PartDepense, ...]
    inconnus: tuple[FournisseurInconnu, ...]
    montant_inconnus: Decimal  # of every supplier without a SIREN, listed or not
    avoirs: Avoirs
    nb_semblables: int
    semblables: tuple[Paire, ...]


def compute_synthese(
    connexion: duckdb.DuckDBPyConnection,
    siren: str | None = None,
    departements: tuple[str, ...] | None = None,
    preuve: Path | None = None,
) -> Synthese:
    """Return the results from a connection that shows `depenses` and the embedded tables.

    The lists, the contracts and their holders are used when the connection shows them too.
    `departements` are the buyer's; without them, those of the directory if it knows the SIREN.
    The lines with what each one answers are written to `preuve` when it is given.
    """
    absentes = make_faits(connexion)
    entite = find_entite(siren) if siren else None
    places = departements or (entite.codes_departement if entite else ())
    nombre, semblables = list_semblables(connexion)
    synthese = Synthese(
        totaux=tuple(compute_totaux(connexion)),
        valeurs=tuple(compute_taux(connexion, absentes, places)),
        familles=tuple(compute_familles(connexion)),
        couverture=tuple(compute_couverture(connexion, siren)),
        inconnus=tuple(list_inconnus(connexion)),
        montant_inconnus=_sum_inconnus(connexion),
        avoirs=list_avoirs(connexion),
        nb_semblables=nombre,
        semblables=semblables,
    )
    if preuve is not None:
        write_preuve(connexion, preuve, absentes, places)
    return synthese


def _sum_inconnus(connexion: duckdb.DuckDBPyConnection) -> Decimal:
    return to_euros(
        connexion.execute(
            "SELECT sum(lu) FROM depenses WHERE etat IN ('comptee', 'a_verifier') AND siren IS NULL"
        ).fetchall()[0][0]
    )


@dataclass(frozen=True, slots=True)
class BilanDepenses:
    compte_rendu: CompteRendu
    synthese: Synthese


def write_bilan_depenses(bilan: BilanDepenses) -> bytes:
    """Return the figures as JSON; amounts are texts, exact to the cent."""
    return msgspec.json.encode(bilan)


def read_bilan(octets: bytes) -> BilanDepenses:
    return msgspec.json.decode(octets, type=BilanDepenses)
