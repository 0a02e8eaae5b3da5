"""Organisations, spaces, members, invitations, requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.demonstration.territoire import ACHETEURS
from spaser.documents.francais import name_inconnu
from spaser.elements import fold_mots
from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.regles.droits import ROLES_ORGANISATION, ROLES_PROGRAMME, Role
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.comptes.models import name_personne

# --- What the public directory of firms was asked ---


QUESTION_MAX: Final = 120


class QuestionAnnuaire(models.Model):
    """A SIREN or a name, and the legal persons that answer it; nothing says who asked."""

    question = models.CharField("question", max_length=QUESTION_MAX, unique=True)
    reponses = models.JSONField("réponses", default=list)
    posee_le = models.DateTimeField("posée le", default=timezone.now)
    a_poser_le = models.DateTimeField("à poser le", default=timezone.now, db_index=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    repondue_le = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "question à l’annuaire"
        verbose_name_plural = "questions à l’annuaire"

    def __str__(self) -> str:
        return self.question


class DelaiEquipe(models.Model):
    """How many days the programme's team gives itself to answer; the last one holds."""

    jours = models.PositiveSmallIntegerField("jours pour répondre")
    fixe_le = models.DateTimeField("fixé le", auto_now_add=True)

    class Meta:
        verbose_name = "délai de l’équipe"
        verbose_name_plural = "délais de l’équipe"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.jours)


# --- A public buyer ---


SIREN: Final = RegexValidator(r"^\d{9}\Z", "Un SIREN compte neuf chiffres.")
TYPES: Final = [(type_.value, type_.libelle) for type_ in TypeStructure]


class IdentiteOrganisation(models.TextChoices):
    REFERENCE = "reference", "Connue des tables de référence"
    A_VERIFIER = "a_verifier", "À vérifier"
    VERIFIEE = "verifiee", "Vérifiée par l’équipe du programme"


