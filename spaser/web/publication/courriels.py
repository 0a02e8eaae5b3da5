"""The mails of publications: what is due, what waits to be confirmed, what is sent back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.francais import format_date, pluriel
from spaser.metier.droits import MATRICE, Operation
from spaser.metier.publication.echeance import Echeance
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Appartenance, Espace
from spaser.web.publication.models import Publication
from spaser.web.registre.courriels import send_avis


def remind(espace: Espace, echeance: Echeance, mois: int) -> None:
    """Tell those who prepare the publication how long is left."""
    _write(
        _list_membres(espace, Operation.PREPARER_PUBLICATION),
        f"{espace.nom} : résultats à publier dans {pluriel(mois, 'mois', 'mois')}",
        [
            (
                f"Les résultats du SPASER de {espace.nom} sont à publier avant le "
                f"{format_date(echeance.jour)} ({echeance.depuis})."
            ),
            (
                "Un projet est déjà prêt à partir de vos chiffres : relisez-le, complétez-le, "
                "faites-le valider."
            ),
        ],
        espace,
        "Ouvrir le projet",
    )


def tell_proposee(publication: Publication) -> None:
    """Ask those who administer the space to confirm."""
    espace, proposeur = publication.espace, publication.proposee_par
    nom = proposeur.nom_complet if proposeur else "Un membre"
    administrations = _list_membres(espace, Operation.VALIDER_PUBLICATION)
    _write(
        [une for une in administrations if une.pk != publication.proposee_par_id],
        f"{espace.nom} : une publication à valider",
        [
            (
                f"{nom} propose de publier les résultats {publication.debut} et "
                f"{publication.annee} du SPASER de {espace.nom}."
            ),
            "Relisez-la, puis validez-la ou renvoyez-la avec vos remarques.",
        ],
        espace,
        "Relire et valider",
    )


def tell_renvoyee(publication: Publication, proposeur: Utilisateur | None) -> None:
    """Tell who proposed that it was sent back, and why."""
    if proposeur is None or not proposeur.is_active:
        return
    espace = publication.espace
    _write(
        Utilisateur.objects.filter(pk=proposeur.pk),
        f"{espace.nom} : votre projet de publication est à reprendre",
        [
            f"Le projet {publication.debut} et {publication.annee} vous est renvoyé.",
            f"Raison donnée : {publication.renvoi}",
        ],
        espace,
        "Reprendre le projet",
    )


def _list_membres(espace: Espace, operation: Operation) -> QuerySet[Utilisateur]:
    roles = [role.value for role in MATRICE[operation]]
    tenus = Appartenance.objects.actives().filter(organisation=espace.organisation, role__in=roles)
    return Utilisateur.objects.filter(pk__in=tenus.values("utilisateur"), is_active=True).order_by(
        "pk"
    )


def _write(
    a_qui: Iterable[Utilisateur], objet: str, lignes: list[str], espace: Espace, libelle: str
) -> None:
    """Send one mail to each; the only place that does."""
    lien = (reverse("publication:publier", args=[espace.siren]), libelle)
    for personne in a_qui:
        send_avis(personne.courriel, objet, lignes, lien)
