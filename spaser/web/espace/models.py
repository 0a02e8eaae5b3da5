"""What a buyer's space keeps: its own answers, and what its tools propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spaser.documents.francais import format_date_courte
from spaser.metier import perimetre
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.perimetre import Concessions, Organisme, ReponsePerimetre
from spaser.metier.propositions import EtatProposition, NatureProposition
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace


def _choices(valeurs: type[Nomenclature]) -> list[tuple[str, str]]:
    return [(valeur.value, valeur.libelle) for valeur in valeurs]


class Perimetre(models.Model):
    """The answers of one day; the last ones hold, the former ones stay."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="perimetres")
    budgets_annexes = models.CharField(max_length=10, choices=_choices(ReponsePerimetre))
    organismes = models.JSONField(default=list, blank=True)
    concessions = models.CharField(max_length=10, choices=_choices(Concessions))
    coordonnateur = models.CharField(max_length=10, choices=_choices(ReponsePerimetre))
    membre = models.CharField(max_length=10, choices=_choices(ReponsePerimetre))
    centrales = models.CharField(max_length=10, choices=_choices(ReponsePerimetre))
    noms_centrales = models.CharField(max_length=200, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    enregistre_le = models.DateTimeField("enregistré le", auto_now_add=True)

    class Meta:
        verbose_name = "périmètre"
        ordering = ("-enregistre_le", "-pk")

    def __str__(self) -> str:
        return f"Périmètre du {format_date_courte(self.enregistre_le)}"

    def read(self) -> perimetre.Perimetre:
        return perimetre.Perimetre(
            budgets_annexes=ReponsePerimetre(self.budgets_annexes),
            organismes=tuple(Organisme(o["siren"], o["nom"]) for o in self.organismes),
            concessions=Concessions(self.concessions),
            coordonnateur=ReponsePerimetre(self.coordonnateur),
            membre=ReponsePerimetre(self.membre),
            centrales=ReponsePerimetre(self.centrales),
            noms_centrales=self.noms_centrales,
        )


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
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

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
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    conclue_le = models.DateTimeField("conclue le", auto_now_add=True)

    class Meta:
        """The latest first; in the table of spend, where it was born."""

        app_label = "depenses"
        verbose_name = "obligation conclue"
        verbose_name_plural = "obligations conclues"
        ordering = ("-conclue_le", "-pk")

    def __str__(self) -> str:
        return f"{self.titre} ({self.annee})"
