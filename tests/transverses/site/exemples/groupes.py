"""A private group of one person, with something in each tab: nobody else knows of it."""

from datetime import timedelta

from django.utils import timezone

from spaser.site.entourage import groupes
from spaser.site.entourage.models.groupes import Billet, GroupeAcheteurs, TacheGroupe
from spaser.site.espace.discussions import list_partages, open_sien
from spaser.site.socle.fichiers import keep_fichier
from tests.outils.remplissage import make_ligne
from tests.site.socle.fichiers.fabrique import make_pdf
from tests.transverses.site.liens import part_of
from tests.transverses.site.vues import CONNEXION_SUFFIT

NOM = "Groupe privé"


def give(monde, _maison):
    elle = monde.seule
    groupe = GroupeAcheteurs.objects.filter(nom=NOM).first() or _open(elle)
    lien = list_partages(groupes.MON_CALENDRIER).get(porteur=elle)
    document, album = (groupe.billets.get(genre=genre) for genre in ("document", "album"))
    numeros = {
        "billet": album,
        "billet_modifier": document,
        "fichier": document,
        "photo": album.photos.get(),
        "reunion": groupes.list_reunions(groupe).get(),
        "tache": groupe.taches.get(),
    }
    siennes = {vue for vue in CONNEXION_SUFFIT if vue.startswith("groupes:")}
    return {
        **{(vue, "pk"): groupe.pk for vue in siennes},
        **{(f"groupes:{nom}", "numero"): ligne.pk for nom, ligne in numeros.items()},
        ("groupes:mon_calendrier", "signature"): part_of(groupes.MON_CALENDRIER.path_of(lien)),
    }


def _open(elle):
    dits = {"nom": NOM, "but": "Un but.", "categorie": "projets", "acces": "invitation"}
    groupe = groupes.open_groupe(elle, dits)
    siens = {"groupe": groupe, "auteur": elle}
    document = groupes.write_chose(Billet(**siens, genre="document"), elle, {"titre": "Note"})
    document.fichier = keep_fichier("note.pdf", make_pdf())
    document.save()
    album = groupes.write_chose(Billet(**siens, genre="album"), elle, {"titre": "Photos"})
    make_ligne(type(album).photos.rel.related_model, billet=album, genre="png")
    debut = timezone.now() + timedelta(days=3)
    reunion = {"titre": "R", "debut": debut, "fin": debut}
    groupes.write_chose(groupes.start_reunion(groupe), elle, reunion)
    groupes.write_chose(TacheGroupe(groupe=groupe), elle, {"quoi": "Une tâche"})
    open_sien(groupes.MON_CALENDRIER, elle)
    return groupe
