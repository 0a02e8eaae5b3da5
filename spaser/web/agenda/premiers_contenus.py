"""The events of the programme before this site."""

from __future__ import annotations

from datetime import datetime, time

import msgspec

from spaser.metier.agenda.evenements import PARIS, EtatEvenement, RoleIntervenant
from spaser.metier.agenda.histoire import EvenementPasse, load_histoire
from spaser.web.agenda.indexation import touch_agenda
from spaser.web.agenda.models import Evenement
from spaser.web.agenda.services.evenements import Ecrit, write_lignes


def load_reference() -> None:
    """Write each event that is not there yet; the team's words on the others stay."""
    connus = set(Evenement.objects.values_list("code", flat=True))
    nouveaux = [passe for passe in load_histoire() if passe.code not in connus]
    for passe in nouveaux:
        _write(passe)
    if nouveaux:
        touch_agenda()


def _write(passe: EvenementPasse) -> None:
    debut = datetime.combine(passe.jour, time(), PARIS)
    champs = {nom: getattr(passe, nom) for nom in "code titre edition resume texte source".split()}
    evenement = Evenement.objects.create(
        **champs,
        nature=passe.nature.value,
        debut=debut,
        fin=datetime.combine(passe.jour, time(23, 59), PARIS),
        heure_connue=False,
        etat=EtatEvenement.PUBLIE.value,
        replay_adresse=passe.replay,
    )
    parrainage = RoleIntervenant.PARRAINAGE.value
    ecrit = Ecrit(
        {},
        [{"role": parrainage, "organisme": parrain} for parrain in passe.parrains],
        [msgspec.structs.asdict(document) for document in passe.materiels],
    )
    write_lignes(evenement, ecrit)
