"""Webinars and workshops, who speaks there, what is given there, who comes."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from spaser.metier.agenda.evenements import (
    TITRE_MAX,
    EtatEvenement,
    NatureEvenement,
    RoleIntervenant,
)
from spaser.metier.agenda.places import VIVES, EtatInscription, Salle
from spaser.metier.editorial import CODE_MAX
from spaser.web.commun.models import LienPartage
from spaser.web.commun.versions import Versionne

ADRESSE_MAX = 2000
NOM_MAX = 150


class Evenements(models.QuerySet["Evenement"]):
    def publies(self) -> Evenements:
        """Keep those that are on, and read by everybody."""
        return self.filter(etat=EtatEvenement.PUBLIE.value)


class Evenement(Versionne):
    """A webinar or a workshop.

    `edition` is the code of an edition of the programme. Without `places`, whoever asks comes.
    `source` says where an event that took place before this site is known from: nobody ever
    registered for it here. `dernier_rang` is the last rank given on its list. `replay_echecs` are
    the days, from the first one, on which the recording did not answer (`agenda.tasks`).
    """

    code = models.SlugField("code", max_length=CODE_MAX, unique=True)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    nature = models.CharField(
        "nature", max_length=10, choices=[(n.value, n.libelle) for n in NatureEvenement]
    )
    debut = models.DateTimeField("début", db_index=True)
    fin = models.DateTimeField("fin")
    heure_connue = models.BooleanField("l’heure est connue", default=True, db_default=True)
    edition = models.CharField("édition", max_length=CODE_MAX, blank=True, db_index=True)
    etat = models.CharField(
        "état",
        max_length=10,
        choices=[(e.value, e.libelle) for e in EtatEvenement],
        default=EtatEvenement.BROUILLON.value,
        db_index=True,
    )
    places = models.PositiveIntegerField("nombre de places", null=True, blank=True)
    ouverte_jusqu_a = models.DateTimeField("inscriptions jusqu’à", null=True, blank=True)
    dernier_rang = models.PositiveIntegerField("dernier rang donné", default=0)
    resume = models.CharField("résumé", max_length=400, blank=True)
    texte = models.TextField("présentation", blank=True)
    lieu = models.CharField("lieu", max_length=300, blank=True)
    enregistre = models.BooleanField("sera enregistré", default=False)
    replay_adresse = models.URLField("adresse du replay", max_length=ADRESSE_MAX, blank=True)
    replay_ailleurs = models.CharField(
        "où est le replay, s’il n’est pas public", max_length=200, blank=True, db_default=""
    )
    replay_le = models.DateTimeField("replay en ligne le", null=True, blank=True)
    replay_mort_le = models.DateField("le replay ne répond plus depuis le", null=True, blank=True)
    replay_echecs = models.JSONField("jours sans réponse du replay", null=True, blank=True)
    transcription = models.TextField("transcription", blank=True)
    source = models.CharField("source", max_length=300, blank=True)
    motif_annulation = models.CharField("motif de l’annulation", max_length=500, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    objects = Evenements.as_manager()

    class Meta:
        verbose_name = "événement"
        ordering = ("debut", "pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("agenda:evenement", args=[self.code])

    @property
    def est_publie(self) -> bool:
        """Say whether it is on, and read by everybody."""
        return self.etat == EtatEvenement.PUBLIE

    @property
    def est_annule(self) -> bool:
        return self.etat == EtatEvenement.ANNULE

    @property
    def est_atelier(self) -> bool:
        return self.nature == NatureEvenement.ATELIER

    @property
    def salle(self) -> Salle:
        return Salle(
            places=self.places,
            debut=self.debut,
            ouverte_jusqu_a=self.ouverte_jusqu_a or self.debut,
            dernier_rang=self.dernier_rang,
            publiee=self.est_publie and not self.source,
        )

    def is_passe(self, maintenant: datetime) -> bool:
        return self.fin <= maintenant


class Acces(models.Model):
    """Where an event is joined: kept apart, so that no page shows it by mistake.

    `version` grows by one when the address changes.
    """

    evenement = models.OneToOneField(Evenement, models.CASCADE, related_name="acces")
    adresse = models.URLField("lien de la visioconférence", max_length=ADRESSE_MAX)
    consignes = models.CharField("code, téléphone, consignes", max_length=500, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"

    def __str__(self) -> str:
        return f"accès {self.evenement_id}"


class Intervenant(models.Model):
    """Who speaks at an event, runs it or sponsors it: a body, or a person who agreed."""

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="intervenants")
    role = models.CharField(
        "rôle", max_length=12, choices=[(r.value, r.libelle) for r in RoleIntervenant]
    )
    organisme = models.CharField("organisme", max_length=NOM_MAX, blank=True)
    personne = models.CharField("personne", max_length=NOM_MAX, blank=True)
    fonction = models.CharField("fonction", max_length=NOM_MAX, blank=True)
    accord = models.BooleanField("la personne accepte d’être nommée", default=False)

    class Meta:
        verbose_name = "intervenant"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.nom_montre

    @property
    def nom_montre(self) -> str:
        """Return what may be shown: the person only if she agreed."""
        qui = (self.personne, self.fonction) if self.accord else ("", self.fonction)
        return ", ".join(filter(None, (*qui, self.organisme)))


class Materiel(models.Model):
    """Something to read before an event, or after."""

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="materiels")
    titre = models.CharField("titre", max_length=TITRE_MAX)
    adresse = models.CharField("adresse", max_length=ADRESSE_MAX)

    class Meta:
        verbose_name = "document"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.titre


_VIVANTE = ~Q(courriel="")


class Inscriptions(models.QuerySet["Inscription"]):
    def joignables(self) -> Inscriptions:
        """Keep those whose address was not forgotten."""
        return self.exclude(courriel="")

    def nommees(self) -> Inscriptions:
        """Keep those who were not forgotten: who came without registering may have no address."""
        return self.exclude(courriel="", prenom="", nom="")

    def tenues(self) -> Inscriptions:
        """Keep those who have their place."""
        return self.filter(etat=EtatInscription.INSCRITE.value)

    def vives(self) -> Inscriptions:
        """Keep those who have a place, an offer or a rank."""
        return self.filter(etat__in=VIVES)


class Inscription(models.Model):
    """A request for places under one address, confirmed or not; the rules call it `Demande`.

    Its page is opened by `lien`, signed (`agenda.liens`); none yet is one never renewed. `rang` is
    given when the address is confirmed. `veille_pour` and `heure_pour` are the start that reminders
    were sent for. An address that was forgotten is empty.
    """

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="inscriptions")
    courriel = models.EmailField("adresse électronique", blank=True)
    prenom = models.CharField("prénom", max_length=NOM_MAX, blank=True)
    nom = models.CharField("nom", max_length=NOM_MAX, blank=True)
    organisme = models.CharField("organisme", max_length=NOM_MAX, blank=True)
    taille = models.PositiveSmallIntegerField("nombre de places", default=1)
    etat = models.CharField(
        "état",
        max_length=12,
        choices=[(e.value, e.libelle) for e in EtatInscription],
        default=EtatInscription.A_CONFIRMER.value,
    )
    rang = models.PositiveIntegerField("rang", default=0)
    expire_le = models.DateTimeField("place proposée jusqu’à", null=True, blank=True)
    accord_enregistrement = models.BooleanField("accepte d’être enregistrée", default=False)
    accord_citation = models.BooleanField("accepte que l’organisme soit nommé", default=False)
    present = models.BooleanField("présente", null=True, blank=True)
    spontanee = models.BooleanField("venue sans s’inscrire", default=False, db_default=False)
    veille_pour = models.DateTimeField("rappel de la veille envoyé pour", null=True, blank=True)
    heure_pour = models.DateTimeField("rappel de l’heure envoyé pour", null=True, blank=True)
    lien = models.OneToOneField(
        LienPartage, models.SET_NULL, null=True, blank=True, related_name="inscription"
    )
    demandee_le = models.DateTimeField("demandée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)

    objects = Inscriptions.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ("evenement", "rang", "pk")
        indexes = (models.Index(fields=["evenement", "etat", "rang"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["evenement", "courriel"],
                condition=_VIVANTE,
                name="agenda_une_inscription_par_adresse",
            ),
        )

    def __str__(self) -> str:
        return f"{self.evenement_id} : {self.pk} {self.etat}"

    @property
    def situation(self) -> str:
        return "Venue sans s’inscrire" if self.spontanee else EtatInscription(self.etat).libelle

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or self.courriel or "Adresse oubliée"


class Message(models.Model):
    """What the team wrote to those who are registered: a mail keeps no text, it reads this one."""

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="messages")
    objet = models.CharField("objet", max_length=TITRE_MAX)
    texte = models.TextField("message", max_length=4000)
    envoye_le = models.DateTimeField("envoyé le")
    destinataires = models.PositiveIntegerField("nombre de destinataires", default=0)

    class Meta:
        verbose_name = "message"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return self.objet
