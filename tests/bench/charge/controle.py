"""Looks at what a site holds after the drill: `python -m tests.bench.charge.controle MARQUES.json`.

The file gives the marks of what was acknowledged; what is missing, doubled or stuck comes as JSON.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import django
import msgspec

_SIGNE = "spaser.site.socle.fichiers.give_sign_of_life"  # asked for every minute
_MARQUE = re.compile(r"marque \d+-\d+\.")


class Constat(msgspec.Struct):
    """What was found of them, and of the base."""

    perdues: list[str]
    doubles: list[str]
    integrite: str  # empty when all is well
    taches: dict[str, int]  # neither done nor failed, by name
    echouees: dict[str, int]
    fichiers: dict[str, int]  # of contracts, by state
    muets: list[str] = []  # those that stopped on their way, without a word of it


def main() -> None:
    """Look at the site of the settings."""
    django.setup()
    marques = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=list[str])
    sys.stdout.buffer.write(msgspec.json.encode(_look(marques)))


def _look(marques: list[str]) -> Constat:
    # Models are read once Django has its settings.
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from spaser.site.chiffres.models import EN_COURS, FichierMarches, Geste  # noqa: PLC0415
    from spaser.site.plan.models.actions import Action  # noqa: PLC0415

    gardees = Counter[str]()
    for lignes, champ in (
        (Geste.objects, "justification"),
        (Action.objects, "titre"),
        (FichierMarches.objects, "fichier__nom"),
    ):
        gardees.update(_MARQUE.findall("\n".join(lignes.values_list(champ, flat=True))))
    taches = DBTaskResult.objects
    vives = taches.filter(status__in=("READY", "RUNNING")).exclude(task_path=_SIGNE)
    fichiers = FichierMarches.objects.select_related("fichier")
    arretes = [f for f in fichiers.filter(etat__in=EN_COURS) if f.probleme]
    suivis = {vive.args_kwargs["kwargs"].get("numero") for vive in vives}
    return Constat(
        perdues=[dite for dite in marques if not gardees[dite]],
        doubles=[nom for nom, fois in gardees.items() if fois > 1],
        integrite=_check_base(),
        taches=Counter(vives.values_list("task_path", flat=True)),
        echouees=Counter(taches.filter(status="FAILED").values_list("task_path", flat=True)),
        fichiers=Counter(f"{f.etat}, mis de côté" if f in arretes else f.etat for f in fichiers),
        muets=[
            f.fichier.nom
            for f in fichiers.filter(etat__in=EN_COURS)
            if f not in arretes and f.pk not in suivis and f.fichier.etat == "sain"
        ],
    )


def _check_base() -> str:
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        connection.check_constraints()
        if connection.vendor == "sqlite":
            with connection.cursor() as curseur:
                lignes = curseur.execute("PRAGMA integrity_check").fetchall()
            return "" if lignes == [("ok",)] else str(lignes[:3])
    except DatabaseError as erreur:
        return str(erreur)
    return ""


if __name__ == "__main__":
    main()
