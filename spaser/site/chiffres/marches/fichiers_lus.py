"""A file of contracts that comes in: archives, spreadsheets, what completes contracts."""

import shutil
import tempfile
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from spaser.documents.francais import format_date, typographie
from spaser.elements import net_numero
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import A_PART, DEJA_EXAMINE
from spaser.moteur.contrats import modele
from spaser.moteur.contrats.lecture import Apercu, ReglagesMarches, convert, preview
from spaser.moteur.corrige import lecture
from spaser.moteur.decp.ouverture import empreinte
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.entrepot.rapport import RapportImport
from spaser.moteur.envois.formats import ARCHIVES, Format
from spaser.moteur.envois.lecture import (
    extract_tableur,
    import_envois,
    is_decp,
    shorten,
)
from spaser.moteur.tables.modele import Remarque
from spaser.regles import corrections
from spaser.site.chiffres import models
from spaser.site.chiffres.marches.entrepot import read_decisions
from spaser.site.chiffres.marches.services import Marche, create_corrections
from spaser.site.espace.bilans import entrepot
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record

# --- What became of each file of a sent archive ---


_LISTE: Final = "liste de référence : elle ne contient pas de marchés"


def describe_archive(lu: RapportImport) -> dict[str, Any]:
    rapport = lu.to_dict()
    ignores = [*rapport["ignores"], *({"nom": n, "raison": _LISTE} for n in lu.referentiels)]
    return {
        nom: [{**fichier, "nom": shorten(fichier["nom"])} for fichier in fichiers]
        for nom, fichiers in (("fichiers", rapport["fichiers"]), ("ignores", ignores))
    }


# --- What the worker does of a file: tell what it is, read it, build the private store anew ---


_JSON: Final = "marches.json"
_LU: Final = "lu"
_MEMOIRE: Final = 20  # mappings that a space remembers


def copy_fichier_recu(ligne: models.FichierMarches, travail: Path) -> Path:
    """Return a copy of a received file; of an archive of one spreadsheet, the spreadsheet."""
    cible = travail / ligne.fichier.nom
    with ligne.fichier.contenu.open("rb") as source, cible.open("wb") as copie:
        shutil.copyfileobj(source, copie)
    seul = ligne.genre == models.GenreFichier.TABLEUR and ligne.fichier.format in ARCHIVES
    return run_bounded(DEJA_EXAMINE, extract_tableur, cible) if seul else cible


def find_genre_fichier(ligne: models.FichierMarches, chemin: Path) -> models.GenreFichier:
    """Tell a DECP file from a spreadsheet of contracts.

    Raises:
        ErreurContrats: it is neither.
    """
    decp = run_bounded(A_PART, is_decp, chemin, Format(ligne.fichier.format))
    return models.GenreFichier.DECP if decp else models.GenreFichier.TABLEUR


def preview_fichier(ligne: models.FichierMarches, fonds: models.Fonds | None) -> Apercu:
    with tempfile.TemporaryDirectory() as travail:
        chemin = copy_fichier_recu(ligne, Path(travail))
        return run_bounded(DEJA_EXAMINE, preview, chemin, load_memoire_marches(fonds))


def load_memoire_marches(fonds: models.Fonds | None) -> modele.Memoire:
    gardees = fonds.correspondances if fonds else []
    return modele.Memoire(
        correspondances=msgspec.convert(gardees, tuple[modele.CorrespondanceMarches, ...])
    )


def remember(fonds: models.Fonds, nouvelle: modele.CorrespondanceMarches) -> Any:  # noqa: ANN401 - plain JSON values
    memoire = load_memoire_marches(fonds).remember(nouvelle)
    return msgspec.to_builtins(memoire.correspondances[-_MEMOIRE:])


def find_etablissements(siren: str) -> modele.EtablissementsAcheteur:
    """Return the buyer of a space, as published contracts name her."""
    try:
        with entrepot().read() as ouvert:
            paires = lecture.list_sirets(ouvert, siren)
    except (EntrepotAbsent, EntrepotAbime):
        paires = []
    sirets = {net_numero(identifiant): siret for identifiant, siret in reversed(paires)}
    return modele.EtablissementsAcheteur(siren, paires[0][1] if paires else None, sirets)


