"""The demonstration: its buyers, its people, and the scenario that fills their spaces.

All of it is fictitious, and told in `contenus/demonstration/scenario.json`: who, then scenes. A
scene calls functions of the site (`appelle`, from `spaser.site` on) with what `avec` says, once for
each of `chaque`. In what it says:

| Written | Means |
| --- | --- |
| `@espace`, `@auteur` | the scene's own; understood where a function asks for them by this name |
| `@redaction` | somebody, by the name of her account |
| `@axe`, `@campagne.pk` | what an earlier call returned and `donne` named; a part of it |
| `@maintenant`, `J-20`, `M+7` | this instant; a day so many days, or months, from today |
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial, reduce
from itertools import groupby
from pkgutil import resolve_name
from typing import Any, Final, get_type_hints

import msgspec
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from spaser.contenus.lecture import convert_contenu, read_contenu
from spaser.demonstration.territoire import ACHETEURS
from spaser.elements import add_mois
from spaser.regles.droits import ROLES_PROGRAMME, Role
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import make_lien
from spaser.site.organisations import models
from spaser.site.organisations.espaces import make_espace
from spaser.site.socle.declarations import par_etapes
from spaser.site.socle.journal import LienDemonstration

_FICHIER: Final = "demonstration/scenario.json"
_SIRENS: Final = {acheteur.code: acheteur.siren for acheteur in ACHETEURS}


class _Dit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the scenario is made of."""


class Figurant(_Dit, frozen=True):
    """Somebody, and the page where her work begins; without buyer, of the team or of nowhere."""

    compte: str
    courriel: str
    prenom: str
    page: str
    role: Role | None = None
    acheteur: str = ""

    @property
    def siren(self) -> str:
        return _SIRENS.get(self.acheteur, "")


class Appel(_Dit, frozen=True):
    """A function that is called, once for each of `chaque`; `donne` names what it returns.

    `formes` names the class of rows that an argument takes under a protocol.
    """

    appelle: str
    avec: dict[str, Any] = {}
    formes: dict[str, str] = {}
    chaque: tuple[dict[str, Any], ...] = ({},)
    donne: str = ""


class Scene(_Dit, frozen=True):
    """What one of them does; nothing, without its buyer or once rows of `sauf` are there.

    `sauf` gives a model and what its rows hold: those of the space, if nothing is said.
    """

    titre: str
    appels: tuple[Appel, ...]
    espace: str = ""  # of which buyer
    par: str = ""
    sauf: tuple[str, dict[str, Any]] | None = None
    par_etapes: bool = False


class _Scenario(_Dit, frozen=True):
    personnes: tuple[Figurant, ...]
    scenes: tuple[Scene, ...]


def _read_scenario() -> _Scenario:
    return read_contenu(_FICHIER, _Scenario)


FIGURANTS: Final = _read_scenario().personnes


# --- Play the scenario ---


