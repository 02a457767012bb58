"""Numbers, rounded and written as a person would type them into another system."""

import math

# Minus the logarithm of the smallest positive number in 32 bits, 2^-149.
LOG_SMALLEST = 149 * math.log(2)


def weight(value: float) -> float:
    """Round a weight to ten significant digits, which hides what binary fractions leave behind: 1 − 0.9 is 0.1."""
    return float(f"{value:.10g}")


def share(value: float) -> float:
    """Round a share, of which the rest goes to the other term, to as few decimals as keep both to one in 10⁷."""
    for decimals in range(1, 18):
        short = round(value, decimals)
        if math.isclose(short, value, rel_tol=1e-7) and math.isclose(1 - short, 1 - value, rel_tol=1e-7):
            return short
    return value


def text(value: float) -> str:
    """Write a number in full, whole ones without a decimal point."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def underflow_gap(temperature: float) -> float:
    """Return how far below the largest a logit must be for its probability to become zero in 32 bits."""
    return LOG_SMALLEST * temperature
