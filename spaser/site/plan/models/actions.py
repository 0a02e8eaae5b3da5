"""The plan of a space: axes, objectives, actions, their steps, and the editions it had."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles import indicateurs, plan
from spaser.regles.champs import GenreDit, make_forme
from spaser.regles.considerations import load_actions
from spaser.regles.grille import TEXTE_MAX, LigneGrilleDite, Priorite
from spaser.regles.nomenclatures import DatePartielle, Nomenclature
from spaser.regles.obligations import load_obligations
from spaser.site.comptes.models import name_personne
from spaser.site.diagnostic.models import Acteur, Politique
from spaser.site.espace.models import EditionArretee, LienPartage
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.socle.champs import AIDE_JOUR, read_champs, read_dite, say, say_lignes
from spaser.site.socle.formulaires import list_choix
from spaser.site.socle.models import Fichier
from spaser.site.socle.versions import Versionne

# --- A line of the grid of a space ---


@cache
def _name_indicateurs() -> dict[str, str]:
    return {fiche.code: fiche.libelle for fiche in indicateurs.load_bibliotheque().indicateurs}


_FONCTION: Final = "Un service ou une fonction plutôt qu’un nom."


def _case(libelle: str, debuts: str, aide: str = "", **dit: Any) -> models.CharField[str, str]:
    champ = models.CharField(libelle, max_length=TEXTE_MAX, blank=True, help_text=aide)
    return say(champ, debuts=debuts, **dit)


def _choix(
    libelle: str, valeurs: type[Nomenclature], maximum: int, debuts: str, vide: str = "", **dit: Any
) -> models.CharField[str, str]:
    champ = models.CharField(
        libelle, max_length=maximum, choices=list_choix(valeurs), blank=bool(vide)
    )
    dit |= {"genre": GenreDit.CHOIX, "valeurs": valeurs, "vide": vide}
    return say(champ, debuts=debuts, **dit)


class LigneGrille(Versionne):
    """What is said of a sub-theme: the seven columns of the programme, then ours.

    Once chosen, who follows its indicator, how often, from what.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="lignes_grille")
    # fmt: off
    rubrique = _choix("rubrique", indicateurs.Rubrique, 20, "rubrique, thematique, theme, pilier")
    sous_thematique = _case("sous-thématique", "sous theme, sous thematique",
        "Égalité, déchets, économie sociale…")
    schemas = _case("schémas existants", "schema", "Plan climat, budget vert, politique déchets…")
    objectif = _case("objectif spécifique", "objectif", genre=GenreDit.TEXTE, lignes=2)
    lien_achat = _case("lien avec la politique achat", "lien avec, lien politique",
        genre=GenreDit.TEXTE, lignes=2)
    indicateur = _case("indicateur SPASER", "indicateur",
        "Un indicateur que vous suivez déjà, de préférence.")
    referent = _case("référent interne", "referent", _FONCTION)
    priorite = _choix("niveau de priorité", Priorite, 1, "niveau de priorite, priorite",
        "À décider")
    deja_suivi = say(models.BooleanField("nous le suivons déjà", default=False),
        debuts="deja suivi", titre="Déjà suivi")
    code = say(models.CharField("dans la bibliothèque", max_length=40, blank=True), debuts="code",
        titre="Code de l’indicateur", genre=GenreDit.CODE, source=_name_indicateurs,
        vide="Aucun : c’est le nôtre")
    remarque = say(models.TextField("remarques", blank=True), debuts="remarque, commentaire",
        maximum=TEXTE_MAX, lignes=2)
    retenu = say(models.BooleanField("retenu", default=False), debuts="retenu")
    responsable = _case("qui le suit ?", "responsable", _FONCTION, titre="Responsable du suivi")
    frequence = _choix("à quel rythme ?", indicateurs.Frequence, 20, "frequence", "À décider",
        titre="Fréquence")
    source = _case("d’où viennent les données ?", "source", "Un fichier, un logiciel, un service.",
        titre="Source des données")
    # fmt: on
    valeur_visee = models.CharField(
        "valeur visée", max_length=TEXTE_MAX, blank=True
    )  # unused since `cibles`: dropped by the next release
    annee_visee = models.PositiveSmallIntegerField("année visée", null=True, blank=True)
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        db_table = "grille_lignegrille"
        verbose_name = "ligne de la grille"
        verbose_name_plural = "lignes de la grille"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.titre

    @property
    def titre(self) -> str:
        return self.sous_thematique or self.indicateur

    @property
    def fiche(self) -> indicateurs.FicheIndicateur | None:
        return indicateurs.load_bibliotheque().find(self.code) if self.code else None

    def read(self) -> LigneGrilleDite:
        lue: LigneGrilleDite = read_dite(ContenuLigne, self)
        return lue


