import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.contenus.lecture import read_exemple, read_format_publie
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import TAILLE_MAXIMUM, read_spaser, read_spaser_dict, write_spaser
from tests.regles.strategies import spasers


def fichier(**champs):
    structure = {"nom": "Val-Fictif", "type": "commune"}
    return {"format": "spaser", "version": "1.0", "structure": structure, "schema": {}} | champs


def faults(contenu):
    return [(e.pointeur, e.message, e.correction) for e in read_spaser_dict(contenu)]


@pytest.mark.longue
@settings(max_examples=60)
@given(spasers)
def test_what_is_written_reads_back_the_same(fiche):
    assert read_spaser(json.dumps(write_spaser(fiche)).encode()) == fiche
    assert read_spaser_dict(write_spaser(fiche)) == fiche


@pytest.mark.parametrize("nom", ["minimal.json", "complet.json"])
def test_an_example_reads_and_is_written_back_as_it_was(nom):
    lu = read_spaser(read_exemple(nom))

    assert isinstance(lu, Spaser)
    assert write_spaser(lu) == json.loads(read_exemple(nom))


def test_the_complete_example_fills_every_field():
    ecrit = json.dumps(write_spaser(read_spaser(read_exemple("complet.json"))))
    absents = {"sans_terme"}  # it has an end

    def names(noeud, racine):
        noeud = racine["$defs"].get(noeud.get("$ref", "").rpartition("/")[2], {}) | noeud
        for nom, enfant in noeud.get("properties", {}).items():
            yield nom
            yield from names(enfant, racine)
        yield from names(noeud["items"], racine) if "items" in noeud else ()

    schema = json.loads(read_format_publie("spaser-1.0.schema.json"))
    assert {n for n in names(schema, schema) if f'"{n}":' not in ecrit} == absents | {"$schema"}


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "le fichier est vide."),
        (b" \n", "le fichier est vide."),
        (b"{", "l’écriture est fautive à la ligne 1, colonne 2."),
        (b'{"a": 1,\n "b" 2}', "l’écriture est fautive à la ligne 2, colonne 6."),
        (b"%PDF-1.7", "ce n’est pas du JSON"),
        ("é".encode("latin-1"), "le fichier n’est pas en UTF-8 (octet n° 1)."),
        (b'{"a": 1, "a": 2}', "le champ « a » est écrit deux fois"),
        (b'{"a": NaN}', "NaN n’est pas un nombre."),
        (b'{"a": -Infinity}', "-Infinity n’est pas un nombre."),
        (b"[" * 200_000, "emboîte trop d’objets"),
        (b'{"a":' * 200_000, "emboîte trop d’objets"),
        (b"9" * 5_000, "un nombre du fichier est démesuré."),
        (b'{"a": "\\ud83d"}', "une moitié de caractère"),
        (b'{"\\ud83d": 1, "\\ud83d": 2}', "est écrit deux fois"),
        (b" " * (TAILLE_MAXIMUM + 1), "le fichier est trop gros."),
        (b"[]", "la valeur n’est pas de la bonne nature."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(octets, message):
    [faute] = read_spaser(octets)

    assert message in faute.message
    assert (faute.pointeur, faute.lieu) == ("", "Fichier")
    assert faute.correction.endswith(".")
    str(faute).encode()


def test_a_byte_order_mark_is_no_fault():
    assert isinstance(read_spaser(b"\xef\xbb\xbf" + read_exemple("minimal.json")), Spaser)


def test_two_zero_is_an_integer_as_in_json():
    octets = json.dumps(fichier(schema={"edition": 2.0})).encode()

    assert read_spaser(octets).schema.edition == 2


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (
            fichier(structure={"nom": "Val-Fictif"}),
            ("/structure/type", "ce champ est obligatoire.", "Ajoutez le champ « type »."),
        ),
        (
            fichier(version="2.0"),
            (
                "/version",
                "« 2.0 » n’est pas dans la liste des valeurs.",
                "Choisissez parmi : 1.0, 1.1.",
            ),
        ),
        (
            fichier(format="autre"),
            ("/format", "« autre » n’est pas la valeur attendue.", "Écrivez « spaser »."),
        ),
        (
            fichier(schema={"axe": []}),
            (
                "/schema/axe",
                "le format n’a pas de champ « axe » ici.",
                "Vouliez-vous écrire « axes » ?",
            ),
        ),
        (
            fichier(schema={"periode": {"zzz": 1}}),
            (
                "/schema/periode/zzz",
                "le format n’a pas de champ « zzz » ici.",
                "Retirez-le, ou choisissez parmi : debut, fin, sans_terme.",
            ),
        ),
        (
            fichier(schema={"titre": None}),
            (
                "/schema/titre",
                "la valeur est null.",
                "Retirez ce champ : ce qui n’est pas connu s’omet.",
            ),
        ),
        (
            fichier(schema={"mutualise": "oui"}),
            (
                "/schema/mutualise",
                "la valeur n’est pas de la bonne nature.",
                "Écrivez true ou false, sans guillemets.",
            ),
        ),
        (
            fichier(schema={"titre": "   "}),
            (
                "/schema/titre",
                "le texte est vide.",
                "Écrivez une valeur, ou retirez le champ.",
            ),
        ),
        (
            fichier(schema={"titre": "a\x00b"}),
            (
                "/schema/titre",
                "le texte contient un caractère interdit.",
                (
                    "Retirez les caractères de contrôle et, d’un texte court, "
                    "les retours à la ligne."
                ),
            ),
        ),
        (
            fichier(schema={"titre": "é" * 301}),
            (
                "/schema/titre",
                "le texte a 301 caractères.",
                "Ramenez-le à 300 caractères au plus.",
            ),
        ),
        (
            fichier(schema={"edition": 0}),
            ("/schema/edition", "« 0 » est trop petit.", "Le minimum est 1."),
        ),
        (
            fichier(schema={"axes": [{"intitule": "x"}] * 51}),
            ("/schema/axes", "la liste a 51 éléments.", "Gardez-en 50 au plus."),
        ),
        (
            fichier(structure={"nom": "x", "type": "epci", "codes_departement": ["35", "35"]}),
            (
                "/structure/codes_departement/1",
                "« 35 » est déjà dans la liste.",
                "Retirez la répétition.",
            ),
        ),
        (
            fichier(schema={"adopte_le": "12/03/2026"}),
            (
                "/schema/adopte_le",
                "« 12/03/2026 » n’a pas la forme attendue.",
                "Écrivez par exemple « 2026 » ou « 2026-06 » ou « 2026-06-15 ».",
            ),
        ),
        (
            fichier(liens=[{"titre": "x", "url": "javascript:alert(1)"}]),
            (
                "/liens/0/url",
                "« javascript:alert(1) » n’a pas la forme attendue.",
                "Écrivez par exemple « https://www.exemple.fr/spaser ».",
            ),
        ),
        # What the schema alone cannot say
        (
            fichier(structure={"nom": "x", "type": "epci", "siren": "123456789"}),
            (
                "/structure/siren",
                "« 123456789 » n’est pas un numéro SIREN : sa clé de contrôle est fausse.",
                "Vérifiez les neuf chiffres, un par un.",
            ),
        ),
        (
            fichier(schema={"adopte_le": "2026-02-30"}),
            (
                "/schema/adopte_le",
                "« 2026-02-30 » n’existe pas dans le calendrier.",
                "Vérifiez le jour et le mois.",
            ),
        ),
        (
            fichier(schema={"periode": {"debut": "2026", "fin": "2025-12"}}),
            (
                "/schema/periode/fin",
                "la fin (2025-12) est avant le début (2026).",
                "Échangez les deux dates, ou corrigez celle qui est fausse.",
            ),
        ),
        (
            fichier(schema={"periode": {"fin": "2026", "sans_terme": True}}),
            (
                "/schema/periode/fin",
                "un schéma sans terme n’a pas de date de fin.",
                "Retirez « fin », ou retirez « sans_terme ».",
            ),
        ),
        (
            fichier(schema={"mutualise": False, "partenaires": [{"nom": "x"}]}),
            (
                "/schema/mutualise",
                "le schéma n’est pas mutualisé, mais il a des partenaires.",
                "Écrivez true, ou retirez « partenaires ».",
            ),
        ),
        (
            fichier(schema={"indicateurs": [{"intitule": "x", "code": "A"}] * 2}),
            (
                "/schema/indicateurs/1/code",
                "« A » désigne 2 indicateurs.",
                "Donnez à chaque indicateur un code à lui.",
            ),
        ),
    ],
)
def test_a_fault_says_where_what_and_how_to_mend_it(contenu, attendu):
    assert faults(contenu) == [attendu]


def test_a_place_is_told_in_the_words_of_the_format():
    [faute] = read_spaser_dict(
        fichier(schema={"objectifs": [{"intitule": "x"}, {"intitule": "y", "echeance": "juin"}]})
    )

    assert faute.lieu == "Schéma › Objectifs chiffrés › n° 2 › Échéance"
    assert str(faute) == (
        "Schéma › Objectifs chiffrés › n° 2 › Échéance : « juin » n’a pas la forme attendue. "
        "Écrivez par exemple « 2026 » ou « 2026-06 » ou « 2026-06-15 »."
    )


def test_a_field_with_a_slash_keeps_its_pointer():
    assert faults(fichier(**{"a/b~": 1}))[0][0] == "/a~1b~0"


def test_a_file_full_of_faults_shows_fifty():
    assert len(read_spaser_dict(fichier(**{f"champ_{n}": 1 for n in range(200)}))) == 50


@given(st.binary(max_size=60))
def test_any_bytes_get_an_answer(octets):
    assert isinstance(read_spaser(octets), list | Spaser)
