"""From what a user typed to a buyer of the store, or to the hints that lead there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli.console import tell
from spaser.cli.saisies import DEMONSTRATION, check_siren, explain_saisie
from spaser.documents.francais import format_siren, pluriel
from spaser.erreurs import ErreurSpaser
from spaser.lettres import unaccent

if TYPE_CHECKING:
    from spaser.donnees.entrepot.lecture import Entrepot
    from spaser.donnees.valeurs import Acheteur

TOUS: Final = 1_000_000
NB_PROCHES: Final = 5
_RESSEMBLANCE: Final = 0.6
_RESSEMBLANCE_MOT: Final = 0.75
_ECART_SIREN: Final = 2  # digits: a slip, or two digits swapped


@contextmanager
def open_store(dossier: Path) -> Iterator[Entrepot]:
    """Open the store, or that of the demonstration when nothing else was read yet.

    The engine is imported only here.
    """
    from spaser.donnees.entrepot.dossier import find_version
    from spaser.donnees.entrepot.lecture import open_entrepot

    demonstration = dossier / DEMONSTRATION
    if find_version(dossier) is None and find_version(demonstration) is not None:
        tell(f"Rien n’a encore été lu dans « {dossier} » : voici la démonstration.")
        dossier = demonstration
    with open_entrepot(dossier) as entrepot:
        yield entrepot


def check_saisie(saisie: str) -> None:
    """Refuse what can be neither a SIREN, nor a SIRET, nor a name."""
    if check_siren(saisie) is None and not any(caractere.isalpha() for caractere in saisie):
        raise click.BadParameter(explain_saisie(saisie), param_hint="SIREN")


def choose_acheteur(entrepot: Entrepot, saisie: str) -> Acheteur:
    """Return the buyer a user means: a SIREN, a SIRET, or a name that only one buyer has."""
    siren = check_siren(saisie)
    if siren is None:
        return _choose_par_nom(entrepot, saisie)
    acheteur = entrepot.acheteur(siren)
    return acheteur if acheteur is not None else _refuse_siren(entrepot, saisie, siren)


def _refuse_siren(entrepot: Entrepot, saisie: str, siren: str) -> Acheteur:
    from spaser.identifiants import is_siren

    connus = entrepot.list_acheteurs(TOUS)
    proches = find_siren_proches(connus, siren)
    if not is_siren(siren):
        conseil = f"\n{_suggest(proches)}" if proches else ""
        raise click.BadParameter(explain_saisie(saisie) + conseil, param_hint="SIREN")
    raise ErreurSpaser(
        f"Aucun marché de l’acheteur {format_siren(siren)} n’a été lu.",
        _suggest(proches) if proches else _suggest_premiers(connus),
    )


def _choose_par_nom(entrepot: Entrepot, saisie: str) -> Acheteur:
    connus = entrepot.list_acheteurs(TOUS)
    trouves = search_acheteurs(connus, saisie)
    trouves = [a for a in trouves if unaccent(a.nom or "") == unaccent(saisie)] or trouves
    if len(trouves) == 1:
        return trouves[0]
    if trouves:
        raise click.BadParameter(
            f"« {saisie} » désigne {pluriel(len(trouves), 'acheteur')} : donnez un SIREN.\n"
            + _list_lignes(trouves[:NB_PROCHES]),
            param_hint="SIREN",
        )
    proches = find_noms_proches(connus, saisie)
    raise ErreurSpaser(
        f"Aucun acheteur ne s’appelle « {saisie} ».",
        _suggest(proches) if proches else _suggest_premiers(connus),
    )


def search_acheteurs(acheteurs: Sequence[Acheteur], mots: str) -> list[Acheteur]:
    """Return the buyers whose name has words that start so, or whose SIREN does.

    Accents and capitals do not matter.
    """
    cherches = unaccent(mots).split()
    chiffres = "".join(mots.split())
    return [
        acheteur
        for acheteur in acheteurs
        if _has_words(acheteur.nom or "", cherches)
        or (chiffres.isdigit() and acheteur.siren.startswith(chiffres[:9]))
    ]


def _has_words(nom: str, cherches: Sequence[str]) -> bool:
    mots = _split(unaccent(nom))
    return all(any(mot.startswith(cherche) for mot in mots) for cherche in cherches)


def find_noms_proches(acheteurs: Sequence[Acheteur], saisie: str) -> list[Acheteur]:
    """Return the buyers whose name, or a word of it, looks like what was typed.

    The nearest come first.
    """
    par_nom = {unaccent(acheteur.nom): acheteur for acheteur in acheteurs if acheteur.nom}
    proches = get_close_matches(unaccent(saisie), par_nom, n=NB_PROCHES, cutoff=_RESSEMBLANCE)
    if not proches:
        mots = {mot for nom in par_nom for mot in _split(nom)}
        voisins = get_close_matches(unaccent(saisie), mots, n=1, cutoff=_RESSEMBLANCE_MOT)
        proches = [nom for nom in par_nom if voisins and voisins[0] in _split(nom)]
    return [par_nom[nom] for nom in proches[:NB_PROCHES]]


def _split(nom_plie: str) -> list[str]:
    return re.split(r"\W+", nom_plie)


def find_siren_proches(acheteurs: Sequence[Acheteur], siren: str) -> list[Acheteur]:
    """Return the buyers whose SIREN differs by a digit, or by two digits swapped."""
    return [
        acheteur
        for acheteur in acheteurs
        if sum(a != b for a, b in zip(acheteur.siren, siren, strict=False)) <= _ECART_SIREN
    ][:NB_PROCHES]


def _suggest(acheteurs: Sequence[Acheteur]) -> str:
    return "Vouliez-vous dire :\n" + _list_lignes(acheteurs)


def _suggest_premiers(acheteurs: Sequence[Acheteur]) -> str:
    if not acheteurs:
        return "Cet entrepôt ne contient encore aucun acheteur : spaser importer FICHIER…"
    return (
        "Les acheteurs qui ont le plus de marchés :\n"
        + _list_lignes(acheteurs[:NB_PROCHES])
        + "\nPour chercher parmi tous : spaser acheteurs MOTS"
    )


def _list_lignes(acheteurs: Sequence[Acheteur]) -> str:
    return "\n".join(f"  {a.siren}  {a.nom or 'nom non publié'}" for a in acheteurs)
