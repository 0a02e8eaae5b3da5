"""Stakeholders of a space and who is met there, its campaigns, its policies and approach."""

import uuid
from datetime import date
from typing import Any, Final

from django.db import models
from django.urls import reverse

from spaser.regles import acteurs, politiques
from spaser.regles.autodiagnostic import Questionnaire, load_questionnaires
from spaser.regles.champs import GenreDit, make_forme
from spaser.regles.indicateurs import SousTheme
from spaser.regles.nomenclatures import Approche
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.socle.champs import keep_champs, read_champs, read_dite, say
from spaser.site.socle.versions import Versionne

# --- The stakeholders of a space, the people met there, what was said and what comes next ---


def _name_typologies() -> dict[str, str]:
    return {typologie.code: typologie.libelle for typologie in acteurs.load_catalogue().typologies}


def _texte_acteur(
    libelle: str, phrases: str, groupe: str = "", aide: str = ""
) -> models.TextField[str, str]:
    champ = models.TextField(libelle, max_length=acteurs.TEXTE_MAX, blank=True, help_text=aide)
    return say(champ, phrases, groupe=groupe, lignes=2)


class Acteur(Versionne, Ecartable):
    """A line of the table; in the bin once deleted, so that it can come back."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="acteurs")
    # fmt: off
    typologie = say(models.CharField("typologie d’acteurs", max_length=40, blank=True),
        "typologie, type, type d acteur, type d acteurs, categorie", debuts="typologie d acteurs",
        genre=GenreDit.CODE, source=_name_typologies, groupe=acteurs.ETAPE_1, vide="À préciser",
        en_mots=True)
    nom = say(models.CharField("nom de la structure", max_length=acteurs.NOM_MAX),
        "nom, structure, acteur, acteurs, organisme, organisation, nom de l acteur, nom structure",
        debuts="nom de la structure", groupe=acteurs.ETAPE_1)
    nom_plie = models.CharField("nom sans accent", max_length=acteurs.NOM_MAX, editable=False)
    description = _texte_acteur("description", "descriptif, activite", acteurs.ETAPE_1,
        "Ce qu’elle fait, en une ou deux phrases.")
    contact = _texte_acteur("contact", "contacts, coordonnees, contact de la structure",
        acteurs.ETAPE_1, "Accueil, adresse générique, page. Les personnes se notent à part : leurs "
        "données ne partent pas dans les exports et s’effacent avec le temps.")
    commentaire = _texte_acteur("commentaire",
        "commentaires, remarque, remarques, observations", acteurs.ETAPE_1)
    role = say(models.CharField("rôle pour mon SPASER", max_length=20, blank=True,
        choices=[(role.value, role.libelle) for role in acteurs.RoleActeur]), "role",
        genre=GenreDit.CHOIX, valeurs=acteurs.RoleActeur, court="Rôle", groupe=acteurs.ETAPE_2,
        vide="À définir")
    contribution = _texte_acteur("contribution", "contributions, apport, apports",
        acteurs.ETAPE_2, "Ce que vous attendez de cet acteur.")
    formes = say(models.JSONField("forme de la sollicitation", default=list, blank=True),
        "forme, formes, formes de la sollicitation, sollicitation",
        valeurs=acteurs.FormeSollicitation, groupe=acteurs.ETAPE_2, vide="À définir")
    nature = _texte_acteur("nature de la sollicitation", "natures", acteurs.ETAPE_2,
        "Par exemple : deux ateliers par an.")
    siren = say(models.CharField("SIREN", max_length=9, blank=True, help_text="Si vous l’avez."),
        "siret, numero siren", groupe=acteurs.ETAPE_1, maximum=20)
    source = _texte_acteur("source", "sources")
    verifie_le = say(models.DateField("vérifié le", null=True, blank=True),
        "a jour au, date de verification")
    cle = say(models.UUIDField("identifiant", default=uuid.uuid4, editable=False), "cle, id")
    # fmt: on
    suggestion = models.CharField("suggestion acceptée", max_length=60, blank=True)
    modifie_par = name_personne()
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        db_table = "acteurs_acteur"
        verbose_name = "acteur"
        ordering = ("nom_plie", "pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "cle"], name="acteurs_acteur_cle_unique"),
        )

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the name that searches read in step."""
        self._fold()
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("acteurs:acteur", args=[self.espace.siren, self.pk])

    def read(self) -> acteurs.ActeurDit:
        lu: acteurs.ActeurDit = read_dite(ContenuActeur, self)
        return lu

    def write(self, acteur: acteurs.ActeurDit) -> None:
        """Take the values of a line; its identifier stays."""
        for nom, valeur in keep_champs(acteur).items():
            setattr(self, nom, valeur)
        self._fold()

    def _fold(self) -> None:
        self.nom_plie = acteurs.fold_nom_acteur(self.nom)[: acteurs.NOM_MAX]


