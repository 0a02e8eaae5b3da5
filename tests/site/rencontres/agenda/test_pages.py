"""The agenda that everybody reads, and the pages by which the team keeps it."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from spaser.elements import PARIS
from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde
from spaser.regles.agenda import GesteRefuse, is_ouvre
from spaser.site.rencontres import app, premiers_contenus
from spaser.site.rencontres.agenda.evenements import (
    count_evenements,
    format_evenement,
    list_replays_morts,
    list_sans_presence,
    read_heures,
)
from spaser.site.rencontres.agenda.services import (
    cancel_evenement,
    close_inscriptions,
    drop_evenement,
    make_code,
    note_presences,
    publish_evenement,
    save_suites,
    send_message_inscrits,
)
from spaser.site.rencontres.models import Evenement, Inscription
from spaser.site.rencontres.premiers_contenus import load_reference
from spaser.site.socle.versions import Difference
from tests.outils.scenario import play
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription, read_etats

pytestmark = pytest.mark.django_db

DEBUT = datetime(2026, 12, 10, 9, tzinfo=UTC)
LIGNES = {
    f"{nom}-{suffixe}": str(valeur)
    for nom in ("intervenants", "materiels")
    for suffixe, valeur in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()
}
SAISIE = LIGNES | {
    "titre": "Choisir ses indicateurs", "nature": "atelier", "edition": "edition-2",
    "jour": "2026-12-10", "de": "10:00", "a": "11:30", "places": "60", "enregistre": "on",
}  # fmt: skip


@pytest.fixture
def equipe():
    return sign_in(make_equipe("animation"), second_facteur=True)


def test_an_event_is_told_at_the_hour_of_paris_and_overseas():
    evenement = Evenement(debut=DEBUT, fin=DEBUT + timedelta(minutes=90))
    assert format_evenement(evenement).replace("\u00a0", " ") == (
        "jeudi 10 décembre 2026, de 10 h à 11 h 30 (heure de Paris)"
    )
    assert [(h.heure.replace("\u00a0", " "), h.lieux) for h in read_heures(evenement)] == [
        ("23 h la veille", "Polynésie française"),
        ("5 h", "Guadeloupe et Martinique"),
        ("6 h", "Guyane et Saint-Pierre-et-Miquelon"),
        ("12 h", "Mayotte"),
        ("13 h", "La Réunion"),
        ("20 h", "Nouvelle-Calédonie"),
        ("21 h", "Wallis-et-Futuna"),
    ]


def test_the_history_of_the_programme_is_written_once(django_assert_max_num_queries):
    for _ in range(2):
        load_reference()
    Evenement.objects.filter(code="le-spaser-quezaco").update(resume="Les mots de l’équipe.")
    load_reference()
    with django_assert_max_num_queries(12):
        page = texte(Client().get("/agenda/"))
    ailleurs = "sur RAPIDD, pour les membres du groupe « Mission SPASER »"
    assert page.count(f"Replay : {ailleurs}") == 2
    assert "Pas de replay" not in page
    assert "Les mots de l’équipe." in page
    assert "Aucun événement n’est annoncé" in page
    un = texte(Client().get("/agenda/le-spaser-quezaco/"))
    for mots in (
        "Jeudi 7 décembre 2023",
        "Ville de Bordeaux et Bordeaux Métropole",
        f"<p>S{ailleurs[1:]}.</p>",
        "est dans le groupe « Mission SPASER » de RAPIDD",
        'href="/bilan/edition-2/"',
        "Source : présentation de la Mission SPASER",
    ):
        assert mots in un
    assert "heure de Paris" not in un
    assert [(b.inscrits, b.presents, b.replay) for b in count_evenements("edition-2", DEBUT)] == [
        (None, None, False), (None, None, False), (None, None, True),
    ]  # fmt: skip


def test_the_agenda_is_filtered_and_drafts_are_hidden():
    make_evenement("un-atelier", titre="Un atelier")
    make_evenement("un-webinaire", titre="Un webinaire", nature="webinaire", edition="edition-4")
    make_evenement("un-brouillon", titre="Un brouillon", etat="brouillon")
    vus = {
        demande: [t for t in ("Un atelier", "Un webinaire", "Un brouillon") if t in page]
        for demande in ("", "?nature=atelier", "?edition=edition-4", "?nature=bal&edition=x")
        for page in [texte(Client().get(f"/agenda/{demande}"))]
    }
    assert vus == {
        "": ["Un atelier", "Un webinaire"],
        "?nature=atelier": ["Un atelier"],
        "?edition=edition-4": ["Un webinaire"],
        "?nature=bal&edition=x": ["Un atelier", "Un webinaire"],
    }
    assert Client().get("/agenda/un-brouillon/").status_code == 404


def test_people_are_named_only_if_they_agreed():
    evenement = make_evenement(dans=timedelta(days=-1))
    for personne, accord in (("Ada Essai", True), ("Zoé Essai", False)):
        evenement.intervenants.create(
            role="intervention", organisme="Ville de Val-Fictif", personne=personne, accord=accord
        )
    sienne = make_inscription(evenement, organisme="SDIS fictif", accord_citation=True)
    make_inscription(evenement, "noe@exemple.fr", organisme="Lycée fictif", present=True)
    assert "SDIS fictif" not in texte(Client().get(evenement.get_absolute_url()))  # not seen yet
    note_presences(evenement, [sienne.pk], make_equipe("animation"))
    page = texte(Client().get(evenement.get_absolute_url()))
    assert [m for m in ("Ada Essai", "Zoé Essai", "SDIS fictif", "Lycée fictif") if m in page] == [
        "Ada Essai",
        "SDIS fictif",
    ]


def test_the_team_writes_publishes_closes_and_cancels(equipe, courriels):
    lignes = {
        "intervenants-TOTAL_FORMS": "1", "intervenants-0-role": "parrainage",
        "intervenants-0-organisme": "Ville de Val-Fictif",
        "materiels-TOTAL_FORMS": "1", "materiels-0-titre": "La fiche",
        "materiels-0-adresse": "/fiches/animer-un-atelier/",
    }  # fmt: skip
    suite = equipe.post("/agenda/equipe/nouveau/", SAISIE | lignes)
    code = "choisir-ses-indicateurs-2026"
    assert suite["Location"] == f"/agenda/equipe/{code}/"
    evenement = Evenement.objects.get()
    assert (evenement.debut, evenement.fin - evenement.debut) == (DEBUT, timedelta(minutes=90))
    assert (evenement.etat, evenement.places, evenement.enregistre) == ("brouillon", 60, True)
    assert evenement.intervenants.get().nom_montre == "Ville de Val-Fictif"

    etat = f"/agenda/equipe/{code}/etat/"
    assert "Publié par Animation Essai" in texte(
        equipe.post(etat, {"etat": "publier"}, follow=True)
    )
    assert "Les inscriptions sont closes" in texte(
        equipe.post(etat, {"etat": "clore"}, follow=True)
    )
    equipe.post(etat, {"etat": "rouvrir"})
    make_inscription(evenement)
    equipe.post(f"/agenda/equipe/{code}/annuler/", {"motif": "Salle fermée."})
    assert len(courriels) == 1
    page = texte(Client().get(f"/agenda/{code}/"))
    assert "Cet événement est annulé" in page
    assert "Salle fermée." in page


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"jour": "2026-03-29", "de": "02:30", "a": "04:00"}, "l’heure change à ce moment"),
        ({"jour": "2026-10-25", "de": "02:30", "a": "04:00"}, "l’heure change à ce moment"),
        ({"de": "11:30", "a": "10:00"}, "La fin vient après le début"),
        ({"texte": "[[RIEN-9]]"}, "ne désigne aucun des textes"),
        (
            {"intervenants-TOTAL_FORMS": "1", "intervenants-0-personne": "Ada"},
            "Demandez-lui son accord",
        ),
        (
            {
                "materiels-TOTAL_FORMS": "1",
                "materiels-0-titre": "A",
                "materiels-0-adresse": "javascript:alert(1)",
            },
            "n’est ni une page du site",
        ),
    ],
)
def test_what_cannot_be_kept_is_told(equipe, champs, faute):
    assert faute in texte(equipe.post("/agenda/equipe/nouveau/", SAISIE | champs))
    assert not Evenement.objects.exists()


def test_the_team_sees_moves_ticks_writes_and_takes_away(equipe, courriels):
    evenement = make_evenement(places=2, texte="")
    lea = make_inscription(evenement)
    noe = make_inscription(evenement, "noe@exemple.fr", "en_attente", prenom="Noé", taille=2)
    zoe = make_inscription(evenement, "zoe@exemple.fr", "en_attente", prenom="Zoé")
    racine = f"/agenda/equipe/{evenement.code}/"
    page = texte(equipe.get(f"{racine}?q=zo"))
    assert ("Zoé Essai" in page, "Noé Essai" in page) == (True, False)

    def move(qui, geste):
        reponse = equipe.post(f"{racine}inscriptions/{qui.pk}/", {"geste": geste}, follow=True)
        return texte(reponse)

    assert "pas assez de places" in move(noe, "donner")
    move(zoe, "donner")
    move(lea, "annuler")
    assert read_etats(evenement) == {"lea": "annulee", "noe": "en_attente", "zoe": "inscrite"}
    assert "seuls des groupes plus grands attendent" in texte(equipe.get(racine))

    equipe.post(f"{racine}presences/", {"presente": [str(zoe.pk), str(noe.pk), "x"]})
    presences = dict(Inscription.objects.values_list("pk", "present"))
    assert presences == {lea.pk: None, noe.pk: None, zoe.pk: True}
    courriels.clear()
    equipe.post(f"{racine}message/", {"objet": "Apportez un contrat", "texte": "Le vôtre."})
    assert [m.to for m in courriels] == [["zoe@exemple.fr"]]
    assert "Le vôtre." in courriels[0].body

    classeur = load_workbook(io.BytesIO(equipe.get(f"{racine}inscriptions.xlsx").content))
    lignes = list(classeur["Inscriptions"].values)
    assert [ligne[6] for ligne in lignes[1:]] == [
        "lea@exemple.fr",
        "noe@exemple.fr",
        "zoe@exemple.fr",
    ]
    (bilan,) = count_evenements("edition-3", evenement.fin)
    assert (bilan.inscrits, bilan.presents) == (1, 1)


def test_a_replay_is_told_once_and_said_when_it_dies(monkeypatch, courriels):
    evenement = make_evenement(dans=timedelta(days=-1))
    make_inscription(evenement)
    elle = make_equipe("animation")
    for adresse in ("https://videos.exemple.fr/1", "https://videos.exemple.fr/2"):
        save_suites(evenement, adresse, "Bonjour à tous.", elle, timezone.now())
    assert [m.subject.rpartition(" : ")[2] for m in courriels] == ["le replay est en ligne"]
    page = texte(Client().get(evenement.get_absolute_url()))
    assert "Bonjour à tous." in page
    mort, vivant = "Le replay ne répond plus depuis le 1er décembre 2026", "Regarder le replay"
    for jour, etat, dit in (
        (1, EtatAdresse.MORT, vivant),
        (1, EtatAdresse.MORT, vivant),  # the same day counts once
        (2, EtatAdresse.INCERTAIN, vivant),
        (3, EtatAdresse.MORT, vivant),
        (4, EtatAdresse.MORT, mort),
        (5, EtatAdresse.MORT, mort),
        (6, EtatAdresse.INCERTAIN, mort),
        (7, EtatAdresse.VIVANT, vivant),
        (8, EtatAdresse.MORT, vivant),
    ):
        look(monkeypatch, jour, lambda _url, etat=etat: etat)
        assert dit in texte(Client().get(evenement.get_absolute_url()))


def look(monkeypatch, jour, etat_de):
    """Look at every replay on a day of December 2026."""
    with monkeypatch.context() as pose:
        pose.setattr(app, "probe", lambda url: ReponseSonde(etat_de(url), ""))
        pose.setattr(app.timezone, "localdate", lambda *_: date(2026, 12, jour))
        app.check_replays.func()


def test_when_no_replay_answers_the_network_is_out_and_none_is_dead(monkeypatch):
    seul, autre = (
        make_evenement(code, dans=timedelta(days=-1), replay_adresse=f"https://{code}.exemple.fr/r")
        for code in ("seul", "autre")
    )
    for jour in range(1, 6):
        look(monkeypatch, jour, lambda _url: EtatAdresse.INJOIGNABLE)
    assert not list_replays_morts()
    etats = {seul.replay_adresse: EtatAdresse.INJOIGNABLE, autre.replay_adresse: EtatAdresse.VIVANT}
    for jour in range(6, 9):
        look(monkeypatch, jour, etats.get)
    assert [(e.code, e.replay_mort_le) for e in list_replays_morts()] == [
        ("seul", date(2026, 12, 6))
    ]


def test_an_event_is_begun_with_the_texts_of_another(equipe):
    modele = make_evenement(
        "modele",
        edition="edition-2",
        places=30,
        resume="Une heure.",
        texte="Venez.",
        debut=DEBUT - timedelta(days=60),  # in the morning, whenever it is now
    )
    modele.intervenants.create(
        role="animation", organisme="Un réseau", fonction="Animatrice", personne="Léa", accord=True
    )
    modele.materiels.create(titre="Le support", adresse="https://exemple.fr/support")
    tenir = equipe.get("/agenda/equipe/modele/").text
    assert ">Dupliquer</a>" in tenir
    page = equipe.get("/agenda/equipe/nouveau/?comme=modele")
    envoi = {nom: valeur for nom, valeur in page.context["form"].initial.items() if valeur}
    assert "jour" not in envoi
    for repetition in page.context["page"].repetitions:
        lignes = repetition.lignes
        prefixe, gestion = repetition.liste.nom, lignes.management_form
        envoi |= {f"{prefixe}-{nom}": gestion[nom].value() for nom in gestion.fields}
        envoi |= {
            ligne.add_prefix(nom): valeur
            for ligne in lignes
            for nom in ligne.fields
            if (valeur := ligne[nom].value())
        }
    suite = equipe.post("/agenda/equipe/nouveau/?comme=modele", envoi | {"jour": "2027-03-09"})
    assert suite.status_code == 302, suite.context["page"].erreurs
    neuf = Evenement.objects.exclude(pk=modele.pk).get()
    assert (neuf.etat, neuf.titre, neuf.places, neuf.texte) == (
        "brouillon", "Choisir ses indicateurs", 30, "Venez.",
    )  # fmt: skip
    assert timezone.localdate(neuf.debut) == date(2027, 3, 9)
    lu = neuf.intervenants.get()
    assert (lu.organisme, lu.fonction, lu.personne, lu.accord) == (
        "Un réseau", "Animatrice", "", False,
    )  # fmt: skip
    assert neuf.materiels.get().titre == "Le support"
    assert neuf.inscriptions.count() == 0


def test_events_of_the_demonstration_fall_on_working_days(monkeypatch):
    jours = set()
    for rang in range(0, 60, 7):
        jour = date(2026, 4, 1) + timedelta(days=rang)
        Evenement.objects.all().delete()
        with monkeypatch.context() as pose:
            pose.setattr(premiers_contenus.timezone, "localdate", lambda *_, j=jour: j)
            play("Agenda")
        jours |= {e.debut.astimezone(PARIS).date() for e in Evenement.objects.all()}
    assert len(jours) > 15
    assert [jour for jour in sorted(jours) if not is_ouvre(jour)] == []


def test_a_replay_is_not_told_before_the_event(equipe, courriels):
    evenement = make_evenement()
    make_inscription(evenement)
    racine = f"/agenda/equipe/{evenement.code}/"
    assert "Replay et transcription" not in texte(equipe.get(racine))
    saisie = {"replay": "https://videos.exemple.fr/1", "transcription": ""}
    assert "se donnent après l’événement" in texte(equipe.post(f"{racine}suites/", saisie))
    evenement.refresh_from_db()
    assert (evenement.replay_adresse, evenement.replay_le, courriels) == ("", None, [])


def test_a_code_is_free_and_never_a_page_of_the_team():
    make_evenement("choisir-2026")
    assert make_code("Choisir", DEBUT) == "choisir-2026-2"
    assert make_code("«»", DEBUT) == "evenement-2026"


def test_what_is_pressed_twice_is_done_once(courriels):
    """Each call holds the event as it was read before the other was played."""
    elle, evenement = make_equipe("animation"), make_evenement(etat="brouillon")
    make_inscription(evenement)
    replay = "https://videos.exemple.fr/1"

    def twice(geste):
        refus = []
        for lu in [Evenement.objects.get(), Evenement.objects.get()]:
            try:
                geste(lu)
            except GesteRefuse as dit:
                refus.append(str(dit))
        return refus, len(courriels)

    assert [
        twice(lambda lu: publish_evenement(lu, elle, timezone.now())),
        twice(lambda lu: close_inscriptions(lu, elle, timezone.now())),
        twice(
            lambda lu: send_message_inscrits(lu, "Objet", "Le même texte.", elle, timezone.now())
        ),
        twice(lambda lu: save_suites(lu, replay, "", elle, lu.fin)),
        twice(lambda lu: cancel_evenement(lu, "", elle, timezone.now())),
    ] == [
        (["Cet événement est déjà publié ou annulé."], 0),
        ([], 0),
        ([], 1),
        ([], 2),
        (["Seul un événement publié s’annule."], 3),
    ]
    plus_tard = timezone.now() + timedelta(minutes=11)
    send_message_inscrits(evenement, "Objet", "Le même texte.", elle, plus_tard)
    assert [m.destinataires for m in evenement.messages.all()] == [0, 1]
    Evenement.objects.update(etat="brouillon")
    lus = [Evenement.objects.get(), Evenement.objects.get()]
    drop_evenement(lus[0], elle)
    with pytest.raises(Http404, match="effacé"):
        drop_evenement(lus[1], elle)


def test_who_is_forgotten_is_neither_noted_nor_waited_for():
    evenement = make_evenement(dans=timedelta(days=-1))
    make_inscription(evenement, "", prenom="", nom="")
    assert list_sans_presence(timezone.now()).count() == 0
    make_inscription(evenement)
    assert list_sans_presence(timezone.now()).count() == 1
    assert note_presences(evenement, [], make_equipe("animation")) == 0
    assert list(evenement.inscriptions.values_list("present", flat=True)) == [None, False]


def test_lists_written_by_two_people_at_once_are_compared(equipe):
    evenement = make_evenement(debut=DEBUT, places=60, edition="edition-2")
    page = f"/agenda/equipe/{evenement.code}/modifier/"
    saisie = SAISIE | {"a": "12:00", "enregistre": "", "version": "1"}
    leurs = saisie | {
        "intervenants-TOTAL_FORMS": "1", "intervenants-0-role": "animation",
        "intervenants-0-organisme": "Ville de Val-Fictif",
    }  # fmt: skip
    assert equipe.post(page, leurs).status_code == 302

    votres = saisie | {
        "materiels-TOTAL_FORMS": "1", "materiels-0-titre": "La fiche",
        "materiels-0-adresse": "/fiches/",
    }  # fmt: skip
    reponse = equipe.post(page, votres)
    assert reponse.context["form"].differences == [
        Difference(
            "Intervenants et parrains",
            "Rôle\u00a0: Animation ; Organisme\u00a0: Ville de Val-Fictif ; "
            "Elle accepte d’être nommée ici\u00a0: Non",
            "",
        ),
        Difference("Documents", "", "Titre\u00a0: La fiche ; Adresse\u00a0: /fiches/"),
    ]
    assert "Deux versions se croisent" in texte(reponse)
    assert (evenement.intervenants.count(), evenement.materiels.count()) == (1, 0)

    assert (
        equipe.post(page, votres | {"version": "2"}).status_code == 302
    )  # a choice, both in sight
    assert (evenement.intervenants.count(), evenement.materiels.count()) == (0, 1)
    assert equipe.post(page, votres).status_code == 302  # late, but the same words


def test_hours_typed_over_a_day_without_hours_are_known_from_then_on(equipe):
    minuit = datetime(2023, 12, 6, 23, tzinfo=UTC)
    evenement = make_evenement(
        debut=minuit, fin=minuit + timedelta(hours=23, minutes=59), heure_connue=False,
        source="Présentation", places=None,
    )  # fmt: skip
    vus = []
    for champs in (
        {"jour": "2023-12-08", "de": "00:00", "a": "23:59"},  # another day, still without hours
        {"jour": "2023-12-08", "de": "10:00", "a": "11:30"},
    ):
        evenement.refresh_from_db()
        envoi = SAISIE | champs | {"version": str(evenement.version)}
        assert equipe.post(f"/agenda/equipe/{evenement.code}/modifier/", envoi).status_code == 302
        evenement.refresh_from_db()
        vus.append(format_evenement(evenement).replace("\u00a0", " "))
    assert vus == [
        "vendredi 8 décembre 2023",
        "vendredi 8 décembre 2023, de 10 h à 11 h 30 (heure de Paris)",
    ]


def test_a_full_event_says_what_its_list_does():
    evenement = make_evenement(places=1)
    make_inscription(evenement)
    page, inscrire = evenement.get_absolute_url(), f"{evenement.get_absolute_url()}inscription/"
    client = sign_in(make_personne("ada@exemple.fr"))
    for demande in (client.get(inscrire), Client().get(inscrire)):
        assert "place est prise" not in texte(demande)
        assert "dans la liste d’attente" in texte(demande)
    assert "elle est proposée à la première" in texte(client.get(page))
    Evenement.objects.update(ouverte_jusqu_a=timezone.now())
    lue = texte(client.get(page))
    assert ("C’est complet" in lue, "proposée à la première" in lue) == (True, False)


def test_a_replay_that_died_is_not_said_online():
    evenement = make_evenement(
        dans=timedelta(days=-1), replay_adresse="https://exemple.fr/r", replay_mort_le=DEBUT.date()
    )
    page = texte(Client().get("/agenda/"))
    assert ("Replay en ligne" in page, "Le replay ne répond plus" in page) == (False, True)
    assert [b.replay for b in count_evenements(evenement.edition, evenement.fin)] == [False]
