"""What the register keeps.

`Fiche` is the public sheet of one scheme of one structure, its content in the open SPASER format;
`FichierFiche`, `PageDocument` and `LienFiche`, what goes with it; `Provenance` says where each
fact comes from;
`VersionFiche` freezes each published state. `Alerte` is somebody's saved search.
`Depot` is what somebody writes before it is a sheet, and `Relecture` what the team says of it to
itself; `Revendication` and `Signalement`, what the team is asked about one.
"""

from __future__ import annotations

import uuid
from datetime import date
from enum import Enum, unique
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify

from spaser.documents.francais import format_date, format_date_courte
from spaser.elements import fold_mots
from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.regles import nomenclatures, registre
from spaser.regles.fiche import Periode, Spaser
from spaser.regles.format_spaser import read_spaser_dict
from spaser.regles.rapprochements import fold_nom_acheteur
from spaser.site.socle.models import Requete
from spaser.site.socle.versions import Versionne

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
    repeat what lists, filters and duplicates need, and are written by `fiches` alone.
    Unknown is an empty string or NULL, never a guess. A draft is never here: a deposit becomes a
    sheet through `fiches.publish_fiche`.
    """

    contenu = models.JSONField("contenu au format ouvert")

    # Repeated from `contenu`; the codes are those of `regles.nomenclatures`
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
    # What the buyer spends in a year, before tax, between two bounds: `regles.registre`
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
        return _read_contenu(self)

    @property
    def cle(self) -> str:
        """Return what its name sorts by."""
        return fold_mots(self.structure)

    @property
    def porteurs(self) -> tuple[str, ...]:
        """Return what tells those who bear it: its buyer first, by SIREN if it is known."""
        sien = self.siren or cle_sans_siren(self.structure, self.code_region)
        return tuple(filter(None, (sien, *self.sirens_partenaires)))

    @property
    def lieu(self) -> str:
        """Return the department when there is a single one, and the region."""
        noms = [name_departement(code) or code for code in self.codes_departement]
        departement = noms[0] if len(noms) == 1 else ""
        return ", ".join(dict.fromkeys(filter(None, (departement, self.region))))

    @property
    def region(self) -> str:
        return name_region(self.code_region)

    @property
    def type_dit(self) -> str:
        return nomenclatures.TypeStructure(self.type).libelle

    @property
    def annees(self) -> str:
        return name_periode(self.periode)

    @property
    def statut(self) -> nomenclatures.Statut:
        """Say where the scheme stands today."""
        return self.compute_statut(timezone.localdate())

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


def _read_contenu(ligne: Fiche | Depot) -> Spaser:
    lu = read_spaser_dict(ligne.contenu)
    if isinstance(lu, Spaser):
        return lu
    raise ValueError(f"{type(ligne).__name__} {ligne.pk} : {lu[0]}")


@lru_cache(maxsize=4096)
def _partielle(texte: str) -> nomenclatures.DatePartielle | None:
    return nomenclatures.DatePartielle(texte) if texte else None


def cle_sans_siren(nom: str, code_region: str) -> str:
    """Return what tells a buyer whose SIREN is not known; empty when its region is not either."""
    return f"{fold_nom_acheteur(nom)}:{code_region}" if code_region else ""


def name_periode(periode: Periode) -> str:
    debut, fin = map(nomenclatures.format_valeur, (periode.debut, periode.fin))
    if debut and fin:
        return f"de {debut} à {fin}"
    if debut:
        return f"depuis {debut}, sans date de fin" if periode.sans_terme else f"à partir de {debut}"
    if fin:
        return f"jusqu’à {fin}"
    return "sans date de fin" if periode.sans_terme else ""


# What goes with a sheet: the files kept here, and the addresses to look after.


class NatureDocument(models.TextChoices):
    """What a document is to the scheme; the values of the open format."""

    SCHEMA = "schema", "Texte du schéma"
    SYNTHESE = "synthese", "Synthèse"
    DELIBERATION = "deliberation", "Délibération"
    BILAN = "bilan", "Bilan ou indicateurs publiés"
    ANNEXE = "annexe", "Annexe"


class LicenceDocument(models.TextChoices):
    """What lets this site show a whole text and hand out its file; else short passages only."""

    NON_DITE = "", "Licence non dite\u00a0: seuls de courts passages sont montrés"
    OUVERTE = "ouverte", "Licence ouverte"
    ACHETEUR = "acheteur", "Autorisation de l’acheteur"


class PieceNommee(models.Model):
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    titre = models.CharField("titre", max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.titre


class FichierFiche(PieceNommee):
    """A file of the sheet that this site keeps; addresses elsewhere are in `Fiche.contenu`.

    A deposit gives those that its buyer lets publish. The team gives others to read (`demande_le`):
    by themselves, or by an address (`url`) whose file comes later.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="fichiers")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="fiches", null=True)
    rang = models.PositiveSmallIntegerField("rang")
    licence = models.CharField(
        max_length=10, choices=LicenceDocument, default="acheteur", blank=True
    )
    url = models.URLField("pris à l’adresse", max_length=2000, blank=True)
    demande_le = models.DateTimeField("donné à lire le", null=True, blank=True)
    lu_le = models.DateTimeField("pages lues le", null=True, blank=True)
    echec = models.TextField("pourquoi il n’est pas lu", blank=True)

    class Meta:
        verbose_name = "fichier de fiche"
        verbose_name_plural = "fichiers de fiche"
        ordering = ("fiche", "rang")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "fichier"], name="registre_fichier_unique"),
        )


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

    Written from `Fiche.contenu` at each publication, with what it is and the day somebody read it;
    the monthly check writes the rest.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="liens")
    url = models.URLField("adresse", max_length=2000)
    titre = models.CharField("titre", max_length=300, blank=True)
    genre = models.CharField("genre", max_length=40, blank=True)
    lue_le = models.DateField("lue par une personne le", null=True, blank=True)
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

    @property
    def lecture(self) -> registre.EtatLecture:
        """Say who opened it: an access that is limited opened nothing."""
        conclu = self.etat and "accès limité" not in self.constat
        repond = self.etat == EtatLien.VIVANT if conclu else None
        return registre.judge_lecture(repond=repond, lue=self.lue_le is not None)

    @property
    def mots(self) -> str:
        vue_le = format_date(self.verifie_le) if self.verifie_le else ""
        lue_le = format_date(self.lue_le) if self.lue_le else ""
        return registre.tell_ouvertures(self.lecture, vue_le, self.constat, lue_le)


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
    date = models.DateField("lu le")
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

    @cached_property
    def spaser(self) -> Spaser | None:
        """Return the content; None if its format is one that this site no longer reads."""
        lu = read_spaser_dict(self.contenu)
        return lu if isinstance(lu, Spaser) else None


