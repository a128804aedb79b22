"""The ground floor: ids, time, text, errors, settings and code lists; no Flask, SQL or crypto."""
