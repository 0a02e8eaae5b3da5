"""A diagnosis by several people: opened, answered, settled, frozen, compared."""
