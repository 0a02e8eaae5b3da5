"""A family of purchases as a file."""

import io
from datetime import date

import docx
import msgspec
import pytest

from spaser.documents.corps import LectureTextes, parse_corps
from spaser.documents.document import Fiche, Paragraphe, read_mots, walk_sections
from spaser.documents.fiches import tell_origine, write_considerations
from spaser.documents.rendus import Forme, write_forme
from spaser.regles.considerations import load_considerations, load_regles

SITE, JOUR = "https://exemple.fr", date(2026, 11, 27)
LECTURE = LectureTextes(SITE, lambda texte: parse_corps(texte, SITE, JOUR))
FAMILLES = {famille.code: famille for famille in load_considerations()}


def _write(code):
    return write_considerations(
        FAMILLES[code],
        load_regles(),
        LECTURE,
    )


@pytest.mark.parametrize("code", FAMILLES)
def test_every_sentence_is_there_with_its_mark_and_its_fields(code):
    sections = [section for _, section in walk_sections(_write(code))]
    par_titre = {s.titre.replace("\u00a0", " ").replace("\u202f", " "): s for s in sections}

    for ligne in FAMILLES[code].leviers:
        blocs = par_titre[ligne.titre].blocs
        document, phrase, origine = (read_mots(b.contenu) for b in blocs[:3])
        assert ligne.document.libelle in document
        assert len(phrase) == len(ligne.phrase)
        assert origine.endswith("à faire relire.")
        assert isinstance(blocs[1], Paragraphe)
        assert blocs[1].en_avant
        assert isinstance(blocs[3], Fiche)
        assert len(blocs[3].champs) == 8
    assert sections[-1].titre == "Textes et exemples cités"
    assert sections[-1].blocs


def test_a_sentence_that_follows_another_names_it():
    nettoyage = {ligne.titre: ligne for ligne in FAMILLES["nettoyage"].leviers}
    heures = nettoyage["Des heures d’insertion, calculées sur le personnel nouvellement affecté"]

    assert tell_origine(heures) == (
        "Rédaction adaptée de « Inserpropre, clause d’insertion adaptée à la propreté », "
        "à faire relire."
    )
    assert tell_origine(nettoyage["Le travail en journée"]) == (
        "Rédaction proposée, à faire relire."
    )


def test_a_word_file_holds_the_blanks_to_fill_in():
    word = docx.Document(io.BytesIO(write_forme(_write("nettoyage"), Forme.DOCX)))
    textes = [p.text for p in word.paragraphs]
    forts = [r.text for p in word.paragraphs for r in p.runs if r.bold and "à compléter" in r.text]

    assert any("Le titulaire réserve à des personnes éloignées de l’emploi" in t for t in textes)
    assert "[à compléter\u00a0: nombre]" in forts


def test_a_text_may_outlive_the_facts_that_it_cites():
    famille = FAMILLES["travaux"]
    leviers = tuple(
        msgspec.structs.replace(ligne, faits=("RIEN-9", *ligne.faits), modele="RIEN-9")
        for ligne in famille.leviers
    )
    autre = msgspec.structs.replace(famille, leviers=leviers)

    ecrite = write_considerations(autre, load_regles(), LECTURE)

    assert tell_origine(leviers[0]) == "Rédaction proposée, à faire relire."
    assert "RIEN-9" not in str(ecrite)
    assert str(ecrite).count("Lien(") == str(_write("travaux")).count("Lien(")
