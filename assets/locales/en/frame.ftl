## Around every page

title = { $title } – { $site }
title-home = { $site }: what matters, as published
skip-to-content = Skip to content
navigation = Main
nav-outcomes = Outcomes
nav-sources = Sources
nav-method = Method
nav-about = About
rehearsal-banner = Rehearsal.
rehearsal-line = REHEARSAL: these figures come from recorded files, not from the publishers.
rehearsal-stamp = REHEARSAL
as-it-stood = As it stood at { $when }.
reconstructed = Reconstructed from publications: at that time nothing was being recorded here.
to-the-present = Show the present
as-of-label = Show this page as it stood at the end of
as-of-button = Show
not-government = This is not a government website. Figures are the publishers’ own; the sentences around them are not.
run-by = Run by { $operator }.
contact = Contact
footer = About this site
problem-home = See all outcomes

## Dates, times and periods

month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
short-month = { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
date = { $day } { $month } { $year }
date-and-time = { $date } at { $time }
end-of-day = the end of { $date }
from-to = { $from } to { $to }
from-until = { $from } until { $to }
years = { $from } to { $to }
financial-year = financial year { $from } to { $to }
financial-years = financial years { $from } to { $to }
academic-years = academic years { $from } to { $to }
academic-year = academic year { $from } to { $to }
year-ending = year ending { $month }
week-ending = week ending { $date }
minutes = { $date }, { $from } to { $to }
when-in = in { $period }
when-in-the = in the { $period }
when-on = on { $period }
when-at = at { $period }
every-year = yearly
every-quarter = quarterly
every-month = monthly
every-week = weekly
every-financial-year = by financial year
every-academic-year = by academic year
rolling-months = rolling { $count } months
rolling-years = rolling { $count } years
on-days = on single days
every-months = every { $count } months
every-minutes = every { $count } minutes
