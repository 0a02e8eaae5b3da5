"""Addresses of the site: a line for each part of an app, in an order that counts."""

from django.urls import include, path

from spaser.site.acheteurs.urls import urls_accueil, urls_acheteurs, urls_libre_acces
from spaser.site.chiffres.urls import urls_chiffres, urls_depenses, urls_marches, urls_reparation
from spaser.site.diagnostic.urls import urls_acteurs, urls_diagnostic, urls_politiques
from spaser.site.editorial.urls import urls_appuis, urls_editorial, urls_obligations
from spaser.site.entourage.urls import (
    urls_ateliers,
    urls_conseil,
    urls_demandes,
    urls_echanges,
    urls_groupes,
)
from spaser.site.equipe.urls import urls_bilan, urls_bureau
from spaser.site.espace.urls import urls_commun, urls_espace
from spaser.site.plan.urls import urls_cibles, urls_grille, urls_plan, urls_point_annuel
from spaser.site.portail.urls import (
    urls_aide,
    urls_considerations,
    urls_faq,
    urls_fiches,
    urls_parcours,
    urls_portail,
    urls_pratiques,
)
from spaser.site.rencontres.urls import urls_agenda, urls_formation, urls_questionnaires
from spaser.site.schema.urls import urls_publication, urls_redaction, urls_vote
from spaser.site.socle.urls import urls_courriels, urls_socle

urlpatterns = [
    path("", include((urls_portail, "portail"))),
    path("", include((urls_aide, "aide"))),
    path("recherche/", include("spaser.site.recherche.urls")),
    path("compte/", include("spaser.site.comptes.urls")),
    path("courriels/", include((urls_courriels, "courriels"))),
    path("organisations/", include("spaser.site.organisations.urls")),
    path("registre/", include("spaser.site.registre.urls")),
    path("editorial/", include((urls_editorial, "editorial"))),
    path("obligations/", include((urls_obligations, "obligations"))),
    path("", include((urls_appuis, "appuis"))),
    path("", include((urls_commun, "commun"))),
    path("", include((urls_espace, "espace"))),
    path("espace/<siren:siren>/marches/", include((urls_marches, "marches"))),
    path("espace/<siren:siren>/depenses/", include((urls_depenses, "depenses"))),
    path("espace/<siren:siren>/reparation/", include((urls_reparation, "reparation"))),
    path("", include((urls_chiffres, "chiffres"))),
    path("", include((urls_pratiques, "pratiques"))),
    path("", include((urls_diagnostic, "diagnostic"))),
    path("", include((urls_politiques, "politiques"))),
    path("espace/<siren:siren>/acteurs/", include((urls_acteurs, "acteurs"))),
    path("", include((urls_grille, "grille"))),
    path("", include((urls_plan, "plan"))),
    path("espace/<siren:siren>/cibles/", include((urls_cibles, "cibles"))),
    path("espace/<siren:siren>/bilan/", include((urls_point_annuel, "point_annuel"))),
    path("", include((urls_publication, "publication"))),
    path("espace/<siren:siren>/", include((urls_redaction, "redaction"))),
    path("espace/<siren:siren>/vote/", include((urls_vote, "vote"))),
    path("questionnaires/", include((urls_questionnaires, "questionnaires"))),
    path("agenda/", include((urls_agenda, "agenda"))),
    path("faq/", include((urls_faq, "faq"))),
    path("parcours/", include((urls_parcours, "parcours"))),
    path("", include((urls_fiches, "fiches"))),
    path("formation/", include((urls_formation, "formation"))),
    path("considerations/", include((urls_considerations, "considerations"))),
    path("", include((urls_bilan, "bilan"))),
    path("", include((urls_accueil, "accueil"))),
    path("", include((urls_libre_acces, "libre_acces"))),
    path("acheteurs/", include((urls_acheteurs, "acheteurs"))),
    path("", include((urls_ateliers, "ateliers"))),
    path("bureau/", include((urls_bureau, "bureau"))),
    path("", include((urls_demandes, "demandes"))),
    path("", include((urls_echanges, "echanges"))),
    path("", include((urls_conseil, "conseil"))),
    path("groupes/", include((urls_groupes, "groupes"))),
    path("", include((urls_socle, "socle"))),
    path("", include("spaser.site.api.urls")),
]

handler400 = "spaser.site.socle.requetes.refuse_demande"
handler403 = "spaser.site.socle.requetes.refuse_acces"
handler404 = "spaser.site.socle.requetes.tell_absente"
handler500 = "spaser.site.socle.requetes.tell_panne"
