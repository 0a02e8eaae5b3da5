"""The sitting that decides a scheme: who decides, what is sent and by when, what follows the vote.

Each statement is a fact that was read. Where no text was read, names and days stay empty.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

import msgspec

from spaser.contenus.faits import find_fait
from spaser.contenus.lecture import cache_contenu
from spaser.elements import add_mois, unaccent
from spaser.regles.agenda import is_ouvre
from spaser.regles.nomenclatures import Nomenclature, TypeStructure, tell_jour
from spaser.regles.publication import propose_echeance


class CorpsDecideur(Nomenclature):
    """The kinds of bodies that the texts on sittings tell apart."""

    COMMUNE = "commune", "Commune"
    PETITE_COMMUNE = "petite_commune", "Petite commune"
    EPCI = "epci", "Communauté urbaine, d’agglomération ou de communes"
    METROPOLE = "metropole", "Métropole"
    EPT = "ept", "Établissement public territorial"
    SYNDICAT_FERME = "syndicat_ferme", "Syndicat de communes, ou syndicat mixte fermé"
    SYNDICAT_OUVERT = "syndicat_ouvert", "Syndicat mixte ouvert"
    SYNDICAT = "syndicat", "Syndicat, ouvert ou fermé"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    CCAS = "ccas", "Centre communal ou intercommunal d’action sociale"
    SDIS = "sdis", "Service d’incendie et de secours"
    CENTRE_GESTION = "centre_gestion", "Centre de gestion de la fonction publique territoriale"
    OPH = "oph", "Office public de l’habitat"
    SEM = "sem", "Société d’économie mixte ou société publique locale"
    HOPITAL = "hopital", "Hôpital"
    UNIVERSITE = "universite", "Université ou école"
    ETAT = "etat", "État, opérateur ou autre établissement public"
    PARTICULIER = "particulier", "Ville ou collectivité à statut particulier"
    AUTRE = "autre", "Autre organisme"


_ENVOI: Final = "Envoyer la convocation"


class Delai(NamedTuple):
    """A delay as its text gives it: days, whole days (« francs ») or months."""

    nombre: int
    unite: str

    def __str__(self) -> str:
        return f"{self.nombre} {self.unite}"


class SuiteVote(NamedTuple):
    """What is done after the vote, the fact that says it, its last day or how long it lasts."""

    quoi: str
    fait: str
    jour: date | None
    duree: Delai | None


class ReglesSeance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What rules the sitting of a body; empty or None where no text was read.

    `assemblee` and `executif` bear their article; members receive `joint` before, by `envoi`. The
    rest are codes of facts: the first of `convocation` gives the delay, `fondement` is what else
    the act rests on. `lecture` is how we read texts, `a_verifier` is for the screen.
    """

    corps: CorpsDecideur = CorpsDecideur.AUTRE
    assemblee: str = ""
    executif: str = ""
    joint: str = ""
    envoi: str = _ENVOI
    convocation: tuple[str, ...] = ()
    fondement: tuple[str, ...] = ()
    quorum: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    recours: str = "CJA-R421-1"
    delibere: bool = True  # an assembly votes; otherwise somebody decides alone
    lecture: str = ""
    a_verifier: str = ""

    @property
    def delai(self) -> Delai | None:
        return _read_delai(self.convocation[0]) if self.convocation else None

    @property
    def faits(self) -> tuple[str, ...]:
        """Return the codes of all the facts that it rests on, each once."""
        citees = (*self.convocation, *self.fondement, *self.quorum, *self.suites, self.recours)
        return tuple(dict.fromkeys(c.partition(".")[0] for c in citees if c))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceVote:
    """The sitting as the buyer says it; `corps`, when its type does not tell which body it is."""

    jour: date | None = None
    assemblee: str = ""
    numero: str = ""
    rapporteur: str = ""
    corps: str = ""


# --- Which body a buyer is ---


