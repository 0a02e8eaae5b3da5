"""Figures on demand: what a page and a file show of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from spaser.documents.bilan import vue
from spaser.documents.classeur import FormatClasseur
from spaser.documents.dessins_engagements import place_part
from spaser.documents.dessins_pages import draw_figure
from spaser.documents.francais import (
    format_moyenne,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.documents.onglets import Cellule, Onglet, as_part
from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.indicateurs import catalogue
from spaser.moteur.indicateurs.constats import ECHELLE, Constats, compute_constats
from spaser.moteur.indicateurs.croisement import AxeCroisement, Cle, GroupeMarches, cross
from spaser.moteur.indicateurs.voisins import (
    MINIMUM,
    Quartiles,
    Voisins,
    compare_voisins,
    find_proches,
    read_genres,
    read_tailles,
)
from spaser.moteur.valeurs import FicheMethode, Valeur
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Origine
from spaser.site.chiffres.indicateurs import make_cadre_chiffres
from spaser.site.chiffres.mesures import find_mesure, read_annee_demandee
from spaser.site.chiffres.situation import SourceChiffres, read_source
from spaser.site.espace.bilans import BilanAcheteur, entrepot
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- Reads what is computed on demand, and keeps it until the store changes ---


NOMS: Final = {
    "loi": "Attendus par la loi",
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie et concurrence",
    "territoire": "Titulaires du territoire",
}
_A_LA_DEMANDE: Final = frozenset(i.code for i in catalogue.DEMANDES)


@dataclass(frozen=True)
class Detail:
    """What is asked of a buyer: where its figures are read, a year, a way to group, a part."""

    siren: str
    chaud: EntrepotChaud
    bilan: BilanAcheteur
    origine: Origine
    annee: int | None
    axe: AxeCroisement
    rubrique: str

    @property
    def requete(self) -> str:
        """Return the query string of this page, without the origin of its figures."""
        choix = {"annee": self.annee, "par": self.axe, "taux": self.rubrique}
        return urlencode({nom: valeur for nom, valeur in choix.items() if valeur})

    def find(self, code: str, variante: str) -> vue.Mesure | None:
        return find_chiffre(self.bilan, self.chaud, code, self.annee, variante, self.origine)

    def read_groupes(self, rubrique: str) -> tuple[GroupeMarches, ...]:
        """Return the rates of a part in each group; none when a list of theirs is gone."""
        cle = ("croisement", self.siren, self.annee, self.axe, rubrique)
        try:
            return self.chaud.recall(
                cle, lambda ouvert: cross(ouvert, self.siren, self.annee, self.axe, rubrique)
            )
        except ErreurSpaser:
            return ()

    def read_constats(self) -> Constats:
        return _read_constats(self.chaud, self.siren, self.annee)

    def read_voisins(self) -> Voisins:
        mesure = find_mesure(self.bilan, vue.MONTANT_NOTIFIE, self.annee, "total")
        montant = mesure.valeur.valeur if mesure else None
        return _read_voisins(self.siren, self.annee, montant or 0)


def read_detail(
    parametres: Mapping[str, str], chaud: EntrepotChaud, bilan: BilanAcheteur, origine: Origine
) -> Detail | None:
    if bilan.vue is None:
        return None
    axe, rubrique = parametres.get("par", ""), parametres.get("taux", "")
    return Detail(
        siren=bilan.vue.bilan.acheteur.siren,
        chaud=chaud,
        bilan=bilan,
        origine=origine,
        annee=read_annee_demandee(parametres, bilan),
        axe=AxeCroisement(axe) if axe in list(AxeCroisement) else AxeCroisement.FAMILLE,
        rubrique=rubrique if rubrique in catalogue.RUBRIQUES else catalogue.RUBRIQUES[0],
    )


def find_chiffre(
    bilan: BilanAcheteur,
    chaud: EntrepotChaud,
    code: str,
    annee: int | None,
    variante: str,
    origine: Origine = Origine.PUBLIES,
) -> vue.Mesure | None:
    mesure = find_mesure(bilan, code, annee, variante)
    if mesure is not None or code not in _A_LA_DEMANDE or bilan.vue is None:
        return mesure
    voulue = bilan.vue.annee if annee is None else annee
    if voulue not in bilan.vue.annees:
        return None
    constats = _read_constats(chaud, bilan.vue.bilan.acheteur.siren, voulue)
    valeurs = (v for v in list_valeurs(constats) if v.indicateur == code)
    valeur = next((v for v in valeurs if variante in {"", v.variante}), None)
    return make_mesure(valeur, origine) if valeur else None


def make_mesure(valeur: Valeur, origine: Origine) -> vue.Mesure:
    return vue.Mesure(valeur, catalogue.DEFINITIONS[valeur.indicateur].fiche(), origine)


def list_valeurs(constats: Constats) -> tuple[Valeur, ...]:
    return (*constats.parts, *constats.premiers, constats.lots)


def _read_constats(chaud: EntrepotChaud, siren: str, annee: int | None) -> Constats:
    return chaud.recall(
        ("constats", siren, annee), lambda ouvert: compute_constats(ouvert, siren, annee)
    )


def _read_voisins(siren: str, annee: int | None, montant: float) -> Voisins:
    publies = entrepot()
    try:
        genres = publies.recall(("genres",), read_genres)
        if annee is None:
            return Voisins(None, 0, {})
        tailles = publies.recall(("tailles", annee), lambda ouvert: read_tailles(ouvert, annee))
        proches = find_proches(siren, montant, genres, tailles)
        etendues = publies.recall(
            ("voisins", siren, annee, montant),
            lambda ouvert: compare_voisins(
                ouvert, annee, proches, marches_min=vue.MARCHES_MIN, ecart_max=vue.ECART_MAX
            ),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return Voisins(None, 0, {})
    genre = genres.par_siren.get(siren)
    return Voisins(genres.libelles.get(genre) if genre else None, len(proches), etendues)


# --- The figures on demand as sheets: every rate by group, single figures, buyers alike ---


_MESURE: Final = (
    "Expression", "Valeur", "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés",
    "Sans réponse", "Lecture", "Version de la méthode", "Source", "Données au",
)  # fmt: skip
_DEBUT: Final = ("SIREN", "Code", "Indicateur", "Année")
_VOISINS: Final = (
    "Code", "Indicateur", "Année", "Expression", "Valeur ici", "Lecture", "Un quart au-dessous",
    "Milieu", "Un quart au-dessus", "Acheteurs comparés",
)  # fmt: skip

BORNES: Final = "Pour une part : tous les marchés sans réponse à non, puis tous à oui."


def list_onglets_detail(detail: Detail) -> list[Onglet]:
    entetes = (*_DEBUT, detail.axe.colonne, *_MESURE)
    return [
        Onglet(f"Taux {detail.axe.libelle}", entetes, list(_list_taux(detail))),
        Onglet("Concurrence et titulaires", (*_DEBUT, *_MESURE), list(_list_constats(detail))),
        Onglet("Acheteurs semblables", _VOISINS, list(_list_voisins(detail))),
    ]


def _list_taux(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    """Yield each rate once: those of the law are also in their theme."""
    for rubrique in catalogue.RUBRIQUES[1:]:
        for groupe in detail.read_groupes(rubrique):
            for valeur in groupe.valeurs.values():
                mesure = make_mesure(valeur, detail.origine)
                yield (*_begin(detail, mesure), groupe.nom, *_tell(detail, mesure))


def _list_constats(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    for valeur in list_valeurs(detail.read_constats()):
        mesure = make_mesure(valeur, detail.origine)
        yield (*_begin(detail, mesure), *_tell(detail, mesure))


def _list_voisins(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    etendues = detail.read_voisins().etendues
    for rubrique in catalogue.RUBRIQUES[1:]:
        for indicateur in catalogue.list_rubrique(rubrique):
            for variante in indicateur.variantes:
                etendue = etendues.get((indicateur.code, variante))
                mesure = detail.find(indicateur.code, variante) if etendue else None
                if etendue and mesure:
                    quarts = (etendue.quart, etendue.milieu, etendue.trois_quarts)
                    yield (
                        indicateur.code, indicateur.libelle, detail.annee, vue.VARIANTES[variante],
                        as_part(mesure.valeur.valeur), mesure.verdict, *map(as_part, quarts),
                        etendue.acheteurs,
                    )  # fmt: skip


def _begin(detail: Detail, mesure: vue.Mesure) -> tuple[Cellule, ...]:
    return detail.siren, mesure.fiche.code, mesure.fiche.libelle, detail.annee


def _tell(detail: Detail, mesure: vue.Mesure) -> tuple[Cellule, ...]:
    valeur = mesure.valeur
    return (
        vue.VARIANTES[valeur.variante], *mesure.cellules, valeur.n, valeur.inconnus, mesure.verdict,
        catalogue.DEFINITIONS[valeur.indicateur].version, detail.origine.libelle,
        detail.bilan.date_donnees,
    )  # fmt: skip


# --- What a page and a file show of the figures on demand ---


type Lien = Callable[[str, dict[str, object]], str]
"""Gives the address of a proof: a code, and what its address says."""


@dataclass(frozen=True)
class CaseTaux:
    """A rate of a group, and where its contracts are; no rate when none of them is concerned."""

    mesure: vue.Mesure | None
    adresse: str = ""


@dataclass(frozen=True)
class Rang:
    """A group, how many contracts it has, and its rates; `nom` is empty for all contracts."""

    nom: str
    marches: int
    cases: tuple[CaseTaux, ...]


@dataclass(frozen=True)
class TauxParGroupe:
    """A rate in every group; its total, then the spread among buyers alike, one a column."""

    fiche: FicheMethode
    colonnes: tuple[str, ...]
    rangs: tuple[Rang, ...]
    voisins: tuple[str, ...]


@dataclass(frozen=True)
class ChiffreEnMots:
    """A single figure in words; `adresse` leads to its contracts, `code` to its method."""

    nom: str
    valeur: str
    phrases: tuple[str, ...]
    code: str = ""
    adresse: str = ""
    dessin: SafeString | str = ""


def describe_detail(detail: Detail, lien: Lien) -> dict[str, Any]:
    """Return what `chiffres/detail/corps.html` reads."""
    voisins = detail.read_voisins()
    return {
        "detail": detail,
        "axes": list(AxeCroisement),
        "rubriques": [(code, NOMS[code]) for code in catalogue.RUBRIQUES],
        "tableaux": list_tableaux(detail, detail.rubrique, voisins, lien),
        "constats": list_constats(detail, lien),
        "voisinage": tell_voisins(voisins, detail.annee),
        "formats": list(FormatClasseur),
    }


def list_tableaux(
    detail: Detail, rubrique: str, voisins: Voisins, lien: Lien
) -> list[TauxParGroupe]:
    """Return the rates of a part; twins, in number then in value, are one table."""
    groupes = detail.read_groupes(rubrique)
    presents = {cle for groupe in groupes for cle in groupe.valeurs}
    tableaux: dict[str, list[Cle]] = {}
    for indicateur in catalogue.list_rubrique(rubrique):
        cles = [(indicateur.code, v) for v in indicateur.variantes if v != "total"]
        jumeau = vue.DOUBLES.get(indicateur.code, indicateur.code)
        ou = jumeau if jumeau in tableaux else indicateur.code
        tableaux.setdefault(ou, []).extend(cle for cle in cles if cle in presents)
    return [_lay(detail, groupes, cles, voisins, lien) for cles in tableaux.values() if cles]


def _lay(
    detail: Detail,
    groupes: tuple[GroupeMarches, ...],
    cles: list[Cle],
    voisins: Voisins,
    lien: Lien,
) -> TauxParGroupe:
    tous = [detail.find(code, variante) for code, variante in cles]
    fiche = next(mesure.fiche for mesure in tous if mesure)
    rangs = [
        Rang(groupe.nom, groupe.marches, tuple(_read(detail, groupe, cle, lien) for cle in cles))
        for groupe in groupes
    ]
    total = Rang(
        "",
        sum(groupe.marches for groupe in groupes),
        tuple(
            CaseTaux(mesure, _link_tableaux(detail, cle, lien))
            for mesure, cle in zip(tous, cles, strict=True)
        ),
    )
    return TauxParGroupe(
        fiche,
        tuple(vue.VARIANTES[variante] for _, variante in cles),
        (*rangs, total),
        tuple(_tell_etendue(voisins.etendues.get(cle)) for cle in cles),
    )


def _read(detail: Detail, groupe: GroupeMarches, cle: Cle, lien: Lien) -> CaseTaux:
    valeur = groupe.valeurs.get(cle)
    if valeur is None:
        return CaseTaux(None)
    return CaseTaux(
        make_mesure(valeur, detail.origine),
        _link_tableaux(detail, cle, lien, {detail.axe: groupe.nom}),
    )


def _link_tableaux(
    detail: Detail, cle: Cle, lien: Lien, filtre: dict[AxeCroisement, str] | None = None
) -> str:
    code, variante = cle
    choix: dict[str, object] = {"annee": detail.annee, "expression": variante}
    return lien(code, choix | {axe.value: nom for axe, nom in (filtre or {}).items()})


def link(page: str, parametres: dict[str, object]) -> str:
    return f"{page}?{urlencode(parametres)}"


def _tell_etendue(etendue: Quartiles | None) -> str:
    """Say the middle and the middle half; nothing when too few buyers have enough data."""
    if etendue is None:
        return ""
    bas, milieu, haut = map(format_pourcent, (etendue.quart, etendue.milieu, etendue.trois_quarts))
    return typographie(
        f"{milieu} au milieu, la moitié entre {bas} et {haut} "
        f"({pluriel(etendue.acheteurs, 'acheteur')})"
    )


def tell_voisins(voisins: Voisins, annee: int | None) -> str:
    if voisins.genre is None:
        return (
            "On ne peut pas comparer avec des acheteurs semblables : aucune des listes lues ne dit "
            "de façon sûre de quel genre est cet acheteur."
        )
    proches = pluriel(voisins.acheteurs, "autre acheteur", "autres acheteurs")
    qui = (
        f"du même genre ({voisins.genre.lower()}) dont le montant notifié en {annee} va de la "
        "moitié au double"
    )
    if voisins.acheteurs < MINIMUM:
        return typographie(
            f"On ne peut pas comparer : ce site connaît {proches} {qui} ; il en faut {MINIMUM}."
        )
    return typographie(
        f"Comparé à {proches} {qui}, par leurs marchés publiés. Un taux n’est retenu que s’il a "
        f"assez de données pour conclure, et montré que si {MINIMUM} acheteurs au moins l’ont."
    )


SANS_TPE: Final = (
    "On ne peut pas le dire. La liste Sirene range les très petites entreprises avec les petites "
    "et moyennes, et celle que ce site lit ne donne ni l’effectif ni le chiffre d’affaires. La "
    "part des petites et moyennes entreprises, très petites comprises, est dans les taux "
    "d’« Économie et concurrence »."
)


def list_constats(detail: Detail, lien: Lien) -> list[ChiffreEnMots]:
    constats = detail.read_constats()
    parts = [make_mesure(v, detail.origine) for v in (*constats.parts, *constats.premiers)]
    return [
        *(_tell_part(detail, mesure, lien) for mesure in parts),
        _tell_indice(constats),
        _tell_lots(detail, constats, lien),
        ChiffreEnMots("Très petites entreprises à part des PME", "Non connu", (SANS_TPE,)),
    ]


def _tell_part(detail: Detail, mesure: vue.Mesure, lien: Lien) -> ChiffreEnMots:
    valeur = mesure.valeur
    nom = f"{typographie(mesure.fiche.libelle)}, {vue.VARIANTES[mesure.valeur.variante]}"
    adresse = _link_tableaux(detail, (valeur.indicateur, valeur.variante), lien)
    if mesure.verdict == "absent":
        raison = (f"{mesure.raison[:1].upper()}{mesure.raison[1:]}.",) if mesure.raison else ()
        return ChiffreEnMots(
            nom, "Non connu", raison, valeur.indicateur, adresse if valeur.n else ""
        )
    compte = ", ".join(filter(None, (mesure.compte, mesure.inconnus, mesure.fourchette)))
    phrases = [f"{compte}."]
    if mesure.verdict == "fragile":
        phrases.append(f"{(mesure.raison or '').capitalize()}.")
    valeurs = mesure.texte if mesure.verdict == "solide" else vue.TROP_PEU.capitalize()
    dessin = _draw_part(nom, mesure) if mesure.verdict == "solide" else ""
    return ChiffreEnMots(nom, valeurs, tuple(phrases), valeur.indicateur, adresse, dessin)


def _draw_part(nom: str, mesure: vue.Mesure) -> SafeString:
    """Draw a share of all that is bought, small enough for its cell."""
    valeur = mesure.valeur
    bornes = (valeur.bas, valeur.valeur, valeur.haut)
    cible = replace(place_part(nom, bornes, mesure.texte), maximum=100)
    identifiant = f"constat-{valeur.indicateur}-{valeur.variante}".lower()
    return mark_safe(draw_figure(identifiant, cible, mots=False))  # noqa: S308 - it escapes every text


def _tell_indice(constats: Constats) -> ChiffreEnMots:
    """Say the index of concentration, then how many equal holders it is worth."""
    nom, indice = "Concentration entre les titulaires (indice HHI)", constats.indice
    if indice is None:
        return ChiffreEnMots(nom, "Non connu", ("Aucun titulaire n’a de montant connu.",))
    n = constats.premiers[0].n
    if n < vue.MARCHES_MIN:
        return ChiffreEnMots(
            nom, vue.TROP_PEU.capitalize(), (f"{pluriel(n, 'marché')} seulement.",)
        )
    bas, valeur, haut = map(format_nombre, (indice.bas, indice.valeur, indice.haut))
    bornes = "" if bas == haut else f" Entre {bas} et {haut} selon les titulaires inconnus."
    egaux = format_moyenne(indice.egaux)
    return ChiffreEnMots(
        nom,
        typographie(f"{valeur} sur {format_nombre(ECHELLE)}"),
        (
            typographie(
                f"C’est ce que donneraient {egaux} titulaires de même taille qui se partageraient "
                f"les montants ; il y en a {format_nombre(indice.titulaires)}.{bornes}"
            ),
            typographie(
                f"L’indice va de près de zéro, si les montants sont dispersés, à "
                f"{format_nombre(ECHELLE)}, si un seul titulaire a tout. C’est la somme des carrés "
                "des parts, en pour cent ; le montant d’un groupement y est partagé à égalité."
            ),
        ),
    )


def _tell_lots(detail: Detail, constats: Constats, lien: Lien) -> ChiffreEnMots:
    lots = constats.lots
    nom = "Lots par procédure allotie"
    adresse = _link_tableaux(detail, (lots.indicateur, lots.variante), lien)
    if lots.valeur is None:
        raison = f"{(lots.absence or '')[:1].upper()}{(lots.absence or '')[1:]}."
        return ChiffreEnMots(
            nom, "Non connu", (raison,), lots.indicateur, adresse if lots.n else ""
        )
    compte = (
        f"{pluriel(lots.numerateur or 0, 'lot')} de "
        f"{pluriel(lots.denominateur or 0, 'procédure')}, lus dans l’objet de "
        f"{pluriel(lots.n, 'marché')}"
    )
    if lots.inconnus and lots.bas is not None and lots.haut is not None:
        compte += (
            f", dont {format_nombre(lots.inconnus)} sans procédure connue : entre "
            f"{format_moyenne(lots.bas)} et {format_moyenne(lots.haut)}"
        )
    valeur = format_moyenne(lots.valeur) if lots.n >= vue.MARCHES_MIN else vue.TROP_PEU.capitalize()
    return ChiffreEnMots(nom, valeur, (typographie(f"{compte}."),), lots.indicateur, adresse)


# --- Rates by group, single figures and buyers alike, for a space: computed when they are asked
# ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("chiffres/detail/espace.html")
def detail(request: HttpRequest, espace: Espace) -> Rendu:
    source = read_source(request, espace)
    lu = read_detail(request.GET, source.chaud, source.bilan, source.origine)
    export = reverse("chiffres:detail_export", args=[espace.siren, FormatClasseur.CSV])
    return {
        **make_cadre_chiffres(request, source, ("Chiffres détaillés", None)),
        "gardes": source.parametres,
        "portrait": source.bilan.portrait,
        "export": export.removesuffix(FormatClasseur.CSV),
        **(describe_detail(lu, partial(_link_detail, source)) if lu else {}),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def detail_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    source = read_source(request, espace)
    lu = read_detail(request.GET, source.chaud, source.bilan, source.origine)
    if lu is None:
        return redirect("chiffres:detail", espace.siren)  # which says why there is nothing
    notice = make_notice(
        espace,
        f"Chiffres détaillés de {lu.annee}",
        ("Source", source.origine.libelle),
        ("Données au", lu.bilan.date_donnees),
        ("Groupes", f"Chaque marché est dans un seul groupe, {lu.axe.libelle}."),
        ("Fourchette", BORNES),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    nom = f"detail-{espace.siren}-{lu.annee}-{lu.axe}{source.suffixe}"
    return reply_classeur(list_onglets_detail(lu), classeur, nom, notice)


def _link_detail(source: SourceChiffres, code: str, choix: dict[str, object]) -> str:
    page = reverse("chiffres:preuve", args=[source.espace.siren, code])
    return link(page, {**choix, **source.parametres})
