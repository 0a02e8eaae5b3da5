"""Whether a duty binds a buyer on a day: past, in force, to come; and the dates that come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.modele import TOUTES, Condition, Etape, Obligation, RendezVous
from spaser.metier.registre.nomenclatures import Nomenclature, format_valeur


class ChampApplication(Protocol):
    """Whom a text binds: a duty, or the duty to have a plan."""

    @property
    def natures(self) -> tuple[NatureAcheteur, ...]:
        """Return the kinds of buyer that it names; none: all."""

    @property
    def natures_a_verifier(self) -> tuple[NatureAcheteur, ...]:
        """Return the kinds of buyer of which it is not sure."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return the facts that decide."""

    @property
    def si(self) -> tuple[str, ...]:
        """Return the facts that only the buyer knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcheteurConnu:
    """What is known of a buyer; None: not known."""

    nature: NatureAcheteur | None = None
    habitants: int | None = None
    territoire: Territoire | None = None
    spaser: Assujettissement | None = None


class Portee(StrEnum):
    CONCERNE = "concerne"
    A_VERIFIER = "a_verifier"
    NON = "non"


# True or false when it is known; else what must be known to answer, in words.
type Reponse = bool | str

_NATURE: Final = "la nature de votre structure"
_TERRITOIRE: Final = "que le texte s’applique dans votre territoire"
_VISE: Final = "que le texte vise bien votre type de structure"
_SPASER: Final = "si vos dépenses annuelles vous obligent à un SPASER"


def weigh(
    regle: ChampApplication, acheteur: AcheteurConnu, jour: date
) -> tuple[Portee, tuple[str, ...]]:
    """Say whether a text binds, and what must be checked first."""
    reponses = [
        _answer_nature(regle, acheteur.nature),
        *(_answer(c, acheteur) for c in regle.conditions if _holds(c, acheteur, jour)),
    ]
    if False in reponses:
        return Portee.NON, ()
    manques = [reponse for reponse in reponses if isinstance(reponse, str)]
    if acheteur.territoire is Territoire.PACIFIQUE:
        manques.append(_TERRITOIRE)
    manques += [f"si {fait}" for fait in regle.si]
    return (Portee.A_VERIFIER if manques else Portee.CONCERNE), tuple(manques)


def concerns_etape(etape: Etape, obligation: Obligation, acheteur: AcheteurConnu) -> bool:
    """Say whether a step may be this buyer's: a kind or a place not known keeps them all."""
    nature, territoire = acheteur.nature, acheteur.territoire
    connue = nature not in {None, NatureAcheteur.INCONNUE, *obligation.natures_a_verifier}
    if connue and etape.natures and nature not in etape.natures:
        return False
    if etape.moins_de is not None and (acheteur.habitants or 0) >= etape.moins_de:
        return False
    return territoire is None or not etape.territoires or territoire in etape.territoires


def _answer_nature(regle: ChampApplication, nature: NatureAcheteur | None) -> Reponse:
    if nature is NatureAcheteur.HORS_CODE:
        return False
    if nature in regle.natures_a_verifier:
        return _VISE
    if nature is None or nature is NatureAcheteur.INCONNUE:
        return _NATURE if regle.natures or nature else True
    return not regle.natures or nature in regle.natures


def _holds(condition: Condition, acheteur: AcheteurConnu, jour: date) -> bool:
    debut, fin = condition.depuis or date.min, condition.jusqu_a or date.max
    visee = not condition.natures or acheteur.nature in {None, *condition.natures}
    return visee and debut <= jour <= fin


def _answer(condition: Condition, acheteur: AcheteurConnu) -> Reponse:
    if condition.fait == "spaser":
        reponses = {Assujettissement.OBLIGE: True, Assujettissement.NON_OBLIGE: False}
        return reponses.get(acheteur.spaser, _SPASER) if acheteur.spaser else _SPASER
    habitants = acheteur.habitants
    if condition.plus_de is not None:
        texte = f"si vous comptez plus de {format_valeur(condition.plus_de)} habitants"
        return texte if habitants is None else habitants > condition.plus_de
    minimum = condition.au_moins or 0
    texte = f"si vous comptez au moins {format_valeur(minimum)} habitants"
    return texte if habitants is None else habitants >= minimum


class Vigueur(Nomenclature):
    EN_VIGUEUR = "en_vigueur", "En vigueur"
    A_VENIR = "a_venir", "À venir"
    PASSEE = "passee", "Passée"


