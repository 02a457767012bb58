"""Our loss as an equation in LaTeX."""

from kdviz.dialects.settings import Settings


def equation(settings: Settings) -> str:
    r"""Return the loss in LaTeX with its numbers filled in; terms without weight are left out.

    Such as ``L = 0.1 \, \mathrm{CE}(y, z_s) + 0.9 \cdot 4^2 \, \mathrm{KL}(…)``, for a math renderer.
    """
    temperature = _number(settings.temperature)
    terms = []
    if settings.hard_weight > 0:
        hard = "" if settings.alpha == 0 else _number(settings.hard_weight) + r" \, "
        terms.append(hard + r"\mathrm{CE}(y, z_s)")
    if settings.alpha > 0:
        teacher, student = (rf"\mathrm{{softmax}}(z_{who} / {temperature})" for who in "ts")
        kl = rf"\mathrm{{KL}}\big({teacher} \,\|\, {student}\big)"
        factors = [_number(settings.alpha)] if settings.alpha < 1 else []
        if settings.t_squared:
            factors.append(f"{temperature}^2" if "cdot" not in temperature else f"({temperature})^2")
        product = r" \cdot ".join(factors)
        if settings.reduction == "mean":
            product = rf"\frac{{{product or 1}}}{{{settings.classes}}}"
        terms.append((product + r" \, " if product else "") + kl)
    return "L = " + " + ".join(terms)


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
