"""Every view of the site, found in the resolver: a new address is covered the day it is written."""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver, resolve, reverse

from spaser.site.socle.reglages import URLS_PUBLIQUES

# Whoever is signed in may open these: each reads and writes only what is hers. Review each line.
CONNEXION_SUFFIT = frozenset(
    {
        "commun:creer_lien",
        "commun:liens",
        "commun:renouveler_lien",
        "commun:retirer_lien",
        "comptes:adresse",
        "comptes:adresse_abandon",
        "comptes:cle_ajouter",
        "comptes:cle_retirer",
        "comptes:courriels",
        "comptes:donnees",
        "comptes:donnees_export",
        "comptes:effacement",
        "comptes:mot_de_passe",
        "comptes:preuve",
        "comptes:proconnect_relier",
        "comptes:profil",
        "comptes:reprise",
        "comptes:second_facteur",
        "comptes:second_facteur_activer",
        "comptes:second_facteur_codes",
        "comptes:second_facteur_retirer",
        "comptes:session_fermer",
        "comptes:sessions",
        "comptes:sessions_fermer",
        "conseil:bureau",
        "conseil:repondre",
        "conseil:tenir",
        "diagnostic:garder",
        "echanges:geste",
        "echanges:modifier",
        "echanges:pairs",
        "echanges:poser",
        "groupes:billet",
        "groupes:billet_modifier",
        "groupes:calendrier",
        "groupes:documents",
        "groupes:fichier",
        "groupes:geste",
        "groupes:groupe",
        "groupes:membres",
        "groupes:modifier",
        "groupes:photo",
        "groupes:publier",
        "groupes:questions",
        "groupes:reunion",
        "groupes:reunion_ajouter",
        "groupes:tache",
        "groupes:tache_ajouter",
        "groupes:taches",
        "accueil:espaces",
        "accueil:quitter_essai",
        "accueil:relire_essai",
        "organisations:essai",
        "organisations:fermer_essai",
        "organisations:inviter_collegue",
        "organisations:mes_organisations",
        "organisations:ouvrir_essai",
        "organisations:rejoindre",
        "organisations:rejoindre_organisation",
        "organisations:repondre_proposition",
        "organisations:retirer_collegue",
        "organisations:retirer_demande",
        "organisations:suggestions",
        "pratiques:raconter",
    }
)


@dataclass(frozen=True)
class Vue:
    """A view by its name; `parametres` are the names that its address needs."""

    nom: str
    parametres: tuple[str, ...]
    callback: object = field(compare=False, repr=False)

    @property
    def operation(self):
        return getattr(self.callback, "operation", None)

    @property
    def portee(self):
        """Say who is let in: what the view declares, else what the reviewed lists say."""
        declaree = getattr(self.callback, "portee", None)
        if declaree is not None:
            return str(declaree)
        if self.nom in URLS_PUBLIQUES:
            return "publique"
        return "personne" if self.nom in CONNEXION_SUFFIT else ""

    def address(self, arguments):
        return reverse(self.nom, kwargs={nom: arguments[nom] for nom in self.parametres})


def list_vues():
    """Return the views in the order of the resolver, without those that another one hides."""
    return [vue for vue in _walk(get_resolver(), (), ()) if vue.parametres or not _is_hidden(vue)]


def _is_hidden(vue):
    return resolve(vue.address({})).view_name != vue.nom


def _walk(resolveur, espaces, parametres):
    for motif in resolveur.url_patterns:
        noms = (*parametres, *motif.pattern.regex.groupindex)
        if isinstance(motif, URLPattern):
            yield Vue(":".join((*espaces, motif.name or "?")), noms, motif.callback)
        else:
            dessous = (*espaces, motif.namespace) if motif.namespace else espaces
            yield from _walk(motif, dessous, noms)
