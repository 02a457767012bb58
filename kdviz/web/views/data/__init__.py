"""The page Data."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.data.address import ENTRIES

NOTES = {
    ".st-key-data_shown": N_("The data sets that are here; pick one to look at it."),
    ".st-key-train_on_it": N_("Opens Train with this data set."),
    ".upload": N_("Your own table, arrays or pictures; they stay on this computer."),
    ".st-key-counts": N_("How many rows or pictures each class has."),
    ".st-key-data_label": N_("The column that says which class a row is."),
    ".st-key-data_read": N_("These were assumed of the file. Change here what is wrong."),
    ".st-key-data_head": N_("The first rows, as they were read."),
    ".st-key-data_remarks": N_("What to know, or to mend, before anything is trained."),
    ".st-key-data_mine": N_("The data sets that you have added, and those that come with kdviz."),
}
PAGE = Page(
    "data",
    N_("Data"),
    ":material/table_chart:",
    order=7,
    entries=ENTRIES,
    figures=(".st-key-counts",),
    notes=NOTES,
)
