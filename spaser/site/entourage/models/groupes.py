"""Groups of buyers: who is in, what they write, show and share, what each has to do."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from spaser.regles.champs import GenreDit
from spaser.site.comptes.models import Utilisateur, name_personne
from spaser.site.socle.champs import say
from spaser.site.socle.formulaires import URL_MAX
from spaser.site.socle.models import Cadence, Fichier
from spaser.site.socle.versions import Versionne

TITRE_MAX: Final = 150


class CategorieGroupe(models.TextChoices):
    PROJETS = "projets", "Groupes projets"
    TERRITOIRES = "territoires", "Groupes territoriaux"
    METIERS = "metiers", "Groupes métiers"


class AccesGroupe(models.TextChoices):
    OUVERT = "ouvert", "Ouvert"
    DEMANDE = "demande", "Sur demande"
    INVITATION = "invitation", "Sur invitation"


class GroupesAcheteurs(models.QuerySet["GroupeAcheteurs"]):
    """The doors to groups: nothing of one is read but through them."""

    def lus_par(
        self, personne: Utilisateur | AnonymousUser, *, equipe: bool = False
    ) -> GroupesAcheteurs:
        """Keep those whose content somebody reads: hers, open ones; a private one is its members'.

        The team, which moderates, reads those on request too; of private ones, those it is in.
        """
        if not personne.is_authenticated:
            return self.none()
        siens = MembreGroupe.objects.membres().filter(personne=personne.pk)
        listes = ~Q(acces=AccesGroupe.INVITATION) if equipe else Q(acces=AccesGroupe.OUVERT)
        return self.filter(listes | Q(pk__in=siens.values("groupe")))

    def vus_par(self, personne: Utilisateur | AnonymousUser) -> GroupesAcheteurs:
        """Keep those that somebody knows of: all but private ones; hers, and who invites her."""
        siens = MembreGroupe.objects.filter(list_liens_membre(personne))
        return self.filter(~Q(acces=AccesGroupe.INVITATION) | Q(pk__in=siens.values("groupe")))


class GroupeAcheteurs(Versionne):
    """People who work on one thing; `visites` counts readings, of nobody in particular."""

    nom = say(models.CharField("nom", max_length=100), requis="Donnez un nom.")
    but = models.TextField("but", max_length=600)
    say(but, question="Ce que ce groupe veut faire", requis="Dites le but du groupe.")
    categorie = models.CharField("catégorie", max_length=12, choices=CategorieGroupe)
    acces = models.CharField("qui peut entrer", max_length=10, choices=AccesGroupe)
    say(
        acces,
        aide="Ouvert : qui a un compte lit et entre, et la recherche du site trouve ses "
        "articles. Sur invitation : les autres ne savent pas que le groupe existe.",
    )
    animateur = name_personne()
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)
    visites = models.PositiveIntegerField("visites", default=0)

    objects = GroupesAcheteurs.as_manager()

    class Meta:
        ordering = ("nom", "pk")

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("groupes:groupe", args=[self.pk])


class EtatMembre(models.TextChoices):
    INVITEE = "invitee", "Invitation envoyée"
    DEMANDE = "demande", "Demande à entrer"
    MEMBRE = "membre", "Membre"


class MembresGroupe(models.QuerySet["MembreGroupe"]):
    def membres(self) -> MembresGroupe:
        return self.filter(etat=EtatMembre.MEMBRE)

    def invitees(self) -> MembresGroupe:
        """Keep the invitations that may still be answered."""
        return self.filter(etat=EtatMembre.INVITEE, expire_le__gt=timezone.now())


class MembreGroupe(models.Model):
    """Somebody in a group, or about to be: an invitation is for an address until it is taken."""

    groupe = models.ForeignKey(GroupeAcheteurs, models.CASCADE, related_name="membres")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    courriel = models.EmailField("adresse électronique", blank=True)
    etat = models.CharField("état", max_length=8, choices=EtatMembre)
    suit = models.CharField("reçoit", max_length=12, choices=Cadence, default=Cadence.HEBDOMADAIRE)
    depuis = models.DateTimeField("depuis", auto_now_add=True)
    expire_le = models.DateTimeField("expire le", null=True)

    objects = MembresGroupe.as_manager()

    class Meta:
        ordering = ("depuis", "pk")
        constraints = (
            models.UniqueConstraint(fields=["groupe", "personne"], name="groupe_une_fois"),
            models.UniqueConstraint(
                fields=["groupe", "courriel"],
                condition=~Q(courriel=""),
                name="groupe_une_invitation",
            ),
        )

    def __str__(self) -> str:
        return self.personne.nom_complet if self.personne else self.courriel

    def get_absolute_url(self) -> str:
        return reverse("groupes:membres", args=[self.groupe_id])

    @property
    def est_dedans(self) -> bool:
        return self.etat == EtatMembre.MEMBRE


def list_liens_membre(personne: Utilisateur | AnonymousUser) -> Q:
    """Return what ties somebody to groups: her rows, what her proven address is invited to."""
    if not isinstance(personne, Utilisateur):
        return Q(pk__in=[])
    liens = Q(personne=personne)
    if personne.courriel_verifie_le:
        invitee = Q(etat=EtatMembre.INVITEE, expire_le__gt=timezone.now())
        liens |= invitee & Q(courriel=personne.courriel)
    return liens


class GenreBillet(models.TextChoices):
    ARTICLE = "article", "Article"
    ALBUM = "album", "Album photo"
    DOCUMENT = "document", "Document"


_LICENCES: Final = ("Licence ouverte 2.0", "CC BY 4.0", "CC BY-SA 4.0", "Tous droits réservés")


class Billet(Versionne):
    """What a member gives a group: news, an album, a document, which the team may have checked.

    Taken out (`retire_le`), it comes back for thirty days.
    """

    groupe = models.ForeignKey(GroupeAcheteurs, models.CASCADE, related_name="billets")
    auteur = name_personne()
    genre = models.CharField("genre", max_length=8, choices=GenreBillet)
    titre = say(models.CharField("titre", max_length=TITRE_MAX), requis="Donnez un titre.")
    texte = say(models.TextField("texte", max_length=20_000, blank=True), lignes=8)
    adresse = models.CharField("adresse de la page", max_length=URL_MAX, blank=True)
    say(adresse, genre=GenreDit.ADRESSE)
    categorie = models.CharField("catégorie", max_length=60, blank=True)
    say(categorie, aide="Un mot ou deux, pour le retrouver.")
    licence = models.CharField(
        "licence", max_length=60, blank=True, choices=[(nom, nom) for nom in _LICENCES]
    )
    say(licence, vide="Non précisée")
    fichier = models.OneToOneField(Fichier, models.PROTECT, null=True, related_name="+")
    verifie_le = models.DateTimeField("vérifié par l’équipe le", null=True)
    retire_le = models.DateTimeField("retiré le", null=True, db_index=True)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        ordering = ("-ecrit_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("groupes:billet", args=[self.groupe_id, self.pk])


class PhotoBillet(models.Model):
    """A picture of an album; `alternative` says what it shows."""

    billet = models.ForeignKey(Billet, models.CASCADE, related_name="photos")
    alternative = models.CharField("ce que montre la photo", max_length=500)
    octets = models.BinaryField("image")
    genre = models.CharField("sorte", max_length=5)
    largeur = models.PositiveIntegerField("largeur")
    hauteur = models.PositiveIntegerField("hauteur")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.alternative


class EtatTache(models.TextChoices):
    A_FAIRE = "a_faire", "À faire"
    EN_COURS = "en_cours", "En cours"
    FAITE = "faite", "Faite"


class TacheGroupe(Versionne):
    """What is to be done in a group, by whom, by when; taken out, it is kept for thirty days."""

    groupe = models.ForeignKey(GroupeAcheteurs, models.CASCADE, related_name="taches")
    quoi = models.CharField("ce qui est à faire", max_length=200)
    say(quoi, requis="Dites ce qui est à faire.")
    qui = models.ForeignKey(
        MembreGroupe, models.SET_NULL, null=True, blank=True, verbose_name="qui s’en charge"
    )
    retire_le = models.DateTimeField("retiré le", null=True, db_index=True)
    pour_le = models.DateField("pour le", null=True, blank=True)
    etat = models.CharField("état", max_length=8, choices=EtatTache, default=EtatTache.A_FAIRE)

    class Meta:
        ordering = (models.F("pour_le").asc(nulls_last=True), "pk")

    def __str__(self) -> str:
        return self.quoi

    def get_absolute_url(self) -> str:
        return f"{reverse('groupes:taches', args=[self.groupe_id])}#tache-{self.pk}"
