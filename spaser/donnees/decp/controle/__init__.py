"""Control of a published file against our table of fields, and the repairs that are certain."""
