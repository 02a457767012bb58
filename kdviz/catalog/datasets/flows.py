"""Network flows, drawn by rules."""

from kdviz.catalog.choice import DatasetCard
from kdviz.i18n import N_

ENTRY = DatasetCard(
    name="flows",
    title=N_("Network flows"),
    summary=N_("16,000 made-up flows at a gateway, 7 % of them attacks; 9,600 train, 2,400 validation, 4,000 test."),
    code="kdviz.datasets.flows:load",
    rows="kdviz.datasets.flows:rows",
    shape=(15,),
    train_per_class=(8_928, 672),
    validation=2_400,
    test=4_000,
    class_names=(N_("usual"), N_("attack")),
    # As `kdviz.datasets.flows` draws them.
    rules=(
        N_("No flow is real: a generator draws 16,000, always the same ones, by these rules."),
        N_("7 % are attacks. In 3 % of all flows nobody has seen how many seconds they took."),
        N_("Seconds, bytes, packets and flows a minute are logarithms, drawn around a mean for each sort of flow."),
        N_("Usual flows: web 40 %, names 25 %, video 12 %, mail 10 %, shell 8 %, others 5 %."),
        N_("Attacks: scans 30 %, guessed passwords 30 %, data carried away 20 %, floods 20 %."),
        N_("Guessed passwords have 1.8 failed logins on average, other flows hardly any."),
        N_("Each attack looks a little like something usual. All this says nothing of real traffic."),
    ),
)
