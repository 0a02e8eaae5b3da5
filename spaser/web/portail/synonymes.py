"""What words of the search stand for one another, as the programme team edits them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from spaser.lettres import fold_mots
from spaser.metier.synonymes import Synonymes, load_synonymes
from spaser.web.editorial.champs import UN_PAR_LIGNE, ChampLignes, FormContenu
from spaser.web.editorial.genres import Genre
from spaser.web.editorial.selectors import read_contenus
from spaser.web.socle.formulaires import Texte

_FORMES_MIN: Final = 2


class FormSynonymes(FormContenu):
    titre = Texte("Ce que ces mots désignent", requis="Nommez ce qu’ils désignent.", max_length=150)
    formes = ChampLignes(
        "Les mots",
        rows=8,
        aide=f"{UN_PAR_LIGNE} Des mots ou de courtes expressions, au singulier. Qui cherche l’un "
        "trouvera aussi les autres ; les accents et les pluriels ne comptent pas.",
        requis="Donnez au moins deux mots.",
    )


def read_synonymes(jour: date) -> tuple[Synonymes, ...]:
    return read_contenus(SYNONYMES, jour)


def find_lacunes(synonymes: Synonymes, _jour: date) -> list[str]:
    comptes = Counter(map(fold_mots, synonymes.formes))
    lacunes = []
    if len(comptes) < _FORMES_MIN:
        lacunes.append("Donnez au moins deux mots différents\u00a0: un seul n’a pas de synonyme.")
    lacunes += [f"«\u00a0{mot}\u00a0» est donné deux fois." for mot, n in comptes.items() if n > 1]
    return lacunes


def _render(synonymes: Synonymes, _jour: date) -> SafeString:
    return format_html(
        "<h3>{}</h3><p>Qui cherche l’un de ces mots trouve aussi les autres&nbsp;: {}.</p>",
        synonymes.titre,
        ", ".join(synonymes.formes),
    )


def _list_pages(synonymes: Synonymes) -> list[tuple[str, str]]:
    demande = urlencode({"q": synonymes.formes[0]}) if synonymes.formes else ""
    return [("Chercher sur le site", f"{reverse('recherche:page')}?{demande}")]


def _start(code: str) -> Synonymes:
    return Synonymes(code=code, titre="", formes=())


SYNONYMES: Final = Genre(
    code="synonymes",
    titre="Synonymes de la recherche",
    un="un groupe de synonymes",
    forme=Synonymes,
    load=load_synonymes,
    form=FormSynonymes,
    render=_render,
    pages=_list_pages,
    check=find_lacunes,
    start=_start,
)
