"""What a space keeps of its purchases: files of contracts, corrections, extracts of spend."""

import uuid
from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date_courte
from spaser.regles.corrections import ChampCorrige
from spaser.regles.indicateurs import Origine
from spaser.site.comptes.models import name_personne
from spaser.site.espace.models import LieAuMarche
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Fichier
from spaser.site.socle.versions import Versionne

# --- Figures that somebody wants to find again as they were ---


class Reference(models.Model):
    """A figure of one day, with all that is needed to tell whether it has changed since."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="references")
    siren = models.CharField("SIREN", max_length=9)
    indicateur = models.CharField(max_length=40)
    variante = models.CharField(max_length=10)
    annee = models.PositiveSmallIntegerField("année")
    origine = models.CharField(
        "source",
        max_length=20,
        choices=[(origine.value, origine.libelle) for origine in Origine],
        default=Origine.PUBLIES.value,
    )
    methode = models.CharField("version de la méthode", max_length=20)
    date_donnees = models.DateField("données au", null=True, blank=True)
    valeur = models.FloatField(null=True, blank=True)
    bas = models.FloatField(null=True, blank=True)
    haut = models.FloatField(null=True, blank=True)
    numerateur = models.FloatField(null=True, blank=True)
    denominateur = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField()
    inconnus = models.PositiveIntegerField()
    auteur = name_personne()
    gardee_le = models.DateTimeField("gardée le", auto_now_add=True)

    class Meta:
        verbose_name = "référence"
        ordering = ("-gardee_le", "-pk")

    def __str__(self) -> str:
        return f"{self.indicateur} {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("chiffres:reference", args=[self.siren, self.pk])


# --- What a space keeps of its spend. The lines themselves are in files: see `dossier` ---


def _unique(*champs: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["espace", *champs], name="depenses_%(class)s_unique")


class EtatExtrait(models.TextChoices):
    CONTROLE = "controle", "En contrôle"
    EN_ATTENTE = "en_attente", "En attente de lecture"
    EN_COURS = "en_cours", "En cours de lecture"
    A_PRECISER = "a_preciser", "Colonnes à préciser"
    LU = "lu", "Lu"
    REFUSE = "refuse", "Refusé"
    ABANDONNE = "abandonne", "Lecture arrêtée"


EN_CHEMIN = (EtatExtrait.CONTROLE, EtatExtrait.EN_ATTENTE, EtatExtrait.EN_COURS)


class Extrait(Versionne):
    """A file of mandats, invoices or orders; `fichier` is gone once a year was taken out of it."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="extraits")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    nom = models.CharField(max_length=160)
    fichier = models.OneToOneField(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="extrait_depenses"
    )
    annee_seule = models.PositiveSmallIntegerField("année attendue", null=True, blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatExtrait, default=EtatExtrait.CONTROLE
    )
    message = models.CharField(max_length=600, blank=True)
    lignes_lues = models.PositiveIntegerField(default=0)
    apercus = models.JSONField("aperçus", default=list, blank=True)
    compte_rendu = models.JSONField("compte rendu", null=True, blank=True)
    auteur = name_personne()
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    etat_le = models.DateTimeField("dans cet état depuis", auto_now=True)

    class Meta:
        db_table = "depenses_extrait"
        ordering = ("depose_le", "pk")

    def __str__(self) -> str:
        return self.nom

    @property
    def est_en_chemin(self) -> bool:
        return self.etat in EN_CHEMIN

    @property
    def est_lu(self) -> bool:
        return self.etat == EtatExtrait.LU


