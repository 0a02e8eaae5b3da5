"""The register as a small table in memory: what filters, counts, sorts and the map read."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.contenus.faits import cache_faits
from spaser.documents import dessins
from spaser.documents.dessins_engagements import CibleDessinee
from spaser.documents.dessins_pages import draw_figure
from spaser.elements import fold_mots
from spaser.moteur.referentiels import annuaire
from spaser.regles import nomenclatures
from spaser.regles.rapprochements import Profil
from spaser.regles.registre import VerdictObligation
from spaser.site.recherche import services
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.fiches import fil_registre
from spaser.site.registre.models import Fiche
from spaser.site.socle.vues import Rendu, shows

# --- The filters of the register: their values, the words a reader sees, the order they come in
# ---


INCONNU: Final = "non-connu"
_ANNEE: Final = re.compile(r"(?:19|20)\d\d")
_EDITION: Final = re.compile(r"[1-9]\d?")
_ANNEES_MAX: Final = 30  # a longer period is taken for a slip of the pen


@dataclass(frozen=True)
class Filtre:
    """One filter; `nom` is its name in addresses; what it reads may change with the day."""

    nom: str
    libelle: str
    read: Callable[[Fiche, date], Iterable[str]]
    name: Callable[[str], str]
    accepts: Callable[[str], bool]
    rank: Callable[[str], int | str]
    inconnu: str = "Non connu"


def _of_enum(
    nom: str,
    libelle: str,
    enumeration: Iterable[nomenclatures.Nomenclature | nomenclatures.Statut],
    read: Callable[[Fiche, date], str],
) -> Filtre:
    valeurs = {valeur.value: valeur for valeur in enumeration}
    return Filtre(
        nom,
        libelle,
        lambda fiche, jour: (read(fiche, jour) or INCONNU,),
        name=lambda valeur: valeurs[valeur].libelle,
        accepts=valeurs.__contains__,
        rank=list(valeurs).index,
    )


def _name_region(code: str) -> str:
    return annuaire.name_region(code) or code


def _name_departement(code: str) -> str:
    return f"{code} – {annuaire.name_departement(code) or 'code inconnu'}"


def _read_annees(fiche: Fiche, _jour: date) -> Iterable[str]:
    """Return the years that the period covers; with one end only, the year it tells."""
    bornes = [int(borne[:4]) for borne in (fiche.debut, fiche.fin) if borne]
    if not bornes:
        return (INCONNU,)
    premiere, derniere = bornes[0], bornes[-1]
    if not premiere <= derniere <= premiere + _ANNEES_MAX:
        return (str(premiere),)
    return (str(annee) for annee in range(premiere, derniere + 1))


_OUI_NON: Final = {True: "oui", False: "non", None: INCONNU}


def _of_question(nom: str, libelle: str, read: Callable[[Fiche, date], bool | None]) -> Filtre:
    return Filtre(
        nom,
        libelle,
        lambda fiche, jour: (_OUI_NON[read(fiche, jour)],),
        name={"oui": "Oui", "non": "Non"}.__getitem__,
        accepts=("oui", "non").__contains__,
        rank=("oui", "non").index,
    )


FILTRES: Final[tuple[Filtre, ...]] = (
    _of_enum("type", "Type de structure", nomenclatures.TypeStructure, lambda f, _: f.type),
    Filtre(
        "region",
        "Région",
        lambda fiche, _: (fiche.code_region or INCONNU,),
        name=_name_region,
        accepts=lambda valeur: valeur in annuaire.regions(),
        rank=lambda code: fold_mots(_name_region(code)),
        inconnu="Sans région, ou non connue",
    ),
    Filtre(
        "departement",
        "Département",
        lambda fiche, _: fiche.codes_departement or (INCONNU,),
        name=_name_departement,
        accepts=lambda valeur: valeur in annuaire.departements(),
        rank=lambda code: code,
        inconnu="Sans département, ou non connu",
    ),
    _of_enum(
        "habitants",
        "Nombre d’habitants",
        nomenclatures.TrancheHabitants,
        lambda f, _: f.tranche_habitants,
    ),
    _of_enum(
        "achats",
        "Volume d’achats estimés",
        nomenclatures.TrancheAchats,
        lambda f, _: f.tranche_achats,
    ),
    _of_enum("statut", "Statut du SPASER", nomenclatures.Statut, Fiche.compute_statut),
    _of_question(
        "vigueur",
        "En vigueur aujourd’hui",
        lambda f, jour: nomenclatures.is_en_vigueur(f.jalons(), jour),
    ),
    Filtre(
        "periode",
        "Année couverte",
        _read_annees,
        name=lambda annee: annee,
        accepts=lambda valeur: bool(_ANNEE.fullmatch(valeur)),
        rank=lambda annee: -int(annee),
    ),
    Filtre(
        "edition",
        "Édition",
        lambda fiche, _: (str(fiche.edition or INCONNU),),
        name=lambda valeur: nomenclatures.edition_libelle(int(valeur)),
        accepts=lambda valeur: bool(_EDITION.fullmatch(valeur)),
        rank=int,
    ),
    _of_question("mutualise", "Mutualisé avec d’autres", lambda f, _: f.mutualise),
    _of_enum(
        "obligation",
        "Obligé ou volontaire, d’après la source",
        nomenclatures.ObligationSchema,
        lambda f, _: f.obligation,
    ),
    _of_enum(
        "oblige",
        "Obligé aujourd’hui, d’après son volume",
        VerdictObligation,
        lambda f, jour: f.judge_obligation(jour).obligation,
    ),
    _of_enum("approche", "Approche", nomenclatures.Approche, lambda f, _: f.approche),
    _of_enum("origine", "Origine de la fiche", nomenclatures.OrigineFiche, lambda f, _: f.origine),
)
PAR_NOM: Final = {filtre.nom: filtre for filtre in FILTRES}


def name_valeur(filtre: Filtre, valeur: str) -> str:
    return filtre.inconnu if valeur == INCONNU else filtre.name(valeur)


def sort_valeurs(filtre: Filtre, valeurs: Iterable[str]) -> list[str]:
    connues = sorted((v for v in valeurs if v != INCONNU), key=filtre.rank)
    return [*connues, INCONNU] if INCONNU in valeurs else connues


def accepts_valeur(filtre: Filtre, valeur: str) -> bool:
    return valeur == INCONNU or filtre.accepts(valeur)


# --- The register as a small table in memory: what the filters, counts and sorts are read from
# ---
# A set of sheets is an integer whose bit number n stands for the n-th sheet by name: to filter is
# to `&`, to count is `bit_count`. The table is built again when the register's generation, the day
# or the facts change; 5 000 sheets take a few megabytes.


_UN: Final = ord("1")
_JAMAIS: Final = "9999"  # sorts what has no known end after the rest


class PlaceFiche(NamedTuple):
    """A sheet, its rank from the latest adopted, and its buyer, by SIREN if it is known."""

    rang: int
    numero: int
    porteur: str


@dataclass(frozen=True)
class TableFiches:
    """Every published sheet, by position in the order of names."""

    numeros: tuple[int, ...]
    positions: Mapping[int, int]
    masques: Mapping[str, Mapping[str, int]]
    porteurs: Mapping[str, tuple[int, ...]]  # the sheets of a buyer: by SIREN, else by name
    profils: Mapping[Profil, tuple[PlaceFiche, ...]]  # the sheets of buyers alike
    ordres: Mapping[str, Sequence[int]]

    @property
    def tous(self) -> int:
        """Return the set of all sheets."""
        return (1 << len(self.numeros)) - 1

    def mask_of(self, numeros: Iterable[int]) -> int:
        """Return the set of some sheets, given by their numbers."""
        return make_masque(self.positions_of(numeros), len(self.numeros))

    def positions_of(self, numeros: Iterable[int]) -> list[int]:
        """Return the positions of some sheets, in their order; those not published are left out."""
        positions = self.positions
        return [positions[numero] for numero in numeros if numero in positions]

    def mask_of_valeurs(self, filtre: str, valeurs: Iterable[str]) -> int:
        """Return the set of the sheets that have one of these values."""
        masque = 0
        for valeur in valeurs:
            masque |= self.masques[filtre].get(valeur, 0)
        return masque

    def numbers_in(self, masque: int, ordre: Iterable[int]) -> Iterator[int]:
        bits = f"{masque:0{len(self.numeros)}b}"[::-1]
        return (self.numeros[position] for position in ordre if bits[position] == "1")

    def count(self, filtre: str, valeurs: Iterable[str]) -> int:
        return self.mask_of_valeurs(filtre, valeurs).bit_count()


def read_tableau(aujourd_hui: date) -> TableFiches:
    return _build(services.read_generation(GENERATION), aujourd_hui)


@cache_faits(2)
def _build(_generation: str, aujourd_hui: date) -> TableFiches:
    fiches = sorted(
        Fiche.objects.publiees().order_by().defer("contenu"), key=lambda f: (f.cle, f.pk)
    )
    ordres = _orders(fiches)
    return TableFiches(
        numeros=tuple(fiche.pk for fiche in fiches),
        positions={fiche.pk: position for position, fiche in enumerate(fiches)},
        masques={filtre.nom: _masks(fiches, filtre, aujourd_hui) for filtre in FILTRES},
        porteurs=_gather((porteur, fiche.pk) for fiche in fiches for porteur in fiche.porteurs),
        profils=_share_profils([fiches[position] for position in ordres["adoption"]]),
        ordres=ordres,
    )


def _gather[C, V](paires: Iterable[tuple[C, V]]) -> dict[C, tuple[V, ...]]:
    groupes: dict[C, list[V]] = defaultdict(list)
    for cle, valeur in paires:
        groupes[cle].append(valeur)
    return {cle: tuple(valeurs) for cle, valeurs in groupes.items()}


def _share_profils(fiches: Iterable[Fiche]) -> dict[Profil, tuple[PlaceFiche, ...]]:
    def place(rang: int, une: Fiche) -> tuple[Profil, PlaceFiche]:
        departements = frozenset(une.codes_departement)
        profil = Profil(une.type, une.tranche_habitants, une.code_region, departements)
        return profil, PlaceFiche(rang, une.pk, next(iter(une.porteurs), une.cle))

    return _gather(place(rang, une) for rang, une in enumerate(fiches))


def _masks(fiches: Sequence[Fiche], filtre: Filtre, jour: date) -> dict[str, int]:
    lues = ((valeur, n) for n, fiche in enumerate(fiches) for valeur in filtre.read(fiche, jour))
    return {v: make_masque(positions, len(fiches)) for v, positions in _gather(lues).items()}


def make_masque(positions: Iterable[int], taille: int) -> int:
    """Return the set of some positions among `taille`; written in base two, which reads quickly."""
    bits = bytearray(b"0" * (taille + 1))
    for position in positions:
        bits[taille - position] = _UN
    return int(bits, 2)


def _orders(fiches: Sequence[Fiche]) -> dict[str, Sequence[int]]:
    rangs = range(len(fiches))  # sorts are stable, also reversed: equal dates keep the names' order
    return {
        "nom": rangs,
        "adoption": sorted(rangs, key=lambda p: fiches[p].adopte_le, reverse=True),
        "fin": sorted(rangs, key=lambda p: fiches[p].fin or _JAMAIS),
        "maj": sorted(rangs, key=lambda p: fiches[p].mise_a_jour_le, reverse=True),
    }


# --- The key figures of the register: each is the count of a list that can be opened ---


_EN_PREPARATION: Final = (
    nomenclatures.Statut.EN_REFLEXION,
    nomenclatures.Statut.EN_COURS_ELABORATION,
)


@dataclass(frozen=True)
class ChiffreCle:
    """A count, out of how many, of how many nothing is known, and the query string of its list."""

    libelle: str
    nombre: int
    sur: int
    inconnus: int
    requete: str
    precision: str = ""
    plus_grand: int = 0  # of those that stand beside it, when they are drawn

    @property
    def dessin(self) -> SafeString:
        """Draw it among all those that are counted: full is yes, hatched is not known."""
        oui, haut, dite = self.nombre, self.nombre + self.inconnus, f"{self.nombre} sur {self.sur}"
        dessinee = CibleDessinee(
            nom=self.libelle, valeur=oui, bas=oui, haut=haut, maximum=self.sur, unite="",
            valeur_dite=dite,
        )  # fmt: skip
        return SafeString(draw_figure(self.requete.partition("=")[0], dessinee, mots=False))

    @property
    def barre(self) -> SafeString:
        """Draw it beside the others, in a row that says it."""
        part = self.nombre / self.plus_grand if self.plus_grand else 0.0
        return SafeString(dessins.write_bloc("g-plein", 0, 2, part, 12))


@dataclass(frozen=True)
class ChiffresCles:
    date: datetime | None
    recenses: ChiffreCle
    en_vigueur: ChiffreCle
    mutualises: ChiffreCle
    par_type: tuple[ChiffreCle, ...]
    par_region: tuple[ChiffreCle, ...]
    par_annee: tuple[ChiffreCle, ...]

    @property
    def principaux(self) -> tuple[ChiffreCle, ChiffreCle, ChiffreCle]:
        return (self.recenses, self.en_vigueur, self.mutualises)


def read_chiffres(aujourd_hui: date) -> ChiffresCles:
    tableau = read_tableau(aujourd_hui)
    return ChiffresCles(
        date=services.read_changement(GENERATION),
        recenses=_count_tous(tableau),
        en_vigueur=replace(
            _count(tableau, "Schémas en vigueur", "vigueur"),
            precision="Adoptés, et dont la période, connue, comprend ce jour",
        ),
        mutualises=_count(tableau, "Schémas mutualisés", "mutualise"),
        par_type=_spread(tableau, "type"),
        par_region=_spread(tableau, "region"),
        par_annee=_spread(tableau, "periode"),
    )


def _count_tous(tableau: TableFiches) -> ChiffreCle:
    """Count every sheet; some are of schemes that are not written yet."""
    tous, prepares = len(tableau.numeros), tableau.count("statut", _EN_PREPARATION)
    precision = f"Dont {prepares} en préparation" if prepares else ""
    return ChiffreCle("Schémas recensés", tous, tous, 0, "", precision)


def _count(tableau: TableFiches, libelle: str, nom: str) -> ChiffreCle:
    return ChiffreCle(
        libelle,
        tableau.count(nom, ["oui"]),
        len(tableau.numeros),
        tableau.count(nom, [INCONNU]),
        urlencode({nom: "oui"}),
    )


def _spread(tableau: TableFiches, nom: str, avec: Iterable[str] = ()) -> tuple[ChiffreCle, ...]:
    """Count the sheets of each value, and of those that must be told, if none has them."""
    filtre, masques = PAR_NOM[nom], tableau.masques[nom]
    plus_grand = max((masque.bit_count() for masque in masques.values()), default=0)
    return tuple(
        ChiffreCle(
            name_valeur(filtre, valeur),
            tableau.count(nom, [valeur]),
            len(tableau.numeros),
            0,
            urlencode({nom: valeur}),
            plus_grand=plus_grand,
        )
        for valeur in sort_valeurs(filtre, {*masques, *avec})
    )


_AUTOUR: Final = 4
"""The years drawn around this one: as many as a phone holds."""


def draw_annees(chiffres: ChiffresCles, annee: int) -> SafeString:
    """Draw how many schemes cover each year; those that are not over are hatched."""
    nombres = {chiffre.libelle: chiffre.nombre for chiffre in chiffres.par_annee}
    lus = [(une, nombres.get(str(une), 0)) for une in range(annee - _AUTOUR, annee + _AUTOUR)]
    colonnes = [
        dessins.Rang(str(une), str(nombre), nombre, une >= annee, une == annee)
        for une, nombre in lus
    ]
    dits = " ; ".join(f"{une}\u00a0: {count_schemas(nombre)}" for une, nombre in lus)
    legende = dessins.Legende("annees", "Schémas par année", dits)
    return SafeString(dessins.draw_colonnes(legende, colonnes))


# --- Draws the map: every zone that has an outline, shaded by how many schemes it has ---


# Too small to be seen or touched where they are: drawn again, enlarged, beside.
_LOUPE: Final = "translate(-1325 -620) scale(4.4)"
_PETITE_COURONNE: Final = frozenset({"75", "92", "93", "94"})
_SEUILS: Final = (0, 1, 2, 4, 7)  # the least number of schemes of each shade


type ZoneTracee = tuple[str, str, tuple[dessins.CheminSvg, ...]]
"""The code of a zone, its name, its outlines."""


@dataclass(frozen=True)
class ZoneDessinee:
    code: str
    nom: str
    nombre: int
    adresse: str
    traces: tuple[dessins.CheminSvg, ...]
    choisie: bool = False

    @property
    def teinte(self) -> int:
        return sum(self.nombre >= seuil for seuil in _SEUILS) - 1

    @property
    def libelle(self) -> str:
        """Say it for those who do not see the map: « Bretagne : 7 schémas »."""
        return f"{self.nom} : {count_schemas(self.nombre)}"


def draw_carte(
    niveau: str,
    nombres: Mapping[str, int],
    address: Callable[[str], str],
    choisies: Collection[str] = (),
) -> dict[str, Any]:
    """Return the zones, in the order of names, and what is drawn behind."""
    contours = dessins.read_contours()["departements"]
    fond = () if niveau == "region" else sorted(_PETITE_COURONNE)
    tracees = _trace_regions() if niveau == "region" else _trace_departements()
    return {
        "niveau": niveau,
        "zones": [
            ZoneDessinee(code, nom, nombres.get(code, 0), address(code), traces, code in choisies)
            for code, nom, traces in tracees
            if traces or nombres.get(code)
        ],
        "fond": [dessins.CheminSvg(contours[code]) for code in fond],
        "legende": list(enumerate(map(_name_shade, _SEUILS, [*_SEUILS[1:], None]))),
        "cadre": dessins.CADRE,
    }


def count_schemas(nombre: int) -> str:
    return f"{nombre} schéma{'s' if nombre > 1 else ''}" if nombre else "aucun schéma"


def _trace_regions() -> Iterator[ZoneTracee]:
    for zone, traces in dessins.draw_regions():
        yield zone.code, zone.nom, traces


def _trace_departements() -> Iterator[ZoneTracee]:
    contours = dessins.read_contours()["departements"]
    for code, zone in sorted(annuaire.departements().items()):
        contour = contours.get(code)
        ou = _LOUPE if code in _PETITE_COURONNE else dessins.OUTREMER.get(code, "")
        traces = (dessins.CheminSvg(contour, ou),) if contour else ()
        yield code, f"{code} – {zone.nom}", traces


def _name_shade(debut: int, suivante: int | None) -> str:
    if suivante is None:
        return f"{debut} schémas ou plus"
    if suivante == debut + 1:
        return count_schemas(debut).capitalize()
    return f"De {debut} à {suivante - 1} schémas"


# The map and the key figures.

_NIVEAUX: Final = {"region": "Région", "departement": "Département"}


@shows("registre/carte.html")
def carte(request: HttpRequest) -> Rendu:
    niveau = request.GET.get("niveau", "")
    niveau = niveau if niveau in _NIVEAUX else "region"
    tableau = read_tableau(timezone.localdate())
    dessinee = _draw_tous(tableau, niveau)
    return {
        "fil": fil_registre("Carte"),
        "niveaux": [
            (f"Par {dit.lower()}", f"?niveau={nom}", nom == niveau) for nom, dit in _NIVEAUX.items()
        ],
        "carte": dessinee,
        "lignes": _spread(tableau, niveau, [zone.code for zone in dessinee["zones"]]),
        "entete": _NIVEAUX[niveau],
        "date": services.read_changement(GENERATION),
    }


def _draw_tous(tableau: TableFiches, niveau: str) -> dict[str, Any]:
    nombres = {code: masque.bit_count() for code, masque in tableau.masques[niveau].items()}
    liste = reverse("registre:liste")
    return draw_carte(niveau, nombres, lambda code: f"{liste}?{urlencode({niveau: code})}")


@shows("registre/chiffres.html")
def chiffres(request: HttpRequest) -> Rendu:
    aujourd_hui = timezone.localdate()
    cles = read_chiffres(aujourd_hui)
    return {
        "fil": fil_registre("Chiffres clés"),
        "chiffres": cles,
        "annees": draw_annees(cles, aujourd_hui.year),
        "carte": _draw_tous(read_tableau(aujourd_hui), "region"),
    }