class Organisation(models.Model):
    """A buyer: one SIREN, its name and its territory."""

    siren = models.CharField("SIREN", max_length=9, unique=True, validators=[SIREN])
    nom = models.CharField("nom", max_length=200)
    nom_plie = models.CharField("nom sans accent", max_length=220, editable=False)
    type = models.CharField("type de structure", max_length=40, choices=TYPES, blank=True)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    codes_departement = models.JSONField("codes des départements", default=list, blank=True)
    population = models.PositiveIntegerField("nombre d’habitants", null=True, blank=True)
    identite = models.CharField(
        "identité", max_length=10, choices=IdentiteOrganisation, db_index=True
    )
    second_facteur_exige = models.BooleanField(
        "second facteur exigé des membres", default=False, db_default=False
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "organisation"
        ordering = ("nom", "siren")

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the name that searches read in step; words stand between blanks."""
        self.nom_plie = f" {fold_mots(self.nom)} "
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", args=[self.siren])

    @property
    def code_departement(self) -> str:
        return self.codes_departement[0] if self.codes_departement else ""

    @property
    def nom_region(self) -> str:
        return name_region(self.code_region)

    @property
    def noms_departement(self) -> list[str]:
        return [f"{name_departement(code)} ({code})" for code in self.codes_departement]

    @property
    def est_a_verifier(self) -> bool:
        """Say whether somebody typed its name and nobody checked it."""
        return self.identite == IdentiteOrganisation.A_VERIFIER


class DUneOrganisation(models.Model):
    """A row of an organisation, which the journal writes down under its SIREN."""

    organisation: models.ForeignKey[Organisation]

    class Meta:
        abstract = True

    @property
    def siren(self) -> str:
        return self.organisation.siren


# --- Who is of an organisation, and who is of the programme ---


CHOIX_ORGANISATION: Final = [(role.value, role.libelle) for role in ROLES_ORGANISATION]
CHOIX_PROGRAMME: Final = [(role.value, role.libelle) for role in ROLES_PROGRAMME]


class EtatAppartenance(models.TextChoices):
    """Whether a membership gives rights: only an active one does."""

    PROPOSEE = "proposee", "Proposé"  # by the programme, until she accepts
    ACTIVE = "active", "Actif"
    SUSPENDUE = "suspendue", "Suspendu"


class Verification(models.TextChoices):
    PROCONNECT_SIRET = "proconnect_siret", "SIRET donné par ProConnect"
    DOMAINE_COURRIEL = "domaine_courriel", "Domaine de l’adresse électronique"
    ADMINISTRATEUR = "administrateur", "Acceptée par une personne qui administre"
    PROGRAMME = "programme", "Acceptée par l’équipe du programme"


class AppartenanceQuerySet(models.QuerySet["Appartenance"]):
    def actives(self) -> AppartenanceQuerySet:
        """Keep those that give rights: the person may still sign in."""
        return self.filter(etat=EtatAppartenance.ACTIVE, utilisateur__is_active=True)

    def administrations(self) -> AppartenanceQuerySet:
        return self.actives().filter(role=Role.ADMINISTRATION.value)

    def joignables(self) -> AppartenanceQuerySet:
        """Keep those who accept that other buyers ask them."""
        lues = self.actives().filter(joignable_le__isnull=False)
        return lues.select_related("utilisateur", "organisation")


class Appartenance(DUneOrganisation):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appartenances"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="appartenances")
    role = models.CharField("rôle", max_length=20, choices=CHOIX_ORGANISATION)
    etat = models.CharField(
        "état", max_length=10, choices=EtatAppartenance, default=EtatAppartenance.ACTIVE
    )
    verification = models.CharField("vérification", max_length=20, choices=Verification)
    depuis = models.DateTimeField("depuis", auto_now_add=True)
    rappel_seule_le = models.DateTimeField("rappel d’administration seule", null=True, blank=True)
    rappel_absence_le = models.DateTimeField("rappel d’absence", null=True, blank=True)
    joignable_le = models.DateTimeField("répond aux acheteurs depuis le", null=True, blank=True)
    joignable_nomme = models.BooleanField("son nom est montré", default=False, db_default=False)

    objects = AppartenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        ordering = ("organisation", "depuis", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "organisation"], name="organisations_appartenance_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} – {self.organisation}"

    @property
    def est_active(self) -> bool:
        return self.etat == EtatAppartenance.ACTIVE

    @property
    def est_administration(self) -> bool:
        return self.role == Role.ADMINISTRATION.value


class RoleProgramme(models.Model):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles_programme"
    )
    role = models.CharField("rôle", max_length=20, choices=CHOIX_PROGRAMME)
    depuis = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rôle du programme"
        verbose_name_plural = "rôles du programme"
        ordering = ("role", "depuis", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "role"], name="organisations_role_programme_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} – {self.get_role_display()}"


# --- The ways into an organisation ---


DUREE_INVITATION: Final = timedelta(days=7)


class EtatDemande(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


class Destinataire(models.TextChoices):
    ADMINISTRATION = "administration", "Les personnes qui administrent l’organisation"
    PROGRAMME = "programme", "L’équipe du programme"


class DemandeAdhesion(DUneOrganisation):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="demandes_adhesion"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="demandes")
    role_souhaite = models.CharField("rôle souhaité", max_length=20, choices=CHOIX_ORGANISATION)
    message = models.TextField("message", max_length=1000, blank=True)
    destinataire = models.CharField("adressée à", max_length=20, choices=Destinataire)
    etat = models.CharField(
        "état", max_length=10, choices=EtatDemande, default=EtatDemande.EN_ATTENTE
    )
    creee_le = models.DateTimeField("envoyée le", auto_now_add=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="demandes_repondues",
    )
    motif = models.TextField("motif du refus", max_length=1000, blank=True)

    class Meta:
        verbose_name = "demande d’adhésion"
        verbose_name_plural = "demandes d’adhésion"
        ordering = ("creee_le", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "organisation"],
                condition=models.Q(etat="en_attente"),
                name="organisations_demande_en_attente_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} → {self.organisation}"

    @property
    def est_en_attente(self) -> bool:
        return self.etat == EtatDemande.EN_ATTENTE


OUVERTE: Final = models.Q(
    acceptee_le__isnull=True, declinee_le__isnull=True, revoquee_le__isnull=True
)


class Invitation(DUneOrganisation):
    """An organisation invites the holder of an address; only that address may accept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    courriel = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=20, choices=CHOIX_ORGANISATION)
    invitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="invitations_envoyees",
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    envoyee_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    declinee_le = models.DateTimeField("déclinée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ("-creee_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "courriel"],
                condition=OUVERTE,
                name="organisations_invitation_ouverte_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.courriel} → {self.organisation}"

    @property
    def est_ouverte(self) -> bool:
        """Say whether nobody has answered or cancelled it; it may have expired."""
        return not (self.acceptee_le or self.declinee_le or self.revoquee_le)

    @property
    def etat(self) -> str:
        if self.acceptee_le:
            return "Acceptée"
        if self.declinee_le:
            return "Déclinée"
        if self.revoquee_le:
            return "Annulée"
        return "Expirée" if self.expire_le <= timezone.now() else "En attente"


# --- Who advises a buyer without being of it, by its consent, for a year at most ---


class AccompagnementQuerySet(models.QuerySet["Accompagnement"]):
    def ouverts(self) -> AccompagnementQuerySet:
        """Keep those that wait for an answer or give rights, today."""
        return self.filter(refuse_le=None, clos_le=None, fin_le__gte=timezone.localdate())

    def en_cours(self) -> AccompagnementQuerySet:
        """Keep those that give rights: accepted, neither ended nor over, by an open account."""
        return self.ouverts().filter(accepte_le__isnull=False, utilisateur__is_active=True)