class CorrespondanceGardee(models.Model):
    """What the columns of a layout are, asked once."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="correspondances_depenses")
    titres = models.CharField("empreinte des titres", max_length=64)
    contenu = models.JSONField()
    auteur = name_personne()
    gardee_le = models.DateTimeField("gardée le", auto_now=True)

    class Meta:
        db_table = "depenses_correspondancegardee"
        verbose_name = "correspondance gardée"
        verbose_name_plural = "correspondances gardées"
        ordering = ("gardee_le", "pk")
        constraints = (_unique("titres"),)

    def __str__(self) -> str:
        return f"Colonnes du {format_date_courte(self.gardee_le)}"


class ChoixGarde(models.Model):
    """Who a supplier of the extracts is: said once, applied to every extract."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="choix_fournisseurs")
    DECISIONS = (
        ("identifiant", "Reconnu"),
        ("particulier", "Particulier"),
        ("hors_achats", "Hors achats"),
    )
    nom = models.CharField("nom dans les extraits", max_length=300)
    nom_plie = models.CharField("nom plié", max_length=300)
    code_postal = models.CharField(max_length=5, blank=True)
    decision = models.CharField("décision", max_length=12, choices=DECISIONS)
    identifiant = models.CharField("SIREN ou SIRET", max_length=14, blank=True)
    auteur = name_personne()
    garde_le = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        db_table = "depenses_choixgarde"
        verbose_name = "choix de fournisseur"
        verbose_name_plural = "choix de fournisseurs"
        ordering = ("nom", "code_postal", "pk")
        constraints = (_unique("nom_plie", "code_postal"),)

    def __str__(self) -> str:
        return self.nom


class ReclassementGarde(Versionne):
    """An account or a line that somebody moved, and why."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="reclassements")
    PORTEES = (("compte", "Compte"), ("ligne", "Ligne"))
    SENS = (("comptee", "Compté"), ("ecartee", "Mis à part"))
    portee = models.CharField("portée", max_length=6, choices=PORTEES)
    cle = models.CharField("clé", max_length=24)
    libelle = models.CharField("libellé", max_length=300)
    sens = models.CharField(max_length=8, choices=SENS)
    raison = models.CharField(max_length=500)
    auteur = name_personne()
    garde_le = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        db_table = "depenses_reclassementgarde"
        verbose_name = "reclassement"
        ordering = ("-garde_le", "-pk")
        constraints = (_unique("portee", "cle"),)

    def __str__(self) -> str:
        return self.libelle


class Calcul(models.Model):
    """The figures of a space, computed from all its extracts; `demande` numbers the last demand."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="calcul_depenses")
    cle = models.UUIDField("clé", null=True, blank=True)
    demande = models.PositiveIntegerField(default=0)
    fait = models.PositiveIntegerField("dernière demande faite", default=0)
    contenu = models.BinaryField(null=True, blank=True)
    message = models.CharField(max_length=600, blank=True)
    calcule_le = models.DateTimeField("calculé le", null=True, blank=True)

    class Meta:
        db_table = "depenses_calcul"
        verbose_name = "calcul des dépenses"
        verbose_name_plural = "calculs des dépenses"

    def __str__(self) -> str:
        return f"Calcul {self.fait}"

    @property
    def est_a_jour(self) -> bool:
        """Tell whether nothing was asked since."""
        return self.fait >= self.demande


# --- What a space keeps of its own contracts: files, corrections, and where they are read ---


RANG: Final = Coalesce("geste__premier", "geste")  # of the first reading, once read again


