"""From a draft to a publication: proposed, sent back, confirmed; then posted, then corrected.

What is proposed is frozen at once, so that what is confirmed is what was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from spaser.donnees.reseau.sonde import EtatAdresse, ReponseSonde
from spaser.metier.publication.modele import EtatPublication
from spaser.metier.publication.validation import may_confirm
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.publication import courriels
from spaser.web.publication.models import (
    Erratum,
    MiseEnLigne,
    Publication,
    SchemaAdopte,
    dump_contenu,
)
from spaser.web.publication.registre import feed_registre
from spaser.web.publication.selectors import (
    describe_publieur,
    find_schema_adopte,
    gather_contenu,
    list_validateurs,
)
from spaser.web.publication.services.preparation import hold_brouillon
from spaser.web.socle.journal import record


class PublicationRefusee(Exception):
    """A publication that cannot go on; says why and what to do."""


RIEN: Final = (
    "Aucun des quatre chiffres du schéma n’a de valeur pour ces années : relevez-en un au "
    "moins, dans « Cibles et valeurs »."
)
INCOMPLETE: Final = (
    "{annees} : écrivez pourquoi vous publiez une année incomplète, dans « Écrire les textes et "
    "les commentaires », ou choisissez d’autres années."
)
PAS_FINIE: Final = (
    "La seconde année n’est pas finie : choisissez deux années entières, ou attendez."
)
UNE_AUTRE: Final = (
    "Vous avez proposé cette publication : une autre personne qui administre l’espace la valide."
)


@transaction.atomic
def propose(espace: Espace, annees: Sequence[int], auteur: Utilisateur) -> Publication:
    """Freeze the values of a draft and ask an administrator to confirm it."""
    if refus := describe_publieur(espace).refus:
        raise PublicationRefusee(refus)
    if annees[-1] >= timezone.localdate().year:
        raise PublicationRefusee(PAS_FINIE)
    publication = hold_brouillon(espace, annees, auteur)
    contenu = gather_contenu(espace, annees, publication, find_schema_adopte(espace))
    if len(contenu.vides) == len(contenu.legales):
        raise PublicationRefusee(RIEN)
    if contenu.incompletes and not contenu.incomplete:
        dites = " ; ".join(f"{une} est {quoi}" for une, quoi in contenu.incompletes.items())
        raise PublicationRefusee(INCOMPLETE.format(annees=dites))
    publication.contenu = dump_contenu(contenu)
    publication.etat = EtatPublication.PROPOSEE.value
    publication.proposee_par, publication.proposee_le = auteur, timezone.now()
    publication.renvoi = ""
    publication.version += 1
    publication.save()
    _record("proposition", publication, auteur)
    courriels.ask_validation(publication)
    return publication


@transaction.atomic
def send_back(publication: Publication, motif: str, auteur: Utilisateur) -> None:
    """Make it a draft again, whose values follow the data, and say why."""
    proposeur = Utilisateur.objects.filter(
        pk=publication.proposee_par_id or 0, is_active=True
    ).first()
    take_version(publication, publication.version, etat=EtatPublication.PROPOSEE.value)
    publication.etat = EtatPublication.BROUILLON.value
    publication.contenu, publication.renvoi = {}, motif
    publication.proposee_par = publication.proposee_le = None
    publication.save()
    _record("renvoi", publication, auteur, motif=motif)
    if proposeur is not None:
        courriels.tell_renvoyee(proposeur, publication)


@transaction.atomic
def confirm(publication: Publication, fonction: str, auteur: Utilisateur, lue: int) -> Publication:
    """Make public what was proposed, in the name of a function; feed the register.

    The next one is reminded of, whether or not somebody described the scheme.
    """
    espace = publication.espace
    if refus := describe_publieur(espace).refus:
        raise PublicationRefusee(refus)
    if not may_confirm(auteur.pk, publication.proposee_par_id, list_validateurs(espace)):
        raise PublicationRefusee(UNE_AUTRE)
    take_version(publication, lue, etat=EtatPublication.PROPOSEE.value)
    publication.etat = EtatPublication.PUBLIEE.value
    publication.validee_par, publication.fonction = auteur, fonction
    publication.publiee_le = timezone.now()
    if not publication.est_fictive:
        publication.depot = feed_registre(publication, auteur)
    publication.save()
    SchemaAdopte.objects.get_or_create(espace=espace, defaults={"modifie_par": auteur})
    _record("parution", publication, auteur, fonction=fonction)
    return publication


@transaction.atomic
def note_mise_en_ligne(
    publication: Publication, adresse: str, jour: date, auteur: Utilisateur
) -> MiseEnLigne:
    mise = MiseEnLigne.objects.create(
        publication=publication, adresse=adresse, jour=jour, notee_par=auteur
    )
    _record("mise_en_ligne", publication, auteur, adresse=adresse)
    return mise


def write_constat(mise: MiseEnLigne, reponse: ReponseSonde) -> None:
    """Keep what a page answered; an address that is not asked stays to be checked by hand."""
    mise.constat = reponse.texte[:200]
    mise.repond = {EtatAdresse.VIVANT: True, EtatAdresse.MORT: False}.get(reponse.etat)
    mise.verifiee_le = timezone.now()
    mise.save(update_fields=["constat", "repond", "verifiee_le"])


@transaction.atomic
def add_erratum(
    publication: Publication, champs: Mapping[str, Any], auteur: Utilisateur
) -> Erratum:
    """Add a dated correction; what was published stays as it was.

    A value goes to the register too, as a deposit of whoever corrects it.
    """
    tenue = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    erratum = Erratum.objects.create(publication=tenue, auteur=auteur, **champs)
    if erratum.valeur is not None and not tenue.est_fictive:
        tenue.depot = feed_registre(tenue, auteur)
        tenue.save(update_fields=["depot"])
    _record("erratum", tenue, auteur, texte=erratum.texte)
    return erratum


def _record(quoi: str, publication: Publication, auteur: Utilisateur, **details: Any) -> None:
    record(
        f"publication.{quoi}",
        auteur=auteur,
        objet=publication,
        espace=publication.espace,
        details={"nom": f"{publication.debut} et {publication.annee}", **details},
    )
