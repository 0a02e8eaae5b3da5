"""The cells of a plan that comes in: values, periods; what cannot be placed is told."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from spaser.elements import fold_mots, unaccent
from spaser.regles import plan
from spaser.regles.champs import ChampDit, GenreDit, change, read_jour_dit
from spaser.regles.indicateurs import LIBELLE_MAX, recognize
from spaser.regles.nomenclatures import DatePartielle, is_date_partielle
from spaser.regles.plan_importe import visees
from spaser.regles.plan_importe.lignes import (
    ETAPE_SEULE,
    ActionDite,
    Constat,
    LigneLue,
    LigneReconnue,
    NombreDit,
    ViseeLue,
    parse_numero,
    read_etape,
    read_lignes,
    strip_code,
)

# --- Cells as people fill them: « 30 % », « 0,3 » or « 30 », « 15 k€ », « en cours » ---


_NOMBRE: Final = re.compile(r"(\d+)(?:[.,](\d+))?")
_BLANCS: Final = re.compile("[\\s\u00a0\u2009\u202f'’]+")
_BUDGET: Final = re.compile(
    r"(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s?"
    r"(k|m|milliers?|millions?)?\s?(?:d.)?(?:€|e|eur|euros?)?(?:\s(?:ht|ttc))?"
)
_FOIS: Final = {"k": 3, "m": 6, "millier": 3, "milliers": 3, "million": 6, "millions": 6}
_PART: Final = re.compile(r"([0-9]{1,3})\s?%")
_MOTS_MAX: Final = 3  # of a state: « à lancer », « en cours », « pas encore commencée »
_BUDGET_MAX: Final = Decimal(10) ** 12
_ETATS: Final = (
    (plan.EtatAction.ABANDONNEE, ("abandon", "annul", "supprim")),
    (plan.EtatAction.A_LANCER, (
        "a lancer", "a faire", "a venir", "a engager", "a initier", "a demarrer", "non ", "pas ",
        "pas encore", "prevu", "planifi", "programm", "todo",
    )),
    (plan.EtatAction.EN_COURS, ("en cours", "cours", "commenc", "demarr", "engag", "lanc",
        "partiel", "initi", "en retard")),
    (plan.EtatAction.TERMINEE, ("termin", "realis", "fait", "fini", "achev", "atteint", "cloture",
        "ok", "solde")),
)  # fmt: skip


def read_etat_action(texte: str) -> plan.EtatAction | None:
    """Return the state that a cell begins with; None for other words."""
    plie = fold_mots(texte)
    if plie in {"non", "pas", "0"}:
        return plan.EtatAction.A_LANCER
    lu = next((etat for etat, debuts in _ETATS if plie and plie.startswith(debuts)), None)
    if lu is plan.EtatAction.TERMINEE and any(int(part) < _TOUT for part in _PART.findall(texte)):
        return plan.EtatAction.EN_COURS  # « Réalisé à 30 % »
    return lu


def tells_more(texte: str) -> bool:
    """Say whether a cell that gives a state says more: a figure, or a sentence."""
    mots = fold_mots(texte)
    return len(mots.split()) > _MOTS_MAX or (len(mots) > 1 and any(map(str.isdigit, mots)))


def is_fraction(textes: Iterable[str]) -> bool:
    """Say whether a column writes its rates as fractions: one lies between 0 and 1, none above."""
    lus = [n for texte in textes if "%" not in texte and (n := _read_nombre(texte)) is not None]
    return any(0 < n < 1 for n in lus) and all(n <= 1 for n in lus)


def read_avancement(texte: str, *, fraction: bool = False) -> int | None:
    """Return a progress from 0 to 100; None for what is none."""
    nombre = _read_nombre(texte.replace("%", ""))
    if nombre is None:
        return None
    if "%" not in texte and (fraction or 0 < nombre < 1):
        nombre *= _TOUT
    return int(nombre.to_integral_value()) if nombre <= _TOUT else None


def read_budget(texte: str) -> Decimal | None:
    """Return an amount in euros; None for what is none, or says more than an amount."""
    net = _BLANCS.sub(" ", texte).strip().lower()
    trouve = _BUDGET.fullmatch(net)
    if trouve is None:
        return None
    entier, decimales, unite = trouve.groups()
    nombre = Decimal(f"{re.sub('[ .]', '', entier)}.{decimales or 0}")
    montant = nombre.scaleb(_FOIS.get(unite or "", 0)).quantize(Decimal("0.01"))
    return montant if montant < _BUDGET_MAX else None


def _read_nombre(texte: str) -> Decimal | None:
    trouve = _NOMBRE.fullmatch(_BLANCS.sub("", texte))
    return Decimal(f"{trouve[1]}.{trouve[2] or 0}") if trouve else None


# --- When, as people write it: « T2 2026 », « mars 2027 », « 2026-2028 », « courant 2026 » ---


_COURTE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})")
_COURT_MOIS: Final = re.compile(r"([a-z]+)\.? (\d{2}|\d{4})")
_PARTIE: Final = re.compile(
    r"(?:(?P<t>t)|(?P<s>s))\s?(?P<n>[1-4])[\s/-]*(?P<a>\d{4})"
    r"|(?P<a2>\d{4})[\s/-]*(?:(?P<t2>t)|(?P<s2>s))\s?(?P<n2>[1-4])"
    r"|(?P<n3>[1-4])\s?(?:er|e|eme|nd)?\s(?:(?P<t3>trimestre)|(?P<s3>semestre))\s(?P<a3>\d{4})"
)
_ANNEE: Final = re.compile(r"(?:(?:en|courant|annee|l annee|l'annee|horizon|a l'horizon) )*(\d{4})")
_BORD: Final = re.compile(r"(debut|mi|fin|d'ici(?: a)?(?: fin)?|avant(?: la)? fin)[ -](\d{4})")
_DEPUIS: Final = re.compile(r"(?:a partir de|a compter de|des|depuis) (.+)")
_JUSQUE: Final = re.compile(r"(?:jusqu'(?:en|a|au)|au plus tard(?: en| le)?) (.+)")
_AVANT: Final = re.compile(r"avant(?: le| l'annee)? (.+)")
_SIGNES_MAX: Final = 80  # beyond, it is a sentence
_ANNEES: Final = range(1990, 2101)
_BORDS: Final = {"debut": "01", "mi": "06"}
_MOIS_COURTS: Final = {
    "janv": "01", "jan": "01", "fev": "02", "fevr": "02", "avr": "04", "juil": "07",
    "sept": "09", "sep": "09", "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeriodeLue:
    """From when, until when; one of the two may be untold."""

    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    entre: bool = field(default=False, compare=False)  # two dates, not one month, quarter or year


def read_periode(texte: str) -> PeriodeLue | None:
    """Return when a text says, to the month or the day; None when it cannot be told."""
    net = _clean(texte)
    if not net or len(net) > _SIGNES_MAX:
        return None
    if trouve := _DEPUIS.fullmatch(net):
        dedans = read_periode(trouve[1])
        return PeriodeLue(dedans.debut, None) if dedans else None
    if seule := _read_seule(net):
        return seule
    if trouve := _JUSQUE.fullmatch(net):
        dedans = read_periode(trouve[1])
        return PeriodeLue(None, dedans.fin) if dedans else None
    if trouve := _AVANT.fullmatch(net):
        return _end_before(read_periode(trouve[1]))
    return _read_entre(net)


def _end_before(periode: PeriodeLue | None) -> PeriodeLue | None:
    """Return until when « avant 2027 » says: the month before; « avant le 30 juin » is that day."""
    if periode is None or periode.debut is None or periode.entre:
        return None
    if periode.debut.debut == periode.debut.fin:
        return PeriodeLue(None, periode.debut)
    veille = periode.debut.debut - timedelta(days=1)
    return PeriodeLue(None, DatePartielle(f"{veille:%Y-%m}"))


def _clean(texte: str) -> str:
    net = unaccent(" ".join(texte.split())).replace("’", "'").strip(" .;,")
    return re.sub("[\u2010-\u2015\u2192]", "-", net).replace("\u00ba", "e")


def _read_seule(net: str) -> PeriodeLue | None:
    if jour := read_jour_dit(net) or _read_courte(net):
        return PeriodeLue(jour, jour)
    if trouve := _PARTIE.fullmatch(net):
        return _read_partie(trouve)
    if trouve := _ANNEE.fullmatch(net):
        return _span(trouve[1], 1, 12)
    if trouve := _BORD.fullmatch(net):
        if trouve[1] in _BORDS:
            mois = _make(f"{trouve[2]}-{_BORDS[trouve[1]]}")
            return PeriodeLue(mois, mois) if mois else None
        fin = _make(f"{trouve[2]}-12")
        return PeriodeLue(None, fin) if fin else None
    return None


def _read_courte(net: str) -> DatePartielle | None:
    """Read « 30/06/27 », and a month that is cut or whose year is: « sept. 2027 », « mars 27 »."""
    if trouve := _COURTE.fullmatch(net):
        return _make(f"20{trouve[3]}-{int(trouve[2]):02}-{int(trouve[1]):02}")
    if trouve := _COURT_MOIS.fullmatch(net):
        annee = trouve[2] if len(trouve[2]) > 2 else f"20{trouve[2]}"  # noqa: PLR2004 - two digits
        if trouve[1] in _MOIS_COURTS:
            return _make(f"{annee}-{_MOIS_COURTS[trouve[1]]}")
        return read_jour_dit(f"{trouve[1]} {annee}")
    return None


def _read_partie(trouve: re.Match[str]) -> PeriodeLue | None:
    dits = {nom: lu for nom, lu in trouve.groupdict().items() if lu}
    rang = int(next(lu for nom, lu in dits.items() if nom[0] == "n"))
    annee = next(lu for nom, lu in dits.items() if nom[0] == "a")
    duree = 3 if any(nom[0] == "t" for nom in dits) else 6
    if rang * duree > 12:  # noqa: PLR2004 - months
        return None
    return _span(annee, (rang - 1) * duree + 1, rang * duree)


def _read_entre(net: str) -> PeriodeLue | None:
    """Read two dates; the first may leave its year to the second: « mars à juin 2027 »."""
    for trouve in _list_coupes(net):
        de, a = trouve
        fin = read_periode(a)
        if fin is None or fin.fin is None:
            continue
        debut = read_periode(de) or read_periode(f"{de} {fin.fin[:4]}")
        if debut and debut.debut and debut.debut.debut <= fin.fin.fin:
            return PeriodeLue(debut.debut, fin.fin, entre=True)
    return None


def _list_coupes(net: str) -> list[tuple[str, str]]:
    coupes = []
    for place in re.finditer(r" ?(?:->|-|/) ?| (?:a|au|et|jusqu'en) ", net):
        de = re.sub(r"^(?:de|du|d'|entre) ?", "", net[: place.start()])
        coupes.append((de, net[place.end() :]))
    return coupes if len(coupes) <= 6 else []  # noqa: PLR2004 - a sentence, not dates


def _span(annee: str, de: int, a: int) -> PeriodeLue | None:
    debut, fin = _make(f"{annee}-{de:02}"), _make(f"{annee}-{a:02}")
    return PeriodeLue(debut, fin) if debut and fin else None


def _make(iso: str) -> DatePartielle | None:
    return DatePartielle(iso) if int(iso[:4]) in _ANNEES and is_date_partielle(iso) else None


# --- The cells of an action: what can be placed is, what cannot goes to its notes and is told ---


type Annuaires = Mapping[str, Mapping[str, str]]  # by column, a code by its folded words or code

# Read by rules of their own, several columns together; the others by their kind.
_ENSEMBLE: Final = frozenset(
    "code cle_import axe objectif titre etat avancement debut fin commentaire".split()
)
_VALEURS: Final = frozenset({"cible", "base"})
_SANS_VISEE: Final = "Une cible demande un indicateur et une valeur par ligne."
_EN_MOTS: Final = {
    "cible": "Ce n’est pas un nombre : la cible reste en mots.",
    "base": "La valeur de départ ou son année n’est pas lue.",
}
_SANS_OBJET: Final = frozenset(
    {"a definir", "a preciser", "a completer", "neant", "sans objet", "aucun", "so", "na", "n a"}
)
_RAISON: Final = re.compile(r"\w+ ?[:,(–—-]+ ?(.+?)\)?")  # « Abandonnée : faute de crédits »
_PUCE: Final = re.compile(r"^\s*[-–•·▪*\uf0b7]\s+")
_PAS_UNE_DATE: Final = "Cette date n’est pas lue."
_EXEMPLE_DATE: Final = "Écrivez par exemple 06/2027, T2 2027 ou 2026-2028."
_GARDE: Final = "Le texte est gardé dans « Où on en est »."
_TOUT: Final = 100


def name_champ(forme: type[ActionDite], nom: str) -> str:
    """Return the title of a column, of an action or of what becomes something else."""
    titres = {champ.nom: champ.titre for champ in forme.champs} | visees.VISEES
    return titres.get(nom, "Sous-action")


@dataclass(slots=True)
class _Lecture:
    piece: LigneReconnue
    forme: type[ActionDite]
    annuaires: Annuaires
    fraction: bool
    champs: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)

    def get(self, nom: str) -> str:
        return self.piece.brute.textes.get(nom, "").strip()

    def tell(self, nom: str, probleme: str, remede: str = "") -> None:
        lieu = f"{self.piece.brute.lieu}, « {name_champ(self.forme, nom)} »"
        self.constats.append(Constat(lieu, probleme, remede, self.get(nom)[:80]))

    def keep(self, nom: str, texte: str, probleme: str, remede: str = "") -> None:
        """Put a text that has no place in the notes, and say so."""
        self.notes.append(f"{name_champ(self.forme, nom)}\u00a0: {texte}")
        self.tell(nom, probleme, " ".join(filter(None, [remede, _GARDE])))


def read_ligne_dite(
    piece: LigneReconnue, forme: type[ActionDite], annuaires: Annuaires, *, fraction: bool
) -> LigneLue:
    """Read an action as a row of this form; an indicator of no library is the buyer's own."""
    lecture = _Lecture(piece, forme, annuaires, fraction)
    _read_titre(lecture)
    _read_suivi(lecture)
    _read_dates(lecture)
    for champ in forme.champs:
        if champ.nom in _ENSEMBLE:
            continue
        if champ.genre.est_liste:
            lecture.champs[champ.nom] = _read_liste(lecture, champ)
        else:
            _read_cellule(lecture, champ)
    dites = tuple(_read_visees(lecture))
    _read_notes(lecture)
    action = forme(**lecture.champs)
    return LigneLue(
        piece.brute.lieu, action, tuple(lecture.constats), dites, notre=piece.brute.notre
    )