def check_contenu(
    ligne: models.FichierMarches, chemin: Path, suivi: Callable[[int], None]
) -> dict[str, Any]:
    """Read a file alone and return its report; ErreurContrats when nothing of it can be used."""
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        if ligne.genre == models.GenreFichier.TABLEUR:
            rendu = _convert(ligne, chemin, dossier / _JSON, suivi)
            _refuse_empty(rendu.marches, ligne)
            return describe_tableur(rendu)
        lu = run_bounded(A_PART, import_envois, [chemin], dossier / "entrepot")
        return _describe_decp(ligne, lu, dossier / "entrepot")


def _convert(
    ligne: models.FichierMarches, chemin: Path, cible: Path, suivi: Callable[[int], None]
) -> modele.Decompte:
    reglages = ReglagesMarches(
        msgspec.convert(ligne.correspondance, modele.CorrespondanceMarches),
        find_etablissements(ligne.siren),
        ligne.annee,
    )
    return run_bounded(A_PART, convert, chemin, cible, reglages, suivi)


def describe_tableur(rendu: modele.Decompte) -> dict[str, Any]:
    return {
        "tableur": rendu.fichier,
        "lignes": rendu.lignes,
        "marches": rendu.marches,
        "titulaires": rendu.titulaires,
        "ecartees": rendu.ecartees,
        "sans_date": rendu.sans_date,
        "annees": dict(sorted((str(a), n) for a, n in rendu.annees.items())),
        "motifs": dict(rendu.motifs.most_common()),
        "nb_remarques": rendu.nb_remarques,
        "remarques": [asdict(r) for r in sorted(rendu.remarques, key=attrgetter("ligne"))],
    }


def _describe_decp(
    ligne: models.FichierMarches, lu: RapportImport, dossier: Path
) -> dict[str, Any]:
    """Return the account of a DECP file; only the contracts of this buyer count."""
    with open_entrepot(dossier) as ouvert:
        acheteur = ouvert.acheteur(ligne.siren)
    lus = sum(source.lus for source in lu.fichiers)
    siens = acheteur.nb_marches + acheteur.nb_concessions if acheteur else 0
    _refuse_empty(siens > 0, ligne)
    return {
        "lignes": lus,
        "marches": siens,
        "ecartees": sum(source.quarantaine for source in lu.fichiers),
        "annees": dict.fromkeys(map(str, acheteur.annees if acheteur else ()), None),
        "motifs": dict(lu.anomalies),
        **(describe_archive(lu) if ligne.fichier.format in ARCHIVES else {}),
    }


def _refuse_empty(trouve: object, ligne: models.FichierMarches) -> None:
    if not trouve:
        raise modele.ErreurContrats(
            f"Aucun marché du SIREN {ligne.siren} n’a été lu dans ce fichier.",
            "Vérifiez qu’il s’agit bien de vos marchés, et que les colonnes sont bien associées.",
        )


@dataclass(frozen=True, slots=True)
class Lu:
    """A spreadsheet as the engine read it: its account, and the checksum that names its source."""

    rendu: modele.Decompte
    empreinte: str


@dataclass(frozen=True, slots=True)
class Prive:
    """The private store of a space, just built: its folder, what each spreadsheet said."""

    dossier: Path
    tableurs: Mapping[int, Lu]


def build_prive(lignes: list[models.FichierMarches], espace: Path) -> Prive:
    """Build the private store of some files aside."""
    prive = espace / uuid.uuid4().hex
    tableurs = {}
    with tempfile.TemporaryDirectory() as travail:
        entrees = []
        for ligne in lignes:
            chemin, rendu = _prepare(ligne, Path(travail))
            entrees.append(chemin)
            if rendu is not None:
                tableurs[ligne.pk] = Lu(rendu, empreinte(chemin))
        espace.mkdir(parents=True, exist_ok=True)
        run_bounded(A_PART, import_envois, entrees, prive)
    return Prive(prive, tableurs)


def _prepare(ligne: models.FichierMarches, travail: Path) -> tuple[Path, modele.Decompte | None]:
    """Return a file that the engine reads, in a folder of its own: names may be the same.

    What a spreadsheet becomes keeps its name: people are told of the file that they sent.
    """
    sien = travail / str(ligne.pk)
    lu = sien / _LU
    lu.mkdir(parents=True)
    chemin = copy_fichier_recu(ligne, sien)
    if ligne.genre == models.GenreFichier.DECP:
        return chemin, None
    cible = lu / chemin.name
    return cible, _convert(ligne, chemin, cible, lambda _lignes: None)


