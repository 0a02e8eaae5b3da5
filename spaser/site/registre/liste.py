"""The list of the register."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from spaser.regles import nomenclatures
from spaser.regles.fiche import Objectif, Spaser
from spaser.site.recherche import services
from spaser.site.registre import documents, porteurs, tableau
from spaser.site.registre.fiches import fil_registre, read_rubriques
from spaser.site.registre.models import EtatFiche, Fiche, PageDocument
from spaser.site.socle.vues import Rendu, shows

PAR_PAGE: Final = 20
_EXPORTS: Final = (("CSV", "api:csv"), ("JSON", "api:json"), ("GeoJSON", "api:geojson"))


@shows("registre/liste.html")
def page_registre(request: HttpRequest) -> Rendu:
    demande = porteurs.read_demande_registre(request.GET)
    selection = porteurs.select(demande, timezone.localdate())
    page, remarques = _paginate(selection)
    regions = next((f.valeurs for f in selection.facettes if f.nom == "region"), ())
    return {
        "fil": [("Registre", None)],
        "demande": demande,
        "selection": selection,
        "carte": tableau.draw_carte(
            "region",
            {region.valeur: region.nombre for region in regions},
            lambda code: f"?{demande.within('region', code).adresse()}",
            demande.filtres.get("region", ()),
        ),
        "resultats": porteurs.read_fiches(page),
        "page": page,
        "remarques": remarques,
        "retraits": [
            (
                f"{facette.titre} : {valeur.libelle}",
                f"?{demande.without(facette.nom, valeur.valeur).adresse()}",
            )
            for facette in selection.facettes
            for valeur in facette.choisies
        ],
        "tris": [
            (nom, libelle, nom == demande.tri)
            for nom, libelle in porteurs.TRIS.items()
            if nom != "pertinence" or demande.texte
        ],
        "autres_comparees": [n for n in demande.comparees if n not in page.object_list],
        "exports": [(format_, demande.sans_ordre.path(vue)) for format_, vue in _EXPORTS],
        "date": services.read_changement(documents.GENERATION),
        "canonique": replace(demande, page=page.number).path(),
    }


def _paginate(selection: porteurs.Selection) -> tuple[Page[int], tuple[str, ...]]:
    pages = Paginator(selection.numeros, PAR_PAGE)
    demande = selection.demande
    if demande.page <= pages.num_pages:
        return pages.page(demande.page), demande.remarques
    remarque = f"Il n’y a pas de page {demande.page} : voici la dernière."
    return pages.page(pages.num_pages), (*demande.remarques, remarque)


# Schemes side by side.

_DEUX: Final = 2


@dataclass(frozen=True)
class Cellule:
    texte: str
    liste: tuple[str, ...] = ()

    @property
    def est_connue(self) -> bool:
        return bool(self.texte or self.liste)


@dataclass(frozen=True)
class RangeeComparee:
    libelle: str
    cellules: tuple[Cellule, ...]

    @property
    def differe(self) -> bool:
        """Tell whether the schemes say different things; what is not known says nothing."""
        return len({cellule for cellule in self.cellules if cellule.est_connue}) > 1

    @property
    def est_inegale(self) -> bool:
        """Tell whether a reader learns something by reading across."""
        return len(set(self.cellules)) > 1


@shows("registre/comparaison.html")
def comparaison(request: HttpRequest) -> Rendu:
    demandees = porteurs.read_comparees(request.GET)
    fiches = porteurs.list_comparees(demandees)
    rangees = _read_rangees(fiches) if len(fiches) >= _DEUX else []
    seulement = request.GET.get("differences") == "1"
    numeros = [fiche.pk for fiche in fiches]
    return {
        "fil": fil_registre("Comparaison"),
        "colonnes": [(f, _address([n for n in numeros if n != f.pk])) for f in fiches],
        "rangees": [rangee for rangee in rangees if rangee.est_inegale or not seulement],
        "seulement": seulement,
        "bascule": _address(numeros, differences=not seulement),
        "ajouter": reverse("registre:liste", query={"fiche": numeros}),
        "peut_ajouter": len(fiches) < porteurs.COMPAREES_MAX,
        "ecartees": len(demandees) - len(fiches),
        "maximum": porteurs.COMPAREES_MAX,
    }


def _read_rangees(fiches: list[Fiche]) -> list[RangeeComparee]:
    aujourd_hui = timezone.localdate()
    rubriques = [read_rubriques(f, f.compute_statut(aujourd_hui)) for f in fiches]
    faits = zip(
        *([fait for r in colonne for fait in r.faits] for colonne in rubriques), strict=True
    )
    simples = [
        RangeeComparee(rang[0].libelle, tuple(Cellule(fait.valeur) for fait in rang))
        for rang in faits
        if rang[0].champ != "structure.nom"  # the head of the column says it
    ]
    return [*simples, *_lists([fiche.spaser for fiche in fiches])]


def _lists(spasers: list[Spaser]) -> list[RangeeComparee]:
    return [
        RangeeComparee(
            "Axes",
            tuple(Cellule("", tuple(a.intitule for a in s.schema.axes)) for s in spasers),
        ),
        RangeeComparee(
            "Objectifs chiffrés",
            tuple(Cellule("", tuple(map(name_objectif, s.schema.objectifs))) for s in spasers),
        ),
        RangeeComparee(
            "Présentation", tuple(Cellule(s.schema.presentation or "") for s in spasers)
        ),
    ]


def name_objectif(objectif: Objectif) -> str:
    vise = f"{nomenclatures.format_valeur(objectif.valeur)} {objectif.unite or ''}".strip()
    if objectif.valeur is None:
        vise = ""
    quand = f"en {nomenclatures.format_valeur(objectif.echeance)}" if objectif.echeance else ""
    suite = " ".join(filter(None, (vise, quand)))
    return f"{objectif.intitule} : {suite}" if suite else objectif.intitule


def _address(numeros: list[int], *, differences: bool = False) -> str:
    choix: dict[str, Any] = {"fiche": numeros} | ({"differences": 1} if differences else {})
    return reverse("registre:comparaison", query=choix)


# --- The schemes of the register in the search box of the site ---


_PEU: Final = 8  # schemes: a word that more bear is the name of none
_PAGES: Final = 200  # of documents, among which some are chosen
_CITEES: Final = 3  # pages of one document
_LIEU: Final = 3  # the rank of what bears all the words in its place, above it in its name
_DE_TOUTES: Final = frozenset(services.split_racines(documents.TOUJOURS))


def find_schemas(demande: services.MotsCherches) -> services.Vivante:
    """Find schemes by the words that are not said of all of them."""
    propres, trouves = _find_propres(demande, documents.TYPE_RECHERCHE)
    fiches = porteurs.read_fiches(numero for numero, _ in trouves[: demande.limite])
    rangs = dict(trouves)
    nommes = sum(rang > _LIEU for rang in rangs.values())
    return services.Vivante(
        tuple((_make_texte(fiche), _tell_force(rangs[fiche.pk], nommes)) for fiche in fiches),
        len(trouves),
        reverse("registre:liste", query={"q": " ".join(propres)}),
    )


def _find_propres(
    demande: services.MotsCherches, type_objet: str
) -> tuple[list[str], list[services.Trouve]]:
    """Look for the words that not every sheet holds, and say which they are."""
    propres = [mot for mot in demande.mots if services.stem(mot) not in _DE_TOUTES]
    if not propres:
        return [], []
    return propres, services.find_mots(propres, type_objet, entame=demande.entame)


def _tell_force(rang: int, nommes: int) -> float:
    """Say how sure it is that a scheme was looked for: by its name, its place, or a word in it."""
    if rang < _LIEU:
        return 0.2
    return 1.0 if rang > _LIEU and nommes <= _PEU else 0.6


def _make_texte(fiche: Fiche) -> services.TexteCherchable:
    faits = (fiche.lieu, fiche.annees)
    return services.TexteCherchable(
        code=str(fiche.pk),
        titre=f"{fiche.structure} : {fiche.titre}" if fiche.titre else fiche.structure,
        adresse=fiche.get_absolute_url(),
        resume=", ".join(filter(None, faits)),
    )


def find_passages(demande: services.MotsCherches) -> services.Vivante:
    """Find the pages, or parts, of deposited documents that hold every word; each document once."""
    _, trouves = _find_propres(demande, documents.TYPE_PAGE)
    numeros = [numero for numero, _ in trouves]
    pages = (
        PageDocument.objects.filter(pk__in=numeros[:_PAGES], fichier__fiche__etat=EtatFiche.PUBLIEE)
        .select_related("fichier__fiche")
        .defer("fichier__fiche__contenu")
    )
    par_document: dict[int, list[PageDocument]] = {}
    for page in pages.order_by("fichier__fiche__structure", "fichier", "numero"):
        par_document.setdefault(page.fichier_id, []).append(page)
    cherches = " ".join(demande.mots)
    trouvees = [_make_passage(lues, cherches) for lues in par_document.values()]
    return services.Vivante(
        tuple((texte, 0.2) for texte in trouvees[: demande.limite]), len(trouvees)
    )


def _make_passage(pages: list[PageDocument], cherches: str) -> services.TexteCherchable:
    """Name the first pages of a document that hold the words, and show the first."""
    fichier, voulue = pages[0].fichier, {"page": pages[0].numero, "q": cherches}
    return services.TexteCherchable(
        code=str(pages[0].pk),
        titre=f"{fichier.fiche.structure} : {fichier.titre}, {_name_pages(pages)}",
        adresse=f"{reverse('registre:lire', args=[fichier.pk], query=voulue)}#page",
        corps=pages[0].texte,
    )


def _name_pages(pages: list[PageDocument]) -> str:
    """Return the numbers of pages, or the headings of what has none."""
    suite = ", …" if len(pages) > _CITEES else ""
    citees = pages[:_CITEES]
    if any(page.titre for page in citees):
        dits = ", ".join(f"«\u00a0{page.titre or 'début'}\u00a0»" for page in citees)
        return f"partie{'s' if len(pages) > 1 else ''} {dits}{suite}"
    numeros = ", ".join(str(page.numero) for page in citees)
    return f"page{'s' if len(pages) > 1 else ''} {numeros}{suite}"


SCHEMAS: Final = services.SourceVive("registre", "Registre des SPASER", find_schemas, rang=35)
PASSAGES: Final = services.SourceVive(
    "documents", "Dans le texte des schémas", find_passages, rang=36
)