class Accompagnement(DUneOrganisation):
    """A buyer lets one person of a named body read its space; a new consent is a new row.

    `accepte_le` exclusive or `refuse_le`; `lu_le` is her last reading.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="accompagnements")
    courriel = models.EmailField("adresse électronique")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="accompagnements"
    )
    organisme = models.CharField("organisme", max_length=150)
    accorde_par = name_personne()
    accorde_le = models.DateTimeField("accordé le")
    fin_le = models.DateField("jusqu’au")
    accepte_le = models.DateTimeField("accepté le", null=True)
    refuse_le = models.DateTimeField("refusé le", null=True)
    clos_le = models.DateTimeField("clos le", null=True)
    lu_le = models.DateTimeField("dernière lecture le", null=True)
    fin_rappelee_le = models.DateTimeField("fin rappelée le", null=True)
    point_rappele_le = models.DateTimeField("point rappelé le", null=True)

    objects = AccompagnementQuerySet.as_manager()

    class Meta:
        verbose_name = "accompagnement"
        ordering = ("-accorde_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "courriel"],
                condition=models.Q(refuse_le=None, clos_le=None),
                name="organisations_accompagnement_ouvert_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(accepte_le=None) | models.Q(refuse_le=None),
                name="organisations_accompagnement_accepte_ou_refuse",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nom} ({self.organisme})"

    @property
    def nom(self) -> str:
        return self.utilisateur.nom_complet if self.utilisateur else self.courriel

    @property
    def est_ouvert(self) -> bool:
        fini = self.refuse_le or self.clos_le or self.fin_le < timezone.localdate()
        return not fini

    @property
    def etat(self) -> str:
        if self.refuse_le:
            return "Décliné"
        if not self.est_ouvert:
            return "Terminé"
        return "En cours" if self.accepte_le else "Attend sa réponse"


# --- Where one works for a buyer ---


_FICTIFS: Final = frozenset(acheteur.siren for acheteur in ACHETEURS)
MENTION_ESSAI: Final = "Établi par un compte non rattaché à cet acheteur."


class Espace(models.Model):
    """The space of an organisation, or the private trial of somebody who is not yet of it.

    Every tool's model points here. A trial becomes the space of the organisation that its owner
    joins when that one has nothing yet; else it ends and stays hers, to read.
    """

    siren = models.CharField("SIREN", max_length=9, validators=[SIREN])
    nom = models.CharField("nom de l’organisation", max_length=200)
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, blank=True, related_name="espace"
    )
    proprietaire = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="espaces_essai",
    )
    type = models.CharField("type de structure", max_length=30, choices=TYPES, blank=True)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    essai_fini_le = models.DateTimeField("fin de l’essai", null=True, blank=True)

    class Meta:
        verbose_name = "espace"
        ordering = ("nom", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False)
                ^ models.Q(proprietaire__isnull=False),
                name="organisations_espace_a_quelqu_un",
            ),
            models.UniqueConstraint(
                fields=["proprietaire", "siren"],
                condition=models.Q(essai_fini_le__isnull=True),
                name="organisations_espace_ouvert_unique",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("accueil:accueil", args=[self.siren])

    def hold(self) -> None:
        """Let one person at a time write in it, until the transaction ends."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)

    @property
    def annee_adoption(self) -> int | None:
        """Return the year when its scheme was adopted; None as long as none is said to be."""
        adopte = getattr(self, "schema_adopte", None)
        return adopte.adopte_le.year if adopte and adopte.adopte_le else None

    @property
    def est_nomme(self) -> bool:
        """Say whether somebody or some file said what it is called, more than its number."""
        return " ".join(self.nom.split()) not in {
            "",
            self.siren,
            " ".join(name_inconnu(self.siren).split()),
        }

    @property
    def est_essai(self) -> bool:
        return self.organisation_id is None

    @property
    def est_invente(self) -> bool:
        """Say whether its number is one that was invented to show the site, wherever it stands."""
        return self.siren in _FICTIFS

    @property
    def est_fictif(self) -> bool:
        return settings.DEMONSTRATION and self.est_invente

    @property
    def mention(self) -> str:
        """Return what every page, file and link of a trial says; nothing for an organisation's."""
        return MENTION_ESSAI if self.est_essai else ""

    @property
    def est_garde(self) -> bool:
        """Say whether it is a trial that ended without an organisation: read, not written."""
        return self.est_essai and self.essai_fini_le is not None


class CollegueEssai(models.Model):
    """The one colleague that the owner of a trial invites to work in it."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="collegue")
    courriel = models.EmailField("adresse électronique")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="essais_partages",
    )
    invite_le = models.DateTimeField("invité le", auto_now_add=True)
    accepte_le = models.DateTimeField("accepté le", null=True, blank=True)

    class Meta:
        verbose_name = "collègue d’un essai"
        verbose_name_plural = "collègues d’un essai"

    def __str__(self) -> str:
        return self.courriel


class Ecartables[E: Ecartable](models.QuerySet[E]):
    def presentes(self) -> Ecartables[E]:
        """Keep those that nobody put aside."""
        return self.filter(ecarte_le__isnull=True)

    def ecartees(self) -> Ecartables[E]:
        return self.filter(ecarte_le__isnull=False).order_by("-ecarte_le", "-pk")


class Ecartable(models.Model):
    """A line that goes to the bin of its space for thirty days, then is erased."""

    ecarte_le = models.DateTimeField("écarté le", null=True, blank=True, db_index=True)
    ecarte_par = name_personne()

    objects = Ecartables.as_manager()

    class Meta:
        abstract = True
