"""What a visitor asks of the register, as read from an address and written back to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from spaser.web.recherche.selectors import TEXTE_MAX
from spaser.web.registre.selectors.filtres import FILTRES, Filtre, accepts_valeur

TRIS: Final[Mapping[str, str]] = {
    "pertinence": "Pertinence",
    "nom": "Nom",
    "adoption": "Adoption la plus récente",
    "fin": "Fin de période la plus proche",
    "maj": "Mise à jour la plus récente",
}
PERTINENCE: Final = "pertinence"
PAR_DEFAUT: Final = "nom"
_VALEURS_MAX: Final = 120  # of one filter: more than there are departments
_CITEE_MAX: Final = 40
_CHIFFRES_MAX: Final = 9  # of a number of a sheet, or of a page
COMPAREES_MAX: Final = 4


@dataclass(frozen=True)
class Demande:
    """A search: free text, values of filters, sort, page; and what was not understood of it.

    `comparees` are the sheets set aside for comparison; they travel with the search.
    """

    texte: str = ""
    filtres: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tri: str = PAR_DEFAUT
    page: int = 1
    comparees: tuple[int, ...] = ()
    remarques: tuple[str, ...] = ()

    @property
    def tri_par_defaut(self) -> str:
        """Return the sort that needs not be written."""
        return PERTINENCE if self.texte else PAR_DEFAUT

    @property
    def est_libre(self) -> bool:
        return not self.texte and not self.filtres

    def parametres(self) -> list[tuple[str, str]]:
        """Return what the canonical address holds: one order, nothing that goes without saying."""
        paires = [("q", self.texte)] if self.texte else []
        for filtre in FILTRES:
            paires += [(filtre.nom, valeur) for valeur in sorted(self.filtres.get(filtre.nom, ()))]
        if self.tri != self.tri_par_defaut:
            paires.append(("tri", self.tri))
        if self.page > 1:
            paires.append(("page", str(self.page)))
        return paires

    def encode(self) -> str:
        """Return the canonical query string, without its question mark."""
        return urlencode(self.parametres())

    def adresse(self) -> str:
        return urlencode([*self.parametres(), *(("fiche", n) for n in self.comparees)])

    def without_page(self) -> Demande:
        return replace(self, page=1)

    def recherche(self) -> str:
        return replace(self, page=1, tri=self.tri_par_defaut).encode()

    def without(self, nom: str, valeur: str) -> Demande:
        restes = tuple(v for v in self.filtres.get(nom, ()) if v != valeur)
        filtres = {**self.filtres, nom: restes}
        return replace(self, page=1, filtres={n: v for n, v in filtres.items() if v})


def read_demande(parametres: QueryDict) -> Demande:
    """Read an address; what means nothing is put aside with a remark, never an error."""
    remarques: list[str] = []
    texte = " ".join(parametres.get("q", "").replace("\x00", " ").split())[:TEXTE_MAX]
    filtres = {
        filtre.nom: valeurs
        for filtre in FILTRES
        if (valeurs := _read_filtre(filtre, parametres.getlist(filtre.nom), remarques))
    }
    demande = Demande(texte, filtres)
    return replace(
        demande,
        tri=_read_tri(parametres.get("tri", ""), demande, remarques),
        page=_read_page(parametres.get("page", ""), remarques),
        comparees=read_comparees(parametres)[:COMPAREES_MAX],
        remarques=tuple(remarques),
    )


def read_recherche(requete: str) -> Demande:
    return read_demande(QueryDict(requete))


def read_comparees(parametres: QueryDict) -> tuple[int, ...]:
    valeurs = parametres.getlist("fiche")[:_VALEURS_MAX]
    numeros = (int(v) for v in valeurs if v.isascii() and v.isdigit() and len(v) <= _CHIFFRES_MAX)
    return tuple(dict.fromkeys(numeros))


def _read_filtre(filtre: Filtre, demandees: Iterable[str], remarques: list[str]) -> tuple[str, ...]:
    gardees: dict[str, None] = {}
    for valeur in list(demandees)[:_VALEURS_MAX]:
        if accepts_valeur(filtre, valeur):
            gardees[valeur] = None
        elif valeur:
            remarques.append(
                f"« {_cite(valeur)} » n’est pas une valeur du filtre « {filtre.libelle} » : "
                "elle a été laissée de côté."
            )
    return tuple(gardees)


def _read_tri(valeur: str, demande: Demande, remarques: list[str]) -> str:
    if not valeur or valeur == demande.tri_par_defaut:
        return demande.tri_par_defaut
    if valeur not in TRIS:
        remarques.append(f"Le tri « {_cite(valeur)} » n’existe pas.")
        return demande.tri_par_defaut
    return PAR_DEFAUT if valeur == PERTINENCE else valeur  # nothing to be relevant to


def _read_page(valeur: str, remarques: list[str]) -> int:
    if not valeur:
        return 1
    if valeur.isascii() and valeur.isdigit() and (page := int(valeur[:_CHIFFRES_MAX])) >= 1:
        return page
    remarques.append(f"La page « {_cite(valeur)} » n’existe pas : voici la première.")
    return 1


def _cite(valeur: str) -> str:
    return valeur if len(valeur) <= _CITEE_MAX else f"{valeur[:_CITEE_MAX]}…"
