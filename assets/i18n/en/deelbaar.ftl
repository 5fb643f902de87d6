# Deelbaar in English. Same ids and arguments as ../nl/deelbaar.ftl.

## Words of the kit
kit-cancel = Cancel
kit-close = Close
kit-clear-search = Clear the search field
kit-required = required
kit-invalid = Not right: { $reason }
kit-added = added: { $text }
kit-removed = removed: { $text }
kit-row-cell = { $column }: { $value }
kit-progress = { $what }, { $percent }% done
kit-link = { $text } (opens { $host })
kit-image = [image: { $text }]
kit-notice-info = Information: { $text }
kit-notice-success = Done: { $text }
kit-notice-warning = Please note: { $text }
kit-notice-error = Error: { $text }
kit-nav-count = { $name }, { $count ->
    [one] 1 open
   *[other] { $count } open
}

## Who can see it
mark-private = Only { $municipality }
mark-region-version = Region · version { $version }
mark-region-changed = Region · changed
mark-public = Public
mark-awaiting-consent = Awaiting consent
mark-withdrawn = Withdrawn
mark-label = Visible to: { $mark }

## Dates and times
date-short = { $day } { $month ->
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
} { $year }
date-day-month = { $day } { $month ->
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
date-month = { $month ->
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
} { $year }
date-long = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $day } { $month ->
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
} { $year }
date-pattern = dd-mm-yyyy
date-invalid = Write the date as day-month-year, for example 09-04-2026.
date-period = { $from } – { $until }
date-and-time = { $date }, { $time }
time-just-now = just now
time-minutes-ago = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
time-today = today
time-yesterday = yesterday
time-tomorrow = tomorrow
time-days-ago = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
time-weeks-ago = { $count ->
    [one] 1 week ago
   *[other] { $count } weeks ago
}
time-months-ago = { $count ->
    [one] 1 month ago
   *[other] { $count } months ago
}
time-years-ago = { $count ->
    [one] 1 year ago
   *[other] { $count } years ago
}
time-in-minutes = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] in 1 day
   *[other] in { $count } days
}
time-in-weeks = { $count ->
    [one] in 1 week
   *[other] in { $count } weeks
}
time-in-months = { $count ->
    [one] in 1 month
   *[other] in { $count } months
}
time-in-years = { $count ->
    [one] in 1 year
   *[other] in { $count } years
}

## Money
money-invalid = Write the amount in euros, for example 650 or 1,234.56.
