SELECT ligne FROM records WHERE environnement <> (clause_environnementale OR critere_environnemental) LIMIT 1
