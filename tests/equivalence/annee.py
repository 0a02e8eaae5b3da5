"""A year of the demonstration's people: each month its gestures, one upon the other.

At its end every row of every table is kept.
"""

import os
import re
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

import time_machine
from django.core import mail

from spaser.site.socle.taches.travailleur import list_planifiees
from tests.equivalence.lignes import dump_table, list_tables
from tests.equivalence.monde import TIRAGES
from tests.equivalence.posts import open_releve, record_post
from tests.equivalence.recueil import Recueil
from tests.equivalence.taches import run
from tests.outils.scenario import METROPOLE, REGION
from tests.transverses.site.demonstration import seat
from tests.transverses.site.gestes import judge, write_donnees
from tests.transverses.site.marche import Bornes, name_vue, walk
from tests.transverses.site.saisies import ESPACE

ANNEE = 2027
PAGES = 40  # that are looked at to find a form
ICI, COURRIEL = "where the last post led", "the first link of the last mail"
LIEN = re.compile(r"https?://[^/\s]+(/\S+)")


class Scene(NamedTuple):
    """Who posts, where her form is looked for, what she types in it, how its button begins."""

    qui: str
    depart: str
    vue: str
    dits: dict | tuple = ()
    bouton: str = ""


MEMBRE = "organisations:membre"
CIBLE = {"cible-SOC-01-cible_valeur": "30", "cible-SOC-01-cible_annee": "2028"}
PRATIQUE = {
    "fait": "Un lot réservé.",
    "etapes": "Réserver un lot.\nSuivre les heures.",
    "resultat": "12 offres de plus.",
    "preuve": "Le rapport d’analyse des offres.",
    "preuve_adresse": "https://exemple.fr/rapport",
}
# Month by month.
SCENES = {
    1: (
        ("administration", "approche/", "diagnostic:choisir_approche", {}, "Choisir cette"),
        ("administration", "perimetre/modifier/", "espace:modifier_perimetre"),
        ("redaction", "schema/", "redaction:ecrire", {"texte": "Acheter mieux.\n\nEnsemble."}),
        ("redaction", "schema/organiser/", "redaction:ajouter", {"titre": "Un mot de plus"}),
        ("redaction", "schema/calendrier/etapes/", "redaction:jalon_ajouter"),
        ("redaction", "propositions/", "espace:decider_proposition", {}, "Retenir"),
        ("contribution", "plan/1/", "commun:commenter", {"texte": "À relire avant juin."}),
    ),
    2: (
        ("redaction", "plan/axes/", "plan:axe_ajouter", {"titre": "Acheter sobre"}),
        ("redaction", "plan/", "plan:ajouter", {"titre": "Former cent acheteurs"}),
        ("redaction", ICI, "plan:etapes", {}, "Enregistrer"),
        ("redaction", ICI, "plan:contributeur_ajouter"),
        ("redaction", "plan/", "plan:ligne", {"etat": "en_cours"}),
        ("contribution", "plan/", "plan:etape_faite"),
        ("redaction", "plan/importer/", "plan:importer"),
        ("redaction", ICI, "plan:importation"),
        ("administration", "plan/editions/", "plan:arreter"),
    ),
    3: (
        ("redaction", "grille/", "grille:ajouter"),
        ("redaction", "cibles/", "cibles:fixer", CIBLE),
        ("redaction", "cibles/", "cibles:noter", {"annee": "2026", "valeur": "61"}),
        ("redaction", "cibles/collecte/", "cibles:preparer"),
        ("contribution", "cibles/saisie/", "cibles:saisie", {"valeur-4": "12"}),
        ("redaction", "politiques/ajouter/", "politiques:ajouter"),
    ),
    4: (
        ("administration", "marches/", "marches:corriger_un"),
        ("administration", "marches/corrections/", "marches:annuler"),
        ("administration", "marches/fichiers/", "marches:envoyer"),
        ("administration", "depenses/", "depenses:deposer"),
        ("conseil", "recommandations/nouvelle/", "conseil:recommander"),
        ("administration", "recommandations/", "conseil:en_action"),
    ),
    5: (
        ("redaction", "bilan/", "point_annuel:textes", {"bilan": "Une bonne année."}),
        ("administration", "bilan/", "point_annuel:clore"),
        ("administration", "bilan/", "point_annuel:erratum", {"nouvelle": "12", "motif": "Vu."}),
        ("administration", "elus/", "accueil:liens"),
    ),
    6: (
        ("administration", "publication/mon-schema/", "publication:adopte"),
        ("redaction", "publication/", "publication:annees"),
        (
            "redaction",
            "publication/",
            "publication:textes",
            {"presentation": "Nous avançons.", "incomplete": "À suivre."},
        ),
        ("redaction", "publication/", "publication:proposer"),
        ("administration", "publication/", "publication:valider", {"fonction": "la directrice"}),
        ("administration", "publication/", "publication:corriger", {"texte": "Une coquille."}),
    ),
    7: (
        ("administration", "/registre/deposer/", "registre:deposer"),
        ("administration", ICI, "registre:depot_structure", {}, "Enregistrer"),
        (
            "administration",
            ICI,
            "registre:depot_schema",
            {"titre": "Acheter pour demain"},
            "Enregistrer",
        ),
        ("administration", ICI, "registre:depot_documents", {}, "Enregistrer"),
        ("administration", ICI, "registre:depot_verification"),
        ("moderation", "/registre/moderation/", "registre:moderation_depot", {}, "Accepter"),
        ("moderation", "/registre/moderation/", "registre:moderation_signalement"),
        ("anonyme", "/registre/alerte/", "registre:alerte"),
        ("anonyme", COURRIEL, "registre:alerte_confirmer"),
        ("moderation", "/acheteurs/remarques/", "acheteurs:repondre"),
    ),
    8: (
        ("redaction", "diagnostic/3/", "diagnostic:regler", {"raison": "Nous en avons parlé."}),
        ("administration", "diagnostic/3/", "diagnostic:figer"),
        ("administration", "diagnostic/", "diagnostic:ouvrir_campagne"),
        ("administration", ICI, "diagnostic:inviter"),
        ("contribution", "diagnostic/4/repondre/", "diagnostic:repondre"),
    ),
    9: (
        ("animation", "/agenda/equipe/nouveau/", "agenda:nouveau", {}, "Enregistrer"),
        ("animation", ICI, "agenda:changer_etat"),
        ("anonyme", "/agenda/essai-de-titre-2027/", "agenda:inscrire"),
        ("anonyme", COURRIEL, "agenda:confirmer"),
        ("anonyme", "/faq/", "faq:demander"),
        ("animation", "/faq/questions/", "faq:repondre", {}, "Répondre"),
        ("animation", "/questionnaires/equipe/", "questionnaires:tableau"),
    ),
    10: (
        ("redaction", "acteurs/ajouter/", "acteurs:ajouter", {"nom": "Les Ateliers fictifs"}),
        ("redaction", "acteurs/", "acteurs:personne_ajouter", {"nom": "Fictive"}),
        ("redaction", "acteurs/", "acteurs:echange_ajouter"),
        ("redaction", "pratiques/nouvelle/", "pratiques:nouvelle", PRATIQUE),
        ("redaction", ICI, "pratiques:avancer"),
        ("animation", "/bonnes-pratiques/a-relire/", "pratiques:relire", {}, "Publier"),
        ("conseil", "recommandations/nouvelle/", "conseil:recommander"),
        ("administration", "recommandations/", "conseil:en_action"),
    ),
    11: (
        ("administration", f"/organisations/{METROPOLE}/invitations/", "organisations:invitations"),
        ("administration", f"/organisations/{METROPOLE}/demandes/", "organisations:demande"),
        ("administration", f"/organisations/{METROPOLE}/modifier/", "organisations:modifier"),
        ("moderation", f"/organisations/{REGION}/demandes/", "organisations:demande"),
        ("animation", "/editorial/", "editorial:modifier", {}, "Enregistrer"),
    ),
    12: (
        ("redaction", "plan/", "plan:supprimer"),
        ("redaction", "corbeille/", "commun:retablir"),
        ("redaction", "acteurs/", "acteurs:supprimer"),
        ("administration", "schema/", "redaction:ecarter"),
        ("administration", f"/organisations/{METROPOLE}/membres/3/", MEMBRE, {}, "Suspendre"),
        ("lecture", "/compte/courriels/", "comptes:courriels"),
        ("sans-organisation", "/compte/effacement/", "comptes:effacement"),
    ),
}


