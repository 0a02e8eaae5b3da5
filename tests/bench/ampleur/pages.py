"""Asks for each address of a site as who may do most there; says what each answer costs.

    python -m tests.bench.ampleur.pages PART RESULTAT.json

fills the site of the settings, then measures it in this very process.
"""

import signal
import sys
import time
from pathlib import Path

import django
import msgspec

PATIENCE, LENT = 30, 3  # seconds of processor: to give up, not to ask again


class Mesure(msgspec.Struct):
    """What one address took: milliseconds of processor, on the clock, questions, bytes."""

    vue: str
    adresse: str
    personne: str
    statut: int
    processeur: float
    attente: float
    requetes: int
    octets: int
    panne: str = ""


def main():
    """Fill, measure, write."""
    django.setup()
    part, resultat = float(sys.argv[1]), Path(sys.argv[2])
    tables, mesures = measure(part)
    resultat.write_bytes(msgspec.json.encode({"tables": tables, "pages": mesures}))


def measure(part):
    # Models are read once Django has its settings.
    from django.test import Client, override_settings  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from tests.bench.ampleur.terrain import grow  # noqa: PLC0415
    from tests.transverses.site.exemples import find_arguments, make_exemples  # noqa: PLC0415
    from tests.transverses.site.marche import uncopied  # noqa: PLC0415
    from tests.transverses.site.monde import make_monde  # noqa: PLC0415
    from tests.transverses.site.visites import REGLAGES  # noqa: PLC0415
    from tests.transverses.site.vues import list_vues  # noqa: PLC0415

    setup_test_environment()
    signal.signal(signal.SIGPROF, give_up)
    with override_settings(**REGLAGES), uncopied():
        monde = make_monde()
        exemples = make_exemples(monde, monde.maison)
        make_voisines(int(100 * part))
        tables = grow(part)
        client = Client(raise_request_exception=False)
        mesures = []
        for vue in list_vues():
            adresse = vue.address(find_arguments(vue, exemples))
            personne = find_lecteur(vue, adresse, monde)
            if personne is not None:
                mesures.append(ask(client, vue.nom, adresse, personne))
                sys.stderr.write(f"{mesures[-1].processeur:8.0f} ms {adresse}\n")
        return tables, mesures


def give_up(*_):
    """Stop a page that does not end."""
    raise TimeoutError(f"more than {PATIENCE} s of processor")


def make_voisines(nombre):
    """Open so many other organisations, among the buyers of the store."""
    from django.conf import settings  # noqa: PLC0415

    from spaser.moteur.entrepot.lecture import open_entrepot  # noqa: PLC0415
    from spaser.site.organisations.models import Organisation  # noqa: PLC0415
    from tests.site.organisations.fabrique import make_membre, make_organisation  # noqa: PLC0415

    pris = set(Organisation.objects.values_list("siren", flat=True))
    with open_entrepot(settings.ENTREPOT) as ouvert:
        sirens = [a.siren for a in ouvert.list_acheteurs(nombre + 10) if a.siren not in pris]
    for siren in sirens[:nombre]:
        make_membre(make_organisation(siren, f"Commune fictive {siren}"), "redaction")


def find_lecteur(vue, adresse, monde):
    """Return who is let in: the administration if it may, else the first one."""
    from tests.transverses.site.regles import expect  # noqa: PLC0415
    from tests.transverses.site.visites import Visite  # noqa: PLC0415

    admises = [
        personne
        for personne in monde.personnes
        if expect(Visite(vue, personne, "GET", adresse)) == "admise"
    ]
    return next((p for p in admises if p.nom == "administration"), next(iter(admises), None))


def ask(client, vue, adresse, personne):
    """Read an address twice, and keep the second: a site has answered others before.

    One that takes more than `PATIENCE` is stopped, and said to break.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.transverses.site.marche import undone  # noqa: PLC0415

    client.cookies.clear()
    if personne.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = personne.session
    requetes = []

    def note(execute, sql, params, many, context):
        requetes.append(sql)
        return execute(sql, params, many, context)

    for _ in range(2):
        requetes.clear()
        debut, depuis = time.process_time(), time.perf_counter()
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        with undone(), connection.execute_wrapper(note):
            reponse = client.get(adresse, secure=True)
            octets = len(reponse.getvalue())
        signal.setitimer(signal.ITIMER_PROF, 0)
        processeur, attente = time.process_time() - debut, time.perf_counter() - depuis
        if processeur > LENT:
            break
    return Mesure(
        vue, adresse, personne.nom, reponse.status_code,
        round(processeur * 1000, 1), round(attente * 1000, 1), len(requetes), octets,
        repr(reponse.exc_info[1])[:300] if getattr(reponse, "exc_info", None) else "",
    )  # fmt: skip


if __name__ == "__main__":
    main()
