"""What advisers recommend, and who keeps the page of a help."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.regles.conseil import EtatRecommandation
from spaser.regles.plan import TITRE_MAX, EtatAction
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Accompagnement, Espace
from spaser.site.plan.models.actions import Action
from spaser.site.socle.formulaires import MESSAGE_MAX, list_choix


class Recommandation(models.Model):
    """What an adviser thinks should be done, about one thing of a space (`objet`, as a talk's).

    Taken into the plan, it is `action`, whose end is its own.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="recommandations")
    accompagnement = models.ForeignKey(
        Accompagnement, models.SET_NULL, null=True, related_name="recommandations"
    )
    auteur = name_personne()
    objet = models.CharField("objet", max_length=120)
    titre = models.CharField("sur quoi", max_length=300)
    adresse = models.CharField("adresse", max_length=300)
    texte = models.CharField("ce que vous recommandez", max_length=TITRE_MAX)
    pourquoi = models.TextField("pourquoi", max_length=MESSAGE_MAX)
    etat = models.CharField(
        "ce que vous en faites",
        max_length=10,
        choices=list_choix(EtatRecommandation),
        default=EtatRecommandation.PROPOSEE.value,
    )
    motif = models.TextField("pourquoi ce choix", max_length=MESSAGE_MAX, blank=True)
    membre = name_personne()
    echeance = models.DateField("pour quand", null=True, blank=True)
    action = models.ForeignKey(Action, models.SET_NULL, null=True, related_name="+")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)
    relancee_le = models.DateTimeField("relancée le", null=True)

    class Meta:
        verbose_name = "recommandation"
        ordering = ("-ecrite_le", "-pk")

    def __str__(self) -> str:
        return self.texte

    def get_absolute_url(self) -> str:
        return f"{reverse('conseil:recommandations', args=[self.espace.siren])}#r{self.pk}"

    @property
    def situation(self) -> EtatRecommandation:
        """Return its state: done once its action is."""
        etat = EtatRecommandation(self.etat)
        faite = self.action and self.action.etat == EtatAction.TERMINEE
        return EtatRecommandation.FAITE if faite and etat.est_ouverte else etat


class TenueAide(models.Model):
    """Somebody whom the team lets keep the page of a help, and what she last wrote there.

    `relue_le`: the team has read it.
    """

    appui = models.CharField("aide", max_length=100, db_index=True)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tenues")
    confiee_le = models.DateTimeField("confiée le", auto_now_add=True)
    courriel = models.EmailField("adresse électronique à qui écrire", blank=True)
    formulaire = models.URLField("adresse de votre formulaire", blank=True)
    donne = models.TextField("ce que vous donnez", max_length=MESSAGE_MAX, blank=True)
    confirmee_le = models.DateTimeField("confirmée le", null=True)
    relue_le = models.DateTimeField("relue le", null=True)

    class Meta:
        verbose_name = "page tenue par une aide"
        verbose_name_plural = "pages tenues par des aides"
        constraints = (
            models.UniqueConstraint(fields=["appui", "utilisateur"], name="entourage_tenue_unique"),
        )

    def __str__(self) -> str:
        return self.appui
