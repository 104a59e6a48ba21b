"""The demo world: an invented district that has lived through a year. Written through the same door as everything."""
