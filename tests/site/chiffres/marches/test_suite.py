"""What people said of contracts follows them, in the data of today and under the rule of today.

| Contracts | What was said |
| --- | --- |
| one stays | stays |
| one, of two publications, proves to be two | each follows the publication that it was said of |
| two prove to be one | both are there; of two values of one field, one waits |
| two are one by a doubtful link | both wait, until she answers |
| gone | waits |
"""

import json
import shutil
from hashlib import sha256

import pytest

from spaser.documents.francais import format_euros
from spaser.moteur.importation import import_fichiers
from spaser.moteur.publications import Doute
from spaser.regles.corrections import ChampCorrige, RaisonAttente
from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.chiffres.marches.services import find_marche, list_marches, read_corrige
from spaser.site.chiffres.marches.suite import PaireDouteuse
from spaser.site.chiffres.models import Correction, DecisionPublications, Fonds
from spaser.site.espace.bilans import close_entrepots, read_bilan
from spaser.site.espace.discussions import SujetDiscussion, write_commentaire
from spaser.site.espace.models import Commentaire, Discussion
from spaser.site.socle.models import Evenement
from tests.moteur.fabrique_decp import (
    AUTRE_TITULAIRE,
    marche,
    siret,
    titulaire_v2,
    write_v2,
)
from tests.outils.entrepots import make_former
from tests.site.chiffres.marches.fabrique import RACINE, correct, make_upload, send
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

pytestmark = pytest.mark.django_db
ACHETEUR = {"acheteur": {"id": f"{SIREN_VAL}00019"}}
VEHICULES = {
    "objet": "Achat de véhicules",
    "titulaires": [titulaire_v2(AUTRE_TITULAIRE)],
    "montant": 60000,
    "dateNotification": "2024-06-01",
    "datePublicationDonnees": "2024-07-01",
}
SANS_SOCIAL = "Pas de considération sociale"
ESPACES_VERTS = "Entretien des espaces verts"


class Donnees:
    """The store of published contracts, file after file, by the rule of today or the former one.

    What another test has read, file after file, is copied.
    """

    def __init__(self, dossier, reserve):
        self.dossier, self.reserve, self.lus, self.histoire = dossier, reserve, 0, b""

    def read(self, *records, former=False):
        self.lus += 1
        fichier = write_v2(self.dossier / f"{self.lus}.json", list(records))
        close_corriges()
        close_entrepots()
        self.histoire += fichier.read_bytes() + bytes([former])
        entrepot, gardee = self.dossier / "e", self.reserve / sha256(self.histoire).hexdigest()
        if gardee.exists():
            shutil.rmtree(entrepot, ignore_errors=True)
            shutil.copytree(gardee, entrepot, symlinks=True)
            return
        import_fichiers([fichier], entrepot)
        if former:
            make_former(entrepot)
        shutil.copytree(entrepot, gardee, symlinks=True)

    def rebuild(self):
        """Read somebody else's contract: a store of the former rule is compared whole."""
        self.read(marche(acheteur={"id": siret(2)}, id=f"autre-{self.lus}"))


@pytest.fixture(scope="module")
def reserve(tmp_path_factory):
    return tmp_path_factory.mktemp("suites")


@pytest.fixture
def donnees(tmp_path, settings, reserve):
    settings.ENTREPOT = tmp_path / "e"
    yield Donnees(tmp_path, reserve)
    close_entrepots()


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction", "auteur@exemple.fr").utilisateur


def ours(**champs):
    return marche(**{**ACHETEUR, **champs})


def find(espace, objet):
    (trouve,) = [m for m in list_marches(espace) if m.contrat.objet == objet]
    return trouve


def say(espace, auteur, objet, **saisies):
    """Correct the contract of an object."""
    dits = {ChampCorrige(champ): valeur for champ, valeur in saisies.items()}
    return correct(espace, auteur, choisis=[find(espace, objet)], saisies=dits)


def talk(espace, auteur, objet, mots):
    cle = find(espace, objet).cle
    adresse = f"{RACINE}{cle}/"
    write_commentaire(espace, SujetDiscussion(f"marches:{cle}", objet, adresse), mots, auteur)


def read_dits(espace):
    """Return what holds of each contract, by its object."""
    return {
        m.contrat.objet: {champ.value: c.valeur for champ, c in m.corrections.items()}
        for m in list_marches(espace)
    }


def read_attentes(espace):
    lignes = Correction.objects.filter(espace=espace, annulee_le=None).exclude(attente="")
    return sorted((ligne.champ, ligne.attente) for ligne in lignes)


def read_paroles(espace):
    """Return where each comment is read: the object of the contract whose page shows it."""
    objets = {f"marches:{m.cle}": m.contrat.objet for m in list_marches(espace)}
    lus = Commentaire.objects.filter(discussion__espace=espace).select_related("discussion")
    return {c.texte: objets.get(c.discussion.objet) for c in lus}


