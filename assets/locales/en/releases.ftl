## Releases

nav-releases = Releases
releases-heading = Releases
releases-description = When publishers bring out new figures: what is to come, what is late, and what came when.
releases-lead = When publishers bring out the figures shown here. Times are in London.
releases-coming = To come in the next { $count } days
releases-none-coming = No publisher has announced a release in this time.
releases-attention = Not as announced
releases-attention-text = Late, moved, called off or skipped.
releases-usual = Without an announced date
releases-usual-text = These publishers’ next dates are not known here. This is how often they usually bring out figures, and when they are looked at next.
releases-past = Past
releases-past-text = Releases of the last { $count } days, newest first.
releases-none-past = None in this time.
releases-redefined = Redefined
releases-redefined-text = Releases from which on figures mean something else, newest first. Charts cut the line there, and nothing is compared across. The day of the release stands where a source gives it.
releases-feeds = Feeds
releases-announced = Announced
releases-by-hand = Entered here by hand
releases-moved = Moved from { $when }
releases-reason = Why: { $reason }
release-moment-may-change = { $moment }, which may still change
release-day-only = { $day }; the publisher gave only the day
release-by-day = by { $day }; the day may still change
release-time-may-change = { $time }, may still change
release-time-unknown = Time of day not announced
release-day-may-change = Day may still change
standing-coming = To come
standing-due = Due now
standing-came = Came: recorded here { $when }
standing-came-after = Came: recorded here { $when }, { $span } after its time
standing-shipped = Published; its figures came with this site
standing-checking = Came: waits for a person to check it
standing-late = Late: not here an hour after its time
standing-stale = Missing: not here fourteen days after its time
standing-skipped = Skipped: it did not come, and a later one has
standing-cancelled = Called off by the publisher
standing-discontinued = Discontinued on { $date }: { $why }
standing-redefined = Redefined: figures from { $period } on do not compare with those before
standing-redefined-coming = To be redefined: figures from { $period } on will not compare with those before
usually = Usually { $cadence }
next-release = Next release: { $when }.
weekday-and-date = { $number ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $date }
seconds = { $count ->
    [one] one second
   *[other] { $count } seconds
}
in-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
in-months = { $count ->
    [one] one month
   *[other] { $count } months
}
days = { $count ->
    [one] one day
   *[other] { $count } days
}

## A release that has not come, beside a chart and in it

awaited-figures = Newer figures
awaited-period = Figures for { $period }
awaited-late = { $what } were due on { $when } and have not come.
awaited-checking = { $what } were due on { $when }; they came and wait for a person to check them.
awaited-skipped = { $what } were due on { $when } and did not come; a later release has.
awaited-ended = The publisher has stopped these figures, on { $date }. { $why }
awaited-mark = { $what } were due on { $date }
awaited-mark-short = due { $date }
awaited-mark-ended = stopped on { $date }
awaited-mark-ended-short = stopped
