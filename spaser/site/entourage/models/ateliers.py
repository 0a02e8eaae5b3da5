"""A workshop of a space: its steps and their lines as one value, who votes, the ballots."""

import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

import msgspec
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.regles.ateliers import TITRE_MAX, EtapeAtelier, EtatEtape
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Espace

GRACE: Final = timedelta(seconds=5)  # what a phone takes to send what was chosen in time


class Atelier(models.Model):
    """A workshop; `pas` grows each time that what its people see changes.

    It is changed as a whole, by whoever holds it: see `services.hold_atelier`.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="ateliers")
    gabarit = models.CharField("modèle", max_length=20)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    code = models.CharField("code", max_length=8, unique=True)
    deroule = models.JSONField("étapes", default=list)
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

    def save(self, **kwargs: Any) -> None:
        """Save it with the steps that were read, as they stand."""
        if "etapes" in vars(self):
            self.deroule = msgspec.to_builtins(self.etapes)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("ateliers:atelier", args=[self.espace.siren, self.pk])

    @cached_property
    def etapes(self) -> list[EtapeAtelier]:
        return msgspec.convert(self.deroule, list[EtapeAtelier])

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
