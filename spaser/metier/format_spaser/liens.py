"""Links of a sheet put together or edited: each leads somewhere, and nothing known is lost.

A part may come from a file, another from a form, a third from a space: what one cites, another may
have renamed or taken out. `coherence` says what a file must hold; here it is made to.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any, Final

type Objet = dict[str, Any]

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")  # as the schema says


def close_liens(schema: Objet) -> None:
    """Make the links of a sheet hold, in place.

    An axis that was renamed is named so where it is cited; one that is gone, or a target, is cited
    no more. An indicator that is cited without being described is, by its code.
    """
    for objet in (*schema.get("objectifs", ()), *schema.get("actions", ())):
        _close_axe(objet, schema.get("axes", ()))
    objectifs = _read_codes(schema, "objectifs")
    for action in schema.get("actions", ()):
        if "objectifs" in action:
            _set(action, "objectifs", [code for code in action["objectifs"] if code in objectifs])
    _describe_indicateurs(schema)


def _close_axe(objet: Objet, axes: list[Objet] | tuple[()]) -> None:
    """Link to the axis that is named, else name the one that is linked."""
    code = objet.get("code_axe")
    if code is None:
        return
    cite = next((axe for axe in axes if axe.get("code") == code), None)
    if cite and objet.get("axe", cite["intitule"]) == cite["intitule"]:
        return
    nomme = next((axe for axe in axes if axe["intitule"] == objet.get("axe")), None)
    if nomme or cite is None:
        _set(objet, "code_axe", nomme.get("code") if nomme else None)
    else:
        objet["axe"] = cite["intitule"]


def _describe_indicateurs(schema: Objet) -> None:
    """Describe what is cited; 1.0 let a name stand where 1.1 asks for a code."""
    indicateurs = [*schema.get("indicateurs", ())]
    for objet in (*schema.get("objectifs", ()), *schema.get("actions", ())):
        if cites := objet.get("indicateurs"):
            codes = [_find_code(cite, indicateurs) for cite in cites]
            objet["indicateurs"] = list(dict.fromkeys(codes))
    _set(schema, "indicateurs", indicateurs)


def _find_code(cite: str, indicateurs: list[Objet]) -> str:
    """Return the code of an indicator that is cited, described here if it was not."""
    codes = {indicateur.get("code"): indicateur for indicateur in indicateurs}
    noms: dict[str, str | None] = {
        indicateur["intitule"]: indicateur.get("code") for indicateur in indicateurs
    }
    if cite in codes:
        return cite
    if connu := noms.get(cite):
        return connu
    libres = (f"I-{rang}" for rang in count(1))
    code = cite if _CODE.fullmatch(cite) else next(c for c in libres if c not in codes)
    indicateurs.append({"intitule": cite, "code": code})
    return code


def _read_codes(schema: Objet, nom: str) -> set[str]:
    return {objet["code"] for objet in schema.get(nom, ()) if "code" in objet}


def _set(objet: Objet, nom: str, valeur: object) -> None:
    """Write a field, or leave it out: what says nothing is not in a file."""
    if valeur:
        objet[nom] = valeur
    else:
        objet.pop(nom, None)
