"""What a spreadsheet says that open data never hold: read, placed, told, undone, read again."""

import pytest

from spaser.moteur.corrige import lecture
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches import fichiers_lus
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.chiffres.models import Correction, FichierMarches, Geste
from spaser.site.socle.models import Evenement, Fichier
from tests.site.chiffres.marches.fabrique import (
    COMPLETS,
    RACINE,
    TITRES_COMPLETS,
    accept_colonnes,
    correct,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import make_membre, texte

pytestmark = pytest.mark.django_db
HEURES = ChampCorrige.HEURES_INSERTION


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction", "auteur@exemple.fr").utilisateur


@pytest.fixture
def lit(marches, client, capture):
    """Send lines, map them as proposed, and return the line of the file."""

    def read(*lignes, nom="complets.csv"):
        ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *lignes)), nom))
        if ligne.etat == "colonnes":
            accept_colonnes(client, capture, ligne)
        assert ligne.etat == "lu", ligne.probleme
        return ligne

    return read


def _said(espace, champ=HEURES):
    """Return what is held for true, by number and object of contract."""
    return {m.contrat.id: m.effectif(champ) for m in list_marches(espace) if champ in m.corrections}


def _find(espace, numero):
    return next(m for m in list_marches(espace) if m.contrat.id == numero)


def _reread(client, capture, ligne, **changements):
    accept_colonnes(client, capture, ligne, **changements)
    assert ligne.etat == "lu", ligne.probleme


def test_columns_are_proposed_read_and_told(lit, client, espace):
    ligne = lit(*COMPLETS)

    page = texte(client.get(ligne.get_absolute_url()))
    assert "2 marchés complétés par ce fichier" in page
    assert "Heures d’insertion prévues : 2 marchés" in page
    assert "Date de lancement : 1 marché<" in page
    assert "Toutes les lignes ont été lues sans remarque" in page
    un = _find(espace, "C-1")
    assert {champ: un.effectif(champ) for champ in un.corrections} == {
        ChampCorrige.LOT: "2B",
        ChampCorrige.EGALITE: "oui",
        ChampCorrige.HEURES_INSERTION: "350",
        ChampCorrige.DATE_LANCEMENT: "2025-01-07",
        ChampCorrige.BESOIN_ESTIME: "90000.00",
    }
    assert _said(espace) == {"C-1": "350", "C-2": "70"}


def test_one_act_tells_who_sent_the_file_and_hands_it_over(lit, client, espace):
    ligne = lit(*COMPLETS)

    geste = Geste.objects.get()
    assert (geste.auteur, geste.fichier, geste.tableau) == (ligne.auteur, ligne.fichier, ligne)
    assert geste.nb_marches == 2
    assert "Lu dans le fichier complets.csv, envoyé le" in geste.justification
    assert Evenement.objects.filter(geste="marches.complements", auteur_id=ligne.auteur_id)
    piece = client.get(f"{RACINE}corrections/{geste.pk}/preuve/")
    assert TITRES_COMPLETS.encode() in b"".join(piece.streaming_content)


@pytest.mark.longue
def test_the_contract_its_exports_and_the_history_show_where_it_comes_from(lit, client, espace):
    ligne = lit(*COMPLETS)
    fiche = texte(client.get(f"{RACINE}{_find(espace, 'C-1').cle}/"))
    export = client.get(f"{RACINE}export.csv?q=C-1").content.decode()
    histoire = texte(client.get(f"{RACINE}corrections/"))

    assert "350 h" in fiche.replace("\u00a0", " ")
    assert "complets.csv" in fiche
    assert "complets.csv" in export
    assert ";350;" in export
    assert "Heures d’insertion prévues : <strong>2 valeurs</strong> (2 marchés)" in histoire
    assert f'href="{ligne.get_absolute_url()}"' in histoire


@pytest.mark.longue
def test_a_file_without_any_complement_makes_no_act(lit, client):
    ligne = lit("C-1;Un;12/03/2025;10;;;;;")

    assert not Geste.objects.exists()
    assert "complements" not in ligne.rapport
    assert "Compléments lus" not in texte(client.get(ligne.get_absolute_url()))


