"""Fills a site of version 0.2.0, whose backup `tests/cli/sauvegarde_0_2_0.tar.xz` is; run once.

0.2.0 has no backup of its own: an operator who comes from it installs this version, saves the site
as it stands, then runs `spaser preparer`. The file was made so, from the root of the sources:

    git worktree add --detach /tmp/0.2.0 8cfafaf5
    export SPASER_DOSSIER=/tmp/ancien/site SPASER_ENTREPOT=/tmp/ancien/entrepot
    export DJANGO_SETTINGS_MODULE=spaser.web.config.settings
    (cd /tmp/0.2.0 && python -m spaser.cli preparer)
    (cd /tmp/0.2.0 && python -m django shell) < tests/outils/site_0_2_0.py
    python -m spaser.cli sauvegarder /tmp/ancien
    xz -9e --stdout /tmp/ancien/spaser-*.tar > tests/cli/sauvegarde_0_2_0.tar.xz
"""

import io

from django.db import connection
from django.utils import timezone
from pypdf import PdfWriter

from spaser.web.acteurs.models import Acteur, Personne
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.organisations.services.espaces import make_espace
from spaser.web.registre.models import Depot, FichierDepot
from spaser.web.socle.fichiers import keep_fichier
from spaser.web.socle.journal import record

MOT_DE_PASSE = "une phrase assez longue pour tenir"


def main():
    """Record two people of an organisation, a line of its grid, a contact, a deposit, a file."""
    maintenant = timezone.now()
    val = Organisation.objects.create(siren="001010016", nom="Val-Fictif", identite="verifiee")
    espace = make_espace(val)
    personnes = [
        Utilisateur.objects.create_user(f"{nom.lower()}@val-fictif.exemple", MOT_DE_PASSE)
        for nom in ("Capucine", "Zenobie")
    ]
    for personne, role in zip(personnes, ("administration", "redaction"), strict=True):
        personne.prenom = personne.courriel.partition("@")[0].capitalize()
        personne.nom, personne.courriel_verifie_le = "Exemple", maintenant
        personne.save()
        Appartenance.objects.create(
            utilisateur=personne, organisation=val, role=role, verification="administrateur"
        )
    capucine, zenobie = personnes
    LigneGrille.objects.create(
        espace=espace, rubrique="social", sous_thematique="Insertion", modifie_par=capucine
    )
    acteur = Acteur.objects.create(espace=espace, nom="Atelier fictif", nom_plie="atelier fictif")
    Personne.objects.create(
        acteur=acteur, nom="Ursule Fictive", courriel="ursule@exemple.fr",
        dernier_contact=maintenant.date(),
    )  # fmt: skip
    feuille, page = io.BytesIO(), PdfWriter()
    page.add_blank_page(200, 200)
    page.write(feuille)
    contenu = {"structure": {"nom": "Val-Fictif", "siren": val.siren}}
    depot = Depot.objects.create(
        auteur=zenobie, organisation=val, contenu=contenu, cree_le=maintenant,
        modifie_le=maintenant,
    )  # fmt: skip
    fichier = keep_fichier("schema.pdf", feuille.getvalue())
    FichierDepot.objects.create(depot=depot, fichier=fichier, nature="schema", titre="Le schéma")
    record("depot.ouverture", auteur=zenobie, objet=depot)
    connection.cursor().execute("VACUUM")


main()