_T: Final = TypeStructure
_C: Final = CorpsDecideur
_AUTREMENT: Final = {
    _T.COLLECTIVITE: _C.PARTICULIER,
    _T.ETABLISSEMENT_PUBLIC: _C.ETAT,
    _T.EPIC: _C.ETAT,
    _T.ETABLISSEMENT_SANTE: _C.HOPITAL,
    _T.BAILLEUR: _C.AUTRE,
}
"""The types of the register that texts on sittings do not call by the same code."""

# Paris, Lyon and its metropolis, by SIREN: nobody read their own rules, nor those of the others.
_PARTICULIERS: Final = frozenset({"217500016", "216901231", "200046977"})
_TERRITOIRES: Final = re.compile(r"\b(?:corse|martinique|guyane)\b")
_NOMS: Final = (
    (_C.CCAS, r"\bc[ci]as\b|centre (?:inter)?communal d.action sociale"),
    (_C.SDIS, r"\bs[dt]is\b|incendie et de secours"),
    (_C.CENTRE_GESTION, r"\bc[di]g\b|centre (?:\w+ )?de gestion"),
    (_C.OPH, r"\boph\b|offices? publics? de l.habitat"),
    (_C.SEM, r"\b(?:sa?eml?|semop|spla?)\b|economie mixte|publique locale"),
    (_C.SYNDICAT_OUVERT, r"\bsmo\b|syndicat mixte ouvert"),
    (_C.SYNDICAT_FERME, r"\bsiv(?:u|om)\b|syndicat (?:mixte ferme|intercommunal|de communes)"),
    (_C.HOPITAL, r"centre hospitalier|\bhopita(?:l|ux)\b"),
    (_C.UNIVERSITE, r"\buniversite\b"),
)
_PAR_LE_NOM: Final = frozenset(
    {_T.SYNDICAT, _T.ETABLISSEMENT_PUBLIC, _T.EPIC, _T.BAILLEUR, _T.AUTRE, ""}
)
_PEUPLEE: Final = "CGCT-L2121-12"
_SOCIAL: Final = "CASF-R123-16"
_POPULATION: Final = (
    "La population n’est pas connue : la règle des communes les plus peuplées, qui donne le délai "
    "le plus long, est retenue."
)


def guess_corps(
    type_structure: str, nom: str = "", siren: str = "", habitants: int | None = None
) -> CorpsDecideur:
    """Return which body a buyer is, from its type; its name tells what its type does not."""
    plie = unaccent(nom)
    local = type_structure in {_T.REGION, _T.DEPARTEMENT}
    if siren in _PARTICULIERS or (local and _TERRITOIRES.search(plie)):
        return _C.PARTICULIER
    if type_structure in _PAR_LE_NOM:
        for corps, motif in _NOMS:
            if re.search(motif, plie):
                return corps
    if type_structure == _T.COMMUNE and _is_petite(habitants, _PEUPLEE):
        return _C.PETITE_COMMUNE
    type_lu = TypeStructure(type_structure or _T.AUTRE)
    return _AUTREMENT.get(type_lu) or _C(type_lu.value)


def _is_petite(habitants: int | None, citation: str) -> bool:
    return habitants is not None and habitants < find_fait(citation).read_valeur("seuil")


# --- What rules its sitting ---