# What a line says, in the order of pages and forms; lines in plain values.
ACTEUR: Final = read_champs(Acteur)
ContenuActeur: Final = make_forme("ContenuActeur", ACTEUR)


class Personne(Versionne):
    """Somebody to call there: personal data, erased when nobody has met her for long."""

    acteur = models.ForeignKey(Acteur, models.CASCADE, related_name="personnes")
    nom = models.CharField("nom", max_length=150)
    fonction = models.CharField("fonction", max_length=150, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=40, blank=True)
    dernier_contact = models.DateField(
        "dernier contact",
        help_text="Trois ans après ce jour, sans échange noté entre-temps, la personne est "
        "effacée. Un courriel l’annonce un mois avant.",
    )
    annonce_le = models.DateField("effacement annoncé le", null=True, blank=True)
    notee_par = name_personne()
    notee_le = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        db_table = "acteurs_personne"
        verbose_name = "personne à contacter"
        verbose_name_plural = "personnes à contacter"
        ordering = ("nom", "pk")

    def __str__(self) -> str:
        return self.nom

    @property
    def gardee_jusqu_au(self) -> date:
        """Return the day when she is erased if nobody meets her again."""
        return acteurs.end_conservation(self.dernier_contact)


class Echange(Versionne):
    """A contact: when, how, with whom, what was said, and when to come back."""

    acteur = models.ForeignKey(Acteur, models.CASCADE, related_name="echanges")
    personne = models.ForeignKey(
        Personne, models.SET_NULL, null=True, blank=True, related_name="echanges",
        verbose_name="avec qui",
    )  # fmt: skip
    jour = models.DateField("quand")
    moyen = models.CharField(
        "comment", max_length=12, choices=[(moyen.value, moyen.libelle) for moyen in acteurs.Moyen]
    )
    say(moyen, genre=GenreDit.CHOIX, valeurs=acteurs.Moyen)
    dit = models.TextField("ce qui s’est dit", max_length=acteurs.TEXTE_MAX)
    relance_le = models.DateField(
        "prochaine date",
        null=True,
        blank=True,
        help_text="Elle paraîtra dans les relances ; un courriel vous la rappellera la veille.",
    )
    relance_faite_le = models.DateField("relance faite le", null=True, blank=True)
    rappel_pour = models.DateField("rappel envoyé pour le", null=True, blank=True)
    auteur = name_personne()
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        db_table = "acteurs_echange"
        verbose_name = "échange"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return f"{self.acteur} – {self.jour:%d/%m/%Y}"


class SuggestionEcartee(models.Model):
    """A suggestion that this space does not want to see any more, until somebody takes it back."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="suggestions_ecartees")
    code = models.CharField("suggestion", max_length=60)
    auteur = name_personne()
    ecartee_le = models.DateTimeField("écartée le", auto_now_add=True)

    class Meta:
        db_table = "acteurs_suggestionecartee"
        verbose_name = "suggestion écartée"
        verbose_name_plural = "suggestions écartées"
        ordering = ("ecartee_le", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "code"], name="acteurs_suggestion_ecartee_unique"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Importation(models.Model):
    """A file read and not yet decided upon: nothing of it is in the table."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="importations_acteurs")
    nom = models.CharField("fichier", max_length=200)
    tableau = models.JSONField("lignes lues")
    auteur = name_personne()
    recue_le = models.DateTimeField("reçue le", auto_now_add=True)

    class Meta:
        db_table = "acteurs_importation"
        verbose_name = "importation"
        ordering = ("-recue_le", "-pk")

    def __str__(self) -> str:
        return self.nom


