"""A workshop of a space: its steps and their lines as one value, who votes, the ballots."""

import json
import uuid
from datetime import timedelta
from typing import Any, Final

import msgspec
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.regles.ateliers import TITRE_MAX, EtapeAtelier, EtatEtape
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Espace

GRACE: Final = timedelta(seconds=5)  # what a phone takes to send what was chosen in time


class EtapesEcrites(json.JSONEncoder):
    def default(self, o: Any) -> Any:  # noqa: ANN401 - as Python names it
        return msgspec.to_builtins(o)


class EtapesLues(json.JSONDecoder):
    def decode(self, s: str, *_: Any) -> list[EtapeAtelier]:
        return msgspec.json.decode(s, type=list[EtapeAtelier])


class Atelier(models.Model):
    """A workshop; `pas` grows each time that what its people see changes.

    It is changed as a whole, by whoever holds it: see `services.hold_atelier`.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="ateliers")
    gabarit = models.CharField("modèle", max_length=20)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    code = models.CharField("code", max_length=8, unique=True)
    etapes = models.JSONField("étapes", None, EtapesEcrites, EtapesLues, default=list)
    fin_le = models.DateTimeField("son étape ouverte se ferme le", null=True)
    pas = models.PositiveIntegerField("changements montrés", default=0)
    repetition = models.BooleanField("répétition", default=False)
    prepare_par = name_personne()
    prepare_le = models.DateTimeField("préparé le", default=timezone.now)
    fini_le = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "atelier"
        ordering = ("-prepare_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("ateliers:atelier", args=[self.espace.siren, self.pk])

    def find_etape(self, rang: int) -> EtapeAtelier | None:
        return next((etape for etape in self.etapes if etape.rang == rang), None)

    @property
    def courante(self) -> EtapeAtelier | None:
        """Return the step that is open, else the last one that was; none before the first."""
        vues = [etape for etape in self.etapes if etape.etat != EtatEtape.ATTEND]
        ouvertes = [etape for etape in vues if etape.etat == EtatEtape.OUVERTE]
        return next(iter(ouvertes or vues[-1:]), None)

    @property
    def prend_votes(self) -> bool:
        return self.fin_le is not None and timezone.now() <= self.fin_le + GRACE


class ParticipantAtelier(models.Model):
    """Somebody who took part, known by her browser alone: nothing says who she is."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="participants")
    arrive_le = models.DateTimeField("arrivé le", default=timezone.now)

    class Meta:
        verbose_name = "participant"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Participant {self.pk}"


class BulletinAtelier(models.Model):
    """A ballot as it came, under its own key; the last one of somebody at a step counts."""

    participant = models.ForeignKey(ParticipantAtelier, models.CASCADE, related_name="bulletins")
    etape = models.PositiveSmallIntegerField("place de l’étape")
    cle = models.UUIDField("clé", default=uuid.uuid4)
    choix = models.JSONField("réponses", default=dict)
    recu_le = models.DateTimeField("reçu le", default=timezone.now)

    class Meta:
        verbose_name = "bulletin"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("participant", "cle"), name="entourage_bulletin_une_cle"
            ),
        )

    def __str__(self) -> str:
        return f"{self.participant}, étape {self.etape}"
