"""Attacks on trained nets: tensors of one net in, tensors out; mapped over a population where several are attacked."""
