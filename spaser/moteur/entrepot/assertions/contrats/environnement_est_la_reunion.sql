SELECT cle FROM marches WHERE environnement <> (clause_environnementale OR critere_environnemental) LIMIT 1
