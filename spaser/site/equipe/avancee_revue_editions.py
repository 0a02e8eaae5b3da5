"""How far buyers have come: read in spaces that agree, counted each night, shown unnamed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from dsfr.forms import DsfrBaseForm

from spaser.moteur.referentiels.annuaire import name_region
from spaser.regles import editions
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.models import Acteur, Campagne
from spaser.site.equipe import models
from spaser.site.espace.models import Perimetre
from spaser.site.organisations.models import Espace
from spaser.site.plan.models.actions import Action
from spaser.site.plan.models.cibles import PointAnnuel
from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Publication, Redaction, SchemaAdopte
from spaser.site.socle.formulaires import ask_texte
from spaser.site.socle.journal import record

INCONNUE: Final = "Non renseignée"


def read_situations_programme() -> list[editions.AcheteurSitue]:
    """Return where each organisation that agrees stands, in one question to the database."""
    espaces = Espace.objects.filter(participation__comptee=True, organisation__isnull=False)
    lus = _prove(espaces.select_related("organisation"))
    return [_read(espace) for espace in lus if not espace.est_fictif]


def read_jalon(espace: Espace) -> editions.Jalon:
    return _find(_prove(Espace.objects.filter(pk=espace.pk)).get())


def _read(espace: Any) -> editions.AcheteurSitue:  # noqa: ANN401 - a space and what was asked of it
    return editions.AcheteurSitue(
        _find(espace), espace.organisation.code_region, espace.organisation.type
    )


def _find(espace: Any) -> editions.Jalon:  # noqa: ANN401 - same
    return editions.find_jalon(j for j in editions.JALONS if getattr(espace, f"a_{j.value}", False))


def _prove(espaces: QuerySet[Espace]) -> QuerySet[Any]:
    return espaces.annotate(
        **{f"a_{jalon.value}": preuve for jalon, preuve in _list_preuves().items()}
    )


def _list_preuves() -> Mapping[editions.Jalon, Any]:
    def has(lignes: QuerySet[Any]) -> Exists:
        return Exists(lignes.order_by().filter(espace=OuterRef("pk")))

    fiches = Fiche.objects.publiees().select_related(None).order_by()
    adoptees = fiches.filter(siren=OuterRef("siren")).exclude(adopte_le="")
    return {
        editions.Jalon.PERIMETRE: has(Perimetre.objects.all()),
        editions.Jalon.DIAGNOSTIC: has(Campagne.objects.filter(figee_le__isnull=False)),
        editions.Jalon.ACTEURS: has(Acteur.objects.presentes()),
        editions.Jalon.PLAN: has(Action.objects.presentes()),
        editions.Jalon.REDACTION: has(Redaction.objects.filter(modifiee_le__isnull=False)),
        editions.Jalon.ADOPTE: has(SchemaAdopte.objects.filter(adopte_le__isnull=False))
        | Exists(adoptees),
        editions.Jalon.SUIVI: has(PointAnnuel.objects.clos()) | has(Publication.objects.publiees()),
    }


@transaction.atomic
def count_jalons(jour: date) -> None:
    """Write the counts of a day in place of the former ones."""
    compte = editions.count_situations(read_situations_programme())
    models.CompteJalon.objects.all().delete()
    models.CompteJalon.objects.bulk_create(
        models.CompteJalon(axe=axe, valeur=valeur, jalon=jalon, nombre=nombre, jour=jour)
        for (axe, valeur, jalon), nombre in _flatten(compte).items()
    )


def _flatten(compte: editions.EtatDesLieux) -> dict[tuple[str, str, str], int | None]:
    lignes: dict[tuple[str, str, str], int | None] = {(models.Axe.ENSEMBLE, "", ""): compte.total}
    for jalon, nombre in zip(editions.JALONS, compte.jalons, strict=True):
        lignes[models.Axe.ENSEMBLE, "", jalon.value] = nombre
    for axe, tableau in ((models.Axe.REGION, compte.regions), (models.Axe.TYPE, compte.types)):
        for valeur, cellules, somme in zip(
            tableau.valeurs, tableau.cellules, tableau.lignes, strict=True
        ):
            lignes[axe, valeur, ""] = somme
            for jalon, nombre in zip(editions.JALONS, cellules, strict=True):
                lignes[axe, valeur, jalon.value] = nombre
    return lignes


@dataclass(frozen=True, slots=True)
class DernierComptage:
    """What was counted the last time; None when nobody counted yet."""

    jour: date
    compte: editions.EtatDesLieux


def read_comptes() -> DernierComptage | None:
    """Return what was counted the last time, in one question to the database."""
    lignes = list(models.CompteJalon.objects.all())
    if not lignes:
        return None
    nombres = {(ligne.axe, ligne.valeur, ligne.jalon): ligne.nombre for ligne in lignes}
    compte = editions.EtatDesLieux(
        tuple(nombres[models.Axe.ENSEMBLE, "", jalon.value] for jalon in editions.JALONS),
        nombres[models.Axe.ENSEMBLE, "", ""],
        _gather(models.Axe.REGION, nombres),
        _gather(models.Axe.TYPE, nombres),
    )
    return DernierComptage(lignes[0].jour, compte)


def _gather(
    axe: models.Axe, nombres: Mapping[tuple[str, str, str], int | None]
) -> editions.TableauMontre:
    valeurs = tuple(valeur for lu, valeur, jalon in nombres if lu == axe and not jalon)
    return editions.TableauMontre(
        tuple(name_valeur_axe(axe, valeur) for valeur in valeurs),
        tuple(tuple(nombres[axe, valeur, j.value] for j in editions.JALONS) for valeur in valeurs),
        tuple(nombres[axe, valeur, ""] for valeur in valeurs),
    )


def name_valeur_axe(axe: models.Axe, valeur: str) -> str:
    if axe == models.Axe.REGION:
        return name_region(valeur) or INCONNUE
    return TypeStructure(valeur).libelle if valeur else INCONNUE


# --- Writes what a space agrees to ---


@transaction.atomic
def agree(
    espace: Espace, auteur: Utilisateur, maintenant: datetime, *, comptee: bool, aide: str | None
) -> None:
    """Note what a space agrees to; `aide` is None when it asks for none, else a word or nothing.

    The day of a request changes with its words alone.
    """
    espace.hold()
    part, _ = models.Participation.objects.get_or_create(espace=espace)
    change = part.comptee != comptee
    autre_aide = (part.aide, part.mot) != (aide is not None, aide or "")
    if not (change or autre_aide):
        return
    part.comptee, part.aide, part.mot, part.auteur = comptee, aide is not None, aide or "", auteur
    if autre_aide:
        part.aide_le = maintenant if part.aide else None
    part.save()
    if change:
        geste = "programme.compte" if comptee else "programme.retrait"
        record(geste, auteur=auteur, objet=part, espace=espace)
    if autre_aide:
        geste = "programme.aide" if part.aide else "programme.sans_aide"
        record(geste, auteur=auteur, objet=part, espace=espace)


# --- What a space agrees to ---


class FormParticipation(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = models.Participation
        fields = ("comptee", "aide", "mot")

    comptee = forms.BooleanField(
        label="Compter notre jalon parmi ceux des autres acheteurs",
        required=False,
        help_text="Un nombre par région et par nature, sans nom\u00a0; rien n’est montré sous cinq "
        "acheteurs.",
    )
    aide = forms.BooleanField(
        label="Nous aimerions être aidés",
        required=False,
        help_text="L’équipe du programme le lit, avec le nom de votre organisation, et vous "
        "contacte.",
    )
    mot = ask_texte(
        "Ce qui nous aiderait",
        models.MOT_MAX,
        aide="N’y nommez personne. L’équipe seule le lit.",
    )

    def read(self) -> tuple[bool, str | None]:
        lu = self.cleaned_data
        return lu["comptee"], lu["mot"] if lu["aide"] else None
