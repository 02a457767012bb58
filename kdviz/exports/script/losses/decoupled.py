import torch
from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, target_weight, nontarget_weight, warm_up, smoothing, step):
    """CE  +  w·T²·(α·KL of “the label or not”  +  β·KL of the other classes among themselves), w growing to 1."""
    student, teacher = student[: len(labels)], teacher[: len(labels)]
    hard = F.cross_entropy(student, labels, label_smoothing=smoothing)
    own = F.one_hot(labels, CLASSES).bool()
    binary, others = [], []
    for z in (student / temperature, teacher / temperature):
        rest = z.masked_fill(own, -torch.inf)
        pair = torch.stack([z[own], rest.logsumexp(1)], 1)
        binary.append(F.log_softmax(pair, 1))
        others.append(F.log_softmax(rest, 1).masked_fill(own, 0.0))
    target = F.kl_div(*binary, reduction="batchmean", log_target=True)
    nontarget = (others[1].exp() * (others[1] - others[0])).masked_fill(own, 0.0).sum(1).mean()
    grown = min(1, step / max(1, warm_up))
    return hard + grown * temperature**2 * (target_weight * target + nontarget_weight * nontarget)