class Fonds(models.Model):
    """One row a space: what its figures were computed from, and the mappings it remembers."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="fonds_marches")
    revision = models.PositiveIntegerField("révision", default=0)
    dossier = models.CharField("entrepôt privé", max_length=40, blank=True)
    suivi = models.CharField("données suivies", max_length=120, blank=True)
    correspondances = models.JSONField("associations de colonnes", default=list, blank=True)
    abime_le = models.DateTimeField("trouvé abîmé le", null=True, blank=True)

    class Meta:
        db_table = "marches_fonds"
        verbose_name = "fonds de marchés"
        verbose_name_plural = "fonds de marchés"

    def __str__(self) -> str:
        return f"Fonds {self.espace}"


class EtatImport(models.TextChoices):
    CONTROLE = "controle", "en cours de contrôle"
    COLONNES = "colonnes", "colonnes à associer"
    ATTENTE = "attente", "en attente de lecture"
    LECTURE = "lecture", "en cours de lecture"
    LU = "lu", "lu"
    REFUSE = "refuse", "refusé"
    ANNULE = "annule", "annulé"
    RETRAIT = "retrait", "en cours de retrait"


EN_COURS = (EtatImport.CONTROLE, EtatImport.ATTENTE, EtatImport.LECTURE, EtatImport.RETRAIT)


class GenreFichier(models.TextChoices):
    DECP = "decp", "données essentielles"
    TABLEUR = "tableur", "tableau de marchés"


class FichierMarches(models.Model):
    espace = models.ForeignKey(Espace, models.CASCADE, related_name="fichiers_marches")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="fichiers_marches")
    genre = models.CharField("nature", max_length=10, choices=GenreFichier, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatImport, default=EtatImport.CONTROLE)
    siren = models.CharField("SIREN", max_length=9)
    annee = models.PositiveSmallIntegerField("année attendue", null=True, blank=True)
    correspondance = models.JSONField("association des colonnes", null=True, blank=True)
    lignes = models.PositiveIntegerField("lignes lues", default=0)
    rapport = models.JSONField("compte rendu", default=dict, blank=True)
    probleme = models.CharField("problème", max_length=300, blank=True)
    remede = models.CharField("remède", max_length=300, blank=True)
    auteur = name_personne()
    envoye_le = models.DateTimeField("envoyé le", auto_now_add=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        db_table = "marches_fichiermarches"
        verbose_name = "fichier de marchés"
        verbose_name_plural = "fichiers de marchés"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return self.fichier.nom

    def get_absolute_url(self) -> str:
        return reverse("marches:fichier", args=[self.siren, self.pk])

    @property
    def en_cours(self) -> bool:
        return self.etat in EN_COURS and not self.probleme

    @property
    def interrompu(self) -> bool:
        return self.etat in EN_COURS and bool(self.probleme)


class Geste(models.Model):
    """One act of correction: who, when, why, on how many contracts.

    What a spreadsheet says of contracts is an act too: read again, it takes the place of the first
    reading, below what was corrected since.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="gestes_marches")
    auteur = name_personne()
    fait_le = models.DateTimeField("fait le", auto_now_add=True)
    justification = models.CharField("justification", max_length=500)
    fichier = models.ForeignKey(
        "socle.Fichier", models.PROTECT, null=True, blank=True, related_name="preuves_marches"
    )
    nb_marches = models.PositiveIntegerField("marchés corrigés")
    tableau = models.ForeignKey(
        FichierMarches,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="gestes",
        verbose_name="tableau lu",
    )
    premier = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="première lecture du même tableau",
    )

    class Meta:
        db_table = "marches_geste"
        verbose_name = "correction d’un jour"
        verbose_name_plural = "corrections d’un jour"
        ordering = ("-fait_le", "-pk")

    def __str__(self) -> str:
        return f"Correction de {self.nb_marches} marchés"