_ETATS: Final = tuple(Vigueur)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapePlacee:
    etape: Etape
    etat: Vigueur


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A duty as it applies to a buyer on a day; `depuis` is when it starts to bind that buyer."""

    obligation: Obligation
    portee: Portee
    a_verifier: tuple[str, ...]
    etat: Vigueur
    depuis: date | None
    etapes: tuple[EtapePlacee, ...]

    @property
    def est_certaine(self) -> bool:
        """Say whether it binds this buyer for sure: the only way in which any page may say so."""
        return self.portee is Portee.CONCERNE and self.obligation.est_sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeance:
    jour: date
    texte: str
    obligation: Obligation
    annuelle: bool = False


def apply_all(
    obligations: Iterable[Obligation], acheteur: AcheteurConnu, jour: date
) -> tuple[Application, ...]:
    """Return the duties that bind a buyer, or may: in force, then to come, then past."""
    retenues = [a for o in obligations if (a := _apply(o, acheteur, jour)) is not None]
    return tuple(sorted(retenues, key=_rank))


class Achats(StrEnum):
    """What a duty touches of purchases, the nearest first."""

    FAMILLE = "famille"  # the family that was asked for
    ACHATS = "achats"
    ORGANISATION = "organisation"


_ACHATS: Final = tuple(Achats)


def place_achats(obligation: Obligation, famille: str = "") -> Achats:
    """Say whether a duty names this family of purchases, touches purchases, or something else."""
    if famille and famille in obligation.familles:
        return Achats.FAMILLE
    return Achats.ACHATS if obligation.familles else Achats.ORGANISATION


def arrange_achats(
    applications: Iterable[Application], famille: str = ""
) -> tuple[Application, ...]:
    """Put first, in each state, what touches purchases; of a family, keep what it must follow."""
    gardees = (
        a for a in applications if not famille or {famille, TOUTES} & {*a.obligation.familles}
    )
    return tuple(sorted(gardees, key=lambda a: _rank_achats(a, famille)))


def _rank_achats(application: Application, famille: str) -> tuple[int, int, int]:
    """Order by state, then by purchases; what names the family among few comes first."""
    achats = place_achats(application.obligation, famille)
    autres = len(application.obligation.familles) if achats is Achats.FAMILLE else 0
    return _ETATS.index(application.etat), _ACHATS.index(achats), autres


def list_echeances(applications: Iterable[Application], jour: date) -> tuple[Echeance, ...]:
    """Return the days to come of these duties, the next first; a yearly one comes once."""
    toutes = [e for a in applications if a.etat is not Vigueur.PASSEE for e in _coming(a, jour)]
    return tuple(sorted(toutes, key=lambda e: (e.jour, e.obligation.code, e.texte)))


def next_rendez_vous(rendez_vous: RendezVous, jour: date) -> date:
    cette_annee = date(jour.year, rendez_vous.mois, rendez_vous.jour)
    return cette_annee if cette_annee >= jour else cette_annee.replace(year=jour.year + 1)


def _apply(obligation: Obligation, acheteur: AcheteurConnu, jour: date) -> Application | None:
    for debut in (jour, *_changes(obligation, jour)):
        portee, a_verifier = weigh(obligation, acheteur, debut)
        if portee is not Portee.NON:
            break
    else:
        return None
    depuis = debut if debut > jour else obligation.depuis
    return Application(
        obligation=obligation,
        portee=portee,
        a_verifier=a_verifier,
        etat=_place(depuis, obligation.jusqu_a, jour),
        depuis=depuis,
        etapes=tuple(
            EtapePlacee(etape=etape, etat=_place(etape.depuis, etape.jusqu_a, jour))
            for etape in obligation.etapes
            if concerns_etape(etape, obligation, acheteur)
        ),
    )


def _changes(obligation: Obligation, jour: date) -> list[date]:
    """Return the days to come when the conditions change: a buyer may then enter."""
    jours = {c.depuis for c in obligation.conditions if c.depuis is not None and c.depuis > jour}
    fins = {c.jusqu_a for c in obligation.conditions if c.jusqu_a is not None and c.jusqu_a >= jour}
    return sorted(jours | {date.fromordinal(fin.toordinal() + 1) for fin in fins})


def _place(depuis: date | None, jusqu_a: date | None, jour: date) -> Vigueur:
    if depuis is not None and depuis > jour:
        return Vigueur.A_VENIR
    return Vigueur.PASSEE if jusqu_a is not None and jusqu_a < jour else Vigueur.EN_VIGUEUR


def _rank(application: Application) -> tuple[int, date]:
    """Order by state; what is to come, by its day. The sort keeps the order of the files."""
    a_venir = application.etat is Vigueur.A_VENIR and application.depuis
    return _ETATS.index(application.etat), a_venir or date.min


def _coming(application: Application, jour: date) -> Iterator[Echeance]:
    obligation = application.obligation
    if application.etat is Vigueur.A_VENIR and application.depuis is not None:
        texte = f"Entrée en vigueur : {obligation.titre}"
        yield Echeance(jour=application.depuis, texte=texte, obligation=obligation)
    for placee in application.etapes:
        debut = placee.etape.depuis
        if placee.etat is Vigueur.A_VENIR and debut is not None and debut != application.depuis:
            yield Echeance(jour=debut, texte=placee.etape.texte, obligation=obligation)
    for rendez_vous in obligation.rendez_vous:
        yield Echeance(
            jour=next_rendez_vous(rendez_vous, max(jour, application.depuis or jour)),
            texte=rendez_vous.texte,
            obligation=obligation,
            annuelle=True,
        )
