"""What a team keeps of its work together, beside the tools of its space."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from spaser.documents.francais import format_date_courte
from spaser.regles import indicateurs
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.corrections import RaisonAttente, Trait
from spaser.regles.demandes import RELANCES_MAX
from spaser.regles.droits import EtatProposition, NatureProposition
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.comptes.models import Utilisateur, name_personne
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.socle.champs import say
from spaser.site.socle.versions import Versionne

TEXTE_MAX = 4000
HORS_FORME = "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."
SIGNATURE_MAX = 200


class LieAuMarche(models.Model):
    """What is said of a contract, and on what it was said: it follows the contract in new data.

    `trait` is what the contract said that day; `attente` is why it waits for the buyer.
    """

    trait = models.JSONField("ce que disait le marché", default=dict, blank=True)
    attente = models.CharField(
        "ce qui manque",
        max_length=10,
        choices=[(valeur.value, valeur.libelle) for valeur in RaisonAttente],
        default="",
        blank=True,
    )

    class Meta:
        abstract = True

    @property
    def vise(self) -> Trait:
        return Trait.read(self.trait)

    @property
    def raison(self) -> RaisonAttente:
        return RaisonAttente(self.attente)


class Discussion(LieAuMarche):
    """The talk about one thing: its key, its name, where it is; of a space, or of the site."""

    espace = models.ForeignKey(
        Espace, models.CASCADE, null=True, blank=True, related_name="discussions"
    )
    objet = models.CharField(max_length=120)
    titre = models.CharField(max_length=300)
    adresse = models.CharField(max_length=300)
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    close_par = name_personne()

    class Meta:
        db_table = "commun_discussion"
        verbose_name = "discussion"
        ordering = ("-ouverte_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "objet"],
                nulls_distinct=False,
                name="commun_discussion_unique",
            ),
        )

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Return the place, on its page, where it is read."""
        return f"{self.adresse}#discussion"


class Commentaire(Versionne, Ecartable):
    """What somebody said, in a discussion; `signature`: who said it by a link, without account."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="commentaires")
    auteur = name_personne()
    signature = models.CharField(
        "dit par", max_length=SIGNATURE_MAX, blank=True, default="", db_default=""
    )
    texte = models.TextField(max_length=TEXTE_MAX)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)

    class Meta:
        db_table = "commun_commentaire"
        verbose_name = "commentaire"
        ordering = ("ecrit_le", "pk")

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def nom_auteur(self) -> str:
        """Return who said it, even once her account is gone."""
        if self.signature:
            return f"{self.signature}, par son lien"
        return self.auteur.nom_complet if self.auteur else "Compte effacé"


class Mention(models.Model):
    commentaire = models.ForeignKey(Commentaire, models.CASCADE, related_name="mentions")
    membre = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions_recues"
    )
    lue_le = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        db_table = "commun_mention"
        verbose_name = "mention"
        ordering = ("-commentaire__ecrit_le", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["commentaire", "membre"], name="equipe_mention_unique"),
        )

    def __str__(self) -> str:
        return f"{self.membre} : {self.commentaire}"


class ReglageOutil(models.Model):
    """Whether a tool is on in a space, since when and by whom; without a line, it is."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="reglages_outils")
    outil = models.CharField(max_length=40)
    actif = models.BooleanField(default=True)
    auteur = name_personne()
    change_le = models.DateTimeField("changé le", auto_now=True)

    class Meta:
        db_table = "commun_reglageoutil"
        verbose_name = "réglage d’un outil"
        verbose_name_plural = "réglages des outils"
        ordering = ("outil", "pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "outil"], name="commun_outil_unique"),
        )

    def __str__(self) -> str:
        return f"{self.outil} : {'en marche' if self.actif else 'éteint'}"


class LiensPartage(models.QuerySet["LienPartage"]):
    def ouverts(self) -> LiensPartage:
        """Keep those that open: neither taken back nor over."""
        sans_fin = Q(expire_le=None) | Q(expire_le__gt=timezone.now())
        return self.filter(sans_fin, retire_le=None)


