"""The cells of an action: what can be placed is, what cannot goes to its notes and is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from spaser.lettres import fold_mots
from spaser.metier.plan.colonnes import (
    PAR_NOM,
    ContenuAction,
    clean_titre,
    read_code,
    read_etape,
    read_lignes,
)
from spaser.metier.plan.lecture.arbre import Piece
from spaser.metier.plan.lecture.modele import ETAPE_SEULE, Constat, LigneLue
from spaser.metier.plan.lecture.periodes import read_periode
from spaser.metier.plan.lecture.valeurs import read_avancement, read_budget, read_etat
from spaser.metier.plan.modele import NOM_MAX, TEXTE_MAX, TITRE_MAX, EtatAction
from spaser.metier.plan.suivi import EtapeSuivie

type Annuaires = Mapping[str, Mapping[str, str]]  # by column, a code by its folded words or code

_LONGS: Final = ("description", "resultat", "moyens")
_COURTS: Final = {"motif": TITRE_MAX, "pilote": NOM_MAX, "temps": NOM_MAX}
_CODES: Final = ("familles", "indicateurs", "obligations", "politiques")
_PUCE: Final = re.compile(r"^\s*[-–•·▪*\uf0b7]\s+")
_EXEMPLE_DATE: Final = "Écrivez par exemple 06/2027, T2 2027 ou 2026-2028."
_GARDE: Final = "Le texte est gardé dans « Où on en est »."
_TOUT: Final = 100


@dataclass(slots=True)
class _Lecture:
    """An action being read."""

    piece: Piece
    annuaires: Annuaires
    fraction: bool
    champs: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)

    def get(self, nom: str) -> str:
        return self.piece.brute.textes.get(nom, "").strip()

    def tell(self, nom: str, probleme: str, remede: str = "") -> None:
        """Say something of a cell."""
        titre = PAR_NOM[nom].titre
        self.constats.append(
            Constat(f"{self.piece.brute.lieu}, « {titre} »", probleme, remede, self.get(nom)[:80])
        )

    def keep(self, nom: str, texte: str, probleme: str, remede: str = "") -> None:
        """Put a text that has no place in the notes, and say so."""
        self.notes.append(f"{PAR_NOM[nom].titre}\u00a0: {texte}")
        self.tell(nom, probleme, " ".join(filter(None, [remede, _GARDE])))


def read_ligne(piece: Piece, annuaires: Annuaires, *, fraction: bool) -> LigneLue:
    """Return the action of a row."""
    lecture = _Lecture(piece, annuaires, fraction)
    _read_titre(lecture)
    _read_textes(lecture)
    _read_suivi(lecture)
    _read_dates(lecture)
    _read_budget(lecture)
    _read_listes(lecture)
    _read_notes(lecture)
    action = ContenuAction(**lecture.champs)
    return LigneLue(piece.brute.lieu, action, tuple(lecture.constats))


def read_etape_seule(piece: Piece) -> EtapeSuivie:
    """Return the step of a row: its title, its date, whether it is done."""
    textes = piece.brute.textes
    titre = clean_titre(textes.get(ETAPE_SEULE, "") or piece.titre)
    periode = read_periode(textes.get("fin", "") or textes.get("debut", ""))
    return EtapeSuivie(titre[:TITRE_MAX], periode.fin or periode.debut if periode else None)


def list_autres(piece: Piece, sauf: frozenset[str]) -> list[str]:
    """Return what a row says under other columns, with their titles: it goes to the notes."""
    dits = [
        f"{PAR_NOM[nom].titre if nom in PAR_NOM else nom}\u00a0: {texte.strip()}"
        for nom, texte in piece.brute.textes.items()
        if nom not in sauf and texte.strip()
    ]
    return dits + [f"{titre}\u00a0: {texte}" for titre, texte in piece.brute.restes.items()]


def add_notes(
    action: ContenuAction, notes: list[str], lieu: str
) -> tuple[ContenuAction, list[Constat]]:
    """Add texts to the notes of an action; what would not hold is told."""
    texte = "\n".join(filter(None, [action.commentaire, *notes]))
    constats = []
    if len(texte) > TEXTE_MAX:
        probleme = f"Les notes dépassent {TEXTE_MAX} signes : la fin n’est pas gardée."
        constats.append(
            Constat(lieu, probleme, "Mettez ce texte ailleurs.", texte[TEXTE_MAX:][:80])
        )
    return replace(action, commentaire=texte[:TEXTE_MAX].rstrip()), constats


def _read_titre(lecture: _Lecture) -> None:
    brute, maison = lecture.piece.brute, lecture.piece.est_maison
    titre = lecture.piece.titre
    lecture.champs["titre"] = titre[:TITRE_MAX]
    if len(titre) > TITRE_MAX:
        lecture.keep("titre", titre, f"Le titre dépasse {TITRE_MAX} signes : il est coupé.")
    code = brute.textes.get("code", "").strip()
    lecture.champs["code"] = code if maison else ""
    repere = lecture.get("cle_import")
    if not maison:
        repere = repere or code or lecture.piece.numero
    lecture.champs["cle_import"] = repere[:TITRE_MAX]


def _read_textes(lecture: _Lecture) -> None:
    for nom in _LONGS:
        _cut(lecture, nom, lecture.get(nom), TEXTE_MAX)
    for nom, taille in _COURTS.items():
        _cut(lecture, nom, " ".join(lecture.get(nom).split()), taille)
    modele = read_code(lecture.get("modele"))
    if modele and modele not in lecture.annuaires.get("modele", {modele: modele}).values():
        lecture.keep("modele", modele, "Cette action n’est pas dans la bibliothèque.")
    elif modele:
        lecture.champs["modele"] = modele


def _cut(lecture: _Lecture, nom: str, texte: str, taille: int) -> None:
    if len(texte) > taille:
        lecture.keep(
            nom, texte[taille:], f"Plus de {taille} signes : la suite passe dans les notes."
        )
    if texte:
        lecture.champs[nom] = texte[:taille].rstrip()


def _read_suivi(lecture: _Lecture) -> None:
    """Read the state and the progress: some files write one under the title of the other."""
    etat, avancement = lecture.get("etat"), lecture.get("avancement")
    part = read_avancement(avancement, fraction=lecture.fraction)
    lu = read_etat(etat)
    if avancement and part is None:
        lu = lu or (read_etat(avancement) if not etat else None)
        if lu is None or etat:
            lecture.keep("avancement", avancement, "Ce n’est pas une part de 0 à 100.")
    if etat and lu is None:
        dite = read_avancement(etat) if part is None else None
        if dite is None:
            lecture.keep("etat", etat, "Cet état n’est pas reconnu.", _list_etats())
        part = part if dite is None else dite
    if lu is None and part:
        lu = EtatAction.TERMINEE if part == _TOUT else EtatAction.EN_COURS
        lecture.tell("etat", f"L’état n’est pas dit : « {lu.libelle} », d’après l’avancement.")
    lecture.champs |= {"avancement": part, "etat": lu or EtatAction.A_LANCER}


def _list_etats() -> str:
    return "Écrivez " + ", ".join(f"« {etat.libelle} »" for etat in EtatAction) + "."


def _read_dates(lecture: _Lecture) -> None:
    for nom in ("debut", "fin"):
        texte = lecture.get(nom)
        if not texte:
            continue
        periode = read_periode(texte)
        if periode is None:
            lecture.keep(nom, texte, "Cette date n’est pas lue.", _EXEMPLE_DATE)
            continue
        ici = periode.debut if nom == "debut" else periode.fin
        la = periode.fin if nom == "debut" else periode.debut
        autre = "fin" if nom == "debut" else "debut"
        lecture.champs[nom] = ici
        if (periode.dure or ici is None) and la and not lecture.get(autre):
            lecture.champs[autre] = la


def _read_budget(lecture: _Lecture) -> None:
    texte = lecture.get("budget")
    if not texte:
        return
    lecture.champs["budget"] = read_budget(texte)
    if lecture.champs["budget"] is None:
        lecture.keep("budget", texte, "Ce n’est pas un montant.", "Écrivez 15000, ou 15 k€.")


def _split(lecture: _Lecture, nom: str) -> tuple[str, ...]:
    texte = lecture.get(nom)
    if lecture.piece.est_maison or "\n" in texte:
        lignes = read_lignes(texte)
    else:
        lignes = read_lignes(texte.replace(";", "\n"))
    return lignes if lecture.piece.est_maison else tuple(_PUCE.sub("", ligne) for ligne in lignes)


def _read_listes(lecture: _Lecture) -> None:
    champs = lecture.champs
    champs["contributeurs"] = _unique(c[:NOM_MAX] for c in _split(lecture, "contributeurs"))
    etapes = [
        replace(e, titre=e.titre[:TITRE_MAX]) for e in map(read_etape, _split(lecture, "etapes"))
    ]
    if lecture.get(ETAPE_SEULE):
        etapes.append(EtapeSuivie(clean_titre(lecture.get(ETAPE_SEULE))[:TITRE_MAX]))
    champs["etapes"] = tuple(etapes)
    champs["preuves"] = _split(lecture, "preuves")
    champs["attend"] = tuple(read_code(ligne) for ligne in _split(lecture, "attend"))
    for nom in _CODES:
        champs[nom] = _read_codes(lecture, nom)


def _read_codes(lecture: _Lecture, nom: str) -> tuple[str, ...]:
    annuaire, lus, inconnus = lecture.annuaires.get(nom, {}), [], []
    for item in _split(lecture, nom):
        code = annuaire.get(fold_mots(item)) or annuaire.get(fold_mots(read_code(item)))
        if code:
            lus.append(code)
        else:
            inconnus.append(item)
    if inconnus:
        dits = ", ".join(inconnus)
        lecture.keep(nom, dits, f"Inconnu ici : {dits[:120]}.")
    return _unique(lus)


def _read_notes(lecture: _Lecture) -> None:
    restes = [f"{titre}\u00a0: {texte}" for titre, texte in lecture.piece.brute.restes.items()]
    lecture.champs["commentaire"] = lecture.get("commentaire")
    action, constats = add_notes(
        ContenuAction(commentaire=lecture.get("commentaire")),
        [*lecture.notes, *restes],
        lecture.piece.brute.lieu,
    )
    lecture.champs["commentaire"] = action.commentaire
    lecture.constats += constats


def _unique(valeurs: Any) -> tuple[str, ...]:  # noqa: ANN401 - texts, in any container
    return tuple(dict.fromkeys(valeurs))
