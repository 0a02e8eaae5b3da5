"""Leads what people said of contracts to today's contracts, once for each state of the data.

Corrections and discussions name a contract by its key. New data may split or join contracts: at the
first reading of a new store, what was said is led to the contract that says what it was said of
(`Trait`), or waits for the buyer. Nothing that waits is in a figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse

from spaser.donnees.corrige import Contrat, list_contrats, list_partages, open_corrige
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.publications import list_publications
from spaser.metier.corrections.suite import Attente, Suites, Trait
from spaser.web.commun.models import Commentaire, Discussion
from spaser.web.marches.fonds import (
    find_fonds,
    find_prive,
    make_fonds,
    name_etat,
    touch_fonds,
)
from spaser.web.marches.models import RANG, Correction, Fonds
from spaser.web.marches.suite.decisions import read_decisions
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

SUJET: Final = "marches:"  # of the discussions about a contract
_LOT: Final = 500


def find_suivi(espace: Espace) -> Fonds | None:
    """Return the row of a space, once corrections and discussions have followed the data in force.

    Nothing follows while the space's own contracts cannot be read: they are not gone.
    """
    fonds = find_fonds(espace)
    if fonds is None or fonds.abime_le or name_etat(fonds) in {"", fonds.suivi}:
        return fonds
    return follow(espace)


def read_suites(espace: Espace, fonds: Fonds) -> Suites | None:
    """Return the contracts of today; None without data to read: nothing says that one is gone."""
    decisions = read_decisions(espace)
    try:
        with open_corrige(
            settings.ENTREPOT, espace.siren, find_prive(fonds), (), decisions, chiffres=False
        ) as entrepot:
            contrats = [(c.cle, make_trait(c)) for c in list_contrats(entrepot)]
            publications = [
                (p.cle, Trait.make(p.id, p.objet, p.sirens, p.montant, p.jour))
                for p in list_publications(entrepot)
            ]
            return Suites(contrats, publications, list_partages(entrepot))
    except (EntrepotAbsent, EntrepotAbime):
        return None


def make_trait(contrat: Contrat) -> Trait:
    """Return what tells a contract from others, to find it again in new data."""
    c = contrat
    return Trait.make(c.id, c.objet, c.sirens, c.montant, c.date_notification, c.doutes)


@transaction.atomic
def follow(espace: Espace) -> Fonds:
    """Move every correction and discussion to its contract of today, and note that it is done.

    What cannot be read today is moved another day.
    """
    fonds = Fonds.objects.select_for_update().get(pk=make_fonds(espace).pk)
    etat = name_etat(fonds)
    lignes = list(Correction.objects.filter(espace=espace).annotate(rang=RANG))
    discussions = list(Discussion.objects.filter(espace=espace, objet__startswith=SUJET))
    suites = read_suites(espace, fonds) if lignes or discussions else Suites((), ())
    if suites is None:
        return fonds
    if suites.montres:
        faits = _follow_corrections(lignes, suites)
        faits += _follow_discussions(espace, discussions, suites)
        if faits:
            fonds = touch_fonds(espace)
            record("marches.suite", espace=espace, details=dict(faits))
    Fonds.objects.filter(pk=fonds.pk).update(suivi=etat)
    fonds.suivi = etat
    return fonds


@receiver(post_save, sender=Discussion, dispatch_uid="marches.discussion_ouverte")
def remember_trait(instance: Discussion, *, created: bool, **_: object) -> None:
    """On a new discussion about a contract, note what the contract says that day."""
    cle = _read_cle(instance)
    if not created or cle is None or instance.espace is None or instance.trait:
        return
    suites = read_suites(instance.espace, make_fonds(instance.espace))
    if suites is not None and cle in suites.montres:
        instance.trait = suites.montres[cle].dump()
        instance.save(update_fields=["trait"])


@dataclass(frozen=True)
class _Place:
    cle: int
    attente: Attente
    trait: Trait | None = None  # to note, when nothing was


def _find_place(cle: int, garde: dict[str, str], numero: str, suites: Suites) -> _Place:
    trait = Trait.read(garde) if garde else suites.guess(cle, numero)
    trouvee = suites.find(cle, trait) if trait else None
    if trait is None or trouvee is None:
        return _Place(cle, Attente.PERDUE)
    # Nothing was noted of what it rested on: it may have been said of one of the two.
    connu = trait if garde else Trait(id=trait.id)
    doutes = suites.list_nouveaux_doutes(trouvee, connu)
    sure = not garde and suites.is_une(trouvee)
    a_noter = replace(trait, doutes="") if sure else None
    return _Place(trouvee, Attente.DOUTEUSE if doutes else Attente.TIENT, a_noter)


def _follow_corrections(lignes: Sequence[Correction], suites: Suites) -> Counter[str]:
    """Move corrections to their contracts; count those that moved, and those that now wait."""
    avant = {ligne.pk: (ligne.cle, ligne.attente, ligne.trait) for ligne in lignes}
    arrivees: set[int] = set()
    for ligne in lignes:
        place = _find_place(int(ligne.cle), ligne.trait, ligne.identifiant, suites)
        arrive = place.attente is Attente.TIENT and (
            str(place.cle) != ligne.cle or ligne.attente in {Attente.DOUTEUSE, Attente.PERDUE}
        )
        if arrive:
            arrivees.add(ligne.pk)
        contraire = ligne.attente == Attente.CONTRAIRE and place.attente is Attente.TIENT
        if not (contraire and str(place.cle) == ligne.cle):
            ligne.attente = place.attente.value
        ligne.cle = str(place.cle)
        ligne.trait = place.trait.dump() if place.trait else ligne.trait
    _hold_contraires(lignes, arrivees, suites)
    changees = [li for li in lignes if avant[li.pk] != (li.cle, li.attente, li.trait)]
    Correction.objects.bulk_update(changees, ["cle", "attente", "trait"], batch_size=_LOT)
    return _count((avant[li.pk], (li.cle, li.attente)) for li in changees if not li.annulee_le)


def _count(changements: Iterable[tuple[tuple[object, ...], tuple[str, str]]]) -> Counter[str]:
    faits: Counter[str] = Counter()
    for avant, (cle, attente) in changements:
        faits["deplaces"] += avant[0] != cle
        faits["en_attente"] += bool(attente) and avant[1] != attente
        faits["reprises"] += bool(avant[1]) and not attente
    return +faits


def _hold_contraires(lignes: Sequence[Correction], arrivees: set[int], suites: Suites) -> None:
    """Put on hold the values that reach a contract where another value already holds."""
    champs: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for ligne in lignes:
        if ligne.annulee_le is None and not ligne.attente:
            champs[ligne.cle, ligne.champ].append(ligne)
    for (cle, _), tenues in champs.items():
        if not arrivees.isdisjoint(ligne.pk for ligne in tenues):
            _keep_one(tenues, arrivees, suites.montres[int(cle)])


def _keep_one(tenues: list[Correction], arrivees: set[int], montre: Trait) -> None:
    """Of contracts that are now one, keep the value of the contract whose key stayed.

    Failing one that stayed, that of the publication shown; else the last.
    """
    origines: dict[object, list[Correction]] = defaultdict(list)
    for ligne in sorted(tenues, key=lambda li: (li.rang, li.pk)):  # type: ignore[attr-defined] # annotated
        origines[ligne.vise.contenu, ligne.vise.numero].append(ligne)

    def weigh(siennes: list[Correction]) -> tuple[bool, bool, int]:
        reste = arrivees.isdisjoint(ligne.pk for ligne in siennes)
        return (reste, siennes[-1].vise.contenu == montre.contenu, siennes[-1].pk)

    gardee = max(origines.values(), key=weigh)[-1].valeur
    for siennes in origines.values():
        if siennes[-1].valeur != gardee:
            for ligne in siennes:
                ligne.attente = Attente.CONTRAIRE.value


def _follow_discussions(
    espace: Espace, discussions: list[Discussion], suites: Suites
) -> Counter[str]:
    """Move discussions to their contracts; those that meet on one contract are merged."""
    faits: Counter[str] = Counter()
    partantes: list[tuple[Discussion, int]] = []
    for discussion in discussions:
        cle = _read_cle(discussion)
        if cle is None or discussion.attente == Attente.ECARTEE:
            continue
        place = _find_place(cle, discussion.trait, "", suites)
        part = place.cle != cle
        # A discussion that was merged cannot be parted again: it waits for the answer.
        attente = Attente.TIENT if place.attente is Attente.DOUTEUSE and not part else place.attente
        if part and attente is Attente.TIENT:
            partantes.append((discussion, place.cle))
        faits["en_attente"] += bool(attente) and attente != discussion.attente
        if place.trait or attente != discussion.attente:
            discussion.trait = place.trait.dump() if place.trait else discussion.trait
            discussion.attente = attente.value
            discussion.save(update_fields=["trait", "attente"])
    faits["discussions"] += len(partantes)
    for discussion, _ in partantes:
        Discussion.objects.filter(pk=discussion.pk).update(objet=f"{SUJET}depart:{discussion.pk}")
    for discussion, cle in partantes:
        move_discussion(espace, discussion, cle)
    return +faits


def move_discussion(espace: Espace, discussion: Discussion, cle: int) -> None:
    """Put a discussion under a contract; if there is one already, its comments join it."""
    objet = f"{SUJET}{cle}"
    autre = Discussion.objects.filter(espace=espace, objet=objet).exclude(pk=discussion.pk).first()
    if autre is None:
        adresse = reverse("marches:marche", args=[espace.siren, cle])
        Discussion.objects.filter(pk=discussion.pk).update(objet=objet, adresse=adresse, attente="")
        return
    Commentaire.objects.filter(discussion=discussion).update(discussion=autre)
    if discussion.close_le is None:
        Discussion.objects.filter(pk=autre.pk).update(close_le=None, close_par=None)
    discussion.delete()


def _read_cle(discussion: Discussion) -> int | None:
    cle = discussion.objet.removeprefix(SUJET)
    return int(cle) if discussion.objet.startswith(SUJET) and cle.isdecimal() else None
