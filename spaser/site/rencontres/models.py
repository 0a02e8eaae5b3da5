"""Events and who comes, questionnaires and answers, lessons and progress."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Final

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.regles import agenda, questionnaires
from spaser.regles.champs import GenreDit
from spaser.regles.editorial import CODE_MAX
from spaser.regles.lecons import SuiviLecon
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.espace.models import LienPartage
from spaser.site.socle.champs import say
from spaser.site.socle.versions import Versionne

# --- Webinars and workshops, who speaks there, what is given there, who comes ---


ADRESSE_MAX = 2000
NOM_MAX = 150


class Evenements(models.QuerySet["Evenement"]):
    def publies(self) -> Evenements:
        """Keep those that are on, and read by everybody."""
        return self.filter(etat=agenda.EtatEvenement.PUBLIE.value)


class EvenementsDuSite(models.Manager["Evenement"]):
    """All but those that a group keeps to itself: whatever reads events reads through it."""

    def get_queryset(self) -> Evenements:
        return Evenements(self.model, using=self._db).filter(reserve_a=None)

    def publies(self) -> Evenements:
        return self.get_queryset().publies()


class Evenement(Versionne):
    """A webinar or a workshop.

    `edition` is the code of an edition of the programme. Without `places`, whoever asks comes.
    `source` says where an event that took place before this site is known from: nobody ever
    registered for it here. `dernier_rang` is the last rank given on its list. `replay_echecs` are
    the days, from the first one, on which the recording did not answer (`agenda.tasks`).
    `reserve_a` is the number of the group whose readers alone know of it: `objects` leaves it out,
    `tous` holds it.
    """

    code = models.SlugField("code", max_length=CODE_MAX, unique=True)
    titre = say(models.CharField("titre", max_length=agenda.TITRE_MAX), requis="Donnez un titre.")
    nature = say(
        models.CharField(
            "nature", max_length=10, choices=[(n.value, n.libelle) for n in agenda.NatureEvenement]
        ),
        question="Sorte",
        requis="Choisissez.",
        quoi="une sorte d’événement",
    )
    debut = models.DateTimeField("début", db_index=True)
    fin = models.DateTimeField("fin")
    heure_connue = models.BooleanField("l’heure est connue", default=True, db_default=True)
    edition = models.CharField("édition", max_length=CODE_MAX, blank=True, db_index=True)
    etat = models.CharField(
        "état",
        max_length=10,
        choices=[(e.value, e.libelle) for e in agenda.EtatEvenement],
        default=agenda.EtatEvenement.BROUILLON.value,
        db_index=True,
    )
    places = say(
        models.PositiveIntegerField("nombre de places", null=True, blank=True),
        bornes=(0, 100_000),
        aide="Vide\u00a0: sans limite. Baisser ce nombre ne retire sa place à personne.",
        invalide="Écrivez un nombre, comme 60, ou rien.",
    )
    ouverte_jusqu_a = models.DateTimeField("inscriptions jusqu’à", null=True, blank=True)
    dernier_rang = models.PositiveIntegerField("dernier rang donné", default=0)
    resume = say(
        models.CharField("résumé", max_length=400, blank=True),
        question="En deux phrases",
        aide="Montré dans l’agenda",
    )
    texte = say(models.TextField("présentation", blank=True), genre=GenreDit.CORPS, lignes=10)
    lieu = say(
        models.CharField("lieu", max_length=300, blank=True), aide="Vide pour une visioconférence"
    )
    enregistre = say(
        models.BooleanField("sera enregistré", default=False),
        question="L’événement sera enregistré",
        aide="Chaque personne dit alors, à l’inscription, si elle accepte d’y paraître.",
    )
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
    reserve_a = models.PositiveBigIntegerField(
        "réservé au groupe", null=True, blank=True, db_index=True
    )
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    tous = Evenements.as_manager()  # first: a form that checks a version reads it
    objects = EvenementsDuSite()

    class Meta:
        db_table = "agenda_evenement"
        verbose_name = "événement"
        ordering = ("debut", "pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        if self.reserve_a:
            return reverse("groupes:calendrier", args=[self.reserve_a])
        return reverse("agenda:evenement", args=[self.code])

    @property
    def est_publie(self) -> bool:
        """Say whether it is on, and read by everybody."""
        return self.etat == agenda.EtatEvenement.PUBLIE

    @property
    def est_annule(self) -> bool:
        return self.etat == agenda.EtatEvenement.ANNULE

    @property
    def est_atelier(self) -> bool:
        return self.nature == agenda.NatureEvenement.ATELIER

    @property
    def salle(self) -> agenda.Salle:
        return agenda.Salle(
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
    adresse = say(
        models.URLField("lien de la visioconférence", max_length=ADRESSE_MAX),
        requis="Donnez le lien.",
    )
    consignes = say(models.CharField("code, téléphone, consignes", max_length=500, blank=True))
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        db_table = "agenda_acces"
        verbose_name = "accès"
        verbose_name_plural = "accès"

    def __str__(self) -> str:
        return f"accès {self.evenement_id}"


class Intervenant(models.Model):
    """Who speaks at an event, runs it or sponsors it: a body, or a person who agreed."""

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="intervenants")
    role = say(
        models.CharField(
            "rôle", max_length=12, choices=[(r.value, r.libelle) for r in agenda.RoleIntervenant]
        ),
        quoi="un rôle",
    )
    organisme = say(
        models.CharField("organisme", max_length=NOM_MAX, blank=True),
        aide="Sauf si une personne est nommée",
        attendu=True,
    )
    personne = say(
        models.CharField("personne", max_length=NOM_MAX, blank=True),
        aide="Seulement si elle est d’accord",
    )
    fonction = say(models.CharField("fonction", max_length=NOM_MAX, blank=True))
    accord = say(
        models.BooleanField("la personne accepte d’être nommée", default=False),
        question="Elle accepte d’être nommée ici",
    )

    class Meta:
        db_table = "agenda_intervenant"
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
    titre = say(
        models.CharField("titre", max_length=agenda.TITRE_MAX), requis="Nommez ce document."
    )
    adresse = say(
        models.CharField("adresse", max_length=ADRESSE_MAX),
        requis="Donnez son adresse, en https:// ou sur ce site.",
    )

    class Meta:
        db_table = "agenda_materiel"
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
        return self.filter(etat=agenda.EtatInscription.INSCRITE.value)

    def vives(self) -> Inscriptions:
        """Keep those who have a place, an offer or a rank."""
        return self.filter(etat__in=agenda.VIVES)


class Inscription(models.Model):
    """A request for places under one address, confirmed or not; the rules call it `Demande`.

    Its page is opened by `lien`, signed (`agenda.liens`); none yet is one never renewed. `rang` is
    given when the address is confirmed. `veille_pour` and `heure_pour` are the start that reminders
    were sent for. An address that was forgotten is empty.
    """

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="inscriptions")
    courriel = say(
        models.EmailField("adresse électronique", blank=True),
        aide="Elle permet de l’inviter à dire son avis. Aucun message ne part maintenant.",
        invalide="Écrivez une adresse de la forme nom@domaine.fr, ou rien.",
    )
    prenom = say(models.CharField("prénom", max_length=NOM_MAX, blank=True))
    nom = say(models.CharField("nom", max_length=NOM_MAX, blank=True), requis="Donnez son nom.")
    organisme = say(models.CharField("organisme", max_length=NOM_MAX, blank=True))
    taille = models.PositiveSmallIntegerField("nombre de places", default=1)
    etat = models.CharField(
        "état",
        max_length=12,
        choices=[(e.value, e.libelle) for e in agenda.EtatInscription],
        default=agenda.EtatInscription.A_CONFIRMER.value,
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
        db_table = "agenda_inscription"
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
        return (
            "Venue sans s’inscrire" if self.spontanee else agenda.EtatInscription(self.etat).libelle
        )

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or self.courriel or "Adresse oubliée"


class Message(models.Model):
    """What the team wrote to those who are registered: a mail keeps no text, it reads this one."""

    evenement = models.ForeignKey(Evenement, models.CASCADE, related_name="messages")
    objet = models.CharField("objet", max_length=agenda.TITRE_MAX)
    texte = models.TextField("message", max_length=4000)
    envoye_le = models.DateTimeField("envoyé le")
    destinataires = models.PositiveIntegerField("nombre de destinataires", default=0)

    class Meta:
        db_table = "agenda_message"
        verbose_name = "message"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return self.objet


# --- How far people are in a module, what they were handed, and counts that name nobody ---


EMPREINTE: Final = 64


class Progression(models.Model):
    """What somebody with an account answered in a lesson: her last answers, whether it is done."""

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="progressions"
    )
    lecon = models.CharField("code de la leçon", max_length=CODE_MAX)
    version = models.CharField("version de la leçon", max_length=16)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    faite = models.BooleanField("terminée", default=False)
    commencee_le = models.DateTimeField("commencée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        db_table = "formation_progression"
        verbose_name = "progression"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["personne", "lecon"], name="formation_une_progression_par_lecon"
            ),
        )

    def __str__(self) -> str:
        return self.lecon

    @property
    def suivi(self) -> SuiviLecon:
        lu = {"version": self.version, "reponses": self.reponses, "faite": self.faite}
        return msgspec.convert(lu, type=SuiviLecon)


class Compte(Nomenclature):
    COMMENCE = "commence", "Commencés"
    TERMINE = "termine", "Terminés"
    REPONSE = "reponse", "Réponses"
    JUSTE = "juste", "Réponses justes"
    ATTESTATION = "attestation", "Attestations"


class CompteDuJour(models.Model):
    """How many times something happened on a day, to nobody that can be known.

    `sujet` is the code of a module, of a lesson, or `lesson/question`.
    """

    sujet = models.CharField("sujet", max_length=2 * CODE_MAX + 1)
    compte = models.CharField(
        "ce qui est compté", max_length=12, choices=[(c.value, c.libelle) for c in Compte]
    )
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre", default=0)

    class Meta:
        db_table = "formation_comptedujour"
        verbose_name = "compte du jour"
        verbose_name_plural = "comptes du jour"
        ordering = ("jour", "sujet", "compte")
        constraints = (
            models.UniqueConstraint(
                fields=["sujet", "compte", "jour"], name="formation_un_compte_par_jour"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} : {self.nombre}"


class Attestation(models.Model):
    """What proves that a module was followed; the name is kept only as a salted hash."""

    code = models.CharField("code", max_length=40, unique=True)
    module = models.CharField("code du module", max_length=CODE_MAX)
    titre = models.CharField("titre du module ce jour-là", max_length=300)
    version = models.CharField("version du module", max_length=16)
    jour = models.DateField("jour", db_index=True)
    sel = models.CharField("sel", max_length=EMPREINTE)
    empreinte = models.CharField("empreinte du nom", max_length=EMPREINTE)

    class Meta:
        db_table = "formation_attestation"
        verbose_name = "attestation"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("formation:verifier", args=[self.code])


# --- Questionnaires, and their answers, that nothing leads to anybody ---
# What somebody answered (`Reponse`, `Commentaire`) and that she has answered (`Repondu`) share no
# key, no moment and no order: see `services.reponses` and decision 60.


TITRE_MAX = 150


class Questionnaire(Versionne):
    """A questionnaire; `edition` and `evenement` are codes of what it is about, or empty.

    Closed by hand, it takes no answer from that moment on: `clos_le` is its last day, and holds
    until another last day is given.
    """

    code = models.SlugField("code", max_length=CODE_MAX, unique=True)
    titre = say(models.CharField("titre", max_length=TITRE_MAX), requis="Donnez un titre.")
    presentation = say(
        models.TextField("présentation", blank=True),
        lignes=3,
        aide="Ce qu’on lit avant les questions\u00a0: à quoi sert la réponse, sa durée.",
    )
    moment = say(
        models.CharField(
            "moment",
            max_length=12,
            choices=[(m.value, m.libelle) for m in questionnaires.MomentQuestionnaire],
        ),
        question="Quand on y répond",
        requis="Dites quand on y répond.",
        quoi="un moment",
    )
    edition = models.CharField("code de l’édition", max_length=CODE_MAX, blank=True, db_index=True)
    evenement = models.CharField("code de l’événement", max_length=CODE_MAX, blank=True)
    par_lien = say(
        models.BooleanField("ouvert à qui a le lien", default=True),
        question="Toute personne qui a l’adresse de la page peut répondre",
        aide="Une fois par jour et par réseau. Décoché\u00a0: sur invitation seulement.",
    )
    resultats_publics = say(
        models.BooleanField("résultats publics", default=False),
        question="Les résultats sont publics",
        aide="Sur une page du site, dès cinq réponses comptées, avec les témoignages publiés.",
    )
    ouvre_le = say(
        models.DateField("ouvre le", null=True, blank=True),
        question="Premier jour",
        aide="Vide\u00a0: le questionnaire reste un brouillon.",
    )
    ferme_le = say(
        models.DateField("dernier jour", null=True, blank=True),
        attendu=True,
        aide="Demandé pour inviter par courriel. Les résultats sont comptés le lendemain. "
        "Vide\u00a0: il reste ouvert, et ses réponses sont comptées cinq par cinq.",
    )
    clos_le = models.DateField("fermé ce jour-là", null=True, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        db_table = "questionnaires_questionnaire"
        verbose_name = "questionnaire"
        ordering = ("-cree_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("questionnaires:repondre", args=[self.code])

    def find_etat(self, jour: date) -> questionnaires.EtatQuestionnaire:
        return questionnaires.find_etat(self.ouvre_le, self.ferme_le, jour, self.clos_le)


class VersionQuestionnaire(models.Model):
    """What a questionnaire asks; results of two versions are told apart. The last one is asked."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    numero = models.PositiveSmallIntegerField("numéro")
    questions = models.JSONField("questions", default=list)

    class Meta:
        db_table = "questionnaires_versionquestionnaire"
        verbose_name = "version d’un questionnaire"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "numero"], name="questionnaires_une_version_par_numero"
            ),
        )

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.numero}"

    @cached_property
    def lues(self) -> tuple[questionnaires.Question, ...]:
        return msgspec.convert(self.questions, type=tuple[questionnaires.Question, ...])