# What a line says, in the order of our files; lines in plain values.
GRILLE: Final = read_champs(LigneGrille)
ContenuLigne: Final = make_forme("ContenuLigne", GRILLE)


_JOUR_MAX: Final = 10  # « 2027-03-15 »
_CODE_MAX: Final = 20
_ANNEES: Final = " ".join(map(str, range(2020, 2051)))
# For a text that is added: the former version writes rows on the new base for a while.
NEUF: Final = {"default": "", "db_default": ""}


def _name_obligations() -> dict[str, str]:
    return {obligation.code: obligation.titre for obligation in load_obligations()}


@cache
def _name_modeles() -> dict[str, str]:
    return {action.code: action.titre for action in load_actions().actions}


def _texte_plan(nom: str) -> models.TextField[str, str]:
    return models.TextField(nom, max_length=plan.TEXTE_MAX, blank=True)


def _texte(libelle: str, phrases: str, **dit: Any) -> models.TextField[str, str]:
    champ = models.TextField(libelle, max_length=plan.TEXTE_MAX, blank=True, **dit.pop("neuf", {}))
    return say(champ, phrases, **dit)


def _ligne(
    libelle: str, maximum: int, phrases: str, aide: str = "", *, blank: bool = True, **dit: Any
) -> models.CharField[str, str]:
    neuf = dit.pop("neuf", {})
    champ = models.CharField(libelle, max_length=maximum, blank=blank, help_text=aide, **neuf)
    return say(champ, phrases, **dit)


def _jour(libelle: str, phrases: str, **dit: Any) -> models.CharField[str, str]:
    dit |= {"genre": GenreDit.JOUR}
    return _ligne(libelle, _JOUR_MAX, phrases, AIDE_JOUR, **dit)


def _codes(
    libelle: str, source: Callable[[], Mapping[str, str]], phrases: str, **dit: Any
) -> models.JSONField[list[str], list[str]]:
    champ = models.JSONField(libelle, default=list, blank=True, **dit.pop("neuf", {}))
    return say(champ, phrases, source=source, **dit)


