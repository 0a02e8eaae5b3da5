"""Writes corrections: always new lines, which supersede the former ones without erasing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.corrections.champs import ChampMarche, NatureChamp, Reponse
from spaser.metier.corrections.coherence import complete
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.entrepot import draw_corrige
from spaser.web.marches.fonds import make_fonds, touch_fonds
from spaser.web.marches.models import Correction, Fonds, Geste
from spaser.web.marches.selectors import Marche, read_version
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers import Envoi, keep_envoi
from spaser.web.socle.journal import record

EN_NOMBRE_MAX: Final = 5000  # contracts in one act
_LOT: Final = 1000
_IDENTIFIANT_MAX: Final = 100


def hold_marche(espace: Espace, cle: int, lue: int) -> None:
    """Let one person at a time correct a contract; VersionDepassee when `lue` is not the last.

    Each correction adds a line, whose number is the version. Called within the transaction.
    """
    Fonds.objects.select_for_update().get(pk=make_fonds(espace).pk)
    if read_version(espace, cle) != lue:
        raise VersionDepassee


@transaction.atomic
def save_corrections(
    espace: Espace,
    auteur: Utilisateur | None,
    marches: Sequence[Marche],
    saisies: Mapping[ChampMarche, str],
    justification: str,
    preuve: Envoi | None = None,
) -> Geste:
    """Write what is said of each contract, and what follows from it.

    Raises:
        SaisieContradictoire: two answers cannot both be right; nothing is written.
    """
    geste = Geste.objects.create(
        espace=espace,
        auteur=auteur,
        justification=justification,
        fichier=keep_envoi(preuve) if preuve else None,
        nb_marches=len(marches),
    )
    write_lignes(geste, ((marche, saisies) for marche in marches))
    _redraw(espace)
    record(
        "marches.correction",
        auteur=auteur,
        objet=geste,
        espace=espace,
        details={"marches": len(marches), "champs": sorted(saisies)},
    )
    return geste


def write_lignes(geste: Geste, dits: Iterable[tuple[Marche, Mapping[ChampMarche, str]]]) -> None:
    lignes = (ligne for marche, saisies in dits for ligne in _list_lignes(geste, marche, saisies))
    Correction.objects.bulk_create(lignes, batch_size=_LOT)


def _list_lignes(
    geste: Geste, marche: Marche, saisies: Mapping[ChampMarche, str]
) -> list[Correction]:
    """Return the lines of one contract, with what follows from the answers about it."""
    etats = {c: Reponse(v) for c, v in saisies.items() if c.definition.nature is NatureChamp.ETAT}
    trait = marche.trait.dump()
    suite = {champ: etat.value for champ, etat in complete(marche.etats, etats).items()}
    return [
        Correction(
            espace_id=geste.espace_id,
            geste=geste,
            cle=str(marche.cle),
            identifiant=(marche.contrat.id or "")[:_IDENTIFIANT_MAX],
            champ=champ.value,
            valeur=valeur,
            publiee=marche.publie(champ),
            trait=trait,
        )
        for champ, valeur in {**saisies, **suite}.items()
    ]


@transaction.atomic
def undo_geste(espace: Espace, geste: Geste, auteur: Utilisateur) -> int:
    """Undo an act: its lines stay, and hold no more; return how many still held."""
    nombre = Correction.objects.filter(espace=espace, geste=geste, annulee_le__isnull=True).update(
        annulee_le=timezone.now(), annulee_par=auteur
    )
    _redraw(espace)
    record(
        "marches.annulation",
        auteur=auteur,
        objet=geste,
        espace=espace,
        details={"lignes": nombre},
    )
    return nombre


def _redraw(espace: Espace) -> None:
    """Compute the figures after the commit, for every process; else the next reader would."""
    touch_fonds(espace)
    transaction.on_commit(partial(draw_corrige, espace), robust=True)
