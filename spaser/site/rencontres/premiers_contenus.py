"""The events of the programme before this site; in the demonstration, some to come."""

from datetime import date, datetime, time, timedelta
from typing import Final

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

_WEBINAIRE: Final = "demonstration-webinaire-donnees"
_PLACES: Final = 6
_INSCRITE: Final = agenda.EtatInscription.INSCRITE.value
_EN_ATTENTE: Final = agenda.EtatInscription.EN_ATTENTE.value


def load_demonstration() -> None:
    """Add a webinar and a full workshop to come, and a workshop that has just taken place."""
    if Evenement.objects.filter(code=_WEBINAIRE).exists():
        return
    jour = timezone.localdate()
    webinaire = _open(
        _WEBINAIRE, "Lire ses marchés publiés avant d’écrire (démonstration)", "webinaire",
        agenda.find_ouvre(jour + timedelta(days=12)), time(11), enregistre=True,
        resume="Une heure pour comprendre ce que disent vos données, et ce qu’elles ne disent pas.",
    )  # fmt: skip
    atelier = _open(
        "demonstration-atelier-clauses", "Questionner un marché réel (démonstration)", "atelier",
        agenda.find_ouvre(jour + timedelta(days=20)), time(14), places=_PLACES,
        resume="Un vrai marché de nettoyage, relu à plusieurs. Six places, puis une liste "
        "d’attente.",
    )  # fmt: skip
    passe = _open(
        "demonstration-atelier-acteurs", "Dessiner la carte de ses acteurs (démonstration)",
        "atelier", agenda.find_ouvre(jour - timedelta(days=9)), time(14), places=20,
        resume="Chaque participant est reparti avec la première carte de son territoire.",
    )  # fmt: skip
    _register(webinaire, 5)
    _register(atelier, _PLACES + 3)
    _register(passe, 14)
    passe.inscriptions.filter(rang__lte=12).update(present=True)
    passe.inscriptions.filter(rang__gt=12).update(present=False)
    touch_agenda()


def _open(  # noqa: PLR0913 - one line a field
    code: str, titre: str, nature: str, jour: date, heure: time, *, resume: str,
    places: int | None = None, enregistre: bool = False,
) -> Evenement:  # fmt: skip
    debut = datetime.combine(jour, heure, PARIS)
    return Evenement.objects.create(
        code=code,
        titre=titre,
        nature=nature,
        debut=debut,
        fin=debut + timedelta(hours=1, minutes=30),
        etat=agenda.EtatEvenement.PUBLIE.value,
        places=places,
        resume=resume,
        enregistre=enregistre,
    )


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


CHARGEURS: Final = (
    ("Agenda", "load_reference", load_reference),
    ("Agenda", "load_demonstration", load_demonstration),
)