class PlanActions(Versionne):
    """What is said once of the plan of a space: its edition, its years, the numbers it gave."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="plan")
    edition = models.CharField("édition", max_length=plan.NOM_MAX, blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    numeros = models.JSONField("derniers numéros donnés", default=dict, blank=True)

    class Meta:
        verbose_name = "plan d’actions"
        verbose_name_plural = "plans d’actions"

    def __str__(self) -> str:
        return self.edition or f"Plan d’actions de {self.espace}"


class Edition(models.Model):
    """The plan as it stood when an edition ended: its actions, their last state, its results.

    `actions` held them before: the next release drops it, as `Arrete.contenu`.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="editions_plan")
    titre = models.CharField("édition", max_length=plan.NOM_MAX)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    actions = models.JSONField("actions, avant", default=list)
    arretee = models.OneToOneField(
        EditionArretee, models.SET_NULL, null=True, blank=True, related_name="edition_plan"
    )
    bilan = _texte_plan("bilan")
    arretee_le = models.DateTimeField("arrêtée le", auto_now_add=True)
    arretee_par = name_personne()

    class Meta:
        verbose_name = "édition du plan"
        verbose_name_plural = "éditions du plan"
        ordering = ("-arretee_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    @property
    def valeurs(self) -> dict[str, Any]:
        """Return its actions, then what its targets reached: a former one does not say that."""
        return self.arretee.contenu if self.arretee else {"actions": self.actions}


class Rangee(Versionne):
    """What axes, objectives and actions share: a title, a place, a code that never changes."""

    code = models.CharField("code", max_length=_CODE_MAX)
    titre = models.CharField("titre", max_length=plan.TITRE_MAX)
    rang = models.PositiveIntegerField("place", default=0)
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.titre


class Axe(Rangee):
    """An axis; `chapitres` are codes of chapters of approaches that it was said to answer."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="axes_plan")
    texte = _texte_plan("ce qu’il veut changer")
    chapitres = models.JSONField("chapitres d’approches", default=list, db_default=[], blank=True)

    class Meta:
        verbose_name = "axe"
        ordering = ("rang", "pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="plan_axe_code_unique"),
        )


class Objectif(Rangee):
    espace = models.ForeignKey(Espace, models.CASCADE, related_name="objectifs_plan")
    axe = models.ForeignKey(Axe, models.RESTRICT, related_name="objectifs")
    texte = _texte_plan("ce qu’il veut changer")

    class Meta:
        verbose_name = "objectif"
        ordering = ("rang", "pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="plan_objectif_code_unique"),
        )


class Action(Rangee, Ecartable):
    """What somebody does, by when; without an axis it waits « à ranger ».

    An action of an objective has its axis too. `debut` and `fin` are known to the month or the day.
    `saisi` is its progress when it has no step: with steps, they tell it. Finished, it goes out
    with the edition that ends: `sortie`. `cle_import` is what a file calls it.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="actions_plan")
    # fmt: off
    code = say(models.CharField("code", max_length=_CODE_MAX),
        "n action, n de l action, numero, num, n", sauf="budget annee montant cout marche",
        genre=GenreDit.CLE)
    axe = models.ForeignKey(Axe, models.SET_NULL, null=True, blank=True, related_name="actions",
        verbose_name="axe")
    say(axe, "axes, orientation, pilier, enjeu, volet, thematique, theme")
    objectif = models.ForeignKey(Objectif, models.SET_NULL, null=True, blank=True,
        related_name="actions", verbose_name="objectif")
    say(objectif, "objectif operationnel, objectif specifique, objectifs, but", sauf=_ANNEES)
    titre = _ligne("titre de l’action", plan.TITRE_MAX,
        "intitule de l action, titre de l action, nom de l action, libelle de l action, intitule, "
        "titre, libelle, nom, mesure, mesures, engagement, engagements, actions, action",
        "Un verbe et son objet : « Réserver un lot aux entreprises adaptées ».",
        blank=False, titre="Action", suivi="Titre")
    description = _texte("ce que l’on fait",
        "description de l action, descriptif, detail, details, contenu, mise en oeuvre")
    resultat = _texte("pourquoi, ce que l’on en attend",
        "resultats attendus, resultat attendu, resultats, resultat, finalite, impact",
        court="Pourquoi", lignes=2)
    etat = say(models.CharField("état", max_length=12, choices=list_choix(plan.EtatAction),
        default=plan.EtatAction.A_LANCER.value),
        "etat d avancement, statut, situation", sauf="lieux", genre=GenreDit.CHOIX,
        valeurs=plan.EtatAction, suivi="État")
    etat_depuis = models.DateField("dans cet état depuis", null=True, blank=True)
    saisi = say(models.PositiveSmallIntegerField("avancement, de 0 à 100", null=True, blank=True,
        validators=[MaxValueValidator(100)],
        help_text="Seulement sans étape : les étapes faites le disent d’elles-mêmes."),
        "taux d avancement, taux de realisation, progression, pourcentage", sauf="etat",
        nom="avancement", titre="Avancement", genre=GenreDit.PART, suivi="Avancement")
    motif = _ligne("raison de l’abandon", plan.TITRE_MAX, "motif, raison",
        "Pour une action abandonnée.")
    pilote_membre = name_personne()
    pilote_nom = _ligne("ou une personne, un service", plan.NOM_MAX,
        "porteur, responsable, referent, direction, service, qui",
        "Un service ou une fonction plutôt qu’un nom.", sauf="associes associe",
        nom="pilote", titre="Pilote", champs=("pilote_membre", "pilote_nom"), lire="pilote_dit")
    debut = _jour("début", "date de debut, lancement, demarrage", suivi="Début")
    fin = _jour("échéance",
        "date de fin, date limite, calendrier, delai, planning, quand, date, fin, annee",
        suivi="Échéance")
    familles = _codes("familles d’achat", read_familles, "famille, familles", en_mots=True)
    budget = say(models.DecimalField("budget, en euros", max_digits=14, decimal_places=2,
        null=True, blank=True), "moyens financiers, cout, montant", titre="Budget")
    temps = _ligne("temps à prévoir", plan.NOM_MAX, "etp, moyens humains, charge, temps",
        "Par exemple 10 jours, ou 0,2 équivalent temps plein.")
    moyens = _texte("autres moyens", "moyens, ressources", sauf="financiers humains", lignes=2)
    politiques = models.ManyToManyField(Politique, related_name="+", blank=True,
        verbose_name="politiques et plans liés")
    say(politiques, "plans lies, schemas lies, politique", item="nom_date")
    indicateurs = _codes("indicateurs que l’action fait bouger", _name_indicateurs,
        "indicateur, indicateurs de suivi", titre="Indicateurs", lignes=8)
    obligations = _codes("obligations qu’elle aide à tenir", _name_obligations,
        "obligation, reglementation", titre="Obligations", lignes=6)
    attend = models.ManyToManyField("self", symmetrical=False, related_name="suivies_de",
        blank=True, verbose_name="commence après")
    say(attend, "depend de, prerequis", item="code")
    commentaire = _texte("où on en est",
        "commentaires, observations, remarques, notes, remarque", genre=GenreDit.NOTES)
    obstacles = _texte("ce qui peut l’empêcher", "obstacles, freins, risques", neuf=NEUF, lignes=2)
    origine = models.CharField("origine", max_length=12,
        choices=list_choix(plan.OrigineAction), default=plan.OrigineAction.SAISIE.value)
    modele = _ligne("action de la bibliothèque", 60, "bibliotheque", genre=GenreDit.CODE,
        source=_name_modeles)
    cle_import = _ligne("repère dans un fichier", plan.TITRE_MAX,
        "repere, reference, identifiant", genre=GenreDit.CLE)
    # fmt: on
    sortie = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="sorties"
    )

    class Meta:
        verbose_name = "action"
        ordering = ("rang", "pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="plan_action_code_unique"),
        )

    def get_absolute_url(self) -> str:
        return reverse("plan:action", args=[self.espace.siren, self.pk])

    @property
    def pilote_dit(self) -> str:
        """Return who leads it, by name; nothing when nobody does."""
        return self.pilote_membre.nom_complet if self.pilote_membre else self.pilote_nom

    @property
    def pilote(self) -> str:
        return self.pilote_dit or plan.A_POURVOIR

    @property
    def commence(self) -> DatePartielle | None:
        return plan.read_date_partielle(self.debut)

    @property
    def finit(self) -> DatePartielle | None:
        return plan.read_date_partielle(self.fin)


