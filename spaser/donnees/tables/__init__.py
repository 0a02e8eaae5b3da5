"""Any table that people hand over: sheets, titles, columns, cells, and what to say of them."""
