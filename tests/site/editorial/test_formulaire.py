"""The page that writes a duty: whatever it does not change comes back as it was."""

import pytest
from django.http import QueryDict

from spaser.regles.obligations import load_obligations
from spaser.site.editorial.genre_obligation import OBLIGATIONS
from spaser.site.editorial.views import Page

AUTOUR = {"version": 0, "effet_le": "2026-11-24", "motif": "Rien."}


def send(page):
    """Return what a browser sends of a page left untouched."""
    envoi = QueryDict(mutable=True)
    for formulaire in (page.form, *(ligne for r in page.repetitions for ligne in r.lignes)):
        for champ in formulaire:
            valeur = champ.value()
            valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
            envoi.setlist(champ.html_name, ["" if v is None else str(v) for v in valeurs])
    for repetition in page.repetitions:
        nom, nombre = repetition.liste.nom, len(repetition.lignes.forms)
        envoi[f"{nom}-TOTAL_FORMS"] = envoi[f"{nom}-INITIAL_FORMS"] = str(nombre)
    return envoi


@pytest.mark.parametrize("obligation", load_obligations(), ids=lambda o: o.code)
def test_a_text_left_untouched_comes_back_the_same(obligation):
    envoi = send(Page(OBLIGATIONS, obligation, AUTOUR))
    page = Page(OBLIGATIONS, obligation, AUTOUR, envoi)

    assert page.is_valid(), page.erreurs
    assert page.read().contenu == obligation
