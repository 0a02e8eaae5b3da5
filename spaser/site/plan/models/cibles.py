"""The indicators that a space follows, the values of each year, and how they are collected."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.documents.bilan.donnees import tell_sans_reponse
from spaser.documents.francais import format_date, uncapitalize
from spaser.documents.publication import tell_details_valeur, write_valeur
from spaser.regles import indicateurs, point_annuel
from spaser.regles.champs import GenreDit
from spaser.regles.plan import TEXTE_MAX, EtatAction
from spaser.regles.trajectoires import PointTrajectoire, Trajectoire, ValeurJugee
from spaser.site.comptes.models import Utilisateur, name_personne
from spaser.site.espace.models import Arrete, DemandeParLien
from spaser.site.organisations.models import Espace
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.socle.champs import say
from spaser.site.socle.formulaires import list_choix
from spaser.site.socle.versions import Versionne

REFERENCE_MAX: Final = 80
PRISE: Final = "prise"
ECARTEE: Final = "ecartee"
DECISIONS: Final = ((PRISE, "Prise"), (ECARTEE, "Écartée"))
_ORIGINES: Final = list_choix(indicateurs.Origine)


def _nombre(nom: str, *, vide: bool = True) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        nom, max_digits=20, decimal_places=indicateurs.DECIMALES, null=vide, blank=vide
    )


def _annee(nom: str) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(nom, null=True, blank=True)


def _ligne(
    nom: str, longueur: int = indicateurs.LIBELLE_MAX, aide: str = ""
) -> models.CharField[str, str]:
    return models.CharField(nom, max_length=longueur, blank=True, help_text=aide)


class IndicateurSuivi(Versionne):
    """What is aimed at for a line of the grid; who answers for it is said there.

    `origine` says which figure of the site is followed; empty, the best known one. The base keeps
    the origin and the reference of the figure that it was taken from. `etapes` are the points
    between base and target, as pairs of a year and a number written as text. `code` and `libelle`
    name it still once its line has left the grid.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="indicateurs_suivis")
    ligne = models.OneToOneField(
        LigneGrille, models.SET_NULL, null=True, blank=True, related_name="visee"
    )
    cle = models.UUIDField("identifiant", default=uuid.uuid4, editable=False)
    code = models.CharField("code de l’indicateur", max_length=40, blank=True)
    libelle = _ligne("indicateur", indicateurs.TEXTE_MAX)
    unite = _ligne("unité", indicateurs.UNITE_MAX, "%, €, heures…")
    definition = _ligne("ce qui est compté", indicateurs.TEXTE_MAX)
    say(definition, genre=GenreDit.TEXTE, lignes=2)
    sens = models.CharField(
        "sens",
        max_length=10,
        choices=list_choix(indicateurs.Sens),
        default=indicateurs.Sens.HAUSSE.value,
    )
    base_valeur = _nombre("valeur de départ")
    base_annee = _annee("année de départ")
    base_origine = models.CharField(
        "source de la valeur de départ", max_length=20, choices=_ORIGINES, blank=True
    )
    base_reference = _ligne("référence du chiffre de départ", REFERENCE_MAX)
    cible_valeur = _nombre("valeur visée")
    cible_annee = _annee("année visée")
    etapes = models.JSONField("étapes", default=list, blank=True)
    origine = models.CharField(
        "chiffre suivi",
        max_length=20,
        choices=_ORIGINES,
        blank=True,
        help_text="Le départ et les années suivantes se comparent s’ils sont comptés sur la même "
        "chose.",
    )
    say(origine, genre=GenreDit.CHOIX, valeurs=indicateurs.Origine, vide="Le mieux connu")
    membre = name_personne()
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        db_table = "cibles_indicateursuivi"
        verbose_name = "indicateur suivi"
        verbose_name_plural = "indicateurs suivis"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.nom

    @property
    def fiche(self) -> indicateurs.FicheIndicateur | None:
        return indicateurs.load_bibliotheque().find(self.code) if self.code else None

    @property
    def nom(self) -> str:
        """Return its name: the buyer's own words, else those of the library."""
        return self.libelle or indicateurs.load_bibliotheque().name(self.code) or self.code

    @property
    def explication(self) -> str:
        return self.definition or (self.fiche.formule if self.fiche else "")

    @property
    def base(self) -> PointTrajectoire | None:
        return _point(self.base_annee, self.base_valeur)

    @property
    def cible(self) -> PointTrajectoire | None:
        return _point(self.cible_annee, self.cible_valeur)

    @property
    def points(self) -> tuple[PointTrajectoire, ...]:
        return tuple(
            sorted(PointTrajectoire(annee, Decimal(valeur)) for annee, valeur in self.etapes)
        )

    def read_trajectoire(self, base: PointTrajectoire | None = None) -> Trajectoire:
        """Return the way to its target, from the base given when it has none of its own.

        A start that is not before the target is that of the next one, which is not fixed yet.
        """
        depart, cible = self.base or base, self.cible
        return Trajectoire(
            sens=indicateurs.Sens(self.sens),
            unite=self.unite,
            base=None if depart and cible and depart.annee >= cible.annee else depart,
            etapes=self.points,
            cible=self.cible,
        )


