import json
import tarfile

import duckdb
import pytest

from tests.equivalence.commandes import FAUX, Serie, describe_ecrit, list_de_gestion, open_poste
from tests.equivalence.figee import Reponse, run
from tests.equivalence.recueil import Recueil, read_recueil


def type_one(tmp_path, par, *mots):
    """Return the lines kept of one command."""
    recueil = Recueil(tmp_path, "essai", "un")
    with open_poste(recueil) as poste:
        poste.type(*mots, par=par)
    recueil.write()
    [(titre, lignes)] = read_recueil(tmp_path / "essai/un.txt").items()
    return titre, lignes


def test_a_command_is_kept_with_its_code_its_outputs_and_what_it_wrote(tmp_path):
    def par(mots):
        with open("ecrit.bin", "wb") as fichier:  # noqa: PTH123 - where commands run
            fichier.write(b"\0" + mots[0].encode())
        return Reponse(1, "dit\n\nbien\n", "mal\n")

    titre, lignes = type_one(tmp_path, par, "bilan", "12")

    assert titre == "spaser bilan 12"
    assert lignes[:5] == ["code 1", "sortie dit", "sortie", "sortie bien", "erreur mal"]
    assert [ligne.partition(" octets ")[0] for ligne in lignes[5:]] == ["fichier ecrit.bin"]


def test_the_folder_where_commands_run_is_never_told(tmp_path):
    def par(_mots):
        from pathlib import Path  # noqa: PLC0415 - said by the command alone

        return Reponse(0, f"Écrit : {Path.cwd()}/bilan.pdf", "")

    assert type_one(tmp_path, par, "bilan")[1] == ["code 0", "sortie Écrit : DOSSIER/bilan.pdf"]


def test_a_command_runs_in_this_process_with_its_code_and_its_words():
    dit = run(["bilam"])

    assert (dit.code, dit.sortie) == (2, "")
    assert "bilan" in dit.erreurs


@pytest.mark.longue
def test_the_commands_of_a_site_run_in_a_process_that_has_opened_none(tmp_path):
    with Serie(tmp_path / "site", **FAUX) as site:
        dit = site(["preparer", "--reglages"])

    assert dit.code == 1
    assert "SPASER_ADRESSE vaut « http://exemple.fr »" in dit.erreurs.replace("\u00a0", " ")


def write_parquet(chemin, lignes):
    with duckdb.connect() as base:
        table = f"SELECT * FROM (VALUES {lignes}) AS t(siren, montant)"
        base.sql(table).write_parquet(str(chemin))
    return list(describe_ecrit(chemin))


def test_a_table_of_the_store_is_the_same_in_any_order_and_not_with_another_value(tmp_path):
    un = write_parquet(tmp_path / "un.parquet", "('001', 1), ('002', 2)")

    assert un[:2] == ["colonne siren VARCHAR", "colonne montant INTEGER"]
    assert un == write_parquet(tmp_path / "deux.parquet", "('002', 2), ('001', 1)")
    assert un != write_parquet(tmp_path / "trois.parquet", "('002', 1), ('001', 2)")
    assert un != write_parquet(tmp_path / "trois.parquet", "('001', 1), ('002', 2), ('002', 2)")


def test_a_backup_is_told_by_its_members_and_its_manifest(tmp_path):
    manifeste = tmp_path / "manifeste.json"
    manifeste.write_text(json.dumps({"tables": {"b": 2, "a": 1}, "format": 1}), "utf-8")
    manifeste.chmod(0o600)
    with tarfile.open(tmp_path / "s.tar", "w") as archive:
        archive.add(manifeste, "manifeste.json")

    assert list(describe_ecrit(tmp_path / "s.tar")) == [
        "membre manifeste.json 0o600",
        "manifeste format  1",
        "manifeste tables a 1",
        "manifeste tables b 2",
    ]


def test_the_commands_of_the_site_are_found():
    assert "reindexer" in list_de_gestion()
