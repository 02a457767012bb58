from itertools import accumulate

from torch import nn
from torch.nn import functional as F


def layers(network, inputs):
    """Return what each hidden layer puts out, and the logits."""
    values = [*accumulate(network, lambda read, part: part(read), initial=inputs)][1:]
    return [value for part, value in zip(network, values) if isinstance(part, nn.ReLU)] + values[-1:]


def classic(student, teacher, labels, temperature, alpha, smoothing):
    """(1 − α)·CE(student, labels)  +  α·T²·KL(teacher ‖ student)."""
    hard = F.cross_entropy(student[: len(labels)], labels, label_smoothing=smoothing)
    wanted, said = F.log_softmax(teacher / temperature, 1), F.log_softmax(student / temperature, 1)
    return (1 - alpha) * hard + alpha * temperature**2 * F.kl_div(said, wanted, reduction="batchmean", log_target=True)