def read_etape_seule(
    piece: LigneReconnue, forme: type[ActionDite]
) -> tuple[plan.EtapeSuivie, list[str]]:
    """Return the step of a row, its title and its date, and what else the row says.

    A step is done on a day, which no state tells: the state is of what else is said.
    """
    textes = piece.brute.textes
    nom = ETAPE_SEULE if textes.get(ETAPE_SEULE, "").strip() else "titre"
    titre = plan.clean_titre(piece.titre if nom == "titre" else textes[nom])
    quand = "fin" if textes.get("fin", "").strip() else "debut"
    periode = read_periode(textes.get(quand, ""))
    dits = {"code", "axe", "objectif"}
    if len(titre) <= plan.TITRE_MAX:
        dits.add(nom)
    fin = periode.fin if periode else None
    if periode and fin and not periode.entre:
        dits.add(quand)
    etape = plan.EtapeSuivie(titre[: plan.TITRE_MAX].rstrip(), fin)
    return etape, list_autres(piece, forme, dits)


def list_autres(piece: LigneReconnue, forme: type[ActionDite], sauf: Collection[str]) -> list[str]:
    """Return what a row says under other columns, with their titles: it goes to the notes."""
    dits = [
        f"{name_champ(forme, nom)}\u00a0: {texte.strip()}"
        for nom, texte in piece.brute.textes.items()
        if nom not in sauf and texte.strip()
    ]
    return dits + [f"{titre}\u00a0: {texte}" for titre, texte in piece.brute.restes.items()]


