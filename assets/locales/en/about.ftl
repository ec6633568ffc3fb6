## Method

method-heading = Method
method-description = How a figure gets from a publisher’s file to this site, what its remarks mean, and how to see what was known on a past day.
method-travel = How a figure travels
method-travel-locate = The newest file is found the way a careful reader would: from the publisher’s own page, catalogue or fixed address.
method-travel-download = It is downloaded from the publisher’s own servers alone, and kept byte for byte under its SHA-256.
method-travel-read = The figures are found by the words in its headers, not by fixed cells, and taken as they stand: the number in the cell, with the publisher’s marks.
method-travel-check = They are checked: periods, ranges, jumps, revisions. What looks wrong waits for a person; the last good figures stay on the page.
method-travel-record = They are recorded beside the older ones. Nothing is overwritten, so a changed figure is a revision that anybody can see.
method-travel-show = Scale and unit are applied only when a figure is shown. A figure computed from others says its formula and links to them.
method-known = How a figure is known
method-known-text = Most figures are read in the publisher’s own file, which is archived here and can be read again. Some are typed in from the publisher’s page, and some are so far only reported by others; the page says which, figure by figure.
method-flags = Remarks
method-flags-caption = What a remark beside a figure means
method-missing = When there is no figure
method-missing-text = A missing figure is never shown as nought. In charts it is a gap.
method-missing-caption = Why there is no figure
name-column = Word
means-column = What it means
method-as-of = As it stood on a day
method-as-of-text = Every page, chart and download can be asked for as it stood at the end of a past day, in London, or at an instant: add ?as_of=2026-03-31 to its address. It then shows the figures, the words and the targets of that time.
method-as-of-before = For the time before this site recorded a series itself, it is put together from publications, and the page says so.
method-downloads = Downloads
method-downloads-text = CSV and JSON files hold every figure as published (value) and in the unit shown (scaled_value), with its file, its cell and its licence. Numbers in JSON are text, so that no digit is lost.
method-targets = Targets
method-targets-text = A target is drawn only on the series that it was set for: same unit, same place, same people or things. A replaced target stays in the ledger with the day on which it was replaced.
method-rehearsed = What has only been rehearsed
method-rehearsed-text = Reading publishers’ files has been rehearsed on recorded files. How sure it is that a source is found and read rightly today is said with each source.
method-catalogue = The catalogue in use has the SHA-256

## About

about-heading = About
about-description = What this site is, who runs it, and what it is not.
about-what = It publishes a short list of outcomes that matter, as live as the data allow. Every figure is shown as published, as revised, and back to the cell that it was read in.
about-how = It does not judge: it says what the newest figure is, what was promised, by whom and by when, and what is not known.
about-not-government = This is not a government website. It has no link with any department whose figures it shows.
about-privacy = Your privacy
about-privacy-text = No cookies, no tracking, nothing from any third party.
about-reuse = Using what you find here
about-reuse-text = Figures carry the licence of their publisher, named beside them and in every download. Some are under no open licence and are cited as facts.
about-font = The typeface is Source Sans 3, under the SIL Open Font Licence.
about-more = More
about-link-selection = Why these outcomes
about-link-method = How figures get here
about-link-sources = Every source

## Selection

selection-heading = Why these outcomes
selection-description = Why each outcome is on the list, what was left out, and who decides.
selection-who = Who decides
selection-outcomes = On the list
selection-unserved = Missions without an outcome yet
selection-unserved-text = No outcome on the list serves these missions yet, so they are not offered as a filter.
selection-left-out = Left out, and why
