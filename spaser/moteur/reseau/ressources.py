"""The files that a data set of the public platform offers, and those that a plan takes in it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import quote, unquote, urlsplit

from spaser.moteur.reseau.controles import SommeControle
from spaser.moteur.reseau.pannes import ErreurContenu, RessourceIntrouvable
from spaser.moteur.reseau.telechargement import Client

type Plan = Literal["officiel", "tabulaire"]
"""The consolidated JSON of the ministry, or the consolidated Parquet of decp.info."""

JEUX: Final[dict[Plan, str]] = {
    "officiel": "5cd57bf68b4c4179299eb0e9",
    "tabulaire": "608c055b35eb4e6ee20eb325",
}
PARQUET: Final = "decp.parquet"

# Two files are named after a format and not after a year: the years that they hold.
ANCIENS: Final[dict[int, range]] = {2019: range(2018, 2024), 2022: range(2019, 2024)}

_NOM_OFFICIEL = re.compile(r"decp-(?P<annee>20\d\d)(?:-(?P<mois>0[1-9]|1[0-2]))?\.json")
_PAR_PAGE = 100
_PAGES_MAX = 500
_JAMAIS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ressource:
    """A file as the platform announces it. `nom` is the name that we give to our copy."""

    id: str
    nom: str
    url: str
    format: str | None = None
    taille: int | None = None
    somme: SommeControle | None = None
    modifiee: datetime | None = None

    @property
    def version(self) -> tuple[str, SommeControle | None]:
        """What differs when the file was replaced."""
        return self.url, self.somme


@dataclass(frozen=True, slots=True)
class RessourcesRetenues:
    """The files that a plan takes, and the names of those it looked for in vain."""

    retenues: tuple[Ressource, ...]
    absentes: tuple[str, ...] = ()


def list_ressources(client: Client, jeu: str, base: str) -> list[Ressource]:
    """Return the files of a data set; read them page by page when the first answer links them."""
    racine = base.rstrip("/")
    reponse = client.fetch_json(f"{racine}/api/1/datasets/{quote(jeu, safe='')}/")
    brutes = reponse.get("resources") if isinstance(reponse, dict) else None
    if isinstance(brutes, dict):
        brutes = list(_read_pages(client, f"{racine}/api/2/datasets/{quote(jeu, safe='')}"))
    if not isinstance(brutes, list):
        raise ErreurContenu(
            f"La liste des fichiers du jeu de données {jeu} est illisible.",
            "Le service a pu changer ou être en entretien : relancez plus tard.",
        )
    return [lue for brute in brutes if (lue := _read_ressource(brute)) is not None]


def _read_pages(client: Client, adresse: str) -> Iterator[object]:
    for page in range(1, _PAGES_MAX + 1):
        reponse = client.fetch_json(f"{adresse}/resources/?page={page}&page_size={_PAR_PAGE}")
        lot = reponse.get("data") if isinstance(reponse, dict) else None
        if not isinstance(reponse, dict) or not isinstance(lot, list):
            raise ErreurContenu(
                "La liste des fichiers du jeu de données est illisible.", "Relancez plus tard."
            )
        yield from lot
        if not lot or not reponse.get("next_page"):
            return


def _read_ressource(brute: object) -> Ressource | None:
    """Return a file when it can be fetched: an identifier and an address."""
    if not isinstance(brute, dict):
        return None
    cle, url, titre = brute.get("id"), brute.get("url"), brute.get("title")
    if not isinstance(cle, str) or not isinstance(url, str):
        return None
    somme = brute.get("checksum")
    declaree = brute.get("filetype") != "file"  # not stored by the platform: told by the producer
    taille = brute.get("filesize")
    forme = brute.get("format")
    return Ressource(
        id=cle,
        nom=titre.strip() if isinstance(titre, str) else "",
        url=url,
        format=forme.strip().lower() if isinstance(forme, str) else None,
        taille=taille if isinstance(taille, int) else None,
        somme=SommeControle.read(somme.get("type"), somme.get("value"), indicative=declaree)
        if isinstance(somme, dict)
        else None,
        modifiee=_read_date(brute.get("last_modified")),
    )


def _read_date(valeur: object) -> datetime | None:
    try:
        date = datetime.fromisoformat(valeur) if isinstance(valeur, str) else None
    except ValueError:
        return None
    return date if date is None or date.tzinfo else date.replace(tzinfo=UTC)


def select_ressources(
    plan: Plan, ressources: Sequence[Ressource], annees: Collection[int] | None = None
) -> RessourcesRetenues:
    """Return the files of a plan. Years: None for all of them."""
    if plan == "tabulaire":
        return _select_tabulaire(ressources)
    disponibles = _index_officielles(ressources)
    if annees is None:
        voulues = set(list_annees_publiees(ressources))
        absentes: tuple[str, ...] = ()
    else:
        voulues = set(annees)
        couvertes = {an for an in voulues if _covers(disponibles, an)}
        absentes = tuple(f"decp-{an}.json" for an in sorted(voulues - couvertes))
    retenues = [
        ressource
        for (annee, mois), ressource in sorted(disponibles.items())
        if _is_wanted(annee, mois, voulues, disponibles)
    ]
    if not retenues and not absentes:
        raise RessourceIntrouvable(
            "Le jeu de données ne contient plus de fichier annuel ni mensuel.",
            "Le producteur a pu changer ses noms de fichiers : vérifiez la page du jeu.",
        )
    return RessourcesRetenues(tuple(retenues), absentes)


def list_annees_publiees(ressources: Sequence[Ressource]) -> list[int]:
    annees: set[int] = set()
    for annee, mois in _index_officielles(ressources):
        annees.update([annee] if mois else ANCIENS.get(annee, [annee]))
    return sorted(annees)


def _select_tabulaire(ressources: Sequence[Ressource]) -> RessourcesRetenues:
    trouvees = [r for r in ressources if PARQUET in _names(r)]
    if not trouvees:
        return RessourcesRetenues((), (PARQUET,))
    return RessourcesRetenues((replace(_latest(trouvees), nom=PARQUET),))


def _index_officielles(ressources: Sequence[Ressource]) -> dict[tuple[int, int], Ressource]:
    """Return yearly files (month 0) and monthly files; the latest when a name comes twice."""
    trouvees: dict[tuple[int, int], list[Ressource]] = {}
    for ressource in ressources:
        for nom in _names(ressource):
            if lu := _NOM_OFFICIEL.fullmatch(nom):
                cle = int(lu["annee"]), int(lu["mois"] or 0)
                trouvees.setdefault(cle, []).append(replace(ressource, nom=nom))
                break
    return {cle: _latest(homonymes) for cle, homonymes in trouvees.items()}


def _covers(disponibles: Collection[tuple[int, int]], annee: int) -> bool:
    return any(
        annee in (ANCIENS.get(publiee, [publiee]) if mois == 0 else [publiee])
        for publiee, mois in disponibles
    )


def _is_wanted(
    annee: int, mois: int, voulues: set[int], disponibles: Collection[tuple[int, int]]
) -> bool:
    if mois:
        return annee in voulues and (annee, 0) not in disponibles
    return not voulues.isdisjoint(ANCIENS.get(annee, [annee]))


def _names(ressource: Ressource) -> tuple[str, str]:
    """Return the names that a file answers to: its title and the end of its address."""
    fin = unquote(urlsplit(ressource.url).path).rpartition("/")[2]
    return ressource.nom.lower(), fin.lower()


def _latest(ressources: Sequence[Ressource]) -> Ressource:
    return max(ressources, key=lambda ressource: ressource.modifiee or _JAMAIS)