def add_notes[A: ActionDite](action: A, notes: list[str], lieu: str) -> tuple[A, list[Constat]]:
    """Add texts to the notes of an action; what would not hold is told."""
    texte = "\n".join(filter(None, [action.commentaire, *notes]))
    constats = []
    if len(texte) > plan.TEXTE_MAX:
        probleme = f"Les notes dépassent {plan.TEXTE_MAX} signes : la fin n’est pas gardée."
        constats.append(
            Constat(lieu, probleme, "Mettez ce texte ailleurs.", texte[plan.TEXTE_MAX :][:80])
        )
    return change(action, commentaire=texte[: plan.TEXTE_MAX].rstrip()), constats


def _read_titre(lecture: _Lecture) -> None:
    titre, maison = lecture.piece.titre, lecture.piece.est_maison
    lecture.champs["titre"] = titre[: plan.TITRE_MAX]
    if len(titre) > plan.TITRE_MAX:
        lecture.keep("titre", titre, f"Le titre dépasse {plan.TITRE_MAX} signes : il est coupé.")
    code, repere = lecture.get("code"), lecture.get("cle_import")
    lecture.champs["code"] = code if maison else ""
    if not maison:
        repere = _choose_repere(lecture, repere, code)
    if len(repere) > plan.TITRE_MAX:
        lecture.keep(
            "cle_import", repere, f"Plus de {plan.TITRE_MAX} signes : ce repère est coupé."
        )
    lecture.champs["cle_import"] = repere[: plan.TITRE_MAX]


