"""Models of the machinery: journal, counters, files, planned work, mails."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any, Final, NoReturn, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import TextChoices

from spaser.elements import PARIS

# --- Models of the machinery: journal, single-use links, counters, files, planned work ---


class JournalInalterable(TypeError):
    """The journal is only ever added to."""


class Inalterables(models.QuerySet["Evenement"]):
    """Events to read; none is ever changed or removed."""

    def update(self, **champs: Any) -> NoReturn:
        """Refuse: an event is never changed."""
        raise JournalInalterable("Un événement du journal ne se modifie pas.")

    def delete(self) -> NoReturn:
        """Refuse: an event is never removed."""
        raise JournalInalterable("Un événement du journal ne se supprime pas.")


class Evenement(models.Model):
    """A gesture, who made it, in which space and on what.

    A person and a space are numbers: the journal outlives them, and erasing her erases her.
    """

    quand = models.DateTimeField("quand", auto_now_add=True, db_index=True)
    geste = models.CharField("geste", max_length=80, db_index=True)
    auteur_id = models.PositiveBigIntegerField("numéro de l’auteur", null=True, db_index=True)
    objet_type = models.CharField("type d’objet", max_length=80, blank=True)
    objet_id = models.CharField("numéro de l’objet", max_length=64, blank=True)
    espace_id = models.PositiveBigIntegerField("numéro de l’espace", null=True, db_index=True)
    organisation_siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    details = models.JSONField("détails", default=dict)

    objects = Inalterables.as_manager()

    class Meta:
        ordering = ["-quand", "-pk"]
        indexes = [models.Index(fields=["objet_type", "objet_id"])]

    def __str__(self) -> str:
        return f"{self.geste} ({self.objet_type} {self.objet_id})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the event; one that is there is never written again."""
        if not self._state.adding:
            raise JournalInalterable("Un événement du journal ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an event is never removed."""
        raise JournalInalterable("Un événement du journal ne se supprime pas.")


class Jeton(models.Model):
    """A single-use link; only its hash is kept, so that reading the database opens nothing."""

    usage = models.CharField("usage", max_length=60)
    empreinte = models.CharField("empreinte", max_length=64, unique=True)
    valeur = models.TextField("valeur")
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le", db_index=True)
    utilise_le = models.DateTimeField("utilisé le", null=True)

    def __str__(self) -> str:
        return self.usage


class Compteur(models.Model):
    """How many times something was asked since the beginning of a period."""

    nom = models.CharField("nom", max_length=60)
    empreinte = models.CharField("empreinte", max_length=64)
    nombre = models.PositiveIntegerField("nombre")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin", db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nom", "empreinte"], name="compteur_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.nom} : {self.nombre}"


class EtatFichier(models.TextChoices):
    EN_QUARANTAINE = "en_quarantaine", "en cours de contrôle"
    SAIN = "sain", "contrôlé"
    REFUSE = "refuse", "refusé"


