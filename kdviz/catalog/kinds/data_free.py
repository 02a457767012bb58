"""No images: the teacher is asked about noise."""

from typing import Annotated

from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.catalog.needs import no_unlabelled_images
from kdviz.catalog.shared_knobs import Temperature
from kdviz.i18n import N_


class DataFreeKnobs(Temperature):
    """What noise is shown."""

    noise: Annotated[
        str,
        Knob(
            label=N_("Noise"),
            help=N_(
                "“Even” draws each pixel between its darkest and its lightest value in the teacher's images. The other "
                "choice also keeps how often each value occurs there. So neither is quite free of data."
            ),
            widget="choice",
            choices={"uniform": N_("even"), "marginals": N_("as in the teacher's images")},
        ),
    ] = "uniform"


ENTRY = Kind(
    name="data-free",
    family="images",
    title=N_("Data-free distillation"),
    summary=N_("The student never sees an image. It is shown noise, and learns what the teacher says of it."),
    code="kdviz.objectives.unlabeled:unlabeled",
    reference="Lopes, Fenu, Starner 2017, Data-Free Knowledge Distillation for Deep Neural Networks, arXiv:1710.07535",
    when=N_("When you have the teacher but not its data."),
    price=N_("A forward pass of the teacher for fresh noise in every step."),
    diagram=(
        Flow(N_("noise"), N_("teacher"), N_("images that are none")),
        Flow(N_("teacher"), N_("student"), N_("softened probabilities")),
    ),
    knobs=DataFreeKnobs,
    recipe="kdviz.training.run.recipes.data_free:data_free",
    needs=(no_unlabelled_images,),
    brings=lambda settings: int(settings.batch_size),
)
