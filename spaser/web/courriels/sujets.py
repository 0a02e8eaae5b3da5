"""What mails are about, in readers' words, and how often each of them may come."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import TextChoices

from spaser.metier.dates import PARIS

_HEURE: Final = time(7)
_LUNDI: Final = 0


class Sujet(TextChoices):
    """A subject that a reader may slow down or stop; the order is that of pages and digests."""

    COLLEGUES = "collegues", "Mon organisation et mes collègues"
    ECHEANCES = "echeances", "Échéances et rappels"
    RELANCES = "relances", "Relances des acteurs du territoire"
    DISCUSSIONS = "discussions", "Discussions"
    DEPOTS = "depots", "Dépôts, fiches et pages publiques"
    PROGRAMME = "programme", "Replays et questionnaires du programme"
    EQUIPE = "equipe", "Équipe du programme"


PRECISIONS: Final = {
    Sujet.COLLEGUES: "Une arrivée, une demande d’adhésion, une publication à valider.",
    Sujet.ECHEANCES: "Des résultats à publier bientôt, une organisation que vous administrez seul.",
    Sujet.RELANCES: "La veille d’une date que vous avez notée avec un acteur.",
    Sujet.DISCUSSIONS: "Un commentaire où l’on vous mentionne.",
    Sujet.DEPOTS: "Où en sont vos dépôts, vos fiches et vos bonnes pratiques.",
    Sujet.PROGRAMME: "Un replay en ligne, un questionnaire après un événement.",
    Sujet.EQUIPE: "Ce qui attend l’équipe\u00a0: dépôts, questions, textes à relire.",
}


class Cadence(TextChoices):
    AUSSITOT = "aussitot", "Aussitôt"
    QUOTIDIENNE = "quotidienne", "Une fois par jour"
    HEBDOMADAIRE = "hebdomadaire", "Une fois par semaine"
    JAMAIS = "jamais", "Jamais"


GROUPEES: Final = (Cadence.QUOTIDIENNE, Cadence.HEBDOMADAIRE)


def find_heure(cadence: Cadence, maintenant: datetime) -> datetime:
    """Return when the next mail of this cadence leaves: at seven in Paris, on Mondays if weekly."""
    local = maintenant.astimezone(PARIS)
    jour = local.date()
    if local.time() >= _HEURE:
        jour += timedelta(days=1)
    if cadence == Cadence.HEBDOMADAIRE:
        jour += timedelta(days=(_LUNDI - jour.weekday()) % 7)
    return datetime.combine(jour, _HEURE, PARIS)