def _point(annee: int | None, valeur: Decimal | None) -> PointTrajectoire | None:
    return None if annee is None or valeur is None else PointTrajectoire(annee, valeur)


class Collecte(Versionne):
    """A campaign: the values of a year, asked of those who know them."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="collectes")
    annee = models.PositiveSmallIntegerField("année")
    echeance = models.DateField("réponse attendue le", null=True, blank=True)
    lancee_par = name_personne()
    lancee_le = models.DateTimeField("lancée le", auto_now_add=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        db_table = "cibles_collecte"
        verbose_name = "collecte"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "annee"), name="cibles_collecte_unique"),
        )

    def __str__(self) -> str:
        return f"Collecte {self.annee}"


class FicheCollecte(DemandeParLien, Versionne):
    """What one referent is asked: keys of their `indicateurs`, numbers of their `actions`.

    By a file, which comes back (`recue_le`), or by a link, sent to the member, else to `courriel`,
    and answered on its page (`repondue_le`): whoever did either has answered.
    """

    LUES = ("collecte__espace__organisation", "membre")

    collecte = models.ForeignKey(Collecte, models.CASCADE, related_name="fiches")
    cle = models.UUIDField("identifiant", default=uuid.uuid4, editable=False)
    referent = _ligne("référent", indicateurs.TEXTE_MAX)
    membre = name_personne()
    indicateurs = models.JSONField("indicateurs demandés", default=list, blank=True)
    actions = models.JSONField("actions demandées", default=list, db_default=[], blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    recue_le = models.DateTimeField("reçue le", null=True, blank=True)
    recue_par = name_personne()

    class Meta:
        db_table = "cibles_fichecollecte"
        verbose_name = "fiche de collecte"
        verbose_name_plural = "fiches de collecte"
        ordering = ("referent", "pk")

    def __str__(self) -> str:
        return f"{self.collecte}, {self.referent}"

    @property
    def echeance(self) -> date | None:
        return self.collecte.echeance

    @property
    def a_qui(self) -> Utilisateur | str:
        """Return who is written to: the member, as long as she is one, else an address or none."""
        return self.membre if self.membre and self.membre.is_active else self.courriel

    @property
    def attend(self) -> bool:
        return self.recue_le is None and super().attend


class ReponseFiche(models.Model):
    """What a pilot says of a line of her sheet: a proposal, until somebody decides.

    `sur` names it as the sheet does; `lue` is what she was shown: the version of the action, the
    key of the value of the year, 0 when there was none. `inchange`: she ticked that nothing did.
    """

    fiche = models.ForeignKey(FicheCollecte, models.CASCADE, related_name="reponses")
    sur = models.CharField("ligne", max_length=36)
    lue = models.PositiveBigIntegerField("version lue", default=0)
    inchange = models.BooleanField("rien de changé", default=False)
    etat = models.CharField("état", max_length=12, choices=list_choix(EtatAction), blank=True)
    saisi = models.PositiveSmallIntegerField("avancement", null=True, blank=True)
    obstacles = models.TextField("ce qui peut l’empêcher", max_length=TEXTE_MAX, blank=True)
    valeur = _nombre("valeur")
    source = _ligne("source", indicateurs.TEXTE_MAX)
    recue_le = models.DateTimeField("reçue le", default=timezone.now)
    decision = models.CharField("décision", max_length=10, choices=DECISIONS, blank=True)
    raison = _ligne("raison")

    class Meta:
        verbose_name = "réponse d’un pilote"
        verbose_name_plural = "réponses des pilotes"
        ordering = ("fiche__referent", "pk")
        constraints = (models.UniqueConstraint(fields=("fiche", "sur"), name="plan_reponse_sur"),)

    def __str__(self) -> str:
        return f"{self.fiche.referent}, {self.sur}"


class Valeurs(models.QuerySet["Valeur"]):
    def en_vigueur(self) -> Valeurs:
        """Keep those that hold: neither replaced nor undone."""
        return self.filter(remplacee_le__isnull=True, annulee_le__isnull=True)


class Valeur(models.Model):
    """The value of a year, in the unit of its indicator; what it replaced stays below it.

    A rate is kept in per cent, with its numerator and denominator when they are known; `reserve`
    says why it does not let conclude. `lot` is shared by the values of one act, which is undone at
    once. What the site computes is one too, that nobody has kept: it has no key.
    """

    calculee_le: date | None = None  # of one that is not kept: the day of its data

    indicateur = models.ForeignKey(IndicateurSuivi, models.CASCADE, related_name="valeurs")
    annee = models.PositiveSmallIntegerField("année")
    valeur = _nombre("valeur", vide=False)
    bas = _nombre("borne basse")
    haut = _nombre("borne haute")
    numerateur = _nombre("numérateur")
    denominateur = _nombre("dénominateur")
    n = models.PositiveIntegerField("nombre", null=True, blank=True)
    inconnus = models.PositiveIntegerField("sans réponse", null=True, blank=True)
    nature = models.CharField(
        "nature",
        max_length=20,
        choices=list_choix(indicateurs.NatureValeur),
        default=indicateurs.NatureValeur.SAISIE.value,
    )
    origine = models.CharField("compté sur", max_length=20, choices=_ORIGINES, blank=True)
    reference = _ligne("référence du chiffre", REFERENCE_MAX)
    reserve = _ligne("réserve", indicateurs.TEXTE_MAX)
    source = _ligne(
        "source",
        indicateurs.TEXTE_MAX,
        "Un fichier, un logiciel, un service. Elle est publiée avec la valeur.",
    )
    preuve = _ligne(
        "preuve", indicateurs.TEXTE_MAX, "L’adresse d’un document, ou la place où il est rangé."
    )
    commentaire = _ligne("commentaire", indicateurs.TEXTE_MAX)
    fournie_par = _ligne("fournie par", indicateurs.TEXTE_MAX)
    fiche = models.ForeignKey(
        FicheCollecte, models.SET_NULL, null=True, blank=True, related_name="valeurs"
    )
    lot = models.UUIDField("lot", null=True, blank=True, editable=False)
    auteur = name_personne()
    notee_le = models.DateTimeField("notée le", auto_now_add=True)
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)
    remplacee_par = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="remplacees"
    )
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = Valeurs.as_manager()

    class Meta:
        db_table = "cibles_valeur"
        verbose_name = "valeur"
        ordering = ("annee", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicateur", "annee"),
                condition=models.Q(remplacee_le__isnull=True, annulee_le__isnull=True),
                name="cibles_valeur_en_vigueur",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicateur}, {self.annee}"

    @property
    def est_en_vigueur(self) -> bool:
        return self.remplacee_le is None and self.annulee_le is None

    @property
    def dits(self) -> list[str]:
        titres = {"Source": self.source, "Preuve": self.preuve, "Commentaire": self.commentaire}
        return [f"{titre} : {dit}" for titre, dit in titres.items() if dit]

    @property
    def est_calculee(self) -> bool:
        """Say whether the site computed it now: nobody has kept it."""
        return not self.pk

    @property
    def unite(self) -> str:
        return self.indicateur.unite

    @property
    def texte(self) -> str:
        return write_valeur(self.valeur, self.unite)

    @property
    def sans_reponse(self) -> str:
        """Say how many do not answer, by their noun where it is known."""
        lue = indicateurs.ReferenceChiffre.parse(self.reference) if self.reference else None
        return tell_sans_reponse(lue, self.inconnus or 0)

    @property
    def point(self) -> PointTrajectoire:
        return PointTrajectoire(self.annee, self.valeur)

    @property
    def comptee(self) -> indicateurs.Origine | None:
        """Return what it was counted on; None for what nobody counted from contracts."""
        return indicateurs.Origine(self.origine) if self.origine else None

    @property
    def par(self) -> str:
        return self.fournie_par or (self.auteur.nom_complet if self.auteur else "")

    @property
    def le(self) -> date | None:
        return timezone.localdate(self.notee_le) if self.pk else self.calculee_le

    @property
    def precision(self) -> str:
        return " ".join((*tell_details_valeur(self, self.unite), f"{self._venue}."))

    @property
    def _venue(self) -> str:
        calculee = self.nature == indicateurs.NatureValeur.AUTOMATIQUE and self.origine
        dite = f"{self.provenance}. {self.source}" if calculee and self.source else self.provenance
        return f"{dite}, notée le {format_date(self.le)}" if self.pk and self.le else dite

    @property
    def provenance(self) -> str:
        """Say how it came here: computed, on what; or typed, from what."""
        nature = self.get_nature_display()
        if self.comptee and self.nature == indicateurs.NatureValeur.AUTOMATIQUE:
            return f"{nature} : {uncapitalize(self.comptee.libelle)}"
        return " : ".join(filter(None, (nature, self.source)))

    def as_jugee(self, reserve: str) -> ValeurJugee:
        return ValeurJugee(
            annee=self.annee,
            valeur=self.valeur,
            bas=self.bas,
            haut=self.haut,
            reserve=self.reserve or reserve,
        )

    def is_same(self, autre: Valeur) -> bool:
        noms = ("valeur", "bas", "haut", "origine")
        return all(getattr(self, nom) == getattr(autre, nom) for nom in noms)


class ReleveHeures(models.Model):
    """The facilitator's statement of a year; one that another replaced stays."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="releves_heures")
    annee = models.PositiveSmallIntegerField("année")
    nom = models.CharField("nom du fichier", max_length=indicateurs.LIBELLE_MAX)
    total = _nombre("total", vide=False)
    auteur = name_personne()
    lu_le = models.DateTimeField("lu le", auto_now_add=True)
    remplace_le = models.DateTimeField("remplacé le", null=True, blank=True)

    class Meta:
        db_table = "cibles_releveheures"
        verbose_name = "relevé d’heures"
        verbose_name_plural = "relevés d’heures"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("espace", "annee"),
                condition=models.Q(remplace_le__isnull=True),
                name="cibles_releve_en_vigueur",
            ),
        )

    def __str__(self) -> str:
        return f"Heures d’insertion {self.annee}"


