"""Rules of the European Union and its members."""
