"""What somebody is writing, or has sent, before it is a sheet of the register."""

from __future__ import annotations

import uuid
from enum import Enum, unique
from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.documents.francais import format_date_courte
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import read_spaser_dict
from spaser.site.registre.models.fiche import Fiche, NatureDocument
from spaser.site.socle.models import Requete
from spaser.site.socle.versions import Versionne


class NatureDepot(models.TextChoices):
    NOUVEAU = "nouveau", "Nouveau schéma"
    EDITION = "edition", "Nouvelle édition"
    CORRECTION = "correction", "Correction d’une fiche"


class EtatDepot(models.TextChoices):
    """Where a deposit stands; `ActeDepot` says how it goes from one state to another."""

    BROUILLON = "brouillon", "Brouillon"
    SOUMIS = "soumis", "En attente de l’équipe"
    A_REPRENDRE = "a_reprendre", "À reprendre"
    A_VERIFIER = "a_verifier", "Publié, à vérifier"
    ACCEPTE = "accepte", "Publié"
    REJETE = "rejete", "Non retenu"


MODIFIABLES: Final = (EtatDepot.BROUILLON, EtatDepot.A_REPRENDRE)
A_TRAITER: Final = (EtatDepot.SOUMIS, EtatDepot.A_VERIFIER)


@unique
class ActeDepot(Enum):
    """Every change of state: its gesture in the journal, the states it starts from, the one after.

    The same table is in the guide of moderation; a deposit may also be erased while it is a draft.
    """

    SOUMISSION = ("depot.envoi", MODIFIABLES, EtatDepot.SOUMIS)
    PUBLICATION = ("depot.envoi", MODIFIABLES, EtatDepot.A_VERIFIER)
    CORRECTION = ("depot.envoi", MODIFIABLES, EtatDepot.ACCEPTE)
    ACCEPTATION = ("depot.acceptation", (EtatDepot.SOUMIS,), EtatDepot.ACCEPTE)
    RETOUR = ("depot.retour", A_TRAITER, EtatDepot.A_REPRENDRE)
    REJET = ("depot.rejet", (EtatDepot.SOUMIS,), EtatDepot.REJETE)
    VERIFICATION = ("depot.verification", (EtatDepot.A_VERIFIER,), EtatDepot.ACCEPTE)
    RETRAIT = ("depot.retrait", (EtatDepot.A_VERIFIER,), EtatDepot.REJETE)

    def __init__(self, geste: str, depuis: tuple[EtatDepot, ...], vers: EtatDepot) -> None:
        self.geste = geste
        self.depuis = depuis
        self.vers = vers


