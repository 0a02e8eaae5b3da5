"""A row of every model for one person in one space: she is wherever somebody may be named."""

from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Fichier
from tests.outils.remplissage import make_ligne

# What a value made up would not do.
PRECIS = {
    "socle.Preference": {"cadence": "jamais"},  # another than by default
    "organisations.Appartenance": {"role": "lecture"},
    "organisations.RoleProgramme": {"role": "animation"},
    "registre.Depot": {"etat": "soumis"},
    "registre.Revendication": {"etat": "acceptee"},
}


def make_lignes(modeles, espace, personne, adresses):
    """Return the row of each model; `adresses` are the fields that hold a person's address."""
    faites = {type(espace): espace, Utilisateur: personne}
    if espace.organisation:
        faites[type(espace.organisation)] = espace.organisation
    for modele in modeles:
        _find(modele, faites, adresses)
    return faites


def _find(modele, faites, adresses):
    if modele not in faites:
        donnes = dict(_give(modele, faites, adresses)) | PRECIS.get(modele._meta.label, {})
        faites[modele] = make_ligne(modele, **donnes)
    return faites[modele]


def _give(modele, faites, adresses):
    """Give the links, and what an optional field is when nobody fills it."""
    for champ in modele._meta.concrete_fields:
        if (modele, champ.name) in adresses:
            yield champ.name, faites[Utilisateur].courriel
        elif champ.related_model in {Espace, Utilisateur}:
            yield champ.name, faites[champ.related_model]
        elif champ.null or champ.blank or champ.has_default():
            if not champ.primary_key:
                yield champ.name, champ.get_default()
        elif champ.related_model is Fichier:
            yield champ.name, make_ligne(Fichier)  # a file is one row's alone
        elif champ.is_relation:
            yield champ.name, _find(champ.related_model, faites, adresses)