def list_scenes() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what fills the demonstration, in its order: what it is in words, and its loader."""
    for titre, scenes in groupby(_read_scenario().scenes, lambda scene: scene.titre):
        siennes = tuple(scenes)
        charge = partial(_play, siennes)
        yield titre, par_etapes(charge) if siennes[0].par_etapes else charge


def _play(scenes: tuple[Scene, ...]) -> None:
    for scene in scenes:
        siren = _SIRENS.get(scene.espace)
        espace = models.Espace.objects.filter(organisation__siren=siren).first()
        if scene.espace and espace is None:
            continue
        connus: dict[str, Any] = {"espace": espace, "maintenant": timezone.now()}
        if scene.sauf and _has_rows(*scene.sauf, connus):
            continue
        if scene.par:
            connus["auteur"] = find_figurant(scene.par)
        for appel in scene.appels:
            _call(appel, connus)


def _has_rows(modele: str, tient: dict[str, Any], connus: dict[str, Any]) -> bool:
    filtre = _fill(tient or {"espace": "@espace"}, connus)
    return bool(apps.get_model(modele).objects.filter(**filtre).exists())


def _call(appel: Appel, connus: dict[str, Any]) -> None:
    """Give its type to each argument; a row, or what a call returned, has its own."""
    appelee = resolve_name(f"spaser.site.{appel.appelle}")
    formes = get_type_hints(appelee)
    rangees = {nom: resolve_name(f"spaser.site.{forme}") for nom, forme in appel.formes.items()}
    entendus = {nom: f"@{nom}" for nom in ("espace", "auteur") if nom in formes}
    for propre in appel.chaque:
        donnes = {}
        for nom, dit in (entendus | appel.avec | propre).items():
            donne = _fill(dit, connus)
            est_dit = not isinstance(dit, str) or donne is dit
            forme = rangees.get(nom, formes.get(nom, Any))
            if nom in rangees and isinstance(dit, list):
                forme = tuple[forme, ...]  # type: ignore[valid-type]  # known when it runs
            donnes[nom] = convert_contenu(_FICHIER, donne, forme) if est_dit else donne
        connus[appel.donne] = appelee(**donnes)


_NOM: Final = re.compile(r"@[a-z][\w.-]*")
_JOUR: Final = re.compile(r"([JM])([+-]\d+)")


def _fill(dit: Any, connus: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(dit, dict):
        return {nom: _fill(valeur, connus) for nom, valeur in dit.items()}
    if isinstance(dit, list):
        return [_fill(valeur, connus) for valeur in dit]
    if not isinstance(dit, str):
        return dit
    if _NOM.fullmatch(dit):
        nom, *parties = dit[1:].split(".")
        return reduce(getattr, parties, connus[nom] if nom in connus else find_figurant(nom))
    if lu := _JOUR.fullmatch(dit):
        jour, nombre = timezone.localdate(), int(lu[2])
        return add_mois(jour, nombre) if lu[1] == "M" else jour + timedelta(days=nombre)
    return dit


# --- Its buyers and its people ---


def load_acheteur(acheteur: str, genre: TypeStructure) -> models.Organisation:
    """Record a buyer of the territory, by its code, with its space."""
    organisation = models.Organisation.objects.get_or_create(
        siren=_SIRENS[acheteur],
        defaults={
            "nom": next(fictif.nom for fictif in ACHETEURS if fictif.code == acheteur),
            "type": genre.value,
            "identite": models.IdentiteOrganisation.VERIFIEE,
        },
    )[0]
    make_espace(organisation)
    return organisation


def load_figurants() -> None:
    """Give each an account without password, which only the demonstration's links open."""
    for figurant in FIGURANTS:
        personne, _ = Utilisateur.objects.get_or_create(
            courriel=figurant.courriel,
            defaults={
                "prenom": figurant.prenom,
                "nom": "Fictif",
                "password": make_password(None),
                "courriel_verifie_le": timezone.now(),
            },
        )
        role = figurant.role.value if figurant.role else ""
        if figurant.siren:
            models.Appartenance.objects.get_or_create(
                utilisateur=personne,
                organisation=models.Organisation.objects.get(siren=figurant.siren),
                defaults={"role": role, "verification": models.Verification.ADMINISTRATEUR},
            )
        elif role in ROLES_PROGRAMME:
            models.RoleProgramme.objects.get_or_create(utilisateur=personne, role=role)


def find_figurant(compte: str) -> Utilisateur:
    courriel = next(figurant.courriel for figurant in FIGURANTS if figurant.compte == compte)
    return Utilisateur.objects.get(courriel=courriel)


# --- Sign-in links of the demonstration, one for each role ---


def make_liens() -> list[LienDemonstration]:
    noms = dict(models.Organisation.objects.values_list("siren", "nom"))
    personnes = Utilisateur.objects.filter(is_active=True).in_bulk(
        [figurant.courriel for figurant in FIGURANTS], field_name="courriel"
    )
    return [
        LienDemonstration(
            _name(figurant, noms), make_lien(personnes[figurant.courriel], _find_page(figurant))
        )
        for figurant in FIGURANTS
        if figurant.courriel in personnes
    ]


def _find_page(figurant: Figurant) -> str:
    return reverse(figurant.page, args=[figurant.siren] if figurant.siren else [])


def _name(figurant: Figurant, noms: dict[str, str]) -> str:
    role = figurant.role.libelle if figurant.role else "Sans organisation"
    lieu = noms.get(figurant.siren)
    return f"{role} – {lieu}" if lieu else role
