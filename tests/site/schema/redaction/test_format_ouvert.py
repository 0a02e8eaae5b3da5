"""The scheme of a space as a file of the open format: whole, valid, and the same once read back."""

import dataclasses
import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from spaser.contenus.lecture import SCHEMA_1_1, schema_spaser
from spaser.documents.document import Document, Lien, Liste, Paragraphe, Texte
from spaser.documents.rendus.pdf import write_page
from spaser.regles.droits import EtatProposition, NatureProposition
from spaser.regles.etats_schema import EtatEdition
from spaser.regles.fiche import Action, DocumentPublic, ValeurAnnuelle
from spaser.regles.fiche import IndicateurSuivi as IndicateurEcrit
from spaser.regles.format_spaser import Spaser11, encode_spaser, read_spaser, read_spaser_dict
from spaser.regles.nomenclatures import Categorie, ExpressionIndicateur, Statut
from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.chiffres.models import Reference
from spaser.site.chiffres.situation import keep_reference, read_situation
from spaser.site.espace.models import EditionArretee, FichierArrete, NatureEdition, Proposition
from spaser.site.espace.navigation import switch_outil
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import find_outil
from spaser.site.plan.actions.services import add_contributeur, create_axe
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from spaser.site.registre.depot.services import Deposant
from spaser.site.registre.models import Depot, NatureDepot
from spaser.site.schema.models import (
    Comite,
    EditionSchema,
    Jalon,
    Redaction,
    Schema,
    SchemaAdopte,
    dump_blocs,
)
from spaser.site.schema.redaction.format_ouvert import gather_spaser, open_depot_du_schema
from spaser.site.socle.preparation import list_demonstration
from tests.outils.pages import flatten
from tests.outils.scenario import find_metropole
from tests.site.chiffres.depenses.fabrique import ATELIER
from tests.site.espace.discussions.conftest import entrepot_fictif, equipe, marches
from tests.site.organisations.fabrique import make_personne
from tests.site.plan.fabrique import make_action
from tests.site.registre.fabrique import make_fiche

__all__ = ["entrepot_fictif", "equipe", "marches"]

pytestmark = pytest.mark.django_db

MOTS = (
    Paragraphe((Texte("Nous voulons "), Texte("agir", fort=True)), identifiant="b_1"),
    Liste(("un", "deux"), identifiant="b_2"),
    Paragraphe((Lien("la page", "https://exemple.fr/registre/"),), identifiant="b_3"),
)


def write(espace, code, partie, blocs=MOTS, **champs):
    return Redaction.objects.create(
        espace=espace, code=code, partie=partie, blocs=dump_blocs(blocs), **champs
    )


def read_back(espace):
    """Return what is gathered, once it has been through a file and through the schema."""
    fiche = gather_spaser(espace)
    octets = encode_spaser(fiche)
    jsonschema.validate(json.loads(octets), dict(schema_spaser(SCHEMA_1_1)))
    lu = read_spaser(octets)
    assert isinstance(lu, Spaser11), lu
    assert lu == fiche
    assert encode_spaser(lu) == octets
    return lu


def test_the_plan_travels_with_its_steps_and_without_anybody(equipe):
    auteur = make_personne("awa@exemple.fr")
    axe = create_axe(equipe.espace, {"titre": "Insertion"}, auteur)
    etapes = [("Écrire", "2026-03", date(2026, 3, 2))]
    champs = {"axe": axe, "fin": "2026-06", "indicateurs": ["SOC-01", "SOC-05"]}
    make_action(equipe.espace, auteur, etapes=etapes, pilote_membre=auteur, **champs)
    menee = make_action(equipe.espace, auteur, "Trier", pilote_nom="Direction du numérique")
    for nom in ("Awa Essai", "Service des achats", "Service des achats (Awa Essai)"):
        contributeur = {"genre": "service", "membre": None, "acteur": None, "nom": nom}
        add_contributeur(menee, contributeur, auteur)
    make_action(equipe.espace, auteur, "Louer", pilote_nom="Awa Essai")
    lu = read_back(equipe.espace)

    action, *autres = lu.schema.actions
    assert [(a.pilote, a.contributeurs) for a in autres] == [
        ("Direction du numérique", ("Service des achats",)), (None, ()),
    ]  # fmt: skip
    assert [a.code for a in lu.schema.axes] == ["AXE-1"]
    assert (action.code, action.code_axe, action.pilote, action.indicateurs) == (
        "A-1", "AXE-1", None, ("SOC-01",),
    )  # fmt: skip
    assert [(e.intitule, e.echeance, e.avancement.value) for e in action.etapes] == [
        ("Écrire", "2026-03", "terminee")
    ]