class Depot(Versionne):
    """A sheet being written or waiting: a draft, then a request, then a trace of what was decided.

    `contenu` is empty until the structure is known, and follows the open SPASER format ever after.
    A deposit belongs to an organisation, else to its author, else to the guest who proved that
    she reads `courriel`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField(
        "nature", max_length=12, choices=NatureDepot, default=NatureDepot.NOUVEAU
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatDepot, default=EtatDepot.BROUILLON, db_index=True
    )
    contenu = models.JSONField("contenu au format ouvert", default=dict, blank=True)
    etape = models.PositiveSmallIntegerField("dernière étape enregistrée", default=0)

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="auteur",
        null=True,
        blank=True,
        related_name="depots",
    )
    courriel = models.EmailField("adresse vérifiée de l’invité", blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.SET_NULL,
        verbose_name="organisation",
        null=True,
        blank=True,
        related_name="depots",
    )
    fiche = models.ForeignKey(
        Fiche,
        models.SET_NULL,
        verbose_name="fiche publiée",
        null=True,
        blank=True,
        related_name="depots",
    )  # the sheet that a correction changes, then the one that the deposit has become
    modele = models.ForeignKey(
        Fiche,
        models.SET_NULL,
        verbose_name="fiche de départ",
        null=True,
        blank=True,
        related_name="+",
    )  # the former edition that a new one starts from

    cree_le = models.DateTimeField("créé le")
    modifie_le = models.DateTimeField("modifié le")
    consenti_le = models.DateTimeField("publication consentie le", null=True, blank=True)
    soumis_le = models.DateTimeField("envoyé le", null=True, blank=True, db_index=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="traité par",
        null=True,
        blank=True,
        related_name="depots_traites",
    )
    reponse = models.TextField("réponse de l’équipe", max_length=4000, blank=True)

    class Meta:
        verbose_name = "dépôt"
        ordering = ("soumis_le", "cree_le", "pk")

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("registre:depot", args=[self.pk])

    @property
    def nom(self) -> str:
        nom: str = self.contenu.get("structure", {}).get("nom", "Structure à préciser")
        return nom

    @property
    def siren(self) -> str:
        siren: str = self.contenu.get("structure", {}).get("siren", "")
        return siren

    @property
    def est_modifiable(self) -> bool:
        return self.etat in MODIFIABLES

    @property
    def est_a_traiter(self) -> bool:
        return self.etat in A_TRAITER

    @cached_property
    def spaser(self) -> Spaser | None:
        """Return the content as plain values; None before the structure is known."""
        if not self.contenu:
            return None
        lu = read_spaser_dict(self.contenu)
        if isinstance(lu, Spaser):
            return lu
        raise ValueError(f"Dépôt {self.pk} : {lu[0]}")

    def set_contenu(self, contenu: dict[str, object]) -> None:
        """Replace the content, and forget what was read of the former one."""
        self.contenu = contenu
        self.__dict__.pop("spaser", None)


class FichierDepot(models.Model):
    depot = models.ForeignKey(Depot, models.CASCADE, related_name="fichiers")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="depots")
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    titre = models.CharField("titre", max_length=300)

    class Meta:
        verbose_name = "fichier de dépôt"
        verbose_name_plural = "fichiers de dépôt"
        ordering = ("depot", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["depot", "fichier"], name="registre_fichier_depot_unique"
            ),
        )

    def __str__(self) -> str:
        return self.titre


class SensRelecture(models.TextChoices):
    DEMANDE = "demande", "Second avis demandé"
    FAVORABLE = "favorable", "Avis favorable"
    RESERVE = "reserve", "Réserves"


class Relecture(models.Model):
    """A second reading: asked for, or given. It binds nobody, so that nothing waits for somebody.

    The depositor never reads it.
    """

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="relectures")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="auteur",
        null=True,
        blank=True,
        related_name="relectures",
    )
    sens = models.CharField("sens", max_length=10, choices=SensRelecture)
    texte = models.TextField("texte", max_length=2000, blank=True)
    ecrite_le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "relecture"
        ordering = ("depot", "ecrite_le", "pk")

    def __str__(self) -> str:
        return f"{self.depot} : {self.get_sens_display()}"


# --- What the public asks of the register: a correction, an alert ---


# What readers and buyers ask the team about a published sheet, and what the site asks buyers.


class Revendication(Requete):
    """Somebody says that a sheet found in public sources is of her organisation."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="revendications")
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="revendications"
    )
    siren = models.CharField("SIREN", max_length=9)

    class Meta(Requete.Meta):
        verbose_name = "revendication"
        constraints = (
            models.UniqueConstraint(
                fields=["fiche", "demandeur"],
                condition=models.Q(etat="en_attente"),
                name="registre_revendication_en_attente_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiche} revendiquée par {self.siren}"


class NatureSignalement(models.TextChoices):
    ERREUR = "erreur", "Une information est fausse ou dépassée"
    LIEN = "lien", "Un lien ne mène plus à rien"
    DOUBLON = "doublon", "Cette fiche en double une autre"
    AUTRE = "autre", "Autre chose"


class Signalement(Requete):
    """A reader says that something is wrong in a sheet; she may leave an address, unchecked."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="signalements")
    nature = models.CharField("nature", max_length=10, choices=NatureSignalement)
    courriel = models.EmailField("adresse où répondre", blank=True)

    class Meta(Requete.Meta):
        verbose_name = "signalement"

    def __str__(self) -> str:
        return f"{self.fiche} : {self.get_nature_display()}"


class RappelExactitude(models.Model):
    """That a buyer was asked whether her sheet is still exact: once a year at most."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="rappels")
    envoye_le = models.DateTimeField("envoyé le")
    destinataires = models.PositiveSmallIntegerField("nombre de destinataires")

    class Meta:
        verbose_name = "demande d’exactitude"
        verbose_name_plural = "demandes d’exactitude"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return f"{self.fiche} le {format_date_courte(self.envoye_le)}"


# Saved searches that write to somebody.


class Cadence(models.TextChoices):
    """How often an alert may write."""

    QUOTIDIENNE = "quotidienne", "Chaque jour"
    HEBDOMADAIRE = "hebdomadaire", "Chaque semaine"


class Alerte(models.Model):
    """A saved search of the register and the address to write to; no account needed.

    Nothing is sent before the address is confirmed; unsubscribing deletes the row.
    """

    courriel = models.EmailField("adresse électronique")
    requete = models.CharField("recherche", max_length=1000, blank=True)  # canonical query string
    cadence = models.CharField("cadence", max_length=12, choices=Cadence)
    creee_le = models.DateTimeField("créée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    jusqu_a = models.DateTimeField("nouveautés envoyées jusqu’à", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        constraints = (
            models.UniqueConstraint(fields=["courriel", "requete"], name="registre_alerte_unique"),
        )

    def __str__(self) -> str:
        return f"{self.courriel} : {self.requete or 'tout le registre'}"


class EnvoiAlerte(models.Model):
    """That an alert wrote for a period: the same period is never sent twice."""

    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="envois")
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre de fiches")

    class Meta:
        verbose_name = "envoi"
        constraints = (
            models.UniqueConstraint(fields=["alerte", "jour"], name="registre_envoi_unique"),
        )

    def __str__(self) -> str:
        return f"{self.alerte_id} le {self.jour}"