@pytest.mark.longue
def test_a_published_contract_is_completed_under_its_own_key(lit, espace):
    publie = next(m for m in list_marches(espace) if m.contrat.id and m.contrat.montant)
    nombre = len(list_marches(espace))

    lit(f"{publie.contrat.id};{publie.contrat.objet};;;;;350;;")

    (ligne,) = Correction.objects.all()
    assert (ligne.cle, ligne.valeur) == (str(publie.cle), "350")
    assert len(list_marches(espace)) == nombre


@pytest.mark.longue
def test_without_any_published_contract_they_are_found_as_well(
    client, capture, espace, settings, tmp_path
):
    settings.ENTREPOT = tmp_path / "rien"
    ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *COMPLETS))))
    accept_colonnes(client, capture, ligne)

    assert _said(espace) == {"C-1": "350", "C-2": "70"}


@pytest.mark.longue
def test_each_lot_of_one_number_has_its_own(lit, espace):
    lit("C-1;Rues;12/03/2025;10;1;;350;;", "C-1;Rues;12/03/2025;20;2;;70;;")

    dits = {
        m.effectif(ChampCorrige.LOT): m.effectif(HEURES)
        for m in list_marches(espace)
        if m.corrections
    }
    assert dits == {"1": "350", "2": "70"}


@pytest.mark.longue
def test_lines_of_one_contract_that_differ_are_told_and_the_last_one_is_kept(lit, client, espace):
    ligne = lit("C-1;Rues;12/03/2025;10;;oui;350;;", "C-1;Rues;12/03/2025;10;;;70;;")

    page = texte(client.get(ligne.get_absolute_url()))
    assert _said(espace) == {"C-1": "70"}
    assert _said(espace, ChampCorrige.EGALITE) == {"C-1": "oui"}
    assert "<td>3</td><td>Heures d’insertion</td>" in page
    assert "Une ligne au-dessus dit autre chose du même marché" in page
    assert "Cette ligne compte, et non la ligne 2." in page


@pytest.mark.longue
def test_a_contract_that_another_file_gives_too_is_completed_by_both(lit, espace):
    lit("C-1;Rues;12/03/2025;10;;;350;;")
    lit("C-1;Rues;12/03/2025;12;;oui;;;", nom="suite.csv")

    assert _said(espace) == {"C-1": "350"}
    assert _said(espace, ChampCorrige.EGALITE) == {"C-1": "oui"}
    assert len([m for m in list_marches(espace) if m.contrat.prive]) == 1


@pytest.mark.longue
def test_a_line_whose_contract_is_not_found_is_counted_and_told(
    marches, client, capture, espace, monkeypatch
):
    def find_all_but_the_first(entrepot, empreinte):
        return {r: c for r, c in trouver(entrepot, empreinte).items() if r != 1}

    trouver = lecture.find_cles
    monkeypatch.setattr(lecture, "find_cles", find_all_but_the_first)
    ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *COMPLETS))))
    accept_colonnes(client, capture, ligne)

    page = texte(client.get(ligne.get_absolute_url()))
    assert "1 ligne dont le marché n’est pas dans votre liste" in page
    assert "Le marché de cette ligne n’est pas dans votre liste" in page
    assert _said(espace) == {"C-2": "70"}


@pytest.mark.longue
def test_a_cell_that_cannot_be_read_costs_itself_only(lit, client, espace):
    ligne = lit("C-1;Rues;12/03/2025;10;;peut-être;beaucoup;07/01/2025;")

    page = texte(client.get(ligne.get_absolute_url()))
    assert "<td>2</td><td>Heures d’insertion</td>" in page
    assert "Écrivez un nombre entier d’heures, comme 350." in page
    assert "La réponse n’est ni oui ni non" in page
    assert _said(espace, ChampCorrige.DATE_LANCEMENT) == {"C-1": "2025-01-07"}


@pytest.mark.longue
def test_the_act_is_undone_from_the_history(lit, client, espace):
    ligne = lit(*COMPLETS)

    client.post(f"{RACINE}corrections/{Geste.objects.get().pk}/annuler/")

    assert _said(espace) == {}
    assert "Ils sont annulés." in texte(client.get(ligne.get_absolute_url()))
    assert Correction.objects.count() > 0


