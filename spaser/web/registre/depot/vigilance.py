"""Doubts about a deposit, told to who sends it and to who reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

from spaser.metier.domaines_courriel import domaine_professionnel
from spaser.metier.registre.fiche import Spaser
from spaser.metier.statuts import Statut
from spaser.web.registre.models import Depot
from spaser.web.registre.services import list_liens_publies

_ADOPTES = frozenset({Statut.ADOPTE, Statut.EN_REVISION})


def list_vigilances(depot: Depot, spaser: Spaser, courriel: str) -> list[str]:
    """Return what is doubtful; a member who publishes for her own organisation is not doubted."""
    if depot.organisation_id is not None:
        return []
    remarques = [_check_adoption(depot, spaser), _check_domaine(spaser, courriel)]
    return [remarque for remarque in remarques if remarque]


def _check_adoption(depot: Depot, spaser: Spaser) -> str:
    if spaser.schema.statut not in _ADOPTES or list_liens_publies(spaser):
        return ""
    if depot.fichiers.exists():
        return ""
    return (
        "Le schéma est dit adopté, et rien ne le montre : ni document, ni lien, ni source. La "
        "délibération, ou l’adresse où on la lit, y suffirait."
    )


def _check_domaine(spaser: Spaser, courriel: str) -> str:
    """Compare where the sender writes from with the addresses that the sheet gives of its body."""
    domaine = domaine_professionnel(courriel)
    if domaine is None:
        return (
            "L’adresse de l’expéditeur est celle d’une messagerie grand public\u00a0: elle ne dit "
            "pas de quelle organisation elle est."
        )
    connus = _list_domaines(spaser)
    if any(_are_kin(domaine, connu) for connu in connus):
        return ""
    if connus:
        return (
            f"L’expéditeur écrit depuis {domaine}, et la fiche donne des adresses de "
            f"{', '.join(connus)} : vérifiez qu’il s’agit du même organisme."
        )
    return f"Rien dans la fiche ne rattache {domaine}, d’où écrit l’expéditeur, à la structure."


def _list_domaines(spaser: Spaser) -> list[str]:
    contact = spaser.contact
    du_service = contact.courriel.rpartition("@")[2] if contact and contact.courriel else ""
    hotes = [urlsplit(url).hostname or "" for url in list_liens_publies(spaser)]
    connus = [du_service.lower(), *(hote.removeprefix("www.") for hote in hotes)]
    return list(dict.fromkeys(filter(None, connus)))


def _are_kin(domaine: str, connu: str) -> bool:
    return domaine == connu or domaine.endswith(f".{connu}") or connu.endswith(f".{domaine}")
