"""Reads JSON that the fast reader refuses: record by record, and one bad record loses no other.

A record is cut, decoded, repaired if that is safe, otherwise put aside with its text; the reader
then looks for the next place where a record starts. Memory does not grow with the file.
"""

import re
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Final

from spaser.moteur.decp.json.decodage import (
    Compositeur,
    IllisibleError,
    decode_tolerant,
    repair_json,
)
from spaser.moteur.decp.json.reprise import (
    APRES,
    CLE,
    CONTENEUR,
    DEBUT,
    ENTRE,
    HABITUEL,
    LISTE_DE_RACINES,
    SAUT_DE_LIGNE,
    EtatValeur,
    GenreReprise,
    RechercheReprise,
    Reprise,
    count_ouvertes,
    delimit,
    end_element,
    find_fin_liste,
    guess_fin,
    holds_record,
    looks_like_record,
    skip,
    trim,
)
from spaser.moteur.decp.octets import (
    ILLISIBLE,
    LIGNE_MAX,
    LISTE_OUVERTE,
    OCTETS_MAX,
    PAS_UN_OBJET,
    PROFONDEUR_MAX,
    TRONQUE,
    TROP_IMBRIQUE,
    TROP_LONG,
    explain_failure,
    reject,
    to_utf8,
)
from spaser.moteur.valeurs import Lecture

_BLOC: Final = 4 << 20
_MARGE: Final = 1 << 16


class FenetreGlissante:
    """Some bytes of a file; `position` is where the reader stands in them."""

    def __init__(self, source: BinaryIO, reste: int) -> None:
        self.octets = b""
        self.position = 0
        self.fini = reste == 0
        self._debut = 0  # place of the window in what is read
        self._trouve: tuple[re.Pattern[bytes], int, int | None] | None = None
        self._source = source
        self._reste = reste

    @property
    def ahead(self) -> int:
        """Bytes from the position to the end of the window."""
        return len(self.octets) - self.position

    def place(self, ici: int) -> int:
        """Return where a byte of the window stands in what is read."""
        return self._debut + ici

    def fill(self) -> None:
        """Read on when little is left ahead."""
        if not self.fini and self.ahead < _MARGE:
            self.reload()

    def reload(self) -> None:
        """Drop what is behind the position and read at least as much as is left ahead."""
        garde = self.octets[self.position :]
        lus = self._source.read(min(self._reste, max(_BLOC, len(garde))))
        self._reste -= len(lus)
        self.fini = not lus or self._reste == 0
        self._debut += self.position
        self.octets = garde + lus
        self.position = 0
        self._trouve = None

    def locate(self, motif: re.Pattern[bytes], depuis: int) -> int | None:
        """Return where a pattern is next found in the window; the answer is kept for later."""
        if self._trouve:
            cherche, depart, ici = self._trouve
            if cherche is motif and depart <= depuis and (ici is None or ici >= depuis):
                return ici
        trouve = motif.search(self.octets, depuis)
        self._trouve = (motif, depuis, trouve.start() if trouve else None)
        return self._trouve[2]


_RESTE_PERMIS: Final = frozenset(" \t\r\n,]}")
_FAMILLES: Final = {b"marche": "marche", b"contrat-concession": "concession", b"marches": None}
_ACCOLADE, _CROCHET = b"{", b"["
_ACHETEUR: Final = b'"acheteur"'


class _Mode(Enum):
    DEHORS = "dehors"  # between two lists
    TABLEAU = "tableau"  # a list, which must be closed
    PLAGE = "plage"  # the inside of a list, without its brackets
    SUITE = "suite"  # records one after the other
    UNIQUE = "unique"  # one record where a list is expected
    FINI = "fini"


def read_json(chemin: Path, sortie: Path, *, entier: bool = False) -> Lecture:
    """Read a whole file, whatever its root, and write its records as NDJSON at `sortie`.

    With `entier`, records keep the fields that nobody knows.
    """
    copie = sortie.with_name(f"{sortie.name}.utf8")
    try:
        with explain_failure(chemin):
            lu = to_utf8(chemin, copie)
            with lu.open("rb") as source, sortie.open("wb") as cible:
                fenetre = FenetreGlissante(source, lu.stat().st_size)
                lecteur = _Lecteur(fenetre, cible, 1, Compositeur(entier=entier))
                lecteur.enter_racine()
                return lecteur.run(sortie)
    finally:
        copie.unlink(missing_ok=True)


def read_plage(
    chemin: Path, debut: int, fin: int, famille: str | None, premier_rang: int, sortie: Path
) -> Lecture:
    """Read the comma-separated records of the bytes [debut, fin), ranks from `premier_rang`."""
    with explain_failure(chemin), chemin.open("rb") as source, sortie.open("wb") as cible:
        source.seek(debut)
        fenetre = FenetreGlissante(source, max(0, fin - debut))
        lecteur = _Lecteur(fenetre, cible, premier_rang, Compositeur(famille))
        return lecteur.run(sortie)


