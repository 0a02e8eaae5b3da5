"""Where contracts of a space are read: its own store, and notes led to today's contracts."""

from __future__ import annotations

import shutil
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.urls import reverse
from django.utils import timezone

from spaser.moteur.corrige import lecture
from spaser.moteur.corrige.gardee import LectureDemandee, lay_garde, open_garde
from spaser.moteur.decp.identite import Decisions, Paire
from spaser.moteur.entrepot import dossier
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.entrepot.corrections import COLONNES
from spaser.moteur.entrepot.corrections import Correction as Retouche
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.publications import list_publications
from spaser.regles.corrections import RaisonAttente, Suites, Trait
from spaser.site.chiffres import models
from spaser.site.espace.models import Commentaire, Discussion
from spaser.site.organisations.models import Espace
from spaser.site.socle.fichiers import PRIVES, Lecture
from spaser.site.socle.journal import record

# --- What a buyer decided of two publications, as the store reads it ---


def list_decisions(espace: Espace) -> QuerySet[models.DecisionPublications]:
    return models.DecisionPublications.objects.filter(espace=espace, retiree_le=None)


def read_decisions(espace: Espace) -> Decisions:
    dits = {(d.premiere, d.seconde): d.verdict for d in reversed(list_decisions(espace))}

    def keep(voulu: models.VerdictPublications) -> frozenset[Paire]:
        return frozenset(paire for paire, verdict in dits.items() if verdict == voulu)

    return Decisions(keep(models.VerdictPublications.UN), keep(models.VerdictPublications.DEUX))


# --- The one row (`Fonds`) of a space: found, made, and told that something changed ---


_PRIVES: Final = f"SELECT espace_id, dossier FROM {models.Fonds._meta.db_table} WHERE dossier <> ''"  # noqa: S608, SLF001 - ours

prive_abime = Signal()  # within the transaction that notes it


def find_fonds(espace: Espace) -> models.Fonds | None:
    """Return the row of a space, or None when it holds nothing of its own yet."""
    return models.Fonds.objects.filter(espace=espace).first()


def make_fonds(espace: Espace) -> models.Fonds:
    """Return the row of a space, made if need be: it has then nothing that should follow."""
    defauts = {"suivi": name_etat(models.Fonds())}
    return models.Fonds.objects.get_or_create(espace=espace, defaults=defauts)[0]


def name_etat(fonds: models.Fonds) -> str:
    """Return what identifies the data that a space reads, '' for none; a new store differs."""
    version = dossier.find_version(settings.ENTREPOT)
    publie = f"{version.name}/{(version / dossier.MANIFESTE).stat().st_mtime_ns}" if version else ""
    return f"{publie}/{fonds.dossier}" if publie or fonds.dossier else ""


def find_prive(fonds: models.Fonds | None) -> Path | None:
    """Return the private store of a space; None without one, or while it is being built again."""
    if fonds is None or not fonds.dossier or fonds.abime_le is not None:
        return None
    return folder_of(fonds) / fonds.dossier


def folder_of(fonds: models.Fonds) -> Path:
    return settings.MARCHES_PRIVES / str(fonds.espace_id)


def list_prives_nommes(lit: Lecture) -> Iterator[str]:
    """Yield the private stores that a base names, as paths of its backup."""
    for espace, nom in lit(_PRIVES):
        yield f"{PRIVES}/{espace}/{nom}/{dossier.COURANT}"


@transaction.atomic
def tell_abime(fonds: models.Fonds) -> None:
    """Note that the private store of a space cannot be read, and have it built again."""
    abimes = models.Fonds.objects.filter(pk=fonds.pk, dossier=fonds.dossier, abime_le=None)
    if abimes.update(abime_le=timezone.now(), revision=F("revision") + 1):
        prive_abime.send(models.Fonds, fonds=fonds)
        record("marches.abime", espace=fonds.espace, objet=fonds)
    fonds.refresh_from_db()


def touch_fonds(espace: Espace) -> models.Fonds:
    """Say that what a space shows has changed: nothing computed before is shown again."""
    fonds = make_fonds(espace)
    models.Fonds.objects.filter(pk=fonds.pk).update(revision=F("revision") + 1)
    fonds.refresh_from_db()
    return fonds


# --- Leads what people said of contracts to today's contracts, once for each state of the data
# ---
# Corrections and discussions name a contract by its key. New data may split or join contracts: at
# the first reading of a new store, what was said is led to the contract that says what it was said
# of (`Trait`), or waits for the buyer. Nothing that waits is in a figure.


