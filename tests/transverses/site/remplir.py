"""Fills a space: every field of every row that it holds, and one row more of each of its models.

What is written bears a mark, `zq100012x`, that says which field it was, after a word to look for.
Fields are found in the models: one more is filled the day it is written.
"""

import datetime as dt
import io
import re
import uuid
import zipfile
from itertools import count

from django.apps import apps
from django.db import IntegrityError, models, transaction

from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.historique import find_chemin
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Evenement
from tests.outils.remplissage import list_uniques, make_ligne, order_modeles

MARQUE = re.compile(r"zq1\d{5}x")
MOT = "zqprive"
_PROSE = 60  # signs that a field takes: shorter ones are codes
# The space and who is in it make the rights themselves: they stay as the world made them.
_LAISSES = {"organisations.Espace", "organisations.Appartenance", "organisations.Invitation"}
# What people say of a contract may hide it: its page is visited as the examples left it.
_LAISSES |= {
    f"chiffres.{nom}" for nom in "Correction DecisionPublications FichierMarches Fonds".split()
}
# A closed year is read from what it froze, that no other row shares: none is added.
_SEULS = {"plan.PointAnnuel"}
# What only a value that its app knows may fill: the examples of addresses give one.
STRUCTURES = {
    "diagnostic.Acteur.formes",
    "plan.IndicateurSuivi.base_reference",
    "plan.IndicateurSuivi.etapes",
    "plan.Valeur.reference",
    "espace.ObligationGardee.fondements",
    "espace.ObligationGardee.manques",
    "espace.ObligationGardee.reserves",
    "diagnostic.Accord.reponses",
    "diagnostic.Campagne.retenus",
    "diagnostic.Participation.reponses",
    "chiffres.Fonds.correspondances",
    "plan.ImportationPlan.correspondance",
    "plan.ErratumPoint.compte",
    "diagnostic.Politique.objectifs",
    "diagnostic.Politique.sous_themes",
    "portail.Recit.marches",
    "schema.Erratum.compte",
    "schema.Jalon.blocs",
    "schema.Redaction.blocs",
    "schema.TexteAncien.blocs",
}
# Codes too short for a mark, of closed lists: an empty one is filled with a value that exists.
CODES = {
    "diagnostic.Acteur.siren": "001010016",
    "diagnostic.Acteur.typologie": "tetes_de_reseaux",
    "diagnostic.Personne.telephone": "01 00 00 00 00",
    "chiffres.ChoixGarde.identifiant": "00101001600019",
    "plan.LigneGrille.code": "SOC-01",
    "plan.Etape.fin": "2027-03",
    "schema.Jalon.code": "edito",
    "schema.Schema.couleur": "#000091",
    "schema.Schema.fond": "#ffffff",
}
_DATES = {
    models.DateTimeField: dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC),
    models.DateField: dt.date(2026, 3, 2),
}


