"""One image under attack: its perturbation and the nets' answers, computed in the browser."""
