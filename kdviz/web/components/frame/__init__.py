"""What every page has of ours in the browser."""
