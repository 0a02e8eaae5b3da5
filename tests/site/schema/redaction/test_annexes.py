"""Part 4 of a scheme, from what a space keeps and from a SIREN alone."""

import pytest

from spaser.documents.document import Fiche, Tableau, find_chiffres, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.regles.acteurs import load_catalogue
from spaser.site.diagnostic.models import Acteur, Personne
from spaser.site.espace.navigation import switch_outil
from spaser.site.organisations.identite import Identite
from spaser.site.organisations.outils import find_outil
from spaser.site.schema.redaction.presenter import FAMILLES_MAX, draw_glossaire, draw_sources
from spaser.site.schema.redaction.services import fill_rubrique, read_schema
from spaser.site.schema.redaction.sujet import read_sujet, read_sujet_public
from tests.site.organisations.fabrique import SIREN_VAL, make_membre

pytestmark = pytest.mark.django_db
VAL = Identite(SIREN_VAL, "Métropole de Val-Fictif", "metropole", code_region="53")
INCONNU = Identite("001019999", "Acheteur sans marché")


def read_lignes(blocs):
    tableaux = [bloc for bloc in blocs if isinstance(bloc, Tableau)]
    return [[read_mots(c) for c in ligne] for bloc in tableaux for ligne in bloc.lignes]


def make_acteur(espace, nom, **champs):
    return Acteur.objects.create(espace=espace, nom=nom, **champs)


def test_stakeholders_come_from_who_decides_to_who_has_no_role(espace):
    make_acteur(espace, "Sans rôle", typologie="insertion", description="Emploi")
    make_acteur(espace, "PLIE", role="consultation", contribution="Heures", contact="01 02 03")
    make_acteur(espace, "Assemblée", role="decision")

    lu = fill_rubrique("acteurs", read_sujet(espace))

    assert [ligne[0] for ligne in read_lignes(lu.blocs)] == ["Assemblée", "PLIE", "Sans rôle"]
    assert read_lignes(lu.blocs)[2][1:] == ["Insertion et handicap", "–", "Emploi"]
    assert lu.manques == ()


def test_nobody_to_call_is_ever_printed(espace):
    acteur = make_acteur(espace, "PLIE", contact="Contact-Secret", commentaire="Note-Secrete")
    Personne.objects.create(
        acteur=acteur, nom="Nom-Secret", courriel="secret@exemple.fr", dernier_contact="2026-01-01"
    )

    texte = read_blocs(fill_rubrique("acteurs", read_sujet(espace)).blocs).lower()

    assert "plie" in texte
    assert "secret" not in texte


def test_without_stakeholders_the_networks_of_the_region_are_told_with_their_source(espace):
    lu = fill_rubrique("acteurs", read_sujet_public(VAL))
    noms = {ligne[0] for ligne in read_lignes(lu.blocs)}
    bretonnes = {s.nom for s in load_catalogue().suggest("53") if "53" in s.regions}

    assert bretonnes & noms
    assert all(ligne[2] for ligne in read_lignes(lu.blocs))
    assert not any("votre" in texte for texte in noms)
    assert lu.manques == ()
    assert len(fill_rubrique("acteurs", read_sujet(espace)).manques) == 1


def test_stakeholders_of_a_tool_that_is_off_are_not_printed(espace):
    make_acteur(espace, "Assemblée-Locale", role="decision")
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    switch_outil(espace, find_outil("acteurs"), auteur, actif=False)

    lu = fill_rubrique("acteurs", read_sujet(espace))

    assert "Assemblée-Locale" not in read_blocs(lu.blocs)
    assert lu.manques == ()


def test_main_families_have_a_sheet_and_the_others_are_counted(marches, espace):
    de_l_espace = fill_rubrique("familles", read_sujet(espace)).blocs
    du_siren = fill_rubrique("familles", read_sujet_public(VAL)).blocs
    fiches = [bloc for bloc in de_l_espace if isinstance(bloc, Fiche)]

    assert len(fiches) == FAMILLES_MAX
    assert len([bloc for bloc in du_siren if isinstance(bloc, Fiche)]) == 3
    assert fiches[0].titre == "Bâtiment et travaux publics"
    champs = {nom: read_mots(contenu) for nom, contenu in fiches[0].champs}
    assert champs["Achats de 2025"].startswith("65\u00a0marchés")
    assert "46 sur 64" in champs["Avec une considération sociale"]
    assert "autres familles, sans fiche" in read_mots(du_siren[0].contenu)
    assert len({fiche.identifiant for fiche in fiches}) == len(fiches)


def test_families_are_missing_without_contracts(marches, espace):
    lu = fill_rubrique("familles", read_sujet_public(INCONNU))

    assert (lu.blocs, lu.manques) == ((), ())


def test_sources_tell_each_figure_of_the_rest_with_its_method(marches, espace, payees):
    sujet = read_sujet(espace)
    reste = fill_rubrique("indicateurs", sujet).blocs

    blocs = draw_sources(sujet, reste).blocs
    methodes = [read_mots(b.contenu) for b in blocs if b.identifiant.endswith("_m")]

    dites = [ligne[3] for ligne in read_lignes(blocs)]
    assert sorted(dites) == sorted(c.reference for c in find_chiffres(reste))
    assert dites[:2] == [f"{SIREN_VAL}:SOC-01:{annee}:nombre:publie" for annee in (2025, 2024)]
    assert len(methodes) == 4
    assert "clause sociale" in methodes[0]
    assert "sur la dépense payée" in methodes[2]
    assert draw_sources(sujet, ()).blocs == ()


def test_glossary_holds_the_words_of_the_rest_only(marches):
    sujet = read_sujet_public(VAL)
    reste = fill_rubrique("publication", sujet).blocs

    termes = [ligne[0] for ligne in read_lignes(draw_glossaire(sujet, reste).blocs)]

    assert "Données essentielles de la commande publique" in termes
    assert "Sourcing" not in termes
    assert draw_glossaire(sujet, ()).blocs == ()


@pytest.mark.parametrize("code", ["acteurs", "familles"])
def test_no_block_speaks_to_its_reader_nor_holds_a_place_to_fill(marches, code):
    texte = read_blocs(fill_rubrique(code, read_sujet_public(VAL)).blocs).lower()

    for mot in ("vous ", "votre ", "vos ", "à compléter", "none"):
        assert mot not in texte


@pytest.mark.parametrize("donnees", ["aucune", "marches", "payees"])
def test_what_a_heading_says_of_itself_before_it_is_written_is_what_it_prints(
    donnees, espace, request
):
    if donnees != "aucune":
        request.getfixturevalue(donnees)

    lue = read_schema(espace)

    dits = {r.code: r.apercu for r in lue.rubriques}
    assert dits == {r.code: r.remplissage.apercu for r in lue.rubriques}
    assert dits["familles"].remplie == (donnees != "aucune")
