"""Any spreadsheet of contracts: its columns found, its lines read, written as a DECP file."""