SUJET: Final = "marches:"  # of the discussions about a contract
_LOT: Final = 500


def find_suivi(espace: Espace) -> models.Fonds | None:
    """Return the row of a space, once corrections and discussions have followed the data in force.

    Nothing follows while the space's own contracts cannot be read: they are not gone.
    """
    fonds = find_fonds(espace)
    if fonds is None or fonds.abime_le or name_etat(fonds) in {"", fonds.suivi}:
        return fonds
    return follow(espace)


def read_suites(espace: Espace, fonds: models.Fonds) -> Suites | None:
    """Return the contracts of today; None without data to read: nothing says that one is gone."""
    decisions = read_decisions(espace)
    try:
        with lecture.open_corrige(
            settings.ENTREPOT, espace.siren, find_prive(fonds), decisions, chiffres=False
        ) as entrepot:
            contrats = [(c.cle, make_trait(c)) for c in lecture.list_contrats(entrepot)]
            publications = [
                (p.cle, Trait.make(p.id, p.objet, p.sirens, p.montant, p.jour))
                for p in list_publications(entrepot)
            ]
            return Suites(contrats, publications, lecture.list_cles_partagees(entrepot))
    except (dossier.EntrepotAbsent, dossier.EntrepotAbime):
        return None


def make_trait(contrat: lecture.Contrat) -> Trait:
    """Return what tells a contract from others, to find it again in new data."""
    c = contrat
    return Trait.make(c.id, c.objet, c.sirens, c.montant, c.date_notification, c.doutes)


@transaction.atomic
def follow(espace: Espace) -> models.Fonds:
    """Move every correction and discussion to its contract of today, and note that it is done.

    What cannot be read today is moved another day.
    """
    fonds = models.Fonds.objects.select_for_update().get(pk=make_fonds(espace).pk)
    etat = name_etat(fonds)
    lignes = list(models.Correction.objects.filter(espace=espace).annotate(rang=models.RANG))
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
    models.Fonds.objects.filter(pk=fonds.pk).update(suivi=etat)
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
    attente: RaisonAttente
    trait: Trait | None = None  # to note, when nothing was


def _find_place(cle: int, garde: dict[str, str], numero: str, suites: Suites) -> _Place:
    trait = Trait.read(garde) if garde else suites.guess(cle, numero)
    trouvee = suites.find(cle, trait) if trait else None
    if trait is None or trouvee is None:
        return _Place(cle, RaisonAttente.PERDUE)
    # Nothing was noted of what it rested on: it may have been said of one of the two.
    connu = trait if garde else Trait(id=trait.id)
    doutes = suites.list_nouveaux_doutes(trouvee, connu)
    sure = not garde and suites.is_une(trouvee)
    a_noter = replace(trait, doutes="") if sure else None
    return _Place(trouvee, RaisonAttente.DOUTEUSE if doutes else RaisonAttente.TIENT, a_noter)


def _follow_corrections(lignes: Sequence[models.Correction], suites: Suites) -> Counter[str]:
    """Move corrections to their contracts; count those that moved, and those that now wait."""
    avant = {ligne.pk: (ligne.cle, ligne.attente, ligne.trait) for ligne in lignes}
    arrivees: set[int] = set()
    for ligne in lignes:
        place = _find_place(int(ligne.cle), ligne.trait, ligne.identifiant, suites)
        arrive = place.attente is RaisonAttente.TIENT and (
            str(place.cle) != ligne.cle
            or ligne.attente in {RaisonAttente.DOUTEUSE, RaisonAttente.PERDUE}
        )
        if arrive:
            arrivees.add(ligne.pk)
        contraire = (
            ligne.attente == RaisonAttente.CONTRAIRE and place.attente is RaisonAttente.TIENT
        )
        if not (contraire and str(place.cle) == ligne.cle):
            ligne.attente = place.attente.value
        ligne.cle = str(place.cle)
        ligne.trait = place.trait.dump() if place.trait else ligne.trait
    _hold_contraires(lignes, arrivees, suites)
    changees = [li for li in lignes if avant[li.pk] != (li.cle, li.attente, li.trait)]
    models.Correction.objects.bulk_update(changees, ["cle", "attente", "trait"], batch_size=_LOT)
    return _count((avant[li.pk], (li.cle, li.attente)) for li in changees if not li.annulee_le)


