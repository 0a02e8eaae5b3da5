"""The public sheet of a scheme."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify

from spaser.regles import nomenclatures, registre
from spaser.regles.fiche import Periode, Spaser
from spaser.regles.format_spaser import read_spaser_dict

_SLUG_MAX: Final = 80
ORIGINES: Final = [(origine.value, origine.libelle) for origine in nomenclatures.OrigineFiche]


class EtatFiche(models.TextChoices):
    PUBLIEE = "publiee", "Publiée"
    RETIREE = "retiree", "Retirée"
    FUSIONNEE = "fusionnee", "Fusionnée"


class FicheQuerySet(models.QuerySet["Fiche"]):
    def publiees(self) -> FicheQuerySet:
        return self.filter(etat=EtatFiche.PUBLIEE)


class Fiche(models.Model):
    """One scheme (one edition) of one structure, as the public reads it.

    `contenu` is the sheet itself, in the open SPASER format: the only truth. The columns after it
    repeat what lists, filters and duplicates need, and are written by `services.publication` alone.
    Unknown is an empty string or NULL, never a guess. A draft is never here: a deposit becomes a
    sheet through `services.publication.publish_fiche`.
    """

    contenu = models.JSONField("contenu au format ouvert")

    # Repeated from `contenu`; the codes are those of `metier.registre.nomenclatures`
    structure = models.CharField("structure", max_length=300)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    type = models.CharField("type de structure", max_length=40)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    codes_departement = models.JSONField("codes des départements", default=list, blank=True)
    tranche_habitants = models.CharField("tranche d’habitants", max_length=40, blank=True)
    tranche_achats = models.CharField("tranche d’achats", max_length=40, blank=True)
    titre = models.CharField("titre du schéma", max_length=300, blank=True)
    edition = models.PositiveSmallIntegerField("édition", null=True, blank=True)
    statut_declare = models.CharField("statut déclaré", max_length=40, blank=True)
    # As precise as their source: 2024, 2024-06 or 2024-06-27
    adopte_le = models.CharField("adopté le", max_length=10, blank=True)
    debut = models.CharField("début", max_length=10, blank=True)
    fin = models.CharField("fin", max_length=10, blank=True)
    sans_terme = models.BooleanField("sans date de fin", default=False)
    mutualise = models.BooleanField("mutualisé", null=True, blank=True)
    obligation = models.CharField("obligé ou volontaire", max_length=40, blank=True)
    approche = models.CharField("approche", max_length=40, blank=True)
    sirens_partenaires = models.JSONField("SIREN des partenaires", default=list, blank=True)
    # What the buyer spends in a year, before tax, between two bounds: `metier.registre.obligation`
    achats_bas = models.BigIntegerField("achats, au moins", default=0)
    achats_haut = models.BigIntegerField("achats, au plus", null=True, blank=True)

    # Its life in the register
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.SET_NULL,
        verbose_name="organisation qui tient la fiche",
        null=True,
        blank=True,
        related_name="fiches",
    )
    identifiant = models.CharField(
        "identifiant d’origine", max_length=80, unique=True, null=True, blank=True
    )  # of the row of `contenus` it was loaded from; NULL for the others
    slug = models.SlugField("nom dans l’adresse", max_length=_SLUG_MAX)
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    confiance = models.CharField("confiance", max_length=1, blank=True)  # recensé: A, B or C
    etat = models.CharField(
        "état", max_length=10, choices=EtatFiche, default=EtatFiche.PUBLIEE, db_index=True
    )
    motif_retrait = models.TextField("motif du retrait", blank=True)
    fusionnee_dans = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="fusionnée dans",
        null=True,
        blank=True,
        related_name="fusionnees",
    )
    publiee_le = models.DateTimeField("publiée le")
    mise_a_jour_le = models.DateTimeField("mise à jour le")
    confirmee_le = models.DateTimeField("confirmée exacte le", null=True, blank=True)

    objects = FicheQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche"
        ordering = ("structure", "pk")
        constraints = (
            models.CheckConstraint(
                name="registre_fiche_fusionnee_dit_ou",
                condition=models.Q(etat="fusionnee", fusionnee_dans__isnull=False)
                | ~models.Q(etat="fusionnee"),
            ),
        )

    def __str__(self) -> str:
        return self.structure

    def save(self, **options: Any) -> None:
        """Keep the name of the address in step with the structure."""
        self.slug = slugify(self.structure)[:_SLUG_MAX].strip("-") or "schema"
        super().save(**options)

    def get_absolute_url(self) -> str:
        """Return the public address: the name for people, the number for the machine."""
        return reverse("registre:fiche", args=[self.slug, self.pk])

    @cached_property
    def spaser(self) -> Spaser:
        lu = read_spaser_dict(self.contenu)
        if isinstance(lu, Spaser):
            return lu
        raise ValueError(f"Fiche {self.pk} : {lu[0]}")

    def jalons(self) -> nomenclatures.Jalons:
        return nomenclatures.Jalons(
            declare=nomenclatures.Statut(self.statut_declare) if self.statut_declare else None,
            adopte_le=_partielle(self.adopte_le),
            debut=_partielle(self.debut),
            fin=_partielle(self.fin),
            sans_terme=self.sans_terme,
        )

    @property
    def periode(self) -> Periode:
        return Periode(
            debut=_partielle(self.debut), fin=_partielle(self.fin), sans_terme=self.sans_terme
        )

    def compute_statut(self, aujourd_hui: date) -> nomenclatures.Statut:
        return nomenclatures.compute_statut(self.jalons(), aujourd_hui)

    def judge_obligation(self, aujourd_hui: date) -> registre.ObligationMotivee:
        return registre.judge_obligation(
            nomenclatures.TypeStructure(self.type), self._volume(), aujourd_hui
        )

    def judge_adoption(self) -> registre.ObligationMotivee:
        adoption = _partielle(self.adopte_le)
        return registre.judge_adoption(
            nomenclatures.TypeStructure(self.type), self._volume(), adoption
        )

    def _volume(self) -> registre.VolumeAchats:
        return registre.VolumeAchats(self.achats_bas, self.achats_haut)


def _partielle(texte: str) -> nomenclatures.DatePartielle | None:
    return nomenclatures.DatePartielle(texte) if texte else None


# What goes with a sheet: the files kept here, and the addresses to look after.


class NatureDocument(models.TextChoices):
    """What a document is to the scheme; the values of the open format."""

    SCHEMA = "schema", "Texte du schéma"
    SYNTHESE = "synthese", "Synthèse"
    DELIBERATION = "deliberation", "Délibération"
    BILAN = "bilan", "Bilan ou indicateurs publiés"
    ANNEXE = "annexe", "Annexe"


class FichierFiche(models.Model):
    """A file of the sheet that this site keeps; addresses elsewhere are in `Fiche.contenu`."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="fichiers")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="fiches")
    rang = models.PositiveSmallIntegerField("rang")
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    titre = models.CharField("titre", max_length=300)
    lu_le = models.DateTimeField("pages lues le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier de fiche"
        verbose_name_plural = "fichiers de fiche"
        ordering = ("fiche", "rang")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "fichier"], name="registre_fichier_unique"),
        )

    def __str__(self) -> str:
        return self.titre


