"""Mails of the day before a next date, and of the month before a person is erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from django.db.models import F, Q
from django.urls import reverse

from spaser.documents.francais import format_date, pluriel
from spaser.metier.acteurs.conservation import is_to_announce, is_to_erase
from spaser.metier.droits import Operation, Role, can
from spaser.web.acteurs.models import Acteur, Echange, Personne
from spaser.web.acteurs.suivi.services import erase_personne
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import courriel
from spaser.web.courriels.natures import Contexte, Nature, PlusUtile
from spaser.web.courriels.sujets import Sujet
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.selectors import list_administrations
from spaser.web.socle.courriel import absolute_url

_VEILLE: Final = timedelta(days=1)
_LIEUX: Final = ("acteur__espace__organisation", "acteur__espace__proprietaire")


def send_rappels(aujourdhui: date) -> int:
    """Tell those who noted a date that it is tomorrow, once; a run missed is made up for."""
    dus = _list_dus(aujourdhui)
    par_personne: dict[Utilisateur, list[Echange]] = defaultdict(list)
    for echange in dus:
        for utilisateur in _find_destinataires(echange.acteur, echange.auteur):
            par_personne[utilisateur].append(echange)
    for utilisateur, echanges in par_personne.items():
        tell_relances(utilisateur, echanges)
    Echange.objects.filter(pk__in=[e.pk for e in dus]).update(rappel_pour=F("relance_le"))
    return len(par_personne)


def keep_conservation(aujourdhui: date) -> int:
    """Announce who is soon erased, then erase those announced a month ago; count the erased."""
    personnes = Personne.objects.select_related(*_LIEUX, "notee_par")
    finies = [p for p in personnes if is_to_erase(p.dernier_contact, p.annonce_le, aujourdhui)]
    for personne in finies:
        erase_personne(personne)
    annoncees = [
        p
        for p in personnes.filter(Q(annonce_le=None) | Q(annonce_le__lte=F("dernier_contact")))
        if is_to_announce(p.dernier_contact, aujourdhui)
    ]
    _announce(annoncees)
    Personne.objects.filter(pk__in=[p.pk for p in annoncees]).update(annonce_le=aujourdhui)
    return len(finies)


def _list_dus(aujourdhui: date) -> list[Echange]:
    """Return the dates of today and tomorrow that nobody was reminded of."""
    attendus = Echange.objects.filter(
        relance_faite_le=None,
        relance_le__range=(aujourdhui, aujourdhui + _VEILLE),
        acteur__ecarte_le=None,
    ).exclude(rappel_pour=F("relance_le"))
    attendus = attendus.exclude(
        acteur__espace__organisation=None, acteur__espace__essai_fini_le__isnull=False
    )
    return list(
        attendus.select_related("auteur", *_LIEUX).order_by("relance_le", "acteur__nom_plie", "pk")
    )


def _find_destinataires(acteur: Acteur, auteur: Utilisateur | None) -> list[Utilisateur]:
    """Return who noted it, if she still may read it; else those who manage."""
    espace = acteur.espace
    if espace.organisation is None:
        proprietaire = espace.proprietaire
        return [proprietaire] if proprietaire and proprietaire.is_active else []
    if auteur and _is_member(auteur, acteur):
        return [auteur]
    return [a.utilisateur for a in list_administrations(espace.organisation)]


def _is_member(utilisateur: Utilisateur, acteur: Acteur) -> bool:
    siennes = Appartenance.objects.actives().filter(
        utilisateur=utilisateur, organisation=acteur.espace.organisation_id
    )
    return can(map(Role, siennes.values_list("role", flat=True)), Operation.VOIR_ESPACE)


def _find_espace(acteurs: Iterable[Acteur]) -> int | None:
    numeros = {acteur.espace_id for acteur in acteurs}
    return numeros.pop() if len(numeros) == 1 else None


@courriel(
    Nature(
        "Rappel de relances",
        "acteurs/courriels/rappel",
        sujet=Sujet.RELANCES,
        retard=_VEILLE,
        espace=lambda echanges: _find_espace(e.acteur for e in echanges),
    )
)
def tell_relances(echanges: list[Echange]) -> Contexte:
    dus = [e for e in echanges if not (e.relance_faite_le or e.acteur.ecarte_le) and e.relance_le]
    if not dus:
        raise PlusUtile("Les relances ont été faites ou supprimées.")
    return {
        "nombre": pluriel(len(dus), "relance"),
        "relances": [
            {
                "jour": format_date(e.relance_le),
                "acteur": e.acteur.nom,
                "lien": absolute_url(e.acteur.get_absolute_url()),
            }
            for e in dus
            if e.relance_le
        ],
        "pages": (pages := _list_pages(e.acteur for e in dus)),
        "lien": pages[0],
        "mention": _find_mention(e.acteur for e in dus),
    }


def _announce(personnes: list[Personne]) -> None:
    """Write to those who may keep a person: the mail names the structure, not her.

    It is no reminder: nobody can refuse it.
    """
    par_lecteur: dict[Utilisateur, dict[Acteur, int]] = defaultdict(lambda: defaultdict(int))
    for personne in personnes:
        for utilisateur in _find_destinataires(personne.acteur, personne.notee_par):
            par_lecteur[utilisateur][personne.acteur] += 1
    for utilisateur, acteurs in par_lecteur.items():
        nombres = {str(acteur.pk): nombre for acteur, nombre in acteurs.items()}
        tell_effacement(utilisateur, list(acteurs), nombres)


@courriel(
    Nature(
        "Effacement prochain de personnes notées",
        "acteurs/courriels/effacement",
        espace=lambda acteurs, **_: _find_espace(acteurs),
    )
)
def tell_effacement(acteurs: list[Acteur], nombres: dict[str, int]) -> Contexte:
    return {
        "acteurs": _count({acteur: nombres[str(acteur.pk)] for acteur in acteurs}),
        "mention": _find_mention(acteurs),
    }


def _count(acteurs: Mapping[Acteur, int]) -> list[dict[str, str]]:
    return [
        {
            "acteur": acteur.nom,
            "nombre": pluriel(nombre, "personne"),
            "lien": absolute_url(_find_page(acteur)),
        }
        for acteur, nombre in acteurs.items()
    ]


def _find_page(acteur: Acteur) -> str:
    if acteur.ecarte_le:
        return reverse("acteurs:corbeille", args=[acteur.espace.siren])
    return acteur.get_absolute_url()


def _find_mention(acteurs: Iterable[Acteur]) -> str:
    """Return what a mail about these says of a trial; nothing when none is in one."""
    return next((acteur.espace.mention for acteur in acteurs if acteur.espace.est_essai), "")


def _list_pages(acteurs: Iterable[Acteur]) -> list[str]:
    sirens = dict.fromkeys(acteur.espace.siren for acteur in acteurs)
    return [absolute_url(reverse("acteurs:relances", args=[siren])) for siren in sirens]
