"""The words about studies of a compression: how sensitive layers are, how long to tune, and which order."""

from kdviz.catalog.stage import Stage
from kdviz.experiment import Pipeline
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Estimate
from kdviz.results.compression import CompressedRow, CompressionRecord, Order, Sensitivity, Tuning
from kdviz.verdicts.run import gain_points, points

# What a layer may cost before it counts: one point of accuracy.
BEARABLE = 0.01


def unrounded(record: CompressionRecord) -> list[CompressedRow]:
    """Return the students whose weights have all their bits, each once, those that pipelines begin with first."""
    result, experiment = record.result, record.compression.experiment
    rows = {row.pipeline: row for row in [*result.roots, *result.rows]} if result else {}
    return [
        row
        for text, row in rows.items()
        if row.result and not any(layer.grid for layer in Pipeline.read(text).deployed(experiment).layers)
    ]


def losses(row: CompressedRow, method: str) -> dict[int, list[tuple[float, Estimate]]]:
    """Return what each layer costs by how much it was pruned or quantized, from little to much."""
    found: dict[int, list[tuple[float, Estimate]]] = {}
    for hurt, loss in row.of_layers:
        stage = Stage.read(hurt.stage)
        if stage.method == method:
            found.setdefault(hurt.layer, []).append((_amount(hurt), loss))
    return found


def _amount(hurt: Sensitivity) -> float:
    """Return the sparsity or the bits of a stage."""
    knobs = Stage.read(hurt.stage).knobs
    return float(getattr(knobs, "sparsity", None) or knobs.bits)


def borne(row: CompressedRow, method: str) -> dict[int, float | None]:
    """Return how far each layer can be cut or rounded, one at a time, before its interval reaches beyond a point."""
    found: dict[int, float | None] = {}
    for layer, costs in losses(row, method).items():
        found[layer] = None
        for amount, loss in costs:
            if loss.ci95 is None or loss.ci95[1] > BEARABLE:
                break
            found[layer] = amount
    return found


def sensitivity_sentence(row: CompressedRow, method: str, _: Translator = ENGLISH) -> str:
    """Say how much each layer of an uncompressed student bears, no surer than its intervals."""
    if all(loss.ci95 is None for costs in losses(row, method).values() for _amount, loss in costs):
        return _("One repeat cannot show what a layer bears.")
    if method == "prune":
        text = _("Before a point is lost, one can cut {layers}.")
        each = [
            _("{share} % of layer {layer}").format(share=round(100 * (amount or 0)), layer=layer)
            for layer, amount in borne(row, method).items()
        ]
    else:
        text = _("Before a point is lost, one can go down to {layers}.")
        each = [
            _("{bits} bits in layer {layer}").format(bits=f"{amount:.0f}", layer=layer)
            if amount
            else _("more than 8 bits in layer {layer}").format(layer=layer)
            for layer, amount in borne(row, method).items()
        ]
    return text.format(layers=_(", ").join(each))


def tuning_sentence(tuning: Tuning, _: Translator = ENGLISH) -> str:
    """Say what the teacher's gain is after few and after all steps of a training, no surer than its intervals."""
    known = [*zip(tuning.steps, tuning.gain, strict=True)][1:]
    early = next((each for each in known if each[1].ci95), known[0])
    last = known[-1]
    blanks = {"few": early[0], "early": points(early[1].mean), "steps": last[0], "late": points(last[1].mean)}
    blanks["apart"] = points(abs(last[1].mean), signed=False)
    if last[1].ci95 is None:
        text = (
            _("After {steps} steps the teacher is {apart} points behind; one repeat shows nothing.")
            if last[1].mean < 0
            else _("After {steps} steps the teacher is {apart} points ahead; one repeat shows nothing.")
        )
        return text.format(**blanks)
    if sign(early[1]) * sign(last[1]) < 0:
        text = _("The sign flips: {early} points after {few} steps, {late} after {steps}.")
    elif sign(last[1]) > 0:
        text = _("With the teacher it is {apart} points better after {steps} steps.")
    elif sign(last[1]) < 0:
        text = _("With the teacher it is {apart} points worse after {steps} steps.")
    else:
        text = _("After {steps} steps the teacher's gain is not shown: {late} points.")
    return text.format(**blanks)


def order_sentence(order: Order, _: Translator = ENGLISH) -> str:
    """Say whether the order of two pipelines with equal stages matters, no surer than its interval."""
    gain = gain_points(order.gain, _)
    if order.gain.ci95 is None:
        return _("One repeat cannot show which order is better: {gain}.").format(gain=gain)
    if not sign(order.gain):
        return _("The order is not shown to matter: {gain}.").format(gain=gain)
    text = _("The first order is better: {gain}.") if sign(order.gain) > 0 else _("The second order is better: {gain}.")
    return text.format(gain=gain)


def sign(gain: Estimate) -> int:
    """Return 1 or −1 where a gain's interval is above or below zero, else 0."""
    low, high = gain.ci95 or (0.0, 0.0)
    return (low > 0) - (high < 0)
