"""A workshop of a space: its steps, what each asks, who takes part, the ballots as they came."""

import uuid

import msgspec
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.regles.ateliers import GenreEtape, Papier
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Espace
from spaser.site.socle.formulaires import list_choix

NOM_MAX = 60
TITRE_MAX = 120
LIGNE_MAX = 300


class EtatEtape(Nomenclature):
    ATTEND = "attend", "À venir"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close, résultats cachés"
    MONTREE = "montree", "Résultats montrés"


class Atelier(models.Model):
    """A workshop; `pas` grows each time that what its people see changes."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="ateliers")
    gabarit = models.CharField("modèle", max_length=20)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    code = models.CharField("code", max_length=8, unique=True)
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


class EtapeAtelier(models.Model):
    """A step: opened, closed, then shown; `papier` is what was counted by hand."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="etapes")
    rang = models.PositiveSmallIntegerField("place")
    titre = models.CharField("titre", max_length=TITRE_MAX)
    consigne = models.CharField("consigne", max_length=LIGNE_MAX)
    genre = models.CharField("ce qui est demandé", max_length=10, choices=list_choix(GenreEtape))
    minutes = models.PositiveSmallIntegerField("minutes", default=5)
    maximum = models.PositiveSmallIntegerField("choix au plus", default=0)
    suite = models.BooleanField("tire ses lignes de l’étape d’avant", default=False)
    etat = models.CharField(
        "état", max_length=10, choices=list_choix(EtatEtape), default=EtatEtape.ATTEND
    )
    fin_le = models.DateTimeField("se ferme le", null=True, blank=True)
    papier = models.JSONField("compté sur papier", default=dict, blank=True)

    class Meta:
        verbose_name = "étape d’un atelier"
        verbose_name_plural = "étapes d’un atelier"
        ordering = ("rang", "pk")

    def __str__(self) -> str:
        return self.titre

    @property
    def demande(self) -> GenreEtape:
        return GenreEtape(self.genre)

    @property
    def est_montree(self) -> bool:
        return self.etat == EtatEtape.MONTREE

    @property
    def presentes(self) -> list["LigneAtelier"]:
        """Return the lines that were not taken out."""
        return [ligne for ligne in self.lignes.all() if not ligne.retiree]

    def read_papier(self) -> Papier:
        return msgspec.convert(self.papier, Papier)


class LigneAtelier(models.Model):
    """What is asked about at a step; `cible` says what it was drawn from: « theme:dechets:… »."""

    etape = models.ForeignKey(EtapeAtelier, models.CASCADE, related_name="lignes")
    rang = models.PositiveSmallIntegerField("place", default=0)
    libelle = models.CharField("libellé", max_length=LIGNE_MAX)
    cible = models.CharField("tirée de", max_length=60, blank=True)
    retiree = models.BooleanField("retirée", default=False)

    class Meta:
        verbose_name = "ligne d’un atelier"
        verbose_name_plural = "lignes d’un atelier"
        ordering = ("rang", "pk")

    def __str__(self) -> str:
        return self.libelle


class ParticipantAtelier(models.Model):
    """Somebody who took part, known by her browser alone; her name goes after thirty days."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="participants")
    nom = models.CharField("nom", max_length=NOM_MAX, blank=True)
    simule = models.BooleanField("simulé", default=False)
    arrive_le = models.DateTimeField("arrivé le", default=timezone.now)

    class Meta:
        verbose_name = "participant"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.nom or f"Participant {self.pk}"


class BulletinAtelier(models.Model):
    """A ballot as it came, under its own key; the last one of somebody is the one that counts."""

    etape = models.ForeignKey(EtapeAtelier, models.CASCADE, related_name="bulletins")
    participant = models.ForeignKey(ParticipantAtelier, models.CASCADE, related_name="bulletins")
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
        return f"{self.etape} : {self.participant}"
