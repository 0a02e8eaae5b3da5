"""A row is told once, by its model: a plain value that tells it again has its reason here."""

import ast

from django.apps import apps

from tests.transverses.arbre import read, sous

COMMUNS_MIN = 5
PART = 0.8

# A plain value, the model that it looks like, and why it stands beside it.
RAISONS = {
    ("documents.publication.ErratumPublie", "Erratum"): "frozen in a publication, with its day",
    ("moteur.indicateurs.definition.Attendu", "Reference"): "an expected figure of the engine",
    ("moteur.indicateurs.definition.Attendu", "Valeur"): "an expected figure of the engine",
    ("moteur.referentiels.annuaire.Entite", "Organisation"): "a row of a file of the State",
    ("moteur.valeurs.Valeur", "Reference"): "computed by the engine, which knows of no base",
    ("regles.fiche.Structure", "Fiche"): "the body of a published sheet, of a closed format",
    ("regles.fiche.ValeurAnnuelle", "Reference"): "a line of a published sheet: closed format",
    ("regles.fiche.ValeurAnnuelle", "Valeur"): "a line of a published sheet: closed format",
    ("regles.indicateurs.Perimetre", "Perimetre"): "what a form says too, before any row",
    ("regles.trajectoires.ValeurJugee", "Valeur"): "its reserve is that of the year, computed",
    ("site.organisations.identite.Identite", "Organisation"): "of a directory too, without a row",
    ("site.rencontres.agenda.services.InscriptionSaisie", "Inscription"): (
        "all that a visitor may say of a place: the rest of the row is the site's"
    ),
}


def list_valeurs():
    """Give each plain value of the project with the names of its fields."""
    for fichier in sous("spaser"):
        if "migrations" in fichier.parts:
            continue
        for classe in ast.walk(ast.parse(read(fichier))):
            if isinstance(classe, ast.ClassDef) and is_valeur(classe):
                module = ".".join(fichier.with_suffix("").parts[1:]).removesuffix(".__init__")
                yield f"{module}.{classe.name}", list_champs(classe)


def is_valeur(classe):
    bases = {ast.unparse(base).rpartition(".")[2] for base in classe.bases}
    return bool(bases & {"Struct", "StructDit"}) or any(
        "dataclass" in ast.unparse(d) for d in classe.decorator_list
    )


def list_champs(classe):
    return {
        ligne.target.id
        for ligne in classe.body
        if isinstance(ligne, ast.AnnAssign) and "ClassVar" not in ast.unparse(ligne.annotation)
    }


def test_no_plain_value_tells_a_row_again_without_a_reason():
    rangees = {
        modele.__name__: {champ.name for champ in modele._meta.get_fields() if champ.concrete}
        for modele in apps.get_models()
        if modele.__module__.startswith("spaser.")
    }

    miroirs = {
        (valeur, modele)
        for valeur, champs in list_valeurs()
        for modele, siens in rangees.items()
        if len(champs & siens) >= max(COMMUNS_MIN, PART * len(champs))
    }

    assert miroirs == set(RAISONS)
