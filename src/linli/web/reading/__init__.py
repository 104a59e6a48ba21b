"""Pages on which a plan is read: bring it, look at what was found, correct it, make a draft pack of it."""