class LienPartage(models.Model):
    """A link that opens one thing to whoever holds it: the one table of those that the site signs.

    `vue` is its purpose. What it opens is its space, its bearer, or the row that points at it
    (`lien`). `porteur` is the account that bears it, `pour` says it in words. It lasts until
    `expire_le`, else as long as what it opens. `tirage` grows when it is renewed: the former
    address opens nothing any more.
    """

    espace = models.ForeignKey(
        Espace, models.CASCADE, null=True, blank=True, related_name="liens_partage"
    )
    vue = models.CharField("page ouverte", max_length=60)
    pour = models.CharField("donné à", max_length=120, blank=True)
    porteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    tirage = models.PositiveIntegerField("adresse renouvelée", default=0, db_default=0)
    cree_par = name_personne()
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    lectures = models.PositiveIntegerField(default=0)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    objects = LiensPartage.as_manager()

    class Meta:
        db_table = "commun_lienpartage"
        verbose_name = "lien de partage"
        verbose_name_plural = "liens de partage"
        ordering = ("-cree_le", "-pk")

    def __str__(self) -> str:
        return " – ".join(filter(None, [str(self.espace or ""), self.pour])) or self.vue

    @property
    def lien(self) -> LienPartage:
        """Return itself, as a row that points at it does."""
        return self

    @property
    def lieu(self) -> Espace:
        return cast("Espace", self.espace)