def test_an_empty_space_gives_its_buyer_and_the_four_figures_of_the_law(equipe):
    lu = read_back(equipe.espace)

    assert lu.structure.siren == equipe.espace.siren
    assert [i.code for i in lu.schema.indicateurs] == ["SOC-01", "ENV-01", "SOC-13", "SOC-IN"]
    assert [i.categorie for i in lu.schema.indicateurs] == [
        Categorie.SOCIAL,
        Categorie.ECOLOGIQUE,
        Categorie.ESUS,
        Categorie.INSERTION_HANDICAP,
    ]
    assert (lu.schema.texte, lu.schema.calendrier, lu.schema.gouvernance) == ((), (), ())
    assert lu.schema.statut is None


def test_words_are_the_text_and_headings_without_words_are_left_out(equipe):
    write(equipe.espace, "edito", 1, titre="Le mot du président")
    write(equipe.espace, "cadre", 1, blocs=())
    write(equipe.espace, "methode", 1, ecartee_pour="Rien à dire")

    [partie] = read_back(equipe.espace).schema.texte

    assert partie["identifiant"] == "partie_1"
    [section] = partie["sections"]
    assert (section["titre"], section["identifiant"]) == ("Le mot du président", "edito")
    assert section["blocs"][0]["contenu"][1] == {"genre": "texte", "texte": "agir", "fort": True}
    assert section["blocs"][1]["elements"] == ["un", "deux"]
    assert section["blocs"][2]["contenu"][0]["adresse"] == "https://exemple.fr/registre/"


def test_calendar_governance_and_moment_are_told(equipe):
    Schema.objects.create(espace=equipe.espace, moment="adopte")
    Jalon.objects.create(espace=equipe.espace, titre="Vote", jour=date(2026, 6, 1), fait=True)
    Comite.objects.create(
        espace=equipe.espace, nom="Comité de pilotage", membres="Élus\net services", quand="x"
    )

    schema = read_back(equipe.espace).schema

    assert schema.statut is Statut.ADOPTE
    [etape] = schema.calendrier
    assert (etape.intitule, str(etape.jour), etape.fait) == ("Vote", "2026-06-01", True)
    [comite] = schema.gouvernance
    assert (comite.comite, comite.qui, comite.role) == (
        "Comité de pilotage",
        "Élus et services",
        None,
    )


def test_the_short_list_is_there_once_and_long_wordings_are_kept(equipe):
    champs = {"espace": equipe.espace, "rubrique": "social", "retenu": True}
    LigneGrille.objects.create(**champs, code="SOC-01", indicateur="Déjà là")
    LigneGrille.objects.create(**champs, indicateur="é" * 400, source="Un tableur")
    LigneGrille.objects.create(**champs | {"retenu": False}, indicateur="Pas retenu")

    indicateurs = read_back(equipe.espace).schema.indicateurs

    assert len(indicateurs) == 5
    sien = indicateurs[-1]
    assert sien.intitule == "é" * 299 + "…"
    assert sien.methode == f"Intitulé entier : {'é' * 400}. Données : Un tableur."
    assert (sien.code[0], sien.categorie) == ("L", Categorie.SOCIAL)


def test_a_kept_proposal_is_not_an_action(equipe):
    Proposition.objects.create(
        espace=equipe.espace,
        origine="politiques",
        nature=NatureProposition.ACTION.value,
        code="clause-sociale",
        libelle="Étudier la clause sociale",
        etat=EtatProposition.RETENUE.value,
    )

    assert read_back(equipe.espace).schema.actions == ()


