"""Collection sheets that came back: each row led to its indicator, its value read and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from spaser.documents.cibles import write_valeur
from spaser.donnees.envois.formats import MEGA
from spaser.donnees.tables.modele import ErreurTable, Gravite, Remarque
from spaser.metier.cibles.collecte import FicheLue, ValeurRendue, cut_repere
from spaser.metier.cibles.modele import is_taux
from spaser.metier.cibles.nombres import NombreIllisible, read_nombre
from spaser.web.cibles.collecte.lecture import read_classeur
from spaser.web.cibles.collecte.selectors import map_fiches
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.models import FicheCollecte
from spaser.web.cibles.selectors import read_suivis
from spaser.web.commun import scelle
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import read_table

OCTETS_MAX: Final = 2 * MEGA  # of one sheet
FICHIERS_MAX: Final = 20
_USAGE: Final = "cibles.collecte"
_CENT: Final = 100


@dataclass(frozen=True)
class Recu:
    """A file that came back, under its name."""

    nom: str
    lignes: tuple[ValeurRendue, ...]


@dataclass(frozen=True, kw_only=True)
class Rendue:
    """A row: what it is of, its value, what it replaces; `remarques` say what is wrong."""

    lue: ValeurRendue
    fiche: FicheCollecte | None
    ligne: LigneSuivi | None
    valeur: Decimal | None
    remarques: tuple[Remarque, ...]

    @property
    def actuelle(self) -> str:
        gardee = self._gardee
        return gardee.texte if gardee else ""

    @property
    def texte(self) -> str:
        if self.valeur is None or self.ligne is None:
            return ""
        return write_valeur(self.valeur, self.ligne.unite)

    @property
    def dits(self) -> str:
        lue = self.lue
        return " ; ".join(filter(None, (lue.source, lue.commentaire, lue.rempli_par)))

    @property
    def change(self) -> bool:
        """Say whether it brings something new."""
        if self.valeur is None or self.fiche is None:
            return False
        gardee = self._gardee
        if gardee is None:
            return True
        qui = self.lue.rempli_par or self.fiche.referent
        return (gardee.valeur, gardee.source, gardee.commentaire, gardee.par) != (
            self.valeur, self.lue.source, self.lue.commentaire, qui,
        )  # fmt: skip

    @property
    def _gardee(self) -> ValeurLue | None:
        if self.ligne is None or self.fiche is None:
            return None
        return self.ligne.gardees.get(self.fiche.collecte.annee)


def read_fichier(envoi: UploadedFile[bytes]) -> FicheLue:
    """Read a sheet; ErreurTable says why there is none."""
    return read_table(envoi, read_classeur, OCTETS_MAX, "gardez la seule fiche.")


def read_fichiers(
    envois: Iterable[UploadedFile[bytes]],
) -> tuple[list[Recu], list[Remarque], list[tuple[str, str]]]:
    """Read several sheets; return them, what is said of their rows, and those that are refused."""
    recus: list[Recu] = []
    remarques: list[Remarque] = []
    refuses: list[tuple[str, str]] = []
    for envoi in envois:
        nom = str(envoi.name)
        try:
            lue = read_fichier(envoi)
        except ErreurTable as faute:
            refuses.append((nom, str(faute)))
            continue
        recus.append(Recu(nom, tuple(lue.lignes)))
        remarques += [replace(remarque, fichier=nom) for remarque in lue.remarques]
    return recus, remarques, refuses


def compare(espace: Espace, recus: Sequence[Recu]) -> list[Rendue]:
    fiches = map_fiches(espace)
    lues = [(recu.nom, lue, _find_fiche(lue, fiches)) for recu in recus for lue in recu.lignes]
    annees = sorted({fiche.collecte.annee for _, _, fiche in lues if fiche})
    suivis = {suivi.annee: suivi.lignes for suivi in read_suivis(espace, annees)}
    return [_compare(nom, lue, fiche, suivis) for nom, lue, fiche in lues]


def _find_fiche(lue: ValeurRendue, fiches: Mapping[str, FicheCollecte]) -> FicheCollecte | None:
    debut, _ = cut_repere(lue.repere)
    return next((f for cle, f in fiches.items() if debut and cle.startswith(debut)), None)


def _compare(
    nom: str,
    lue: ValeurRendue,
    fiche: FicheCollecte | None,
    suivis: Mapping[int, Sequence[LigneSuivi]],
) -> Rendue:
    _, debut_indicateur = cut_repere(lue.repere)
    lignes = suivis[fiche.collecte.annee] if fiche else ()
    ligne = next(
        (li for li in lignes if debut_indicateur and _has_cle(li, fiche, debut_indicateur)), None
    )
    valeur, remarques = _read_valeur(lue, fiche, ligne)
    placees = tuple(replace(remarque, fichier=nom) for remarque in remarques)
    return Rendue(lue=lue, fiche=fiche, ligne=ligne, valeur=valeur, remarques=placees)


def _has_cle(ligne: LigneSuivi, fiche: FicheCollecte | None, debut: str) -> bool:
    cle = ligne.vise.visee.cle
    demande = fiche is not None and str(cle) in fiche.indicateurs
    return demande and cle.hex.startswith(debut)


def _read_valeur(
    lue: ValeurRendue, fiche: FicheCollecte | None, ligne: LigneSuivi | None
) -> tuple[Decimal | None, list[Remarque]]:
    if fiche is None or ligne is None:
        return None, [_tell_inconnu(lue)] if lue.valeur else []
    if not lue.valeur:
        return None, []
    if lue.annee and lue.annee != str(fiche.collecte.annee):
        return None, [_tell_annee(lue, fiche.collecte.annee)]
    try:
        nombre = read_nombre(lue.valeur, ligne.unite, de_tableur=True)
    except NombreIllisible as faute:
        return None, [_tell(lue, faute.probleme, faute.remede)]
    hors = is_taux(ligne.unite) and ligne.vise.suivi.fiche and not 0 <= nombre.valeur <= _CENT
    if hors:
        return None, [_tell(lue, f"« {lue.valeur} » n’est pas un taux.", "Il va de 0 à 100 %.")]
    suite = [_tell(lue, nombre.remarque, "Vérifiez.", Gravite.SIGNALEE)] if nombre.remarque else []
    return nombre.valeur, suite


def _tell_inconnu(lue: ValeurRendue) -> Remarque:
    return _tell(
        lue,
        f"le repère « {lue.repere[:40]} » n’est d’aucun indicateur demandé ici.",
        "Prenez une fiche de cet espace, ou notez cette valeur à l’écran.",
    )


def _tell_annee(lue: ValeurRendue, annee: int) -> Remarque:
    return _tell(
        lue,
        f"l’année écrite est « {lue.annee[:20]} », la fiche demande {annee}.",
        "Remettez l’année de la fiche, ou notez cette valeur à l’écran.",
    )


def _tell(
    lue: ValeurRendue, probleme: str, remede: str, gravite: Gravite = Gravite.ECARTEE
) -> Remarque:
    return Remarque(
        ligne=lue.ligne,
        colonne=f"colonne {lue.colonne}" if lue.colonne else "",
        valeur=lue.valeur[:80],
        probleme=probleme,
        remede=remede,
        gravite=gravite,
    )


def list_remarques(rendues: Iterable[Rendue]) -> Iterator[Remarque]:
    return (remarque for rendue in rendues for remarque in rendue.remarques)


def seal(espace: Espace, recus: Sequence[Recu]) -> str:
    """Return the signed text that a page hands to the next one."""
    return scelle.seal(espace, tuple(recus), _USAGE)


def unseal(espace: Espace, texte: str) -> tuple[Recu, ...] | None:
    """Return what the page before handed over; None if altered, too old, or of another space."""
    return scelle.unseal(espace, texte, _USAGE, tuple[Recu, ...])
