"""Writes targets and values. A value is never changed: another one replaces it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from spaser.metier.cibles.modele import NatureValeur
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.models import IndicateurSuivi, PointPasse, Valeur
from spaser.web.cibles.selectors import read_suivi
from spaser.web.cibles.vises import Vise, list_vises
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.services import save_ligne, start_legale
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@dataclass(frozen=True, kw_only=True)
class ValeurNotee:
    """A value that somebody gives for a year, or that is taken from the site."""

    annee: int
    valeur: Decimal
    nature: NatureValeur = NatureValeur.SAISIE
    source: str = ""
    preuve: str = ""
    commentaire: str = ""
    fournie_par: str = ""
    fiche: int | None = None  # the collection sheet that brought it
    calcul: ValeurLue | None = None  # what the site computed, when the value is its own

    @property
    def champs(self) -> dict[str, Any]:
        dits = {
            nom: getattr(self, nom)
            for nom in ("annee", "valeur", "source", "preuve", "commentaire", "fournie_par")
        } | {"nature": self.nature.value, "fiche_id": self.fiche}
        return dits | _copy(self.calcul) if self.calcul else dits


def _copy(calcul: ValeurLue) -> dict[str, Any]:
    """Return what is kept of a figure of the site, beside its value."""
    return {
        nom: getattr(calcul, nom)
        for nom in ("bas", "haut", "numerateur", "denominateur", "n", "inconnus", "reference",
                    "reserve", "source")
    } | {"origine": calcul.origine.value if calcul.origine else ""}  # fmt: skip


@transaction.atomic
def save_visee(
    espace: Espace,
    vise: Vise,
    champs: Mapping[str, Any],
    de_la_ligne: Mapping[str, Any],
    auteur: Utilisateur,
) -> IndicateurSuivi:
    visee = _hold(espace, vise)
    ligne = _save_ligne(espace, vise, de_la_ligne, auteur)
    if visee.pk:
        save_version(visee, visee.version, **champs, ligne=ligne, modifie_par=auteur)
    else:
        visee.ligne = ligne
        for nom, valeur in champs.items():
            setattr(visee, nom, valeur)
        keep_visee(vise, auteur)
    record("cibles.modification", auteur=auteur, objet=visee, espace=espace)
    return visee


@transaction.atomic
def add_propre(espace: Espace, champs: Mapping[str, str], auteur: Utilisateur) -> LigneGrille:
    """Follow an indicator of the buyer's own: return its line, on the short list of the grid."""
    ligne = LigneGrille.objects.create(
        espace=espace,
        rubrique=champs["rubrique"],
        indicateur=champs["indicateur"],
        referent=champs["referent"],
        responsable=champs["referent"],
        retenu=True,
        modifie_par=auteur,
    )
    visee = IndicateurSuivi.objects.create(
        espace=espace,
        ligne=ligne,
        libelle=champs["indicateur"],
        unite=champs["unite"],
        definition=champs["definition"],
        modifie_par=auteur,
    )
    record("cibles.ajout", auteur=auteur, objet=visee, espace=espace)
    return ligne


def _hold(espace: Espace, vise: Vise) -> IndicateurSuivi:
    """Return what is aimed at; VersionDepassee if somebody just began it."""
    if vise.visee.pk:
        return vise.visee
    espace.hold()
    actuel = next((v for v in list_vises(espace) if v.cle == vise.cle), None)
    if actuel and actuel.visee.pk:
        raise VersionDepassee
    return vise.visee


def _save_ligne(
    espace: Espace, vise: Vise, champs: Mapping[str, Any], auteur: Utilisateur
) -> LigneGrille:
    """Say who answers for an indicator; a line of the law enters the grid with it."""
    ligne = vise.suivi.ligne
    if ligne is None:
        return start_legale(espace, vise.suivi.code, champs, auteur)
    if any(getattr(ligne, nom) != valeur for nom, valeur in champs.items()):
        save_ligne(espace, ligne, champs, auteur)
    return ligne


def keep_visee(vise: Vise, auteur: Utilisateur) -> IndicateurSuivi:
    """Return what is aimed at, kept: a value needs something to be the value of."""
    visee = vise.visee
    if visee.pk:
        return visee
    tenues = IndicateurSuivi.objects.filter(espace=visee.espace, ligne=visee.ligne)
    tenue = tenues.filter(code=visee.code).first()
    if tenue is None:
        visee.version, visee.modifie_par = 1, auteur
        visee.save()
    return tenue or visee


