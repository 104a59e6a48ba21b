"""Pages for the authors of programmes and for the units that adopt them."""
