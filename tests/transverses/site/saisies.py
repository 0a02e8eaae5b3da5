"""What is typed, or sent, where a form asks for more than any word or any day."""

from datetime import date, timedelta

from spaser.demonstration.mandats import write_mandats
from spaser.web.organisations.premiers_contenus import METROPOLE

ESPACE = f"/espace/{METROPOLE}/"
HIER = f"{date.today() - timedelta(days=1)}"  # noqa: DTZ011 - a day that is gone
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8"
    "cf500f0003860180345d0ba60000000049454e44ae426082"
)
MARCHE = (
    b'{"marches": {"marche": [{"id": "2025-77", "acheteur": {"id": "00101001600018"}, "nature": '
    b'"March\xc3\xa9", "objet": "Essai", "codeCPV": "45000000", "procedure": "Proc\xc3\xa9dure '
    b'adapt\xc3\xa9e", "dureeMois": 12, "dateNotification": "2025-03-01", "montant": 120000, '
    b'"titulaires": [{"titulaire": {"id": "00101003200014", "typeIdentifiant": "SIRET"}}]}]}}'
)

DITS = {
    "agenda:nouveau": {"heure_debut": "10:00", "heure_fin": "11:30"},
    "agenda:modifier": {"heure_debut": "10:00", "heure_fin": "11:30"},
    "cibles:noter": {"valeur": "60", "mesure": "60"},
    "depenses:conclure": {"reponse": "oui"},
    "diagnostic:ouvrir_campagne": {"nom": "Essai"},
    "editorial:images": {"code": "essai-image"},
    "editorial:nouveau": {"code": "essai-neuf"},
    "organisations:programme_equipe": {"courriel": "redaction@demo.exemple"},
    "plan:contributeur_ajouter": {"nom": "Direction des achats", "texte": "Direction des achats"},
    "publication:adopte": {"adopte_le": HIER},
    "registre:retirer": {"motif": "Déposée deux fois."},
}

# The name of a file, and where the site gives one that it takes back, or what it holds.
FICHIERS = {
    "acteurs:importer": ("acteurs.xlsx", f"{ESPACE}acteurs/export.xlsx"),
    "agenda:lire_presences": ("presents.csv", b"Nom;Courriel\nAda;ada@exemple.fr\n"),
    "cibles:lire_heures": ("heures.csv", b"Marche;Annee;Heures\n2025-77;2025;120\n"),
    "depenses:deposer": ("mandats.csv", write_mandats()),
    "editorial:images": ("image.png", PNG),
    "grille:importer": ("grille.xlsx", f"{ESPACE}grille/export.xlsx"),
    "marches:envoyer": ("marches.json", MARCHE),
    "plan:importer": ("plan.xlsx", f"{ESPACE}plan/export.xlsx"),
    "plan:preuve_ajouter": ("preuve.png", PNG),
    "politiques:importer": ("politiques.xlsx", f"{ESPACE}politiques/export.xlsx"),
}

PAS_LA = {}
