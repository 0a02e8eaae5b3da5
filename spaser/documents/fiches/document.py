"""A practical sheet as sections and blocks: the same on the page and in its file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from spaser.documents.corps import write_sources
from spaser.documents.document import (
    Bloc,
    Contenu,
    Document,
    Lien,
    Liste,
    Paragraphe,
    Section,
    Tableau,
)
from spaser.documents.francais import format_date, typographie
from spaser.metier.fiches import Encart, FichePratique, PartieFiche, read_tableau

_ETROITE: Final = 12
_LARGE: Final = 40


@dataclass(frozen=True, slots=True)
class Lecture:
    """How a sheet is read: the address of the site without its last slash, what reads a text."""

    site: str
    parse: Callable[[str], tuple[Bloc, ...]]

    def write(self, texte: str) -> tuple[Bloc, ...]:
        return self.parse(typographie(texte))

    def link(self, libelle: str, adresse: str) -> Lien:
        return Lien(
            typographie(libelle), f"{self.site}{adresse}" if adresse[:1] == "/" else adresse
        )


@dataclass(frozen=True, slots=True)
class Morceau:
    """What stands under a heading besides its text; `cites` are the facts that it cites."""

    blocs: tuple[Bloc, ...] = ()
    sections: tuple[Section, ...] = ()
    cites: tuple[str, ...] = ()


type Encarts = Mapping[Encart, Morceau]

_RIEN: Final = Morceau()


def write_fiche(fiche: FichePratique, lecture: Lecture, encarts: Encarts) -> Document:
    return Document(
        titre=typographie(fiche.titre),
        sous_titre="Fiche du programme SPASER",
        jour=fiche.jour,
        blocs=(Paragraphe(typographie(fiche.resume), en_avant=True),),
        sections=(
            *write_parties(fiche, lecture, encarts),
            Section("Et maintenant", (_list_suite(fiche, lecture),)),
            *_list_sources(fiche, lecture, encarts),
        ),
        mention=typographie(
            f"Fiche « {fiche.titre} », version du {format_date(fiche.jour)}. "
            f"À jour sur {lecture.site}/fiches/{fiche.code}/"
        ),
    )


def write_parties(fiche: FichePratique, lecture: Lecture, encarts: Encarts) -> tuple[Section, ...]:
    return tuple(
        _write_partie(partie, rang, lecture, encarts.get(partie.encart, _RIEN))
        for rang, partie in enumerate(fiche.parties, start=1)
    )


def write_references(fiche: FichePratique, lecture: Lecture, encarts: Encarts) -> tuple[Bloc, ...]:
    cites = [c for p in fiche.parties for c in encarts.get(p.encart, _RIEN).cites]
    return write_sources([*fiche.textes, *(f"[[{code}]]" for code in cites)], lecture.site)


def _write_partie(partie: PartieFiche, rang: int, lecture: Lecture, encart: Morceau) -> Section:
    return Section(
        typographie(partie.titre),
        (*lecture.write(partie.texte), *_write_tableau(partie, lecture), *encart.blocs),
        encart.sections,
        identifiant=f"partie_{rang}",
    )


def _write_tableau(partie: PartieFiche, lecture: Lecture) -> Iterator[Tableau]:
    if not partie.tableau:
        return
    lu = read_tableau(partie.tableau)
    colonnes = zip(lu.entetes, *lu.lignes, strict=True)
    yield Tableau(
        typographie(partie.legende or partie.titre),
        tuple(map(typographie, lu.entetes)),
        tuple(tuple(_write_case(case, lecture) for case in ligne) for ligne in lu.lignes),
        tuple(min(max(_ETROITE, *map(len, colonne)), _LARGE) for colonne in colonnes),
        ligne_nommee=True,
    )


def _write_case(case: str, lecture: Lecture) -> Contenu:
    match lecture.write(case):
        case (Paragraphe() as seul,):
            return seul.contenu
        case _:  # a lone dash, or nothing
            return typographie(case)


def _list_suite(fiche: FichePratique, lecture: Lecture) -> Liste:
    liens = ((fiche.outil, fiche.outil_adresse), *((s.libelle, s.adresse) for s in fiche.suite))
    return Liste(tuple((lecture.link(*lien),) for lien in liens))


def _list_sources(fiche: FichePratique, lecture: Lecture, encarts: Encarts) -> Iterator[Section]:
    blocs = write_references(fiche, lecture, encarts)
    if blocs:
        yield Section("Sources", blocs)