def _choose_repere(lecture: _Lecture, repere: str, code: str) -> str:
    """Return what the file calls an action; the other numbers that it gives go to the notes."""
    if parse_numero(code):
        numero, code = "", code.replace(",", ".").rstrip(".")  # a spreadsheet says 1,1 for 1.1
    else:
        numero = lecture.piece.numero
    dits = list(dict.fromkeys(filter(None, (repere, code, numero))))
    for autre in dits[1:]:
        lecture.keep("code", autre, f"Cette ligne a un autre repère : « {dits[0][:80]} ».")
    return dits[0] if dits else ""


def _read_cellule(lecture: _Lecture, champ: ChampDit) -> None:
    """Read a cell by its kind alone; what is not of it goes to the notes."""
    texte = lecture.get(champ.nom)
    if not texte:
        return
    if champ.genre in _SEULES:
        read, probleme, remede = _SEULES[champ.genre]
        lecture.champs[champ.nom] = read(texte)
        if lecture.champs[champ.nom] is None:
            lecture.keep(champ.nom, texte, probleme, remede)
    elif champ.genre is GenreDit.CODE:
        code = strip_code(texte)
        if code in lecture.annuaires.get(champ.nom, {code: code}).values():
            lecture.champs[champ.nom] = code
        else:
            lecture.keep(champ.nom, code, "Cette action n’est pas dans la bibliothèque.")
    else:
        net = texte if champ.genre is GenreDit.TEXTE else " ".join(texte.split())
        _cut(lecture, champ, net)


