"""A whole file: what is counted, what is written, what is left to the buyer."""

import gzip
import json
import zipfile
from datetime import date

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.champs import find_champ
from spaser.moteur.decp.controle.execution import control_fichiers, identify

AUJOURDHUI = date(2026, 11, 24)
XML = """<?xml version="1.0" encoding="UTF-8"?>
<marches>
  <contrat-concession><id>C1</id><autoriteConcedante><id>21750001600019</id></autoriteConcedante>
    <nature>Concession de service</nature><objet>Plage</objet>
    <procedure>Procédure négociée ouverte</procedure><dureeMois>24</dureeMois>
    <dateSignature>2025-01-10</dateSignature>
    <datePublicationDonnees>2025-01-20</datePublicationDonnees>
    <dateDebutExecution>2025-03-01</dateDebutExecution><valeurGlobale>42000.50</valeurGlobale>
    <montantSubventionPublique>0</montantSubventionPublique>
    <concessionnaires><concessionnaire><typeIdentifiant>SIRET</typeIdentifiant>
      <id>55203253400646</id></concessionnaire></concessionnaires>
    <considerationsSociales><considerationSociale>Clause sociale</considerationSociale>
    </considerationsSociales>
    <considerationsEnvironnementales>
      <considerationEnvironnementale>Clause environnementale</considerationEnvironnementale>
    </considerationsEnvironnementales>
    <balise>en trop</balise>
  </contrat-concession>
  <marche><id>M1</id></marche>
</marches>
"""


@pytest.fixture
def controler(tmp_path):
    """Control a file, with its repaired file and the list of what is left."""

    def run(entree):
        sortie, restes = tmp_path / "sortie" / "repare.json", []
        rapport = control_fichiers([entree], AUJOURDHUI, sortie=sortie, deposer=restes.append)
        assert rapport.lus == rapport.valides + rapport.reparables + rapport.a_corriger
        assert rapport.lus == rapport.ecrits + rapport.laisses
        assert len({(r.fichier, r.rang) for r in restes}) == rapport.laisses
        return rapport, json.loads(sortie.read_text(encoding="utf-8"))["marches"], restes

    return run


def constats(rapport):
    return {(c.code, c.sort.value): c.nombre for c in rapport.constats}


def test_each_record_is_written_or_left(marche, concession, publier, controler):
    valide, repare = marche(id="1"), marche(id="2", dureeMois="12")
    perdu = marche(id="3", montant=0, objet="NC")
    fichier = publier([valide, repare, perdu], [concession(), concession(id="9", dureeMois=0)])
    rapport, ecrits, restes = controler(fichier)

    assert (rapport.lus, rapport.valides, rapport.reparables, rapport.a_corriger) == (5, 2, 1, 2)
    assert rapport.conformes == 2
    assert [m["id"] for m in ecrits["marche"]] == ["1", "2"]
    assert ecrits["marche"][1]["dureeMois"] == 12
    assert [c["id"] for c in ecrits["contrat-concession"]] == ["DSP-7"]
    assert [(r.rang, r.id, r.champ, r.probleme.code) for r in restes] == [
        (3, "3", "objet", "non_renseigne"),
        (3, "3", "montant", "montant_factice"),
        (5, "9", "dureeMois", "duree_impossible"),
    ]
    assert restes[0].acheteur == "21750001600019"
    assert restes[0].qui == "l’acheteur"
    assert restes[0].sens == "Ce que le contrat achète, en une phrase."


def test_a_valid_file_is_the_same_once_written(marche, concession, publier, controler):
    fichier = publier([marche()], [concession()])
    rapport, ecrits, restes = controler(fichier)

    assert ecrits == json.loads(fichier.read_bytes())["marches"]
    assert (rapport.constats, restes) == ([], [])


def test_no_record_makes_an_empty_list(publier, marche, controler):
    _, ecrits, _ = controler(publier([marche(objet=None)]))
    assert ecrits == {"marche": []}