# --- What a space keeps of its diagnoses: campaigns, answers, what was settled; and its approach
# ---


NOM_MAX = 100


class Campagne(models.Model):
    """A diagnosis that several people answer; it keeps its version of the questionnaire."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="campagnes")
    siren = models.CharField("SIREN", max_length=9)
    titre = models.CharField(max_length=120)
    jour = models.DateField("date")
    questionnaire_version = models.PositiveSmallIntegerField("version du questionnaire")
    nominative = models.BooleanField("réponses montrées avec le nom", default=False)
    auteur = name_personne()
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    # Once frozen, `retenus` is the result: question → level. Nothing writes it again.
    figee_le = models.DateTimeField("figée le", null=True, blank=True)
    figee_par = name_personne()
    retenus = models.JSONField("niveaux retenus", default=dict, blank=True)
    nb_reponses = models.PositiveSmallIntegerField("réponses comptées", default=0)

    class Meta:
        verbose_name = "campagne d’autodiagnostic"
        verbose_name_plural = "campagnes d’autodiagnostic"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("diagnostic:campagne", args=[self.siren, self.pk])

    @property
    def est_figee(self) -> bool:
        return self.figee_le is not None

    @property
    def questionnaire(self) -> Questionnaire:
        return load_questionnaires()[self.questionnaire_version]


class Mode(models.TextChoices):
    COMPTE = "compte", "Avec son compte"
    LIEN = "lien", "Par un lien"
    ATELIER = "atelier", "Sur papier, tapée ensuite"


class Participation(models.Model):
    """One person's answers, or those of a workshop; `nom` is how colleagues call her."""

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="participations")
    mode = models.CharField(max_length=10, choices=Mode)
    utilisateur = name_personne()
    nom = models.CharField(max_length=NOM_MAX, blank=True)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    # The questions whose level was proposed by the data and accepted as it was.
    acceptees = models.JSONField("niveaux proposés acceptés", default=list, blank=True)
    commencee_le = models.DateTimeField("commencée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)

    class Meta:
        verbose_name = "participation"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campagne", "utilisateur"),
                condition=models.Q(utilisateur__isnull=False, mode=Mode.COMPTE),
                name="diagnostic_participation_une_par_membre",
            ),
        )

    def __str__(self) -> str:
        return self.libelle

    @property
    def libelle(self) -> str:
        if self.mode == Mode.COMPTE and self.utilisateur:
            return self.utilisateur.nom_complet
        return self.nom or "Sans nom"


class Accord(Versionne):
    """The level settled for a question, with why; `version` counts its writings."""

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="accords")
    question = models.CharField(max_length=60)
    niveau = models.PositiveSmallIntegerField()
    raison = models.CharField(max_length=500)
    auteur = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "accord"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campagne", "question"), name="diagnostic_accord_un_par_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} : {self.niveau}"


