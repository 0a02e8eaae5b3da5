"""Who bears a scheme: found, searched, filtered, compared with its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from spaser.regles import rapprochements
from spaser.regles.fiche import Objectif
from spaser.regles.nomenclatures import DatePartielle, Statut, TypeStructure
from spaser.regles.reperes import ViseeDeclaree
from spaser.site.organisations.identite import describe_espace, describe_siren
from spaser.site.organisations.models import Espace
from spaser.site.recherche.services import TEXTE_MAX, Trouvaille, read_generation, search
from spaser.site.registre.documents import GENERATION, TYPE_RECHERCHE
from spaser.site.registre.models import Fiche, VersionFiche, cle_sans_siren
from spaser.site.registre.tableau import (
    FILTRES,
    Filtre,
    PlaceFiche,
    TableFiches,
    accepts_valeur,
    make_masque,
    name_valeur,
    read_tableau,
    sort_valeurs,
)

# --- What a visitor asks of the register, as read from an address and written back to one ---


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
class RechercheRegistre:
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

    def path(self, vue: str = "registre:liste") -> str:
        """Return the canonical address of this search, or of what a view makes of it."""
        return reverse(vue, query=self.parametres())

    def adresse(self) -> str:
        return urlencode([*self.parametres(), *(("fiche", n) for n in self.comparees)])

    @property
    def sans_ordre(self) -> RechercheRegistre:
        return replace(self, page=1, tri=self.tri_par_defaut)

    def recherche(self) -> str:
        """Return the canonical query string of what is looked for, without its question mark."""
        return urlencode(self.sans_ordre.parametres())

    def within(self, nom: str, valeur: str) -> RechercheRegistre:
        """Return the same search where a filter keeps this value alone."""
        return replace(self, page=1, filtres={**self.filtres, nom: (valeur,)})

    def without(self, nom: str, valeur: str) -> RechercheRegistre:
        restes = tuple(v for v in self.filtres.get(nom, ()) if v != valeur)
        filtres = {**self.filtres, nom: restes}
        return replace(self, page=1, filtres={n: v for n, v in filtres.items() if v})


def read_demande_registre(parametres: QueryDict) -> RechercheRegistre:
    """Read an address; what means nothing is put aside with a remark, never an error."""
    remarques: list[str] = []
    texte = " ".join(parametres.get("q", "").replace("\x00", " ").split())[:TEXTE_MAX]
    filtres = {
        filtre.nom: valeurs
        for filtre in FILTRES
        if (valeurs := _read_filtre(filtre, parametres.getlist(filtre.nom), remarques))
    }
    demande = RechercheRegistre(texte, filtres)
    return replace(
        demande,
        tri=_read_tri(parametres.get("tri", ""), demande, remarques),
        page=_read_page(parametres.get("page", ""), remarques),
        comparees=read_comparees(parametres)[:COMPAREES_MAX],
        remarques=tuple(remarques),
    )


def read_recherche(requete: str) -> RechercheRegistre:
    return read_demande_registre(QueryDict(requete))


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


def _read_tri(valeur: str, demande: RechercheRegistre, remarques: list[str]) -> str:
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


# --- Searches, filters, counts and sorts the register ---


@dataclass(frozen=True)
class ValeurFiltre:
    """One value of a filter, with what choosing it would give."""

    valeur: str
    libelle: str
    nombre: int
    coche: bool


@dataclass(frozen=True)
class FiltreCompte:
    nom: str
    titre: str
    valeurs: tuple[ValeurFiltre, ...]

    @property
    def choisies(self) -> list[ValeurFiltre]:
        return [valeur for valeur in self.valeurs if valeur.coche]


@dataclass(frozen=True)
class Selection:
    """What a search gives: the numbers of the sheets in order, and the counts of the filters."""

    demande: RechercheRegistre
    numeros: tuple[int, ...]
    facettes: tuple[FiltreCompte, ...]
    reponse: Trouvaille | None = None

    @property
    def total(self) -> int:
        return len(self.numeros)


def select(demande: RechercheRegistre, aujourd_hui: date) -> Selection:
    tableau = read_tableau(aujourd_hui)
    reponse = _search(demande.texte)
    trouvees = tableau.positions_of(reponse.numeros) if reponse else tableau.ordres["nom"]
    depart = make_masque(trouvees, len(tableau.numeros)) if reponse else tableau.tous
    masques = {
        nom: tableau.mask_of_valeurs(nom, valeurs) for nom, valeurs in demande.filtres.items()
    }
    retenus = _intersect(depart, masques.values())
    return Selection(
        demande,
        tuple(
            tableau.numbers_in(
                retenus, trouvees if demande.tri == PERTINENCE else tableau.ordres[demande.tri]
            )
        ),
        tuple(
            facette
            for filtre in FILTRES
            if (facette := _count(tableau, filtre, demande, depart, masques)).valeurs
        ),
        reponse,
    )


def read_fiches(numeros: Iterable[int]) -> list[Fiche]:
    """Return the published sheets of a page, in the order of their numbers, without contents."""
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().defer("contenu").in_bulk(numeros)
    return [trouvees[numero] for numero in numeros if numero in trouvees]


def _search(texte: str) -> Trouvaille | None:
    """Search; None when the text only holds words too common to be looked for."""
    reponse = search(texte, TYPE_RECHERCHE) if texte else None
    return None if reponse is None or reponse.vide else reponse


def _intersect(depart: int, masques: Iterable[int]) -> int:
    for masque in masques:
        depart &= masque
    return depart


def _count(
    tableau: TableFiches,
    filtre: Filtre,
    demande: RechercheRegistre,
    depart: int,
    masques: Mapping[str, int],
) -> FiltreCompte:
    autres = _intersect(depart, (m for nom, m in masques.items() if nom != filtre.nom))
    choisies = demande.filtres.get(filtre.nom, ())
    presentes = tableau.masques[filtre.nom]
    nombres = {valeur: (masque & autres).bit_count() for valeur, masque in presentes.items()}
    nombres |= {valeur: 0 for valeur in choisies if valeur not in nombres}
    utiles = {valeur for valeur, nombre in nombres.items() if nombre or valeur in choisies}
    return FiltreCompte(
        filtre.nom,
        filtre.libelle,
        tuple(
            ValeurFiltre(valeur, name_valeur(filtre, valeur), nombres[valeur], valeur in choisies)
            for valeur in sort_valeurs(filtre, utiles)
        ),
    )


# Reads one sheet, and those that are near it.

VOISINES_MAX: Final = 4


@dataclass(frozen=True)
class Revision:
    """A version of a sheet and what it changed; `changements` is None for the first one.

    One that the site can still read, and that is not the last, `peut_revenir`.
    """

    version: VersionFiche
    changements: tuple[rapprochements.Changement, ...] | None
    peut_revenir: bool


def find_fiche(numero: int) -> Fiche | None:
    """Return a sheet that is or was public, whatever became of it."""
    return Fiche.objects.order_by().filter(pk=numero).first()


def list_comparees(numeros: Iterable[int]) -> list[Fiche]:
    numeros = list(numeros)
    trouvees = Fiche.objects.publiees().in_bulk(numeros)
    return [trouvees[n] for n in numeros if n in trouvees][:COMPAREES_MAX]


def list_voisines(fiche: Fiche, tableau: TableFiches) -> list[Fiche]:
    """Return a few sheets of the same region and type, else of the region, else of the type."""
    elle_meme = tableau.mask_of([fiche.pk])
    region = tableau.mask_of_valeurs("region", [fiche.code_region]) & ~elle_meme
    du_type = tableau.mask_of_valeurs("type", [fiche.type]) & ~elle_meme
    cercles = (region & du_type, region & ~du_type, du_type & ~region)
    ordre = tableau.ordres["nom"]
    numeros = [numero for cercle in cercles for numero in tableau.numbers_in(cercle, ordre)]
    return read_fiches(numeros[:VOISINES_MAX])


def list_revisions(fiche: Fiche) -> list[Revision]:
    versions = list(fiche.versions.order_by("-numero"))
    return [
        Revision(version, _compare(avant, version), rang > 0 and version.spaser is not None)
        for rang, (version, avant) in enumerate(zip_longest(versions, versions[1:]))
    ]


def _compare(
    avant: VersionFiche | None, apres: VersionFiche
) -> tuple[rapprochements.Changement, ...] | None:
    if avant is None:
        return None
    lue, nouvelle = avant.spaser, apres.spaser
    return rapprochements.compare_fiches(lue, nouvelle) if lue and nouvelle else ()


# --- The schemes of one buyer: those that it carries, alone or with others ---


def list_schemas_de(siren: str, aujourd_hui: date | None = None) -> list[Fiche]:
    """Return the published schemes of a buyer, the latest first: its own, those it shares.

    A sheet that has no SIREN is found by the name of the buyer and its region, as the site knows
    them.
    """
    identite = describe_siren(siren)
    cles = [siren]
    if identite:
        noms = [identite.nom]
        if identite.type == TypeStructure.COMMUNE:  # « Rennes », « Ville de Rennes »
            noms.append(f"Commune de {identite.nom}")
        cles += [cle_sans_siren(nom, identite.code_region) for nom in noms]
    return _read_porteurs(_find(cles, read_tableau(aujourd_hui or timezone.localdate())))


def list_autres_schemas(fiche: Fiche, tableau: TableFiches) -> list[Fiche]:
    cles = [fiche.siren, cle_sans_siren(fiche.structure, fiche.code_region)]
    return _read_porteurs([n for n in _find(cles, tableau) if n != fiche.pk])


def _find(cles: list[str], tableau: TableFiches) -> list[int]:
    porteurs = tableau.porteurs
    return list(dict.fromkeys(n for cle in filter(None, cles) for n in porteurs.get(cle, ())))


def _read_porteurs(numeros: list[int]) -> list[Fiche]:
    return sorted(read_fiches(numeros), key=_rang, reverse=True) if numeros else []


def _rang(fiche: Fiche) -> tuple[str, int]:
    return (max(fiche.debut, fiche.adopte_le), fiche.pk)


# --- The schemes of the buyers that are most like one ---


def list_proches(
    profil: rapprochements.Profil, sauf: Collection[Fiche], limite: int
) -> list[Fiche]:
    """Return one scheme of each of the buyers nearest to a profile, the nearest first.

    The latest adopted comes first among equals. `sauf` are those of the buyer itself.
    """
    ecartees = {fiche.pk for fiche in sauf}
    retenues: dict[str, int] = {}
    for _, numero, porteur in _order(profil):
        if numero not in ecartees:
            retenues.setdefault(porteur, numero)
        if len(retenues) == limite:
            break
    lues = Fiche.objects.defer("contenu").in_bulk(retenues.values())
    return [lues[pk] for pk in retenues.values() if pk in lues]


def _order(profil: rapprochements.Profil) -> Iterator[PlaceFiche]:
    notees: dict[int, list[PlaceFiche]] = defaultdict(list)
    for autre, places in read_tableau(timezone.localdate()).profils.items():
        if note := rapprochements.measure_proximite(profil, autre):
            notees[note] += places
    for note in sorted(notees, reverse=True):
        yield from sorted(notees[note])


# --- The schemes of the register that matter to a buyer: its own, and those of its likes ---


VOISINS_MAX: Final = 4


def find_schema_publie(espace: Espace, aujourdhui: date) -> Fiche | None:
    return next(iter(list_schemas_de(espace.siren, aujourdhui)), None)


def list_voisins(espace: Espace, siens: list[Fiche]) -> list[Fiche]:
    """Return a few schemes of the buyers that are most like this one, which has `siens`."""
    return list_proches(describe_espace(espace).profil, siens, VOISINS_MAX)


# --- What published schemes aim at, for codes of the library ---


_BASES: Final = {"nombre": "nombre", "valeur": "montant"}


def list_visees_des_autres(siren: str) -> list[ViseeDeclaree]:
    """Return what the published schemes of other buyers aim at; one that is shared is no other."""
    fiches = Fiche.objects.publiees().filter(contenu__schema__objectifs__isnull=False)
    lues = fiches.exclude(siren=siren).values_list(
        "siren", "structure", "sirens_partenaires",
        "contenu__schema__objectifs", "contenu__schema__indicateurs",
    )  # fmt: skip
    return [
        visee
        for sien, structure, partenaires, objectifs, indicateurs in lues
        if siren not in partenaires
        for visee in _list_visees(sien or structure, objectifs, indicateurs or [])
    ]


def _list_visees(
    acheteur: str, objectifs: list[dict[str, Any]], indicateurs: list[dict[str, Any]]
) -> Iterator[ViseeDeclaree]:
    """Yield targets in numbers, as the open format writes them; several indicators serve none."""
    suivis = {suivi.get("code"): suivi for suivi in indicateurs}
    for objectif in objectifs:
        valeur, codes = objectif.get("valeur"), objectif.get("indicateurs", [])
        if valeur is None or len(codes) != 1:
            continue
        suivi, echeance = suivis.get(codes[0], {}), objectif.get("echeance")
        yield ViseeDeclaree(
            acheteur=acheteur, indicateur=codes[0], valeur=Decimal(str(valeur)),
            unite=objectif.get("unite") or suivi.get("unite") or "", base=_find_base(suivi),
            annee=DatePartielle(echeance).debut.year if echeance else None,
        )  # fmt: skip


def _find_base(suivi: dict[str, Any]) -> str:
    """Return what an indicator is a share of: paid spend, when its values refer to it."""
    dites = {valeur.get("reference") or "" for valeur in suivi.get("valeurs", [])} - {""}
    payees = [reference.endswith(":paye") for reference in dites]
    if any(payees):
        return "paye" if all(payees) else ""
    return _BASES.get(suivi.get("expression", ""), "")


# --- A scheme to show as an example: what it aims at, in per cent of something told ---


_VISES_MAX: Final = 3
_LUES_MAX: Final = 200  # of the last sheets: the first page reads no more when they change
_CENT: Final = 100


def find_exemplaire(aujourdhui: date) -> tuple[Fiche | None, tuple[Objectif, ...]]:
    """Return the scheme in force that tells best its targets, those that still run first."""
    return _choose(read_generation(GENERATION), aujourdhui)


@lru_cache(maxsize=1)
def _choose(_generation: str, aujourdhui: date) -> tuple[Fiche | None, tuple[Objectif, ...]]:
    fiches = Fiche.objects.publiees().filter(contenu__schema__objectifs__isnull=False)
    passe = partial(is_passe, jour=aujourdhui)
    vises = (
        (fiche, sorted(filter(_is_part, fiche.spaser.schema.objectifs), key=passe)[:_VISES_MAX])
        for fiche in fiches.order_by("-pk")[:_LUES_MAX]
        if fiche.compute_statut(aujourdhui) in {Statut.ADOPTE, Statut.EN_REVISION}
    )

    def rank(un: tuple[Fiche, list[Objectif]]) -> tuple[int, int, int]:
        courants = [vise for vise in un[1] if not passe(vise)]
        return bool(courants), sum(map(_has_depart, courants or un[1])), len(un[1])

    fiche, vus = max(vises, key=rank, default=(None, []))
    return fiche, tuple(vus)


def is_passe(vise: Objectif, jour: date) -> bool:
    return vise.echeance is not None and vise.echeance.fin < jour


def _is_part(objectif: Objectif) -> bool:
    return (objectif.unite or "").startswith("% ") and 0 < (objectif.valeur or 0) <= _CENT


def _has_depart(objectif: Objectif) -> bool:
    return objectif.reference is not None
