"""Everything that the lines of an organisation say, in one go, kept and read back the same."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec

from spaser.moteur.depenses.base import Connexion
from spaser.moteur.depenses.modele import CompteRendu
from spaser.moteur.depenses.resultats import attentions, taux
from spaser.moteur.depenses.resultats.preuve import write_preuve
from spaser.moteur.depenses.resultats.totaux import (
    PartDepense,
    TotalAnnee,
    compute_couverture,
    compute_familles,
    compute_totaux,
)
from spaser.moteur.referentiels.annuaire import find_entite


@dataclass(frozen=True, slots=True)
class Synthese:
    totaux: tuple[TotalAnnee, ...]
    valeurs: tuple[taux.ValeurDepense, ...]
    familles: tuple[PartDepense, ...]
    couverture: tuple[PartDepense, ...]
    inconnus: tuple[attentions.FournisseurInconnu, ...]
    montant_inconnus: Decimal  # of every supplier without a SIREN, listed or not
    avoirs: attentions.Avoirs
    nb_semblables: int
    semblables: tuple[attentions.Paire, ...]


def compute_synthese(
    connexion: Connexion,
    siren: str | None = None,
    departements: tuple[str, ...] | None = None,
    preuve: Path | None = None,
) -> Synthese:
    """Return the results from a connection that shows `depenses` and the embedded tables.

    The lists, the contracts and their holders are used when the connection shows them too.
    `departements` are the buyer's; without them, those of the directory if it knows the SIREN.
    The lines with what each one answers are written to `preuve` when it is given.
    """
    absentes = taux.make_faits(connexion)
    entite = find_entite(siren) if siren else None
    places = departements or (entite.codes_departement if entite else ())
    nombre, semblables = attentions.list_semblables(connexion)
    synthese = Synthese(
        totaux=tuple(compute_totaux(connexion)),
        valeurs=tuple(taux.compute_taux(connexion, absentes, places)),
        familles=tuple(compute_familles(connexion)),
        couverture=tuple(compute_couverture(connexion, siren)),
        inconnus=tuple(attentions.list_inconnus(connexion)),
        montant_inconnus=attentions.sum_inconnus(connexion),
        avoirs=attentions.list_avoirs(connexion),
        nb_semblables=nombre,
        semblables=semblables,
    )
    if preuve is not None:
        write_preuve(connexion, preuve, absentes, places)
    return synthese


@dataclass(frozen=True, slots=True)
class BilanDepenses:
    compte_rendu: CompteRendu
    synthese: Synthese


def write_bilan_depenses(bilan: BilanDepenses) -> bytes:
    """Return the figures as JSON; amounts are texts, exact to the cent."""
    return msgspec.json.encode(bilan)


def read_bilan(octets: bytes) -> BilanDepenses:
    return msgspec.json.decode(octets, type=BilanDepenses)
