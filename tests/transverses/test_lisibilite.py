"""What the site explains can be read by somebody who is not a lawyer.

Advice on plain French asks for fifteen to twenty words a sentence, and none above thirty. Words of
the law (facts), sentences to copy into a contract and titles of the programme are left out.
"""

from pathlib import Path

import pytest

from spaser.regles.aides import load_actualites, load_appuis, load_glossaire
from spaser.regles.considerations import load_considerations, load_regles
from spaser.regles.editorial import load_faq
from spaser.regles.parcours import load_fiches, load_parcours
from spaser.regles.pratiques import load_pratiques
from tests.outils.lisibilite import count_syllabes, list_mots, measure, split_phrases

MOYENNE_MAX = 18  # words a sentence, in one text
MOTS_MAX = 30
MOTS_MAX_GUIDE = 40  # the guide lists what a screen shows
SCORE_MIN = 55  # of Kandel and Moles: « assez facile » begins at 50
GUIDE = Path("docs/guide")


def _list_leviers(famille):
    leviers = famille.leviers
    return [t for x in leviers for t in (x.pourquoi, x.preuve, x.penalite, x.piege)]


TEXTES = {
    **{f"faq {r.code}": r.textes for r in load_faq()},
    **{f"fiche {f.code}": (f.resume, *f.textes) for f in load_fiches()},
    **{f"parcours {e.code}": (e.duree, *e.textes) for e in load_parcours()},
    **{
        f"famille {f.code}": (f.resume, f.objet, f.besoin, f.loi, *_list_leviers(f))
        for f in load_considerations()
    },
    **{f"levier {r.code}": (r.texte,) for r in load_regles()},
    **{f"pratique {p.code}": p.textes for p in load_pratiques()},
    **{f"actualité {a.code}": (a.texte,) for a in load_actualites()},
    "appuis": tuple(
        t for a in load_appuis() for t in (a.resume, a.note, a.demarche, *a.donne, *a.ne_donne_pas)
    ),
    "glossaire": tuple(terme.definition for terme in load_glossaire()),
}
PAGES = {page.name: (page.read_text(encoding="utf-8"),) for page in sorted(GUIDE.glob("*.md"))}


def _list_durs(textes, maximum):
    """Tell each text that is too hard, and the sentence to cut."""
    for nom, lus in textes.items():
        mesure = measure(*lus)
        if mesure.maximum > maximum:
            yield f"{nom} : une phrase de {mesure.maximum} mots : « {mesure.longue} »"
        if mesure.moyenne > MOYENNE_MAX:
            yield f"{nom} : {mesure.moyenne:.1f} mots par phrase, en moyenne"
        if mesure.score < SCORE_MIN:
            yield f"{nom} : score {mesure.score:.0f}"


def test_what_the_programme_explains_is_written_in_plain_french():
    assert len(TEXTES) > 50
    assert [*_list_durs(TEXTES, MOTS_MAX)] == []


def test_the_guide_is_written_in_plain_french():
    assert len(PAGES) > 30
    assert [*_list_durs(PAGES, MOTS_MAX_GUIDE)] == []


@pytest.mark.parametrize(
    ("mot", "syllabes"),
    [
        ("achat", 2), ("commune", 2), ("marché", 2), ("européen", 4), ("écoles", 2),
        ("considération", 5), ("création", 3), ("client", 2), ("l’achat", 2), ("pays", 2),
        ("2026", 1), ("ESUS", 2), ("document", 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_about_right(mot, syllabes):
    assert count_syllabes(mot) == syllabes


def test_a_sentence_ends_at_its_point_its_line_or_its_cell():
    texte = (
        "Un titre | Deux\n\nOuvrez [la page](/a/) [[CCP-L2111-3]]. Elle dit « Oui. » Puis lisez\n"
        "la suite\u00a0!\n- un point\n- deux points\n\n3,5 % de 1.500 marchés."
    )

    assert split_phrases(texte) == [
        "Un titre", "Deux", "Ouvrez la page.", "Elle dit « Oui. »", "Puis lisez la suite !",
        "un point", "deux points", "3,5 % de 1.500 marchés.",
    ]  # fmt: skip


def test_the_score_is_that_of_its_formula():
    mesure = measure("Le chat dort. La commune achète.")

    assert (mesure.phrases, mesure.mots, mesure.syllabes) == (2, 6, 8)
    assert mesure.score == pytest.approx(207 - 1.015 * 3 - 73.6 * 8 / 6)
    assert list_mots("l’achat : 3 %") == ["l’achat", "3"]
