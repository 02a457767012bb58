import torch
from torch.nn import functional as F


def relations(features, m):
    """Return distances over their mean, and cosines of angles at the first labelled and the first unlabelled image."""
    squares = (apart := features[:, None] - features).square().sum(2)
    lengths = torch.where(squares > 0, squares, 1.0).sqrt() * (squares > 0)
    edges = [F.normalize(apart[:, v]) for v in {0, m} if v < len(features)]
    return lengths / lengths[lengths > 0].mean(), torch.stack([edge @ edge.T for edge in edges])


def loss(student, teacher, labels, *, temperature, alpha, distance_weight, angle_weight, smoothing):
    """Classic  +  λ_d·mean Huber of distances  +  λ_a·mean Huber of angles, in the last hidden layer."""
    both = [relations(layers[-2].flatten(1), len(labels)) for layers in (student, teacher)]
    further = sum(w * F.smooth_l1_loss(*pair) for w, pair in zip((distance_weight, angle_weight), zip(*both)))
    return classic(student[-1], teacher[-1], labels, temperature, alpha, smoothing) + further
