"""Studies of what nets give away: nets trained for it, attacked by the methods of `kdviz.attacks`, over seeds."""
