"""What a file brought and no form shows: it stays with its line, and follows what is removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

type Ligne = dict[str, Any]


def champ_code() -> forms.CharField:
    """Carry, unseen, the code by which the rest of the file cites a line."""
    champ = forms.CharField(required=False, empty_value=None, max_length=40)
    champ.widget = forms.HiddenInput()
    return champ


def keep_reste(lignes: list[Ligne], avant: list[Ligne], montres: Collection[str]) -> list[Ligne]:
    """Give each line back what its form does not show: found by its code, else by its name."""
    par_code = {ligne["code"]: ligne for ligne in avant if "code" in ligne}
    par_nom = {ligne.get("intitule"): ligne for ligne in avant if "code" not in ligne}
    reste: list[Ligne] = []
    for ligne in lignes:
        code = ligne.get("code")
        ancienne = par_code.get(code, {}) if code else par_nom.get(ligne.get("intitule"), {})
        reste.append({n: v for n, v in ancienne.items() if n not in montres} | ligne)
    return reste


def drop_liens_morts(schema: Ligne) -> None:
    """Forget links to an axis or a target that was removed: nothing leads nowhere."""
    axes, objectifs = (_read_codes(schema.get(nom, ())) for nom in ("axes", "objectifs"))
    for ligne in (*schema.get("objectifs", ()), *schema.get("actions", ())):
        if ligne.get("code_axe", "") not in axes:
            ligne.pop("code_axe", None)
        if restent := [code for code in ligne.get("objectifs", ()) if code in objectifs]:
            ligne["objectifs"] = restent
        else:
            ligne.pop("objectifs", None)


def _read_codes(lignes: Iterable[Ligne]) -> set[str]:
    return {ligne["code"] for ligne in lignes if "code" in ligne}
