"""The exports of videoconference tools: read as they come, ticked on the page, noted once sent."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.agenda import PresenceLue
from spaser.site.comptes.donnees_personnelles import export_donnees
from spaser.site.rencontres.agenda.evenements import count_evenements
from spaser.site.rencontres.agenda.releve_lu import read_releve_presences
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription

ZOOM = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    "123,Atelier,12/10/2026 10:00:00 AM,12/10/2026 11:30:00 AM,equipe@exemple.fr,90,3\n"
    "\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Léa Essai,lea@exemple.fr,12/10/2026 10:00:00 AM,12/10/2026 10:30:00 AM,30,Yes\n"
    "Léa Essai,lea@exemple.fr,12/10/2026 10:40:00 AM,12/10/2026 11:30:00 AM,50,Yes\n"
    "Noé (Ville),,12/10/2026 10:00:00 AM,12/10/2026 11:30:00 AM,90,Yes\n"
)
TEAMS = (
    "1. Résumé\n"
    "Titre de la réunion\tAtelier\n"
    "Participants présents\t2\n"
    "\n"
    "2. Participants\n"
    "Nom\tPremière participation\tDernier départ\tDurée de la réunion\tE-mail\tRôle\n"
    "Léa Essai\t10/12/2026 10:00:00\t10/12/2026 11:02:03\t1h 2m 3s\tlea@exemple.fr\tInvité\n"
    "Noé Essai (Invité)\t10/12/2026 10:00:00\t10/12/2026 10:00:37\t37s\t\tInvité\n"
    "\n"
    "3. Activités en réunion\n"
    "Nom\tHeure de connexion\tHeure de départ\tDurée\tE-mail\tRôle\n"
    "Léa Essai\t10/12/2026 10:00:00\t10/12/2026 11:02:03\t1h 2m 3s\tlea@exemple.fr\tInvité\n"
)
SUITE = "Zoé,zoe@ailleurs.fr,10:00,10:40,40,Yes\nPaul Blanc,,10:00,10:02,2,Yes\n"
MEET = (
    "First name,Last name,Email,Duration,Time joined,Time exited\n"
    "Léa,Essai,lea@exemple.fr,1 hr 2 min,10:00 AM,11:02 AM\n"
    ",,,,,\n"
    ",,+33 6 •• •• •• 12,5 min,10:00 AM,10:05 AM\n"
)
WEBINAIRE = (
    "Prénom;Nom de famille;Adresse e-mail;A participé;Arrivée;Départ\n"
    "Léa;Essai;lea@exemple.fr;Oui;10:00;11:30\n"
    "Noé;Essai;noe@exemple.fr;Non;;\n"
)


@pytest.mark.parametrize(
    ("contenu", "encodage", "lignes", "reste"),
    [
        (
            ZOOM,
            "utf-8-sig",
            [
                PresenceLue(5, "Léa Essai", "lea@exemple.fr", 1800),
                PresenceLue(6, "Léa Essai", "lea@exemple.fr", 3000),
                PresenceLue(7, "Noé (Ville)", "", 5400),
            ],
            ([], 0, 0),
        ),
        (
            TEAMS,
            "utf-16",
            [
                PresenceLue(7, "Léa Essai", "lea@exemple.fr", 3723),
                PresenceLue(8, "Noé Essai (Invité)", "", 37),
            ],
            ([], 0, 3),
        ),
        (MEET, "utf-8", [PresenceLue(2, "Léa Essai", "lea@exemple.fr", 3720)], ([4], 0, 0)),
        (WEBINAIRE, "cp1252", [PresenceLue(2, "Léa Essai", "lea@exemple.fr", 5400)], ([], 1, 0)),
    ],
)
def test_each_tool_is_read_as_it_writes(tmp_path, contenu, encodage, lignes, reste):
    chemin = tmp_path / "participants.csv"
    chemin.write_text(contenu, encoding=encodage)
    lu = read_releve_presences(chemin)
    assert lu.lignes == lignes
    assert (lu.sans_nom, lu.absentes, lu.autres) == reste


@pytest.mark.parametrize("contenu", ["Bonjour\n", "Titre;Montant\nA;1\n", "Nom\nLéa\n"])
def test_a_file_that_names_nobody_says_what_is_missing(tmp_path, contenu):
    chemin = tmp_path / "autre.csv"
    chemin.write_text(contenu)
    with pytest.raises(ErreurTable, match="Nous ne trouvons pas les colonnes"):
        read_releve_presences(chemin)


@pytest.mark.django_db
def test_what_a_file_says_is_ticked_on_the_page_and_noted_once_sent():
    evenement = make_evenement(places=None)
    noms = {"lea": ("Léa", "Essai"), "noe": ("Noé", "Le Goff"), "paul": ("Paul", "Blanc")}
    siennes = {
        cle: make_inscription(
            evenement, f"{cle}@exemple.fr", prenom=prenom, nom=nom, taille=2 if cle == "noe" else 1
        )
        for cle, (prenom, nom) in noms.items()
    }
    client = sign_in(make_equipe("animation"), second_facteur=True)
    racine = "/agenda/equipe/atelier-indicateurs/presences/"
    assert client.get(f"{racine}fichier/").url == racine

    def send(contenu, **champs):
        fichier = SimpleUploadedFile("p.csv", contenu.encode())
        return texte(client.post(f"{racine}fichier/", {"fichier": fichier, **champs}))

    page = send(ZOOM + SUITE, minutes=5)
    assert "Reconnues par leur adresse : 1 ; par leur nom seul : 0" in page
    assert "« Noé (Ville) » peut être" in page
    assert "zoe@ailleurs.fr" in page
    assert "Paul Blanc : 2 min" in page
    cochees = [cle for cle, i in siennes.items() if f'value="{i.pk}" checked' in page]
    assert cochees == ["lea"]
    assert not evenement.inscriptions.exclude(present=None).exists()  # nothing is noted yet

    assert "Noé Le Goff, 2 places" in page
    notee = client.post(racine, {"presente": [siennes["lea"].pk, siennes["noe"].pk]}, follow=True)
    assert "Présences notées : 3 sur 4 places." in texte(notee)
    assert dict(evenement.inscriptions.values_list("courriel", "present")) == {
        "lea@exemple.fr": True,
        "noe@exemple.fr": True,
        "paul@exemple.fr": False,
    }
    assert "Choisissez un fichier." in texte(client.post(f"{racine}fichier/"))
    assert "Nous ne trouvons pas les colonnes" in send("Bonjour")


@pytest.mark.django_db
def test_somebody_who_came_without_registering_is_noted_and_counted(courriels):
    evenement = make_evenement(dans=timedelta(hours=-3), places=1)
    inscrite = make_inscription(evenement, "noe@exemple.fr")
    attend = make_inscription(evenement, "zoe@exemple.fr", etat="en_attente")
    client = sign_in(make_equipe("animation"), second_facteur=True)
    adresse = f"/agenda/equipe/{evenement.code}/presences/"
    assert "Ajouter une personne venue sans s’inscrire" in texte(client.get(adresse))
    vide = client.post(f"{adresse}ajouter/", {"prenom": "Ada"})
    assert "Donnez son nom." in texte(vide)
    for saisie in (
        {"prenom": "Ada", "nom": "Essai", "organisme": "Ville"},  # no address
        {"nom": "Essai", "courriel": "ZOE@exemple.fr"},  # she was waiting for a place
    ):
        assert client.post(f"{adresse}ajouter/", saisie).status_code == 302
    venue = evenement.inscriptions.get(nom="Essai", prenom="Ada")
    attend.refresh_from_db()
    assert (venue.situation, venue.present) == ("Venue sans s’inscrire", True)
    assert (attend.situation, attend.present) == ("Inscription confirmée", True)
    assert courriels == []
    (bilan,) = count_evenements("edition-3", evenement.fin)
    assert (bilan.inscrits, bilan.presents) == (2, 2)
    client.post(adresse, {"presente": [inscrite.pk]})  # the others are unticked
    assert list(evenement.inscriptions.filter(present=True)) == [inscrite]


@pytest.mark.django_db
def test_somebody_noted_without_registering_reads_so_in_her_data():
    make_inscription(make_evenement(), "ada@exemple.fr", spontanee=True)

    (sienne,) = export_donnees(make_personne("ada@exemple.fr"))["inscriptions"]

    assert sienne["etat"] == "Venue sans s’inscrire"


@pytest.mark.django_db
def test_nobody_is_noted_before_the_event():
    evenement = make_evenement()
    client = sign_in(make_equipe("animation"), second_facteur=True)
    adresse = f"/agenda/equipe/{evenement.code}/presences/"
    assert "venue sans s’inscrire" not in texte(client.get(adresse))
    suite = client.post(f"{adresse}ajouter/", {"nom": "Essai"})
    assert "Une présence se note une fois l’événement commencé." in texte(suite)
    assert evenement.inscriptions.count() == 0
