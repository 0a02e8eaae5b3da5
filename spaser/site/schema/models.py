"""The adopted scheme of a space, its publications, where they were posted, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import msgspec
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.documents.document import Bloc
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_date_courte,
    pluriel,
    typographie,
)
from spaser.documents.schema.vote import SchemaVote, load_schema
from spaser.regles.etats_schema import NUMERO_MAX, RAISON_MAX, EtatEdition, Longueur
from spaser.regles.publication import (
    FONCTION_MAX,
    MOTIF_MAX,
    TEXTE_MAX,
    ContenuPublie,
    EtatPublication,
)
from spaser.site.comptes.models import name_personne
from spaser.site.espace.models import Arrete, EditionArretee
from spaser.site.organisations.models import Espace
from spaser.site.registre.models import Depot
from spaser.site.socle.versions import Versionne

ADRESSE_MAX: Final = 500


class SchemaAdopte(Versionne):
    """What a space says of the scheme that it has; there is no line before it says anything.

    `echeance` is the day that somebody chose; empty, it is counted. `rappels` are the reminders
    that were sent, each once.
    """

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="schema_adopte")
    adopte_le = models.DateField("adopté le", null=True, blank=True)
    rendu_public_le = models.DateField("rendu public le", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    adresse = models.URLField("adresse du document", max_length=ADRESSE_MAX, blank=True)
    derniere_publication = models.DateField(
        "dernière publication, faite ailleurs", null=True, blank=True
    )
    echeance = models.DateField("à publier avant le", null=True, blank=True)
    rappels = models.JSONField("rappels envoyés", default=list, blank=True)
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        db_table = "publication_schemaadopte"
        verbose_name = "schéma adopté"
        verbose_name_plural = "schémas adoptés"

    def __str__(self) -> str:
        return f"Schéma adopté de {self.espace}"


class Publications(models.QuerySet["Publication"]):
    def publiees(self) -> Publications:
        return self.filter(etat=EtatPublication.PUBLIEE.value)

    def publiques(self) -> Publications:
        """Keep those that anybody reads as final: what is contested waits for the team."""
        return self.publiees().filter(contestee_le__isnull=True)

    def montrees(self) -> Publications:
        """Keep those that have a page: final, contested, or shown as a draft."""
        return self.filter(
            models.Q(etat=EtatPublication.PUBLIEE.value)
            | models.Q(etat=EtatPublication.PROPOSEE.value, projet_le__isnull=False)
        )

    def pour_equipe(self) -> Publications:
        """Keep those that wait for the team: to be confirmed, or contested."""
        return self.filter(
            models.Q(etat=EtatPublication.PROPOSEE.value, equipe_le__isnull=False)
            | models.Q(contestee_le__isnull=False)
        )

    def ouvertes(self) -> Publications:
        return self.exclude(etat=EtatPublication.PUBLIEE.value)


class Publication(Versionne, Arrete):
    """The results of the years that end with `annee`.

    A draft has nothing frozen: it is read anew each time. What is frozen when somebody proposes it
    goes only if it is sent back.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="publications")
    annee = models.PositiveSmallIntegerField(
        "dernière année publiée", validators=[MinValueValidator(2000)]
    )
    debut = models.PositiveSmallIntegerField("première année publiée")
    etat = models.CharField(
        "état",
        max_length=10,
        choices=[(e.value, e.libelle) for e in EtatPublication],
        default=EtatPublication.BROUILLON.value,
    )
    presentation = models.TextField("présentation", max_length=TEXTE_MAX, blank=True)
    methode = models.TextField("précisions de méthode", max_length=TEXTE_MAX, blank=True)
    incomplete = models.TextField(
        "raison de publier une année incomplète", max_length=MOTIF_MAX, blank=True, db_default=""
    )
    commentaires = models.JSONField("commentaires", default=dict, blank=True)
    proposee_par = name_personne()
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True)
    renvoi = models.CharField("raison du renvoi", max_length=MOTIF_MAX, blank=True)
    validee_par = name_personne()
    fonction = models.CharField("validée par", max_length=FONCTION_MAX, blank=True)
    signataire = models.CharField("signée par", max_length=FONCTION_MAX, blank=True, db_default="")
    projet_le = models.DateTimeField("montrée en projet le", null=True, blank=True)
    equipe_le = models.DateTimeField("confirmation demandée à l’équipe le", null=True, blank=True)
    contestee_le = models.DateTimeField("contestée le", null=True, blank=True)
    contestation = models.CharField(
        "raison de la contestation", max_length=MOTIF_MAX, blank=True, db_default=""
    )
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    depot = models.ForeignKey(
        Depot, models.SET_NULL, null=True, blank=True, related_name="publications"
    )
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = Publications.as_manager()

    class Meta:
        db_table = "publication_publication"
        verbose_name = "publication"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "annee"), name="publication_annee_unique"),
            models.UniqueConstraint(
                fields=("espace",),
                condition=~models.Q(etat=EtatPublication.PUBLIEE.value),
                name="publication_ouverte_unique",
            ),
        )
        indexes = (models.Index(fields=("etat", "-publiee_le"), name="publication_publiees"),)

    def __str__(self) -> str:
        return f"{self.espace}, {self.debut} et {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("publication:publique", args=[self.espace.siren, self.annee])

    @property
    def annees(self) -> tuple[int, ...]:
        return tuple(range(self.debut, self.annee + 1))

    @property
    def est_publiee(self) -> bool:
        return self.etat == EtatPublication.PUBLIEE

    @property
    def est_proposee(self) -> bool:
        return self.etat == EtatPublication.PROPOSEE

    @property
    def est_fictive(self) -> bool:
        return self.espace.est_fictif

    @property
    def mention(self) -> str:
        """Return what marks it among the others; nothing of a real one that is final."""
        if self.contestee_le:
            return "Publication contestée, suspendue : l’équipe du programme l’examine"
        if self.est_proposee:
            return "Projet, pas encore confirmé"
        return "Exemple fictif" if self.est_fictive else ""

    @property
    def signature(self) -> str:
        return ", ".join(filter(None, (self.signataire, self.fonction)))

    def read_contenu(self) -> ContenuPublie:
        return msgspec.convert(self.valeurs, ContenuPublie)


