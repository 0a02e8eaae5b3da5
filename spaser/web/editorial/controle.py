"""What keeps the texts of any kind from their second reader."""

from __future__ import annotations

import re
from typing import Final

from django.urls import Resolver404, resolve

from spaser.documents.corps import find_inconnus, list_liens
from spaser.web.editorial.images import find_images_inconnues

_WEB: Final = re.compile(r"https?://[^\s<>\"]+")


def check_textes(*textes: str) -> list[str]:
    """List, in French, the citations of facts that do not exist and the links that lead nowhere."""
    fautes = [
        f"«\u00a0{signe}\u00a0» ne désigne aucun des textes et chiffres du site\u00a0: corrigez."
        for signe in find_inconnus(*textes)
    ]
    fautes += [
        f"«\u00a0![[{code}]]\u00a0» n’est aucune des images gardées\u00a0: ajoutez-la d’abord."
        for code in find_images_inconnues(*textes)
    ]
    fautes += [
        f"«\u00a0{adresse}\u00a0» n’est pas une page du site\u00a0: corrigez ce lien."
        for adresse in list_liens(*textes)
        if adresse.startswith("/") and not _leads(adresse)
    ]
    return fautes


def check_adresses(*adresses: str) -> list[str]:
    """List, in French, the addresses that are neither a page of the site nor one of the web."""
    fautes = []
    for adresse in adresses:
        if adresse.startswith("/"):
            sure = not adresse.startswith("//") and _leads(adresse)
        else:
            sure = bool(_WEB.fullmatch(adresse))
        if not sure:
            fautes.append(
                f"«\u00a0{adresse}\u00a0» n’est ni une page du site, ni une adresse en "
                "https\u00a0: corrigez-la."
            )
    return fautes


def _leads(adresse: str) -> bool:
    try:
        resolve(adresse.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    return True
