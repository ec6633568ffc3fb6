## In and under charts

chart-subtitle = { $title }, { $place }, { $span }.
chart-source = Source: { $publisher }. Chart: { $site }.
axis-starts-at = axis starts at { $value }
chart-replaced = replaced
baseline-mark = baseline { $value }
baseline-mark-short = baseline

## The text alternative

describe-shows = { $title }, in { $unit }, { $place }, { $frequency }, { $span }.
describe-latest = The newest figure is { $value } { $when }.
describe-up = That is more than a year earlier ({ $value } { $when }).
describe-down = That is less than a year earlier ({ $value } { $when }).
describe-level = That is the same as a year earlier ({ $value } { $when }).
describe-extremes = The highest is { $highest } { $when_highest }, the lowest { $lowest } { $when_lowest }.
describe-extremes-since = Since the last break, the highest is { $highest } { $when_highest }, the lowest { $lowest } { $when_lowest }.
describe-below-target = { $target }. The newest figure is { $gap } below it.
describe-above-target = { $target }. The newest figure is { $gap } above it.
describe-replaced = { $target }. { $standing }.
describe-baseline = Progress is counted from { $value } { $when }.
describe-provisional = { $count ->
    [one] One figure is provisional.
   *[other] { $count } figures are provisional.
}
describe-breaks = { $count ->
    [one] The series has a break: figures before and after it do not compare.
   *[other] The series has { $count } breaks: figures before and after them do not compare.
}
describe-corrected = { $count ->
    [one] One figure is shown as corrected, not as published.
   *[other] { $count } figures are shown as corrected, not as published.
}
describe-missing = { $count ->
    [one] One period has no figure.
   *[other] { $count } periods have no figure.
}
percentage-points = { $value } percentage points
