"""What is typed, or sent, where a form asks for more than any word or any day."""

from datetime import date, timedelta

from spaser.demonstration.fichiers import write_mandats
from tests.outils.scenario import METROPOLE
from tests.transverses.arbre import RACINE
from tests.transverses.site.personnes import ANONYME

ESPACE = f"/espace/{METROPOLE}/"
IMAGES = RACINE / "spaser/site/portail/static/aide"
MARCHE = (
    b'{"marches": {"marche": [{"id": "2025-77", "acheteur": {"id": "00101001600018"}, "nature": '
    b'"March\xc3\xa9", "objet": "Essai", "codeCPV": "45000000", "procedure": "Proc\xc3\xa9dure '
    b'adapt\xc3\xa9e", "dureeMois": 12, "dateNotification": "2025-03-01", "montant": 120000, '
    b'"titulaires": [{"titulaire": {"id": "00101003200014", "typeIdentifiant": "SIRET"}}]}]}}'
)

DITS = {
    "agenda:nouveau": {"de": "10:00", "a": "11:30"},
    "agenda:modifier": {"de": "10:00", "a": "11:30"},
    "cibles:noter": {"valeur": "60", "mesure": "60"},
    "depenses:deposer": {"annee": "2025"},
    "editorial:images": {"code": "essai-image"},
    "editorial:nouveau": {"code": "essai-neuf"},
    "marches:corriger_un": {"social": "oui", "justification": "Vu au contrat."},
    "organisations:programme_equipe": {"courriel": "redaction@demo.exemple"},
    "plan:contributeur_ajouter": {"nom": "Direction des achats", "texte": "Direction des achats"},
    "plan:importer": {"texte": "Former les acheteurs\nPublier un bilan chaque année"},
    "questionnaires:inviter": {"adresses": "ada@exemple.fr"},
    "registre:retirer": {"motif": "Déposée deux fois."},
}


def find_dits(vue):
    """Return what is typed for a view; the day of yesterday, where a day must be gone."""
    hier = f"{date.today() - timedelta(days=1)}"  # noqa: DTZ011 - the person's own
    return {"adopte_le": hier} if vue == "publication:adopte" else DITS.get(vue, {})


# The name of a file, and where the site gives one that it takes back, or what it holds.
FICHIERS = {
    "acteurs:importer": ("acteurs.xlsx", f"{ESPACE}acteurs/export.xlsx"),
    "agenda:lire_presences": ("presents.csv", b"Nom;Courriel\nAda;ada@exemple.fr\n"),
    "cibles:lire_heures": ("heures.csv", b"Marche;Annee;Heures\n2025-77;2025;120\n"),
    "depenses:deposer": ("mandats.csv", write_mandats().rsplit(b"\n", 3)[0]),
    "editorial:images": ("image.png", min(IMAGES.glob("*.png")).read_bytes()),
    "grille:importer": ("grille.xlsx", f"{ESPACE}grille/export.xlsx"),
    "marches:envoyer": ("marches.json", MARCHE),
    "plan:preuve_ajouter": ("preuve.docx", f"{ESPACE}schema.docx"),
    "politiques:importer": ("politiques.xlsx", f"{ESPACE}politiques/inventaire.xlsx"),
}


# What others did before: the account, the page, and the view that its form posts to.
PREALABLES = (
    (ANONYME, "/faq/", "faq:demander"),
    (ANONYME, "/acheteurs/001010024/erreur/", "acheteurs:remarquer"),
    (ANONYME, "/registre/fiches/4/signaler/", "registre:signaler"),
    ("sans-organisation", "/registre/fiches/4/revendiquer/", "registre:revendiquer"),
    (
        "sans-organisation",
        f"/organisations/rejoindre/{METROPOLE}/",
        "organisations:rejoindre_organisation",
    ),
)

# Gestures that nobody reaches in the demonstration, each with what it waits for.
_TRAVAIL = "a task under way, or one that failed: here each ends at once"
_FAIT = "something that nobody of the demonstration has done"
_COPIE = "two rows that say the same"
_SORTI = "a file that people filled outside of the site"
_LOIN = "more gestures in a row than are chained here"
PAS_LA = {
    "acteurs:fusionner": _COPIE,
    "administration organisations:quitter": "somebody else who administers",
    "agenda:suites": "an event that is over",
    "animation agenda:ajouter_presence": "an event that has begun, after those that come",
    "cibles:envoyee": _FAIT,
    "cibles:retour": _SORTI,
    "commun:lire_mentions": _FAIT,
    "commun:retablir": _LOIN,
    "contribution diagnostic:repondre": "a round that somebody else opens",
    "contribution marches:annuler": _FAIT,
    "depenses:arreter": _TRAVAIL,
    "depenses:oublier": _FAIT,
    "depenses:relire": _TRAVAIL,
    "diagnostic:figer": _LOIN,
    "diagnostic:regler": _LOIN,
    "diagnostic:renouveler_lien": _FAIT,
    "diagnostic:reprendre": _SORTI,
    "diagnostic:retirer_lien": _FAIT,
    "marches:annuler_lecture": _TRAVAIL,
    "marches:decider": _COPIE,
    "marches:preparer": _TRAVAIL,
    "marches:rattacher": _FAIT,
    "marches:rattacher_discussion": _FAIT,
    "marches:relancer": _TRAVAIL,
    "marches:revenir": _COPIE,
    "obligations:a_relire": "a day on which a fact is due",
    "organisations:relancer_travail": _TRAVAIL,
    "organisations:renvoyer_courriel": _TRAVAIL,
    "organisations:second_facteur": "a second factor of her own, given first",
    "plan:lien_ajouter": "an action that a partner takes part in",
    "plan:preuve_retirer": _LOIN,
    "pratiques:lier": _LOIN,
    "pratiques:relire": _FAIT,
    "publication:controler": _LOIN,
    "publication:corriger": _LOIN,
    "publication:mettre_en_ligne": _LOIN,
    "questionnaires:commentaire": _FAIT,
    "redaction:comite_proposer": "a scheme that has no committee yet",
    "redaction:remettre": _LOIN,
    "registre:fusionner": _COPIE,
    "registre:liens": "a link that the network has found dead",
    "registre:revenir": _LOIN,
    "questionnaires:inviter": "a questionnaire that has a last day",
    "reparation:examiner": _TRAVAIL,
}
