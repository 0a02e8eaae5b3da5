"""The days to come of the duties, for a diary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from spaser.metier.obligations.application import Echeance
from spaser.web.socle import agenda
from spaser.web.socle.agenda import Rendezvous


def write_echeances(echeances: Iterable[Echeance]) -> str:
    """Return the calendar; each day keeps its identifier from one download to the next."""
    return agenda.write_agenda("Obligations des acheteurs", map(_meet, echeances))


def _meet(echeance: Echeance) -> Rendezvous:
    obligation = echeance.obligation
    source = obligation.sources[0]
    return Rendezvous(
        uid=f"{_identify(echeance)}@obligations.spaser",
        redige_le=source.verifie_le,
        jour=echeance.jour,
        titre=obligation.titre,
        description=f"{echeance.texte}\nSource : {source.libelle} (lecture du "
        f"{source.verifie_le:%d/%m/%Y}). Relisez le texte avant de vous y fier.",
        url=source.url,
        annuel=echeance.annuelle,
    )


def _identify(echeance: Echeance) -> str:
    """Name a day by what it is: a yearly one by its text, so that each year is the same event."""
    jour = "" if echeance.annuelle else echeance.jour.isoformat()
    cle = f"{echeance.obligation.code} {jour} {echeance.texte}"
    return hashlib.sha256(cle.encode()).hexdigest()[:32]
