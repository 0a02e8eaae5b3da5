"""Makes the site ready: tables, styles and pictures, first contents of each app, demonstration."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from spaser.elements import ErreurSpaser
from spaser.site.socle import etiquettes
from spaser.site.socle.declarations import goes_by_etapes, list_declares
from spaser.site.socle.taches.file import patient

_DELAI: Final = 10  # seconds for a server to answer
# DSFR also ships each of its parts apart, for old browsers, for statistics: no page asks for them.
_JAMAIS_SERVIS: Final = [
    *(
        f"dsfr/dist/{partie}/*"
        for partie in "analytics component core layout legacy scheme".split()
    ),
    "*.legacy*",
    "*.main*",
    "*.print*",
    "admin/*",
    "django-dsfr/*",
]


def check_migrations() -> None:
    """Refuse a database that bears migrations of the site which this version does not know."""
    _reach_base()
    chargees = MigrationLoader(connection, ignore_no_migrations=True)
    siennes = _list_siennes()
    inconnues = sorted(
        (label, nom)
        for label, nom in chargees.applied_migrations
        if label in siennes
        and (label, nom) not in chargees.disk_migrations
        and (label, nom) not in etiquettes.ANCIENNES
    )
    if inconnues:
        raise ErreurSpaser(
            f"La base vient d’une autre version du site : celle-ci ne connaît pas sa migration "
            f"« {'.'.join(inconnues[0])} ».",
            "Aucune base d’avant la version 0.2.0 n’est reprise. Pour repartir à neuf, mettez de "
            f"côté le dossier {settings.DOSSIER}, donnez une base vide à SPASER_BASE si elle est "
            "réglée, puis lancez : spaser preparer",
        )
    etiquettes.check_derniere(chargees.applied_migrations)


def _reach_base() -> None:
    """Refuse a database that does not answer; its password is not told."""
    try:
        with connection.wrap_database_errors:
            _connect()
    except OperationalError as erreur:
        raise _explain_silence(connection.settings_dict) from erreur


def _connect() -> None:
    """Try the database once: the pool of PostgreSQL would insist for half a minute."""
    if connection.vendor == "sqlite":
        settings.DOSSIER.mkdir(parents=True, exist_ok=True)  # not made yet if the key is given
        connection.ensure_connection()
        return
    import psycopg  # noqa: PLC0415 - every process reads this module, few reach PostgreSQL by it

    acces = connection.get_connection_params() | {"connect_timeout": _DELAI}
    psycopg.connect(**acces).close()


def _explain_silence(lieu: Mapping[str, Any]) -> ErreurSpaser:
    if connection.vendor == "sqlite":
        return ErreurSpaser(
            f"La base ne s’ouvre pas : {lieu['NAME']}.",
            "Vérifiez les droits de ce fichier et de son dossier (SPASER_DOSSIER).",
        )
    serveur = f"{lieu['HOST'] or 'local'}:{lieu['PORT'] or 5432}"
    return ErreurSpaser(
        f"La base ne répond pas : SPASER_BASE ({serveur}, base « {lieu['NAME']} »).",
        "Vérifiez cette adresse, le mot de passe, et que le serveur PostgreSQL est lancé.",
    )


def is_migree() -> bool:
    executeur = MigrationExecutor(connection)
    return not executeur.migration_plan(executeur.loader.graph.leaf_nodes())


def check_migree() -> None:
    """Refuse a database that is not up to date, or that does not answer."""
    check_migrations()
    if not is_migree():
        raise ErreurSpaser("Le site n’est pas prêt.", "Lancez d’abord : spaser preparer")


def prepare(*, demonstration: bool, tell: Callable[[str], None]) -> None:
    """Bring the database up to date; may be run again at any time."""
    check_migrations()
    if etiquettes.is_ancienne(MigrationRecorder(connection).applied_migrations()):
        tell("Base de la version 0.3.0 : nouveaux noms internes, puis contrôle des tables…")
        etiquettes.rename()
    if not is_migree():
        tell("Mise à jour des tables…")
        _migrate()
    collect_statiques()
    for nom, charge in list_premiers_contenus():
        tell(f"{nom} : contenus de référence…")
        _run(charge)
    for nom, charge in list_demonstration() if demonstration else ():
        tell(f"{nom} : démonstration…")
        _run(charge)


@patient
def _migrate() -> None:
    """Bring the tables up to date, those of libraries first: each step renders what is there."""
    siennes = _list_siennes()
    executeur = MigrationExecutor(connection)
    autres = [noeud for noeud in executeur.loader.graph.leaf_nodes() if noeud[0] not in siennes]
    gc.disable()  # a collection would walk thousands of models, for little
    try:
        executeur.migrate(autres)
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        gc.enable()


def _list_siennes() -> set[str]:
    return {app.label for app in apps.get_app_configs() if app.name.startswith("spaser.")}


def collect_statiques() -> None:
    """Gather and compress the files in the site's folder; what has not changed is left alone."""
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=_JAMAIS_SERVIS)


type Charge = Callable[[], object]


def list_premiers_contenus() -> Iterator[tuple[str, Charge]]:
    """Yield what a new site starts with: its name, in words, and what loads it."""
    yield from list_declares("REFERENCES")


def list_demonstration() -> Iterator[tuple[str, Charge]]:
    """Yield what a demonstration shows, in the order in which each builds on those before."""
    for scenario in list_declares("SCENARIOS"):
        yield from scenario()


@patient
def _run(charge: Charge) -> None:
    """All or nothing, unless it goes by steps."""
    with nullcontext() if goes_by_etapes(charge) else transaction.atomic():
        charge()
