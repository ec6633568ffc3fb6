## Figures

figures-summary = Figures and where each comes from
figures-caption = { $title }, { $place }: { $count ->
    [one] the newest figure
   *[other] the { $count } newest figures
}, newest first
all-figures = { $count ->
    [one] The one figure with its source
   *[other] All { $count } figures with their sources
}
period-column = Period
value-column = Figure
remarks-column = Remarks
origin-column = Where it comes from
no-figure = no figure
no-figures = There is no figure yet. The place for it is ready; it appears here as soon as the publisher’s figures have been read or typed in.
no-figures-then = There was no figure here then.
correction = published { $published }, corrected to { $corrected }: { $reason }
correction-of = { $period }: { $correction }
correction-lapsed = A correction declared here no longer applies, and the publisher’s own figure is shown: { $title }, { $period }. Declared: { $correction } The publisher’s file has { $now } there now.
break-declared = does not compare with earlier periods
break-from = Figures from { $period } on do not compare with those before. { $why }
file-link = file { $hash }
cell-of-file = { $cell } of { $file }
retrieved = fetched on { $date }
came-with-site = which came with this site on { $date }
input-link = { $value }, { $period }
computed-as = Computed
computed-from = from
known-read-from-file = read in the publisher’s own file
known-publisher-page = typed in from the publisher’s own page
known-copied-by = copied on { $who }
known-repeated-by = reported by { $who }
care-copied-by = Copied from the publisher by a public project on { $who }; not yet checked here against the publisher’s own file.
care-repeated-by = This figure is reported by { $who }, not yet checked against the publisher’s own page.
known-derived = computed here
and = and
latest-figure = The newest figure
formula-rolling-sum = sum of the last { $count } of { $title }
chart-in-words = The chart in words
series-count = { $count ->
    [one] One figure, with where it comes from.
   *[other] { $count } figures, each with where it comes from.
}
series-outcomes = Shown on
series-facts = What is measured
series-link = The series and all its figures
csv = CSV
json = JSON
citation = { $publisher }: { $title }. { $site }, as known on { $date }, { $address }

## Licences

licence = Licence
licence-not-open = { $licence }; figures are cited as facts, with their source
cited-as-facts = figures are cited as facts, with their source

## Revisions

revisions = Revisions
revisions-none = No figure of this series has been revised since it was first recorded here.
revisions-some = { $count ->
    [one] One figure has been revised since it was first recorded here.
   *[other] { $count } figures have been revised since they were first recorded here.
}
since = since

## Checks

checked-new = Last checked { $when }; new figures were recorded.
checked-unchanged = Last checked { $when }; the publisher had nothing new.
checked-held = Newer figures came { $when } and wait for a person to check them; the last good figures are shown.
checked-decided = Newer figures came { $when }; a person has checked them and decided.
checked-blocked = The publisher’s site turned us away { $when }; the last good figures are shown.
checked-unreachable = The publisher could not be reached { $when }; the last good figures are shown.
checked-unreadable = The publisher’s newest file could not be used { $when }; the last good figures are shown.
last-good-check = The last check that worked was { $when }.
no-good-check = No check has worked yet.
checked-by-hand = Typed in by a person: there is no file to fetch.
checked-not-by-then = Not checked by then.
checked-never = These figures came with this site; nothing newer has been looked for yet.
checked-never-released = These figures came with this site, as published on { $date }; nothing newer has been looked for yet.
checked-never-nothing = Nothing has been looked for yet, and no figure is known.
next-by-schedule = Next check: { $when }.
next-by-hand = Next due: { $date }.
next-by-hand-overdue = Newer figures were due by { $date }; nobody has entered them here yet.
schedule = { $text }, London time
schedule-by-hand = By hand, when the publisher has something new
step-locate = finding the file
step-download = downloading it
step-decode = reading it
step-select = finding the figures in it
step-check = checking the figures
step-record = recording the figures
last-attempt = { $when }, { $step }: { $message }

