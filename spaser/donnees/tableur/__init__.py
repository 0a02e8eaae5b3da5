"""Any table that people hand over: CSV, workbook or open document, row by row."""
