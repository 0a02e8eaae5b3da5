"""A row of any model, whoever declares it: what it must hold is made up, its links are filled."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.models import Fichier

# What the first choice, or the empty one, would not do.
PRECIS = {
    "commun.ReglageMentions": {"courriel": False},
    "organisations.Appartenance": {"role": "lecture"},
    "organisations.RoleProgramme": {"role": "animation"},
    "registre.Depot": {"etat": "soumis"},
    "registre.Revendication": {"etat": "acceptee"},
}


class Lignes:
    """Makes the rows of one person in one space, one for each model."""

    def __init__(self, personne, espace, adresses):
        self._personne = personne
        self._faites = {type(espace): espace, Utilisateur: personne}
        if espace.organisation:
            self._faites[type(espace.organisation)] = espace.organisation
        self._adresses = adresses

    def make(self, classe):
        """Return the row of a model, made with those that it needs."""
        if classe not in self._faites:
            self._faites[classe] = self._create(classe)
        return self._faites[classe]

    def _create(self, classe):
        champs = [c for c in classe._meta.concrete_fields if not _fills_itself(c)]
        valeurs = {champ.name: self._give(champ) for champ in champs if self._wants(champ)}
        return classe._base_manager.create(**valeurs | PRECIS.get(classe._meta.label, {}))

    def _wants(self, champ):
        """Tell whether a field must be filled: an optional one only where it names somebody."""
        nomme = champ.related_model is Utilisateur or self._is_adresse(champ)
        return nomme or not (champ.null or champ.blank or champ.has_default())

    def _is_adresse(self, champ):
        return (champ.model, champ.name) in self._adresses

    def _give(self, champ):
        if champ.related_model is Fichier:
            return self._create(Fichier)  # a file is one row's alone
        if champ.is_relation:
            return self.make(champ.related_model)
        if self._is_adresse(champ):
            return self._personne.courriel
        return _make_up(champ)


def _fills_itself(champ):
    date_posee = getattr(champ, "auto_now", False) or getattr(champ, "auto_now_add", False)
    return isinstance(champ, models.AutoField) or date_posee


def _make_up(champ):
    if champ.choices:
        return champ.choices[0][0]
    for sorte, valeur in _VALEURS:
        if isinstance(champ, sorte):
            return valeur(champ)
    raise TypeError(f"{champ.model._meta.label}.{champ.name}: no value is known for its type")


def _write(champ):
    return uuid.uuid4().hex[: champ.max_length]


_VALEURS = (
    (models.UUIDField, lambda _: uuid.uuid4()),
    (models.DateTimeField, lambda _: timezone.now() + timedelta(days=1)),
    (models.DateField, lambda _: date(2026, 11, 24)),
    (models.BooleanField, lambda _: False),
    (models.FloatField, lambda _: 1.0),
    (models.DecimalField, lambda _: 1),
    (models.IntegerField, lambda _: 1),
    (models.JSONField, lambda _: []),
    (models.BinaryField, lambda _: b"x"),
    (models.FileField, lambda _: "x"),
    (models.EmailField, lambda _: f"{uuid.uuid4().hex}@exemple.fr"),
    (models.CharField, _write),
    (models.TextField, _write),
)
