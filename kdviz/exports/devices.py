"""Small devices, as data, and whether a student fits on them. How long it takes there nobody has measured."""

from dataclasses import dataclass
from math import prod

from kdviz.exports.formats.c import Memory, Numbers, memory
from kdviz.exports.material import Student

# Bytes beside weights and values. The code is 201 to 1026 bytes (gcc -Os, x86); arithmetic of floats where no unit
# does it takes some kilobytes more. The stack is for calls and interrupts.
CODE, STACK = 4096, 1024


@dataclass(frozen=True)
class Device:
    """A device.

    Attributes
    ----------
    flash, ram : int
        Bytes that a program may take: without a boot loader, and on the ESP32 without the RAM that its system takes.
    megahertz : int
    float_unit : bool
        Whether it computes with 32-bit floats by itself.
    source : str
        Where these numbers were read: projects with their files, documents.
    """

    name: str
    flash: int
    ram: int
    megahertz: int
    float_unit: bool
    source: str


DEVICES = (
    Device(
        "Arduino Nano 33 BLE",
        983_040,
        262_144,
        64,
        True,
        "platformio/platform-nordicnrf52, boards/nano33ble.json; Zephyr, Arduino Nano 33 BLE (Cortex-M4F)",
    ),
    Device(
        "ESP32 (WROOM-32E)",
        4_194_304,
        327_680,
        240,
        True,
        "platformio/platform-espressif32, boards/esp32dev.json; Espressif, ESP32-WROOM-32E datasheet 1.6 (520 KB SRAM "
        "in all); espressif/esp-idf, docs/en/api-guides/freertos-smp.rst (float unit)",
    ),
    Device(
        "Raspberry Pi Pico",
        2_097_152,
        270_336,
        133,
        False,
        "platformio/platform-raspberrypi, boards/pico.json (Cortex-M0+, which has no float unit)",
    ),
    Device(
        "BBC micro:bit V1 (Cortex-M0)",
        262_144,
        16_384,
        16,
        False,
        "platformio/platform-nordicnrf51, boards/bbcmicrobit.json (Cortex-M0, which has no float unit)",
    ),
    Device(
        "STM32F030F4 (Cortex-M0)",
        16_384,
        4_096,
        48,
        False,
        "platformio/platform-ststm32, boards/demo_f030f4.json (Cortex-M0, which has no float unit)",
    ),
)


@dataclass(frozen=True)
class Fit:
    """Whether a student fits on a device, by arithmetic.

    Attributes
    ----------
    needs : dict of Memory
        Bytes with code and stack, by ``"float32"`` and ``"int8"``.
    """

    device: Device
    needs: dict[Numbers, Memory]

    def fits(self, numbers: Numbers) -> bool:
        """Return whether it fits in such numbers."""
        needed = self.needs[numbers]
        return needed.flash <= self.device.flash and needed.ram <= self.device.ram

    @property
    def shrink(self) -> float:
        """How many times smaller it had to be in integers; 1 or less where it fits."""
        needed = self.needs["int8"]
        weights = (needed.flash - CODE) / (self.device.flash - CODE)
        return max(weights, (needed.ram - STACK) / (self.device.ram - STACK))


def fits(student: Student) -> list[Fit]:
    """Return whether a student fits on each device, with the input that the caller holds."""
    # An input is floats; a row of a table is doubles besides, and its medians, means and scales are doubles in flash.
    numbers_in = prod(student.data.shape)
    held, kept = (12 * numbers_in, 24 * numbers_in) if student.data.rows else (4 * numbers_in, 0)
    needs: dict[Numbers, Memory] = {
        numbers: Memory(own.flash + CODE + kept, own.ram + STACK + held) for numbers, own in memory(student).items()
    }
    return [Fit(device, needs) for device in DEVICES]
