"""Made-up results of compressions, for what draws and says them."""

from kdviz.results import Estimate
from kdviz.results.compression import (
    Bytes,
    Compressed,
    CompressedRow,
    Order,
    Sensitivity,
    StageAccuracy,
    Tuning,
)


def estimate(mean, reach=0.01):
    return Estimate(mean=mean, ci95=None if reach is None else (mean - reach, mean + reach))


def order(mean, reach=0.01):
    return Order(
        first="distill,prune=0.8,quantize=4",
        second="distill,quantize=4,prune=0.8",
        gain=estimate(mean, reach),
        gains=[mean - 0.01, mean + 0.01],
    )


def tuning(*gains, reach=0.01):
    """A tuning of as many steps, 100 apart, in which the labels stand at 80 %."""
    return Tuning(
        of="distill,prune=0.9,tune=teacher:300",
        by_labels="train,prune=0.9,tune=labels:300",
        steps=[100 * place for place in range(len(gains))],
        accuracy=[estimate(0.8 + gain, reach) for gain in gains],
        accuracy_by_labels=[estimate(0.8, reach) for _gain in gains],
        gain=[estimate(gain, reach) for gain in gains],
    )


def root(pipeline, **costs):
    """An uncompressed student of 90 %, and what stages on a layer cost, such as ``prune_1={0.5: 0.0, 0.9: 0.3}``."""
    known = [
        (Sensitivity(stage=f"{method}={amount}", layer=int(layer), accuracy=[0.9 - cost]), estimate(cost))
        for name, by_amount in costs.items()
        for method, layer in [name.split("_")]
        for amount, cost in by_amount.items()
    ]
    result = Compressed(
        network="32",
        stages=[StageAccuracy(stage=pipeline, accuracy=[0.9])],
        bytes=Bytes(parameters=9640, packed=9640, file=9800, gzip=9000),
        parameters=2410,
        nonzero=2410,
        macs=2368,
        sensitivity=[hurt for hurt, _loss in known],
    )
    losses = [loss for _hurt, loss in known]
    return CompressedRow(student="32", pipeline=pipeline, accuracy=estimate(0.9), sensitivity=losses, result=result)