@pytest.mark.longue
def test_what_was_said_of_one_of_two_follows_it_when_they_part(donnees, espace, auteur):
    donnees.read(ours())
    say(espace, auteur, ESPACES_VERTS, montant="91000.00", heures_insertion="120")
    talk(espace, auteur, ESPACES_VERTS, "Des jardins")
    donnees.read(ours(**VEHICULES), former=True)
    assert list(read_dits(espace)) == ["Achat de véhicules"]
    say(espace, auteur, "Achat de véhicules", carbone="oui")

    donnees.rebuild()

    assert read_dits(espace) == {
        "Achat de véhicules": {"carbone": "oui"},
        ESPACES_VERTS: {"montant": "91000.00", "heures_insertion": "120"},
    }
    assert read_paroles(espace) == {"Des jardins": ESPACES_VERTS}
    assert read_attentes(espace) == []
    discussion = Discussion.objects.get()
    assert discussion.adresse == f"{RACINE}{find(espace, ESPACES_VERTS).cle}/"
    assert Evenement.objects.get(geste="marches.suite").details == {
        "deplaces": 2,
        "discussions": 1,
    }


@pytest.mark.longue
def test_a_contract_that_stays_one_changes_nothing(donnees, espace, auteur):
    donnees.read(ours())
    say(espace, auteur, ESPACES_VERTS, reserve="oui")
    avant = Correction.objects.get(champ="reserve")

    donnees.read(ours(montant=95000, datePublicationDonnees="2024-09-01"))

    assert read_dits(espace)[ESPACES_VERTS]["reserve"] == "oui"
    assert Correction.objects.get(champ="reserve").cle == avant.cle
    assert not Evenement.objects.filter(geste="marches.suite").exists()


# Two numbers under the former rule; one contract today, by two agreements, or by one that doubts.
PREMIER = {"id": "0042 a", "objet": "Tonte"}
SUR = {"id": "42A", "objet": "Tonte", "montant": 91000, "datePublicationDonnees": "2024-05-01"}
DOUTEUX = {**SUR, "objet": "Taille des haies"}


def say_of(espace, auteur, numero, **saisies):
    """Correct the contract of a number, and speak of it."""
    (un,) = [m for m in list_marches(espace) if m.contrat.id == numero]
    dits = {ChampCorrige(champ): valeur for champ, valeur in saisies.items()}
    correct(espace, auteur, choisis=[un], saisies=dits)
    sujet = SujetDiscussion(f"marches:{un.cle}", un.contrat.objet, f"{RACINE}{un.cle}/")
    write_commentaire(espace, sujet, f"De {numero}", auteur)
    return un.cle


@pytest.mark.longue
def test_what_was_said_of_two_is_said_of_the_one_they_become(donnees, espace, auteur):
    donnees.read(ours(**PREMIER), ours(**SUR), former=True)
    say_of(espace, auteur, "0042 a", heures_insertion="10", lot="1")
    say_of(espace, auteur, "42A", carbone="oui", lot="1")

    donnees.rebuild()

    assert read_dits(espace) == {"Tonte": {"heures_insertion": "10", "carbone": "oui", "lot": "1"}}
    assert read_paroles(espace) == {"De 0042 a": "Tonte", "De 42A": "Tonte"}
    assert Discussion.objects.count() == 1
    assert read_attentes(espace) == []


@pytest.mark.longue
def test_of_two_values_that_meet_one_waits(donnees, client, espace, auteur):
    donnees.read(ours(**PREMIER), ours(**SUR), former=True)
    say_of(espace, auteur, "0042 a", montant="1000.00")
    say_of(espace, auteur, "42A", montant="2000.00", carbone="oui")

    donnees.rebuild()

    assert read_dits(espace) == {"Tonte": {"montant": "1000.00", "carbone": "oui"}}
    assert read_attentes(espace) == [("montant", "contraire")]
    page = texte(client.get(f"{RACINE}a-regler/"))
    assert format_euros(2000) in page

    ligne = Correction.objects.get(attente="contraire")
    client.post(f"{RACINE}a-regler/corrections/{ligne.pk}/", {"vers": ligne.cle})

    assert read_dits(espace) == {"Tonte": {"montant": "2000.00", "carbone": "oui"}}
    assert read_attentes(espace) == []
    assert Correction.objects.filter(annulee_le=None, champ="montant").count() == 2


def _mesures(espace, code="SOC-01"):
    ligne = next(t.ligne for t in read_corrige(espace).legales if t.ligne.fiche.code == code)
    return [m for m in ligne.historique["nombre"] if m.annee == 2024]


