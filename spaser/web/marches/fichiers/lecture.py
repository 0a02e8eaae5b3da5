"""What the worker does of a file: tell what it is, read it, build the private store anew."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import A_PART, DEJA_EXAMINE
from spaser.donnees.contrats.lecture import Apercu, ReglagesMarches, preview
from spaser.donnees.contrats.modele import (
    CorrespondanceMarches,
    Decompte,
    ErreurContrats,
    EtablissementsAcheteur,
    Memoire,
    simplify_id,
)
from spaser.donnees.corrige import list_sirets
from spaser.donnees.decp.ouverture import empreinte
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import open_entrepot
from spaser.donnees.entrepot.rapport import RapportImport
from spaser.donnees.envois.formats import ARCHIVES, Format
from spaser.donnees.envois.lecture import (
    convert_marches,
    extract_tableur,
    import_envois,
    is_decp,
)
from spaser.web.espace.entrepot import entrepot
from spaser.web.marches.fichiers.archives import describe_archive
from spaser.web.marches.models import FichierMarches, Fonds, GenreFichier

_JSON: Final = "marches.json"
_LU: Final = "lu"
_MEMOIRE: Final = 20  # mappings that a space remembers


def open_copie(ligne: FichierMarches, travail: Path) -> Path:
    """Return a copy of a received file; of an archive of one spreadsheet, the spreadsheet."""
    cible = travail / ligne.fichier.nom
    with ligne.fichier.contenu.open("rb") as source, cible.open("wb") as copie:
        shutil.copyfileobj(source, copie)
    seul = ligne.genre == GenreFichier.TABLEUR and ligne.fichier.format in ARCHIVES
    return run_bounded(DEJA_EXAMINE, extract_tableur, cible) if seul else cible


def find_genre(ligne: FichierMarches, chemin: Path) -> GenreFichier:
    """Tell a DECP file from a spreadsheet of contracts.

    Raises:
        ErreurContrats: it is neither.
    """
    decp = run_bounded(A_PART, is_decp, chemin, Format(ligne.fichier.format))
    return GenreFichier.DECP if decp else GenreFichier.TABLEUR


def read_apercu(ligne: FichierMarches, fonds: Fonds | None) -> Apercu:
    with tempfile.TemporaryDirectory() as travail:
        chemin = open_copie(ligne, Path(travail))
        return run_bounded(DEJA_EXAMINE, preview, chemin, load_memoire(fonds))


def load_memoire(fonds: Fonds | None) -> Memoire:
    gardees = fonds.correspondances if fonds else []
    return Memoire(correspondances=msgspec.convert(gardees, tuple[CorrespondanceMarches, ...]))


def remember(fonds: Fonds, nouvelle: CorrespondanceMarches) -> Any:  # noqa: ANN401 - plain JSON values
    memoire = load_memoire(fonds).remember(nouvelle)
    return msgspec.to_builtins(memoire.correspondances[-_MEMOIRE:])


def find_acheteur(siren: str) -> EtablissementsAcheteur:
    """Return the buyer of a space, as published contracts name her."""
    try:
        with entrepot().read() as ouvert:
            paires = list_sirets(ouvert, siren)
    except (EntrepotAbsent, EntrepotAbime):
        paires = []
    sirets = {simplify_id(identifiant): siret for identifiant, siret in reversed(paires)}
    return EtablissementsAcheteur(siren, paires[0][1] if paires else None, sirets)


def check_contenu(
    ligne: FichierMarches, chemin: Path, suivi: Callable[[int], None]
) -> dict[str, Any]:
    """Read a file alone and return its report; ErreurContrats when nothing of it can be used."""
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        if ligne.genre == GenreFichier.TABLEUR:
            rendu = _convert(ligne, chemin, dossier / _JSON, suivi)
            _refuse_empty(rendu.marches, ligne)
            return describe_tableur(rendu)
        lu = run_bounded(A_PART, import_envois, [chemin], dossier / "entrepot")
        return _describe_decp(ligne, lu, dossier / "entrepot")


def _convert(
    ligne: FichierMarches, chemin: Path, cible: Path, suivi: Callable[[int], None]
) -> Decompte:
    reglages = ReglagesMarches(
        msgspec.convert(ligne.correspondance, CorrespondanceMarches),
        find_acheteur(ligne.siren),
        ligne.annee,
    )
    return run_bounded(A_PART, convert_marches, chemin, cible, reglages, suivi)


def describe_tableur(rendu: Decompte) -> dict[str, Any]:
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


def _describe_decp(ligne: FichierMarches, lu: RapportImport, dossier: Path) -> dict[str, Any]:
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


def _refuse_empty(trouve: object, ligne: FichierMarches) -> None:
    if not trouve:
        raise ErreurContrats(
            f"Aucun marché du SIREN {ligne.siren} n’a été lu dans ce fichier.",
            "Vérifiez qu’il s’agit bien de vos marchés, et que les colonnes sont bien associées.",
        )


@dataclass(frozen=True, slots=True)
class Lu:
    """A spreadsheet as the engine read it: its account, and the checksum that names its source."""

    rendu: Decompte
    empreinte: str


@dataclass(frozen=True, slots=True)
class Prive:
    """The private store of a space, just built: its folder, what each spreadsheet said."""

    dossier: Path
    tableurs: Mapping[int, Lu]


def build_prive(lignes: list[FichierMarches], espace: Path) -> Prive:
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


def _prepare(ligne: FichierMarches, travail: Path) -> tuple[Path, Decompte | None]:
    """Return a file that the engine reads, in a folder of its own: names may be the same.

    What a spreadsheet becomes keeps its name: people are told of the file that they sent.
    """
    sien = travail / str(ligne.pk)
    lu = sien / _LU
    lu.mkdir(parents=True)
    chemin = open_copie(ligne, sien)
    if ligne.genre == GenreFichier.DECP:
        return chemin, None
    cible = lu / chemin.name
    return cible, _convert(ligne, chemin, cible, lambda _lignes: None)


def drop_others(espace: Path, garde: str) -> None:
    """Delete the private stores of a space but the one in force."""
    for dossier in espace.iterdir() if espace.exists() else ():
        if dossier.name != garde:
            shutil.rmtree(dossier, ignore_errors=True)
