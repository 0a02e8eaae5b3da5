"""A wrong setting is named, with its value and the fix; a right one is taken."""

import pytest

from spaser.site.socle.controles import check_adresse
from spaser.site.socle.reglages import REGLAGES, Faute, hide_secret, list_fautes, list_inconnus

CLE = "age1wrsq62kdglcdsmpstqhfm3gxsyywn68079v7unpzdj0w7xatmp4qxuvc7h"
AUTRE_CLE = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
PRIVEE = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
TIREE = "lKqZ0f-3xYw8Rr_TnB5vHs1uGd7PjEc2MaXo9iVtNe6QpLkWyC4z"  # drawn for these tests
DE_L_EXEMPLE = "a-remplacer-par-cinquante-signes-tires-au-hasard-ou-plus"
FAIBLES = [
    "court", TIREE[:49], DE_L_EXEMPLE, "a" * 64, "abc" * 20, "motdepasse2026" * 4 + "mot",
    "12345678" * 8, "aabbccdd" * 3 + "abcdabcd" * 4,
]  # fmt: skip
LIBRES = {
    "SPASER_EXPLOITANT", "SPASER_EXPLOITANT_ADRESSE", "SPASER_DIRECTION_PUBLICATION",
    "SPASER_HEBERGEUR", "SPASER_DPO", "SPASER_PROCONNECT_CLIENT", "SPASER_PROCONNECT_SECRET",
}  # fmt: skip