@pytest.fixture
def douteux(donnees, espace, auteur):
    """Make two contracts of the former rule one by a doubtful link, once both were corrected."""
    donnees.read(
        ours(**PREMIER, considerationsSociales={"considerationSociale": ["Clause sociale"]}),
        ours(**DOUTEUX, considerationsSociales={"considerationSociale": [SANS_SOCIAL]}),
        former=True,
    )
    say_of(espace, auteur, "0042 a", montant="1000.00")
    say_of(espace, auteur, "42A", montant="2000.00")
    donnees.rebuild()
    return donnees


@pytest.mark.longue
def test_nothing_is_applied_to_a_doubtful_contract_until_she_answers(douteux, client, espace):
    assert read_dits(espace) == {"Taille des haies": {}}
    assert read_attentes(espace) == [("montant", "douteuse"), ("montant", "douteuse")]
    assert find_marche(espace, list_marches(espace)[0].cle).corrections == {}

    page = texte(client.get(f"{RACINE}a-regler/"))
    assert "Est-ce le même marché" in page
    assert "Tonte" in page
    assert "Ce qui les rapproche : <strong>les titulaires</strong>" in page.replace("\xa0", " ")
    assert "à régler" in texte(client.get(f"{RACINE}corrections/"))


def _answer(client, verdict):
    page = client.get(f"{RACINE}a-regler/")
    (question,) = [*page.context["questions"], *page.context["remises"]]
    reponse = client.post(
        f"{RACINE}a-regler/decider/", {"paire": question.code, "verdict": verdict}
    )
    assert reponse.status_code == 302
    return question


def test_two_contracts_come_apart_with_what_was_said_of_each(douteux, client, espace):
    question = _answer(client, "deux")

    assert read_dits(espace) == {
        "Tonte": {"montant": "1000.00"},
        "Taille des haies": {"montant": "2000.00"},
    }
    assert read_paroles(espace) == {"De 0042 a": "Tonte", "De 42A": "Taille des haies"}
    # What was announced is what the figures are: none social, or one of two.
    (social,) = _mesures(espace)
    (dit,) = [e for e in question.effets if "social" in e.nom.lower()]
    assert social.valeur.valeur == 0.5
    assert (dit.un, dit.deux) == ("0,00\u202f%", "50,00\u202f%")


@pytest.mark.longue
def test_the_answer_holds_in_later_stores_and_can_be_taken_back(douteux, client, espace, donnees):
    _answer(client, "deux")
    donnees.rebuild()
    assert len(read_dits(espace)) == 2
    donnees.read(ours(**DOUTEUX))  # the same again
    assert len(read_dits(espace)) == 2

    decision = DecisionPublications.objects.get(retiree_le=None)
    client.post(f"{RACINE}a-regler/decisions/{decision.pk}/revenir/")

    assert len(read_dits(espace)) == 1
    assert read_attentes(espace) == [("montant", "douteuse"), ("montant", "douteuse")]
    gestes = Evenement.objects.filter(geste__startswith="marches.decision")
    assert [e.geste for e in gestes.order_by("pk")] == [
        "marches.decision",
        "marches.decision_reprise",
    ]


@pytest.mark.longue
def test_one_contract_lets_what_was_said_be_applied(douteux, client, espace):
    _answer(client, "un")

    # Two values of one field: that of the publication shown holds, the other waits.
    assert read_dits(espace) == {"Taille des haies": {"montant": "2000.00"}}
    assert read_attentes(espace) == [("montant", "contraire")]
    assert read_paroles(espace) == {"De 0042 a": "Taille des haies", "De 42A": "Taille des haies"}
    page = client.get(f"{RACINE}a-regler/")
    assert page.context["questions"] == []
    assert "Revenir sur cette décision" in texte(page)


@pytest.mark.longue
def test_later_puts_the_question_off_and_nothing_else(douteux, client, espace):
    _answer(client, "plus_tard")

    page = client.get(f"{RACINE}a-regler/")
    assert page.context["questions"] == []
    assert len(page.context["remises"]) == 1
    assert read_dits(espace) == {"Taille des haies": {}}


@pytest.mark.longue
def test_what_is_said_of_a_contract_known_to_be_doubtful_holds(douteux, espace, auteur):
    say(espace, auteur, "Taille des haies", carbone="oui")
    douteux.rebuild()

    assert read_dits(espace) == {"Taille des haies": {"carbone": "oui"}}


