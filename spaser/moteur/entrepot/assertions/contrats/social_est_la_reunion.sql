SELECT ligne FROM records WHERE social <> (clause_sociale OR critere_social OR reserve) LIMIT 1
