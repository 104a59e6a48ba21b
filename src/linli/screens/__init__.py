"""Pages that know one domain. The doors mount them; they know no door."""