class Correction(LieAuMarche):
    """A value given to one contract: never changed, undone at most.

    Its key is that of the contract today, which new data may change.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="corrections_marches")
    geste = models.ForeignKey(Geste, models.CASCADE, related_name="lignes")
    cle = models.CharField("clé du marché", max_length=20)
    identifiant = models.CharField("numéro du marché", max_length=100, blank=True)
    champ = models.CharField(
        "champ", max_length=30, choices=[(champ.value, champ.libelle) for champ in ChampCorrige]
    )
    valeur = models.CharField("valeur", max_length=60)
    publiee = models.CharField("valeur publiée ce jour-là", max_length=60, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = name_personne()

    class Meta:
        db_table = "marches_correction"
        verbose_name = "correction"
        ordering = ("pk",)
        indexes = (models.Index(fields=["espace", "cle"], name="marches_espace_cle"),)

    def __str__(self) -> str:
        return f"{ChampCorrige(self.champ).libelle} : {self.valeur}"


class VerdictPublications(models.TextChoices):
    UN = "un", "Un seul marché"
    DEUX = "deux", "Deux marchés"
    PLUS_TARD = "plus_tard", "Plus tard"


class DecisionPublications(models.Model):
    """What was decided of two publications, known by their marks; the one not withdrawn holds."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="decisions_publications")
    premiere = models.CharField("marque de la première", max_length=16)
    seconde = models.CharField("marque de la seconde", max_length=16)
    verdict = models.CharField("décision", max_length=10, choices=VerdictPublications)
    publications = models.JSONField("ce que disaient les publications", default=list)
    auteur = name_personne()
    decidee_le = models.DateTimeField("décidée le", auto_now_add=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    retiree_par = name_personne()

    class Meta:
        db_table = "marches_decisionpublications"
        verbose_name = "décision sur deux publications"
        verbose_name_plural = "décisions sur deux publications"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.get_verdict_display()


class EtatExport(models.TextChoices):
    """Where a table written in the background stands."""

    ATTENTE = "attente", "en préparation"
    PRET = "pret", "prêt"
    ECHEC = "echec", "interrompu"


class ExportMarches(models.Model):
    """A table of contracts too long to be written while somebody waits: the space's, for a week."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="exports_marches")
    auteur = name_personne()
    classeur = models.CharField("forme", max_length=4)
    filtre = models.CharField("marchés demandés", max_length=1500, blank=True)
    etat = models.CharField("état", max_length=8, choices=EtatExport, default=EtatExport.ATTENTE)
    total = models.PositiveIntegerField("marchés à écrire", default=0)
    faits = models.PositiveIntegerField("marchés écrits", default=0)
    fichier = models.ForeignKey(
        "socle.Fichier", models.PROTECT, null=True, blank=True, related_name="exports_marches"
    )
    demande_le = models.DateTimeField("demandé le", auto_now_add=True)

    class Meta:
        db_table = "marches_exportmarches"
        verbose_name = "export de marchés"
        verbose_name_plural = "exports de marchés"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("espace", "classeur", "filtre"),
                condition=models.Q(etat=EtatExport.ATTENTE),
                name="marches_export_en_cours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_etat_display()} : {self.classeur}"


# --- The examination of a large buyer's contracts: made by the worker, for one version of the
# store ---
# The repaired file is made with it, so that nobody waits for it in a page. It only holds what
# anybody can read in the published data: it belongs to no space.


ABANDON: Final = timedelta(minutes=10)  # a work of which nothing is heard


class Examen(models.Model):
    """One examination, how far it is, and its result."""

    class Etat(models.TextChoices):
        EN_COURS = "en_cours", "en cours"
        FAIT = "fait", "fait"
        ECHEC = "echec", "échoué"

    siren = models.CharField("SIREN", max_length=9)
    version = models.CharField("version de l’entrepôt", max_length=20)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_COURS)
    total = models.PositiveIntegerField("contrats")
    faits = models.PositiveIntegerField("contrats examinés", default=0)
    contenu = models.BinaryField("résultat", default=bytes)
    repare = models.BinaryField("fichier réparé, compressé", default=bytes)
    taille = models.PositiveIntegerField("taille du fichier réparé", default=0)
    fait_le = models.DateTimeField("fait le", null=True)
    demande_le = models.DateTimeField("demandé le", default=timezone.now)

    class Meta:
        db_table = "reparation_examen"
        verbose_name = "examen"
        constraints = (
            models.UniqueConstraint(
                fields=("siren", "version"), name="reparation_examen_par_version"
            ),
        )

    def __str__(self) -> str:
        return f"Examen de {self.siren}"

    @property
    def avance(self) -> bool:
        """Tell whether somebody is at work on it; a task that died leaves it behind."""
        limite = timezone.now() - ABANDON
        return self.etat == self.Etat.EN_COURS and self.demande_le > limite
