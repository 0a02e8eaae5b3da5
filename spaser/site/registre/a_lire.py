"""The schemes to read: who opened each address of a sheet, and the texts that this site holds.

The team gives a document to read, by its address or by its file. Its pages are shown where its
licence lets them be; elsewhere, only the passages that somebody looks for.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from spaser.moteur.envois.formats import TAILLE_MAXIMUM, ErreurFichier
from spaser.regles.droits import Operation
from spaser.regles.registre import EtatLecture
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.organisations.acces import exige
from spaser.site.recherche import services
from spaser.site.recherche.index import Morceau, cut_extrait
from spaser.site.registre import models
from spaser.site.registre.depot.champs_fiche import FormDocumentJoint
from spaser.site.registre.depot.services import FORMATS
from spaser.site.registre.documents import GENERATION, TYPE_PAGE, fetch_fichier, read_documents
from spaser.site.registre.fiches import AUTRES_LIENS, fil_registre
from spaser.site.socle.fichiers import examine, keep_envoi
from spaser.site.socle.formulaires import COURT, ChampAdresse, ask_choix
from spaser.site.socle.journal import record_on
from spaser.site.socle.models import EtatFichier
from spaser.site.socle.requetes import check_lectures, recoit
from spaser.site.socle.taches.file import ensure
from spaser.site.socle.vues import Rendu, shows

# --- What there is to read: the texts held here, then every address of the sheets ---


PAR_PAGE: Final = 8


def list_lisibles() -> QuerySet[models.FichierFiche]:
    """Return the documents of public sheets whose pages were read here."""
    lus = models.FichierFiche.objects.select_related("fiche", "fichier").filter(
        fiche__etat=models.EtatFiche.PUBLIEE,
        fichier__etat=EtatFichier.SAIN,
        lu_le__isnull=False,
        echec="",
    )
    return lus.annotate(nombre=Count("pages"))


def list_liens() -> list[models.LienFiche]:
    """Return the addresses of public sheets: documents first, then what tells of them."""
    liens = models.LienFiche.objects.filter(fiche__etat=models.EtatFiche.PUBLIEE)
    lus = liens.select_related("fiche").defer("fiche__contenu")
    return sorted(lus, key=lambda lien: (lien.genre in AUTRES_LIENS, lien.fiche.cle))


@shows("registre/a_lire.html")
def schemas_a_lire(request: HttpRequest) -> Rendu:
    """List what there is to read, all of it or what somebody, or something, opened."""
    liens = list_liens()
    comptes = Counter(lien.lecture for lien in liens)
    choisi = request.GET.get("etat", "")
    choisis = [lien for lien in liens if lien.lecture == choisi] if choisi in comptes else liens
    return {
        "fil": fil_registre("Schémas à lire"),
        "etats": [(etat, comptes[etat]) for etat in EtatLecture if comptes[etat]],
        "total": len(liens),
        "choisi": choisi if choisi in comptes else "",
        "lisibles": list_lisibles(),
        "page": Paginator(choisis, PAR_PAGE).get_page(request.GET.get("page")),
    }


# --- A text held here: its pages where its licence lets them be shown, passages everywhere ---


PASSAGES_MAX: Final = 20
LECTURES: Final = 120
HEURE: Final = timedelta(hours=1)


def find_passages_de(
    piece: models.FichierFiche, texte: str
) -> list[tuple[models.PageDocument, list[Morceau]]]:
    """Return the first pages of a document that hold every word, with a few words around one."""
    mots = services.split_mots(texte)
    trouves = services.find_mots(mots, TYPE_PAGE, entame=False) if mots else []
    siennes = set(piece.pages.values_list("pk", flat=True))
    numeros = sorted(siennes.intersection(numero for numero, _ in trouves))[:PASSAGES_MAX]
    racines = frozenset(map(services.stem_texte, mots))
    return [(p, cut_extrait(p.texte, racines)) for p in piece.pages.filter(pk__in=numeros)]


@shows("registre/lire.html")
def lire_document(request: HttpRequest, numero: int) -> Rendu:
    """Show the passages that hold the words asked for, and a page if its licence lets it be."""
    piece = get_object_or_404(list_lisibles(), pk=numero)
    texte = request.GET.get("q", "")[: services.TEXTE_MAX]
    if texte:
        check_lectures(request, "registre.passages", LECTURES, HEURE)
    contexte = {
        "fil": fil_registre(piece.titre, piece.fiche),
        "piece": piece,
        "texte": texte,
        "passages": find_passages_de(piece, texte),
    }
    return contexte | (_open_page(piece, request.GET.get("page", "")) if piece.licence else {})


def _open_page(piece: models.FichierFiche, voulue: str) -> dict[str, Any]:
    """Return the page asked for, else the next that has words, and those around it."""
    depuis = int(voulue) if voulue.isdecimal() and len(voulue) <= len("3000") else 1
    page = piece.pages.filter(numero__gte=depuis).first() or piece.pages.last()
    numero = page.numero if page else 0
    avant, apres = piece.pages.filter(numero__lt=numero), piece.pages.filter(numero__gt=numero)
    return {"page": page, "avant": avant.last(), "apres": apres.first()}


# --- The team gives a document of a sheet to read ---


class FormDocumentDonne(FormDocumentJoint):
    """A document by its address, or by its file; both: the file is read, the address shown."""

    adresse = ChampAdresse(
        "Adresse du document", aide="Celle du PDF, de l’ODT ou du DOCX lui-même, 20 Mo au plus"
    )
    licence = ask_choix(
        "Licence",
        models.LicenceDocument.choices,
        aide="Le texte n’est montré en entier que si une licence ou l’acheteur le permet.",
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
    envoi, url = donne["fichier"] and examine(donne["fichier"], FORMATS), donne["adresse"] or ""
    nom = envoi.nom if envoi else url.rstrip("/").rpartition("/")[2]
    with transaction.atomic():
        piece = models.FichierFiche.objects.create(
            fiche=fiche,
            fichier=keep_envoi(envoi) if envoi else None,
            rang=fiche.fichiers.count(),
            nature=donne["nature_fichier"],
            titre=donne["titre_fichier"] or nom[:COURT],
            licence=donne["licence"],
            url=url,
            demande_le=maintenant,
        )
        if envoi is None:
            fetch_fichier.enqueue(numero=piece.pk)
        _record(piece, "donne", auteur)
    return piece


def _record(piece: models.FichierFiche, geste: str, auteur: Utilisateur) -> None:
    dits = {"titre": piece.titre, "url": piece.url, "licence": piece.licence}
    record_on(f"registre.document_{geste}", piece.fiche, auteur, **dits)
    services.bump(GENERATION)


@transaction.atomic
def _act(fiche: models.Fiche, geste: dict[str, Any], auteur: Utilisateur) -> str:
    """Take a document of the team away, change its licence, or read it again; say what is done."""
    numero, licence = geste["document"], geste.get("licence")
    pieces = fiche.fichiers.select_related("fiche")
    piece = get_object_or_404(pieces, pk=int(numero) if numero.isdecimal() else 0)
    if piece.demande_le and "retirer" in geste:
        _record(piece, "retire", auteur)
        piece.delete()
        return "Le document est retiré\u00a0: son texte ne se lit plus ici."
    if piece.demande_le and licence in models.LicenceDocument.values:
        piece.licence = licence
        piece.save(update_fields=["licence"])
        _record(piece, "licence", auteur)
        return "La licence du document est changée."
    piece.lu_le, piece.echec = None, ""
    piece.save(update_fields=["lu_le", "echec"])
    if piece.fichier_id is None:
        fetch_fichier.enqueue(numero=piece.pk)
    ensure(read_documents)
    return "Le site essaie de nouveau."


@exige(Operation.RECENSER_FICHE)
@recoit(TAILLE_MAXIMUM)
@shows("registre/moderation/documents.html", envoi=True)
def documents_fiche(request: RequeteConnectee, numero: int) -> Rendu:
    """Give a document to read, and follow those that were given."""
    fiche = get_object_or_404(models.Fiche.objects.publiees(), pk=numero)
    form = FormDocumentDonne(*((request.POST, request.FILES) if request.method == "POST" else ()))
    fait = ""
    if request.POST.get("document"):
        fait = _act(fiche, request.POST.dict(), request.user)
    elif request.method == "POST" and form.is_valid():
        try:
            give_document(fiche, form.cleaned_data, request.user, timezone.now())
            fait = "Document reçu. Sa lecture prend moins de dix minutes."
        except ErreurFichier as refus:
            form.add_error("fichier", str(refus))
    if fait:
        messages.success(request, fait)
        return redirect("registre:documents", numero=fiche.pk)
    pieces = fiche.fichiers.annotate(nombre=Count("pages"))
    return {
        "fil": fil_registre("Documents à lire", fiche),
        "fiche": fiche,
        "form": form,
        "licences": models.LicenceDocument.choices,
        "pieces": pieces,
        "attend": any(not (piece.lu_le or piece.echec) for piece in pieces),
    }


def list_illisibles() -> QuerySet[models.FichierFiche]:
    """Return the documents that could not be read: the team's desk counts them."""
    publies = models.FichierFiche.objects.filter(fiche__etat=models.EtatFiche.PUBLIEE)
    return publies.exclude(echec="")