def drop_others(espace: Path, garde: str) -> None:
    """Delete the private stores of a space but the one in force."""
    for dossier in espace.iterdir() if espace.exists() else ():
        if dossier.name != garde:
            shutil.rmtree(dossier, ignore_errors=True)


# --- What a spreadsheet says that DECP never holds: one act of correction of the contracts it
# gives ---
# Lines are found again by their rank in the file, once the private store is built: a contract is
# then known by the key under which the space shows it.


_PERDU: Final = (
    "Le marché de cette ligne n’est pas dans votre liste : ses compléments sont laissés",
    "Vérifiez son numéro et son objet, puis relisez le fichier.",
)


class Cause(StrEnum):
    LECTURE = "lecture"  # somebody asked for it to be read
    DEPLACE = "deplace"  # another file of the space changed


_SUITES: Final = {
    Cause.LECTURE: "Relu : ce qui a été corrigé depuis la première lecture reste.",
    Cause.DEPLACE: "Repris sur les mêmes marchés après un changement de vos autres fichiers.",
}
_PARTIS: Final = (models.EtatImport.ANNULE, models.EtatImport.REFUSE, models.EtatImport.RETRAIT)


@dataclass(frozen=True, slots=True)
class Trouves:
    """What a spreadsheet says of each contract, as the space shows it, by key."""

    rendu: modele.Decompte
    contrats: dict[int, lecture.Contrat] = field(default_factory=dict)
    dits: dict[int, dict[corrections.ChampCorrige, modele.Complement]] = field(default_factory=dict)
    perdus: int = 0  # lines whose contract is not there


def find_complements(ligne: models.FichierMarches, prive: Path, lu: Lu) -> Trouves:
    """Find the contract of each line that says something more."""
    if not lu.rendu.complements:
        return Trouves(lu.rendu)
    decisions = read_decisions(ligne.espace)
    with lecture.open_corrige(
        settings.ENTREPOT, ligne.siren, prive, decisions, chiffres=False
    ) as entrepot:
        cles = lecture.find_cles(entrepot, lu.empreinte)
        contrats = {contrat.cle: contrat for contrat in lecture.list_contrats(entrepot)}
    dits: dict[int, dict[corrections.ChampCorrige, modele.Complement]] = defaultdict(dict)
    perdus = set()
    for complement in lu.rendu.complements:
        cle = cles.get(complement.rang)
        if cle in contrats:
            _say(dits[cle], complement, lu.rendu)
        elif complement.ligne not in perdus:
            perdus.add(complement.ligne)
            _remark(lu.rendu, complement, *_PERDU)
    return Trouves(lu.rendu, contrats, dict(dits), len(perdus))


def _say(
    dits: dict[corrections.ChampCorrige, modele.Complement],
    complement: modele.Complement,
    rendu: modele.Decompte,
) -> None:
    """Take what a line says; the last of several lines of one contract is kept, and it is told."""
    champ = corrections.ChampCorrige(complement.champ.value)
    autre = dits.get(champ)
    dits[champ] = complement
    if autre is not None and autre.valeur != complement.valeur:
        remede = (
            f"Cette ligne compte, et non la ligne {autre.ligne}. Si ce sont deux lots, donnez "
            "leur numéro."
        )
        _remark(rendu, complement, "Une ligne au-dessus dit autre chose du même marché", remede)


def _remark(
    rendu: modele.Decompte, complement: modele.Complement, probleme: str, remede: str
) -> None:
    rendu.remark(
        Remarque(
            ligne=complement.ligne,
            colonne=complement.colonne,
            valeur=complement.valeur,
            probleme=probleme,
            remede=remede,
        )
    )


def find_deplaces(
    lignes: Iterable[models.FichierMarches], prive: Prive
) -> list[tuple[models.FichierMarches, Trouves]]:
    """Return the spreadsheets read before of which a contract is now shown under another key.

    That of a lot, say, whose number another file shared until it was withdrawn.
    """
    deplaces = []
    for ligne in lignes:
        tenues = set(_list_tenues(ligne).values_list("cle", flat=True))
        if ligne.etat == models.EtatImport.LU and tenues:
            trouves = find_complements(ligne, prive.dossier, prive.tableurs[ligne.pk])
            if tenues - {str(cle) for cle in trouves.contrats}:
                deplaces.append((ligne, trouves))
    return deplaces


