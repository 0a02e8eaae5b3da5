"""A question asked by a link of somebody without account, and what she answered."""

from typing import cast

from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date
from spaser.documents.publication import write_valeur
from spaser.regles import indicateurs
from spaser.regles.demandes import FormeReponse, SuiteDemande
from spaser.site.comptes.models import name_personne
from spaser.site.espace.models import DemandeParLien, Discussion
from spaser.site.organisations.models import Espace
from spaser.site.socle.champs import say
from spaser.site.socle.formulaires import list_choix
from spaser.site.socle.models import Fichier

MOTS_MAX = 1500  # a question and its answer hold in one comment


class Question(DemandeParLien):
    """What is asked, about what, until when; an answer replaces the one before it was put in.

    `annee` is that of a number. A link taken back closes it. The address is emptied long after the
    end, the name stays with the answer.
    """

    LUES = ("discussion__espace", "auteur", "fichier")

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="demandes")
    nom = models.CharField("à qui", max_length=100, help_text="Ce nom signera la réponse.")
    question = models.TextField("votre question", max_length=MOTS_MAX)
    say(question, lignes=4)
    forme = models.CharField(
        "forme de la réponse", max_length=10, choices=list_choix(FormeReponse), default="texte"
    )
    unite = models.CharField("unité du nombre", max_length=indicateurs.UNITE_MAX, blank=True)
    annee = models.PositiveSmallIntegerField("année du nombre", null=True, blank=True)
    echeance = models.DateField("réponse attendue le")
    auteur = name_personne()
    reponse = models.TextField("réponse", max_length=MOTS_MAX, blank=True)
    nombre = models.DecimalField(
        "nombre", max_digits=20, decimal_places=indicateurs.DECIMALES, null=True, blank=True
    )
    fichier = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="reponses_par_lien"
    )
    reprise_le = models.DateTimeField("reprise le", null=True, blank=True)
    reprise_par = name_personne()

    class Meta:
        verbose_name = "question par un lien"
        verbose_name_plural = "questions par un lien"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.discussion}, à {self.nom}"

    def get_absolute_url(self) -> str:
        return reverse("demandes:demande", args=[self.espace.siren, self.pk])

    @property
    def espace(self) -> Espace:
        return cast("Espace", self.discussion.espace)  # a link leaves from a space alone

    @property
    def est_ouverte(self) -> bool:
        """Say whether its link takes an answer."""
        return super().est_ouverte and not self.reprise_le

    @property
    def suite(self) -> SuiteDemande:
        if self.reprise_le:
            return SuiteDemande.REPRISE
        if self.repondue_le and self.lien and not self.lien.retire_le:  # even once it has ended
            return SuiteDemande.REPONDUE
        return SuiteDemande.ATTEND if self.est_ouverte else SuiteDemande.FINIE

    @property
    def dite(self) -> str:
        """Return what was answered, in words: a number, then a text."""
        nombre = "" if self.nombre is None else write_valeur(self.nombre, self.unite)
        return "\n".join(filter(None, (nombre, self.reponse)))

    @property
    def d_apres(self) -> str:
        jour = format_date(timezone.localdate(self.repondue_le))
        return f"d’après la réponse de {self.nom}, le {jour}"