def _read_fin(texte: str) -> DatePartielle | None:
    periode = read_periode(texte)
    return periode.fin if periode else None


_SEULES: Final[dict[GenreDit, tuple[Callable[[str], object], str, str]]] = {
    GenreDit.MONTANT: (read_budget, "Ce n’est pas un montant.", "Écrivez 15000, ou 15 k€."),
    GenreDit.JOUR: (_read_fin, _PAS_UNE_DATE, _EXEMPLE_DATE),
}


def _cut(lecture: _Lecture, champ: ChampDit, texte: str) -> None:
    taille = champ.maximum
    if len(texte) > taille:
        lecture.keep(
            champ.nom, texte[taille:], f"Plus de {taille} signes : la suite passe dans les notes."
        )
    lecture.champs[champ.nom] = texte[:taille].rstrip()


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
        lu = plan.EtatAction.TERMINEE if part == _TOUT else plan.EtatAction.EN_COURS
        lecture.tell("etat", f"L’état n’est pas dit : « {lu.libelle} », d’après l’avancement.")
    raison = _RAISON.fullmatch(" ".join(etat.split()))
    if raison and lu is plan.EtatAction.ABANDONNEE and not lecture.get("motif"):
        lecture.champs["motif"] = raison[1][: plan.TITRE_MAX].rstrip()
    lecture.champs |= {"avancement": part, "etat": lu}


