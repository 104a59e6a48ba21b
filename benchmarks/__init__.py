"""Speed, shown as ratios of runs in one sitting. `make bench` runs all of it."""
