"""The review of an edition says what was counted, by whom, and nothing that was not."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import msgspec
import pptx
import pytest
from django.db import connection
from django.utils import timezone
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from spaser.documents.corps import LectureTextes
from spaser.documents.editions import write_sections_bilan
from spaser.regles.editions import Mesures, Seance, count_edition, load_editions
from spaser.regles.lecons import load_modules
from spaser.site.equipe.revue_editions import check_edition, read_mesures
from spaser.site.portail.models import Avis
from spaser.site.registre.models import Depot
from spaser.site.rencontres.models import CompteDuJour, Evenement, Inscription, Questionnaire

pytestmark = pytest.mark.django_db

DEUX, UNE = load_editions()
MODULE = load_modules()[0].code
JOUR = date(2026, 11, 27)
_ECRIT = dict.fromkeys(("cree_le", "modifie_le"), datetime(2026, 1, 1, tzinfo=UTC))


def read(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", unescape(reponse.text))


def test_files_say_nothing_that_is_refused_to_the_team():
    assert {e.code: check_edition(e, JOUR) for e in (UNE, DEUX)} == {
        "edition-1": [],
        "edition-2": [],
    }


def test_the_second_edition_is_told_with_its_sources_and_no_person(client):
    page = read(client, "/bilan/edition-2/")

    assert page.count("<h1") == 1
    assert "Entre 150 et 200" in page
    assert "Entre 60 et 90" in page
    assert page.count("D’après le support de la session du 2 juillet 2024") == 3
    assert 'href="/obligations/sources/MISSION-BILAN-2024/"' in page
    for fonction in (
        "Chef de projet Mutualisation des achats, Vallée Sud-Grand Paris",
        "Responsable du secteur Appels d’offres, Arte",
        "Responsable de missions transverses auprès du DGA Ressources, Havre Seine Métropole",
        "construit avec l’appui de make sense",
    ):
        assert fonction in page
    assert "Bordeaux Métropole" in page
    # neither a person, nor a zero
    assert not re.search(r"Cros|Elouajidi|Billet|Bourtayre|Champion", page, re.IGNORECASE)
    assert not re.search(r"<td>(<strong>)?0\b", page)
    assert "Sans donnée sur ce site : webinaires, inscriptions aux webinaires," in page


def test_what_is_not_known_of_the_first_edition_is_said(client):
    page = read(client, "/bilan/edition-1/")

    assert "Dates non connues" in page
    assert "Nantes Métropole" in page
    assert "Le webinaire du 7 décembre 2023 ouvre" in page
    assert "Les dates de cette édition ne sont pas connues" in page


def test_editions_are_listed_the_latest_first_and_another_is_not_found(client):
    page = read(client, "/bilan/")

    assert re.findall(r'href="/bilan/(edition-\d)/"', page) == ["edition-2", "edition-1"]
    assert 'href="/bilan/acheteurs/"' in page
    assert client.get("/bilan/edition-9/").status_code == 404
    assert client.get("/bilan/edition-9/bilan.pdf").status_code == 404


@pytest.mark.longue
@pytest.mark.longue
def test_it_is_taken_away_as_a_file_and_as_slides(client):
    octets = client.get("/bilan/edition-2/bilan.pdf").content
    lecteur = PdfReader(io.BytesIO(octets))
    # The checker reads one profile at a time: the declaration of the other one is blanked.
    seul = re.sub(rb"<(pdfaid:\w+)>[^<]*</\1>", lambda lu: b" " * len(lu[0]), octets)
    rapport = validate_pdf_bytes(seul)
    texte = " ".join(page.extract_text() for page in lecteur.pages)
    diapos = pptx.Presentation(io.BytesIO(client.get("/bilan/edition-2/bilan.pptx").content)).slides
    titres = [diapo.shapes.title.text for diapo in diapos]
    mots = " ".join(f.text_frame.text for d in diapos for f in d.shapes if f.has_text_frame)

    assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert (rapport.profile, rapport.failures) == (ValidationProfile.PDF_UA_1, [])
    assert "Entre 150 et 200" in texte
    assert titres[0].replace("\u00a0", " ") == "Bilan du parcours : deuxième édition"
    assert len(titres) == len(set(titres))
    assert "entre 60 et 90. D’après le support" in mots.replace("\u00a0", " ")


def test_bodies_that_agreed_here_or_elsewhere_are_named_once_under_one_heading():
    edition = msgspec.structs.replace(UNE, participants=("Ville de Brest", "École du Nord"))
    mesures = Mesures(jour=JOUR, organismes=("VILLE DE BREST", "Caen"))
    lecture = LectureTextes("https://exemple.fr", lambda _texte: ())

    for diapositives in (False, True):
        sections = write_sections_bilan(edition, mesures, lecture, diapositives=diapositives)
        (dits,) = [s.blocs for s in sections if s.titre == "Ils ont participé"]
        (bloc,) = dits
        assert bloc.contenu.partition("nommés")[2].strip(" :\u00a0") == (
            "Caen, École du Nord, VILLE DE BREST."
        )


def _make(code, jours, *, nature="webinaire", source="", **champs):
    debut = datetime(2024, 3, 5, 9, tzinfo=UTC) + timedelta(days=jours)
    return Evenement.objects.create(
        code=code, titre=code, nature=nature, debut=debut, fin=debut + timedelta(hours=1),
        edition=champs.pop("edition", "edition-2"), etat=champs.pop("etat", "publie"),
        source=source, **champs,
    )  # fmt: skip


def _register(evenement, etats, presents):
    for rang, (etat, present) in enumerate(zip(etats, presents, strict=True)):
        Inscription.objects.create(
            evenement=evenement, courriel=f"p{rang}@exemple.fr", etat=etat, present=present,
            taille=2 if rang == 0 else 1, demandee_le=timezone.now(),
        )  # fmt: skip


def test_the_review_equals_a_recount_of_the_base():
    inscrite, attente = "inscrite", "en_attente"
    _register(_make("w1", 0), [inscrite] * 3 + [attente], [True, True, False, None])
    _register(_make("w2", 30, replay_adresse="https://exemple.fr/r"), [inscrite] * 2, [None] * 2)
    _make("w0", -60, source="Support du 2 juillet 2024")
    _register(_make("a1", 40, nature="atelier"), [inscrite, "desistee"], [True, None])
    _make("a2", 50, nature="atelier", etat="annule")
    _make("autre", 10, edition="edition-3")
    _make("brouillon", 10, etat="brouillon")
    for jour, etat, nature in (
        ("2023-11-01", "publie", "nouveau"),  # before
        ("2023-12-07", "publie", "nouveau"),
        ("2024-07-02", "soumis", "edition"),
        ("2024-07-02", "publie", "correction"),
        ("2024-07-03", "publie", "nouveau"),  # after
        (None, "brouillon", "nouveau"),
    ):
        soumis_le = jour and datetime.fromisoformat(f"{jour}T21:30:00+00:00")
        Depot.objects.create(etat=etat, nature=nature, soumis_le=soumis_le, **_ECRIT)
    for jour, utile in (("2024-01-01", True), ("2024-01-02", False), ("2025-01-01", True)):
        Avis.objects.create(reponse="duree", jour=jour, utile=utile)

    for jour, compte, nombre in (
        ("2023-12-06", "commence", 9),
        ("2023-12-07", "commence", 2),
        ("2024-07-02", "commence", 1),
        ("2024-07-02", "termine", 1),
    ):
        CompteDuJour.objects.create(sujet=MODULE, compte=compte, jour=jour, nombre=nombre)

    lues = {
        ligne.quoi: (ligne.valeur, ligne.sur) for ligne in count_edition(read_mesures(DEUX, JOUR))
    }

    assert lues == {
        "Webinaires": (_ask(_SEANCES.format("webinaire")), ""),
        "Inscriptions aux webinaires": (_ask(_PLACES.format("webinaire")), "2 webinaires"),
        "Présences aux webinaires": (_ask(_PRESENTS.format("webinaire")), "1 webinaire"),
        "Ateliers": (_ask(_SEANCES.format("atelier")), ""),
        "Inscriptions aux ateliers": (_ask(_PLACES.format("atelier")), "1 atelier"),
        "Présences aux ateliers": (_ask(_PRESENTS.format("atelier")), "1 atelier"),
        "Replays en ligne": (_ask(_REPLAYS), "4 événements"),
        "Modules commencés": (_ask(_MODULES), ""),
        "Modules terminés": (_ask(_MODULES.replace("commence", "termine")), ""),
        "Schémas déposés au registre": (_ask(_DEPOTS), ""),
        "Réponses de la foire aux questions jugées utiles": (_ask(_UTILES), "2 avis"),
    }
    assert [lues[f"{q} aux webinaires"][0] for q in ("Inscriptions", "Présences")] == ["7", "3"]
    assert lues["Schémas déposés au registre"][0] == "2"
    assert [lues[q][0] for q in ("Replays en ligne", "Modules terminés")] == ["1", "1"]
    assert lues["Réponses de la foire aux questions jugées utiles"][0] == "1"


_SEANCES = (
    "SELECT count(*) FROM agenda_evenement"
    " WHERE edition = 'edition-2' AND etat = 'publie' AND nature = '{}'"
)
_DES_INSCRITES = (
    " FROM agenda_inscription i JOIN agenda_evenement e ON e.id = i.evenement_id"
    " WHERE e.edition = 'edition-2' AND e.etat = 'publie' AND e.nature = '{}'"
    " AND i.etat = 'inscrite'"
)
_PLACES = f"SELECT sum(i.taille){_DES_INSCRITES}"
_PRESENTS = f"SELECT sum(i.taille){_DES_INSCRITES} AND i.present"
_DEPOTS = (
    "SELECT count(*) FROM registre_depot WHERE etat <> 'brouillon' AND nature <> 'correction'"
    " AND soumis_le >= '2023-12-06 23:00' AND soumis_le < '2024-07-02 22:00'"
)


_MODULES = (
    "SELECT sum(nombre) FROM formation_comptedujour WHERE compte = 'commence'"
    " AND jour BETWEEN '2023-12-07' AND '2024-07-02'"
)


_REPLAYS = (
    "SELECT count(*) FROM agenda_evenement WHERE edition = 'edition-2' AND etat = 'publie'"
    " AND replay_adresse <> '' AND replay_mort_le IS NULL"
)
_UTILES = "SELECT count(*) FROM faq_avis WHERE utile AND jour BETWEEN '2023-12-07' AND '2024-07-02'"


def _ask(requete):
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return str(curseur.fetchone()[0])


def test_what_people_answered_stands_with_its_number_and_their_words_with_their_consent(client):
    question = {"code": "q", "enonce": "Utile ?", "nature": "echelle_5", "satisfaction": True}
    questionnaire = Questionnaire.objects.create(
        code="q", titre="Après le webinaire", moment="webinaire", edition="edition-2", ouvre_le=JOUR
    )
    version = questionnaire.versions.create(numero=1, questions=[question])
    for note in [1, 2, 3, 4, 5, 5] * 5:
        version.reponses.create(comptee=True, valeurs={"q": note})
    ecrits = (
        ("Très utile.", True, "publie"),
        ("Non lu.", True, "a_lire"),
        ("Non.", False, "publie"),
    )
    for texte, publiable, etat in ecrits:
        version.commentaires.create(
            question="t", texte=texte, publiable=publiable, etat=etat, fonction="Acheteuse",
            comptee=True,
        )  # fmt: skip
    page = read(client, "/bilan/edition-2/")

    assert "<td>3,3 sur 5</td><td>1,5</td><td>30</td>" in page
    assert "« Très utile. »</em> Acheteuse." in page
    assert "Non lu." not in page
    assert "« Non. »" not in page


def test_what_is_to_come_is_not_counted_and_a_register_too_young_says_nothing():
    _make("w1", 0)
    Depot.objects.create(etat="publie", soumis_le=datetime(2026, 1, 1, tzinfo=UTC), **_ECRIT)

    avant = read_mesures(DEUX, date(2024, 3, 4))
    apres = read_mesures(DEUX, JOUR)

    assert (avant.seances, [s.jour for s in apres.seances]) == ((), [date(2024, 3, 5)])
    assert apres.depots is None
    assert read_mesures(UNE, JOUR) == Mesures(jour=JOUR)


def test_what_is_on_now_is_not_past_yet():
    maintenant = timezone.now()
    for code, heures in (("passe", -3), ("en-cours", -1), ("ce-soir", 1)):
        evenement = _make(code, 0)
        evenement.debut = maintenant + timedelta(hours=heures)
        evenement.fin = evenement.debut + timedelta(hours=2)
        evenement.save()

    lues = read_mesures(DEUX, timezone.localdate()).seances
    assert [seance.titre for seance in lues] == ["passe"]


@pytest.mark.parametrize(
    ("seances", "attendu"),
    [
        ([], ["", "", ""]),
        ([(None, None)], ["1", "", ""]),
        ([(0, None)], ["1", "0", ""]),  # somebody opened it here, and nobody came
        ([(12, 9), (None, None), (8, None)], ["3", "20", "9"]),
    ],
)
def test_what_nobody_counted_has_no_value(seances, attendu):
    faites = tuple(Seance("s", False, JOUR, i, p, False) for i, p in seances)
    lignes = count_edition(Mesures(jour=JOUR, seances=faites))
    assert [ligne.valeur for ligne in lignes[:3]] == attendu