class Fichier(models.Model):
    """A file someone sent, under a name drawn at random."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom d’origine", max_length=200)
    format = models.CharField("format", max_length=8)
    taille = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64, db_index=True)
    etat = models.CharField(
        "état", max_length=16, choices=EtatFichier, default=EtatFichier.EN_QUARANTAINE
    )
    raison = models.CharField("raison", max_length=300, blank=True)
    antivirus = models.BooleanField("passé à l’antivirus", default=False)
    contenu = models.FileField("contenu", max_length=120)
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    controle_le = models.DateTimeField("contrôlé le", null=True)

    def __str__(self) -> str:
        return self.nom

    @property
    def est_sain(self) -> bool:
        return self.etat == EtatFichier.SAIN

    @property
    def est_refuse(self) -> bool:
        return self.etat == EtatFichier.REFUSE


class Passage(models.Model):
    """The last runs of a planned function, and who runs it now."""

    nom = models.CharField("nom", max_length=80, unique=True)
    reserve_jusqu_a = models.DateTimeField("réservé jusqu’à", null=True)
    prochain_essai = models.DateTimeField("prochain essai", null=True)
    dernier_succes = models.DateTimeField("dernier succès", null=True)
    erreur = models.TextField("erreur du dernier essai", blank=True)

    def __str__(self) -> str:
        return self.nom


class Bail(models.Model):
    """Who holds a task of the worker, until when, how often it was begun, and what became of it."""

    tache = models.OneToOneField(
        "django_tasks_database.DBTaskResult", models.CASCADE, primary_key=True, related_name="bail"
    )
    # A number: what it asked for may outlive a space.
    espace_id = models.PositiveBigIntegerField("numéro de l’espace", null=True)
    tenu_par = models.CharField("tenu par", max_length=80, blank=True)
    tenu_depuis = models.DateTimeField("tenu depuis", null=True)
    expire_le = models.DateTimeField("expire le", null=True, db_index=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    arrets = models.PositiveSmallIntegerField("essais coupés net", default=0, db_default=0)
    raison = models.CharField("raison", max_length=200, blank=True)
    # Of the request that asked, so that what the worker writes of it can be found.
    demande = models.CharField("demande du site", max_length=64, blank=True, db_default="")

    class Meta:
        verbose_name = "bail d’une tâche"
        verbose_name_plural = "baux des tâches"
        indexes = [models.Index(fields=["espace_id", "-tenu_depuis"])]

    def __str__(self) -> str:
        return f"{self.pk} : {self.tenu_par}"


class Battement(models.Model):
    """When a process of the site last gave a sign of life."""

    nom = models.CharField("nom", max_length=40, unique=True)
    vu_le = models.DateTimeField("vu le")
    chutes = models.PositiveSmallIntegerField("arrêts de suite", default=0, db_default=0)

    def __str__(self) -> str:
        return self.nom


# What anybody asks the team.


class EtatRequete(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"


class RequeteQuerySet(models.QuerySet[Any]):
    def attendent(self) -> Self:
        return self.filter(etat=EtatRequete.EN_ATTENTE)

    def closes(self) -> Self:
        """Return those that are answered, the last one first."""
        lues = self.exclude(etat=EtatRequete.EN_ATTENTE).select_related("traitee_par")
        return lues.order_by("-traitee_le")


class Requete(models.Model):
    """Something that waits for an answer of the team; answered once."""

    message = models.TextField("message", max_length=2000, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatRequete, default=EtatRequete.EN_ATTENTE, db_index=True
    )
    creee_le = models.DateTimeField("reçue le")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="traitée par",
        null=True,
        blank=True,
        related_name="+",
    )
    reponse = models.TextField("réponse", max_length=2000, blank=True)

    objects = RequeteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("creee_le", "pk")

    @property
    def est_en_attente(self) -> bool:
        return self.etat == EtatRequete.EN_ATTENTE

    def answer(
        self, etat: EtatRequete, auteur: AbstractBaseUser, maintenant: datetime, **champs: Any
    ) -> bool:
        """Answer once; False when somebody else of the team has already done so."""
        attend = RequeteQuerySet(type(self)).attendent().filter(pk=self.pk)
        if not attend.update(etat=etat, traitee_par=auteur, traitee_le=maintenant, **champs):
            return False
        self.refresh_from_db()
        return True


def tell_traitee(**demandes: Requete) -> str:
    """Say why a mail about a request serves no more; nothing while it waits."""
    return "" if any(d.est_en_attente for d in demandes.values()) else "L’équipe a déjà répondu."


# --- What mails are about, in readers' words, and how often each of them may come ---


_HEURE: Final = time(7)
_LUNDI: Final = 0


class Sujet(TextChoices):
    """A subject that a reader may slow down or stop; the order is that of pages and digests."""

    COLLEGUES = "collegues", "Mon organisation et mes collègues"
    ECHEANCES = "echeances", "Échéances et rappels"
    RELANCES = "relances", "Relances des acteurs du territoire"
    DISCUSSIONS = "discussions", "Discussions"
    ENTRAIDE = "entraide", "Conseils, questions et groupes"
    DEPOTS = "depots", "Dépôts, fiches et pages publiques"
    PROGRAMME = "programme", "Replays et questionnaires du programme"
    EQUIPE = "equipe", "Équipe du programme"


PRECISIONS: Final = {
    Sujet.COLLEGUES: "Une arrivée, une demande d’adhésion, une publication à valider.",
    Sujet.ECHEANCES: "Des résultats à publier bientôt, une organisation que vous administrez seul.",
    Sujet.RELANCES: "La veille d’une date que vous avez notée avec un acteur.",
    Sujet.DISCUSSIONS: "Un commentaire où l’on vous mentionne.",
    Sujet.ENTRAIDE: "Un conseil reçu, une réponse à une question que vous suivez.",
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


# --- The outbox: each mail is a row, written with what it tells, and holds neither text nor
# secret ---
# Beside it, what each reader wants of it.


class EtatCourriel(models.TextChoices):
    A_ENVOYER = "a_envoyer", "à envoyer"
    GROUPE = "groupe", "gardé pour un récapitulatif"
    ENVOYE = "envoye", "envoyé"
    INUTILE = "inutile", "devenu inutile"
    ABANDONNE = "abandonne", "abandonné"


class Courriel(models.Model):
    """A mail to one account, or to one address that has none.

    Its number is in its `Message-ID`: servers know one that comes twice. Once it has left, or need
    no longer, its address and its arguments are emptied. One that is kept for a digest waits until
    its hour (`du_le`), when a mail of its own takes it along (`recapitulatif`) and ends with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField("nature", max_length=120)  # the path of what composes it
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="courriels"
    )
    adresse = models.EmailField("adresse sans compte", blank=True)
    arguments = models.JSONField("numéros de ce dont il parle", default=dict)
    # A number: it may outlive the space.
    espace_id = models.PositiveBigIntegerField("numéro de l’espace", null=True)
    demande = models.CharField("demande du site", max_length=64, blank=True)
    recapitulatif = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="groupes", verbose_name="récapitulatif"
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatCourriel, default=EtatCourriel.A_ENVOYER
    )
    raison = models.CharField("raison", max_length=200, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    du_le = models.DateTimeField("dû le")  # from when its lateness is counted
    fini_le = models.DateTimeField("fini le", null=True)

    class Meta:
        db_table = "courriels_courriel"
        verbose_name = "courriel"
        indexes = [models.Index(fields=["etat", "du_le"])]

    def __str__(self) -> str:
        return f"{self.nature} {self.etat}"


class Preference(models.Model):
    """How often somebody who has an account wants a subject; without a row, at once."""

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences_courriels"
    )
    sujet = models.CharField("sujet", max_length=20, choices=Sujet)
    cadence = models.CharField("cadence", max_length=12, choices=Cadence)
    avant = models.CharField("cadence avant l’arrêt", max_length=12, choices=Cadence, blank=True)
    changee_le = models.DateTimeField("changée le", auto_now=True)

    class Meta:
        db_table = "courriels_preference"
        verbose_name = "préférence de courriels"
        verbose_name_plural = "préférences de courriels"
        constraints = (
            models.UniqueConstraint(
                fields=["personne", "sujet"], name="courriels_une_preference_par_sujet"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} {self.cadence}"


class Refus(models.Model):
    """An address without account that wants no more of a subject; only its hash is kept."""

    empreinte = models.CharField("empreinte de l’adresse", max_length=64)
    sujet = models.CharField("sujet", max_length=20, choices=Sujet)
    refuse_le = models.DateTimeField("refusé le", auto_now_add=True)

    class Meta:
        db_table = "courriels_refus"
        verbose_name = "refus de courriels"
        verbose_name_plural = "refus de courriels"
        constraints = (
            models.UniqueConstraint(
                fields=["empreinte", "sujet"], name="courriels_un_refus_par_sujet"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} refusé"