class _Contenu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table: what each fact has people do after a vote, then each body."""

    actes: dict[str, str]
    corps: tuple[ReglesSeance, ...]


_load_contenu: Final = cache_contenu("seances/corps.json", _Contenu)


_RYTHME: Final = "CCP-L2111-3.rythme"
_SCHEMA: Final = ("CCP-L2111-3.publication", _RYTHME)
_NON_LUS: Final = (
    "Aucun texte n’a été lu pour cet organisme : qui décide, délai, quorum et publication sont à "
    "vérifier dans vos statuts."
)


def find_regles(
    type_structure: str,
    *,
    nom: str = "",
    siren: str = "",
    habitants: int | None = None,
    corps: str = "",
) -> ReglesSeance:
    """Return what rules the sitting; `corps`, told by the buyer, holds before what is guessed."""
    voulu = CorpsDecideur(corps) if corps else guess_corps(type_structure, nom, siren, habitants)
    non_lues = ReglesSeance(corps=voulu, recours="", a_verifier=_NON_LUS)
    lues = next((une for une in _load_contenu().corps if une.corps is voulu), non_lues)
    if voulu is _C.COMMUNE and habitants is None:
        lues = msgspec.structs.replace(lues, a_verifier=_POPULATION)
    if voulu is _C.CCAS and _is_petite(habitants, _SOCIAL):
        lues = msgspec.structs.replace(lues, joint="", envoi=_ENVOI)
    return msgspec.structs.replace(
        lues,
        convocation=_keep_surs(lues.convocation),
        fondement=_keep_surs(lues.fondement),
        quorum=_keep_surs(lues.quorum),
        suites=_keep_surs((*lues.suites, *_SCHEMA)),
    )


def _keep_surs(citations: Iterable[str]) -> tuple[str, ...]:
    """Leave out what is not sure any more: the team edits facts."""
    return tuple(citation for citation in citations if find_fait(citation).est_sur)


# --- The days ---


def count_limite(seance: date, regles: ReglesSeance) -> date | None:
    """Return the last day to send it, as counted; None when no delay is known.

    Of whole days (« francs »), neither that of sending nor that of the sitting counts.
    """
    if regles.delai is None:
        return None
    return seance - timedelta(days=regles.delai.nombre + ("francs" in regles.delai.unite))


def compute_limite(seance: date, regles: ReglesSeance) -> date | None:
    """Return that day or, out of prudence, the working day before it."""
    limite = count_limite(seance, regles)
    while limite and not is_ouvre(limite):
        limite -= timedelta(days=1)
    return limite


def list_suites_vote(regles: ReglesSeance, seance: date | None) -> list[SuiteVote]:
    """Return what follows the vote, each with its last day where its text gives a delay."""
    actes = _load_contenu().actes
    return [
        SuiteVote(actes[fait], fait, _count_suite(fait, seance), _read_delai(fait, "duree"))
        for fait in regles.suites
    ]


def _count_suite(citation: str, seance: date | None) -> date | None:
    if citation == _RYTHME:
        return propose_echeance(seance, None)
    delai = _read_delai(citation)
    if seance is None or delai is None:
        return None
    if delai.unite == "mois":
        return add_mois(seance, delai.nombre)
    return seance + timedelta(days=delai.nombre)


def _read_delai(citation: str, nom: str = "delai") -> Delai | None:
    for valeur in find_fait(citation).valeurs:
        if valeur.nom == nom and valeur.valeur is not None:
            return Delai(int(valeur.valeur), valeur.unite)
    return None


def warn_seance(seance: SeanceVote, regles: ReglesSeance, aujourdhui: date) -> list[str]:
    """Tell the screen what is wrong with the day of a sitting, and what is to be checked."""
    jour, limite = seance.jour, compute_limite(seance.jour, regles) if seance.jour else None
    dits = [regles.a_verifier] if regles.a_verifier else []
    if jour and jour < aujourdhui:
        dits.append(f"La séance du {tell_jour(jour)} est passée : vérifiez son jour.")
    elif limite and limite < aujourdhui:
        dit = f"L’envoi aux membres devait partir le {tell_jour(limite)} au plus tard."
        urgence = find_fait(regles.convocation[0]).points.get("urgence", "")
        dits.append(f"{dit} {urgence}".strip())
    if seconds := sum(find_fait(code).confiance != "A" for code in regles.faits):
        dits.append(f"Textes lus chez une source secondaire, à relire sur Légifrance : {seconds}.")
    return dits
