"""The demonstration's schemes: one half written, one adopted; all of it fictitious."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.contenus.lecture import read_contenu
from spaser.elements import add_mois
from spaser.regles.nomenclatures import Approche
from spaser.regles.publication import propose_annees
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.approche import save_approche
from spaser.site.organisations.models import Espace
from spaser.site.organisations.premiers_contenus import (
    find_departement,
    find_figurant,
    find_metropole,
)
from spaser.site.schema.models import Moment, Publication, Redaction
from spaser.site.schema.publication import services
from spaser.site.schema.redaction.services import (
    list_jalons,
    plan_jalons,
    read_schema,
    record_suivi,
    say_moment,
    set_aside,
    start_comites,
    write_rubrique,
)
from spaser.site.socle.versions import save_version

# --- The demonstration's published results: those of a département, all of it fictitious ---


_MOIS_PUBLICATION: Final = -3  # since the vote, as its calendar says
_FONCTION: Final = "la présidente du Département (personne fictive)"
_TEXTE: Final = (
    "Exemple fictif. Le Département publie d’où part son schéma : les marchés qui portent une "
    "considération sociale, ceux qui restent à faire, et ce qu’il vise."
)


def load_demonstration_publication() -> None:
    """Publish the results of the département, once; without its contracts, only say when."""
    espace = find_departement()
    if espace is None or Publication.objects.filter(espace=espace).exists():
        return
    auteur = find_figurant("departement")
    aujourdhui = timezone.localdate()
    adopte_le = add_mois(aujourdhui, _MOIS_PUBLICATION)
    services.save_schema_adopte(
        espace, {"adopte_le": adopte_le, "rendu_public_le": adopte_le}, auteur
    )
    annees = propose_annees(aujourdhui)
    services.save_textes(espace, annees, {"presentation": _TEXTE}, auteur)
    try:
        publication = services.propose(espace, annees, auteur)
    except services.PublicationRefusee:  # no store of contracts at hand: a draft is what it has
        return
    publication = services.confirm(
        publication, _FONCTION, auteur, publication.version, auteur.nom_complet
    )
    equipe = find_figurant("moderation")  # nobody else administers this space
    services.confirm_equipe(publication, equipe, publication.version)


type Textes = Mapping[str, tuple[str, ...]]  # the paragraphs of each heading, as one types them

_FICHIER: Final = "demonstration/schemas.json"
_MOIS_REDACTION: Final = 12  # months of preparation of both
_RESTE: Final = 7  # months before the vote of the one that is being written
_PASSES: Final = 3  # months since the vote of the other


def load_demonstration_redaction() -> None:
    """Write half of the scheme of the metropolis, and the whole one of the département, once."""
    textes = read_contenu(_FICHIER, dict[str, dict[str, tuple[str, ...]]])
    metropole, departement = find_metropole(), find_departement()
    if metropole and not Redaction.objects.filter(espace=metropole).exists():
        _load_en_cours(metropole, textes["metropole"], find_figurant("redaction"))
    if departement and not Redaction.objects.filter(espace=departement).exists():
        _load_adopte(departement, textes["departement"], find_figurant("departement"))


def _load_en_cours(espace: Espace, textes: Textes, auteur: Utilisateur) -> None:
    say_moment(espace, Moment.ECRIT, auteur)
    _prepare(espace, textes, add_mois(timezone.localdate(), _RESTE), auteur)


def _load_adopte(espace: Espace, textes: Textes, auteur: Utilisateur) -> None:
    say_moment(espace, Moment.ADOPTE, auteur)
    save_approche(
        espace,
        Approche.PILIERS,
        "Chaque pilier correspond à une direction qui saura le porter.",
        {},
        auteur,
    )
    _prepare(espace, textes, add_mois(timezone.localdate(), -_PASSES), auteur)
    pistes = read_schema(espace).find("pistes")
    if pistes:
        set_aside(espace, pistes, "Le plan d’action est voté : tout a été discuté.", auteur, None)


def _prepare(espace: Espace, textes: Textes, adoption: date, auteur: Utilisateur) -> None:
    schema = read_schema(espace)
    for rubrique in schema.rubriques:
        if mots := textes.get(rubrique.code):
            write_rubrique(espace, rubrique, "\n\n".join(mots), auteur, None)
    start_comites(espace, auteur)
    plan_jalons(espace, adoption, _MOIS_REDACTION, auteur, None)
    for jalon in list_jalons(espace).filter(jour__lt=timezone.localdate()):
        save_version(jalon, jalon.version, fait=True)
        record_suivi("modification", jalon, auteur)


CHARGEURS: Final = (
    ("Publication des résultats", "load_demonstration", load_demonstration_publication),
    ("Schéma en rédaction", "load_demonstration", load_demonstration_redaction),
)