def _count(changements: Iterable[tuple[tuple[object, ...], tuple[str, str]]]) -> Counter[str]:
    faits: Counter[str] = Counter()
    for avant, (cle, attente) in changements:
        faits["deplaces"] += avant[0] != cle
        faits["en_attente"] += bool(attente) and avant[1] != attente
        faits["reprises"] += bool(avant[1]) and not attente
    return +faits


def _hold_contraires(
    lignes: Sequence[models.Correction], arrivees: set[int], suites: Suites
) -> None:
    """Put on hold the values that reach a contract where another value already holds."""
    champs: dict[tuple[str, str], list[models.Correction]] = defaultdict(list)
    for ligne in lignes:
        if ligne.annulee_le is None and not ligne.attente:
            champs[ligne.cle, ligne.champ].append(ligne)
    for (cle, _), tenues in champs.items():
        if not arrivees.isdisjoint(ligne.pk for ligne in tenues):
            _keep_one(tenues, arrivees, suites.montres[int(cle)])


def _keep_one(tenues: list[models.Correction], arrivees: set[int], montre: Trait) -> None:
    """Of contracts that are now one, keep the value of the contract whose key stayed.

    Failing one that stayed, that of the publication shown; else the last.
    """
    origines: dict[object, list[models.Correction]] = defaultdict(list)
    for ligne in sorted(tenues, key=lambda li: (li.rang, li.pk)):  # type: ignore[attr-defined] # annotated
        origines[ligne.vise.contenu, ligne.vise.numero].append(ligne)

    def weigh(siennes: list[models.Correction]) -> tuple[bool, bool, int]:
        reste = arrivees.isdisjoint(ligne.pk for ligne in siennes)
        return (reste, siennes[-1].vise.contenu == montre.contenu, siennes[-1].pk)

    gardee = max(origines.values(), key=weigh)[-1].valeur
    for siennes in origines.values():
        if siennes[-1].valeur != gardee:
            for ligne in siennes:
                ligne.attente = RaisonAttente.CONTRAIRE.value


def _follow_discussions(
    espace: Espace, discussions: list[Discussion], suites: Suites
) -> Counter[str]:
    """Move discussions to their contracts; those that meet on one contract are merged."""
    faits: Counter[str] = Counter()
    partantes: list[tuple[Discussion, int]] = []
    for discussion in discussions:
        cle = _read_cle(discussion)
        if cle is None or discussion.attente == RaisonAttente.ECARTEE:
            continue
        place = _find_place(cle, discussion.trait, "", suites)
        part = place.cle != cle
        # A discussion that was merged cannot be parted again: it waits for the answer.
        attente = (
            RaisonAttente.TIENT
            if place.attente is RaisonAttente.DOUTEUSE and not part
            else place.attente
        )
        if part and attente is RaisonAttente.TIENT:
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


# --- The stores that a space reads: published contracts, its own files and corrections, together
# ---
# Each space has readers of its own, which no other space shares: they are found by the space,
# never by the SIREN.


OUVERTS: Final = 4  # spaces kept open by a process: 5 MB each at least, 40 ms to open again
_CHAUDS: Final[OrderedDict[Hashable, Lecteurs]] = OrderedDict()
_LUS: Final[OrderedDict[Hashable, EntrepotChaud]] = OrderedDict()
_VERROU: Final = Lock()


@dataclass(frozen=True, slots=True)
class Lecteurs:
    """The readers of a space: before any correction, and as corrected.

    The first one outlives corrections; the second stands on it.
    """

    demande: LectureDemandee
    lu: EntrepotChaud
    corrige: EntrepotChaud


def entrepot_corrige(espace: Espace) -> EntrepotChaud:
    """Return the reader of a space: what was said there has followed the contracts of the day."""
    return open_lecteurs(espace).corrige


def draw_corrige(espace: Espace) -> None:
    with suppress(dossier.EntrepotAbsent, dossier.EntrepotAbime), entrepot_corrige(espace).read():
        pass


def open_lecteurs(espace: Espace) -> Lecteurs:
    return open_suivis(espace, find_suivi(espace))