def read_dites[V](forme: type[V], lignes: Iterable[models.Model]) -> tuple[V, ...]:
    """Return rows in plain values that outlive them: the fields that bear their names."""
    return tuple(msgspec.convert(ligne, forme, from_attributes=True) for ligne in lignes)


def dump_contenu(contenu: ContenuPublie) -> dict[str, Any]:
    """Return what is published as the database keeps it: amounts and days as text."""
    valeurs: dict[str, Any] = msgspec.to_builtins(contenu)
    return valeurs


class MiseEnLigne(models.Model):
    """Where a publication was posted on the buyer's own site, and how it was checked."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="mises_en_ligne")
    adresse = models.URLField("adresse", max_length=ADRESSE_MAX)
    jour = models.DateField("en ligne depuis le")
    notee_par = name_personne()
    notee_le = models.DateTimeField("notée le", auto_now_add=True)
    constat = models.CharField("ce que la page répond", max_length=200, blank=True)
    repond = models.BooleanField("la page répond", null=True, blank=True)
    verifiee_le = models.DateTimeField("vérifiée le", null=True, blank=True)

    class Meta:
        db_table = "publication_miseenligne"
        verbose_name = "mise en ligne"
        verbose_name_plural = "mises en ligne"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return self.adresse


class Erratum(models.Model):
    """A correction made after publication: the values that were published stay beside it."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="errata")
    cle = models.CharField("indicateur", max_length=60, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    valeur = models.DecimalField(
        "valeur corrigée", max_digits=20, decimal_places=6, null=True, blank=True
    )
    compte = models.JSONField("compte de la valeur corrigée", null=True, blank=True)
    texte = models.CharField("ce qui est corrigé, et pourquoi", max_length=MOTIF_MAX)
    auteur = name_personne()
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        db_table = "publication_erratum"
        verbose_name = "erratum"
        verbose_name_plural = "errata"
        ordering = ("note_le", "pk")

    def __str__(self) -> str:
        return self.texte

    @property
    def jour(self) -> date:
        return timezone.localdate(self.note_le)


# --- The texts sent to the vote, and what became of them ---


class EditionSchema(Versionne):
    """A text that was frozen for an assembly: what was sent, or what was adopted after amendments.

    `precedente` is the text that amendments changed. `seance` is the day asked for; `votee_le` and
    `numero` are those of the deliberation. Voices are None when nobody told them.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="editions_schema")
    arretee = models.OneToOneField(EditionArretee, models.CASCADE, related_name="schema")
    etat = models.CharField(
        "état",
        max_length=10,
        choices=[(e.value, e.libelle) for e in EtatEdition],
        default=EtatEdition.A_VOTER.value,
    )
    longueur = models.CharField(
        "longueur", max_length=12, choices=[(valeur.value, valeur.libelle) for valeur in Longueur]
    )
    seance = models.DateField("jour de la séance", null=True, blank=True)
    assemblee = models.CharField("assemblée", max_length=120, blank=True)
    corps = models.CharField("règles de séance", max_length=30, blank=True)
    retour = models.CharField("raison du retour", max_length=RAISON_MAX, blank=True)
    votee_le = models.DateField("votée le", null=True, blank=True)
    numero = models.CharField("numéro de la délibération", max_length=NUMERO_MAX, blank=True)
    pour = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    contre = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    precedente = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="suivante"
    )
    notee_par = name_personne()

    class Meta:
        verbose_name = "édition du schéma"
        verbose_name_plural = "éditions du schéma"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("espace",),
                condition=models.Q(etat=EtatEdition.A_VOTER.value),
                name="schema_edition_a_voter_unique",
            ),
        )

    def __str__(self) -> str:
        return self.arretee.titre

    @property
    def est_a_voter(self) -> bool:
        return self.etat == EtatEdition.A_VOTER

    @property
    def est_adoptee(self) -> bool:
        return self.etat == EtatEdition.ADOPTEE

    @property
    def decision(self) -> str:
        """Say who decided, when, under which number, by how many voices."""
        if self.votee_le is None:
            return ""
        dit = f"{capitalize(self.assemblee)}, {format_date(self.votee_le)}, n° {self.numero}"
        if self.pour is not None:
            absents = pluriel(self.abstentions or 0, "abstention")
            dit += f" : {self.pour} pour, {self.contre or 0} contre, {absents}"
        return typographie(f"{dit}.")

    def read_schema(self) -> SchemaVote:
        return load_schema(self.arretee.contenu)


class Amendement(models.Model):
    """What the sitting changed in a text, and who asked for it, in the words of the minutes."""

    edition = models.ForeignKey(EditionSchema, models.CASCADE, related_name="amendements")
    auteur = models.CharField("qui l’a proposé", max_length=200)
    texte = models.CharField("ce qu’il change", max_length=RAISON_MAX)

    class Meta:
        verbose_name = "amendement"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.texte


# --- The scheme that a space writes: what it says of the whole, and of each heading ---


class Moment(models.TextChoices):
    """Where a buyer is: what the first page of its space puts forward."""

    CHIFFRES = "chiffres", "Je veux mes chiffres"
    PREPARE = "prepare", "Je prépare"
    ECRIT = "ecrit", "J’écris"
    ADOPTE = "adopte", "Mon schéma est adopté"


class Schema(Versionne):
    """What is said once of the scheme of a space; there is no line before anything is said.

    `duree` is the length of the preparation, in months. To say where one is makes the line, at its
    first version: it is no work, so a space where nothing else was done is still an empty one.
    """

    TRAVAIL = models.Q(version__gt=1)

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="schema")
    moment = models.CharField("où vous en êtes", max_length=10, choices=Moment, blank=True)
    adoption = models.DateField("jour souhaité du vote", null=True, blank=True)
    duree = models.PositiveSmallIntegerField("durée de préparation", null=True, blank=True)
    couleur = models.CharField("couleur des titres", max_length=7, blank=True)
    fond = models.CharField("couleur de fond", max_length=7, blank=True)
    logo = models.BinaryField("logo", default=bytes, blank=True)
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        db_table = "redaction_schema"
        verbose_name = "schéma"

    def __str__(self) -> str:
        return f"Schéma de {self.espace}"


class _Blocs(models.Model):
    """Words as blocks of a document, in its own form."""

    blocs = models.JSONField("texte", default=list, blank=True)

    class Meta:
        abstract = True

    def read_blocs(self) -> tuple[Bloc, ...]:
        return msgspec.convert(self.blocs, tuple[Bloc, ...])


def dump_blocs(blocs: tuple[Bloc, ...]) -> list[Any]:
    valeurs: list[Any] = msgspec.to_builtins(list(blocs))
    return valeurs


class Redaction(_Blocs, Versionne):
    """What a space says of a heading: its words, its title, its place, why it is set aside.

    Without a line, a heading is as the outline gives it. `titre` is empty when it keeps its own;
    `rang` when it keeps its place. A heading that the space added has a code that begins by
    `AJOUTEE`. `modifiee_par` and `modifiee_le` speak of its words alone.
    """

    AJOUTEE = "ajout_"

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="redactions")
    code = models.CharField("rubrique", max_length=30)
    partie = models.PositiveSmallIntegerField("partie")  # 1 to 4
    titre = models.CharField("titre", max_length=300, blank=True)
    rang = models.PositiveSmallIntegerField("place", null=True, blank=True)
    ecartee_pour = models.CharField("raison de l’écarter", max_length=300, blank=True)
    modifiee_par = name_personne()
    modifiee_le = models.DateTimeField("texte modifié le", null=True, blank=True)

    class Meta:
        db_table = "redaction_redaction"
        verbose_name = "rubrique"
        ordering = ("partie", "rang", "pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="redaction_rubrique_unique"),
        )

    def __str__(self) -> str:
        return self.titre or self.code


class TexteAncien(_Blocs):
    """The words that a heading had before somebody changed them."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="textes_anciens")
    code = models.CharField("rubrique", max_length=30)
    ecrit_par = name_personne()
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        db_table = "redaction_texteancien"
        verbose_name = "texte ancien"
        ordering = ("-ecrit_le", "-pk")

    def __str__(self) -> str:
        return f"{self.code}, {format_date_courte(self.ecrit_le)}"


class Jalon(Versionne):
    """A step of the calendar, with its day; `code` is that of the usual step, or empty."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="jalons")
    code = models.CharField("étape type", max_length=30, blank=True)
    titre = models.CharField("étape", max_length=200)
    jour = models.DateField("jour")
    fait = models.BooleanField("fait", default=False)

    class Meta:
        db_table = "redaction_jalon"
        verbose_name = "étape du calendrier"
        ordering = ("jour", "pk")

    def __str__(self) -> str:
        return self.titre


class Comite(Versionne):
    """A body that steers the scheme: who sits in it, what it does, when."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="comites")
    nom = models.CharField("comité", max_length=200)
    role = models.CharField("ce qu’il décide ou prépare", max_length=500, blank=True)
    membres = models.CharField("qui y siège", max_length=500, blank=True)
    quand = models.CharField("quand", max_length=200, blank=True)
    rang = models.PositiveSmallIntegerField("place", default=0)

    class Meta:
        db_table = "redaction_comite"
        verbose_name = "comité"
        ordering = ("rang", "pk")

    def __str__(self) -> str:
        return self.nom