class NatureDepot(models.TextChoices):
    NOUVEAU = "nouveau", "Nouveau schéma"
    EDITION = "edition", "Nouvelle édition"
    CORRECTION = "correction", "Correction d’une fiche"


class EtatDepot(models.TextChoices):
    """Where a deposit stands; `ActeDepot` says how it goes from one state to another."""

    BROUILLON = "brouillon", "Brouillon"
    SOUMIS = "soumis", "En attente de l’équipe"
    A_REPRENDRE = "a_reprendre", "À reprendre"
    A_VERIFIER = "a_verifier", "Publié, à vérifier"
    ACCEPTE = "accepte", "Publié"
    REJETE = "rejete", "Non retenu"


MODIFIABLES: Final = (EtatDepot.BROUILLON, EtatDepot.A_REPRENDRE)
A_TRAITER: Final = (EtatDepot.SOUMIS, EtatDepot.A_VERIFIER)


@unique
class ActeDepot(Enum):
    """Every change of state: its gesture in the journal, the states it starts from, the one after.

    The same table is in the guide of moderation; a deposit may also be erased while it is a draft.
    """

    SOUMISSION = ("depot.envoi", MODIFIABLES, EtatDepot.SOUMIS)
    PUBLICATION = ("depot.envoi", MODIFIABLES, EtatDepot.A_VERIFIER)
    CORRECTION = ("depot.envoi", MODIFIABLES, EtatDepot.ACCEPTE)
    ACCEPTATION = ("depot.acceptation", (EtatDepot.SOUMIS,), EtatDepot.ACCEPTE)
    RETOUR = ("depot.retour", A_TRAITER, EtatDepot.A_REPRENDRE)
    REJET = ("depot.rejet", (EtatDepot.SOUMIS,), EtatDepot.REJETE)
    VERIFICATION = ("depot.verification", (EtatDepot.A_VERIFIER,), EtatDepot.ACCEPTE)
    RETRAIT = ("depot.retrait", (EtatDepot.A_VERIFIER,), EtatDepot.REJETE)

    def __init__(self, geste: str, depuis: tuple[EtatDepot, ...], vers: EtatDepot) -> None:
        self.geste = geste
        self.depuis = depuis
        self.vers = vers