def test_figures_are_those_of_the_situation_with_bounds_and_reference(marches, equipe):
    espace = equipe.espace
    retenues = {x.code: x.retenue.figure for x in read_situation(espace).lignes if x.retenue}

    indicateurs = {i.code: i for i in read_back(espace).schema.indicateurs}

    assert retenues
    assert {c for c, i in indicateurs.items() if i.valeurs} == set(retenues)
    for code, figure in retenues.items():
        [mesure] = indicateurs[code].valeurs
        assert mesure.reference == str(figure.reference)
        assert (mesure.annee, mesure.siren) == (figure.reference.annee, espace.siren)
        assert mesure.valeur == pytest.approx(figure.taux.valeur * 100)
        assert mesure.bas <= mesure.valeur <= mesure.haut
        assert mesure.inconnus == figure.taux.inconnus
        assert mesure.jour is not None
    assert indicateurs["SOC-01"].unite == "% des marchés"
    assert indicateurs["SOC-01"].expression is ExpressionIndicateur.NOMBRE


def test_the_file_is_given_to_members_and_to_nobody_else(equipe):
    adresse = f"/espace/{equipe.espace.siren}/schema.spaser.json"

    reponse = equipe.lecture.client.get(adresse)

    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "application/json"
    assert ".spaser.json" in reponse["Content-Disposition"]
    assert json.loads(reponse.content)["version"] == "1.1"
    assert Client().get(adresse).status_code == 302


def test_a_scheme_is_deposited_with_nothing_typed_again(equipe):
    auteur = make_personne("awa@exemple.fr")
    axe = create_axe(equipe.espace, {"titre": "Insertion"}, auteur)
    make_action(equipe.espace, auteur, titre="Former", axe=axe)
    adresse = f"/espace/{equipe.espace.siren}/schema/deposer/"
    assert equipe.lecture.client.get(adresse).status_code == 403
    assert "1\u00a0axe, 1\u00a0action et 4\u00a0indicateurs." in flatten(
        equipe.redaction.client.get(adresse).text
    )

    assert len(equipe.redaction.client.get(adresse).context["form"].visible_fields()) == 5
    reponse = equipe.redaction.client.post(adresse, {"relire": "oui"})

    depot = Depot.objects.get()
    assert reponse["Location"] == f"/registre/depots/{depot.pk}/verification/"
    assert (depot.etat, depot.siren, depot.organisation) == (
        "brouillon",
        equipe.espace.siren,
        equipe.espace.organisation,
    )
    assert depot.contenu["version"] == "1.1"
    assert [a["code_axe"] for a in depot.contenu["schema"]["actions"]] == [axe.code]


REPONSES = {
    "titre": "Acheter utile",
    "debut": "2027",
    "contact_service": "Direction de l’achat",
    "contact_courriel": "achats@val.exemple",
    "nature": "correction",
}


def test_a_sheet_is_published_from_one_page_of_five_questions(equipe):
    adresse = f"/espace/{equipe.espace.siren}/schema/deposer/"
    client = equipe.redaction.client
    sans = client.post(adresse, REPONSES)
    assert "Cochez cette case pour envoyer le dépôt." in flatten(sans.text)
    assert not Depot.objects.exists()
    fautive = client.post(adresse, REPONSES | {"contact_service": "", "consentement": "on"})
    assert "Dites de quel service sont ces coordonnées." in flatten(fautive.text)

    reponse = client.post(adresse, REPONSES | {"consentement": "on"})
    depot = Depot.objects.get()
    assert reponse["Location"] == depot.get_absolute_url()
    schema, contact = depot.fiche.spaser.schema, depot.fiche.spaser.contact
    assert (depot.etat, schema.titre, str(schema.periode.debut)) == (
        "a_verifier", "Acheter utile", "2027",
    )  # fmt: skip
    assert (contact.service, contact.courriel) == ("Direction de l’achat", "achats@val.exemple")

    encore = client.get(adresse).text  # what the sheet says is not asked again
    assert 'value="Acheter utile"' in encore
    assert 'value="achats@val.exemple"' in encore


def test_a_period_that_ends_before_it_begins_is_told_and_nothing_is_lost(equipe):
    SchemaAdopte.objects.create(espace=equipe.espace, fin=date(2026, 12, 31))
    adresse = f"/espace/{equipe.espace.siren}/schema/deposer/"

    reponse = equipe.redaction.client.post(adresse, REPONSES | {"consentement": "on"})

    assert 'value="Acheter utile"' in reponse.text
    assert "fr-alert--error" in reponse.text
    assert not Depot.objects.exists()