@pytest.mark.longue
def test_what_was_said_before_traits_were_noted_waits_when_it_is_not_sure(donnees, espace, auteur):
    donnees.read(ours(), ours(id="seul", objet="Seul"))
    say(espace, auteur, ESPACES_VERTS, montant="91000.00")
    say(espace, auteur, "Seul", carbone="oui")
    donnees.read(ours(**VEHICULES), former=True)
    Correction.objects.update(trait={})
    Fonds.objects.update(suivi="")
    assert len(list_marches(espace)) == 2
    assert read_attentes(espace) == []

    donnees.rebuild()

    dits = read_dits(espace)
    assert dits["Seul"] == {"carbone": "oui"}
    assert dits[ESPACES_VERTS] == dits["Achat de véhicules"] == {}
    assert read_attentes(espace) == [("montant", "perdue")]
    assert Correction.objects.get(champ="carbone").trait["objet"] == "Seul"


@pytest.mark.longue
def test_what_lost_its_contract_is_attached_by_number_or_let_go(
    donnees, client, espace, auteur, organisation
):
    donnees.read(ours(), ours(id="autre", objet="Autre"))
    say(espace, auteur, ESPACES_VERTS, montant="91000.00")
    talk(espace, auteur, ESPACES_VERTS, "Des jardins")
    ancienne = Correction.objects.get()
    perdu = {"cle": "12", "trait": {"id": "x", "objet": "Perdu", "montant": "1.00"}}
    Correction.objects.update(**perdu)
    Discussion.objects.update(objet="marches:12", trait=perdu["trait"])
    Fonds.objects.update(suivi="")
    assert len(list_marches(espace)) == 2
    assert read_attentes(espace) == [("montant", "perdue")]
    assert client.get(f"{RACINE}12/").url == f"{RACINE}a-regler/"
    adresse = f"{RACINE}a-regler/corrections/{ancienne.pk}/"

    reponse = client.post(adresse, {"numero": "inconnu"}, follow=True)
    assert "Aucun marché ne porte le numéro" in texte(reponse)
    lectrice = sign_in(make_membre(organisation, "lecture", "lectrice@exemple.fr").utilisateur)
    assert lectrice.post(adresse, {"numero": "autre"}).status_code == 403
    client.post(adresse, {"numero": "autre"})

    assert read_dits(espace)["Autre"] == {"montant": "91000.00"}
    nouvelle = Correction.objects.get(annulee_le=None)
    assert "Article 7 du CCAP. (reprise d’une correction du" in nouvelle.geste.justification
    discussion = Discussion.objects.get()
    assert discussion.raison is RaisonAttente.PERDUE
    client.post(f"{RACINE}a-regler/discussions/{discussion.pk}/", {"laisser": "1"})
    page = texte(client.get(f"{RACINE}a-regler/"))
    assert "Discussions laissées de côté" in page
    assert "Des jardins" in page
    assert Evenement.objects.filter(geste="marches.abandon").count() == 1


def test_without_data_to_read_nothing_is_said_to_be_gone(
    donnees, espace, auteur, settings, tmp_path
):
    donnees.read(ours())
    say(espace, auteur, ESPACES_VERTS, montant="91000.00")
    settings.ENTREPOT = tmp_path / "vide"

    list_marches(espace)

    assert read_attentes(espace) == []


@pytest.mark.longue
def test_the_published_figures_do_not_know_of_it(douteux, client, espace):
    avant = read_bilan(espace.siren)
    _answer(client, "deux")

    assert read_bilan(espace.siren) == avant


def _write_sien(*records):
    return json.dumps({"marches": {"marche": [ours(**champs) for champs in records]}}).encode()


@pytest.mark.longue
def test_two_of_her_own_files_are_asked_about_in_their_words(marches, client, espace, capture):
    social = {"considerationsSociales": {"considerationSociale": ["Clause sociale"]}}
    sans = {"considerationsSociales": {"considerationSociale": [SANS_SOCIAL]}}
    send(client, capture, make_upload(_write_sien({**PREMIER, **social}), "notre-1.json"))
    send(client, capture, make_upload(_write_sien({**DOUTEUX, **sans}), "notre-2.json"))

    question = _answer(client, "deux")
    page = texte(client.get(f"{RACINE}a-regler/"))

    assert {question.doute.premiere.fichier, question.doute.seconde.fichier} == {
        "notre-1.json",
        "notre-2.json",
    }
    assert question.est_des_siens
    assert "Deux marchés" in page
    siens = [m.contrat.objet for m in list_marches(espace) if m.contrat.prive]
    assert sorted(siens) == ["Taille des haies", "Tonte"]


@pytest.mark.parametrize(
    ("accords", "dits"),
    [
        (("objet",), "l’objet"),
        (("objet", "titulaires"), "l’objet et les titulaires"),
        (("objet", "montant_et_jour"), "l’objet, le montant et la date"),
        (("montant_et_jour",), "le montant et la date"),
    ],
)
def test_all_that_brings_two_publications_together_is_told(accords, dits):
    assert PaireDouteuse(Doute(1, ("a", "b"), accords, None, None)).accord == dits
