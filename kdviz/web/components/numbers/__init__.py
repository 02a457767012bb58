"""Decimal commas in number fields."""