def test_amounts_keep_their_digits(publier, tmp_path, marche):
    fichier = publier([marche()])
    octets = fichier.read_bytes().replace(b"240000.5", b"240000.10")
    fichier.write_bytes(octets.replace(b'"dureeMois":48', b'"dureeMois":"48"'))
    control_fichiers([fichier], AUJOURDHUI, sortie=tmp_path / "r.json")

    assert b'"montant":240000.10' in (tmp_path / "r.json").read_bytes()


def test_forbidden_fields_are_seen_whoever_adds_them(publier, marche, controler):
    ajouts = {"_type": "Marché", "source": "x", "created_at": "y", "inventé": 1}
    rapport, ecrits, _ = controler(publier([{**marche(), **ajouts}]))
    (constat,) = rapport.constats

    assert constat.champs == dict.fromkeys(ajouts, 1)
    assert (constat.nombre, constat.enregistrements) == (4, 1)
    assert ecrits["marche"] == json.loads(publier([marche()]).read_bytes())["marches"]["marche"]


def test_a_flat_list_goes_into_the_official_wrapper(
    tmp_path, marche, concession, publier, controler
):
    officiel = json.loads(publier([marche()], [concession()]).read_bytes())["marches"]
    plat = tmp_path / "plat.json"
    plat.write_text(
        json.dumps({"marches": [*officiel["marche"], *officiel["contrat-concession"]]}),
        encoding="utf-8",
    )
    rapport, ecrits, _ = controler(plat)

    assert ecrits == officiel
    assert constats(rapport) == {("racine_ancienne", "reparable"): 2}


def test_the_same_number_twice_is_a_remark(publier, marche, controler):
    rapport, ecrits, _ = controler(publier([marche(), marche(objet="Lot 2"), marche(id="autre")]))

    assert constats(rapport) == {("id_repete", "remarque"): 1}
    assert (rapport.valides, len(ecrits["marche"])) == (3, 3)


def test_what_cannot_be_read_is_left_too(publier, marche, controler):
    fichier = publier([marche(id="1"), marche(id="2")])
    fichier.write_bytes(fichier.read_bytes()[:-200])
    rapport, _, restes = controler(fichier)

    assert (rapport.lus, rapport.ecrits) == (2, 1)
    assert [(r.rang, r.probleme.code, r.champ) for r in restes] == [(2, "tronque", None)]


def test_a_damaged_text_is_read_and_told(publier, marche, controler):
    fichier = publier([marche()])
    fichier.write_bytes(fichier.read_bytes().replace(b'"dureeMois":48', b'"dureeMois":48,"id":"9"'))
    rapport, ecrits, restes = controler(fichier)

    assert constats(rapport) == {("cle_en_double", "acheteur"): 1}
    assert (ecrits["marche"], len(restes)) == ([], 1)


def test_xml_becomes_official_json(tmp_path, controler):
    fichier = tmp_path / "publie.xml"
    fichier.write_text(XML, encoding="utf-8")
    rapport, ecrits, restes = controler(fichier)

    assert (rapport.lus, rapport.valides, rapport.a_corriger) == (2, 1, 1)
    assert rapport.champs_inconnus == {"balise": 1}
    assert ecrits["contrat-concession"][0]["valeurGlobale"] == 42000.5
    assert {r.probleme.code for r in restes} == {"champ_absent"}


def test_the_buyer_profile_is_named_when_it_writes_the_field(publier, marche, controler):
    _, _, restes = controler(publier([marche(datePublicationDonnees=None)]))
    assert [r.qui for r in restes] == ["l’éditeur du profil d’acheteur"]


def test_an_archive_is_controlled_file_by_file(tmp_path, publier, marche, controler):
    un, deux = publier([marche()], nom="un.json"), publier([marche(objet=None)], nom="deux.json")
    archive = tmp_path / "lot.zip"
    with zipfile.ZipFile(archive, "w") as sortie:
        sortie.write(un, "un.json")
        sortie.write(deux, "deux.json")
        sortie.writestr("notes.txt", "bonjour")
    rapport, _, restes = controler(archive)

    assert rapport.fichiers == ["lot.zip › un.json", "lot.zip › deux.json"]
    assert [i.nom for i in rapport.ignores] == ["lot.zip › notes.txt"]
    assert [r.fichier for r in restes] == ["lot.zip › deux.json"]


