"""The program that supervises the processes of the site; it loads none of the site's code.

A command that has checked everything becomes this program (`run_services`): same process, less
memory.
"""

import sys

import msgspec

from spaser.cli.application import tell_erreur
from spaser.cli.console import tell
from spaser.site.config.supervision import Service, Superviseur


class Mission(msgspec.Struct, frozen=True):
    """The supervisor's orders: services, what they inherit, what to say once ready and last."""

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