class _Lecteur:
    """Walks through a file, writes sound records, puts the others aside, and counts them all."""

    def __init__(
        self,
        fenetre: FenetreGlissante,
        cible: BinaryIO,
        premier_rang: int,
        compositeur: Compositeur,
    ) -> None:
        self.fenetre = fenetre
        self.ecrits = 0
        self.lecture = Lecture(champs_inconnus=compositeur.champs_inconnus)
        self._compositeur = compositeur
        self._cible = cible
        self._premier_rang = premier_rang
        self._coupe = False  # a record was put aside because the file stops in it
        self._mode = _Mode.PLAGE
        self._ouvertes = 0  # braces open around the lists
        self._faute = 0  # place of the furthest fault met so far

    def enter_racine(self) -> None:
        fenetre = self.fenetre
        fenetre.reload()
        fenetre.position = skip(DEBUT, fenetre.octets, 0)
        octets, ici = fenetre.octets, fenetre.position
        premier = octets[ici : ici + 1]
        self._mode = _Mode.DEHORS
        if premier == _CROCHET and not LISTE_DE_RACINES.match(octets, ici):
            self._mode = _Mode.TABLEAU
            fenetre.position += 1
        elif premier == _ACCOLADE and self._is_record(ici):
            self._mode = _Mode.SUITE

    def _is_record(self, ici: int) -> bool:
        """Tell whether the root is a record, not an envelope around records."""
        octets = self.fenetre.octets
        if CONTENEUR.search(octets, ici):
            return False
        if looks_like_record(octets, ici):
            return True
        reprise = RechercheReprise(octets, (), fini=True).find(ici, None)
        return reprise.genre is GenreReprise.FIN or reprise.position == ici

    def run(self, sortie: Path) -> Lecture:
        """Read to the end; `sortie` is where records are written."""
        while self._mode is not _Mode.FINI:
            self.fenetre.fill()
            if self._mode is _Mode.DEHORS:
                self._step_outside()
            else:
                self._step_inside()
        if self.ecrits:
            self.lecture.fichiers.append(str(sortie))
        return self.lecture

    # --- between two lists

    def _step_outside(self) -> None:
        fenetre = self.fenetre
        reprise = self._find(fenetre.position, damaged=False)
        saut = fenetre.octets[fenetre.position : reprise.position]
        self._ouvertes += count_ouvertes(saut)
        ouvert = reprise.genre is GenreReprise.FIN and self._ouvertes > 0
        if not HABITUEL.fullmatch(saut) or holds_record(saut):
            self._reject(TRONQUE if ouvert else ILLISIBLE, saut)
        fenetre.position = reprise.position
        if reprise.genre is GenreReprise.CONTENEUR:
            self._enter_conteneur()
        elif reprise.genre is GenreReprise.RECORD:
            avant = saut.rstrip()[-1:]
            if avant == _CROCHET:
                self._compositeur.famille = None  # a list under a key that we do not know
            self._mode = _Mode.UNIQUE if avant == b":" else _Mode.TABLEAU
        elif reprise.genre is GenreReprise.FIN:
            self._finish(incomplet=ouvert)

    def _enter_conteneur(self) -> None:
        fenetre = self.fenetre
        conteneur = CONTENEUR.match(fenetre.octets, fenetre.position)
        if conteneur is None:
            return
        self._compositeur.famille = _FAMILLES[conteneur[1]]
        if conteneur[2] == _CROCHET:
            self._mode = _Mode.TABLEAU
            fenetre.position = conteneur.end()
        else:
            fenetre.position = conteneur.end() - 1
            familles = conteneur[1] == b"marches" and not looks_like_record(
                fenetre.octets, fenetre.position
            )
            self._mode = _Mode.DEHORS if familles else _Mode.UNIQUE

    # --- inside a list

    def _step_inside(self) -> None:
        fenetre = self.fenetre
        fenetre.position = skip(ENTRE, fenetre.octets, fenetre.position)
        if fenetre.position == len(fenetre.octets):
            if fenetre.fini:
                self._finish(incomplet=self._mode is _Mode.TABLEAU)
            return
        premier = fenetre.octets[fenetre.position : fenetre.position + 1]
        if premier == _ACCOLADE:
            lus = self.lecture.lus
            self._read_record()
            if self._mode is _Mode.UNIQUE and self.lecture.lus > lus:
                self._mode = _Mode.DEHORS
        elif premier in {b"]", b"}"} or (premier == _CROCHET and self._is_list_of_records()):
            fenetre.position += 1
            if premier == b"]" and self._mode is _Mode.TABLEAU:
                self._mode = _Mode.DEHORS
        else:
            self._read_other()

    def _is_list_of_records(self) -> bool:
        fenetre = self.fenetre
        dedans = skip(ENTRE, fenetre.octets, fenetre.position + 1)
        if fenetre.octets[dedans : dedans + 1] != _ACCOLADE:
            return False
        exemple = self._compositeur.dernier.keys()
        return RechercheReprise(fenetre.octets, exemple, fini=fenetre.fini).starts_at(dedans)

    def _read_record(self) -> None:
        """Read the record that starts here: the quick way, or with care."""
        fenetre = self.fenetre
        fin = guess_fin(fenetre.octets, fenetre.position)
        octets = fenetre.octets[fenetre.position : fin] if fin > 0 else b""
        entier = fin < len(fenetre.octets) or fenetre.fini
        if octets and entier and len(octets) <= OCTETS_MAX and octets.count(_ACHETEUR) <= 1:
            ligne = self._compose(octets)
            if ligne:
                self._write(ligne, octets)
                fenetre.position = fin
                return
        self._read_carefully()

    def _read_carefully(self) -> None:
        fenetre = self.fenetre
        # Once a fault is known ahead, a record that goes deep is not followed again up to it.
        connue = self._faute > fenetre.place(fenetre.position)
        etendue = delimit(fenetre.octets, fenetre.position, PROFONDEUR_MAX if connue else None)
        coupe, fin = etendue.etat is EtatValeur.COUPE, None
        if coupe and not fenetre.fini and fenetre.ahead < OCTETS_MAX:
            fenetre.reload()
            return
        if etendue.etat is EtatValeur.FIN:
            trouve = APRES.match(fenetre.octets, etendue.fin)
            suivant = trouve[1] if trouve else b""
            if not suivant and not fenetre.fini and fenetre.ahead < OCTETS_MAX:
                fenetre.reload()
                return
            fin = None if self._holds_another(etendue.fin) else etendue.fin
            if fin is not None and self._may_follow(suivant, fin):
                octets = fenetre.octets[fenetre.position : etendue.fin]
                self._handle(octets, etendue.profondeur)
                fenetre.position = etendue.fin
                return
        self._faute = max(self._faute, fenetre.place(etendue.fin))
        self._read_damaged(coupe=coupe, fin=fin)

    def _holds_another(self, fin: int) -> bool:
        """Tell whether a record has swallowed the next ones, for want of a bracket."""
        fenetre = self.fenetre
        if fenetre.octets.count(_ACHETEUR, fenetre.position, fin) <= 1:
            return False
        dedans = fenetre.octets[fenetre.position : fin]
        recherche = RechercheReprise(dedans, self._compositeur.dernier.keys(), fini=True)
        return recherche.find(1, None).genre is GenreReprise.RECORD

    def _may_follow(self, suivant: bytes, fin: int) -> bool:
        """Tell whether a record that ends at `fin` can be followed by this character."""
        if suivant in {b"", b",", b"]", b"{"}:
            return True
        if self._mode is _Mode.SUITE:
            return SAUT_DE_LIGNE.match(self.fenetre.octets, fin) is not None
        return suivant == b"}" and self._mode is _Mode.UNIQUE

    def _read_damaged(self, *, coupe: bool, fin: int | None) -> None:
        """Repair or put aside a record whose end is not where it should be."""
        fenetre = self.fenetre
        if fin is not None and self._is_followed_by_noise(fin):
            return
        reprise = self._find(fenetre.position + 1)
        octets = fenetre.octets[fenetre.position : reprise.position]
        if reprise.genre is GenreReprise.PERDU:
            debut = fenetre.place(fenetre.position)
            self._go_on(octets, reprise)
            self._reject(TROP_LONG, octets, taille=fenetre.place(fenetre.position) - debut)
            return
        if ligne := self._compose_repaired(octets):
            self._write(ligne, octets)
        else:
            code = self._why(octets, reprise, coupe=coupe)
            ferme = code != TRONQUE and self._may_close(reprise)
            self._reject(code, trim(octets, ferme=ferme))
        self._go_on(octets, reprise)

    def _go_on(self, octets: bytes, reprise: Reprise) -> None:
        """Go to the next start, or out of the list when it is closed before."""
        fenetre = self.fenetre
        while reprise.genre is GenreReprise.PERDU:
            fenetre.position = reprise.position
            octets, reprise = b"", self._find(fenetre.position)
        fermeture = find_fin_liste(octets) if self._may_close(reprise) else None
        if fermeture is None:
            fenetre.position = reprise.position
        else:
            fenetre.position += fermeture + 1
        if fermeture is not None or reprise.genre is GenreReprise.CONTENEUR:
            self._mode = _Mode.DEHORS

    def _may_close(self, reprise: Reprise) -> bool:
        return self._mode is _Mode.TABLEAU and reprise.genre is not GenreReprise.RECORD

    def _is_followed_by_noise(self, fin: int) -> bool:
        """Keep a sound record when what follows it is no part of it: some stray characters."""
        fenetre = self.fenetre
        longueur = fin - fenetre.position
        reprise = self._find(fin)
        fin = fenetre.position + longueur
        if CLE.search(fenetre.octets, fin, reprise.position):
            return False
        self._handle(fenetre.octets[fenetre.position : fin], 0)
        fenetre.position = fin
        return True

    def _why(self, octets: bytes, reprise: Reprise, *, coupe: bool) -> str:
        ouverte = self._mode is _Mode.TABLEAU and find_fin_liste(octets) is None
        return TRONQUE if reprise.genre is GenreReprise.FIN and (coupe or ouverte) else ILLISIBLE

    def _read_other(self) -> None:
        """Put aside an element that is no object."""
        fenetre = self.fenetre
        octets, ici = fenetre.octets, fenetre.position
        fin = end_element(octets, ici)
        if not fenetre.fini and fenetre.ahead < OCTETS_MAX and fin in {None, len(octets)}:
            fenetre.reload()
            if fenetre.ahead > len(octets) - ici:
                return
        if fin is not None:
            self._reject(PAS_UN_OBJET, octets[ici:fin])
            fenetre.position += fin - ici
            return
        reprise = self._find(fenetre.position)
        saut = fenetre.octets[fenetre.position : reprise.position]
        if saut:
            code = self._why(saut, reprise, coupe=False)
            self._reject(code, trim(saut, ferme=self._may_close(reprise)))
        self._go_on(saut, reprise)

    def _finish(self, *, incomplet: bool) -> None:
        """Stop; an end that is missing is told once."""
        if incomplet and not self._coupe:
            self._reject(TRONQUE, b"", LISTE_OUVERTE)
        self._mode = _Mode.FINI

    def _find(self, depuis: int, *, damaged: bool = True) -> Reprise:
        """Look for the next start, reading on if needed; positions move with the window."""
        fenetre = self.fenetre
        avance = depuis - fenetre.position
        while True:
            ici = fenetre.position
            recherche = RechercheReprise(
                fenetre.octets, self._compositeur.dernier.keys(), fini=fenetre.fini
            )
            reprise = recherche.find(
                ici + avance, fenetre.locate(CONTENEUR, ici + avance), ici if damaged else None
            )
            if reprise.genre is not GenreReprise.SUITE:
                return reprise
            if fenetre.ahead >= OCTETS_MAX:
                return Reprise(GenreReprise.PERDU, reprise.position)
            avance = reprise.position - ici
            fenetre.reload()

    # --- what becomes of a record once it is cut: a line of NDJSON, repaired or not, or a scrap

    @property
    def _rang(self) -> int:
        return self._premier_rang + self.lecture.lus

    def _handle(self, octets: bytes, profondeur: int) -> None:
        """Write or put aside a record whose extent is known."""
        if profondeur > PROFONDEUR_MAX:
            self._reject(TROP_IMBRIQUE, octets)
        elif len(octets) > OCTETS_MAX:
            self._reject(TROP_LONG, octets)
        elif ligne := self._compose(octets) or self._compose_repaired(octets):
            self._write(ligne, octets)
        else:
            self._reject(ILLISIBLE, octets)

    def _compose(self, octets: bytes) -> bytes | None:
        ligne = self._compositeur.compose_sain(octets, self._rang)
        if ligne:
            return ligne
        try:
            valeurs, anomalies = decode_tolerant(octets)
        except IllisibleError:
            return None
        return self._compositeur.compose(valeurs, self._rang, anomalies)

    def _compose_repaired(self, octets: bytes) -> bytes | None:
        """Return the line of a record that can be repaired without risk."""
        try:
            reparation = repair_json(octets)
            if not _RESTE_PERMIS.issuperset(reparation.reste):
                return None
            valeurs, anomalies = decode_tolerant(reparation.texte)
        except IllisibleError:
            return None
        return self._compositeur.compose(valeurs, self._rang, [*reparation.anomalies, *anomalies])

    def _write(self, ligne: bytes, octets: bytes) -> None:
        if len(ligne) > LIGNE_MAX:
            self._reject(TROP_LONG, octets)
            return
        self._cible.write(ligne)
        self.ecrits += 1
        self.lecture.lus += 1

    def _reject(
        self, code: str, octets: bytes, detail: str | None = None, taille: int | None = None
    ) -> None:
        self.lecture.rebuts.append(reject(self._rang, code, octets, detail, taille))
        self.lecture.lus += 1
        self._coupe |= code == TRONQUE