class PageDocument(models.Model):
    """What a page of a file says, for the search.

    A file that has no pages is read part by part: `titre` is the heading, `numero` its rank.
    """

    fichier = models.ForeignKey(FichierFiche, models.CASCADE, related_name="pages")
    numero = models.PositiveIntegerField("numéro de page")
    texte = models.TextField("texte")
    titre = models.CharField("titre de la partie", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = "page de document"
        verbose_name_plural = "pages de documents"
        ordering = ("fichier", "numero")
        constraints = (
            models.UniqueConstraint(fields=["fichier", "numero"], name="registre_page_unique"),
        )

    def __str__(self) -> str:
        return f"Partie « {self.titre} »" if self.titre else f"Page {self.numero}"


class EtatLien(models.TextChoices):
    INCONNU = "", "Pas encore vérifié"
    VIVANT = "vivant", "Répond"
    MORT = "mort", "Ne répond plus"


class LienFiche(models.Model):
    """An outside address that the sheet gives (document, link or source), and its last check.

    Written from `Fiche.contenu` at each publication; the monthly check writes the rest.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="liens")
    url = models.URLField("adresse", max_length=2000)
    etat = models.CharField("état", max_length=10, choices=EtatLien, blank=True)
    verifie_le = models.DateTimeField("vérifié le", null=True, blank=True)
    constat = models.CharField("constat", max_length=200, blank=True)

    class Meta:
        verbose_name = "lien"
        ordering = ("fiche", "pk")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "url"], name="registre_lien_unique"),
        )

    def __str__(self) -> str:
        return self.url


# Where each fact comes from, and what the sheet said before.


class Provenance(models.Model):
    """The origin and the date of one fact of a sheet.

    `champ` is the place of the fact in the open format (`structure.siren`, `schema.axes`…). Empty,
    the row is of the whole sheet: a deposit of its buyer, or the only page that was read. Where
    several rows are, none speaks for a fact that it does not name.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="provenances")
    champ = models.CharField("champ", max_length=40, blank=True)
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    libelle = models.CharField("source", max_length=300)
    url = models.URLField("adresse de la source", max_length=500, blank=True)
    date = models.DateField("vérifié le")
    confiance = models.CharField("confiance", max_length=1, blank=True)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "provenance"
        ordering = ("fiche", "champ", "pk")

    def __str__(self) -> str:
        return self.libelle

    @property
    def niveau(self) -> str:
        return nomenclatures.Confiance(self.confiance).libelle if self.confiance else ""

    def freeze(self) -> dict[str, str]:
        return {
            "champ": self.champ,
            "origine": self.origine,
            "libelle": self.libelle,
            "url": self.url,
            "date": self.date.isoformat(),
            "confiance": self.confiance,
            "note": self.note,
        }

    @classmethod
    def thaw(cls, gelee: dict[str, str]) -> Provenance:
        return cls(**gelee | {"date": date.fromisoformat(gelee["date"])})


class VersionFiche(models.Model):
    """A published state, frozen in the open SPASER format; never changed afterwards."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu au format ouvert")
    date = models.DateTimeField("publiée le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="versions_publiees",
    )
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    motif = models.CharField("motif", max_length=300, blank=True)
    confiance = models.CharField("confiance", max_length=1, blank=True)
    provenances = models.JSONField(
        "provenances", default=list, blank=True
    )  # as `freeze` gives them

    class Meta:
        verbose_name = "version"
        ordering = ("fiche", "-numero")
        constraints = (
            models.UniqueConstraint(
                fields=["fiche", "numero"], name="registre_version_numero_unique"
            ),
        )

    def __str__(self) -> str:
        return f"Version {self.numero}"
