"""The program that watches over the site's processes: none of the site itself is loaded in it.

A command that has checked all becomes this one (`run_services`): the same process, made light.
"""

from __future__ import annotations

import sys

import msgspec

from spaser.cli.console import tell
from spaser.cli.groupe import tell_erreur
from spaser.web.serveur.supervision import Service, Superviseur


class Mission(msgspec.Struct, frozen=True):
    """What to keep alive, what to hand to it, what to say once all is ready and at the end."""

    services: list[Service]
    descripteurs: tuple[int, ...] = ()
    lignes: tuple[str, ...] = ()
    fin: str = ""


def main() -> int:
    """Keep the processes alive until a signal; return the code to leave with."""
    with open(int(sys.argv[1]), "rb") as recue:  # noqa: PTH123 - a pipe has no path
        mission = msgspec.json.decode(recue.read(), type=Mission)
    superviseur = Superviseur(
        mission.services,
        tell=tell,
        descripteurs=mission.descripteurs,
        announce=lambda: tell("\n".join(mission.lignes)),
    )
    if not superviseur.run():
        return tell_erreur(
            "Le site n’a pas pu rester en marche.",
            "La raison est écrite plus haut. Les réglages : docs/exploitation/reglages.md.",
        )
    if mission.fin:
        tell(mission.fin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