@pytest.mark.longue
def test_what_was_typed_before_is_replaced_told_and_comes_back(lit, client, espace, auteur):
    lit("C-1;Rues;12/03/2025;10;;;;;")
    correct(espace, auteur, choisis=[_find(espace, "C-1")], saisies={HEURES: "100"})
    ligne = lit("C-1;Rues;12/03/2025;10;;;350;;", nom="suite.csv")

    assert _said(espace) == {"C-1": "350"}
    page = texte(client.get(ligne.get_absolute_url()))
    assert "1 valeur corrigée avant la première lecture est remplacée" in page
    client.post(f"{RACINE}corrections/{Geste.objects.latest('pk').pk}/annuler/")
    assert _said(espace) == {"C-1": "100"}


@pytest.mark.longue
def test_what_was_typed_since_stays_when_the_file_is_read_again(
    lit, client, capture, espace, auteur
):
    ligne = lit(*COMPLETS)
    saisie = correct(espace, auteur, choisis=[_find(espace, "C-1")], saisies={HEURES: "100"})

    for _ in range(2):
        _reread(client, capture, ligne)
        assert _said(espace) == {"C-1": "100", "C-2": "70"}

    page = texte(client.get(ligne.get_absolute_url()))
    assert "1 valeur corrigée depuis la première lecture reste" in page
    fiche = texte(client.get(f"{RACINE}{_find(espace, 'C-1').cle}/")).replace("\u00a0", " ")
    assert '350 h <span class="fr-hint-text">une autre valeur compte</span>' in fiche
    assert "<td>100 h</td>" in fiche
    client.post(f"{RACINE}corrections/{saisie.pk}/annuler/")
    assert _said(espace) == {"C-1": "350", "C-2": "70"}


@pytest.mark.longue
def test_another_mapping_replaces_the_act_and_erases_nothing(lit, client, capture, espace):
    ligne = lit(*COMPLETS)
    premier = Geste.objects.get()

    _reread(client, capture, ligne, colonne_6="")

    second = Geste.objects.latest("pk")
    assert _said(espace) == {}
    assert _said(espace, ChampCorrige.EGALITE) == {"C-1": "oui"}
    assert second.premier == premier
    assert premier.lignes.count() > second.lignes.count()
    assert not premier.lignes.filter(annulee_le=None).exists()
    assert "ce qui a été corrigé depuis la première lecture reste" in second.justification


@pytest.mark.longue
def test_a_mapping_without_complements_leaves_none_in_force(lit, client, capture, espace):
    ligne = lit(*COMPLETS)

    _reread(client, capture, ligne, **{f"colonne_{rang}": "" for rang in range(4, 9)})

    assert not Correction.objects.filter(annulee_le=None).exists()
    assert Geste.objects.count() == 1
    assert "Compléments lus" not in texte(client.get(ligne.get_absolute_url()))


@pytest.mark.longue
def test_an_act_undone_holds_again_when_the_file_is_read_again(lit, client, capture, espace):
    ligne = lit(*COMPLETS)
    client.post(f"{RACINE}corrections/{Geste.objects.get().pk}/annuler/")

    _reread(client, capture, ligne)

    assert _said(espace) == {"C-1": "350", "C-2": "70"}


@pytest.mark.longue
def test_a_file_withdrawn_takes_its_complements_away_and_leaves_the_history(
    lit, client, capture, espace, auteur
):
    lit("C-1;Rues;12/03/2025;10;;;;;", nom="autre.csv")
    correct(espace, auteur, choisis=[_find(espace, "C-1")], saisies={HEURES: "100"})
    ligne = lit(*COMPLETS)
    with capture(execute=True):
        client.post(f"{RACINE}fichiers/{ligne.pk}/retirer/")

    assert _said(espace) == {"C-1": "100"}
    geste = Geste.objects.latest("pk")
    assert (geste.tableau, geste.fichier) == (None, None)
    assert "complets.csv" in texte(client.get(f"{RACINE}corrections/"))
    assert [fichier.nom for fichier in Fichier.objects.all()] == ["autre.csv"]


