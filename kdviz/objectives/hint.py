"""FitNets' hint.

½·‖h_t − r(h_s)‖²,   r a linear map that learns along
"""

from itertools import pairwise
from math import prod

import torch
from torch import Tensor, nn

from kdviz.catalog import Shape
from kdviz.networks import Outputs
from kdviz.objectives.terms import Number


def hint(student: Outputs, teacher: Outputs, _labels: Tensor, *, weight: Number = 1.0) -> Tensor:
    """Return how far one student's regressed layer is from the teacher's; it stands alone, and its usual weight is 1.

    Parameters
    ----------
    student, teacher : Outputs
        One layer each, shapes (n, …), with as many numbers an image: what the regressor makes of the student's, and the
        teacher's own. Logits are not looked at: a hint says nothing of the answers.

    Returns
    -------
    Tensor, shape ()
        Summed over units, averaged over images.

    References
    ----------
    Romero et al. 2015, FitNets, equation 3.
    """
    (regressed,), (wanted,) = student.layers, teacher.layers
    return weight * 0.5 * (wanted.detach().flatten(1) - regressed.flatten(1)).square().sum(1).mean()


class Regressor(nn.Module):
    """The linear map from the student's layer to the teacher's.

    Between maps of one height and width it is the same for every pixel (a 1×1 convolution), as FitNets' is a
    convolution, too; else it maps all numbers of one layer to all of the other.

    Parameters
    ----------
    student, teacher : tuple of int
        Shapes of the two layers for one image: ``(width,)`` or ``(channels, height, width)``.
    """

    def __init__(self, student: Shape, teacher: Shape) -> None:
        super().__init__()
        self.by_pixel = len(student) == 3 and student[1:] == teacher[1:]
        sizes = (student[0], teacher[0]) if self.by_pixel else (prod(student), prod(teacher))
        ((self.inputs, self.outputs),) = pairwise(sizes)
        self.linear = nn.Linear(self.inputs, self.outputs)

    def forward(self, layer: Tensor) -> Tensor:
        """Return what the teacher's layer should be, from a student's layer of shape (n, …)."""
        if self.by_pixel:
            return torch.movedim(self.linear(torch.movedim(layer, 1, -1)), -1, 1)
        regressed: Tensor = self.linear(layer.flatten(1))
        return regressed
