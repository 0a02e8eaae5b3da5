"""The name of somebody who leaves, typed in what others wrote: found, and told where it is.

Nothing is changed: those who read a text decide. The journal keeps the place, never the name: that
of a space for its members, that of the site for the team.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from itertools import product
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
from django.urls import reverse

from spaser.lettres import fold_mots
from spaser.web.commun.outils import list_manifestes
from spaser.web.comptes.donnees_personnelles import MODELES, list_modeles
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
        if modele not in MODELES  # accounts and machinery: erased with her, or of nobody
    }

    def note() -> None:
        for classe, numeros in trouvees.items():
            restees = QuerySet(classe).filter(pk__in=numeros)
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
            if visee is Espace and (not champ.null or champ.remote_field.on_delete is CASCADE):
                return f"{chemin}{champ.name}"
            if champ.is_relation and not champ.null and visee not in vus:
                vus.add(visee)
                file.append((visee, f"{chemin}{champ.name}__"))
    return ""


def _sign(personne: Utilisateur) -> tuple[list[str], list[str]]:
    """Return the words that name somebody, and letters that any text which names her holds."""
    prenom, nom, adresse = map(fold_mots, (personne.prenom, personne.nom, personne.courriel))
    avant = (prenom, prenom[:1], *_CIVILITES)
    noms = [f"{mot} {nom}" for mot in avant if mot and nom] + [f"{nom} {prenom}"] * bool(nom)
    suites = map(_LETTRES.findall, (personne.nom, personne.courriel.partition("@")[0]))
    signes = [f" {' '.join(mots.split())} " for mots in (*noms, adresse)]
    return signes, [max(suite, key=len) for suite in suites if suite]


def _list_lignes(lignes: QuerySet[Model], signes: list[str], souches: list[str]) -> Iterator[Model]:
    """Yield the rows whose texts hold one of these signs."""
    textes = {f"dit_{rang}": nom for rang, nom in enumerate(_list_textes(lignes.model))}
    voulues = Q()
    for dit, souche in product(textes, souches):
        voulues |= Q(**{f"{dit}__icontains": souche})
    if not voulues:
        return
    lues = {dit: Cast(nom, TextField()) for dit, nom in textes.items()}
    for ligne in lignes.annotate(**lues).filter(voulues):
        dits = " ".join(filter(None, (getattr(ligne, dit) for dit in textes)))
        plie = f" {fold_mots(_ECHAPPES.sub(_unescape, dits))} "
        if any(signe in plie for signe in signes):
            yield ligne


def _list_textes(classe: type[Model]) -> Iterator[str]:
    """Yield the lookups of what people type: texts, values of JSON, names of files."""
    for champ in _list_champs(classe):
        if isinstance(champ, CharField | TextField | JSONField) and not champ.choices:
            yield champ.name
        elif champ.related_model is Fichier:
            yield f"{champ.name}__nom"


def _unescape(echappe: re.Match[str]) -> str:
    return chr(int(echappe[1], 16))


def _note(personne: Utilisateur, ligne: Model) -> None:
    espace = _find_espace(ligne)
    nom = str(ligne._meta.verbose_name)  # noqa: SLF001 - Django's own name for it
    record(
        "citation.trouvee",
        auteur=personne,
        objet=ligne,
        espace=espace,
        details={
            "nom": f"{nom[:1].upper()}{nom[1:]} n° {ligne.pk}",
            "adresse": _find_adresse(ligne, espace),
        },
    )


def _find_espace(ligne: Model) -> Espace | None:
    chemin = find_chemin(type(ligne))
    sienne = QuerySet(type(ligne)).filter(pk=ligne.pk)
    return Espace.objects.filter(pk__in=sienne.values(chemin)).first() if chemin else None


def _find_adresse(ligne: Model, espace: Espace | None) -> str:
    """Return its page, else that of what it is a part of, else that of its tool."""
    outils = {m.classe: outil.vue for outil in list_manifestes() for m in outil.modeles}
    vue = outils.get(type(ligne))
    entier: Model | None = ligne
    while entier is not None:
        if hasattr(entier, "get_absolute_url"):
            return str(entier.get_absolute_url())
        entier = next(_list_entiers(entier), None)
    return reverse(vue, args=[espace.siren]) if vue and espace else ""


def _list_entiers(ligne: Model) -> Iterator[Model]:
    """Yield what a row is a part of: it goes with it."""
    for champ in _list_champs(type(ligne)):
        if isinstance(champ, ForeignKey) and champ.remote_field.on_delete is CASCADE:
            entier = getattr(ligne, champ.name)
            if isinstance(entier, Model) and not isinstance(entier, Espace | Utilisateur):
                yield entier


def _list_champs(classe: type[Model]) -> list[Field[Any, Any]]:
    return list(classe._meta.concrete_fields)  # noqa: SLF001 - Django's own name for it
