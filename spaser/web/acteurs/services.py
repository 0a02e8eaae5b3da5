"""Writes the stakeholders of a space: each gesture leaves its line in the journal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Model

from spaser.metier.acteurs import modele
from spaser.metier.acteurs.catalogue import ActeurSuggere
from spaser.metier.droits import Operation
from spaser.web.acteurs.models import Acteur, SuggestionEcartee
from spaser.web.commun.corbeille import put_aside
from spaser.web.commun.outils import Sorte
from spaser.web.commun.versions import VersionDepassee, take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

ACTEUR: Final = Sorte("acteur", "Acteur", Acteur, Operation.MODIFIER_ACTEURS)
_LOT: Final = 100  # rows a statement: longer ones are slow to prepare


@transaction.atomic
def create_acteur(espace: Espace, valeurs: modele.Acteur, auteur: Utilisateur) -> Acteur:
    """Add a stakeholder; an identifier that is free is kept, so that files find it again."""
    acteur = Acteur(espace=espace, modifie_par=auteur)
    acteur.write(valeurs)
    if valeurs.cle and not Acteur.objects.filter(espace=espace, cle=valeurs.cle).exists():
        acteur.cle = uuid.UUID(valeurs.cle)
    acteur.save()
    _note("acteur.ajout", acteur, auteur)
    return acteur


def create_acteurs(
    espace: Espace, lignes: Iterable[modele.Acteur], auteur: Utilisateur
) -> list[Acteur]:
    """Add many stakeholders at once; the caller writes their one line of journal."""
    pris = {str(c) for c in Acteur.objects.filter(espace=espace).values_list("cle", flat=True)}
    acteurs = []
    for ligne in lignes:
        acteur = Acteur(espace=espace, modifie_par=auteur)
        acteur.write(ligne)
        if ligne.cle and ligne.cle not in pris:
            acteur.cle = uuid.UUID(ligne.cle)
            pris.add(ligne.cle)
        acteurs.append(acteur)
    return Acteur.objects.bulk_create(acteurs, batch_size=_LOT)


@transaction.atomic
def update_acteur(
    acteur: Acteur, valeurs: modele.Acteur, version: int, auteur: Utilisateur
) -> None:
    """Replace a line; VersionDepassee when it is no longer the one that was read."""
    take_version(acteur, version)
    if acteur.ecarte_le:
        raise VersionDepassee
    acteur.write(valeurs)
    acteur.modifie_par = auteur
    acteur.save()
    _note("acteur.modification", acteur, auteur)


@transaction.atomic
def accept_suggestion(espace: Espace, suggestion: ActeurSuggere, auteur: Utilisateur) -> Acteur:
    """Add a suggested stakeholder, once: it is found again even when renamed since."""
    deja = Acteur.objects.presentes().filter(espace=espace, suggestion=suggestion.code).first()
    if deja:
        return deja
    take_back_suggestion(espace, suggestion.code, auteur)
    acteur = create_acteur(espace, suggestion.make_acteur(), auteur)
    acteur.suggestion = suggestion.code
    acteur.save(update_fields=["suggestion"])
    return acteur


@transaction.atomic
def set_aside_suggestion(espace: Espace, code: str, auteur: Utilisateur) -> None:
    """Leave a suggestion out of those that a space reads; once is enough."""
    ecartee, nouvelle = SuggestionEcartee.objects.get_or_create(
        espace=espace, code=code, defaults={"auteur": auteur}
    )
    if nouvelle:
        _note_suggestion("ecart", ecartee, espace, auteur)


@transaction.atomic
def take_back_suggestion(espace: Espace, code: str, auteur: Utilisateur) -> None:
    ecartee = SuggestionEcartee.objects.filter(espace=espace, code=code).first()
    if ecartee:
        _note_suggestion("reprise", ecartee, espace, auteur)
        ecartee.delete()


@transaction.atomic
def merge_into(
    espace: Espace, garde: Acteur, valeurs: modele.Acteur, autre: Acteur, auteur: Utilisateur
) -> None:
    """Make one of two: all that names the other follows, the other goes to the bin.

    Every table that names a stakeholder is moved, of whichever app it is.
    """
    update_acteur(garde, valeurs, garde.version, auteur)
    for lien in Acteur._meta.related_objects:  # noqa: SLF001 - Django's own name for it
        lignes = lien.related_model._base_manager  # noqa: SLF001 - same
        for ligne in lignes.filter(**{lien.field.name: autre}):
            _rename(ligne, lien.field.attname, garde.pk)
    put_aside(espace, ACTEUR, autre, auteur)


def _rename(ligne: Model, champ: str, garde: int) -> None:
    """Let a row name the one that stays; a row that says the same of it already is enough."""
    setattr(ligne, champ, garde)
    dit = {f.attname: getattr(ligne, f.attname) for f in ligne._meta.concrete_fields}  # noqa: SLF001 - Django's own name for it
    del dit[ligne._meta.pk.attname]  # noqa: SLF001 - same
    if type(ligne)._base_manager.filter(**dit).exists():  # noqa: SLF001 - same
        ligne.delete()
    else:
        ligne.save(update_fields=[champ])


def _note_suggestion(
    geste: str, ecartee: SuggestionEcartee, espace: Espace, auteur: Utilisateur
) -> None:
    record(
        f"suggestion.{geste}",
        auteur=auteur,
        objet=ecartee,
        espace=espace,
        details={"code": ecartee.code},
    )


def _note(geste: str, acteur: Acteur, auteur: Utilisateur) -> None:
    record(geste, auteur=auteur, objet=acteur, espace=acteur.espace)