def test_the_adopted_text_goes_with_the_sheet_once(equipe):
    titre = "Schéma 2027–2029"
    arretee = EditionArretee.objects.create(
        espace=equipe.espace, nature=NatureEdition.SCHEMA.value, titre=titre, contenu={}
    )
    edition = EditionSchema.objects.create(
        espace=equipe.espace, arretee=arretee, etat=EtatEdition.A_VOTER.value
    )
    octets = write_page([Document(titre=titre, jour=date(2026, 12, 1))])
    FichierArrete.objects.create(edition=arretee, nom="schema.pdf", octets=octets)
    adresse = f"/espace/{equipe.espace.siren}/schema/deposer/"
    assert titre not in flatten(equipe.redaction.client.get(adresse).text)  # not voted yet

    edition.etat = EtatEdition.ADOPTEE.value
    edition.save()
    assert titre in flatten(equipe.redaction.client.get(adresse).text)
    for _ in range(2):
        equipe.redaction.client.post(adresse, REPONSES | {"relire": "oui"})
    [joint] = Depot.objects.get().fichiers.all()
    assert (joint.nature, joint.titre, joint.fichier.taille) == ("schema", titre, len(octets))


def test_an_adopted_scheme_says_its_day_its_end_and_where_it_is(equipe):
    adresse = "https://ville.exemple/spaser.pdf"
    SchemaAdopte.objects.create(
        espace=equipe.espace, adopte_le=date(2023, 3, 15), fin=date(2027, 12, 31), adresse=adresse
    )

    lu = read_back(equipe.espace)

    assert lu.schema.statut is Statut.ADOPTE
    assert (str(lu.schema.adopte_le), str(lu.schema.periode.fin)) == ("2023-03-15", "2027-12-31")
    assert [d.url for d in lu.documents] == [adresse]


def test_the_sheet_of_the_buyer_keeps_what_it_is_alone_to_say(equipe):
    texte = DocumentPublic(titre="Le texte", url="https://ville.exemple/spaser.pdf")
    champs = {"titre": "Acheter mieux", "axes": ["Ancien"], "documents": (texte,)}
    fiche = make_fiche("La ville", siren=equipe.espace.siren, **champs)
    create_axe(equipe.espace, {"titre": "Insertion"}, make_personne("awa@exemple.fr"))

    ecrivante = equipe.redaction.personne
    deposante = Deposant(ecrivante.courriel, ecrivante)
    depot = open_depot_du_schema(equipe.espace, deposante, NatureDepot.CORRECTION)

    assert (depot.nature, depot.fiche) == ("correction", fiche)
    assert depot.contenu["structure"]["nom"] == "La ville"
    assert depot.contenu["schema"]["titre"] == "Acheter mieux"
    assert [a["intitule"] for a in depot.contenu["schema"]["axes"]] == ["Insertion"]
    assert depot.contenu["documents"] == fiche.contenu["documents"]

    # Asked for again, the same draft is completed: what was typed in it stays.
    depot.contenu["schema"]["titre"] = "Acheter mieux encore"
    depot.save()
    create_axe(equipe.espace, {"titre": "Climat"}, ecrivante)
    assert open_depot_du_schema(equipe.espace, deposante, NatureDepot.CORRECTION) == depot
    depot.refresh_from_db()
    assert depot.contenu["schema"]["titre"] == "Acheter mieux encore"
    assert [a["intitule"] for a in depot.contenu["schema"]["axes"]] == ["Insertion", "Climat"]


def test_actions_of_the_sheet_still_cite_indicators_that_the_space_replaced(equipe, marches):
    cite = Action(intitule="Former", indicateurs=("SOC-05", "Heures d’insertion"))
    make_fiche("La ville", siren=equipe.espace.siren, actions=(cite,))
    deposante = Deposant("awa@exemple.fr", equipe.redaction.personne)

    contenu = open_depot_du_schema(equipe.espace, deposante, NatureDepot.CORRECTION).contenu

    assert isinstance(read_spaser_dict(contenu), Spaser11)
    assert contenu["schema"]["actions"] == [
        {"intitule": "Former", "indicateurs": ["SOC-05", "I-1"]}
    ]
    dits = [i["code"] for i in contenu["schema"]["indicateurs"]]
    assert dits[:4] == ["SOC-01", "ENV-01", "SOC-13", "SOC-IN"]
    assert dits[-2:] == ["SOC-05", "I-1"]


