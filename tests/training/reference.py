"""What a user would write: one student, one plain PyTorch loop. Tests compare with it."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def train_one(
    network: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor, Tensor]],
    optimizer: torch.optim.Optimizer,
    *,
    temperature: float = 4.0,
    alpha: float = 0.9,
    smoothing: float = 0.0,
) -> None:
    """Distill into `network` in place; batches are inputs, labels of the first of them, teacher logits."""
    for inputs, labels, teacher_logits in batches:
        logits = network(inputs)
        hard = F.cross_entropy(logits[: len(labels)], labels, label_smoothing=smoothing)
        soft = F.kl_div(
            F.log_softmax(logits / temperature, 1), F.softmax(teacher_logits / temperature, 1), reduction="batchmean"
        )
        loss = (1 - alpha) * hard + alpha * temperature**2 * soft
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