# Of each setting, values that it refuses, then values that it takes.
CAS = {
    "SPASER_SECRET": (FAIBLES, ["", TIREE]),
    "SPASER_BASE": (
        ["mysql://a/b", "postgresql://hote", "postgresql://hote:port/base", "spaser.sqlite3"],
        ["", "postgresql://u:p@hote:5432/base", "postgres:///base?host=/run/pg"],
    ),
    "SPASER_DOSSIER": (["", " ", "/dev/null", "/dev/null/site", "x" * 300], ["donnees-du-site"]),
    "SPASER_ENTREPOT": (["", "/dev/null"], ["entrepot"]),
    "SPASER_HOTES": (
        ["", ",", "https://exemple.fr", "exemple.fr:8000", "deux mots"],
        ["127.0.0.1, exemple.fr", ".exemple.fr", "[::1]", "*"],
    ),
    "SPASER_MARQUE": (["", "Etat", "marianne"], ["etat", "neutre"]),
    "SPASER_DEMONSTRATION": (["true", "1", "Oui"], ["", "oui", "non"]),
    "SPASER_MANDATAIRES": (["", "deux", "-1", "1.5", "²", "99"], ["0", "2"]),
    "SPASER_COURRIEL": (
        ["hote:25", "http://hote", "smtp://", "smtp://hote:port"],
        ["", "smtp+tls://u:p@hote:587", "smtps://hote", "smtp://127.0.0.1:25"],
    ),
    "SPASER_EXPEDITEUR": (["", "SPASER", "a@b"], ["SPASER <a@exemple.fr>", "a@exemple.fr"]),
    "SPASER_CLAMD": (
        ["hote:3310", "tcp://", "tcp://hote:port", "unix:relatif"],
        ["", "tcp://hote:3310", "unix:/run/clamd.sock"],
    ),
    "SPASER_ANNUAIRE": (
        ["oui", "http://exemple.fr", "recherche"],
        ["", "recherche-entreprises", "https://annuaire.exemple.fr", "http://127.0.0.1:8010"],
    ),
    "SPASER_ADRESSE": (
        ["", "exemple.fr", "http://exemple.fr", "http://0.0.0.0:8000", "https://", "ftp://127.0.0.1",
         "https://exemple.fr/chemin", "https://exemple.fr:port"],
        ["https://localhost", "http://127.0.0.1:8010/", "http://[::1]:8000"],
    ),
    "SPASER_PRECHARGEMENT": (["true"], ["", "oui", "non"]),
    "SPASER_MAINTENANCE": (["true"], ["", "oui", "non"]),
    "SPASER_JOURNAUX": (["", "xml"], ["texte", "json"]),
    "SPASER_MESURES": (FAIBLES, ["", TIREE]),
    "SPASER_RAPPORTS": (
        ["exemple.fr", "https://exemple.fr/1", "https://cle@exemple.fr/"],
        ["", "https://cle@exemple.fr/1"],
    ),
    "SPASER_CONTACT": (["exemple.fr", "a@b"], ["", "contact@exemple.fr"]),
    "SPASER_AIDE_CONTACT": (["Prénom Nom"], ["", "Prénom Nom <aide@exemple.fr>"]),
    "SPASER_ACCESSIBILITE": (
        ["schema.pdf", "http://exemple.fr/schema"],
        ["", "https://exemple.fr/accessibilite/schema"],
    ),
    "SPASER_SECURITE_CONTACT": (
        ["contact@exemple.fr", "http://exemple.fr"],
        ["", "mailto:contact@exemple.fr", "https://exemple.fr/faille"],
    ),
    "SPASER_SECURITE_EXPIRE": (["", "2027-02-30", "1er novembre"], ["2027-11-01"]),
    "SPASER_SESSION_MINUTES": (["", "0", "deux heures", "99999"], ["1", "120"]),
    "SPASER_PROCONNECT_EMETTEUR": (["exemple.fr", "http://exemple.fr"], [""]),
    "SPASER_PROCONNECT_PORTEES": (["", "profile email"], ["openid profile email"]),
    "SPASER_PROCONNECT_ALGORITHME": (["", "none", "RS255"], ["ES256"]),
    "SPASER_PROCONNECT_CHEMINS": (["", "a,b,c,d"], ["a,b,c,d,e"]),
    "SPASER_PROCESSUS": (["0", "beaucoup"], ["1", "8"]),
    "SPASER_FILS": (["0"], ["1"]),
    "SPASER_TRAVAILLEURS": (["0", "17"], ["1", "4"]),
    "SPASER_MEMOIRE": (["2 Go", "512", "-1"], ["", "4096"]),
    "SPASER_SAUVEGARDES": (["/dev/null"], ["", "sauvegardes"]),
    "SPASER_SAUVEGARDES_CLE": (
        [
            "age1trop-court",
            "cle.txt",
            "age1" + "q" * 58,
            CLE.replace("wrsq", "wrsp"),
            CLE.upper(),
            f"{CLE},",
            f"{CLE},{PRIVEE}",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB4oCY",
            PRIVEE,
        ],
        ["", CLE, f"{CLE}, {AUTRE_CLE}", "age1pq1" + "q" * 1946 + "tn9x8d"],
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def propre(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for reglage in REGLAGES:
        monkeypatch.delenv(reglage.nom, raising=False)


def test_what_is_set_by_default_is_right():
    assert list_fautes() == []


def test_each_setting_has_its_cases():
    assert {*CAS, *LIBRES} == {reglage.nom for reglage in REGLAGES}


@pytest.mark.parametrize("nom", CAS)
def test_a_wrong_value_is_told_and_a_right_one_is_taken(monkeypatch, nom):
    fausses, justes = CAS[nom]
    for valeur in fausses:
        monkeypatch.setenv(nom, valeur)
        [faute] = list_fautes()
        assert faute.nom == nom, valeur
        assert faute.remede, valeur
        assert faute.valeur in {valeur, "(secret)"}
    for valeur in justes:
        monkeypatch.setenv(nom, valeur)
        assert list_fautes() == [], valeur


@pytest.mark.parametrize("donnee", [PRIVEE, PRIVEE.lower(), f"{CLE},{PRIVEE}"])
def test_a_private_key_given_for_a_public_one_is_refused_and_never_shown(monkeypatch, donnee):
    monkeypatch.setenv("SPASER_SAUVEGARDES_CLE", donnee)

    [faute] = list_fautes()

    assert str(faute) == (
        "SPASER_SAUVEGARDES_CLE vaut « (secret) ». C’est une clé privée : ôtez-la de ce serveur, "
        "et donnez la publique (« age1… »)."
    )


@pytest.mark.parametrize("nom", sorted(LIBRES))
def test_a_free_text_is_on_one_line(monkeypatch, nom):
    monkeypatch.setenv(nom, "Ville d’Exemple : mairie, 1 place, « hôtel »")
    assert list_fautes() == []
    monkeypatch.setenv(nom, "deux\nlignes")
    assert [faute.nom for faute in list_fautes()] == [nom]


def test_several_wrong_settings_are_told_at_once(monkeypatch):
    monkeypatch.setenv("SPASER_MANDATAIRES", "deux")
    monkeypatch.setenv("SPASER_MARQUE", "marianne")

    assert list(map(str, list_fautes())) == [
        "SPASER_MARQUE vaut « marianne ». Choisissez etat ou neutre.",
        "SPASER_MANDATAIRES vaut « deux ». Donnez un nombre entier, de 0 à 9.",
    ]


@pytest.mark.parametrize(
    ("hotes", "juste"),
    [
        ("127.0.0.1", False),
        ("exemple.fr", False),
        ("SPASER.exemple.fr", True),
        ("autre.fr, spaser.exemple.fr", True),
        (".exemple.fr", True),
        ("*", True),
    ],
)
def test_the_public_address_is_among_the_hosts(monkeypatch, hotes, juste):
    monkeypatch.setenv("SPASER_ADRESSE", "https://spaser.exemple.fr")
    monkeypatch.setenv("SPASER_HOTES", hotes)

    assert [faute.nom for faute in list_fautes()] == ([] if juste else ["SPASER_HOTES"])


@pytest.mark.parametrize("boite", ["ne-pas-repondre", "Ne_Pas_Repondre", "noreply", "no-reply"])
def test_a_mail_that_nobody_reads_the_answer_of_is_refused(monkeypatch, boite):
    monkeypatch.setenv("SPASER_EXPEDITEUR", f"SPASER <{boite}@exemple.fr>")

    [faute] = list_fautes()
    assert str(faute) == (
        "SPASER_CONTACT vaut «  ». Donnez une adresse qui est lue : personne ne peut répondre à "
        "celle de SPASER_EXPEDITEUR."
    )

    monkeypatch.setenv("SPASER_CONTACT", "contact@exemple.fr")
    assert list_fautes() == []


def test_proconnect_is_set_whole(monkeypatch):
    monkeypatch.setenv("SPASER_PROCONNECT_EMETTEUR", "https://proconnect.exemple.fr")
    monkeypatch.setenv("SPASER_PROCONNECT_CLIENT", "site")

    assert [faute.nom for faute in list_fautes()] == ["SPASER_PROCONNECT_SECRET"]


@pytest.mark.parametrize(
    ("nom", "valeur", "montree"),
    [
        ("SPASER_SECRET", "un secret", "(secret)"),
        ("SPASER_SECRET", "", ""),
        ("SPASER_BASE", "postgresql://u:p@ss@hote/base", "postgresql://u:(secret)@hote/base"),
        ("SPASER_BASE", "postgresql://hote/base", "postgresql://hote/base"),
        ("SPASER_COURRIEL", "smtps://u:p@hote", "smtps://u:(secret)@hote"),
        ("SPASER_MARQUE", "etat", "etat"),
    ],
)
def test_a_secret_is_never_shown(nom, valeur, montree):
    [reglage] = [r for r in REGLAGES if r.nom == nom]

    assert hide_secret(reglage, valeur) == montree


def test_a_weak_key_is_refused_with_how_to_make_one_and_what_changes(monkeypatch):
    monkeypatch.setenv("SPASER_SECRET", DE_L_EXEMPLE)
    monkeypatch.setenv("SPASER_MESURES", "a" * 64)

    premiere, seconde = map(str, list_fautes())
    tirez = (
        "vaut « (secret) ». Donnez au moins 50 signes tirés au hasard, par exemple ceux de : "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))".'
    )
    assert premiere == (
        f"SPASER_SECRET {tirez} Sur un site déjà ouvert, chacun se reconnecte, et les liens "
        "envoyés et codes de secours sont à refaire."
    )
    assert seconde == f"SPASER_MESURES {tirez}"


def test_what_the_memory_cannot_hold_is_refused(monkeypatch):
    monkeypatch.setenv("SPASER_MEMOIRE", "2048")

    [faute] = list_fautes()
    assert str(faute) == (
        "SPASER_PROCESSUS vaut « 2 ». Le site demande 2530 Mo de mémoire et en a 2048 : donnez "
        "moins de processus (SPASER_PROCESSUS), de travailleurs (SPASER_TRAVAILLEURS), ou plus de "
        "mémoire (SPASER_MEMOIRE)."
    )

    monkeypatch.setenv("SPASER_PROCESSUS", "1")
    assert list_fautes() == []


@pytest.mark.parametrize("autre", ["SPASER_MESURES", "SPASER_PROCONNECT_SECRET"])
def test_one_secret_serves_one_purpose(monkeypatch, autre):
    monkeypatch.setenv("SPASER_SECRET", TIREE)
    monkeypatch.setenv(autre, TIREE)

    assert list(map(str, list_fautes())) == [
        f"{autre} vaut « (secret) ». C’est déjà la valeur de SPASER_SECRET : tirez-en une autre."
    ]


def test_a_misspelt_setting_is_recognised():
    environnement = {"SPASER_HOTE": "x", "SPASER_TRACE": "1", "HOME": "/", "SPASER_HOTES": "y"}

    assert list_inconnus(environnement) == [("SPASER_HOTE", "SPASER_HOTES")]


def test_an_address_in_clear_is_refused_with_the_fix():
    assert check_adresse("http://exemple.fr") == (
        "Donnez l’adresse du site en https (en http, seuls 127.0.0.1 et localhost sont admis)."
    )
    assert str(Faute("SPASER_X", "v", "Faites.")) == "SPASER_X vaut « v ». Faites."
