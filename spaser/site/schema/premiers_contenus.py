"""What the demonstration's schemes hold that an outline, a calendar or contracts give."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from spaser.regles.publication import propose_annees
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.schema.publication import services
from spaser.site.schema.redaction.services import (
    list_jalons,
    plan_jalons,
    read_schema,
    record_suivi,
    set_aside,
    start_comites,
    write_rubrique,
)
from spaser.site.socle.versions import save_version


def publish_resultats(
    espace: Espace, presentation: str, fonction: str, auteur: Utilisateur, equipe: Utilisateur
) -> None:
    """Publish results, which the team confirms: nobody else administers this space."""
    annees = propose_annees(timezone.localdate())
    services.save_textes(espace, annees, {"presentation": presentation}, auteur)
    try:
        publication = services.propose(espace, annees, auteur)
    except services.PublicationRefusee:  # no store of contracts at hand: a draft is what it has
        return
    publication = services.confirm(
        publication, fonction, auteur, publication.version, auteur.nom_complet
    )
    services.confirm_equipe(publication, equipe, publication.version)


def write_rubriques(
    espace: Espace,
    textes: Mapping[str, tuple[str, ...]],
    adoption: date,
    mois: int,
    auteur: Utilisateur,
) -> None:
    """Write paragraphs under headings; what comes before today in the calendar is done."""
    for rubrique in read_schema(espace).rubriques:
        if mots := textes.get(rubrique.code):
            write_rubrique(espace, rubrique, "\n\n".join(mots), auteur, None)
    start_comites(espace, auteur)
    plan_jalons(espace, adoption, mois, auteur, None)
    for jalon in list_jalons(espace).filter(jour__lt=timezone.localdate()):
        save_version(jalon, jalon.version, fait=True)
        record_suivi("modification", jalon, auteur)


def leave_rubrique(espace: Espace, code: str, raison: str, auteur: Utilisateur) -> None:
    if rubrique := read_schema(espace).find(code):
        set_aside(espace, rubrique, raison, auteur, None)
