"""The parts of the script format, as text: data, networks and losses, a file each, named as cards are."""
