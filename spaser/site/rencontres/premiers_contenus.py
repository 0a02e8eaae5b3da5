"""The events of the programme before this site; in the demonstration, some to come."""

from datetime import datetime, time, timedelta
from typing import Any, Final

import msgspec
from django.utils import timezone

from spaser.elements import PARIS
from spaser.regles import agenda
from spaser.site.rencontres.agenda.services import Ecrit, touch_agenda, write_lignes
from spaser.site.rencontres.models import Evenement, Inscription


def load_reference() -> None:
    """Write each event that is not there yet; the team's words on the others stay."""
    connus = set(Evenement.objects.values_list("code", flat=True))
    nouveaux = [passe for passe in agenda.load_histoire() if passe.code not in connus]
    for passe in nouveaux:
        _write(passe)
    if nouveaux:
        touch_agenda()


def _write(passe: agenda.EvenementPasse) -> None:
    debut = datetime.combine(passe.jour, time(), PARIS)
    champs = {nom: getattr(passe, nom) for nom in "code titre edition resume texte source".split()}
    evenement = Evenement.objects.create(
        **champs,
        nature=passe.nature.value,
        debut=debut,
        fin=datetime.combine(passe.jour, time(23, 59), PARIS),
        heure_connue=False,
        etat=agenda.EtatEvenement.PUBLIE.value,
        replay_adresse=passe.replay,
        replay_ailleurs=passe.replay_ailleurs,
    )
    parrainage = agenda.RoleIntervenant.PARRAINAGE.value
    ecrit = Ecrit(
        {},
        [{"role": parrainage, "organisme": parrain} for parrain in passe.parrains],
        [msgspec.structs.asdict(document) for document in passe.materiels],
    )
    write_lignes(evenement, ecrit)


# The demonstration: what comes and what has just been, plainly fictitious.

_INSCRITE: Final = agenda.EtatInscription.INSCRITE.value
_EN_ATTENTE: Final = agenda.EtatInscription.EN_ATTENTE.value
_DUREE: Final = timedelta(hours=1, minutes=30)


def add_evenement(
    jours: int, heure: time, inscrits: int, champs: dict[str, Any], presents: int | None = None
) -> None:
    """Add an event so many days from today, or on the working day that follows."""
    jour = agenda.find_ouvre(timezone.localdate() + timedelta(days=jours))
    debut = datetime.combine(jour, heure, PARIS)
    etat = agenda.EtatEvenement.PUBLIE.value
    evenement = Evenement.objects.create(debut=debut, fin=debut + _DUREE, etat=etat, **champs)
    _register(evenement, inscrits)
    if presents is not None:
        evenement.inscriptions.filter(rang__lte=presents).update(present=True)
        evenement.inscriptions.filter(rang__gt=presents).update(present=False)


def _register(evenement: Evenement, nombre: int) -> None:
    """Register fictitious people in their order: whoever finds no place waits."""
    maintenant = timezone.now()
    evenement.inscriptions.bulk_create(
        Inscription(
            evenement=evenement,
            courriel=f"participant-{rang}@exemple.fr",
            prenom="Personne",
            nom=f"Fictive {rang}",
            organisme=f"Commune fictive {rang}",
            etat=(_EN_ATTENTE if evenement.places and rang > evenement.places else _INSCRITE),
            rang=rang,
            demandee_le=maintenant,
            confirmee_le=maintenant,
        )
        for rang in range(1, nombre + 1)
    )
    evenement.dernier_rang = nombre
    evenement.save(update_fields=["dernier_rang"])
