"""Reads the duties: those of the files, as the programme team has edited them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from spaser.metier.obligations.modele import Obligation, date_obligation, load_obligations
from spaser.metier.obligations.redaction import EtatRedaction, digest, supersede
from spaser.web.comptes.models import Utilisateur
from spaser.web.obligations.models import Redaction
from spaser.web.recherche import services

GENERATION: Final = "obligations"


@dataclass(frozen=True)
class ObligationTenue:
    """A duty as the team sees it: what is shown, the text under way, whether its file moved on."""

    obligation: Obligation
    ouverte: Redaction | None
    editee: bool
    fichier_change: bool

    @property
    def est_a_relire(self) -> bool:
        """Say whether its text waits for a second reader."""
        return self.ouverte is not None and self.ouverte.etat == EtatRedaction.A_RELIRE


def read_obligations(jour: date) -> tuple[Obligation, ...]:
    """Return the duties to show on a day."""
    return _build(services.read_generation(GENERATION), jour)


@lru_cache(maxsize=4)
def _build(generation: str, jour: date) -> tuple[Obligation, ...]:
    montrees = load_obligations()
    if generation:
        approuvees = Redaction.objects.filter(etat=EtatRedaction.APPROUVEE, effet_le__lte=jour)
        montrees = supersede(montrees, [r.to_publication() for r in approuvees], jour)
    return tuple(date_obligation(obligation, jour) for obligation in montrees)


def find_obligation(code: str, jour: date) -> Obligation | None:
    """Return a duty as it is shown on a day."""
    return next((o for o in read_obligations(jour) if o.code == code), None)


def find_fichier(code: str) -> Obligation | None:
    """Return a duty as its file gives it."""
    return next((o for o in load_obligations() if o.code == code), None)


def is_fichier_changed(redaction: Redaction) -> bool:
    """Say whether the file has changed since this text was written from it."""
    fichier = find_fichier(redaction.code)
    return redaction.empreinte != (digest(fichier) if fichier else "")


def list_tenues(jour: date) -> list[ObligationTenue]:
    """Return every duty shown, and those that are only begun, theme after theme."""
    redactions = Redaction.objects.exclude(etat=EtatRedaction.ABANDONNEE).order_by(
        "effet_le", "numero"
    )
    ouvertes = {r.code: r for r in redactions if r.est_ouverte}
    en_ligne = {
        r.code: r for r in redactions if r.etat == EtatRedaction.APPROUVEE and r.effet_le <= jour
    }
    montrees = read_obligations(jour)
    connues = {obligation.code for obligation in montrees}
    commencees = [r.obligation for code, r in ouvertes.items() if code not in connues]
    return [
        ObligationTenue(
            obligation,
            ouvertes.get(obligation.code),
            editee=obligation.code in en_ligne,
            fichier_change=obligation.code in en_ligne
            and is_fichier_changed(en_ligne[obligation.code]),
        )
        for obligation in (*montrees, *commencees)
    ]


def export_redactions(personne: Utilisateur) -> list[dict[str, Any]]:
    """Return the texts that a person wrote, for the export of her data."""
    return [
        {"code": r.code, "texte": r.numero, "titre": r.titre, "etat": r.etat}
        for r in personne.obligations_redigees.all()
    ]