class Etape(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="etapes")
    # fmt: off
    say_lignes(action, "jalons, jalon, taches, modalites de mise en oeuvre", titre="Étapes",
        genre=GenreDit.ETAPES, item="suivie", maximum=plan.TITRE_MAX, apres="fin")
    # fmt: on
    titre = models.CharField("étape", max_length=plan.TITRE_MAX)
    fin = models.CharField("échéance", max_length=_JOUR_MAX, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)
    rang = models.PositiveIntegerField("place", default=0)

    class Meta:
        verbose_name = "étape"
        ordering = ("rang", "pk")

    def __str__(self) -> str:
        return self.titre

    @property
    def finit(self) -> DatePartielle | None:
        return plan.read_date_partielle(self.fin)

    @property
    def suivie(self) -> plan.EtapeSuivie:
        """Return it as rules and files take it."""
        return plan.EtapeSuivie(self.titre, self.finit, self.faite_le)


class Contributeur(models.Model):
    """Who takes part in an action: a member, a person or service, or a partner of the territory."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="contributeurs")
    # fmt: off
    say_lignes(action, "partenaires, partenaire, contributeur, services associes",
        titre="Contributeurs", genre=GenreDit.NOMS, maximum=plan.NOM_MAX, apres="pilote")
    # fmt: on
    genre = models.CharField("genre", max_length=12, choices=list_choix(plan.GenreContributeur))
    membre = name_personne()
    acteur = models.ForeignKey(
        Acteur, models.CASCADE, null=True, blank=True, related_name="contributions"
    )
    nom = models.CharField("nom", max_length=plan.NOM_MAX, blank=True)
    apport = models.CharField("ce qu’il apporte", max_length=plan.TITRE_MAX, blank=True)

    class Meta:
        verbose_name = "contributeur"
        ordering = ("pk",)

    def __str__(self) -> str:
        if self.membre:
            return self.membre.nom_complet
        return self.acteur.nom if self.acteur else self.nom

    @property
    def imprime(self) -> str:
        return f"{self} ({self.apport})" if self.apport else str(self)


class AccesPartenaire(models.Model):
    """To which partner an address was given: it opens the actions in which she takes part."""

    lien = models.OneToOneField(LienPartage, models.CASCADE, related_name="partenaire")
    acteur = models.ForeignKey(Acteur, models.CASCADE, related_name="acces")

    class Meta:
        verbose_name = "lien d’un partenaire"
        verbose_name_plural = "liens des partenaires"
        ordering = ("-lien__cree_le", "-pk")

    def __str__(self) -> str:
        return str(self.acteur)


class Preuve(models.Model):
    """What shows that an action was done: an address, a file, or a note."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="preuves")
    # fmt: off
    say_lignes(action, "preuve, livrable, livrables", titre="Preuves",
        genre=GenreDit.NOMS, item="ecrite", maximum=plan.TEXTE_MAX, apres="attend")
    # fmt: on
    libelle = models.CharField("ce que c’est", max_length=plan.TITRE_MAX)
    adresse = models.URLField("adresse", max_length=plan.ADRESSE_MAX, blank=True)
    fichier = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="preuves_plan"
    )
    note = _texte_plan("note")
    ajoutee_par = name_personne()
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "preuve"
        ordering = ("ajoutee_le", "pk")

    def __str__(self) -> str:
        return self.libelle

    @property
    def refusee(self) -> bool:
        """Say whether it shows nothing: its file was refused, and it has no address and no note."""
        refuse = self.fichier is not None and self.fichier.est_refuse
        return refuse and not (self.adresse or self.note)

    @property
    def ecrite(self) -> str:
        """Return it as a file says it: its words, then its address; an address alone once.

        Words too long for a label are cut there, and whole in the note.
        """
        if self.libelle == self.adresse[: plan.TITRE_MAX]:
            return self.adresse
        coupe = len(self.libelle) == plan.TITRE_MAX and self.note.startswith(self.libelle)
        mots = self.note if coupe else self.libelle
        return mots if mots.endswith(self.adresse) else f"{mots} {self.adresse}"

    @property
    def imprime(self) -> str:
        """Return it as a sheet says it; nothing of a proof that shows nothing."""
        return "" if self.refusee else self.libelle