class ChoixApproche(models.Model):
    """The approach chosen one day; the last one holds, the former ones stay."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="choix_approche")
    approche = models.CharField(
        max_length=40, choices=[(valeur.value, valeur.libelle) for valeur in Approche]
    )
    raison = models.CharField("pourquoi", max_length=500)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    # In words: the questions may change later, what decided that day does not.
    decisions = models.JSONField("réponses qui ont compté", default=list, blank=True)
    auteur = name_personne()
    choisie_le = models.DateTimeField("choisie le", auto_now_add=True)

    class Meta:
        verbose_name = "choix d’une approche"
        verbose_name_plural = "choix d’une approche"
        ordering = ("-choisie_le", "-pk")

    def __str__(self) -> str:
        return self.get_approche_display()


# --- A plan of a space ---


CHOIX_ETAT: Final = [(etat.value, etat.libelle) for etat in politiques.EtatPlan]


class Politique(Versionne):
    """A plan of the catalogue by its code, or one that only this buyer has."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="politiques")
    # fmt: off
    nom = say(models.CharField("nom du plan", max_length=200), titre="Plan ou schéma",
        debuts="plan, schema, politique, nom")
    etat = say(models.CharField("où en est-il ?", max_length=12, choices=CHOIX_ETAT,
        default=politiques.EtatPlan.EXISTE), titre="État", debuts="etat, existe, statut",
        genre=GenreDit.CHOIX, valeurs=politiques.EtatPlan)
    debut = say(models.PositiveSmallIntegerField("première année", null=True, blank=True,
        help_text="Par exemple 2022."), debuts="premiere annee, debut", genre=GenreDit.ANNEE)
    fin = say(models.PositiveSmallIntegerField("dernière année", null=True, blank=True,
        help_text="Laissez vide s’il n’a pas de terme."), debuts="derniere annee, fin, echeance",
        genre=GenreDit.ANNEE)
    service = say(models.CharField("service ou fonction pilote", max_length=200, blank=True,
        help_text="Une fonction plutôt qu’un nom : « direction de la transition écologique »."),
        titre="Service pilote", debuts="service, pilote")
    lien = say(models.URLField("adresse du document", max_length=500, blank=True,
        help_text="Une adresse complète, comme https://www.exemple.fr/plan.pdf."))
    document = say(models.CharField("ou bien : où le trouver", max_length=300, blank=True,
        help_text="Une délibération, un dossier partagé : « délibération 2022-45 »."),
        titre="Où le trouver", debuts="ou le, document, lien")
    sous_themes = say(models.JSONField("thèmes dont il parle", default=list, blank=True),
        valeurs=SousTheme)
    code_plan = say(models.CharField("plan du catalogue", max_length=40, blank=True), nom="code",
        titre="Code du catalogue", debuts="code", genre=GenreDit.CLE)
    # fmt: on
    objectifs = models.JSONField("objectifs", default=list, blank=True)
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        db_table = "politiques_politique"
        verbose_name = "politique"
        ordering = ("nom", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "code_plan"],
                condition=~models.Q(code_plan=""),
                name="politiques_politique_unique",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("politiques:fiche", args=[self.espace.siren, self.pk])

    @property
    def plan(self) -> politiques.Plan | None:
        return politiques.find_plan(self.code_plan)

    @property
    def existe(self) -> bool:
        return self.etat in {politiques.EtatPlan.EXISTE, politiques.EtatPlan.PREPARATION}

    @property
    def periode(self) -> str:
        if self.debut and self.fin:
            return f"{self.debut}-{self.fin}"
        if self.debut:
            return f"depuis {self.debut}"
        return f"jusqu’en {self.fin}" if self.fin else ""

    @property
    def nom_date(self) -> str:
        plan = self.plan
        return " ".join(filter(None, [plan.nom_court if plan else self.nom, self.periode]))

    def list_objectifs(self) -> tuple[politiques.ObjectifAchats, ...]:
        return tuple(
            politiques.ObjectifAchats(
                texte=objectif["texte"],
                sous_theme=SousTheme(objectif["sous_theme"]) if objectif["sous_theme"] else None,
                indicateur=objectif["indicateur"],
            )
            for objectif in self.objectifs
        )

    def read(self) -> politiques.PlanExistant:
        plan = self.plan
        return politiques.PlanExistant(
            nom=self.nom_date,
            sous_themes=tuple(SousTheme(code) for code in self.sous_themes),
            indicateurs=plan.indicateurs if plan else (),
            objectifs=self.list_objectifs(),
        )


# What a plan says; its inventory as a file holds no address, and the themes of the catalogue.
POLITIQUE: Final = read_champs(Politique)
COLONNES_INVENTAIRE: Final = tuple(c for c in POLITIQUE if c.nom not in {"lien", "sous_themes"})
LignePlan: Final = make_forme("LignePlan", COLONNES_INVENTAIRE)