def record_annee(recueil, site, mois=tuple(SCENES)):
    """Play the year; each gesture takes part in what the next one finds."""
    with open_releve("année", site):
        annee = Annee(recueil, site)
        for un in mois:
            annee.play(un)
        fin = Recueil(recueil.racine, "lignes", recueil.nom)
        for table in list_tables():
            fin.note(table, dump_table(table))
        fin.write()


class Annee:
    """What was done so far: where the last post led, which files are dated."""

    def __init__(self, recueil, site):
        self._recueil, self._site = recueil, site
        self._vers, self._dates = "", set()

    def play(self, mois):
        """Play a month, then let what is planned run."""
        moment = datetime(ANNEE, mois, 5, 9, tzinfo=UTC)
        with time_machine.travel(moment, tick=False):
            for rang, dite in enumerate(SCENES[mois], 1):
                self._play(f"{mois:02}.{rang:02}", Scene(*dite))
            self._date_fichiers(moment.timestamp())
            for planifiee in list_planifiees():
                titre = f"{mois:02} {planifiee.nom}"
                if lignes := run(titre, planifiee, moment, self._site):
                    self._recueil.note(titre, lignes)

    def _play(self, numero, scene):
        titre = f"{numero} {scene.vue} · {scene.qui}"
        TIRAGES.start(titre)
        client = seat(scene.qui)
        formulaire = find_formulaire(client, scene, self._find_depart(scene.depart))
        if formulaire:
            self._send(titre, client, formulaire, scene.dits)
        else:
            self._recueil.note(titre, ["aucun formulaire"])

    def _send(self, titre, client, formulaire, dits):
        """Send a form with what must be typed, else with everything."""
        for tout in (False, True):
            TIRAGES.start(f"{titre} {tout}")
            donnees = write_donnees(client, formulaire, dits, tout=tout)
            lignes, *suite = record_post(
                client, formulaire, donnees, self._site, self._recueil.cadres
            )
            self._recueil.note(titre, [f"bouton {formulaire.libelle}", *lignes])
            geste = judge(formulaire, *suite)
            if not geste.faute:
                self._vers = geste.vers or self._vers
                return

    def _find_depart(self, depart):
        if depart is ICI:
            return self._vers.partition("#")[0]
        if depart is COURRIEL:
            liens = [LIEN.search(message.body) for message in mail.outbox]
            return next((lien[1] for lien in liens if lien), "/")
        return depart if depart.startswith("/") else f"{ESPACE}{depart}"

    def _date_fichiers(self, maintenant):
        """Date new files of the day: what is old is swept by the day of its file."""
        for fichier in self._site.rglob("*"):
            if fichier not in self._dates:
                self._dates.add(fichier)
                os.utime(fichier, (maintenant, maintenant))


def find_formulaire(client, scene, depart):
    """Return the first form to a view on a page, or on those under it that it leads to."""
    est_neuve, dessous = Bornes(1, toutes=False).start(), depart.partition("?")[0]

    def is_new(adresse):
        return adresse.startswith(dessous) and est_neuve(adresse)

    for un in islice(walk(client, scene.qui, depart, is_new), PAGES):
        for formulaire in un.formulaires:
            sienne = formulaire.methode == "post" and name_vue(formulaire.action) == scene.vue
            if sienne and formulaire.libelle.startswith(scene.bouton):
                return formulaire
    return None