def write_complements(
    ligne: models.FichierMarches, trouves: Trouves, cause: Cause
) -> dict[str, Any]:
    """Write what a spreadsheet says in place of what it said before; return the account of it.

    A spreadsheet that says nothing more has no account.
    """
    siens = models.Geste.objects.filter(tableau=ligne)
    premier = siens.aggregate(premier=Min("pk"))["premier"]
    deja = _list_deja(ligne)
    seul = cause is not Cause.LECTURE
    sorts: Counter[corrections.SortValeur] = Counter()
    gardes: dict[int, dict[corrections.ChampCorrige, str]] = defaultdict(dict)
    for cle, complements in trouves.dits.items():
        for champ, complement in complements.items():
            sort = corrections.settle(complement.valeur, deja[str(cle), champ], premier, seul=seul)
            sorts[sort] += 1
            if sort is not corrections.SortValeur.ECARTE:
                gardes[cle][champ] = complement.valeur
    _undo(_list_tenues(ligne))
    if not trouves.rendu.complements:
        return {}
    justification = _justify(ligne, cause if premier else None)
    geste = _write_geste(ligne, premier, justification, trouves, gardes) if gardes else None
    return {
        "geste": geste.pk if geste else None,
        "marches": len(gardes),
        "champs": Counter(champ.value for dits in gardes.values() for champ in dits),
        "perdus": trouves.perdus,
        **{
            sort.value: sorts[sort]
            for sort in (
                corrections.SortValeur.REMPLACE,
                corrections.SortValeur.DESSOUS,
                corrections.SortValeur.ECARTE,
            )
        },
    }


def drop_complements(espace: Espace) -> None:
    """Undo what was read in the spreadsheets of a space that give it no contract any more."""
    siennes = models.Correction.objects.filter(espace=espace, annulee_le__isnull=True)
    _undo(siennes.filter(geste__tableau__etat__in=_PARTIS))


def _list_tenues(ligne: models.FichierMarches) -> QuerySet[models.Correction]:
    return models.Correction.objects.filter(geste__tableau=ligne, annulee_le=None)


def _undo(lignes: QuerySet[models.Correction]) -> None:
    lignes.update(annulee_le=timezone.now())


def _list_deja(ligne: models.FichierMarches) -> dict[tuple[str, str], list[corrections.Deja]]:
    """Return the lines that hold in a space, and all those of a spreadsheet, by what they say."""
    lignes = (
        models.Correction.objects.filter(espace=ligne.espace_id)
        .filter(Q(annulee_le=None) | Q(geste__tableau=ligne))
        .values_list("cle", "champ", models.RANG, "valeur", "geste__tableau", "annulee_le")
    )
    deja: dict[tuple[str, str], list[corrections.Deja]] = defaultdict(list)
    for cle, champ, rang, valeur, tableau, annulee in lignes:
        deja[cle, champ].append(
            corrections.Deja(rang, valeur, tableau == ligne.pk, annulee is not None)
        )
    return deja


def _write_geste(
    ligne: models.FichierMarches,
    premier: int | None,
    justification: str,
    trouves: Trouves,
    gardes: dict[int, dict[corrections.ChampCorrige, str]],
) -> models.Geste:
    geste = models.Geste.objects.create(
        espace=ligne.espace,
        auteur=ligne.auteur,
        justification=justification,
        fichier=ligne.fichier,
        nb_marches=len(gardes),
        tableau=ligne,
        premier_id=premier,
    )
    create_corrections(
        geste, ((Marche(trouves.contrats[cle]), dits) for cle, dits in gardes.items())
    )
    record(
        "marches.complements",
        auteur=ligne.auteur,
        objet=geste,
        espace=ligne.espace,
        details={"marches": len(gardes), "fichier": ligne.pk},
    )
    return geste


def _justify(ligne: models.FichierMarches, cause: Cause | None) -> str:
    envoi = format_date(timezone.localtime(ligne.envoye_le).date())
    suite = f" {_SUITES[cause]}" if cause else ""
    return typographie(f"Lu dans le fichier {ligne.fichier.nom}, envoyé le {envoi}.{suite}")