def test_every_field_of_a_gathered_file_is_one_of_the_format(equipe):
    noms = {champ.name for champ in dataclasses.fields(Spaser11)}

    ecrit = set(json.loads(encode_spaser(gather_spaser(equipe.espace))))
    assert ecrit <= noms | {"format", "version"}


def test_a_figure_that_was_kept_is_frozen_and_stands_beside_one_that_changed(marches, equipe):
    espace = equipe.espace
    auteur = equipe.redaction.personne
    figures = {x.code: x.retenue.figure for x in read_situation(espace).lignes if x.retenue}
    kept = keep_reference(espace, figures["SOC-01"], auteur)
    autre = keep_reference(espace, figures["ENV-01"], auteur)
    Reference.objects.filter(pk=autre.pk).update(valeur=0.0, bas=0.0)

    indicateurs = {i.code: i for i in read_back(espace).schema.indicateurs}

    jour = str(timezone.localtime(kept.gardee_le).date())
    [figee] = indicateurs["SOC-01"].valeurs
    assert str(figee.fige_le) == jour
    actuelle, gardee = indicateurs["ENV-01"].valeurs
    assert (actuelle.fige_le, str(gardee.fige_le)) == (None, jour)
    assert (gardee.valeur, gardee.reference) == (0.0, actuelle.reference)
    assert actuelle.valeur > 0


def test_the_short_list_has_the_best_known_figure_of_what_is_computed(marches, equipe):
    champs = {"espace": equipe.espace, "rubrique": "environnement", "retenu": True}
    LigneGrille.objects.create(**champs, code="ENV-02")
    LigneGrille.objects.create(**champs, indicateur="Relevé à la main")

    siens = read_back(equipe.espace).schema.indicateurs[4:]

    figure = read_situation(equipe.espace, ["ENV-02"]).find("ENV-02").retenue.figure
    [valeur] = siens[0].valeurs
    assert (siens[0].code, siens[0].expression) == ("ENV-02", ExpressionIndicateur.VALEUR)
    assert valeur.reference == str(figure.reference)
    assert valeur.valeur == pytest.approx(figure.taux.valeur * 100)
    assert siens[1].valeurs == ()


def test_what_is_aimed_at_is_linked_to_its_indicator(equipe):
    ligne = LigneGrille.objects.create(
        espace=equipe.espace, rubrique="social", code="SOC-01", objectif="Insérer partout"
    )
    IndicateurSuivi.objects.create(
        espace=equipe.espace, ligne=ligne, code="SOC-01", unite="%", cible_valeur=60,
        cible_annee=2028,
    )  # fmt: skip

    [objectif] = read_back(equipe.espace).schema.objectifs

    assert (objectif.valeur, objectif.unite) == (60.0, "%")
    assert (objectif.intitule, str(objectif.echeance)) == ("Insérer partout", "2028")
    assert objectif.indicateurs == ("SOC-01",)


def test_a_value_that_somebody_kept_stands_before_the_one_that_is_computed(marches, equipe):
    notees = [
        (find_vise(equipe.espace, code), Valeur(annee=annee, valeur=Decimal(52), source="RH"))
        for code, annee in (("SOC-01", 2023), ("SOC-01", 2025))
    ]
    note_valeurs(equipe.espace, notees, equipe.redaction.personne)

    sociale = read_back(equipe.espace).schema.indicateurs[0]

    assert [(v.annee, v.valeur, v.reference is None) for v in sociale.valeurs] == [
        (2023, 52.0, True), (2025, 52.0, True), (2025, pytest.approx(48.591549), False),
    ]  # fmt: skip
    assert sociale.valeurs[0].methode.startswith("Saisie : RH, notée le ")


def test_a_grid_that_is_switched_off_is_not_told(equipe):
    LigneGrille.objects.create(
        espace=equipe.espace, rubrique="social", retenu=True, indicateur="Heures"
    )
    auteur = equipe.administration.personne
    switch_outil(equipe.espace, find_outil("grille"), auteur, actif=False)

    assert len(read_back(equipe.espace).schema.indicateurs) == 4


@pytest.mark.longue
def test_the_space_of_the_demonstration_comes_back_whole(entrepot_fictif, settings, tmp_path):
    settings.ENTREPOT = entrepot_fictif
    settings.MARCHES_PRIVES = tmp_path / "prives"
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    settings.DEMONSTRATION = True
    for _, charge in list_demonstration():
        charge()

    lu = read_back(find_metropole())

    assert lu.structure.nom.startswith("Métropole de Val-Fictif")
    assert all(i.valeurs for i in lu.schema.indicateurs[:4])
    assert len(lu.schema.indicateurs) > 4
    close_corriges()