# What an action says, in the order of our files; rows of it in plain values.
PLAN: Final = read_champs(Action, Etape, Contributeur, Preuve)
ContenuAction: Final = make_forme("ContenuAction", PLAN)
PAR_NOM: Final = {champ.nom: champ for champ in PLAN}
# Told before and after in the journal: a field of the row, its title.
SUIVIS: Final = {champ.champs[0]: champ.suivi for champ in PLAN if champ.suivi}


class ImportationPlan(models.Model):
    """A plan handed over: read, then written once confirmed, then perhaps undone.

    `tableau` is what was read, until it is written; `annulation` is what undoes it, for thirty
    days; `correspondance` is remembered for the next file of the same titles.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="importations_plan")
    nom = models.CharField("ce qui est importé", max_length=plan.NOM_MAX)
    tableau = models.JSONField("lignes lues", default=dict, blank=True)
    correspondance = models.JSONField("sens des colonnes", default=dict, blank=True)
    bilan = models.JSONField("ce qui a été fait", default=dict, blank=True)
    annulation = models.JSONField("de quoi l’annuler", default=dict, blank=True)
    auteur = name_personne()
    recue_le = models.DateTimeField("reçue le", auto_now_add=True)
    faite_le = models.DateTimeField("importée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "importation du plan"
        verbose_name_plural = "importations du plan"
        ordering = ("-recue_le", "-pk")

    def __str__(self) -> str:
        return self.nom
