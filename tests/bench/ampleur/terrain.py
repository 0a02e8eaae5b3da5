"""Lets a space grow: the rows that stand for each address, written again by thousands.

Which tables there are is read from the models: one more grows the day it is written.
"""

from collections import defaultdict

from django.apps import apps
from django.db import models, transaction

from tests.outils.remplissage import list_uniques, order_modeles

PAR_DEFAUT = 1_000
PREMIERS = 200  # that hang on the same row as their model does, the rest is spread
# What is not a thousand: what the issue asks for, and what no buyer has by hundreds.
NOMBRES = {
    "plan.Action": 5_000,
    "plan.Etape": 10_000,
    "plan.Contributeur": 10_000,
    "socle.Courriel": 20_000,
    "socle.Evenement": 20_000,
    "chiffres.Correction": 5_000,
    "registre.Fiche": 5_000,
    "comptes.Utilisateur": 500,
    "rencontres.Evenement": 300,
    "rencontres.Questionnaire": 50,
    "plan.Axe": 5,
    "plan.Objectif": 20,
    "editorial.Texte": 0,  # of codes that exist
    "organisations.Organisation": 0,  # made with their spaces
    "organisations.Espace": 0,
    "organisations.RoleProgramme": 0,  # one of each
    "schema.Redaction": 0,  # one of each heading
}
PHRASE = "Une phrase comme on en écrit dans un plan, ni courte ni longue. "


def list_modeles():
    """Return the models of the site, those that others name first."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("spaser.site.")]
    return order_modeles([modele for config in ours for modele in config.get_models()])


@transaction.atomic
def grow(part=1.0):
    """Write each row there is again; `part` is for a small run. Return how many rows of each."""
    parents = defaultdict(list)
    for modele in list_modeles():
        sources = list(modele._base_manager.order_by("-pk")[:20])
        nombre = int(NOMBRES.get(modele._meta.label, PAR_DEFAUT) * part)
        if sources and nombre:
            clones = [_copy(modele, sources[n % len(sources)], n, parents) for n in range(nombre)]
            modele._base_manager.bulk_create(clones, batch_size=500, ignore_conflicts=True)
        parents[modele] = list(modele._base_manager.values_list("pk", flat=True))
    return {modele._meta.label: len(parents[modele]) for modele in list_modeles()}


def _copy(modele, source, rang, parents):
    uniques = list_uniques(modele)
    valeurs = {}
    for champ in modele._meta.concrete_fields:
        valeur = getattr(source, champ.attname)
        if champ.primary_key and not champ.is_relation:
            continue
        if champ.is_relation:
            connus = parents[champ.related_model] if _is_spread(champ) else ()
            if connus and valeur is not None and (rang >= PREMIERS or champ.unique):
                valeur = connus[rang % len(connus)]
        elif champ.name in uniques and not champ.choices:
            valeur = _vary(champ, valeur, rang)
        elif isinstance(champ, models.TextField) and champ.blank and valeur == "":
            valeur = PHRASE * 4
        valeurs[champ.attname] = valeur
    return modele(**valeurs)


def _is_spread(champ):
    """Say whether a row may name another one: the space and its organisation stay."""
    return champ.related_model._meta.label not in {
        "organisations.Espace",
        "organisations.Organisation",
    }


def _vary(champ, valeur, rang):
    """Return another value of the same kind; years go back, those before 2000 are left out."""
    if isinstance(champ, models.EmailField):
        return f"n{rang}.{valeur}"
    if isinstance(champ, models.CharField | models.TextField):
        suffixe = f"-{rang}"
        return f"{valeur or ''}"[: (champ.max_length or 200) - len(suffixe)] + suffixe
    if isinstance(champ, models.IntegerField) and valeur is not None:
        return max(valeur - rang - 1, 2000) if champ.name == "annee" else valeur + rang + 1
    return valeur