def test_a_compressed_file_is_read(tmp_path, publier, marche, controler):
    fichier = tmp_path / "publie.json.gz"
    fichier.write_bytes(gzip.compress(publier([marche()]).read_bytes()))
    assert controler(fichier)[0].valides == 1


def test_wide_encodings_are_read(tmp_path, publier, marche, controler):
    fichier = tmp_path / "seize.json"
    fichier.write_text(publier([marche()]).read_text(encoding="utf-8"), encoding="utf-16")
    assert controler(fichier)[0].valides == 1


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("uid;id;acheteur_id;titulaire_id;montant;dateNotification\n1;1;2;3;4;2025-01-01\n",
         "tableau consolidé"),
        ("bonjour", "texte libre"),
    ],
)  # fmt: skip
def test_a_table_cannot_be_controlled(tmp_path, texte, raison, controler):
    fichier = tmp_path / "donnees.csv"
    fichier.write_text(texte, encoding="utf-8")
    with pytest.raises(ErreurSpaser) as erreur:
        controler(fichier)
    assert raison in erreur.value.message
    assert "JSON ou XML" in erreur.value.conseil
    assert not (tmp_path / "sortie").exists()


def test_a_failure_leaves_no_half_file(tmp_path, publier, marche):
    def fail(_):
        raise OSError

    sortie = tmp_path / "repare.json"
    sortie.write_text("avant", encoding="utf-8")
    with pytest.raises(OSError):  # noqa: PT011 - the one just above
        control_fichiers([publier([marche(objet=None)])], AUJOURDHUI, sortie=sortie, deposer=fail)
    assert sortie.read_text(encoding="utf-8") == "avant"
    assert {f.name for f in tmp_path.iterdir()} == {"repare.json", "publie.json"}


def test_examples_are_three_at_most_and_the_buyer_comes_first(publier, marche, controler):
    marches = [marche(id=str(n), montant=0, dureeMois="12") for n in range(5)]
    rapport, _, _ = controler(publier(marches))
    resultat = rapport.to_dict()

    assert [c["code"] for c in resultat["constats"]] == ["montant_factice", "nombre_texte"]
    premier = resultat["constats"][0]
    assert premier["nombre"] == premier["enregistrements"] == 5
    assert [(e["rang"], e["id"], e["valeur"]) for e in premier["exemples"]] == [
        (1, "0", "0"), (2, "1", "0"), (3, "2", "0"),
    ]  # fmt: skip
    assert premier["libelle"] == "Montant de 0 ou 1 €"
    assert premier["conseil"].startswith("Donnez le montant")


def test_progress_is_told_in_bytes(publier, marche):
    class Suivi:
        etapes, avances = [], []

        def etape(self, nom):
            self.etapes.append(nom)

        def avance(self, fait, total):
            self.avances.append((fait, total))

    suivi = Suivi()
    control_fichiers([publier([marche(id=str(n)) for n in range(2500)])], AUJOURDHUI, suivi=suivi)

    assert suivi.etapes == ["lecture", "contrôle"]
    ((fait, total),) = suivi.avances
    assert 0 < fait < total


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        ({"acheteur": {"id": "1"}, "id": "a"}, ("1", "a")),
        ({"autoriteConcedante": {"id": 2}, "id": 7}, ("2", "7")),
        ({"acheteur": "3"}, ("3", None)),
        ({"acheteur.id": "4", "id": ""}, ("4", None)),
        ({"acheteur": ["x"], "id": {}}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_a_record_is_identified_as_published(valeurs, attendu):
    assert identify(valeurs) == attendu


def test_a_problem_leads_to_its_field():
    assert find_champ("modifications.montant").nom == "montant"
    assert find_champ("dateSignature").sens == "Le jour où l’autorité a signé."
    assert find_champ("inventé") is None
    assert find_champ(None) is None
