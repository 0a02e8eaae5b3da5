"""The schemes to read: who opened each address of a sheet, and the texts that this site holds.

The team gives a document to read, by its address or by its file. Its pages are shown where its
licence lets them be; elsewhere, only the passages that somebody looks for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from spaser.contenus.faits import cache_faits
from spaser.documents.francais import format_date
from spaser.elements import fold_mots
from spaser.moteur.envois.formats import TAILLE_MAXIMUM, ErreurFichier
from spaser.regles.droits import Operation
from spaser.regles.nomenclatures import Confiance, format_valeur
from spaser.regles.registre import EtatLecture, judge_lecture, tell_lecture
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.organisations.acces import exige
from spaser.site.recherche import services
from spaser.site.recherche.index import Morceau, cut_extrait
from spaser.site.registre import models
from spaser.site.registre.depot.champs_fiche import FormDocumentJoint
from spaser.site.registre.depot.services import FORMATS
from spaser.site.registre.documents import (
    GENERATION,
    TYPE_PAGE,
    fetch_fichier,
    read_documents,
)
from spaser.site.registre.fiches import fil_registre
from spaser.site.socle.fichiers import examine, keep_envoi
from spaser.site.socle.formulaires import ChampAdresse
from spaser.site.socle.journal import record_on
from spaser.site.socle.models import EtatFichier
from spaser.site.socle.requetes import check_lectures, recoit
from spaser.site.socle.taches.file import ensure
from spaser.site.socle.vues import Rendu, shows

# --- The addresses of sheets, each with who opened it ---


_SURES: Final = (Confiance.A, Confiance.B)  # what C says is only cited
_GENRES: Final = ("Lien", "Page qui en parle")  # after the natures of documents
_LIBELLES: Final = dict(models.NatureDocument.choices)


class AdresseCitee(NamedTuple):
    """What a sheet says of an address; `lue_le`: the day somebody read it, empty if nobody."""

    fiche: int
    structure: str
    page: str  # of the sheet
    url: str
    titre: str
    genre: str
    precision: str = ""
    source: str = ""
    lue_le: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class AdresseSchema:
    """An address, or a text kept here without one, and what the site found of it."""

    dit: AdresseCitee
    lien: models.LienFiche | None = None
    piece: models.FichierFiche | None = None

    @property
    def etat(self) -> EtatLecture:
        return judge_lecture(ici=self.piece is not None, repond=self._conclude(), lue=self.dit.sure)

    @property
    def mots(self) -> str:
        vue = self.lien.verifie_le if self.lien else None
        constat = self.lien.constat if self.lien else ""
        vue_le = format_date(timezone.localdate(vue)) if vue else ""
        return tell_lecture(self.etat, vue_le, constat, self.dit.lue_le)

    @property
    def est_morte(self) -> bool:
        return self._conclude() is False

    def _conclude(self) -> bool | None:
        """Say whether the address answers; an access that is limited opened nothing."""
        if self.lien is None or "accès limité" in self.lien.constat:
            return None
        return {models.EtatLien.VIVANT: True, models.EtatLien.MORT: False}.get(
            models.EtatLien(self.lien.etat)
        )


def read_adresses(
    fiche: models.Fiche, provenances: Iterable[models.Provenance]
) -> dict[str, AdresseSchema]:
    """Return the addresses of one sheet, by themselves."""
    liens = {lien.url: lien for lien in fiche.liens.all()}
    return {c.url: AdresseSchema(c, liens.get(c.url)) for c in _cite(fiche, provenances)}


def list_adresses() -> list[AdresseSchema]:
    """Return those of all public sheets: the texts held here, documents, then what tells of them.

    Its cost is the same whatever their number: three questions.
    """
    publies = Q(fiche__etat=models.EtatFiche.PUBLIEE)
    liens = {(lien.fiche_id, lien.url): lien for lien in models.LienFiche.objects.filter(publies)}
    lues = models.FichierFiche.objects.filter(
        publies, fichier__etat=EtatFichier.SAIN, lu_le__isnull=False, echec=""
    )
    pieces = list(lues.select_related("fiche").annotate(nombre=Count("pages")))
    ici = {(piece.fiche_id, piece.url) for piece in pieces}
    citees = _gather(services.read_generation(GENERATION))
    return [
        *(_hold(piece, liens) for piece in pieces),
        *(
            AdresseSchema(citee, liens.get((citee.fiche, citee.url)))
            for citee in citees
            if (citee.fiche, citee.url) not in ici
        ),
    ]


def _hold(
    piece: Any,  # noqa: ANN401 - a document with the number of its pages
    liens: dict[tuple[int, str], models.LienFiche],
) -> AdresseSchema:
    fiche, genre = piece.fiche, piece.get_nature_display()
    dit = AdresseCitee(
        fiche.pk, fiche.structure, fiche.get_absolute_url(), piece.url, piece.titre, genre,
        f"{piece.nombre}\u00a0pages",
    )  # fmt: skip
    return AdresseSchema(dit, liens.get((fiche.pk, piece.url)), piece)


@cache_faits(2)
def _gather(_generation: str) -> tuple[AdresseCitee, ...]:
    fiches = models.Fiche.objects.publiees().prefetch_related("provenances")
    citees = (citee for fiche in fiches for citee in _cite(fiche, fiche.provenances.all()))
    return tuple(
        sorted(citees, key=lambda c: (c.genre in _GENRES, c.genre, fold_mots(c.structure)))
    )


def _cite(fiche: models.Fiche, provenances: Iterable[models.Provenance]) -> Iterator[AdresseCitee]:
    """Yield each address once, as its first mention names it."""
    spaser, page = fiche.spaser, fiche.get_absolute_url()
    sures = {ligne.libelle for ligne in provenances if ligne.confiance in _SURES}
    sources = {source.url: source for source in spaser.sources if source.url}
    lien, source_genre = _GENRES
    dites = {source.url or "": (source.libelle, source_genre, "") for source in spaser.sources}
    dites |= {autre.url: (autre.titre, lien, "") for autre in spaser.liens}
    dites |= {
        d.url: (d.titre, _LIBELLES.get(str(d.nature), "Document"), _count_pages(d.pages))
        for d in spaser.documents
    }
    for url, (titre, genre, precision) in dites.items():
        source = sources.get(url)
        if url:
            yield AdresseCitee(
                fiche.pk, fiche.structure, page, url, titre, genre, precision,
                source.libelle if source else "",
                format_valeur(source.consulte_le) if source else "",
                source is not None and source.libelle in sures,
            )  # fmt: skip


def _count_pages(pages: int | None) -> str:
    return f"{pages}\u00a0pages" if pages else ""


PAR_PAGE: Final = 15


@shows("registre/a_lire.html")
def schemas_a_lire(request: HttpRequest) -> Rendu:
    """List what there is to read, all of it or what somebody, or something, opened."""
    toutes = list_adresses()
    comptes = Counter(adresse.etat for adresse in toutes)
    choisi = request.GET.get("etat", "")
    choisies = [a for a in toutes if a.etat == choisi] if choisi in comptes else toutes
    return {
        "fil": fil_registre("Schémas à lire"),
        "etats": [(etat, comptes[etat]) for etat in EtatLecture],
        "total": len(toutes),
        "choisi": choisi if choisi in comptes else "",
        "page": Paginator(choisies, PAR_PAGE).get_page(request.GET.get("page")),
    }


# --- A text held here: its pages where its licence lets them be shown, passages everywhere ---


PASSAGES_MAX: Final = 20
LECTURES: Final = 120
HEURE: Final = timedelta(hours=1)


class Passage(NamedTuple):
    page: models.PageDocument
    extrait: list[Morceau]


def find_passages_de(piece: models.FichierFiche, texte: str) -> list[Passage]:
    """Return the first pages of a document that hold every word, with a few words around one."""
    mots = services.split_mots(texte)
    trouves = services.find_mots(mots, TYPE_PAGE, entame=False) if mots else []
    siennes = set(piece.pages.values_list("pk", flat=True))
    numeros = sorted(siennes.intersection(numero for numero, _ in trouves))[:PASSAGES_MAX]
    racines = frozenset(map(services.stem_texte, mots))
    pages = piece.pages.filter(pk__in=numeros)
    return [Passage(page, cut_extrait(page.texte, racines)) for page in pages]


@shows("registre/lire.html")
def lire_document(request: HttpRequest, numero: int) -> Rendu:
    """Show a page of a document, and the passages that hold the words asked for."""
    lisibles = models.FichierFiche.objects.filter(
        fiche__etat=models.EtatFiche.PUBLIEE,
        fichier__etat=EtatFichier.SAIN,
        lu_le__isnull=False,
        echec="",
    )
    piece = get_object_or_404(lisibles.select_related("fiche", "fichier"), pk=numero)
    texte = request.GET.get("q", "")[: services.TEXTE_MAX]
    if texte:
        check_lectures(request, "registre.passages", LECTURES, HEURE)
    return {
        "fil": fil_registre(piece.titre, piece.fiche),
        "piece": piece,
        "nombre": piece.pages.count(),
        "texte": texte,
        "passages": find_passages_de(piece, texte),
        **(_open_page(piece, request.GET.get("page", "")) if piece.est_entier else {}),
    }


def _open_page(piece: models.FichierFiche, voulue: str) -> dict[str, Any]:
    """Return the page asked for, or the next that has words, and the numbers around it."""
    depuis = int(voulue) if voulue.isdecimal() and len(voulue) < 6 else 1  # noqa: PLR2004
    page = piece.pages.filter(numero__gte=depuis).first() or piece.pages.last()
    numero = page.numero if page else 0
    return {
        "page": page,
        "avant": piece.pages.filter(numero__lt=numero).last(),
        "apres": piece.pages.filter(numero__gt=numero).first(),
    }


# --- The team gives a document of a sheet to read ---


class FormDocumentDonne(FormDocumentJoint):
    """A document by its address, or by its file; both: the file is read, the address shown."""

    adresse = ChampAdresse(
        "Adresse du document", aide="Celle du PDF, de l’ODT ou du DOCX lui-même, 20 Mo au plus"
    )
    licence = forms.ChoiceField(
        label="Licence",
        choices=models.LicenceDocument.choices,
        required=False,
        help_text="Le texte n’est montré en entier que si une licence ou l’acheteur le permet.",
    )
    field_order = ("adresse", "fichier", "titre_fichier", "nature_fichier", "licence")

    def clean(self) -> dict[str, Any]:
        lu = self.cleaned_data
        if not self.errors and not (lu.get("adresse") or lu.get("fichier")):
            self.add_error("adresse", "Donnez l’adresse du document, ou choisissez son fichier.")
        return lu


def give_document(
    fiche: models.Fiche, donne: dict[str, Any], auteur: Utilisateur, maintenant: datetime
) -> models.FichierFiche:
    """Take a document to read; ErreurFichier when its content is refused."""
    envoi = examine(donne["fichier"], FORMATS) if donne["fichier"] else None
    url = donne["adresse"] or ""
    with transaction.atomic():
        piece = models.FichierFiche.objects.create(
            fiche=fiche,
            fichier=keep_envoi(envoi) if envoi else None,
            rang=fiche.fichiers.count(),
            nature=donne["nature_fichier"],
            titre=donne["titre_fichier"] or (envoi.nom if envoi else _name(url)),
            licence=donne["licence"],
            url=url,
            demande_le=maintenant,
        )
        if envoi is None:
            fetch_fichier.enqueue(numero=piece.pk)
        _record(piece, "donne", auteur)
    return piece


def _name(url: str) -> str:
    return (url.rstrip("/").rpartition("/")[2] or url)[:300]


def _record(piece: models.FichierFiche, geste: str, auteur: Utilisateur) -> None:
    record_on(
        f"registre.document_{geste}",
        piece.fiche,
        auteur,
        titre=piece.titre,
        url=piece.url,
        licence=piece.licence,
    )


def _remove(piece: models.FichierFiche) -> str:
    piece.delete()
    return "Le document est retiré\u00a0: son texte ne se lit plus ici."


def _read_again(piece: models.FichierFiche) -> str:
    piece.lu_le, piece.echec = None, ""
    piece.save(update_fields=["lu_le", "echec"])
    if piece.fichier_id is None:
        fetch_fichier.enqueue(numero=piece.pk)
    else:
        ensure(read_documents)
    return "Le site essaie de nouveau."


def _allow(piece: models.FichierFiche, licence: str) -> str:
    piece.licence = models.LicenceDocument(licence)
    piece.save(update_fields=["licence"])
    return f"{piece.titre}\u00a0: {piece.get_licence_display()}."


@transaction.atomic
def _act(fiche: models.Fiche, envoye: Any, auteur: Utilisateur) -> str:  # noqa: ANN401 - a QueryDict
    """Do what the line of a document asks, and say it."""
    numero = envoye.get("document", "")
    siennes = models.FichierFiche.objects.select_for_update(of=("self",)).filter(fiche=fiche)
    piece = get_object_or_404(siennes, pk=int(numero) if numero.isdecimal() else 0)
    geste = envoye.get("geste")
    if geste == "retire" and piece.demande_le:
        _record(piece, geste, auteur)
        return _remove(piece)
    if geste == "relu":
        return _read_again(piece)
    if (licence := envoye.get("licence")) in models.LicenceDocument.values:
        dit = _allow(piece, licence)
        _record(piece, "licence", auteur)
        return dit
    return ""


@exige(Operation.RECENSER_FICHE)
@recoit(TAILLE_MAXIMUM)
@shows("registre/moderation/documents.html", envoi=True)
def documents_fiche(request: RequeteConnectee, numero: int) -> Rendu:
    """Give a document to read, and follow those that were given."""
    fiche = get_object_or_404(models.Fiche.objects.publiees(), pk=numero)
    propose = {"adresse": request.GET.get("adresse", "")[:2000]}
    form = FormDocumentDonne(initial=propose)
    if request.method == "POST" and "document" in request.POST:
        messages.success(request, _act(fiche, request.POST, request.user))
        return redirect("registre:documents", numero=fiche.pk)
    if request.method == "POST":
        form = FormDocumentDonne(request.POST, request.FILES)
        if form.is_valid() and (suite := _take(request, fiche, form)):
            return suite
    pieces = fiche.fichiers.select_related("fichier").annotate(nombre=Count("pages"))
    return {
        "fil": fil_registre("Documents à lire", fiche),
        "fiche": fiche,
        "form": form,
        "pieces": pieces,
        "attend": any(piece.en_cours for piece in pieces),
        "licences": models.LicenceDocument.choices,
    }


def _take(
    request: RequeteConnectee, fiche: models.Fiche, form: FormDocumentDonne
) -> HttpResponse | None:
    try:
        give_document(fiche, form.cleaned_data, request.user, timezone.now())
    except ErreurFichier as refus:
        form.add_error("fichier", str(refus))
        return None
    messages.success(request, "Document reçu. Sa lecture prend moins de dix minutes.")
    return redirect("registre:documents", numero=fiche.pk)


def list_illisibles() -> QuerySet[models.FichierFiche]:
    """Return the documents that could not be read: the team's desk counts them."""
    return models.FichierFiche.objects.filter(fiche__etat=models.EtatFiche.PUBLIEE).exclude(
        echec=""
    )
