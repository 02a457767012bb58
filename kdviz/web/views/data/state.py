"""What the page Data is set to."""

# The file that was sent and is looked at, what the reader says of it, what was found in it, and its columns.
SENT, WISHES, FOUND, COLUMNS = "data_sent", "data_wishes", "data_found", "data_columns"
# The data set on show, by name; one that was just added; and what a new one shall be called.
SHOWN, ADDED, TITLE = "data_shown", "data_added", "data_title"
# The fields in which a reader says how a file is written, by wish.
FIELDS = {
    wish: f"data_{wish}"
    for wish in (
        *("label", "separator", "encoding", "decimal", "header", "index", "side", "color"),
        *("without", "number", "category"),
    )
}
