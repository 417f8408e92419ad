"""What the topic `alerts` carries: an alert was opened, changed or cleared."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from schemas.finding import Finding


class AlertEvent(msgspec.Struct, frozen=True):
    """One change of one alert, as a CloudEvent 1.0; the same change always has the same id.

    `subject` is the project, `time` the beginning of the day on which it was judged; `data` is the finding, of a
    cleared alert the last one.
    """

    specversion: Literal["1.0"]
    id: str
    source: str
    type: Literal["wagewatch.alert.opened", "wagewatch.alert.changed", "wagewatch.alert.cleared"]
    subject: str
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    datacontenttype: Literal["application/json"]
    data: Finding
