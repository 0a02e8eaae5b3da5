"""What a user types: years, SIREN, folders, files; the wrong is told with what would be right."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import click

from spaser.cli.console import tell
from spaser.documents.francais import format_siren, pluriel, typographie
from spaser.elements import ErreurSpaser, is_siren, is_siret, unaccent

if TYPE_CHECKING:
    from spaser.moteur.entrepot.lecture import Entrepot
    from spaser.moteur.valeurs import Acheteur


PROGRAMME: Final = "spaser"
ENTREPOT: Final = Path("entrepot")
DEMONSTRATION: Final = "demonstration"  # folder of its store, inside the main one
ANNEE_MIN: Final = 2000
ANNEE_MAX: Final = 2100

_LONG_SIREN: Final = 9
_LONG_SIRET: Final = 14


class _Saisie[T](click.ParamType[T]):
    """What is typed in one word; `metavar` shows its shape in the help."""

    metavar: ClassVar[str]

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        del param, ctx
        return self.metavar


class Entier(_Saisie[int]):
    """A whole number, zero or more."""

    name = "nombre"
    metavar = "N"
    bornes: ClassVar[tuple[float, float]] = (0, inf)
    refus: ClassVar[str] = "n’est pas un nombre entier."

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        texte = str(value).strip()
        bas, haut = self.bornes
        if not texte.isascii() or not texte.isdigit() or not bas <= int(texte) <= haut:
            self.fail(f"« {value} » {self.refus}", param, ctx)
        return int(texte)


class Annee(Entier):
    name = "année"
    metavar = "AAAA"
    bornes = (ANNEE_MIN, ANNEE_MAX)
    refus = "n’est pas une année, par exemple 2025."


class AnneesSaisies(_Saisie[tuple[int, ...]]):
    """Several years: 2024, 2024,2025 or 2022-2025."""

    name = "années"
    metavar = "AAAA[,AAAA|-AAAA]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        annees: set[int] = set()
        for morceau in str(value).split(","):
            bornes = [ANNEE.convert(texte, param, ctx) for texte in morceau.split("-", 1)]
            if bornes[0] > bornes[-1]:
                self.fail(f"« {morceau} » va à rebours.", param, ctx)
            annees.update(range(bornes[0], bornes[-1] + 1))
        return tuple(sorted(annees))


ANNEE: Final = Annee()
ANNEES: Final = AnneesSaisies()
ENTIER: Final = Entier()
LU: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
ECRIT: Final = click.Path(path_type=Path, dir_okay=False)
DOSSIER: Final = click.Path(path_type=Path, file_okay=False)


def check_siren(saisie: str) -> str | None:
    """Return the nine digits of what looks like a SIREN or a SIRET, spaces and dots aside.

    The control key is not looked at: a store may hold a buyer whose number is wrong.
    """
    texte = "".join(c for c in saisie if not c.isspace() and c not in ".-\u202f\u00a0")
    if texte.isascii() and texte.isdigit() and len(texte) in (_LONG_SIREN, _LONG_SIRET):
        return texte[:_LONG_SIREN]
    return None


def explain_saisie(saisie: str) -> str:
    """Say why a text is not a SIREN that exists."""
    chiffres = "".join(c for c in saisie if c.isdigit())
    if len(chiffres) not in (_LONG_SIREN, _LONG_SIRET):
        return typographie(
            f"« {saisie} » a {len(chiffres)} chiffres : un SIREN en a 9, un SIRET en a 14."
        )
    if len(chiffres) == _LONG_SIRET and is_siren(chiffres[:9]) and not is_siret(chiffres):
        return typographie(
            f"le SIRET {saisie} est mal recopié : ses 9 premiers chiffres sont bons, "
            "pas les 5 derniers."
        )
    return typographie(
        f"{saisie} est mal recopié : sa clé de contrôle est fausse, un chiffre au moins a changé."
    )


def tell_programme() -> str:
    """Return how the user can call this program again from the present folder."""
    appele = Path(sys.argv[0])
    if appele.name != PROGRAMME or shutil.which(PROGRAMME):
        return PROGRAMME
    if appele.is_relative_to(Path.cwd()):
        appele = appele.relative_to(Path.cwd())
    return shlex.quote(str(appele))


def tell_entrepot(entrepot: Path) -> str:
    """Return the option that a next command needs to open the same store, if any."""
    attendu = Path(os.environ.get("SPASER_ENTREPOT") or ENTREPOT)
    return "" if entrepot == attendu else f" --entrepot {shlex.quote(str(entrepot))}"


def option_forme(aide: str, *autres: str) -> Callable[[Any], Any]:
    return click.option(
        "--format",
        "forme",
        type=click.Choice(["texte", "json", *autres]),
        default="texte",
        show_default=True,
        help=aide,
    )


def option_fichier(nom: str, aide: str, genre: click.Path = LU) -> Callable[[Any], Any]:
    return click.option(nom, type=genre, metavar="FICHIER", help=aide)


def argument_siren(commande: Any) -> Any:  # noqa: ANN401 - a Click decorator
    aide = "SIREN ou SIRET de l’acheteur, ou son nom s’il est seul à le porter."
    return click.argument("siren", help=aide)(commande)


def options_sortie(formes: Sequence[str]) -> Callable[[Any], Any]:
    def add(commande: Any) -> Any:  # noqa: ANN401 - a Click decorator
        sortie = option_fichier("--sortie", "Fichier à écrire ; sinon, l’écran.", ECRIT)
        forme = click.option(
            "--format",
            "forme",
            type=click.Choice(formes),
            help="Forme du résultat ; sinon, celle que dit le nom de la sortie, ou texte.",
        )
        return forme(sortie(commande))

    return add


def choose_forme(forme: str | None, sortie: Path | None, formes: Sequence[str]) -> str:
    """Return the form that is asked for, else the one that the name of the file says, else text."""
    suffixe = sortie.suffix.lower()[1:] if sortie else ""
    dite = "html" if suffixe == "htm" else suffixe
    return forme or (dite if dite in formes else "texte")


def option_entrepot(commande: Any) -> Any:  # noqa: ANN401 - a Click decorator
    return click.option(
        "--entrepot",
        type=DOSSIER,
        default=ENTREPOT,
        show_default=True,
        envvar="SPASER_ENTREPOT",
        show_envvar=True,
        metavar="DOSSIER",
        help="Dossier où les marchés lus sont rangés.",
    )(commande)


CLAVIER: Final = "-"  # the standard input
_COMPRESSES: Final = frozenset({".gz", ".zip"})
_STOCK: Final = "Stock"  # beginning of the names of Sirene files, read in another step


def check_entrees(fichiers: Sequence[str]) -> None:
    """Refuse at once a name that leads nowhere, before any work."""
    absents = [nom for nom in fichiers if nom != CLAVIER and not Path(nom).exists()]
    if absents:
        verbe = "n’existe pas" if len(absents) == 1 else "n’existent pas"
        noms = ", ".join(f"« {nom} »" for nom in absents)
        raise click.BadParameter(f"{noms} {verbe}.", param_hint="FICHIER")


def measure_entrees(fichiers: Sequence[str]) -> int | None:
    """Return how many bytes are to be read; None when only reading will tell."""
    if CLAVIER in fichiers:
        return None
    chemins = [chemin for nom in fichiers for chemin in _walk(Path(nom))]
    if any(chemin.suffix.lower() in _COMPRESSES for chemin in chemins):
        return None
    return sum(c.stat().st_size for c in chemins if not c.name.startswith(_STOCK)) or None


def _walk(chemin: Path) -> Iterator[Path]:
    if chemin.is_dir():
        yield from (f for f in chemin.rglob("*") if f.is_file())
    else:
        yield chemin


# --- From what a user typed to a buyer of the store, or to the hints that lead there ---


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
    from spaser.moteur.entrepot.dossier import find_version
    from spaser.moteur.entrepot.lecture import open_entrepot

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
    cherches, chiffres = unaccent(mots).split(), "".join(mots.split())
    trouves = []
    for acheteur in acheteurs:
        siens = _split(unaccent(acheteur.nom or ""))
        if all(any(mot.startswith(cherche) for mot in siens) for cherche in cherches) or (
            chiffres.isdigit() and acheteur.siren.startswith(chiffres[:9])
        ):
            trouves.append(acheteur)
    return trouves


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