def test_the_file_of_a_trial_says_who_made_it():
    elle = make_personne("awa@exemple.fr")
    essai = Espace.objects.create(siren="200052264", nom="Un essai", proprietaire=elle)

    lu = read_back(essai)

    assert [source.libelle for source in lu.sources] == [
        "Établi par un compte non rattaché à cet acheteur."
    ]


def test_the_years_and_the_start_that_only_the_sheet_knows_stay(equipe, marches):
    deux = tuple(ValeurAnnuelle(annee=a, siren=equipe.espace.siren, valeur=7) for a in (2019, 2020))
    connu = IndicateurEcrit(intitule="Clause sociale", code="SOC-01", valeurs=deux)
    make_fiche("La ville", siren=equipe.espace.siren, indicateurs=(connu,), debut="2026-04")
    SchemaAdopte.objects.create(espace=equipe.espace, fin=date(2028, 12, 31))
    deposante = Deposant("awa@exemple.fr", equipe.redaction.personne)

    depot = open_depot_du_schema(equipe.espace, deposante, NatureDepot.CORRECTION)

    schema = depot.contenu["schema"]
    assert schema["periode"] == {"debut": "2026-04", "fin": "2028-12-31"}
    [joint] = [i for i in schema["indicateurs"] if i["code"] == "SOC-01"]
    assert [v["annee"] for v in joint["valeurs"]][:2] == [2019, 2020]
    assert len(joint["valeurs"]) == 3


def test_the_next_edition_is_that_of_the_space_and_names_the_one_before(equipe):
    fiche = make_fiche("La ville", siren=equipe.espace.siren, titre="Acheter mieux", edition=2)
    axe = create_axe(equipe.espace, {"titre": "Insertion"}, make_personne("awa@exemple.fr"))
    deposante = Deposant("awa@exemple.fr", equipe.redaction.personne)

    un, deux = (
        open_depot_du_schema(equipe.espace, deposante, NatureDepot.EDITION) for _ in range(2)
    )

    assert un == deux
    assert (un.nature, un.modele) == ("edition", fiche)
    assert un.contenu["schema"]["edition"] == 3
    assert [a["code"] for a in un.contenu["schema"]["axes"]] == [axe.code]


@pytest.mark.longue
def test_an_indicator_has_the_method_of_what_its_value_was_counted_on(espace, payees):
    payees((f"2025;8;09/02/2025;Atelier fictif;{ATELIER};35000;6283;90 000,00;",))

    indicateurs = {i.code: i for i in read_back(espace).schema.indicateurs}

    assert indicateurs["SOC-13"].valeurs[0].reference.endswith(":paye")
    assert indicateurs["SOC-13"].methode == "Agréments en cours le jour du paiement."
    assert "Un marché compte" in indicateurs["SOC-01"].methode


def test_a_pilot_that_no_service_nor_function_names_is_told_before_it_is_left_out(equipe):
    auteur = make_personne("awa@exemple.fr")
    pilotes = {
        "Louer": "Awa Essai", "Trier": "Commande publique", "Payer": "Cheffe de projet SPASER",
        "Former": "",
    }  # fmt: skip
    for titre, nom in pilotes.items():
        make_action(equipe.espace, auteur, titre, pilote_nom=nom)
    make_action(equipe.espace, auteur, "Acheter", pilote_membre=auteur)

    lues = {a.intitule: a.pilote for a in read_back(equipe.espace).schema.actions}
    assert lues == {
        "Louer": None, "Trier": "Commande publique", "Payer": "Cheffe de projet SPASER",
        "Former": None, "Acheter": None,
    }  # fmt: skip
    adresse = f"/espace/{equipe.espace.siren}/schema/deposer/"
    page = flatten(equipe.redaction.client.get(adresse).text)
    dits = page[page.index("sans pilote") :].partition("</ul>")[0]
    assert "2 actions partent sans pilote" in page.replace("\u00a0", " ")
    assert [titre in dits for titre in (*pilotes, "Acheter")] == [True, False, False, False, True]