class _Anonyme(models.Model):
    """A row that only its version leads to; `comptee` once it is among the results."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionQuestionnaire, models.CASCADE, related_name="%(class)ss")
    comptee = models.BooleanField("dans les résultats", default=False)

    class Meta:
        abstract = True


class Reponse(_Anonyme):
    """The notes and choices of somebody, by code of question; her words are apart."""

    valeurs = models.JSONField("valeurs", default=dict)

    class Meta:
        db_table = "questionnaires_reponse"
        verbose_name = "réponse"

    def __str__(self) -> str:
        return str(self.pk)


class Commentaire(_Anonyme):
    """What somebody wrote to a question, and whether it may be published after reading.

    `annee` is that in which it was counted: what was not published is erased two years later.
    """

    question = models.CharField("code de la question", max_length=CODE_MAX)
    texte = models.TextField("texte", max_length=questionnaires.TEXTE_MAX)
    publiable = models.BooleanField("peut être publié", default=False)
    fonction = models.CharField("fonction", max_length=questionnaires.FONCTION_MAX, blank=True)
    etat = models.CharField(
        "état",
        max_length=8,
        choices=[(e.value, e.libelle) for e in questionnaires.EtatTemoignage],
        default=questionnaires.EtatTemoignage.A_LIRE.value,
    )
    extrait = models.TextField("ce qui est publié", max_length=questionnaires.TEXTE_MAX, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)

    class Meta:
        db_table = "questionnaires_commentaire"
        verbose_name = "commentaire"

    def __str__(self) -> str:
        return self.texte[:60]


class Invitation(models.Model):
    """The right to answer once, sent by mail: neither the address nor the link can be read here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="invitations")
    destinataire = models.CharField("empreinte de l’adresse", max_length=64)
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)

    class Meta:
        db_table = "questionnaires_invitation"
        verbose_name = "invitation à répondre"
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "destinataire"], name="questionnaires_une_invitation"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Repondu(models.Model):
    """That a link, or a network on a day (`jour`, then forgotten), was used; not what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="repondus")
    empreinte = models.CharField("empreinte", max_length=64)
    jour = models.DateField("jour d’un lien public", null=True, blank=True)

    class Meta:
        db_table = "questionnaires_repondu"
        verbose_name = "réponse donnée"
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "empreinte"], name="questionnaires_une_fois"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
