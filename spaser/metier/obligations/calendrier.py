"""The duties of a buyer on a day: past, in force, to come; and the dates that come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.metier.obligations.modele import Etape, Obligation, RendezVous
from spaser.metier.obligations.portee import AcheteurConnu, Portee, concerns_etape, weigh
from spaser.metier.registre.nomenclatures import Nomenclature


class Vigueur(Nomenclature):
    """Where a duty, or a step of it, stands on a day."""

    EN_VIGUEUR = "en_vigueur", "En vigueur"
    A_VENIR = "a_venir", "À venir"
    PASSEE = "passee", "Passée"


_ETATS: Final = tuple(Vigueur)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapePlacee:
    """A step with where it stands."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeance:
    """A day to come, and what it brings."""

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


def list_echeances(applications: Iterable[Application], jour: date) -> tuple[Echeance, ...]:
    """Return the days to come of these duties, the next first; a yearly one comes once."""
    toutes = [e for a in applications if a.etat is not Vigueur.PASSEE for e in _coming(a, jour)]
    return tuple(sorted(toutes, key=lambda e: (e.jour, e.obligation.code, e.texte)))


def next_rendez_vous(rendez_vous: RendezVous, jour: date) -> date:
    """Return the next time that a yearly day comes, today included."""
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
