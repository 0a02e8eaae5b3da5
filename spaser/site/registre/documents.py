"""The documents of a sheet: their words, their pages, whether their links live."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.dispatch import receiver
from django.utils import timezone

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import DEJA_EXAMINE, ErreurBoite
from spaser.moteur.envois.formats import TAILLE_MAXIMUM, Defaut, ErreurFichier, Format
from spaser.moteur.envois.parties import PartieExtraite, read_parties
from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.moteur.reseau.sonde import (
    EtatAdresse,
    ReponseSonde,
    probe,
    read_document,
)
from spaser.regles.format_spaser import widen
from spaser.regles.nomenclatures import TypeStructure
from spaser.regles.rapprochements import list_rubriques
from spaser.site.recherche import services
from spaser.site.registre import models
from spaser.site.socle.fichiers import examine, fichier_controle, keep_envoi
from spaser.site.socle.models import EtatFichier, Fichier
from spaser.site.socle.taches.file import Travail, ensure, travail

# --- The words under which a sheet is found ---


# The register's generation: bumped at each change, read by what is kept in memory.
GENERATION: Final = "registre"
TYPE_RECHERCHE: Final = "fiche"
TYPE_PAGE: Final = "page"

# Every sheet is one of these: to look for the word is to look for all of them.
TOUJOURS: Final = (
    "schéma de promotion des achats publics socialement et écologiquement responsables SPASER"
)

# What people still call a part of today's regions; a search finds it.
_NOMS_D_USAGE: Final = {
    "11": "IDF",
    "27": "BFC",
    "84": "AURA ARA Rhône-Alpes",
    "93": "PACA Sud",
    "04": "Réunion outre-mer",
    "01": "outre-mer Antilles",
    "02": "outre-mer Antilles",
    "03": "outre-mer",
    "06": "outre-mer",
}
_ANCIENNES_REGIONS: Final = {
    "Alsace": "67 68",
    "Aquitaine": "24 33 40 47 64",
    "Auvergne": "03 15 43 63",
    "Bourgogne": "21 58 71 89",
    "Champagne-Ardenne": "08 10 51 52",
    "Franche-Comté": "25 39 70 90",
    "Languedoc-Roussillon": "11 30 34 48 66",
    "Limousin": "19 23 87",
    "Lorraine": "54 55 57 88",
    "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
    "Nord-Pas-de-Calais": "59 62",
    "Basse-Normandie": "14 50 61",
    "Haute-Normandie": "27 76",
    "Picardie": "02 60 80",
    "Poitou-Charentes": "16 17 79 86",
    "Rhône-Alpes": "01 07 26 38 42 69 73 74",
}


def read_textes(fiche: models.Fiche) -> services.Textes:
    spaser = fiche.spaser
    structure, schema = spaser.structure, spaser.schema
    partenaires = " ".join(partenaire.nom for partenaire in schema.partenaires)
    return services.Textes(
        titre=f"{structure.nom} {schema.titre or ''} {partenaires}",
        lieu=words_of_lieu(fiche.code_region, fiche.codes_departement),
        axes=" ".join(f"{axe.intitule} {axe.description or ''}" for axe in schema.axes),
        reste=" ".join(
            [
                TOUJOURS,
                TypeStructure(structure.type).libelle,
                fiche.siren,
                schema.presentation or "",
                *(f"{o.intitule} {o.precision or ''}" for o in schema.objectifs),
                *(f"{action.intitule} {action.description or ''}" for action in schema.actions),
                *(
                    f"{rubrique.titre} {' '.join(rubrique.paragraphes)}"
                    for rubrique in list_rubriques(widen(spaser).schema.texte)
                ),
            ]
        ),
    )


def words_of_lieu(code_region: str, codes_departement: list[str]) -> str:
    """Return every name under which people look for a place, former regions included."""
    anciennes = (
        nom
        for nom, codes in _ANCIENNES_REGIONS.items()
        if set(codes.split()).intersection(codes_departement)
    )
    return " ".join(
        [
            name_region(code_region),
            _NOMS_D_USAGE.get(code_region, ""),
            *(f"{name_departement(code)} {code}" for code in codes_departement),
            *anciennes,
        ]
    )


FICHE: Final = services.TypeCherchable(
    nom=TYPE_RECHERCHE,
    libelle="Schémas du registre",
    modele=models.Fiche,
    publics=lambda: models.Fiche.objects.publiees().order_by("pk"),
    read=read_textes,
)
PAGE: Final = services.TypeCherchable(
    nom=TYPE_PAGE,
    libelle="Dans le texte des schémas",
    modele=models.PageDocument,
    publics=lambda: models.PageDocument.objects.filter(
        fichier__fiche__etat=models.EtatFiche.PUBLIEE
    ).order_by("pk"),
    read=lambda page: services.Textes(titre="", reste=page.texte),
    nomme=False,
)


# --- What the documents of the register say, page by page or part by part, for the search ---


DOCUMENTS_PAR_LOT: Final = 5
_LUS: Final = (Format.PDF, Format.DOCX, Format.ODT)
_journal: Final = logging.getLogger(__name__)


def list_dus() -> QuerySet[models.FichierFiche]:
    """Return the documents that anybody may open and that were never read."""
    return models.FichierFiche.objects.filter(
        lu_le=None,
        fiche__etat=models.EtatFiche.PUBLIEE,
        fichier__etat=EtatFichier.SAIN,
        fichier__format__in=_LUS,
    ).order_by("pk")


def read_lot(maintenant: datetime) -> bool:
    """Read a few documents, and forget the pages of those that are gone; say whether some wait."""
    for fichier in list_dus().select_related("fichier")[:DOCUMENTS_PAR_LOT]:
        parties, fichier.echec = _read(fichier)
        write_pages(fichier, parties, maintenant)
    services.unindex_absents(PAGE)
    return list_dus().exists()


@transaction.atomic
def write_pages(
    fichier: models.FichierFiche, parties: tuple[PartieExtraite, ...], maintenant: datetime
) -> None:
    fichier.pages.all().delete()
    pages = (
        models.PageDocument(fichier=fichier, numero=numero, titre=partie.titre, texte=partie.texte)
        for numero, partie in enumerate(parties, start=1)
        if partie.texte
    )
    models.PageDocument.objects.bulk_create(pages)
    services.index_all(PAGE, fichier.pages.all())
    fichier.lu_le = maintenant
    fichier.save(update_fields=["lu_le", "echec"])


SANS_TEXTE: Final = (
    "Il ne contient aucun texte\u00a0: ses pages sont des images. Demandez à l’acheteur le fichier "
    "d’origine, ou faites reconnaître ses caractères, puis donnez ce fichier-là."
)


def _read(fichier: models.FichierFiche) -> tuple[tuple[PartieExtraite, ...], str]:
    """Return the pages of a document, or its parts; else why none is read, and what to do."""
    from spaser.moteur.envois.pdf import read_pages  # noqa: PLC0415 - pypdf is slow to import

    garde = cast("Fichier", fichier.fichier)
    chemin, genre = Path(garde.contenu.path), Format(garde.format)
    try:
        if genre is Format.PDF:
            pages = run_bounded(DEJA_EXAMINE, read_pages, chemin)
            parties = tuple(PartieExtraite("", texte) for texte in pages)
        else:
            parties = run_bounded(DEJA_EXAMINE, read_parties, chemin, genre)
    except (Defaut, ErreurBoite) as panne:
        _journal.warning("Document %s du registre illisible : %s", fichier.pk, panne.probleme)
        return (), f"Il {panne.probleme} {panne.remede}"
    return parties, "" if any(partie.texte for partie in parties) else SANS_TEXTE


# --- Tasks of the register: checking the addresses of sheets, reading documents ---


CHAQUE: Final = timedelta(days=30)
REESSAI: Final = timedelta(days=1)
LIENS_PAR_LOT: Final = 20
# Below that, all of a batch being out of reach may be true; above, the site's own network is out.
_PANNE: Final = 5
_DOUTE: Final = "injoignable, à revoir : "


def due_liens(maintenant: datetime) -> QuerySet[models.LienFiche]:
    """Return the addresses not checked for a month, and those of which yesterday left a doubt."""
    jamais = Q(verifie_le=None)
    vieux = Q(verifie_le__lte=maintenant - CHAQUE)
    doute = Q(constat__startswith=_DOUTE, verifie_le__lte=maintenant - REESSAI)
    publics = models.LienFiche.objects.filter(fiche__etat=models.EtatFiche.PUBLIEE)
    return publics.filter(jamais | vieux | doute).order_by(
        F("verifie_le").asc(nulls_first=True), "pk"
    )


def check_lot(maintenant: datetime, sonde: Callable[[str], ReponseSonde]) -> bool:
    """Check a few addresses; say whether to go on with others.

    When none of a whole batch can be reached, it is our network that is out: nothing is written.
    """
    lot = list(due_liens(maintenant)[:LIENS_PAR_LOT])
    constats = [(lien, sonde(lien.url)) for lien in lot]
    if len(lot) >= _PANNE and all(c.etat is EtatAdresse.INJOIGNABLE for _, c in constats):
        return False
    for lien, constat in constats:
        write_constat_lien(lien, constat, maintenant)
    return len(lot) == LIENS_PAR_LOT


def write_constat_lien(lien: models.LienFiche, constat: ReponseSonde, maintenant: datetime) -> None:
    """Keep the answer: out of reach twice, a day apart, is dead; an error changes nothing."""
    texte = constat.texte
    if constat.etat is EtatAdresse.VIVANT:
        lien.etat = models.EtatLien.VIVANT
    elif constat.etat is EtatAdresse.MORT:
        lien.etat = models.EtatLien.MORT
    elif constat.etat is EtatAdresse.INJOIGNABLE:
        if lien.constat.startswith(_DOUTE) or lien.etat == models.EtatLien.MORT:
            lien.etat = models.EtatLien.MORT
        else:
            texte = f"{_DOUTE}{texte}"
    lien.constat = texte[:200]
    lien.verifie_le = maintenant
    lien.save(update_fields=["etat", "constat", "verifie_le"])


@travail(Travail("Contrôle des liens du registre"))
def check_liens() -> None:
    """Check a batch of addresses, then ask for the next: other work passes in between."""
    if check_lot(timezone.now(), probe):
        ensure(check_liens)


@travail(Travail("Contrôle d’un lien du registre", delai=timedelta(minutes=2)))
def check_un_lien(numero: int) -> None:
    lien = models.LienFiche.objects.filter(pk=numero).first()
    if lien is not None:
        write_constat_lien(lien, probe(lien.url), timezone.now())


@travail(Travail("Lecture des documents du registre"))
def read_documents() -> None:
    if read_lot(timezone.now()):
        ensure(read_documents)


# --- A document given by its address: fetched by the worker, then taken as if it had been sent ---


_EXTENSIONS: Final = tuple(f".{genre}" for genre in _LUS)
_REMEDES: Final = {
    EtatAdresse.MORT: "Cherchez sa nouvelle adresse chez l’acheteur, ou déposez le fichier.",
    EtatAdresse.REFUSE: "Donnez une adresse que tout le monde peut ouvrir, ou déposez le fichier.",
    EtatAdresse.VIVANT: "Donnez l’adresse d’un PDF, d’un ODT ou d’un DOCX de 20\u00a0Mo au plus, "
    "ou déposez-le.",
}
_AUTRE: Final = "Essayez de nouveau dans une heure, ou déposez le fichier."


def _stop(numero: int) -> None:
    models.FichierFiche.objects.filter(pk=numero, fichier=None).update(
        echec=f"Sa lecture s’est arrêtée net. {_AUTRE}"
    )


@travail(
    Travail("Lecture d’un document par son adresse", delai=timedelta(minutes=5), abandonne=_stop)
)
def fetch_fichier(numero: int) -> None:
    """Fetch the file of a piece that has none; what its address answered is kept with the sheet."""
    piece = models.FichierFiche.objects.filter(pk=numero, fichier=None).first()
    if piece is not None:
        piece.echec = _fetch(piece)
        piece.save(update_fields=["echec"])


def _fetch(piece: models.FichierFiche) -> str:
    """Keep the file of a piece; return why there is none, and what to do."""
    recu, maintenant = read_document(piece.url, TAILLE_MAXIMUM), timezone.now()
    for lien in models.LienFiche.objects.filter(fiche=piece.fiche_id, url=piece.url):
        write_constat_lien(lien, recu.constat, maintenant)
    if not recu.octets:
        texte, remede = recu.constat.texte, _REMEDES.get(recu.constat.etat, _AUTRE)
        return f"Sans lecture\u00a0: {texte}. {remede}"
    nom = recu.nom or "document"
    nom = nom if nom.lower().endswith(_EXTENSIONS) else f"{nom}.pdf"
    try:
        envoi = examine(SimpleUploadedFile(nom, recu.octets), _LUS)
    except ErreurFichier as refus:
        return str(refus)
    with transaction.atomic():
        piece.fichier = keep_envoi(envoi)
        piece.save(update_fields=["fichier"])
    return ""


@receiver(fichier_controle, dispatch_uid="registre.document_a_lire")
def follow_controle(sender: type, fichier: Fichier, **options: object) -> None:
    """Read at once what has left quarantine; say why, of what was refused."""
    pieces = models.FichierFiche.objects.filter(fichier=fichier)
    if fichier.etat == EtatFichier.REFUSE:
        pieces.update(echec=f"{fichier.raison} Demandez à l’acheteur un fichier sain.")
    elif pieces.exists():
        services.bump(GENERATION)
        ensure(read_documents)
