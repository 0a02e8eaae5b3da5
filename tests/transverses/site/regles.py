"""What the rights matrix says of a visit: the one word that should tell how it went."""

from spaser.regles.droits import MATRICE, Operation, can
from tests.transverses.site.personnes import ANONYME, SEULE

# The team sets its second factor up before anything else that asks to be signed in.
SANS_SECOND_FACTEUR = frozenset(
    {
        "comptes:cle_ajouter",
        "comptes:preuve",
        "comptes:second_facteur",
        "comptes:second_facteur_activer",
    }
)

# Anyone reads these; sending their form asks to sign in.
SE_CONNECTER_POUR_ECRIRE = frozenset(
    {
        "organisations:invitation",
        "organisations:rejoindre_essai",
        "registre:deposer",
        "registre:revendiquer",
    }
)

# Nothing is there: the rest of the API, figures without their key, what an empty form points at,
# where a workshop is for who did not come in.
JAMAIS_LA = frozenset(
    {
        ("GET", "api:absente"),
        ("GET", "ateliers:etat"),
        ("GET", "portail:mesures"),
        ("POST", "registre:liens"),
    }
)

# Public addresses whose answer depends on the visitor: a deposit has an owner, member or guest.
DEMANDENT_QUI = frozenset(
    {"registre:depots", "registre:deposer_depuis", "registre:deposer_fichier"}
)
LIRE_LE_DEPOT = frozenset({"registre:depot", "registre:depot_fichier"})
ECRIRE_LE_DEPOT = frozenset(
    {
        "registre:depot_abandonner",
        "registre:depot_corriger",
        "registre:depot_documents",
        "registre:depot_schema",
        "registre:depot_structure",
        "registre:depot_verification",
    }
)
DU_DEPOT = DEMANDENT_QUI | LIRE_LE_DEPOT | ECRIRE_LE_DEPOT

# What belongs to one person: for anybody else, it is not there.
A_UNE_SEULE = frozenset(
    {
        "accueil:quitter_essai",
        "accueil:relire_essai",
        "commun:renouveler_lien",
        "commun:retirer_lien",
        "comptes:cle_retirer",
        "comptes:session_fermer",
        "conseil:repondre",
        "conseil:tenir",
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
        "organisations:essai",
        "organisations:fermer_essai",
        "organisations:inviter_collegue",
        "organisations:repondre_proposition",
        "organisations:retirer_collegue",
        "organisations:retirer_demande",
    }
)


# Who knows that an organisation is there: its people, the team, and whoever advises it.
CONNAISSENT = MATRICE[Operation.VOIR_ORGANISATION] | MATRICE[Operation.VOIR_ESPACE]


def expect(visite):
    """Return the issue that this visit should have."""
    issue = _let_in(visite)
    absente = issue == "admise" and (visite.methode, visite.vue.nom) in JAMAIS_LA
    return "introuvable" if absente else issue


def _let_in(visite):
    vue, personne = visite.vue, visite.personne
    if visite.du_leurre:
        return "introuvable"
    if personne.nom == ANONYME:
        return _of_anyone(visite)
    if vue.nom in DU_DEPOT:
        return _of_depot(vue.nom, personne)
    if vue.portee == "publique":
        return "admise"
    if personne.est_du_programme and not personne.est_prouvee:
        return "admise" if vue.nom in SANS_SECOND_FACTEUR else "second facteur"
    return _RESTE[vue.portee](vue, personne) if vue.portee else "declared"


def _of_anyone(visite):
    if visite.vue.nom in DU_DEPOT:
        return "interdite"
    ecrire = visite.methode == "POST" and visite.vue.nom in SE_CONNECTER_POUR_ECRIRE
    return "admise" if visite.vue.portee == "publique" and not ecrire else "connexion"


def _of_person(vue, personne):
    return "introuvable" if vue.nom in A_UNE_SEULE and personne.nom != SEULE else "admise"


def _of_site(vue, personne):
    return "admise" if can(_programme(personne), vue.operation) else "interdite"


def _of_organisation(vue, personne):
    if not personne.roles & CONNAISSENT:
        return "introuvable"
    return "admise" if can(personne.roles, vue.operation) else "interdite"


def _of_depot(nom, personne):
    if nom in DEMANDENT_QUI:
        return "admise"
    if not can(personne.roles, Operation.VOIR_BROUILLON_DEPOT):
        return "introuvable"
    ecrire = nom in ECRIRE_LE_DEPOT and not can(personne.roles, Operation.DEPOSER_SPASER)
    return "interdite" if ecrire else "admise"


def _programme(personne):
    """A role in an organisation opens nothing of the programme."""
    return personne.roles if personne.est_du_programme else ()


_RESTE = {"personne": _of_person, "site": _of_site, "organisation": _of_organisation}