class Remplissage:
    """What was written in a space, by its mark: the model and the field."""

    def __init__(self, espace, personne):
        """Fill the rows there are, then add a row of each model."""
        self.espace, self.personne = espace, personne
        self.champs, self.refuses, self._numeros = {}, [], count(100_000)
        for modele in order_modeles(list_modeles()):
            siennes = modele._base_manager.filter(**{find_chemin(modele): espace.pk})
            for ligne in siennes:
                self._fill(ligne)
            derniere = siennes.order_by("-pk").first()
            if modele._meta.label in _SEULS:
                cles = [c for c in modele._meta.concrete_fields if c.related_model is Utilisateur]
                self._write(derniere, {champ.attname: self.personne.pk for champ in cles})
            else:
                self._add(modele, derniere)
        details = {"nom": self._mark(Evenement, "details")}
        Evenement.objects.create(geste="action.ajout", espace_id=espace.pk, details=details)

    def list_vides(self):
        """Return the fields that no row of the space fills, but those of a form of their own."""
        return [
            f"{modele._meta.label}.{champ.name}"
            for modele in list_modeles()
            for champ in modele._meta.concrete_fields
            if f"{modele._meta.label}.{champ.name}" not in STRUCTURES
            if not modele._base_manager.filter(**{find_chemin(modele): self.espace.pk})
            .exclude(**{f"{champ.name}__isnull": True})
            .exclude(**({champ.name: ""} if _is_texte(champ) else {}))
            .exists()
        ]

    def tell(self, marques):
        """Name the fields that some marks were written in."""
        return sorted({self.champs.get(marque, marque) for marque in marques})

    def _fill(self, ligne):
        """Fill what is empty in a row and what is read as a text; dates and links may end it."""
        valeurs = {
            champ.attname: valeur
            for champ in ligne._meta.concrete_fields
            if not champ.is_relation and not champ.primary_key and not _ends(champ)
            for valeur in [self._complete(champ, getattr(ligne, champ.attname))]
            if valeur is not None
        }
        self._write(ligne, valeurs)

    def _add(self, modele, semblable):
        """Add a row with every field, dates and links too; else fill so the only one there may be.

        What must be unique is another: a mark, a number more.
        """
        valeurs = {}
        uniques = list_uniques(modele)
        for champ in modele._meta.concrete_fields:
            if champ.primary_key and not champ.is_relation:
                continue
            deja = getattr(semblable, champ.attname) if semblable else None
            valeur = self._make(champ, deja)
            if semblable and champ.name in uniques and not champ.is_relation and not champ.choices:
                valeur = self._vary(champ, valeur)
            if valeur is not None or champ.null:  # else the value of any row
                valeurs[champ.attname] = valeur
        try:
            with transaction.atomic():
                make_ligne(modele, **valeurs)
        except IntegrityError as faute:
            vides = {nom: v for nom, v in valeurs.items() if not getattr(semblable, nom, True)}
            if semblable is None:
                self.refuses.append(f"{modele._meta.label}: {faute}")
            elif vides:
                self._write(semblable, vides)

    def _vary(self, champ, valeur):
        if isinstance(valeur, int):
            return valeur + 1
        if isinstance(champ, models.UUIDField):
            return uuid.uuid4()
        return f"z{next(self._numeros)}"[-(champ.max_length or 20) :]

    def _make(self, champ, deja):
        if champ.is_relation:
            return self._find(champ, deja)
        if _ends(champ):
            return deja or _DATES[type(champ)]
        rempli = self._complete(champ, deja)
        if rempli is None and deja is None and champ.has_default():
            return champ.get_default()
        return deja if rempli is None else rempli

    def _complete(self, champ, valeur):
        """Return what to write in the place of a value; None to leave it."""
        if f"{champ.model._meta.label}.{champ.name}" in STRUCTURES:
            return None
        if champ.choices or champ.generated:
            return champ.flatchoices[0][0] if champ.choices and valeur in {None, ""} else None
        if isinstance(champ, models.JSONField):
            return None if valeur or valeur is None else self._fill_json(champ)
        if _is_texte(champ):
            return self._complete_texte(champ, valeur)
        if valeur is None and not isinstance(champ, models.BinaryField):
            return True if isinstance(champ, models.BooleanField) else 7
        return None

    def _complete_texte(self, champ, valeur):
        place = champ.max_length or 4000
        if place < _PROSE or champ.unique:
            return valeur or CODES.get(f"{champ.model._meta.label}.{champ.name}")
        if not valeur:
            return self._mark(champ.model, champ.name, champ)
        if " " not in valeur or valeur.startswith(("/", "http", "{", "[")):
            return None
        return f"{valeur} {MOT} {self._mark(champ.model, champ.name)}"[-place:]

    def _fill_json(self, champ):
        marque = self._mark(champ.model, champ.name)
        return [marque] if champ.get_default() == [] else {marque: marque}

    def _mark(self, modele, nom, champ=None):
        marque = f"zq{next(self._numeros)}x"
        self.champs[marque] = f"{modele._meta.label}.{nom}"
        if isinstance(champ, models.EmailField):
            return f"{marque}@exemple.fr"
        return f"https://exemple.fr/{marque}" if isinstance(champ, models.URLField) else marque

    def _find(self, champ, deja):
        """Return a row that a key may name: one of this space where it has some."""
        cible = champ.related_model
        if deja is not None and not champ.unique:
            return deja
        if cible is Espace:
            return self.espace.pk
        if cible is Utilisateur:
            return self.personne.pk
        chemin = find_chemin(cible)
        lignes = cible._base_manager.filter(**({chemin: self.espace.pk} if chemin else {}))
        ligne = lignes.order_by("-pk").first()
        return ligne.pk if ligne else None

    def _write(self, ligne, valeurs):
        try:
            with transaction.atomic():
                models.QuerySet(type(ligne)).filter(pk=ligne.pk).update(**valeurs)
        except IntegrityError as faute:
            self.refuses.append(f"{ligne._meta.label}: {faute}")


def find_marques(contenu):
    """Return the marks that an answer holds; a file of office is opened."""
    if contenu.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            contenu = b" ".join(archive.read(nom) for nom in archive.namelist())
    return set(MARQUE.findall(contenu.decode("utf-8", "replace")))


def list_modeles():
    """Return the models of which a space holds rows."""
    return [
        modele
        for config in apps.get_app_configs()
        if config.name.startswith("spaser.site.")
        for modele in config.get_models()
        if find_chemin(modele) and modele._meta.label not in _LAISSES
    ]


def _is_texte(champ):
    return isinstance(champ, models.CharField | models.TextField)


def _ends(champ):
    """Say whether a value may take the row out of what is shown: set aside, closed, gone."""
    return type(champ) in _DATES