class DemandeParLien(models.Model):
    """What somebody is asked by a link, without account; reminded twice at most, while it waits."""

    LUES: ClassVar[tuple[str, ...]] = ()  # what is read with it

    lien = models.OneToOneField(
        LienPartage, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    courriel = models.EmailField("adresse électronique", blank=True, default="", db_default="")
    say(courriel, requis="Écrivez l’adresse de la personne.", invalide=HORS_FORME)
    relances = models.PositiveSmallIntegerField("rappels", default=0, db_default=0)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def a_qui(self) -> Utilisateur | str:
        """Return who is written to; nothing once her address is forgotten."""
        return self.courriel

    @property
    def est_ouverte(self) -> bool:
        """Say whether its link opens."""
        lien = self.lien
        fini = lien and lien.expire_le and lien.expire_le <= timezone.now()
        return lien is not None and not (fini or lien.retire_le)

    @property
    def attend(self) -> bool:
        """Say whether an answer is awaited."""
        return self.est_ouverte and self.repondue_le is None

    @property
    def peut_relancer(self) -> bool:
        return self.attend and self.relances < RELANCES_MAX


# --- What a buyer's space keeps: its own answers, and what its tools propose ---


def _choices(valeurs: type[Nomenclature]) -> list[tuple[str, str]]:
    return [(valeur.value, valeur.libelle) for valeur in valeurs]


class Perimetre(models.Model):
    """The answers of one day; the last ones hold, the former ones stay."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="perimetres")
    budgets_annexes = models.CharField(
        max_length=10, choices=_choices(indicateurs.ReponsePerimetre)
    )
    organismes = models.JSONField(default=list, blank=True)
    concessions = models.CharField(max_length=10, choices=_choices(indicateurs.Concessions))
    coordonnateur = models.CharField(max_length=10, choices=_choices(indicateurs.ReponsePerimetre))
    membre = models.CharField(max_length=10, choices=_choices(indicateurs.ReponsePerimetre))
    centrales = models.CharField(max_length=10, choices=_choices(indicateurs.ReponsePerimetre))
    noms_centrales = models.CharField(max_length=200, blank=True)
    auteur = name_personne()
    enregistre_le = models.DateTimeField("enregistré le", auto_now_add=True)

    class Meta:
        verbose_name = "périmètre"
        ordering = ("-enregistre_le", "-pk")

    def __str__(self) -> str:
        return f"Périmètre du {format_date_courte(self.enregistre_le)}"

    def read(self) -> indicateurs.Perimetre:
        return msgspec.convert(self, indicateurs.Perimetre, from_attributes=True)


class Proposition(Versionne):
    """What a tool proposes to this buyer, until somebody keeps it or sets it aside."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="propositions")
    origine = models.CharField("outil qui propose", max_length=20)
    nature = models.CharField(max_length=12, choices=_choices(NatureProposition))
    code = models.CharField(max_length=60)
    libelle = models.CharField("libellé", max_length=300)
    raison = models.TextField()
    etat = models.CharField(
        "état",
        max_length=10,
        choices=_choices(EtatProposition),
        default=EtatProposition.PROPOSEE.value,
    )
    motif = models.CharField("pourquoi", max_length=300, blank=True)
    proposee_le = models.DateTimeField("proposée le", auto_now_add=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = name_personne()

    class Meta:
        verbose_name = "proposition"
        ordering = ("proposee_le", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("espace", "origine", "nature", "code"),
                name="espace_proposition_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.code}"

    @property
    def cle(self) -> tuple[str, str]:
        return (self.nature, self.code)


class ObligationGardee(models.Model):
    """Whether the law binds this buyer, concluded on a day; the last one holds, all stay."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="obligations_conclues")
    annee = models.PositiveSmallIntegerField("année")
    nature = models.CharField(max_length=24, choices=_choices(NatureAcheteur))
    territoire = models.CharField(max_length=20, choices=_choices(Territoire))
    habitants = models.PositiveIntegerField(null=True, blank=True)
    des_extraits = models.BooleanField("tiré des extraits", default=False)
    partielle = models.BooleanField(default=False)
    bas = models.DecimalField(max_digits=15, decimal_places=2)
    haut = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    verdict = models.CharField(max_length=12, choices=_choices(Assujettissement))
    titre = models.CharField(max_length=200)
    raison = models.TextField()
    manques = models.JSONField(default=list, blank=True)
    reserves = models.JSONField("réserves", default=list, blank=True)
    fondements = models.JSONField(default=list, blank=True)
    auteur = name_personne()
    conclue_le = models.DateTimeField("conclue le", auto_now_add=True)

    class Meta:
        """The latest first; in the table of spend, where it was born."""

        db_table = "depenses_obligationgardee"

        verbose_name = "obligation conclue"
        verbose_name_plural = "obligations conclues"
        ordering = ("-conclue_le", "-pk")

    def __str__(self) -> str:
        return f"{self.titre} ({self.annee})"


# --- What a space froze: values that never change, and the files made from them ---


class NatureEdition(Nomenclature):
    SCHEMA = "schema", "Schéma"
    PUBLICATION = "publication", "Résultats publiés"
    POINT = "point_annuel", "Point annuel"
    PLAN = "plan", "Édition du plan"


class EditionArretee(models.Model):
    """Values as they stood on a day: written once, whatever the data become."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="editions")
    nature = models.CharField(
        "nature", max_length=12, choices=[(n.value, n.libelle) for n in NatureEdition]
    )
    titre = models.CharField("titre", max_length=200)
    contenu = models.JSONField("valeurs arrêtées", default=dict)
    charte = models.JSONField("logo et couleurs", default=dict, db_default={}, blank=True)
    arretee_par = name_personne()
    arretee_le = models.DateTimeField("arrêtée le", default=timezone.now)

    class Meta:
        verbose_name = "édition arrêtée"
        verbose_name_plural = "éditions arrêtées"
        ordering = ("-arretee_le", "-pk")

    def __str__(self) -> str:
        return self.titre


class Arrete(models.Model):
    """What freezes its values: they stand in an edition, None as long as nothing is frozen.

    `contenu` held them before. It is read for what the former version freezes while it is replaced:
    the next release drops it.
    """

    contenu = models.JSONField("valeurs arrêtées, avant", default=dict, blank=True)
    arretee = models.OneToOneField(
        EditionArretee, models.SET_NULL, null=True, blank=True, related_name="%(model_name)s"
    )

    class Meta:
        abstract = True

    @property
    def valeurs(self) -> Any:  # noqa: ANN401 - plain values, by name
        return self.arretee.contenu if self.arretee else self.contenu


class FichierArrete(models.Model):
    """A file of a frozen edition, as it left: it is handed over as it is, never made again."""

    edition = models.ForeignKey(EditionArretee, models.CASCADE, related_name="fichiers")
    nom = models.CharField("nom", max_length=120)
    octets = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier d’une édition"
        verbose_name_plural = "fichiers d’une édition"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "nom"), name="espace_fichier_arrete_unique"),
        )

    def __str__(self) -> str:
        return self.nom
