"""The contracts of a space as a table: what was read, what was corrected, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from spaser.documents.classeur import Format, Onglet, write_table
from spaser.documents.tableur import Cellule, Euros
from spaser.donnees.corrige import Contrat
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.corrections.champs import ChampMarche, NatureChamp, Reponse
from spaser.metier.perimetre import Origine
from spaser.web.marches.models import Correction
from spaser.web.marches.selectors import Marche, list_gestes
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import SUFFIXE_ESSAI, make_notice

PAS: Final = 1000  # rows between two signs of progress
_FIXES: Final = ("Numéro", "Objet", "Notifié le", "Année", "Titulaires", "Source", "Corrigé")


def name_export(espace: Espace, classeur: Format) -> str:
    """Return the name of the file; that of a trial says so, wherever the file goes."""
    suffixe = SUFFIXE_ESSAI if espace.mention else ""
    return f"marches-{espace.siren}{suffixe}.{classeur}"


def write_export(
    espace: Espace,
    marches: Sequence[Marche],
    classeur: Format,
    suivi: Callable[[int], None] = lambda _faits: None,
) -> bytes:
    """Return the table of some contracts, with its notice; `suivi` is told of rows as they go."""

    def count() -> Iterator[Marche]:
        for rang, marche in enumerate(marches):
            if rang and not rang % PAS:
                suivi(rang)
            yield marche

    justifications = dict(list_gestes(espace).values_list("pk", "justification"))
    notice = make_notice(
        espace,
        "Marchés",
        ("Source", Origine.CORRIGES.libelle),
        ("« (publié) »", "Ce que les données publiées disent. Vide : rien n’est publié."),
        ("« (corrigé) »", "Ce que vous avez corrigé ou complété ici. Vide : rien n’est changé."),
        ("Justifications", "Ce qui a été écrit à l’appui de chaque correction."),
    )
    return write_table([make_onglet(count(), justifications)], classeur, notice)


def make_onglet(marches: Iterable[Marche], justifications: dict[int, str]) -> Onglet:
    entetes = list(_FIXES)
    for champ in ChampMarche:
        if champ.definition.publie:
            entetes.append(f"{champ.libelle} (publié)")
        entetes.append(f"{champ.libelle} (corrigé)")
    entetes.append("Justifications")
    lignes = (_make_ligne(marche, justifications) for marche in marches)
    return Onglet("Marchés", entetes, lignes)


def _make_ligne(marche: Marche, justifications: dict[int, str]) -> list[Cellule]:
    contrat = marche.contrat
    ligne: list[Cellule] = [
        contrat.id,
        contrat.objet,
        contrat.date_notification,
        contrat.annee,
        contrat.titulaires,
        _tell_source(contrat),
        marche.est_corrige,
    ]
    for champ in ChampMarche:
        if champ.definition.publie:
            ligne.append(_write(champ, marche.publie(champ)))
        correction = marche.corrections.get(champ)
        ligne.append(_write(champ, correction.valeur) if correction else None)
    ligne.append(_justify(marche.corrections.values(), justifications))
    return ligne


def _tell_source(contrat: Contrat) -> str:
    sources = ["Données publiées"] if contrat.publie else []
    return " ; ".join([*sources, f"Vos fichiers : {contrat.depose}"] if contrat.prive else sources)


def _justify(corrections: Iterable[Correction], justifications: dict[int, str]) -> str:
    gestes = sorted({correction.geste_id for correction in corrections})
    return " ; ".join(justifications[geste] for geste in gestes if geste in justifications)


def _write(champ: ChampMarche, valeur: str) -> Cellule:
    if not valeur:
        return None
    nature = champ.definition.nature
    if nature is NatureChamp.ETAT:
        return Reponse(valeur).libelle
    if nature is NatureChamp.EUROS:
        return Euros(valeur)
    if nature is NatureChamp.FAMILLE:
        return read_familles().get(valeur, valeur)
    if nature is NatureChamp.HEURES:
        return int(valeur)
    return date.fromisoformat(valeur) if nature is NatureChamp.JOUR else valeur
