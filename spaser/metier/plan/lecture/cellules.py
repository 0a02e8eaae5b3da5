"""The cells of an action: what can be placed is, what cannot goes to its notes and is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from spaser.lettres import fold_mots
from spaser.metier.dates import DatePartielle
from spaser.metier.plan.colonnes import (
    PAR_NOM,
    ContenuAction,
    clean_titre,
    read_code,
    read_etape,
    read_lignes,
)
from spaser.metier.plan.lecture.arbre import Piece, parse_numero
from spaser.metier.plan.lecture.modele import ETAPE_SEULE, Constat, LigneLue
from spaser.metier.plan.lecture.periodes import read_periode
from spaser.metier.plan.lecture.valeurs import (
    read_avancement,
    read_budget,
    read_etat,
    tells_more,
)
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
    piece: Piece
    annuaires: Annuaires
    fraction: bool
    champs: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)

    def get(self, nom: str) -> str:
        return self.piece.brute.textes.get(nom, "").strip()

    def tell(self, nom: str, probleme: str, remede: str = "") -> None:
        titre = PAR_NOM[nom].titre
        self.constats.append(
            Constat(f"{self.piece.brute.lieu}, « {titre} »", probleme, remede, self.get(nom)[:80])
        )

    def keep(self, nom: str, texte: str, probleme: str, remede: str = "") -> None:
        """Put a text that has no place in the notes, and say so."""
        self.notes.append(f"{PAR_NOM[nom].titre}\u00a0: {texte}")
        self.tell(nom, probleme, " ".join(filter(None, [remede, _GARDE])))


def read_ligne(piece: Piece, annuaires: Annuaires, *, fraction: bool) -> LigneLue:
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


def read_etape_seule(piece: Piece) -> tuple[EtapeSuivie, list[str]]:
    """Return the step of a row, its title and its date, and what else the row says.

    A step is done on a day, which no state tells: the state is of what else is said.
    """
    textes = piece.brute.textes
    nom = ETAPE_SEULE if textes.get(ETAPE_SEULE, "").strip() else "titre"
    titre = clean_titre(piece.titre if nom == "titre" else textes[nom])
    quand = "fin" if textes.get("fin", "").strip() else "debut"
    periode = read_periode(textes.get(quand, ""))
    dits = {"code", "axe", "objectif"}
    if len(titre) <= TITRE_MAX:
        dits.add(nom)
    fin = periode.fin if periode else None
    if periode and fin and not periode.entre:
        dits.add(quand)
    return EtapeSuivie(titre[:TITRE_MAX].rstrip(), fin), list_autres(piece, dits)


def list_autres(piece: Piece, sauf: Collection[str]) -> list[str]:
    """Return what a row says under other columns, with their titles: it goes to the notes."""
    dits = [
        f"{PAR_NOM[nom].titre if nom in PAR_NOM else 'Sous-action'}\u00a0: {texte.strip()}"
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
    titre, maison = lecture.piece.titre, lecture.piece.est_maison
    lecture.champs["titre"] = titre[:TITRE_MAX]
    if len(titre) > TITRE_MAX:
        lecture.keep("titre", titre, f"Le titre dépasse {TITRE_MAX} signes : il est coupé.")
    code, repere = lecture.get("code"), lecture.get("cle_import")
    lecture.champs["code"] = code if maison else ""
    if not maison:
        repere = _choose_repere(lecture, repere, code)
    if len(repere) > TITRE_MAX:
        lecture.keep("cle_import", repere, f"Plus de {TITRE_MAX} signes : ce repère est coupé.")
    lecture.champs["cle_import"] = repere[:TITRE_MAX]


def _choose_repere(lecture: _Lecture, repere: str, code: str) -> str:
    """Return what the file calls an action; the other numbers that it gives go to the notes."""
    numero = "" if parse_numero(code) else lecture.piece.numero
    dits = list(dict.fromkeys(filter(None, (repere, code, numero))))
    for autre in dits[1:]:
        lecture.keep("code", autre, f"Cette ligne a un autre repère : « {dits[0][:80]} ».")
    return dits[0] if dits else ""


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
    lu = _read_etat(lecture, "etat")
    if avancement and part is None:
        lu = lu or (_read_etat(lecture, "avancement") if not etat else None)
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
    lecture.champs |= {"avancement": part, "etat": lu}


def _read_etat(lecture: _Lecture, nom: str) -> EtatAction | None:
    """Return the state that a cell gives; what it says more is kept."""
    texte = lecture.get(nom)
    lu = read_etat(texte)
    if lu and tells_more(texte):
        lecture.keep(nom, texte, f"Lu « {lu.libelle} » ; la cellule dit plus.")
    return lu


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
        autre = "fin" if nom == "debut" else "debut"
        ici, la = getattr(periode, nom), getattr(periode, autre)
        lecture.champs[nom] = ici
        if not la or not (periode.dure or ici is None):
            continue
        if not lecture.get(autre):
            lecture.champs[autre] = la
        elif (periode.entre or ici is None) and not _says(lecture.get(autre), autre, la):
            dit = f"La colonne « {PAR_NOM[autre].titre} » dit une autre date, qui est gardée."
            lecture.keep(nom, texte, dit)


def _says(texte: str, nom: str, date: DatePartielle) -> bool:
    periode = read_periode(texte)
    return periode is not None and getattr(periode, nom) == date


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
    contributeurs = _split(lecture, "contributeurs")
    champs["contributeurs"] = _unique(
        _cut_item(lecture, "contributeurs", c, NOM_MAX) for c in contributeurs
    )
    etapes = [*map(read_etape, _split(lecture, "etapes"))]
    if seule := clean_titre(lecture.get(ETAPE_SEULE)):
        etapes.append(EtapeSuivie(seule))
    champs["etapes"] = tuple(
        replace(e, titre=_cut_item(lecture, "etapes", e.titre, TITRE_MAX)) for e in etapes
    )
    preuves = _split(lecture, "preuves")
    champs["preuves"] = tuple(_cut_item(lecture, "preuves", p, TEXTE_MAX) for p in preuves)
    champs["attend"] = tuple(read_code(ligne) for ligne in _split(lecture, "attend"))
    for nom in _CODES:
        champs[nom] = _read_codes(lecture, nom)


def _cut_item(lecture: _Lecture, nom: str, texte: str, taille: int) -> str:
    """Return an item of a list as it can be kept; one that is longer is whole in the notes."""
    if len(texte) > taille:
        lecture.keep(nom, texte, f"Plus de {taille} signes : la ligne est coupée.")
    return texte[:taille].rstrip()


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
    action, constats = add_notes(
        ContenuAction(commentaire=lecture.get("commentaire")),
        [*lecture.notes, *restes],
        lecture.piece.brute.lieu,
    )
    lecture.champs["commentaire"] = action.commentaire
    lecture.constats += constats


def _unique(valeurs: Any) -> tuple[str, ...]:  # noqa: ANN401 - texts, in any container
    return tuple(dict.fromkeys(valeurs))
