"""The picture that the home page tells its story with."""
