"""All that is known of one buyer: published contracts, her own files, her corrections.

`lecture` opens it from the stores themselves; `gardee` from what was kept of such an opening, which
every process of the site shares.
"""