def _read_etat(lecture: _Lecture, nom: str) -> plan.EtatAction | None:
    """Return the state that a cell gives; what it says more is kept."""
    texte = lecture.get(nom)
    lu = read_etat_action(texte)
    if lu and tells_more(texte):
        lecture.keep(nom, texte, f"Lu « {lu.libelle} » ; la cellule dit plus.")
    return lu


def _list_etats() -> str:
    return "Écrivez " + ", ".join(f"« {etat.libelle} »" for etat in plan.EtatAction) + "."


def _read_dates(lecture: _Lecture) -> None:
    for nom in ("debut", "fin"):
        texte = lecture.get(nom)
        if not texte:
            continue
        periode = read_periode(texte)
        if periode is None:
            lecture.keep(nom, texte, _PAS_UNE_DATE, _EXEMPLE_DATE)
            continue
        autre = "fin" if nom == "debut" else "debut"
        ici, la = getattr(periode, nom), getattr(periode, autre)
        lecture.champs[nom] = ici
        if not la or not (periode.entre or ici is None):
            continue  # « T2 2027 » is when it ends under « Échéance », when it begins elsewhere
        if not lecture.get(autre):
            lecture.champs[autre] = la
        elif not _says(lecture.get(autre), autre, la):
            titre = name_champ(lecture.forme, autre)
            dit = f"La colonne « {titre} » dit une autre date, qui est gardée."
            lecture.keep(nom, texte, dit)


def _says(texte: str, nom: str, date: DatePartielle) -> bool:
    periode = read_periode(texte)
    return periode is not None and getattr(periode, nom) == date


def _split(lecture: _Lecture, nom: str) -> tuple[str, ...]:
    texte = lecture.get(nom)
    if lecture.piece.est_maison or "\n" in texte:
        lignes = read_lignes(texte)
    else:
        lignes = read_lignes(texte.replace(";", "\n"))
    return lignes if lecture.piece.est_maison else tuple(_PUCE.sub("", ligne) for ligne in lignes)


def _read_liste(lecture: _Lecture, champ: ChampDit) -> tuple[Any, ...]:
    lignes = _split(lecture, champ.nom)
    if champ.nom in lecture.annuaires or champ.genre is GenreDit.CODES:
        return _read_codes(lecture, champ.nom, lignes)
    match champ.genre:
        case GenreDit.ETAPES:
            return tuple(_read_etapes(lecture, champ, lignes))
        case GenreDit.LIENS:
            return tuple(map(strip_code, lignes))
    return _unique(_cut_item(lecture, champ, ligne) for ligne in lignes)


