"""The mails of publications: what is due, what waits to be confirmed, what is sent back."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.francais import format_date, pluriel
from spaser.metier.droits import MATRICE, Operation
from spaser.metier.publication.echeance import Echeance
from spaser.metier.publication.modele import EtatPublication
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.organisations.models import Appartenance, Espace
from spaser.web.publication.models import Publication
from spaser.web.publication.selectors import find_echeance, find_schema_adopte, list_publications

_AVANCE = "Cette publication n’en est plus là."


def remind(espace: Espace, echeance: Echeance, mois: int) -> None:
    for membre in _list_membres(espace, Operation.PREPARER_PUBLICATION):
        tell_echeance(membre, espace, echeance.jour.isoformat(), echeance.depuis, mois)


def ask_validation(publication: Publication) -> None:
    """Ask those who administer the space, but who proposed, to confirm."""
    membres = _list_membres(publication.espace, Operation.VALIDER_PUBLICATION)
    for membre in membres.exclude(pk=publication.proposee_par_id or 0):
        tell_proposee(membre, publication)


def _is_proposee(publication: Publication) -> str:
    return "" if publication.etat == EtatPublication.PROPOSEE else _AVANCE


def _is_due(espace: Espace, jour: str, **_autres: object) -> str:
    """Stop a reminder once the results are public, or are due another day."""
    publiees = list_publications(espace).publiees()
    echeance = find_echeance(find_schema_adopte(espace), publiees)
    due = echeance and echeance.jour.isoformat() == jour
    return "" if due else "Les résultats sont publiés, ou la date a changé."


def _is_renvoyee(publication: Publication) -> str:
    return "" if publication.renvoi else _AVANCE


@courriel(
    make_avis(
        "Résultats à publier",
        sujet=Sujet.ECHEANCES,
        arret=_is_due,
        espace=lambda espace, **_: espace.pk,
    )
)
def tell_echeance(espace: Espace, jour: str, depuis: str, mois: int) -> Contexte:
    return compose_avis(
        f"{espace.nom} : résultats à publier dans {pluriel(mois, 'mois', 'mois')}",
        [
            (
                f"Les résultats du SPASER de {espace.nom} sont à publier avant le "
                f"{format_date(date.fromisoformat(jour))} ({depuis})."
            ),
            (
                "Un projet est déjà prêt à partir de vos chiffres : relisez-le, complétez-le, "
                "faites-le valider."
            ),
        ],
        _link(espace, "Ouvrir le projet"),
    )


@courriel(
    make_avis(
        "Publication à valider",
        sujet=Sujet.COLLEGUES,
        espace=lambda publication: publication.espace_id,
        arret=_is_proposee,
    )
)
def tell_proposee(publication: Publication) -> Contexte:
    espace, proposeur = publication.espace, publication.proposee_par
    nom = proposeur.nom_complet if proposeur else "Un membre"
    return compose_avis(
        f"{espace.nom} : une publication à valider",
        [
            (
                f"{nom} propose de publier les résultats {publication.debut} et "
                f"{publication.annee} du SPASER de {espace.nom}."
            ),
            "Relisez-la, puis validez-la ou renvoyez-la avec vos remarques.",
        ],
        _link(espace, "Relire et valider"),
    )


@courriel(
    make_avis(
        "Publication à reprendre",
        sujet=Sujet.COLLEGUES,
        espace=lambda publication: publication.espace_id,
        arret=_is_renvoyee,
    )
)
def tell_renvoyee(publication: Publication) -> Contexte:
    espace = publication.espace
    return compose_avis(
        f"{espace.nom} : votre projet de publication est à reprendre",
        [
            f"Le projet {publication.debut} et {publication.annee} vous est renvoyé.",
            f"Raison donnée : {publication.renvoi}",
        ],
        _link(espace, "Reprendre le projet"),
    )


def _link(espace: Espace, libelle: str) -> tuple[str, str]:
    return reverse("publication:publier", args=[espace.siren]), libelle


def _list_membres(espace: Espace, operation: Operation) -> QuerySet[Utilisateur]:
    roles = [role.value for role in MATRICE[operation]]
    tenus = Appartenance.objects.actives().filter(organisation=espace.organisation, role__in=roles)
    return Utilisateur.objects.filter(pk__in=tenus.values("utilisateur"), is_active=True).order_by(
        "pk"
    )
