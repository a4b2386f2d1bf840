"""What all jobs can do."""

from dataclasses import FrozenInstanceError
from typing import Any, ClassVar, Dict


class BaseJob:
    """Fields are set once, there are no others, and jobs of equal fields are equal.

    ``dataclass`` would write these methods anew for every kind of job, which made up a third of the time that the
    plugin adds to the start of QGIS.
    """

    __dataclass_fields__: ClassVar[Dict[str, Any]]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in vars(self) or name not in self.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"