class Depot(Versionne):
    """A sheet being written or waiting: a draft, then a request, then a trace of what was decided.

    `contenu` is empty until the structure is known, and follows the open SPASER format ever after.
    A deposit belongs to an organisation, else to its author, else to the guest who proved that
    she reads `courriel`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField(
        "nature", max_length=12, choices=NatureDepot, default=NatureDepot.NOUVEAU
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatDepot, default=EtatDepot.BROUILLON, db_index=True
    )
    contenu = models.JSONField("contenu au format ouvert", default=dict, blank=True)
    etape = models.PositiveSmallIntegerField("dernière étape enregistrée", default=0)

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="auteur",
        null=True,
        blank=True,
        related_name="depots",
    )
    courriel = models.EmailField("adresse vérifiée de l’invité", blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.SET_NULL,
        verbose_name="organisation",
        null=True,
        blank=True,
        related_name="depots",
    )
    fiche = models.ForeignKey(
        Fiche,
        models.SET_NULL,
        verbose_name="fiche publiée",
        null=True,
        blank=True,
        related_name="depots",
    )  # the sheet that a correction changes, then the one that the deposit has become
    modele = models.ForeignKey(
        Fiche,
        models.SET_NULL,
        verbose_name="fiche de départ",
        null=True,
        blank=True,
        related_name="+",
    )  # the former edition that a new one starts from

    cree_le = models.DateTimeField("créé le")
    modifie_le = models.DateTimeField("modifié le")
    consenti_le = models.DateTimeField("publication consentie le", null=True, blank=True)
    soumis_le = models.DateTimeField("envoyé le", null=True, blank=True, db_index=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="traité par",
        null=True,
        blank=True,
        related_name="depots_traites",
    )
    reponse = models.TextField("réponse de l’équipe", max_length=4000, blank=True)

    class Meta:
        verbose_name = "dépôt"
        ordering = ("soumis_le", "cree_le", "pk")

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("registre:depot", args=[self.pk])

    @property
    def nom(self) -> str:
        nom: str = self.contenu.get("structure", {}).get("nom", "Structure à préciser")
        return nom

    @property
    def siren(self) -> str:
        siren: str = self.contenu.get("structure", {}).get("siren", "")
        return siren

    @property
    def est_modifiable(self) -> bool:
        return self.etat in MODIFIABLES

    @property
    def est_a_traiter(self) -> bool:
        return self.etat in A_TRAITER

    @cached_property
    def spaser(self) -> Spaser | None:
        """Return the content as plain values; None before the structure is known."""
        return _read_contenu(self) if self.contenu else None

    def set_contenu(self, contenu: dict[str, object]) -> None:
        """Replace the content, and forget what was read of the former one."""
        self.contenu = contenu
        self.__dict__.pop("spaser", None)


class FichierDepot(PieceNommee):
    depot = models.ForeignKey(Depot, models.CASCADE, related_name="fichiers")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="depots")

    class Meta:
        verbose_name = "fichier de dépôt"
        verbose_name_plural = "fichiers de dépôt"
        ordering = ("depot", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["depot", "fichier"], name="registre_fichier_depot_unique"
            ),
        )


class SensRelecture(models.TextChoices):
    DEMANDE = "demande", "Second avis demandé"
    FAVORABLE = "favorable", "Avis favorable"
    RESERVE = "reserve", "Réserves"


class Relecture(models.Model):
    """A second reading: asked for, or given. It binds nobody, so that nothing waits for somebody.

    The depositor never reads it.
    """

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="relectures")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="auteur",
        null=True,
        blank=True,
        related_name="relectures",
    )
    sens = models.CharField("sens", max_length=10, choices=SensRelecture)
    texte = models.TextField("texte", max_length=2000, blank=True)
    ecrite_le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "relecture"
        ordering = ("depot", "ecrite_le", "pk")

    def __str__(self) -> str:
        return f"{self.depot} : {self.get_sens_display()}"


# --- What the public asks of the register: a correction, an alert ---


# What readers and buyers ask the team about a published sheet, and what the site asks buyers.


class Revendication(Requete):
    """Somebody says that a sheet found in public sources is of her organisation."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="revendications")
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="revendications"
    )
    siren = models.CharField("SIREN", max_length=9)

    class Meta(Requete.Meta):
        verbose_name = "revendication"
        constraints = (
            models.UniqueConstraint(
                fields=["fiche", "demandeur"],
                condition=models.Q(etat="en_attente"),
                name="registre_revendication_en_attente_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiche} revendiquée par {self.siren}"


class NatureSignalement(models.TextChoices):
    ERREUR = "erreur", "Une information est fausse ou dépassée"
    LIEN = "lien", "Un lien ne mène plus à rien"
    DOUBLON = "doublon", "Cette fiche en double une autre"
    AUTRE = "autre", "Autre chose"


class Signalement(Requete):
    """A reader says that something is wrong in a sheet; she may leave an address, unchecked."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="signalements")
    nature = models.CharField("nature", max_length=10, choices=NatureSignalement)
    courriel = models.EmailField("adresse où répondre", blank=True)

    class Meta(Requete.Meta):
        verbose_name = "signalement"

    @property
    def siren(self) -> str:
        return self.fiche.siren

    def __str__(self) -> str:
        return f"{self.fiche} : {self.get_nature_display()}"


class RappelExactitude(models.Model):
    """That a buyer was asked whether her sheet is still exact: once a year at most."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="rappels")
    envoye_le = models.DateTimeField("envoyé le")
    destinataires = models.PositiveSmallIntegerField("nombre de destinataires")

    class Meta:
        verbose_name = "demande d’exactitude"
        verbose_name_plural = "demandes d’exactitude"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return f"{self.fiche} le {format_date_courte(self.envoye_le)}"


# Saved searches that write to somebody.


class Cadence(models.TextChoices):
    """How often an alert may write."""

    QUOTIDIENNE = "quotidienne", "Chaque jour"
    HEBDOMADAIRE = "hebdomadaire", "Chaque semaine"


class Alerte(models.Model):
    """A saved search of the register and the address to write to; no account needed.

    Nothing is sent before the address is confirmed; unsubscribing deletes the row.
    """

    courriel = models.EmailField("adresse électronique")
    requete = models.CharField("recherche", max_length=1000, blank=True)  # canonical query string
    cadence = models.CharField("cadence", max_length=12, choices=Cadence)
    creee_le = models.DateTimeField("créée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    jusqu_a = models.DateTimeField("nouveautés envoyées jusqu’à", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        constraints = (
            models.UniqueConstraint(fields=["courriel", "requete"], name="registre_alerte_unique"),
        )

    def __str__(self) -> str:
        return f"{self.courriel} : {self.requete or 'tout le registre'}"


class EnvoiAlerte(models.Model):
    """That an alert wrote for a period: the same period is never sent twice."""

    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="envois")
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre de fiches")

    class Meta:
        verbose_name = "envoi"
        constraints = (
            models.UniqueConstraint(fields=["alerte", "jour"], name="registre_envoi_unique"),
        )

    def __str__(self) -> str:
        return f"{self.alerte_id} le {self.jour}"
