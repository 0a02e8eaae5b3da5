"""Django's PostgreSQL engine, its transactions timed; a refused write is told as on SQLite."""

from types import TracebackType
from typing import override

from django.db import OperationalError
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property
from psycopg.errors import ReadOnlySqlTransaction

from spaser.site.socle.bases.durees import Chronometree


class _Erreurs(DatabaseErrorWrapper):
    @override
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Tell that nothing is to be written, a fault of the database, not of the statement."""
        if isinstance(exc_value, ReadOnlySqlTransaction):
            raise OperationalError(*exc_value.args) from exc_value
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(Chronometree, base.DatabaseWrapper):
    """Loaded by Django, by this name."""

    @cached_property
    @override
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return _Erreurs(self)