## Sources

sources-heading = Sources
sources-description = Every source of every figure: who publishes it, when it was last checked, and what that check said.
sources-lead = { $count ->
    [one] One source
   *[other] { $count } sources
}: when each was last checked, what that check said, and what comes next. { $troubled ->
    [0] None needs anybody’s attention.
    [one] One needs somebody’s attention and stands first.
   *[other] { $troubled } need somebody’s attention and stand first.
}
sources-caption = Every source
sources-column = Source
sources-column-state = How it stands
sources-column-newest = Newest figure
sources-column-worked = Last check that worked
sources-column-changed = Figures last changed
sources-column-delay = From release to page
sources-column-next = Next
sources-unknown = Not yet known
source-description = A source of figures by { $publisher }: how it is read, when it was last checked, and what that check said.
sources-findings = What the checks found
fact-newest = Newest figure
newest-none = None yet
newest-ended = { $period }, which ended { $span } ago
fact-promise = What it promises
promise-lag = delay: { $lag }
promise = { $cadence }; delay: { $lag }
fact-last-success = Last check that worked
not-yet = None yet
fact-last-change = Figures last changed
change-shipped = Not since they came with this site
fact-delay = From release to page
delay-unknown = Not yet known: fewer than three announced releases have come here
finding-waits = held { $since }; waits for a person.
finding-overtaken = held { $since }; a newer edition has come since.
finding-noted = noted { $since }; the figures were recorded.
finding-replaced = held { $since }; replaced { $when } by { $by }: { $why }
finding-released = held { $since }; released { $when } by { $by }: { $why }
finding-refused = held { $since }; refused { $when } by { $by }: { $why }
fact-schedule = Checks
fact-next = Next
fact-last-attempt = Last attempt
fact-licence = Licence
fact-confidence = How sure
sources-series = Series

## Archived files

file-heading = Archived file { $hash }
file-description = A publisher’s file, kept byte for byte as it came, with where it came from and which series were read in it.
file-lead = The file is kept byte for byte as it came. Its SHA-256 is
file-shipped = This file came with this site. It was made for it: each line names the public page that its figure was copied from.
file-content = Get the file
file-asked = Asked for at
file-answered = Answered by
file-headers = Headers of the answer
file-series = Series read in it
fact-publisher = Publisher
fact-figures-of = Figures of
fact-title = Title
fact-retrieved = First retrieved
fact-asked = Came from
fact-length = Length
fact-media-type = Media type
bytes = { $count } bytes
header-column = Header
header-value-column = Value

## Flags and missing reasons

flag-provisional = provisional
flag-provisional-means = The publisher expects to replace the figure by better information. Hollow in charts.
flag-revised = revised
flag-revised-means = The publisher says that it differs from its last edition.
flag-break = break in series
flag-break-means = Not comparable with the periods before it. The line in a chart is cut there.
flag-estimated = estimated
flag-estimated-means = The publisher says that it is an estimate.
flag-unreliable = low reliability
flag-unreliable-means = The publisher says that it rests on too little to be relied on.
flag-note = see the publisher’s note
flag-note-means = The publisher adds a note in its file.
flag-lower-bound = at least
flag-lower-bound-means = A sum in which some parts are held back: the true figure is this or more.
missing-suppressed = held back
missing-suppressed-means = Held back by the publisher so that nobody can be identified.
missing-not-available = not available
missing-not-available-means = The publisher does not have the figure, or not yet.
missing-not-applicable = does not apply
missing-not-applicable-means = The figure makes no sense for that period.
missing-low = too small to show
missing-low-means = More than nothing, but it rounds to nothing.
missing-not-collected = not collected
missing-not-collected-means = Not collected, or too few answers to say.
missing-blank = left empty
missing-blank-means = The publisher left the cell empty.
missing-withdrawn = withdrawn
missing-withdrawn-means = The publisher’s newer edition no longer has that period.
