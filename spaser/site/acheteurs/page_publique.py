"""What anybody reads of a buyer: who it is, what it published, what binds it, who helps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.bilan import preuve
from spaser.documents.bilan.tendance import Tendance, read_tendance
from spaser.documents.bilan.vue import Mesure
from spaser.documents.francais import format_siren, name_inconnu, typographie
from spaser.elements import digits_of, is_siren, is_siret
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.moteur.entrepot.lecture import Entrepot, UniteLegale
from spaser.moteur.referentiels import annuaire
from spaser.moteur.referentiels.noms import IndexNoms, NomsTrouves
from spaser.moteur.valeurs import Acheteur
from spaser.regles import obligations
from spaser.regles.acteurs import ActeurSuggere, load_catalogue
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.chiffres import mesures
from spaser.site.chiffres.achats import draw_achats
from spaser.site.chiffres.detail import find_chiffre
from spaser.site.chiffres.figures import FigureMontree, list_figures_publiees
from spaser.site.chiffres.situation import read_publiee
from spaser.site.editorial.obligations import read_obligations
from spaser.site.espace import bilans
from spaser.site.espace.perimetre import DES_FAMILLES, find_nature_acheteur
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.annuaire import consult
from spaser.site.organisations.identite import (
    Identite,
    identite_of,
    identite_of_organisation,
    read_siren_cherche,
)
from spaser.site.organisations.models import IdentiteOrganisation, Organisation
from spaser.site.recherche.services import read_generation
from spaser.site.registre.documents import GENERATION, words_of_lieu
from spaser.site.registre.models import Fiche
from spaser.site.registre.porteurs import list_proches, list_schemas_de
from spaser.site.schema.publication.parutions import list_publiques
from spaser.site.socle.vues import Rendu, shows

# --- The names of buyers: tables, contract files, register and site, searched from memory ---
# One index a version of the store, one a state of what the site itself knows: the database is only
# asked whether that has changed, so that both databases answer alike.


# What people also write before a name to say what kind of buyer it is.
_APPELS: Final = {
    TypeStructure.COMMUNE: "commune ville mairie",
    TypeStructure.DEPARTEMENT: "conseil départemental général",
    TypeStructure.REGION: "conseil régional",
    TypeStructure.EPCI: "communauté agglomération intercommunalité",
    TypeStructure.METROPOLE: "métropole communauté urbaine",
    TypeStructure.ETABLISSEMENT_SANTE: "hôpital centre hospitalier universitaire",
    TypeStructure.UNIVERSITE: "université",
}


@dataclass(frozen=True)
class Trouvailles:
    """Buyers that answer a question, best first; the rest as `Reponse` says it."""

    acheteurs: tuple[Identite, ...] = ()
    corrige: str = ""
    ignores: tuple[str, ...] = ()


type Connu = annuaire.Entite | Identite  # the tables name 36 000 buyers: they are held once


@dataclass(frozen=True)
class _Noms:
    index: IndexNoms
    connus: tuple[Connu, ...]


def search_acheteurs(texte: str, limite: int) -> Trouvailles:
    """Find buyers by their name: as it is typed, else with slips mended, else by part of it."""
    sources = (_read_du_site(*_tell_etat()), _read_des_donnees(find_version(settings.ENTREPOT)))
    reponses = [(noms, noms.index.search(texte, limite)) for noms in sources]
    trouvees = [(noms, reponse) for noms, reponse in reponses if reponse.trouves]
    if not trouvees:
        return Trouvailles()
    meilleure = min((reponse for _, reponse in trouvees), key=_tell_ecart)
    retenues = sorted(
        (
            (trouve.classe, _identify(noms.connus[trouve.rang]))
            for noms, reponse in trouvees
            if _tell_ecart(reponse) == _tell_ecart(meilleure)
            for trouve in reponse.trouves
        ),
        key=lambda classee: classee[0],
    )
    par_siren: dict[str, Identite] = {}
    for _, identite in retenues:
        par_siren.setdefault(identite.siren, identite)
    acheteurs = tuple(par_siren.values())[:limite]
    return Trouvailles(acheteurs, meilleure.corrige, meilleure.ignores)


def _tell_ecart(reponse: NomsTrouves) -> tuple[int, bool]:
    """Say how far an answer is from what was typed."""
    return len(reponse.ignores), bool(reponse.corrige)


@lru_cache(maxsize=1)
def _read_des_donnees(version: Path | None) -> _Noms:
    """Index the tables, then the buyers that only contract files name."""
    des_tables = annuaire.list_entites()
    connus = {entite.siren for entite in des_tables}
    return _index([*des_tables, *_list_des_marches(connus)])


def _list_des_marches(connus: set[str]) -> Iterator[Identite]:
    try:
        with bilans.entrepot().read() as ouvert:
            noms = ouvert.list_noms()
    except (EntrepotAbsent, EntrepotAbime):
        return
    yield from (Identite(siren, nom) for siren, nom, _ in noms if siren not in connus)


def _tell_etat() -> tuple[str, int, datetime | None]:
    """Return what changes when the names that the site knows do."""
    organisations = _list_verifiees().aggregate(nombre=Count("pk"), derniere=Max("modifiee_le"))
    return read_generation(GENERATION), organisations["nombre"], organisations["derniere"]


@lru_cache(maxsize=1)
def _read_du_site(generation: str, nombre: int, derniere: datetime | None) -> _Noms:
    """Index the organisations that the team has verified, and the buyers of the register."""
    fiches = Fiche.objects.publiees().exclude(siren="").defer("contenu")
    par_siren = {fiche.siren: identite_of_fiche(fiche) for fiche in fiches}
    verifiees = {o.siren: identite_of_organisation(o) for o in _list_verifiees()}
    return _index(list((par_siren | verifiees).values()))


def _list_verifiees() -> QuerySet[Organisation]:
    return Organisation.objects.filter(identite=IdentiteOrganisation.VERIFIEE)


def identite_of_fiche(fiche: Fiche) -> Identite:
    return Identite(
        siren=fiche.siren,
        nom=fiche.structure,
        type=fiche.type,
        code_region=fiche.code_region,
        codes_departement=tuple(fiche.codes_departement),
    )


def _index(connus: Sequence[Connu]) -> _Noms:
    noms = ((i.nom, _tell_lieu(i)) for i in map(_identify, connus))
    return _Noms(IndexNoms(noms), tuple(connus))


def _identify(connu: Connu) -> Identite:
    return identite_of(connu) if isinstance(connu, annuaire.Entite) else connu


@lru_cache(maxsize=4096)
def _name_lieu(type_: str, code_region: str, codes_departement: tuple[str, ...]) -> str:
    appel = _APPELS.get(TypeStructure(type_), "") if type_ else ""
    return f"{words_of_lieu(code_region, list(codes_departement))} {appel}"


def _tell_lieu(identite: Identite) -> str:
    return _name_lieu(identite.type, identite.code_region, identite.codes_departement)


AIDES: Final = frozenset({"acheteurs", "insertion"})  # kinds of stakeholders that help buyers

_PREMIERS: Final = 5  # a few: a person, who is shown nowhere, may come before a buyer
_SIRENE: Final = "répertoire Sirene, et populations de l’Insee"
_SOURCES_DES_TABLES: Final = dict.fromkeys(
    (annuaire.REGION, annuaire.DEPARTEMENT, annuaire.COLLECTIVITE), _SIRENE
)


@dataclass(frozen=True)
class AcheteurPublic:
    """A buyer that the site knows: who it is, who says so, when it ceased if it did."""

    identite: Identite
    source: str
    le: date | None = None
    cessee_selon: date | None = None


@dataclass(frozen=True)
class Devoirs:
    """What the law asks of a kind of buyer; `a_verifier` counts what depends on something else."""

    nature: NatureAcheteur | None
    certains: tuple[obligations.Obligation, ...]
    a_verifier: int
    adresse: str


def find_premier_acheteur() -> Identite | None:
    """Return the buyer with most contracts in the store; None without a store nor a buyer."""
    return next(list_premiers_acheteurs(), None)


def list_premiers_acheteurs() -> Iterator[Identite]:
    """Yield the few buyers with most contracts, the first one first; nobody without a store."""
    try:
        acheteurs = bilans.entrepot().recall(
            ("premiers",), lambda ouvert: ouvert.list_acheteurs(_PREMIERS)
        )
    except (EntrepotAbsent, EntrepotAbime):
        return
    connus = (find_acheteur_public(acheteur.siren, []) for acheteur in acheteurs)
    yield from (connu.identite for connu in connus if connu)


def find_acheteur_public(siren: str, fiches: list[Fiche]) -> AcheteurPublic | None:
    """Return who bears a SIREN; None for nobody known, and for a person or a mere supplier.

    The tables first, then an organisation that the team verified, the register, Sirene, contracts.
    """
    unite, acheteur = _read_entrepot(siren)
    connu = _find_reconnu(siren, fiches) or _find_des_marches(siren, unite, acheteur)
    if connu is None or unite is None or not unite.cessee:
        return connu
    return replace(connu, cessee_selon=unite.au)


def _find_reconnu(siren: str, fiches: list[Fiche]) -> AcheteurPublic | None:
    if entite := annuaire.find_entite(siren):
        source = _SOURCES_DES_TABLES.get(entite.nature, "découpage administratif et populations")
        return AcheteurPublic(identite_of(entite), source, annuaire.date_des_tables(entite.nature))
    verifiee = Organisation.objects.filter(siren=siren, identite=IdentiteOrganisation.VERIFIEE)
    if organisation := verifiee.first():
        return AcheteurPublic(
            identite_of_organisation(organisation), "organisation vérifiée par l’équipe"
        )
    siennes = (fiche for fiche in fiches if fiche.siren == siren)  # not those it only shares
    if fiche := next(siennes, None):
        return AcheteurPublic(identite_of_fiche(fiche), "registre des schémas")
    return None


def _find_des_marches(
    siren: str, unite: UniteLegale | None, acheteur: Acheteur | None
) -> AcheteurPublic | None:
    """Name a buyer by Sirene or by its contracts; a person is nobody here."""
    if unite is not None and unite.personne:
        return None
    if unite is not None and unite.nom and (unite.famille or acheteur):
        type_ = DES_FAMILLES.get(unite.famille or "", "")
        return AcheteurPublic(Identite(siren, unite.nom, type_), "répertoire Sirene", unite.au)
    if acheteur is None:
        return None
    if acheteur.nom is None and (nom := bilans.ask_noms([siren]).get(siren)):
        return AcheteurPublic(Identite(siren, nom), "annuaire public des entreprises")
    if acheteur.nom is None:
        source = "fichiers de marchés publics, qui ne donnent pas son nom"
        return AcheteurPublic(Identite(siren, name_inconnu(siren)), source)
    return AcheteurPublic(Identite(siren, acheteur.nom), "fichiers de marchés publics")


def _read_entrepot(siren: str) -> tuple[UniteLegale | None, Acheteur | None]:
    """Return what Sirene and the contracts say of a SIREN, kept until the store changes."""

    def read(ouvert: Entrepot) -> tuple[UniteLegale | None, Acheteur | None]:
        return ouvert.find_unite(siren), ouvert.acheteur(siren)

    try:
        return bilans.entrepot().recall(("identite", siren), read)
    except (EntrepotAbsent, EntrepotAbime):
        return None, None


def get_acheteur(siren: str) -> tuple[Identite, list[Fiche]]:
    """Return a buyer that the site knows, and its schemes; Http404 for nobody."""
    schemas = list_schemas_de(siren)
    connu = find_acheteur_public(siren, schemas)
    if connu is None:
        raise Http404
    return connu.identite, schemas


def fil_acheteur(identite: Identite, page: str) -> list[tuple[str, str | None]]:
    sienne = reverse("acheteurs:acheteur", args=[identite.siren])
    return [(TITRE, reverse("acheteurs:recherche")), (identite.nom, sienne), (page, None)]


def tell_premier(figures: list[FigureMontree], annee: int | None) -> str:
    """Say the first figure, with its count and its bounds; nothing when it concludes nothing."""
    lue = figures[0].ligne.retenue if figures else None
    if lue is None or not lue.conclut:
        return ""
    dit = f"{figures[0].cible.nom} en {annee}\u00a0: {lue.figure.texte} {lue.de_quoi}"
    return f"{dit}. {' '.join(lue.phrases)}"


def find_tendance(bilan: bilans.BilanAcheteur, mesure: Mesure) -> Tendance | None:
    ligne = mesures.find_ligne(bilan, mesure.fiche.code)
    if ligne is None or bilan.vue is None:
        return None
    return read_tendance(ligne, mesure.valeur.variante, bilan.vue)


def read_devoirs(identite: Identite, jour: date) -> Devoirs:
    """Return what the law asks of a buyer of this kind and size, its spend being unknown."""
    nature = find_nature_acheteur(identite.siren, identite.type)
    connu = obligations.AcheteurConnu(nature=nature, habitants=identite.population)
    applications = obligations.apply_all(read_obligations(jour), connu, jour)
    vivantes = [a for a in applications if a.etat is not obligations.Vigueur.PASSEE]
    demande = {"nature": nature or "", "habitants": identite.population or ""}
    return Devoirs(
        nature,
        tuple(a.obligation for a in vivantes if a.est_certaine),
        sum(not a.est_certaine for a in vivantes),
        reverse("obligations:liste", query=demande),
    )


def list_aides(code_region: str) -> list[ActeurSuggere]:
    return [aide for aide in load_catalogue().suggest(code_region) if aide.typologie in AIDES]


# --- Public pages of a buyer: found by name or SIREN, read without account ---


TITRE: Final = "Trouver un acheteur"
LONGUEUR: Final = 200
TROUVES: Final = 20
SUGGERES: Final = 8
VOISINS: Final = 4
PAR_PAGE: Final = 50
INCONNU: Final = 404


@ouverte_a_tous
@shows("acheteurs/recherche.html")
def recherche(request: HttpRequest) -> Rendu:
    """Look for a buyer by SIREN or by name; one that is alone to answer is shown at once."""
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    if siren := _find_siren(texte):
        return redirect("acheteurs:acheteur", siren)
    refus = read_siren_cherche(texte)[1]
    trouvailles = search_acheteurs("" if refus else texte, TROUVES + 1)
    trouves, ignores = trouvailles.acheteurs[:TROUVES], trouvailles.ignores
    if len(trouves) == 1 and not (trouvailles.corrige or ignores):
        return redirect("acheteurs:acheteur", trouves[0].siren)
    return {
        "fil": [(TITRE, None)],
        "texte": texte,
        "refus": refus,
        "trouves": trouves,
        "autres": len(trouvailles.acheteurs) > TROUVES,
        "corrige": trouvailles.corrige,
        "ignores": ignores,
        "annuaire": None if refus or (trouves and not ignores) else consult(request, texte),
    }


@ouverte_a_tous
@require_safe
def noms(request: HttpRequest) -> JsonResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    trouves = search_acheteurs(texte, SUGGERES).acheteurs
    return JsonResponse({"acheteurs": [_suggest(identite) for identite in trouves]})


@ouverte_a_tous
@shows("acheteurs/acheteur.html")
def acheteur(request: HttpRequest, siren: str) -> Rendu:
    """Show what is public of a buyer; a right SIREN that nobody knows still leads somewhere."""
    if refus := read_siren_cherche(siren)[1]:
        return _show_inconnu(request, siren, refus)
    schemas = list_schemas_de(siren)
    connu = find_acheteur_public(siren, schemas)
    if connu is None:
        return _show_inconnu(request, siren, "")
    identite = connu.identite
    situation = read_publiee(siren)
    figures = list_figures_publiees(situation) if situation.annee else []
    publie, portrait = situation.publie, situation.publie.portrait
    incompletes = publie.vue.annees_incompletes if publie.vue else ()
    return {
        "fil": [(TITRE, reverse("acheteurs:recherche")), (identite.nom, None)],
        "acheteur": connu,
        "identite": identite,
        "situation": situation,
        "figures": figures,
        "portrait": portrait,
        "images": draw_achats(portrait, situation.annee or 0, incompletes) if portrait else (),
        "partielle": situation.annee in incompletes,
        "premier": tell_premier(figures, situation.annee),
        "schemas": schemas,
        "publications": list_publiques().filter(espace__siren=siren),
        "voisins": list_proches(identite.profil, schemas, VOISINS),
        "devoirs": read_devoirs(identite, timezone.localdate()),
        "aides": list_aides(identite.code_region),
        **_offer(identite),
    }


@ouverte_a_tous
@shows("acheteurs/preuve.html")
def preuve_publique(request: HttpRequest, siren: str, code: str) -> Rendu:
    fiche = mesures.find_fiche_prouvee(code)
    if fiche is None:
        raise Http404
    identite, _ = get_acheteur(siren)
    bilan = bilans.read_bilan(siren)
    expression = request.GET.get("expression", "")
    mesure = find_chiffre(
        bilan, bilans.entrepot(), code, mesures.read_annee(request.GET), expression
    )
    trouvee = mesures.read_preuve(bilan, mesure, bilans.entrepot()) if mesure else None
    if mesure is None or trouvee is None:
        return redirect("acheteurs:acheteur", siren)  # which says why there is nothing
    axes = mesures.read_axes(bilans.entrepot(), siren, trouvee.annee)
    filtres = mesures.read_filtres(request.GET, mesures.list_groupes_axes(trouvee, axes))
    voulus = mesures.FiltresPreuve(texte=filtres.texte, groupes=filtres.groupes)
    lignes = [
        (ligne, preuve.ETATS[ligne.etat], trouvee.familles.get(ligne.cle, ""))
        for ligne in mesures.narrow_preuve(trouvee, voulus, axes).lignes
    ]
    return {
        "fil": fil_acheteur(identite, f"Preuve : {typographie(fiche.libelle)}"),
        "identite": identite,
        "fiche": fiche,
        "mesure": mesure,
        "calcul": preuve.tell_calcul(trouvee),
        "seulement": [
            *((axe.colonne, nom) for axe, nom in voulus.groupes.items()),
            *([("Numéro ou objet", voulus.texte)] if voulus.texte else []),
        ],
        "tendance": find_tendance(bilan, mesure),
        "comptes": [
            (nombre, preuve.name_etat(etat, nombre), preuve.EXPLICATIONS[etat])
            for etat, nombre in trouvee.count_etats().items()
        ],
        "date_donnees": bilan.vue and bilan.vue.bilan.date_donnees,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
    }


def _find_siren(texte: str) -> str:
    chiffres = digits_of(texte)
    return chiffres[:9] if is_siren(chiffres) or is_siret(chiffres) else ""


def _offer(identite: Identite) -> dict[str, Any]:
    """Return what opens a space for a buyer: its SIREN, and what the tables do not say of it."""
    depart = {"siren": identite.siren}
    if annuaire.find_entite(identite.siren) is None:
        nom = "" if identite.nom == name_inconnu(identite.siren) else identite.nom
        dits = {"nom": nom, "type": identite.type, "code_region": identite.code_region}
        depart |= {nom: valeur for nom, valeur in dits.items() if valeur}
    return {"depart": depart, "ouvrir": reverse("accueil:espaces", query=depart)}


def _suggest(identite: Identite) -> dict[str, str]:
    return {
        "nom": identite.nom,
        "precision": " – ".join(filter(None, (identite.libelle_type, identite.lieu))),
        "adresse": reverse("acheteurs:acheteur", args=[identite.siren]),
    }


def _show_inconnu(request: HttpRequest, siren: str, refus: str) -> HttpResponse:
    """Say what is wrong with a number, or that nobody public bears it here; show nothing else."""
    annuaire = None if refus else consult(request, siren)
    contexte = {
        "fil": [(TITRE, reverse("acheteurs:recherche")), (format_siren(siren), None)],
        "siren": siren,
        "refus": refus,
        "annuaire": annuaire,
        **_offer(Identite(siren, annuaire.unites[0].nom if annuaire and annuaire.unites else "")),
    }
    return render(request, "acheteurs/inconnu.html", contexte, status=INCONNU)