class LigneHeures(models.Model):
    """An operation of a statement, with the number of its contract as it is written."""

    releve = models.ForeignKey(ReleveHeures, models.CASCADE, related_name="lignes")
    ligne = models.PositiveIntegerField("ligne du fichier")
    operation = _ligne("opération")
    numero = _ligne("numéro du marché")
    heures = _nombre("heures", vide=False)

    class Meta:
        db_table = "cibles_ligneheures"
        verbose_name = "ligne d’heures"
        verbose_name_plural = "lignes d’heures"
        ordering = ("ligne", "pk")

    def __str__(self) -> str:
        return self.operation or self.numero


class PointPasse(models.Model):
    """A point of the checklist that a space leaves aside, and why."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="points_passes")
    code = models.CharField("point", max_length=60)
    raison = models.CharField("raison", max_length=indicateurs.TEXTE_MAX)
    auteur = name_personne()
    note_le = models.DateTimeField("noté le", auto_now=True)

    class Meta:
        db_table = "cibles_pointpasse"
        verbose_name = "point passé"
        verbose_name_plural = "points passés"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="cibles_point_passe_unique"),
        )

    def __str__(self) -> str:
        return self.code


# --- The yearly review of a space: its words, what it froze, and what was corrected since ---


ANNEE_MIN: Final = 2000


class Points(models.QuerySet["PointAnnuel"]):
    def clos(self) -> Points:
        return self.filter(clos_le__isnull=False)


class PointAnnuel(Versionne, Arrete):
    """The review of a civil year: its values are frozen the day it is closed, once."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="points_annuels")
    annee = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(ANNEE_MIN)])
    bilan = models.TextField("ce qu’il faut retenir", max_length=point_annuel.BILAN_MAX, blank=True)
    demandes = models.TextField(
        "ce qui est demandé", max_length=point_annuel.DEMANDES_MAX, blank=True
    )
    commentaires = models.JSONField("commentaires", default=dict, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    clos_par = name_personne()
    modifie_par = name_personne()
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    objects = Points.as_manager()

    class Meta:
        db_table = "point_annuel_pointannuel"
        verbose_name = "point annuel"
        verbose_name_plural = "points annuels"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "annee"), name="point_annuel_annee_unique"),
        )

    def __str__(self) -> str:
        return f"Point annuel {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("point_annuel:point", args=[self.espace.siren, self.annee])

    @property
    def est_clos(self) -> bool:
        return self.clos_le is not None

    def read_contenu(self) -> point_annuel.ContenuPoint:
        return msgspec.convert(self.valeurs, point_annuel.ContenuPoint)


class ErratumPoint(models.Model):
    """A dated correction of a closed year: what stood before, what is right, why."""

    point = models.ForeignKey(PointAnnuel, models.CASCADE, related_name="errata")
    cle = models.CharField("indicateur", max_length=60)
    ancienne = _nombre("valeur d’avant")
    nouvelle = _nombre("valeur corrigée")
    compte = models.JSONField("compte de la valeur corrigée", null=True, blank=True)
    motif = models.CharField("raison", max_length=point_annuel.MOTIF_MAX)
    auteur = name_personne()
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        db_table = "point_annuel_erratumpoint"
        verbose_name = "erratum d’un point annuel"
        verbose_name_plural = "errata des points annuels"
        ordering = ("note_le", "pk")

    def __str__(self) -> str:
        return self.motif


def dump_point(contenu: point_annuel.ContenuPoint) -> dict[str, Any]:
    """Return a review as the database keeps it: amounts and days as text."""
    valeurs: dict[str, Any] = msgspec.to_builtins(contenu)
    return valeurs
