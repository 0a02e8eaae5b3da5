"""Finds the name of somebody who leaves in what others typed, and tells them where it stands.

Nothing is changed: those who read a text decide. The journal keeps the place, never the name: a
space's journal for its members, the site's for the team.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, Final

from django.db.models import (
    CASCADE,
    CharField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse

from spaser.lettres import fold_mots
from spaser.web.commun.outils import list_manifestes
from spaser.web.comptes.donnees_personnelles import MACHINE, MODELES, list_modeles
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record
from spaser.web.socle.models import Fichier

_CIVILITES: Final = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle")
_LETTRES: Final = re.compile("[A-Za-z0-9]+")
_ECHAPPES: Final = re.compile(r"\\u([0-9a-f]{4})")


def find_citations(personne: Utilisateur) -> Callable[[], None]:
    """Look for the rows that name this person; return what writes down those that still do."""
    signes, souches = _sign(personne)
    trouvees = {
        modele.classe: [x.pk for x in _list_lignes(QuerySet(modele.classe), signes, souches)]
        for modele in list_modeles()
        if modele not in MODELES and modele.hors_espace != MACHINE  # erased with her, or of nobody
    }

    def note() -> None:
        for classe, numeros in trouvees.items():
            restees: QuerySet[Model] = QuerySet(classe).filter(pk__in=numeros)
            for ligne in _list_lignes(restees, signes, souches) if numeros else ():
                _note(personne, ligne)

    return note


def find_chemin(classe: type[Model]) -> str:
    """Return the lookup that leads from a row to its space, by links that are always filled.

    A key to the space that may be empty holds too, if the row goes with its space.
    """
    if classe is Espace:
        return "pk"
    vus, file = {classe}, deque([(classe, "")])
    while file:
        modele, chemin = file.popleft()
        for champ in _list_champs(modele):
            visee: Any = champ.related_model
            if visee is Espace and (not champ.null or _goes_with(champ)):
                return f"{chemin}{champ.name}"
            if champ.is_relation and not champ.null and visee not in vus:
                vus.add(visee)
                file.append((visee, f"{chemin}{champ.name}__"))
    return ""


def _sign(personne: Utilisateur) -> tuple[list[str], list[str]]:
    """Return the words that name somebody, and letters that any text which names her holds."""
    prenom, nom, adresse = map(fold_mots, (personne.prenom, personne.nom, personne.courriel))
    paires = [(mot, nom) for mot in (prenom, prenom[:1], *_CIVILITES)] + [(nom, prenom)]
    signes = [f" {avant} {apres} " for avant, apres in paires if avant and apres]
    suites = map(_LETTRES.findall, (personne.nom, personne.courriel.partition("@")[0]))
    return [*signes, f" {adresse} "], [max(suite, key=len) for suite in suites if suite]


def _list_lignes(lignes: QuerySet[Model], signes: list[str], souches: list[str]) -> Iterator[Model]:
    textes = {f"dit_{rang}": nom for rang, nom in enumerate(_list_textes(lignes.model))}
    lues = {dit: Cast(nom, TextField()) for dit, nom in textes.items()}
    voulues = [Q(**{f"{dit}__icontains": mot}) for dit, mot in product(textes, souches)]
    trouvees = lignes.annotate(**lues).filter(reduce(or_, voulues)) if voulues else ()
    for ligne in trouvees:
        dits = " ".join(filter(None, (getattr(ligne, dit) for dit in textes)))
        dits = _ECHAPPES.sub(lambda echappe: chr(int(echappe[1], 16)), dits)
        plie = f" {fold_mots(dits)} "
        if any(signe in plie for signe in signes):
            yield ligne


def _list_textes(classe: type[Model]) -> Iterator[str]:
    """Yield the lookups of what people type: texts, values of JSON, names of files."""
    for champ in _list_champs(classe):
        if isinstance(champ, CharField | TextField | JSONField) and not champ.choices:
            yield champ.name
        elif champ.related_model is Fichier:
            yield f"{champ.name}__nom"


def _note(personne: Utilisateur, ligne: Model) -> None:
    espace, sorte = _find_espace(ligne), str(ligne._meta.verbose_name)  # noqa: SLF001 - Django's own name for it
    nom = f"{sorte[:1].upper()}{sorte[1:]} n° {ligne.pk}"
    details = {"nom": nom, "adresse": _find_adresse(ligne, espace)}
    record("citation.trouvee", auteur=personne, objet=ligne, espace=espace, details=details)


def _find_espace(ligne: Model) -> Espace | None:
    chemin = find_chemin(type(ligne))
    sienne: QuerySet[Model] = QuerySet(type(ligne)).filter(pk=ligne.pk)
    return Espace.objects.filter(pk__in=sienne.values(chemin)).first() if chemin else None


def _find_adresse(ligne: Model, espace: Espace | None) -> str:
    """Return its page, else that of what it is a part of, else that of its tool."""
    entiers = (getattr(ligne, c.name) for c in _list_champs(type(ligne)) if _goes_with(c))
    for place in (ligne, *entiers):
        if hasattr(place, "get_absolute_url") and not isinstance(place, Espace):
            with suppress(NoReverseMatch):  # a badly written row must not stop the erasure
                return str(place.get_absolute_url())
    outils = {m.classe: outil.vue for outil in list_manifestes() for m in outil.modeles}
    vue = outils.get(type(ligne))
    return reverse(vue, args=[espace.siren]) if vue and espace else ""


def _goes_with(champ: Field[Any, Any]) -> bool:
    """Say whether a row is deleted together with the row that this foreign key points to."""
    return isinstance(champ, ForeignKey) and champ.remote_field.on_delete is CASCADE


def _list_champs(classe: type[Model]) -> list[Field[Any, Any]]:
    return list(classe._meta.concrete_fields)  # noqa: SLF001 - Django's own name for it
