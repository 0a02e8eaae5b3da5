"""Two years of results as plain values: frozen the day they are published, corrected, compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from spaser.elements import add_mois
from spaser.moteur.valeurs import Variante
from spaser.regles import indicateurs
from spaser.regles.comparaison import Assise, CouvertureAnnee, explain
from spaser.regles.nomenclatures import Nomenclature, annee_montree
from spaser.regles.trajectoires import NombreIllisible, read_nombre

# --- When the results of a scheme are due, and when to be reminded of it ---


PERIODE: Final = 24
"""The months between two publications: « tous les deux ans » (CCP-L2111-3.indicateurs)."""

RAPPELS: Final = (9, 3, 1)
"""The months before the day when people are reminded."""

NOMBRE: Final = 2
"""The years that a publication covers."""


@dataclass(frozen=True, slots=True)
class EcheancePublication:
    """The day by which to publish, and what it is counted from."""

    jour: date
    depuis: str  # « l’adoption du 12 mars 2024 », or that somebody chose it
    choisie: bool = False

    def is_late(self, aujourdhui: date) -> bool:
        return aujourdhui > self.jour

    def count_mois(self, aujourdhui: date) -> int:
        """Return how many whole months are left; 0 once it is past."""
        mois = (self.jour.year - aujourdhui.year) * 12 + self.jour.month - aujourdhui.month
        return max(0, mois - (self.jour.day < aujourdhui.day))


def propose_echeance(adopte_le: date | None, derniere: date | None) -> date | None:
    """Return two years after the last publication, else after the adoption."""
    depart = derniere or adopte_le
    return add_mois(depart, PERIODE) if depart else None


def find_rappel(echeance: date, aujourdhui: date, faits: Collection[str]) -> str:
    """Return the reminder that is due, « 2027-03-12:9 »; empty when there is none to send.

    When several days have passed at once, as for a date typed late, only the nearest one is sent.
    Nothing is sent once the day itself has passed: the page says that it is late.
    """
    if aujourdhui > echeance:
        return ""
    passes = [mois for mois in RAPPELS if aujourdhui >= add_mois(echeance, -mois)]
    rappel = f"{echeance.isoformat()}:{min(passes)}" if passes else ""
    return "" if rappel in faits else rappel


def propose_annees(aujourdhui: date, derniere: int | None = None) -> tuple[int, ...]:
    """Return the two years to publish: those that follow the last published one, else the latest.

    A year is proposed once it is over and its contracts have had time to be published.
    """
    finie = annee_montree(aujourdhui)
    fin = finie if derniere is None else min(finie, derniere + NOMBRE)
    if derniere is not None and fin <= derniere:
        fin = derniere + NOMBRE
    return tuple(range(fin - NOMBRE + 1, fin + 1))


# --- Two years of results as plain values: what is frozen the day they are published ---
# A year comes from its yearly review or from the year itself: nothing here knows which. A rate is
# in per cent, as its target is; `None` is not known.


TEXTE_MAX: Final = 1200
COMMENTAIRE_MAX: Final = 300
FONCTION_MAX: Final = 120
MOTIF_MAX: Final = 500
EDITION: Final = 2  # says whether years are whole, what is corrected, why two rates differ


class EtatPublication(Nomenclature):
    BROUILLON = "brouillon", "Projet"
    PROPOSEE = "proposee", "Proposée, à valider"
    PUBLIEE = "publiee", "Publiée"


class Expression(Nomenclature):
    """What a rate is a share of, in the words of the law."""

    NOMBRE = "nombre", "En nombre de marchés"
    VALEUR = "valeur", "En valeur"
    AUTRE = "autre", "Autre mesure"


OUVERTES: Final = frozenset({indicateurs.Origine.PUBLIES.value, indicateurs.Origine.CORRIGES.value})
_BASES: Final[dict[Expression, Variante | None]] = {
    Expression.NOMBRE: "nombre",
    Expression.VALEUR: "montant",
    Expression.AUTRE: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatAnnee:
    """What an indicator says of a year, as it was known.

    `reserve` says why it does not let conclude, `absence` why there is nothing. `reference` leads
    back to the contracts. `couverture` is how far the files read cover the year, `corriges` of
    `marches` contracts are no longer as published, and `publie` is then what published ones give.
    """

    annee: int
    valeur: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    n: int | None = None
    inconnus: int | None = None
    expression: Expression = Expression.AUTRE
    origine: str = ""
    source: str = ""
    reference: str = ""
    reserve: str = ""
    absence: str = ""
    commentaire: str = ""
    couverture: CouvertureAnnee | None = None
    considerations: bool = False
    corriges: int = 0
    marches: int = 0
    publie: ResultatAnnee | None = None

    @property
    def assise(self) -> Assise:
        return Assise(
            annee=self.annee,
            base=_BASES[self.expression],
            origine=indicateurs.Origine(self.origine) if self.origine else None,
            couverture=self.couverture,
            considerations=self.considerations,
            corriges=self.corriges,
            marches=self.marches,
        )

    @property
    def des_donnees(self) -> bool:
        return self.valeur is not None and self.origine in OUVERTES

    @property
    def marque(self) -> str:
        """Say that its year is not whole in the files that were read; nothing when it is."""
        if self.couverture is None or self.couverture.est_entiere:
            return ""
        return f"Année incomplète : {self.couverture.texte}"

    @property
    def base(self) -> str:
        """Say what a value was counted on; one that somebody typed only says that."""
        if not self.origine:
            return "Valeur relevée"
        dite = indicateurs.Origine(self.origine).libelle
        if self.expression is Expression.AUTRE:
            return dite
        return f"{dite}, {self.expression.libelle.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurVise:
    """An indicator, and what is aimed at, in the same unit.

    `cible_base` and `cible_origine` are what the target was counted on, when it is known; `doute`
    says why this indicator cannot tell whether it is reached.
    """

    cle: str
    nom: str
    code: str = ""
    legal: bool = False
    unite: str = ""
    cible: Decimal | None = None
    cible_annee: int | None = None
    precision: str = ""  # what is aimed at, in words
    cible_base: Variante | None = None
    cible_origine: str = ""
    doute: str = ""

    def set_beside(
        self, resultats: tuple[ResultatAnnee, ...], commentaire: str = ""
    ) -> LignePubliee:
        """Return it as a line: what it says of each year."""
        siens = {champ.name: getattr(self, champ.name) for champ in fields(IndicateurVise)}
        return LignePubliee(**siens, resultats=resultats, commentaire=commentaire)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurAnnee(IndicateurVise):
    """An indicator in a year."""

    resultat: ResultatAnnee

    @property
    def ligne(self) -> LignePubliee:
        return self.set_beside((self.resultat,))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnneePubliee:
    """A year: its indicators; `arretee_le` is the day of its review, when it had one."""

    annee: int
    indicateurs: tuple[IndicateurAnnee, ...]
    arretee_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePubliee(IndicateurVise):
    """An indicator over the years."""

    resultats: tuple[ResultatAnnee, ...]
    commentaire: str = ""

    @property
    def dernier(self) -> ResultatAnnee | None:
        connus = [r for r in self.resultats if r.valeur is not None]
        return connus[-1] if connus else None

    @property
    def sans_tendance(self) -> str:
        """Say why its years are not set against one another; nothing when they may be."""
        return self._compare(lambda resultat: resultat.assise)

    def _compare(self, read: Callable[[ResultatAnnee], Assise]) -> str:
        connus = [read(r) for r in self.resultats if r.valeur is not None]
        raisons = (explain(avant, apres) for avant, apres in pairwise(connus))
        return next(filter(None, raisons), "")

    def explain_ecart(self, resultat: ResultatAnnee) -> str:
        """Say why a known value is not set against the target; nothing when it may be.

        When nobody said what the target counts, it is what all the years count.
        """
        if self.cible is None or resultat.valeur is None or resultat.reserve:
            return ""
        sienne = resultat.assise
        origine = indicateurs.Origine(self.cible_origine) if self.cible_origine else sienne.origine
        visee = replace(sienne, base=self.cible_base or sienne.base, origine=origine)
        est_dite = self.cible_base is not None or self.cible_origine
        sur_quoi = "" if est_dite else self._compare(_strip)
        return self.doute or explain(sienne, visee) or sur_quoi

    def find_ecart(self, resultat: ResultatAnnee) -> Decimal | None:
        """Return the value less the target; None when they are not compared."""
        if self.cible is None or resultat.valeur is None or resultat.reserve:
            return None
        return None if self.explain_ecart(resultat) else resultat.valeur - self.cible


def _strip(resultat: ResultatAnnee) -> Assise:
    """Return what a value counts, whatever its year."""
    sienne = resultat.assise
    return Assise(annee=sienne.annee, base=sienne.base, origine=sienne.origine)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContenuPublie:
    """All that a publication says: frozen when it is proposed, never changed once it is public."""

    siren: str
    acheteur: str
    annees: tuple[int, ...]
    lignes: tuple[LignePubliee, ...]
    calcule_le: date
    adopte_le: date | None = None
    presentation: str = ""
    methode: tuple[str, ...] = ()
    perimetre: tuple[str, ...] = ()  # what the figures hold, in sentences
    arretees: tuple[tuple[int, date], ...] = ()  # the years that come from a review, and its day
    incomplete: str = ""  # why a year that is not whole is published all the same
    edition: int = 1  # what it tells: one that was frozen before the rules of today has the first

    @property
    def legales(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.legal)

    @property
    def autres(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.legal)

    @property
    def periode(self) -> str:
        """Name the years: « 2024 et 2025 »."""
        return " et ".join(map(str, self.annees))

    @property
    def vides(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.legales if ligne.dernier is None)

    @property
    def est_ancienne(self) -> bool:
        """Say whether it was frozen before a publication said how far files cover its years."""
        return self.edition < EDITION

    @property
    def des_donnees(self) -> bool:
        return any(r.des_donnees for ligne in self.lignes for r in ligne.resultats)

    @property
    def incompletes(self) -> dict[int, str]:
        """Return the years that a line does not know whole, and how far files cover them."""
        connues = [r.couverture for ligne in self.lignes for r in ligne.resultats if r.couverture]
        partielles = (c for c in connues if not c.est_entiere)
        return {c.annee: c.texte for c in sorted(partielles, key=lambda c: c.annee)}

    def find(self, cle: str) -> LignePubliee | None:
        return next((ligne for ligne in self.lignes if ligne.cle == cle), None)


def join_annees(
    annees: Sequence[AnneePubliee], commentaires: dict[str, str] | None = None
) -> tuple[LignePubliee, ...]:
    """Set the years side by side, by indicator: the latest names it and says what it aims at.

    A value in another unit than that of the latest year is not comparable: it says so instead.
    """
    dites = commentaires or {}
    triees = sorted(annees, key=lambda une: une.annee)
    derniers = {un.cle: un for une in triees for un in une.indicateurs}
    return tuple(
        un.set_beside(tuple(_find(une, un) for une in triees), dites.get(un.cle, ""))
        for un in sorted(derniers.values(), key=lambda un: (not un.legal, _rank(un, triees)))
    )


def _rank(un: IndicateurAnnee, annees: Iterable[AnneePubliee]) -> tuple[int, int]:
    """Return the place of an indicator in the latest year that has it."""
    places = [
        (-une.annee, rang)
        for une in annees
        for rang, autre in enumerate(une.indicateurs)
        if autre.cle == un.cle
    ]
    return min(places)


def _find(annee: AnneePubliee, un: IndicateurAnnee) -> ResultatAnnee:
    trouve = next((autre for autre in annee.indicateurs if autre.cle == un.cle), None)
    if trouve is None:
        return ResultatAnnee(annee=annee.annee, absence="Cet indicateur n’était pas suivi.")
    if trouve.unite != un.unite and trouve.resultat.valeur is not None:
        dite = trouve.unite or "un nombre"
        return ResultatAnnee(
            annee=annee.annee, absence=f"Alors suivi dans une autre unité : {dite}."
        )
    return replace(trouve.resultat, annee=annee.annee)


# --- What holds of a publication once it was corrected: what was published stays beside it ---


SANS_COMPTE: Final = "Compte non donné par la correction."
_PRECISION: Final = Decimal("0.5")  # a value may be given to the nearest per cent
_CENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """What a corrected rate is a share of, and its bounds, as they were given."""

    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ValeurCorrigee:
    cle: str
    annee: int
    valeur: Decimal
    jour: date
    compte: Compte | None = None


def hold_contenu(contenu: ContenuPublie, errata: Sequence[ValeurCorrigee]) -> ContenuPublie:
    """Return a publication as its errata leave it, in the order of time: the last one holds."""
    return replace(contenu, lignes=tuple(_hold(ligne, errata) for ligne in contenu.lignes))


def _hold(ligne: LignePubliee, errata: Sequence[ValeurCorrigee]) -> LignePubliee:
    siens = {une.annee: une for une in errata if une.cle == ligne.cle}
    resultats = list(ligne.resultats)
    for rang, avant in enumerate(resultats):
        if une := siens.get(avant.annee):
            source = f"Résultats corrigés le {une.jour:%d/%m/%Y}"
            resultats[rang] = correct_resultat(avant, ligne.unite, une.valeur, une.compte, source)
    return replace(ligne, resultats=tuple(resultats))


def correct_resultat(
    avant: ResultatAnnee, unite: str, valeur: Decimal, compte: Compte | None, source: str
) -> ResultatAnnee:
    """Return a corrected value of the same things, with the count that was given of it, if any."""
    tenu = compte or Compte()
    return replace(
        avant,
        valeur=valeur,
        numerateur=tenu.numerateur,
        denominateur=tenu.denominateur,
        bas=tenu.bas,
        haut=tenu.haut,
        n=None,
        inconnus=None,
        source=source,
        reference="",
        reserve=SANS_COMPTE if indicateurs.is_taux(unite) and tenu.denominateur is None else "",
        absence="",
        commentaire="",
    )


def check_corrigee(nouvelle: Decimal | None, unite: str, tenue: Decimal | None) -> str:
    if nouvelle is not None and indicateurs.is_taux(unite) and not 0 <= nouvelle <= _CENT:
        return "Un taux va de 0 à 100 %."
    if nouvelle == tenue:
        return "C’est déjà la valeur qui est montrée : rien à corriger."
    return ""


def check_compte(valeur: Decimal, unite: str, compte: Compte) -> dict[str, str]:
    donnes = [nom for nom, nombre in asdict(compte).items() if nombre is not None]
    if donnes and not indicateurs.is_taux(unite):
        return {donnes[0]: "Seul un taux a un numérateur, un dénominateur et une fourchette."}
    return dict((*_check_part(valeur, compte), *_check_bornes(valeur, compte)))


def _check_part(valeur: Decimal, compte: Compte) -> Iterator[tuple[str, str]]:
    partie, tout = compte.numerateur, compte.denominateur
    if partie is None or tout is None:
        if partie is not tout:
            manque = "numerateur" if partie is None else "denominateur"
            yield manque, "Donnez le numérateur et le dénominateur, ou ni l’un ni l’autre."
    elif tout <= 0:
        yield "denominateur", "Le dénominateur est plus grand que zéro."
    elif not 0 <= partie <= tout:
        yield "numerateur", "Le numérateur va de zéro au dénominateur."
    elif abs(_CENT * partie / tout - valeur) > _PRECISION:
        part = f"{_CENT * partie / tout:.1f}".replace(".", ",")
        dits = f"{partie.normalize():f} sur {tout.normalize():f}"
        yield "numerateur", f"{dits} ne font pas cette valeur : {part} %."


def _check_bornes(valeur: Decimal, compte: Compte) -> Iterator[tuple[str, str]]:
    bas, haut = compte.bas, compte.haut
    if bas is None or haut is None:
        if bas is not haut:
            manque = "bas" if bas is None else "haut"
            yield manque, "Donnez la borne basse et la haute, ou aucune."
    elif not (bas >= 0 and haut <= _CENT):
        yield "bas", "Un taux va de 0 à 100 %."
    elif not bas <= valeur <= haut:
        yield "bas", "La valeur est dans sa fourchette."


# --- Axes and indicators as people paste them: a line each, « nom ; unité ; cible ; année » ---


LIGNES_MAX: Final = 100
_SEPARATEUR: Final = re.compile(r"\t|;")
_PUCE: Final = re.compile(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s+")
_ANNEE: Final = re.compile(r"(?:19|20|21)\d\d")
_PARTIES: Final = 4


@dataclass(frozen=True, slots=True)
class IndicateurEcrit:
    nom: str
    unite: str = ""
    cible: Decimal | None = None
    annee: int | None = None
    remarque: str = field(default="", compare=False)  # how its target was read, if not as written


def read_titres(texte: str) -> list[str]:
    """Return the titles of a pasted list, without bullets nor numbers, each once."""
    lignes = (" ".join(_PUCE.sub("", ligne).split()) for ligne in texte.splitlines())
    return list(dict.fromkeys(ligne for ligne in lignes if ligne))


def read_indicateurs(texte: str) -> tuple[list[IndicateurEcrit], list[str]]:
    lus: list[IndicateurEcrit] = []
    fautes: list[str] = []
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        parties = [" ".join(p.split()) for p in _SEPARATEUR.split(_PUCE.sub("", ligne))]
        if not any(parties):
            continue
        siennes = list(_find_fautes(parties))
        fautes += [f"Ligne {rang} : {faute}" for faute in siennes]
        if not siennes:
            lus.append(_read(parties))
    return lus, fautes


def _find_fautes(parties: list[str]) -> Iterator[str]:
    if len(parties) > _PARTIES and any(parties[_PARTIES:]):
        yield "il y a plus de quatre parties : nom ; unité ; cible ; année."
        return
    nom, unite, cible, annee = (*parties, "", "", "", "")[:_PARTIES]
    if not nom:
        yield "il manque le nom de l’indicateur, au début."
    for quoi, texte, maximum in (
        ("ce nom", nom, indicateurs.LIBELLE_MAX),
        ("cette unité", unite, indicateurs.UNITE_MAX),
    ):
        if len(texte) > maximum:
            yield f"{quoi} dépasse {maximum} signes : raccourcissez."
    if annee and not _ANNEE.fullmatch(annee):
        yield f"« {annee[:20]} » n’est pas une année : écrivez par exemple 2028."
    if cible:
        yield from _check_cible(cible, _find_unite(unite, cible), annee)


def _check_cible(cible: str, unite: str, annee: str) -> Iterator[str]:
    if not annee:
        yield "il manque l’année de la cible, à la fin."
    try:
        valeur = read_nombre(cible, unite, de_tableur=True).valeur
    except NombreIllisible as faute:
        yield str(faute)
        return
    if indicateurs.is_taux(unite) and not 0 <= valeur <= 100:  # noqa: PLR2004 - per cent
        yield f"« {cible} » : un taux va de 0 à 100 %."


def _read(parties: list[str]) -> IndicateurEcrit:
    nom, unite, cible, annee = (*parties, "", "", "", "")[:_PARTIES]
    dite = _find_unite(unite, cible)
    lue = read_nombre(cible, dite, de_tableur=True) if cible else None
    return IndicateurEcrit(
        nom=nom,
        unite=dite,
        cible=lue.valeur if lue else None,
        annee=int(annee) if annee else None,
        remarque=lue.remarque if lue else "",
    )


def _find_unite(unite: str, cible: str) -> str:
    """Return the unit that is said, else that of the target: « 30 % » alone is a rate."""
    return indicateurs.choose_unite(unite) if unite else "%" if cible.endswith("%") else ""


# --- Who may publish: a member shows a draft; two people, or one and the team, make it final ---
# What a person proved says whether she is a member (`regles.droits`); a trial proves nothing.


@dataclass(frozen=True, slots=True, kw_only=True)
class Publieur:
    """A buyer that would publish: what is known of it."""

    est_essai: bool
    est_verifie: bool

    @property
    def refus_projet(self) -> str:
        """Say why it may not freeze a draft nor show it, and what to do; empty when it may."""
        if not self.est_essai:
            return ""
        return (
            "Un espace d’essai prépare un projet, il ne publie pas. Rejoignez votre organisation : "
            "le domaine de votre adresse peut suffire, sinon l’équipe du programme répond."
        )

    @property
    def refus(self) -> str:
        """Say why it may not publish for good, and what to do; empty when it may."""
        if self.est_essai or self.est_verifie:
            return self.refus_projet
        return (
            "L’équipe du programme n’a pas encore vérifié cette organisation : vous pouvez publier "
            "un projet, pas encore vos résultats."
        )


class Confirmation(Nomenclature):
    """Who makes final what was proposed, for an administrator who would."""

    ELLE = "elle", "Elle-même"
    UNE_AUTRE = "une_autre", "Une autre personne qui administre l’espace"
    EQUIPE = "equipe", "L’équipe du programme"
    PERSONNE = "personne", "Elle n’administre pas l’espace"


def choose_confirmation(
    personne: int, proposeur: int | None, administrations: Collection[int], *, premiere: bool
) -> Confirmation:
    """Say who confirms: one who proposed may only if she is alone, and it is not the first."""
    if personne not in administrations:
        return Confirmation.PERSONNE
    if personne != proposeur:
        return Confirmation.ELLE
    if set(administrations) != {personne}:
        return Confirmation.UNE_AUTRE
    return Confirmation.EQUIPE if premiere else Confirmation.ELLE