@pytest.mark.longue
def test_a_reading_cancelled_writes_nothing(marches, client, capture, espace, monkeypatch):
    ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *COMPLETS))))
    construire = fichiers_lus.build_prive

    def cancel_meanwhile(lignes, dossier):
        client.post(f"{RACINE}fichiers/{ligne.pk}/annuler/")
        return construire(lignes, dossier)

    monkeypatch.setattr(fichiers_lus, "build_prive", cancel_meanwhile)
    accept_colonnes(client, capture, ligne)

    assert ligne.etat == "annule"
    assert not Geste.objects.exists()


@pytest.mark.longue
def test_a_contract_whose_key_changes_with_another_file_keeps_its_complements(
    lit, client, capture, espace
):
    autre = lit("C-1;Rues;12/03/2025;10;1;;5;;", nom="autre.csv")
    ligne = lit("C-1;Rues;12/03/2025;20;2;;70;;")
    premier = Geste.objects.latest("pk")

    with capture(execute=True):
        client.post(f"{RACINE}fichiers/{autre.pk}/retirer/")

    (reste,) = [m for m in list_marches(espace) if m.contrat.prive]
    assert (reste.effectif(ChampCorrige.LOT), reste.effectif(HEURES)) == ("2", "70")
    assert not premier.lignes.filter(cle=str(reste.cle), annulee_le=None).exists()
    geste = Geste.objects.latest("pk")
    assert "après un changement de vos autres fichiers" in geste.justification
    ligne.refresh_from_db()
    assert ligne.rapport["complements"]["geste"] == geste.pk


@pytest.mark.longue
def test_another_file_that_moves_no_contract_makes_no_act(lit, client, capture, espace):
    autre = lit("C-9;Autre;12/03/2025;10;;;5;;", nom="autre.csv")
    lit(*COMPLETS)

    with capture(execute=True):
        client.post(f"{RACINE}fichiers/{autre.pk}/retirer/")

    assert Geste.objects.count() == 2
    assert _said(espace) == {"C-1": "350", "C-2": "70"}


@pytest.mark.longue
def test_a_store_swept_away_meanwhile_is_built_again(marches, client, capture, espace, monkeypatch):
    ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *COMPLETS))))
    construire, appels = fichiers_lus.build_prive, []

    def build_then_lose(lignes, dossier):
        prive = construire(lignes, dossier)
        appels.append(prive)
        if len(appels) == 1:
            fichiers_lus.drop_others(dossier, "")
        return prive

    monkeypatch.setattr(fichiers_lus, "build_prive", build_then_lose)
    accept_colonnes(client, capture, ligne)

    assert len(appels) == 2
    assert _said(espace) == {"C-1": "350", "C-2": "70"}


@pytest.mark.longue
def test_a_file_that_is_refused_later_no_longer_completes_anything(lit, client, capture, espace):
    ligne = lit(*COMPLETS)
    FichierMarches.objects.filter(pk=ligne.pk).update(etat="refuse")

    lit("C-9;Autre;12/03/2025;10;;;5;;", nom="autre.csv")

    assert _said(espace) == {"C-9": "5"}


def test_the_page_of_columns_explains_each_complement(marches, client, capture):
    ligne = send(client, capture, make_upload("\n".join((TITRES_COMPLETS, *COMPLETS))))

    page = client.get(f"{RACINE}fichiers/{ligne.pk}/colonnes/")

    contenu = texte(page)
    assert "<strong>Heures d’insertion prévues</strong>" in contenu
    assert "Un nombre d’heures. Il est entier, comme 350." in contenu
    assert '<optgroup label="Ce que les données ouvertes ne disent pas">' in page.content.decode()
    initial = page.context["form"].initial
    assert [initial[f"colonne_{rang}"] for rang in range(4, 9)] == [
        "lot",
        "egalite",
        "heures_insertion",
        "date_lancement",
        "besoin_estime",
    ]


def test_the_report_leads_to_its_act_even_when_many_came_since(lit, client, espace, auteur):
    ligne = lit(*COMPLETS)
    geste = Geste.objects.get()
    Geste.objects.bulk_create(
        Geste(espace=espace, auteur=auteur, justification="Lot", nb_marches=1) for _ in range(20)
    )

    page = texte(client.get(ligne.get_absolute_url()))

    adresse = f"{RACINE}corrections/?page=2"
    assert f'href="{adresse}#geste-{geste.pk}"' in page
    assert f'id="geste-{geste.pk}"' in client.get(adresse).content.decode()