def _read_etapes(
    lecture: _Lecture, champ: ChampDit, lignes: Iterable[str]
) -> Iterator[plan.EtapeSuivie]:
    etapes = [*map(read_etape, lignes)]
    if seule := plan.clean_titre(lecture.get(ETAPE_SEULE)):
        etapes.append(plan.EtapeSuivie(seule))
    for etape in etapes:
        yield replace(etape, titre=_cut_item(lecture, champ, etape.titre))


def _cut_item(lecture: _Lecture, champ: ChampDit, texte: str) -> str:
    """Return an item of a list as it can be kept; one that is longer is whole in the notes."""
    taille = champ.maximum
    if len(texte) > taille:
        lecture.keep(champ.nom, texte, f"Plus de {taille} signes : la ligne est coupée.")
    return texte[:taille].rstrip()


def _read_codes(lecture: _Lecture, nom: str, lignes: Iterable[str]) -> tuple[str, ...]:
    annuaire, lus, inconnus = lecture.annuaires.get(nom, {}), [], []
    for item in lignes:
        code = annuaire.get(fold_mots(item)) or annuaire.get(fold_mots(strip_code(item)))
        if not code and nom == "indicateurs":
            code = _name_indicateur(item)
        if code:
            lus.append(code)
        else:
            inconnus.append(item)
    if inconnus:
        dits = ", ".join(inconnus)
        lecture.keep(nom, dits, f"Inconnu ici : {dits[:120]}.")
    return _unique(lus)


def _name_indicateur(item: str) -> str:
    """Return an indicator by its code, or in the buyer's own words; nothing for « à définir »."""
    if fiche := recognize(item):
        return fiche.code
    net = fold_mots(item)
    return item if net and net not in _SANS_OBJET and len(item) <= LIBELLE_MAX else ""


def _read_visees(lecture: _Lecture) -> Iterator[ViseeLue]:
    """Read what is aimed at: a target an indicator, or as many of both, a line each."""
    dits = {nom: dit for nom in visees.VISEES if (dit := lecture.get(nom))}
    noms = lecture.champs["indicateurs"]
    parts = [dits] if len(noms) == 1 else _part_lignes(dits, len(noms))
    if not parts or not dits.keys() & _VALEURS:
        for nom in dits.keys() - ({"unite"} if noms else set()):
            lecture.keep(nom, dits.pop(nom), _SANS_VISEE)
        parts = [dits] * len(noms)
    for nom, part in zip(noms, parts, strict=True):
        visee, mots = visees.read_visee(nom, part)
        for colonne, dit in mots.items():
            lecture.keep(colonne, dit, _EN_MOTS[colonne])
        for colonne in part.keys() & _VALEURS:
            lu: NombreDit | None = getattr(visee, colonne)
            if lu and (lu.remarque or lu.annee is None):
                lecture.tell(colonne, lu.remarque or "La cible n’a pas d’année.")
        yield visee


def _part_lignes(dits: Mapping[str, str], nombre: int) -> list[dict[str, str]]:
    """Return what each of several indicators is given, a line each; nothing if lines differ."""
    lignes = {nom: read_lignes(dit.replace(";", "\n")) for nom, dit in dits.items()}
    permis = {nom: {nombre} if nom in _VALEURS else {1, nombre} for nom in lignes}
    if any(len(dites) not in permis[nom] for nom, dites in lignes.items()):
        return []
    return [
        {nom: ls[min(rang, len(ls) - 1)] for nom, ls in lignes.items()} for rang in range(nombre)
    ]


def _read_notes(lecture: _Lecture) -> None:
    restes = [f"{titre}\u00a0: {texte}" for titre, texte in lecture.piece.brute.restes.items()]
    action, constats = add_notes(
        lecture.forme(commentaire=lecture.get("commentaire")),
        [*lecture.notes, *restes],
        lecture.piece.brute.lieu,
    )
    lecture.champs["commentaire"] = action.commentaire
    lecture.constats += constats


def _unique(valeurs: Any) -> tuple[str, ...]:  # noqa: ANN401 - texts, in any container
    return tuple(dict.fromkeys(valeurs))
