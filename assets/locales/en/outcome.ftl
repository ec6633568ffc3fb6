## The scoreboard

home-heading = What matters, as published
home-description = A short list of outcomes that matter: the newest published figure of each, its target, and where every number comes from.
home-lead = { $count ->
    [one] One outcome that matters
   *[other] { $count } outcomes that matter
}: the newest figure of each, the target if there is one, and where every number comes from.
missions = Missions
glance = All { $count } at a glance
all-outcomes = All outcomes
source = Source
state-no-target = No target has been set
state-no-target-then = No target of that time is known
state-target-past = { $target }; its date has passed
per-cent = per cent

## Missions

mission-sense = In which sense
mission-published = Published at
mission-serves = { $count ->
    [0] No outcome here serves it yet.
    [one] One outcome serves it.
   *[other] { $count } outcomes serve it.
}

## Findings

finding-alone = { $finding }.
finding-and-aim = { $finding }; { $aim }.
indicator-finding = { $title }: { $value } { $when }
aim-then = the target then was { $aim }
nothing-known = { $what }: no figure is known here yet
nothing-known-then = { $what }: no figure was known here then
old-before-first-fetch = The newest figure here is for { $period }. Newer ones should exist; they come with the first fetch.
old = The newest figure here is for { $period }. Newer ones should exist, but the last check found none.
old-not-fetched = The newest figure here is for { $period }. Newer ones should exist, but could not be fetched.
old-by-hand = The newest figure here is for { $period }. Newer ones may exist; a person has to type them in.
newer-is-missing = For { $period } there is no figure yet: { $reason }.
role-headline = Headline
role-leading = An early sign
role-supporting = Also counted

## An outcome

why = Why it matters
targets = Targets
baseline = Progress is counted from { $value } { $when }. { $why }
baseline-unknown = Progress is counted from { $period }, whose figure is not known here yet. { $why }
milestones = Milestones
milestones-text = Nobody can do this yet, or not at this scale. These are the dated steps on the way, with where each is said.
milestones-expected = Still to come
milestone-breakthrough = Breakthrough
milestone-trial = Trial
milestone-prize = Prize
milestone-programme = Programme
other-indicators = What else shows it
how-measured = How this is measured
caveats = Before you use these figures
competing = Other counts in circulation
challenge = What kind of challenge this is
downloads = Download
download-csv = All figures as CSV
download-json = All figures as JSON
download-svg = Chart as SVG
download-png = Chart as PNG
fact-accountable = Accountable
fact-departments = Departments
fact-direction = Better is
direction-higher = higher
direction-lower = lower
fact-unit = Unit
fact-place = Place
fact-population = Of whom or what
fact-frequency = Periods
fact-adjustment = Adjustment
fact-status = Standing
status-not-found = not found in what was read
fact-series = Series
fact-cadence = Comes out
fact-lag = Comes after

## Targets

target-final = Target
target-interim = Interim target
target-ambition = Ambition
target-sentence = { $kind }: { $aim }
target-by = { $aim } by { $by }
target-by-words = { $aim } ({ $by })
no-date-set = no date set
aim-at-least = at least { $value }
aim-more-than = more than { $value }
aim-at-most = no more than { $value }
target-in-force = In force
target-past = Its date has passed
target-standing-then = { $standing }. { $then }
target-figure-then = The figure then was { $value }.
target-figure-then-unknown = The figure of that time is not known here yet.
target-replaced-on = Replaced on { $date }
target-dropped-on = Dropped on { $date }
target-set = Set by { $who }, { $when }
target-measured-on = Measured on: { $title }, { $place }
targets-caption = Every target that was set. One that was replaced, or whose date has passed, stays at the end.
target-column = Target
target-set-column = Who set it, where and when
target-standing-column = State
target-evidence-column = Evidence
evidence-own-page = the publisher’s own page
evidence-unchecked = Not yet checked here against the publisher’s own page.