@transaction.atomic
def note_valeurs(
    espace: Espace,
    notees: Iterable[tuple[Vise, ValeurNotee]],
    auteur: Utilisateur,
    geste: str = "cibles.valeur",
) -> uuid.UUID | None:
    """Keep values as one act; return what undoes it, or None when they were all there already."""
    espace.hold()
    lot = uuid.uuid4()
    faites = [_note(keep_visee(vise, auteur), notee, auteur, lot) for vise, notee in notees]
    nombre = sum(faites)
    if nombre:
        record(geste, auteur=auteur, espace=espace, details={"valeurs": nombre, "lot": str(lot)})
    return lot if nombre else None


@transaction.atomic
def keep_calculees(
    espace: Espace, annee: int | None, auteur: Utilisateur
) -> tuple[uuid.UUID | None, int]:
    """Keep what the site computes of a year, where nobody typed another value: what undoes it.

    It is read once nobody else can write; the second number is how many there were to keep.
    """
    espace.hold()
    notees = [
        (
            ligne.vise,
            ValeurNotee(
                annee=une.annee, valeur=une.valeur, nature=NatureValeur.AUTOMATIQUE, calcul=une
            ),
        )
        for ligne in read_suivi(espace, annee).lignes
        if (une := ligne.calculee)
        and (ligne.valeur is None or ligne.valeur.nature is NatureValeur.AUTOMATIQUE)
    ]
    lot = note_valeurs(espace, notees, auteur, "cibles.releve") if notees else None
    return lot, len(notees)


def _note(
    visee: IndicateurSuivi,
    notee: ValeurNotee,
    auteur: Utilisateur,
    lot: uuid.UUID,
) -> bool:
    """Keep a value in place of the one that held; say whether it changes anything."""
    champs = notee.champs
    tenue = visee.valeurs.filter(annee=notee.annee)
    actuelle = tenue.filter(remplacee_le__isnull=True, annulee_le__isnull=True).first()
    if actuelle and all(getattr(actuelle, nom) == valeur for nom, valeur in champs.items()):
        return False
    if actuelle:
        actuelle.remplacee_le = timezone.now()
        actuelle.save(update_fields=["remplacee_le"])
    nouvelle = Valeur.objects.create(indicateur=visee, **champs, auteur=auteur, lot=lot)
    if actuelle:
        actuelle.remplacee_par = nouvelle
        actuelle.save(update_fields=["remplacee_par"])
    return True


@transaction.atomic
def undo_lot(espace: Espace, lot: uuid.UUID, auteur: Utilisateur) -> tuple[int, int]:
    """Undo an act: what it replaced holds again; return how many, and how many were changed since.

    A value that somebody has replaced since stays replaced: that later act is not undone.
    """
    espace.hold()
    toutes = Valeur.objects.filter(indicateur__espace=espace, lot=lot, annulee_le__isnull=True)
    tenues = list(toutes.filter(remplacee_le__isnull=True))
    changees = toutes.count() - len(tenues)
    maintenant = timezone.now()
    for valeur in tenues:
        valeur.annulee_le = maintenant
        valeur.save(update_fields=["annulee_le"])
        valeur.remplacees.update(remplacee_le=None, remplacee_par=None)
    if tenues:
        details = {"valeurs": len(tenues), "lot": str(lot)}
        record("cibles.annulation", auteur=auteur, espace=espace, details=details)
    return len(tenues), changees


@transaction.atomic
def pass_point(espace: Espace, code: str, raison: str, auteur: Utilisateur) -> None:
    """Leave a point of the checklist aside, for a reason that is kept."""
    point, _ = PointPasse.objects.update_or_create(
        espace=espace, code=code, defaults={"raison": raison, "auteur": auteur}
    )
    record("cibles.passe", auteur=auteur, objet=point, espace=espace)


@transaction.atomic
def resume_point(espace: Espace, code: str, auteur: Utilisateur) -> None:
    """Take a point of the checklist back."""
    if PointPasse.objects.filter(espace=espace, code=code).delete()[0]:
        record("cibles.repris", auteur=auteur, espace=espace, details={"point": code})


@transaction.atomic
def withdraw(espace: Espace, valeur: Valeur, auteur: Utilisateur) -> bool:
    """Take one value back, which stays in the history; say whether it still held."""
    espace.hold()
    tenue = Valeur.objects.en_vigueur().filter(pk=valeur.pk, indicateur__espace=espace)
    retiree = bool(tenue.update(annulee_le=timezone.now()))
    if retiree:
        record("cibles.retrait", auteur=auteur, objet=valeur.indicateur, espace=espace)
    return retiree
