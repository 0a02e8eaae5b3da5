"""A text that was frozen stays what it was, whatever its space becomes; what differs is told."""

import os
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from spaser.documents.corps import parse_saisie
from spaser.regles.indicateurs import NatureValeur
from spaser.site.espace.editions import make_fichiers
from spaser.site.plan.actions.services import save_action, save_rangee
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.models.actions import Action, Axe, LigneGrille, Objectif, PlanActions
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from spaser.site.schema.models import (
    Comite,
    EditionSchema,
    Jalon,
    Redaction,
    Schema,
    dump_blocs,
)
from spaser.site.schema.vote.fichiers import list_fichiers, write_zip
from spaser.site.schema.vote.services import compare_now
from tests.outils.tirage import VARIABLE
from tests.site.organisations.fabrique import texte
from tests.site.plan.fabrique import make_action
from tests.site.schema.vote.conftest import HEURES

FOIS = 1_000
ETATS = ("a_lancer", "en_cours", "terminee", "abandonnee")
COULEURS = ("#005f46", "#7a1f3d", "#0f5163")


class Main:
    """Somebody who changes at random what a space says; each gesture is a real one."""

    def __init__(self, espace, auteur, hasard):
        self.espace, self.auteur, self.hasard = espace, auteur, hasard
        self.heures = str(LigneGrille.objects.get(espace=espace, indicateur=HEURES).pk)

    def mot(self):
        return f"mot {self.hasard.randrange(10**6)}"

    def change_action(self):
        action = self.hasard.choice(list(Action.objects.filter(espace=self.espace)))
        champ, valeur = self.hasard.choice(
            [
                ("titre", self.mot()),
                ("description", self.mot()),
                ("pilote_nom", self.mot()),
                ("budget", Decimal(self.hasard.randrange(10**6))),
                ("fin", f"{self.hasard.randrange(2027, 2040)}"),
                ("etat", self.hasard.choice(ETATS)),
            ]
        )
        motif = {"motif": self.mot()} if valeur == "abandonnee" else {}
        save_action(action, {champ: valeur, **motif}, self.auteur)

    def add_action(self):
        if self.hasard.random() < 0.1:
            axe = self.hasard.choice(list(Axe.objects.filter(espace=self.espace)))
            make_action(self.espace, self.auteur, self.mot(), axe=axe)

    def change_axe(self):
        modele = self.hasard.choice([Axe, Objectif])
        rangee = self.hasard.choice(list(modele.objects.filter(espace=self.espace)))
        champ = self.hasard.choice(["titre", "texte"])
        save_rangee(rangee, {champ: self.mot()}, self.auteur, rangee.version)

    def change_cible(self):
        visee = self.hasard.choice(list(IndicateurSuivi.objects.filter(espace=self.espace)))
        visee.cible_valeur = Decimal(self.hasard.randrange(1, 100))
        visee.cible_annee = self.hasard.randrange(2027, 2035)
        visee.save()

    def note_valeur(self):
        valeur = Decimal(self.hasard.randrange(1, 10**4))
        notee = Valeur(annee=2025, valeur=valeur, nature=NatureValeur.SAISIE)
        note_valeurs(self.espace, [(find_vise(self.espace, self.heures), notee)], self.auteur)

    def write_texte(self):
        code, partie = self.hasard.choice([("edito", 1), ("axes", 2), ("pi_social", 2)])
        Redaction.objects.update_or_create(
            espace=self.espace,
            code=code,
            defaults={"partie": partie, "blocs": dump_blocs(parse_saisie(self.mot()))},
        )

    def change_charte(self):
        dits = {"couleur": self.hasard.choice(COULEURS), "fond": "#e3f2ec"}
        Schema.objects.update_or_create(espace=self.espace, defaults=dits)

    def change_suite(self):
        jour = date(2028, 1, 1) + timedelta(days=self.hasard.randrange(900))
        Jalon.objects.filter(espace=self.espace).update(jour=jour)
        Comite.objects.filter(espace=self.espace).update(quand=self.mot())
        fin = date(self.hasard.randrange(2029, 2035), 12, 31)
        PlanActions.objects.filter(espace=self.espace).update(fin=fin)


@pytest.mark.longue
def test_a_thousand_changes_change_nothing_of_what_was_frozen_and_are_told_beside(
    pleine, espace, auteur, ada
):
    make_fichiers.func(numero=pleine.arretee_id)
    avant, fichiers, archive = pleine.read_schema(), list_fichiers(pleine), write_zip(pleine)
    hasard = random.Random(os.environ[VARIABLE])  # noqa: S311 - a draw that runs again
    main = Main(espace, auteur, hasard)
    gestes = [
        main.change_action, main.add_action, main.change_axe, main.change_cible,
        main.note_valeur, main.write_texte, main.change_charte, main.change_suite,
    ]  # fmt: skip

    for geste in gestes + hasard.choices(gestes, k=FOIS - len(gestes)):
        geste()
    espace.organisation.nom = "Un autre nom"
    espace.organisation.save()

    edition = EditionSchema.objects.select_related("arretee", "espace__organisation").get()
    make_fichiers.func(numero=edition.arretee_id)
    assert edition.read_schema() == avant
    assert list_fichiers(edition) == fichiers
    assert write_zip(edition) == archive
    depuis = compare_now(edition)
    ou = {ecart.ou.partition(",")[0].partition(" ")[0] for ecart in depuis.mots}
    assert {"Années", "Édito", "Axe", "Action", "Cible", "Étape", "Comité"} <= ou
    assert [e.ou for e in depuis.valeurs] == [HEURES]
    page = texte(ada.get(f"/espace/{espace.siren}/vote/"))
    assert "Changé dans votre espace depuis" in page
    assert "Chiffres qui ont bougé depuis" in page
    assert "Réserver un lot par an" in page


def tell(edition):
    depuis = compare_now(edition)
    return [(e.ou, e.avant, e.apres) for e in (*depuis.mots, *depuis.valeurs)]


@pytest.mark.longue
def test_each_kind_of_change_is_told_by_its_place_with_both_values(pleine, espace, auteur):
    assert tell(pleine) == []

    Jalon.objects.update(jour=date(2028, 3, 1))
    Objectif.objects.update(titre="Réserver plus")
    LigneGrille.objects.update(objectif="Doubler les heures")
    IndicateurSuivi.objects.filter(code="SOC-01").update(cible_valeur=Decimal(70))
    action = Action.objects.get(titre="Réserver un lot par an")
    save_action(action, {"budget": Decimal("24000.50")}, auteur)

    assert tell(pleine) == [
        ("Action A-1, axe et objectif", "Une place à chacun › Réserver des lots",
         "Une place à chacun › Réserver plus"),
        ("Action A-1, moyens", "24\u202f000\u202f€", "24\u202f000,50\u202f€"),
        ("Cible, Marchés avec au moins une considération sociale", "62\u202f% en 2028",
         "70\u202f% en 2028"),
        ("Étape, Premier suivi", "15\u00a0janvier\u00a02028", "1er\u00a0mars\u00a02028"),
    ]  # fmt: skip
