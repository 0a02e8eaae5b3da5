SELECT cle, nb_versions FROM marches WHERE nb_versions < 1 LIMIT 1
