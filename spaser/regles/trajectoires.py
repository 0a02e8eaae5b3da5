"""Targets: numbers, the way from a base to one, collecting values, what a year says of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Final

from spaser.elements import fold_mots, unaccent
from spaser.moteur.tables.modele import Gravite, Remarque
from spaser.moteur.tables.rangees import Rangee
from spaser.regles import indicateurs
from spaser.regles.champs import ChampDit, GenreDit, list_titres_dits

# --- A value as people write it: « 60 % », « 1 234,5 h », « 3 millions d’euros » ---
# A spreadsheet gives 0.3 for a cell that shows 30 %: from a file, a share below one is read as a
# rate, and whoever sent it is told. Typed where a rate is asked, 0,3 is 0,3 %.


PAS: Final = Decimal(1).scaleb(-indicateurs.DECIMALES)
_MAX: Final = Decimal(10) ** 13
_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_ECRIT: Final = re.compile(
    r"(?P<signe>[-\u2212+]?)(?P<nombre>\d[\d\s\u00a0\u2009\u202f.,']*)\s*(?P<suite>.*)", re.DOTALL
)
_MILLIERS: Final = re.compile(r"\d{1,3}(?:([.,'])\d{3})+(?:(?!\1)[.,]\d+)?")
_AMBIGU: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_OUI: Final = frozenset({"oui", "o", "x", "1", "vrai", "true"})
_NON: Final = frozenset({"non", "n", "0", "faux", "false"})
_EN_EUROS: Final = {
    **dict.fromkeys(("", "€", "euro", "euros", "eur", "€ ht", "euros ht"), 1),
    **dict.fromkeys(("k€", "milliers d’euros", "milliers d'euros"), 1_000),
    **dict.fromkeys(("m€", "million d’euros", "millions d’euros", "millions d'euros"), 1_000_000),
}


class NombreIllisible(ValueError):
    """A text that is not a value in the unit that is asked: what is wrong, and the fix."""

    def __init__(self, probleme: str, remede: str) -> None:
        super().__init__(f"{probleme} {remede}")
        self.probleme = probleme
        self.remede = remede


@dataclass(frozen=True, slots=True)
class NombreLu:
    """A value, and what must be told of how it was read."""

    valeur: Decimal
    remarque: str = ""


def read_nombre(ecrit: object, unite: str, *, de_tableur: bool = False) -> NombreLu:
    """Read a cell or a text as a value in a unit; `de_tableur` says that a file holds it."""
    if isinstance(ecrit, int | float | Decimal) and unite != indicateurs.OUI_NON:
        return _settle(Decimal(str(ecrit)), str(ecrit), unite, de_tableur)
    texte = " ".join(str(ecrit).split())
    if unite == indicateurs.OUI_NON:
        return NombreLu(_read_oui_non(texte))
    trouve = _ECRIT.fullmatch(texte)
    if trouve is None:
        raise _refuse(texte, unite)
    suite = trouve["suite"].strip()
    chiffres = _BLANCS.sub("", trouve["nombre"]).rstrip(".,'")
    if not indicateurs.is_taux(unite) and _AMBIGU.fullmatch(chiffres):
        raise NombreIllisible(
            f"« {texte[:40]} » se lit de deux façons.",
            "Écrivez les milliers avec une espace et les décimales avec une virgule.",
        )
    nombre = _read_chiffres(chiffres, texte) * _read_suite(suite, texte, unite)
    signe = -1 if trouve["signe"] in {"-", "\u2212"} else 1
    return _settle(signe * nombre, texte, unite, de_tableur and not suite)


def clean_nombre(valeur: Decimal | float) -> Decimal:
    exacte = valeur if isinstance(valeur, Decimal) else Decimal(repr(float(valeur)))
    return exacte.quantize(PAS, ROUND_HALF_EVEN)


def _settle(nombre: Decimal, texte: str, unite: str, nu: bool) -> NombreLu:  # noqa: FBT001 - one module
    """Check a number; `nu` says that it is a bare one of a spreadsheet, where a rate is a share."""
    if not nombre.is_finite() or abs(nombre) >= _MAX:
        raise NombreIllisible(f"« {texte[:40]} » est trop grand.", "Vérifiez l’unité.")
    if indicateurs.is_taux(unite) and nu and 0 < nombre < 1:
        pour_cent = clean_nombre(nombre * 100)
        lu = f"{pour_cent.normalize():f}".replace(".", ",")
        return NombreLu(pour_cent, f"« {texte} » est lu comme {lu} %.")
    return NombreLu(clean_nombre(nombre))


def _read_chiffres(plat: str, texte: str) -> Decimal:
    milliers = _MILLIERS.fullmatch(plat)
    if (milliers and plat.count(milliers[1]) > 1) or (milliers and len({*plat} & {*".,'"}) > 1):
        plat = plat.replace(milliers[1], "")
    try:
        return Decimal(plat.replace(",", ".").replace("'", ""))
    except ArithmeticError as cause:
        raise NombreIllisible(
            f"« {texte[:40]} » n’est pas un nombre.", "Écrivez un seul nombre dans la case."
        ) from cause


def _read_suite(suite: str, texte: str, unite: str) -> int:
    """Return what the number is multiplied by; refuse the unit of another measure."""
    plie = suite.lower().strip(" .")
    if indicateurs.is_taux(unite):
        facteur = 1 if plie.startswith(("%", "pour cent")) or not plie else 0
    elif unite == indicateurs.EUROS:
        facteur = _EN_EUROS.get(plie, 0)
    else:
        facteur = 1 if not plie or _is_same(plie, unite) else 0
    if not facteur:
        raise _refuse(texte, unite)
    return facteur


def _read_oui_non(texte: str) -> Decimal:
    plie = fold_mots(texte)
    if plie in _OUI | _NON:
        return Decimal(int(plie in _OUI))
    raise NombreIllisible(f"« {texte[:40]} » n’est ni oui ni non.", "Écrivez oui ou non.")


def _is_same(dite: str, unite: str) -> bool:
    """Tell the same unit: « h » is heures, « tonne » is tonnes."""
    une, autre = fold_mots(dite), fold_mots(unite)
    return bool(une and autre) and (autre.startswith(une) or une.startswith(autre.rstrip("s")))


def _refuse(ecrit: object, unite: str) -> NombreIllisible:
    exemple = "60 %" if indicateurs.is_taux(unite) else f"1 200 {unite}".strip()
    return NombreIllisible(
        f"« {str(ecrit)[:40]} » n’est pas une valeur lisible.",
        f"Écrivez un nombre, par exemple {exemple}.",
    )


# --- A collection sheet: what a referent is asked, and what comes back, told by the key of each
# row ---
# Rows may be sorted and columns moved. A key names the sheet and the indicator: nothing else is
# needed to know what a value is of.


_CLE: Final = 8  # letters of each key that a row carries: enough within a space


# A sheet that no model keeps; only its last five columns are read back.
COLONNES: Final = tuple(
    ChampDit(genre=GenreDit.LIGNE, nom=nom, titre=titre, debuts=debuts)
    for nom, titre, debuts in (
        ("indicateur", "Indicateur", "indicateur"),
        ("definition", "Ce qui est compté", "ce qui est compte, definition"),
        ("annee", "Année", "annee"),
        ("unite", "Unité", "unite"),
        ("derniere", "Dernière valeur connue", "derniere valeur"),
        ("valeur", "Valeur", "valeur"),
        ("source", "Source", "source"),
        ("commentaire", "Commentaire", "commentaire, remarque"),
        ("rempli_par", "Rempli par", "rempli"),
        ("repere", "Repère (ne pas modifier)", "repere"),
    )
)
TITRES: Final = list_titres_dits(COLONNES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurRendue:
    """A row that came back: its key, and what was written, as texts."""

    ligne: int
    colonne: str  # the letter of the value
    repere: str
    annee: str = ""
    valeur: str = ""
    source: str = ""
    commentaire: str = ""
    rempli_par: str = ""


@dataclass(slots=True)
class FicheLue:
    """What was read of a file: its rows that hold a key, and what is wrong."""

    lignes: list[ValeurRendue] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)


def make_repere(fiche: str, indicateur: str) -> str:
    return f"{fiche[:_CLE]}-{indicateur[:_CLE]}"


def cut_repere(repere: str) -> tuple[str, str]:
    """Split « sheet-indicator » into the beginnings of both keys."""
    fiche, _, indicateur = repere.strip().lower().partition("-")
    return fiche, indicateur


def read_fiche(rangees: Sequence[Rangee]) -> FicheLue:
    """Read the rows of a sheet; one that says something without a key is told."""
    lue = FicheLue()
    vues: dict[str, ValeurRendue] = {}
    for rangee in rangees:
        textes = {nom: " ".join(str(v).split()) for nom, v in rangee.valeurs.items()}
        lue.remarques += [*rangee.remarques, *_check_rangee(rangee, textes)]
        repere = textes.get("repere", "")
        if not repere:
            continue
        rendue = ValeurRendue(
            ligne=rangee.numero,
            colonne=rangee.lettres.get("valeur", ""),
            repere=repere,
            **{
                nom: textes.get(nom, "")[: indicateurs.TEXTE_MAX]
                for nom in ("annee", "valeur", "source", "commentaire", "rempli_par")
            },
        )
        deja = vues.setdefault(repere, rendue)
        if deja is rendue:
            lue.lignes.append(rendue)
        elif deja.valeur != rendue.valeur:
            lue.remarques.append(
                Remarque(
                    ligne=rangee.numero,
                    probleme=f"ce repère est déjà à la ligne {deja.ligne}, avec une autre valeur.",
                    remede="Gardez une seule des deux lignes. Nous lisons la première.",
                    gravite=Gravite.ECARTEE,
                )
            )
    return lue


def _check_rangee(rangee: Rangee, textes: dict[str, str]) -> Iterator[Remarque]:
    if not textes.get("repere"):
        if valeur := textes.get("valeur"):
            yield Remarque(
                ligne=rangee.numero,
                valeur=valeur[:80],
                probleme="cette ligne n’a plus son repère : sa valeur n’est pas lue.",
                remede="Recopiez le repère de la fiche d’origine, ou notez cette valeur à l’écran.",
                gravite=Gravite.ECARTEE,
            )
        return
    for nom in ("source", "commentaire", "rempli_par"):
        if len(textes.get(nom, "")) > indicateurs.TEXTE_MAX:
            yield Remarque(
                ligne=rangee.numero,
                colonne=f"colonne {rangee.lettres.get(nom, '')}",
                probleme=f"ce texte compte plus de {indicateurs.TEXTE_MAX} signes : la suite est "
                "coupée.",
                remede="Raccourcissez-le si la fin compte.",
            )


# --- The way from a base to a target, and what a year's value says of it ---
# Between two points the way is a straight line; after the last one it stays there. Nothing is
# concluded when the point that was expected lies within the bounds of the figure.


ECART_TAUX: Final = Decimal(1)  # a point: a rate that is to stay may move by as much
ECART_RELATIF: Final = Decimal("0.05")  # the same of any other value


@dataclass(frozen=True, slots=True, order=True)
class PointTrajectoire:
    annee: int
    valeur: Decimal


@dataclass(frozen=True, slots=True)
class Trajectoire:
    """The points of the way, by year; `base` is the first when it is known, `cible` the last."""

    sens: indicateurs.Sens
    unite: str
    cible: PointTrajectoire | None
    base: PointTrajectoire | None = None
    etapes: tuple[PointTrajectoire, ...] = ()

    @property
    def points(self) -> tuple[PointTrajectoire, ...]:
        connus = [p for p in (self.base, *self.etapes, self.cible) if p is not None]
        return tuple(sorted({point.annee: point for point in connus}.values()))

    def expect(self, annee: int) -> Decimal | None:
        """Return the value that the way has in a year; None before it begins, or without target."""
        points = self.points
        if self.cible is None or annee < points[0].annee:
            return None
        for avant, apres in pairwise(points):
            if annee < apres.annee:
                part = Decimal(annee - avant.annee) / Decimal(apres.annee - avant.annee)
                return clean_nombre(avant.valeur + (apres.valeur - avant.valeur) * part)
        return points[-1].valeur


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurJugee:
    """A year's value with its bounds; `reserve` says why nothing can be concluded from it."""

    annee: int
    valeur: Decimal
    bas: Decimal | None = None
    haut: Decimal | None = None
    reserve: str = ""

    @property
    def bornes(self) -> tuple[Decimal, Decimal]:
        """Return its bounds: itself, when it has none."""
        bas = self.valeur if self.bas is None else self.bas
        haut = self.valeur if self.haut is None else self.haut
        return min(bas, haut), max(bas, haut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jugement:
    """What a value says of a target; `ecart` is the value less what was expected that year."""

    etat: indicateurs.EtatCible
    raison: str
    attendu: Decimal | None = None
    ecart: Decimal | None = None


def judge(
    trajectoire: Trajectoire, valeur: ValeurJugee | None, annee: int, depuis: int | None = None
) -> Jugement:
    """Say where a value stands in a year; nothing is late before `depuis`, when it was decided."""
    if trajectoire.cible is None:
        return _undecided("Aucune cible n’est fixée.")
    if valeur is None:
        return _undecided(f"Aucune valeur de {annee} n’est connue.")
    if valeur.reserve:
        return _undecided(valeur.reserve)
    if depuis is not None and annee < depuis:
        return _undecided(f"Le schéma est adopté depuis {depuis} : {annee} ne se juge pas.")
    attendu = trajectoire.expect(annee)
    ecart = None if attendu is None else clean_nombre(valeur.valeur - attendu)
    etat, raison = _conclude(trajectoire, trajectoire.cible, valeur, attendu)
    return Jugement(etat=etat, raison=raison, attendu=attendu, ecart=ecart)


def _undecided(raison: str) -> Jugement:
    return Jugement(etat=indicateurs.EtatCible.INDECIS, raison=raison)


def _conclude(
    trajectoire: Trajectoire, cible: PointTrajectoire, valeur: ValeurJugee, attendu: Decimal | None
) -> tuple[indicateurs.EtatCible, str]:
    base, annee = trajectoire.base, valeur.annee
    au_but = _place(trajectoire, valeur, cible.valeur)
    if trajectoire.sens is indicateurs.Sens.MAINTIEN:
        return _conclude_maintien(au_but, annee, cible)
    if au_but > 0:
        return indicateurs.EtatCible.ATTEINT, "La cible est atteinte."
    if base is not None and annee <= base.annee:
        return indicateurs.EtatCible.INDECIS, f"{base.annee} est l’année de départ."
    if attendu is None:
        return indicateurs.EtatCible.INDECIS, "La valeur de départ n’est pas connue."
    etat, raison = _ATTENDUE[_place(trajectoire, valeur, attendu)]
    return etat, raison.format(annee=annee)


_ATTENDUE: Final = {
    1: (indicateurs.EtatCible.EN_BONNE_VOIE, "La valeur attendue en {annee} est atteinte."),
    0: (indicateurs.EtatCible.INDECIS, "La valeur attendue est dans la fourchette du chiffre."),
    -1: (indicateurs.EtatCible.EN_RETARD, "La valeur attendue en {annee} n’est pas atteinte."),
}


def _conclude_maintien(
    place: int, annee: int, cible: PointTrajectoire
) -> tuple[indicateurs.EtatCible, str]:
    if place == 0:
        return indicateurs.EtatCible.INDECIS, "La fourchette du chiffre déborde le niveau à garder."
    if place < 0:
        return indicateurs.EtatCible.EN_RETARD, "La valeur s’écarte du niveau à garder."
    if annee < cible.annee:
        return indicateurs.EtatCible.EN_BONNE_VOIE, "La valeur reste au niveau à garder."
    return indicateurs.EtatCible.ATTEINT, "La valeur est restée au niveau à garder."


def _place(trajectoire: Trajectoire, valeur: ValeurJugee, repere: Decimal) -> int:
    """Return 1 when a value surely reaches a mark, -1 when it surely does not, else 0."""
    bas, haut = valeur.bornes
    if trajectoire.sens is indicateurs.Sens.MAINTIEN:
        ecart = (
            ECART_TAUX if indicateurs.is_taux(trajectoire.unite) else abs(repere) * ECART_RELATIF
        )
        dedans = [repere - ecart <= borne <= repere + ecart for borne in (bas, haut)]
        dehors = haut < repere - ecart or bas > repere + ecart
        return 1 if all(dedans) else -1 if dehors else 0
    if trajectoire.sens is indicateurs.Sens.BAISSE:
        bas, haut, repere = -haut, -bas, -repere
    return 1 if bas >= repere else -1 if haut < repere else 0


@dataclass(frozen=True, slots=True)
class DouteCible:
    """Something wrong in a target: `bloque` when it cannot be kept, else it is to be confirmed."""

    champ: str  # the field of the form that says it
    texte: str
    bloque: bool = False


def check_trajectoire(trajectoire: Trajectoire, *, de_la_bibliotheque: bool) -> list[DouteCible]:
    """Return what should be looked at again before a target is kept."""
    return [
        *_check_annees(trajectoire),
        *_check_taux(trajectoire, de_la_bibliotheque),
        *_check_sens(trajectoire),
    ]


def _check_annees(trajectoire: Trajectoire) -> Iterable[DouteCible]:
    base, cible = trajectoire.base, trajectoire.cible
    if base and cible and cible.annee <= base.annee:
        texte = f"L’année de la cible doit suivre l’année de départ ({base.annee})."
        yield DouteCible("cible_annee", texte, bloque=True)
    for etape in trajectoire.etapes:
        trop_tot = base is not None and etape.annee <= base.annee
        if cible is None or trop_tot or etape.annee >= cible.annee:
            texte = (
                f"L’étape de {etape.annee} doit se placer entre le départ et l’année de la cible."
            )
            yield DouteCible("etapes", texte, bloque=True)


def _check_taux(trajectoire: Trajectoire, de_la_bibliotheque: bool) -> Iterable[DouteCible]:  # noqa: FBT001 - one caller
    if not indicateurs.is_taux(trajectoire.unite):
        return
    champs = {"base_valeur": trajectoire.base, "cible_valeur": trajectoire.cible}
    for champ, point in (*champs.items(), *(("etapes", etape) for etape in trajectoire.etapes)):
        if point and not 0 <= point.valeur <= 100:  # noqa: PLR2004 - per cent
            texte = "Un taux va de 0 à 100 %."
            yield DouteCible(champ, texte, bloque=de_la_bibliotheque or point.valeur < 0)


def _check_sens(trajectoire: Trajectoire) -> Iterable[DouteCible]:
    base, cible, sens = trajectoire.base, trajectoire.cible, trajectoire.sens
    if not base or not cible or sens is indicateurs.Sens.MAINTIEN:
        return
    hausse = sens is indicateurs.Sens.HAUSSE
    verbe, place = ("augmenter", "sous") if hausse else ("diminuer", "au-dessus de")
    if (cible.valeur < base.valeur) if hausse else (cible.valeur > base.valeur):
        texte = f"Vous voulez {verbe} cette valeur, et la cible est {place} la valeur de départ."
        yield DouteCible("cible_valeur", texte)
    bas, haut = sorted((base.valeur, cible.valeur))
    for etape in trajectoire.etapes:
        if not bas <= etape.valeur <= haut:
            texte = f"L’étape de {etape.annee} n’est pas entre le départ et la cible."
            yield DouteCible("etapes", texte)


# --- What a target says in words: a number or a dated fact, that its indicator can tell ---


VAGUE: Final = "ni nombre ni date, ce n’est pas une cible"
REFUS_VAGUE: Final = (
    "Une cible est un nombre ou un fait daté. Écrivez par exemple « 4 offres par marché en 2028 », "
    "ou « une charte signée avant juin 2027 »."
)
_MESURE: Final = re.compile(
    r"\d|\b(?:chaque|tous|toutes?|aucune?|totalite|moitie|tiers|quart|doubler|tripler|zero)\b"
)
_CUMUL: Final = re.compile(  # the first « et » will do: no other is tried, or long texts would last
    r"\bclauses?\b(?>[^.;/]*?\bet\b)(?>[^.;/]*?\bcriteres?\b)"
    r"|\bcriteres?\b(?>[^.;/]*?\bet\b)(?>[^.;/]*?\bclauses?\b)"
)
_SOCIAUX: Final = ("SOC-03", "SOC-04")
# The indicators that count one or the other, and those that count both, or each.
_PROPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("ENV-01", "ENV-02", "ENV-03", "ENV-04"), ("ENV-05",)),
    **dict.fromkeys(("SOC-01", "SOC-02"), _SOCIAUX),
}


def is_cible(texte: str) -> bool:
    """Say whether words aim at something that can be checked: how many, or when."""
    return _MESURE.search(unaccent(texte)) is not None


def explain_cumul(texte: str, code: str) -> str:
    """Say that a target of both hangs on an indicator of either, and which fits; else nothing."""
    proposes = _PROPOSES.get(code, ())
    if not proposes or not _CUMUL.search(unaccent(texte)):
        return ""
    noms = " et ".join(f"« {indicateurs.name_indicateur(p)} » ({p})" for p in proposes)
    return (
        "La cible demande une clause et un critère ; l’indicateur ne compte pas les deux ensemble. "
        f"Suivez plutôt {noms}."
    )
