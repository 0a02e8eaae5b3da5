"""Rows for any model, made from its fields alone: models of today, or of the past of migrations."""

import datetime as dt
import decimal
import uuid
from itertools import count

from django.db import models

_NUMEROS = count(1)
_DEBUT = dt.datetime(2026, 1, 1, 9, 30, tzinfo=dt.UTC)
_PAR_TYPE = {
    models.BinaryField: lambda n: f"octets {n}".encode(),
    models.BooleanField: lambda n: n % 2 == 0,
    models.DateField: lambda n: (_DEBUT + dt.timedelta(days=n)).date(),
    models.DateTimeField: lambda n: _DEBUT + dt.timedelta(hours=n),
    models.DecimalField: lambda n: decimal.Decimal(n) / 4,
    models.FloatField: lambda n: n / 4,
    models.GenericIPAddressField: lambda n: f"192.0.2.{n % 250}",
    models.IntegerField: lambda n: n,
    models.JSONField: lambda n: {"rang": n},
    models.UUIDField: lambda n: uuid.UUID(int=n),
}


def make_ligne(modele, /, **donnes):
    """Record a row whose every field is filled, `donnes` excepted; keys find the rows there are."""
    valeurs = {
        champ.name: _fill(champ)
        for champ in modele._meta.concrete_fields
        if champ.name not in donnes and champ.attname not in donnes and not _is_made(champ)
    }
    return modele._base_manager.create(**valeurs | donnes)


def read_lignes(modele):
    """Return the rows of a model as plain values, by their key."""
    lignes = modele._base_manager.order_by("pk").values()
    return {ligne[modele._meta.pk.attname]: _plain(ligne) for ligne in lignes}


def order_modeles(modeles):
    """Return models after those that their keys name; after the required ones if keys go round."""
    restants, ordre = list(modeles), []
    while restants:
        libres = [m for m in restants if not _list_cibles(m) & set(restants)] or [
            m for m in restants if not _list_cibles(m, voulues=True) & set(restants)
        ][:1]
        assert libres, f"required keys go round: {restants}"
        ordre += libres
        restants = [m for m in restants if m not in libres]
    return ordre


def list_uniques(modele):
    """Return the names of the fields that no two rows may share, alone or together."""
    seuls = {champ.name for champ in modele._meta.concrete_fields if champ.unique}
    contraintes = [c for c in modele._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return seuls.union(*(contrainte.fields for contrainte in contraintes))


def _list_cibles(modele, *, voulues=False):
    return {
        champ.related_model
        for champ in modele._meta.concrete_fields
        if champ.is_relation and not (voulues and champ.null)
    } - {modele}


def _is_made(champ):
    return champ.generated or (champ.primary_key and isinstance(champ, models.AutoField))


def _fill(champ):
    numero = next(_NUMEROS)
    if champ.is_relation:
        return _choose(champ)
    if champ.choices and not champ.unique:
        return champ.flatchoices[numero % len(champ.flatchoices)][0]
    for classe in type(champ).__mro__:
        if classe in _PAR_TYPE:
            return _PAR_TYPE[classe](numero)
    return f"{numero} {champ.name}"[: champ.max_length]


def _choose(champ):
    """Return one of the rows that a key may name: each row of a model names another one."""
    lignes = list(champ.related_model._base_manager.order_by("pk"))
    deja = champ.model._base_manager.count()
    if not lignes or (champ.unique and deja >= len(lignes)):
        return None
    return lignes[deja % len(lignes)]


def _plain(ligne):
    return {
        nom: bytes(valeur) if isinstance(valeur, memoryview) else valeur
        for nom, valeur in ligne.items()
    }
