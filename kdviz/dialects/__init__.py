"""The classic loss in the words of other systems, readable without torch.

Every module in the folder ``systems`` holds ``ENTRIES``; adding a system is adding a file there and its formula,
written out from its published code, to the tests.
"""

from importlib import import_module
from pkgutil import iter_modules

from kdviz.dialects import systems
from kdviz.dialects.dialect import MATCHES, Dialect, Match, Sentence, Translation
from kdviz.dialects.equation import equation
from kdviz.dialects.settings import Settings, SettingsError

DIALECTS: dict[str, Dialect] = {
    entry.name: entry
    for module in iter_modules(systems.__path__)
    for entry in import_module(f"{systems.__name__}.{module.name}").ENTRIES
}