def open_suivis(espace: Espace, fonds: models.Fonds | None) -> Lecteurs:
    """Return the readers of a space and of its row, once what was said has followed."""
    cle = _name(espace, fonds)
    with _VERROU:
        tenus = _CHAUDS.get(cle)
    if tenus is not None:
        _hold(_LUS, tenus.demande, tenus.lu)  # mark it as used too: it must outlive them
        return _hold(_CHAUDS, cle, tenus)
    retouches = [
        Retouche(int(contrat), champ, valeur)
        for contrat, champ, valeur in _list_dites(espace)
        if champ in COLONNES
    ]
    demande = LectureDemandee(
        settings.MARCHES_LUS / str(espace.pk),
        settings.ENTREPOT,
        espace.siren,
        find_prive(fonds),
        read_decisions(espace),
    )
    lecteurs = _make(demande, retouches)
    if fonds and not _reads_prive(lecteurs.lu):
        tell_abime(fonds)
        return open_suivis(espace, fonds)
    return _hold(_CHAUDS, cle, lecteurs)


def _name(espace: Espace, fonds: models.Fonds | None) -> Hashable:
    revision = fonds.revision if fonds else 0
    publie = dossier.find_version(settings.ENTREPOT)
    return (settings.ENTREPOT, publie, espace.pk, revision, find_prive(fonds))


def _reads_prive(lu: EntrepotChaud) -> bool:
    """Tell whether the space's own contracts can be read; without any store, nothing is wrong."""
    try:
        with lu.read():
            return True
    except lecture.PriveAbime:
        return False
    except (dossier.EntrepotAbsent, dossier.EntrepotAbime):
        return True


def _make(demande: LectureDemandee, retouches: Sequence[Retouche]) -> Lecteurs:
    lu = _hold(_LUS, demande, EntrepotChaud(demande.entrepot, partial(open_garde, demande)))

    @contextmanager
    def ouvre() -> Iterator[Entrepot]:
        with lu.read() as ouvert, lay_garde(ouvert, demande, retouches) as corrige:
            yield corrige

    return Lecteurs(demande, lu, EntrepotChaud(demande.entrepot, ouvre))


def _hold[T](tenus: OrderedDict[Hashable, T], cle: Hashable, neuf: T) -> T:
    """Return what is cached under `cle`, else cache `neuf`; the least recently used are closed."""
    with _VERROU:
        tenu = tenus.setdefault(cle, neuf)
        tenus.move_to_end(cle)
        sortis = [tenus.popitem(last=False)[1] for _ in range(len(tenus) - OUVERTS)]
    for sorti in sortis:  # outside of the lock: closing waits for an opening
        _close(sorti)
    return tenu


def _close(tenu: object) -> None:
    chaud = tenu.corrige if isinstance(tenu, Lecteurs) else tenu
    if isinstance(chaud, EntrepotChaud):
        chaud.close()


def list_en_vigueur(espace: Espace, cles: Iterable[str] | None = None) -> list[models.Correction]:
    """Return the lines of a space that hold: the last one of each field of each contract.

    Of these contracts, or of all. None that waits for the buyer.

    A spreadsheet read again counts from its first reading: what was corrected since stays.
    """
    lignes = _order_lignes(espace)
    lues = lignes if cles is None else lignes.filter(cle__in=cles)
    vigueur = {(ligne.cle, ligne.champ): ligne for ligne in lues}
    return list(vigueur.values())


def list_corriges(espace: Espace) -> set[str]:
    """Return the keys of the contracts of which the buyer said something that holds."""
    return set(_order_lignes(espace).order_by().values_list("cle", flat=True))


def _list_dites(espace: Espace) -> Iterable[tuple[str, str, str]]:
    lues = _order_lignes(espace).values_list("cle", "champ", "valeur")
    return {(cle, champ): (cle, champ, valeur) for cle, champ, valeur in lues}.values()


def _order_lignes(espace: Espace) -> QuerySet[models.Correction]:
    lignes = models.Correction.objects.filter(espace=espace, annulee_le=None, attente="")
    return lignes.order_by(models.RANG, "pk")


def close_corriges() -> None:
    with _VERROU:
        sortis = [*_CHAUDS.values(), *_LUS.values()]
        _CHAUDS.clear()
        _LUS.clear()
    for sorti in sortis:
        _close(sorti)


@receiver(post_delete, sender=models.Fonds, dispatch_uid="marches.fonds_efface")
def drop_folder(instance: models.Fonds, **_: object) -> None:
    """Delete everything private to a space from the disk: it is no more."""
    shutil.rmtree(folder_of(instance), ignore_errors=True)


@receiver(post_delete, sender=Espace, dispatch_uid="marches.espace_efface")
def drop_lus(instance: Espace, **_: object) -> None:
    """Delete what was kept of its readings: signals come while a row still has its number."""
    shutil.rmtree(settings.MARCHES_LUS / str(instance.pk), ignore_errors=True)
